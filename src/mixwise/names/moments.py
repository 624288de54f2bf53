"""Words that say when something was taken ("2h ago", "at 8am"): none of them is a name."""

from __future__ import annotations

import re
from functools import lru_cache

from mixwise.names.lexicon import Lexicon

_NUMBER = r"(?:\d+(?:[.,:/]\d+)?(?:\s?(?:-|–|to)\s?\d+)?)"


def without_moments(text: str, lexis: Lexicon) -> str:
    """The text with moments in figures blanked out; every other character keeps its place."""
    if not any(map(str.isdigit, text)):
        return text
    moments, rates = _patterns(lexis)
    text = moments.sub(lambda found: " " * len(found.group()), text)
    return rates.sub(lambda found: found[1] + " " * (len(found.group()) - len(found[1])), text) if "/" in text else text


def _patterns(lexis: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The patterns of moments ("2h ago", "x 5 days"), and of what an amount is counted by ("… mg/L")."""
    held = (lexis.phrases("moments", name).all for name in ("clock", "units", "letters", "since", "times"))
    moments = _compiled(*map(tuple, map(sorted, held)))
    return moments, _rates(
        tuple(sorted(lexis.phrases("units").all)), tuple(sorted(lexis.phrases("moments", "per").all))
    )


@lru_cache(maxsize=8)
def _rates(units: tuple[str, ...], per: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(\d\s?{_any(units)})\s?/\s?{_any(per)}(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=8)
def _compiled(
    clock: tuple[str, ...],
    units: tuple[str, ...],
    letters: tuple[str, ...],
    since: tuple[str, ...],
    times: tuple[str, ...],
) -> re.Pattern[str]:
    """A letter is a unit only before a word such as "ago": by itself "2 h" may be two of something."""
    later = _any(since)
    return re.compile(
        rf"(?<![\w-])(?:{_any(times)}\s)?{_NUMBER}\s?(?:{_any(clock)}\b|{_any(units)}\b(?:\s{later}\b)?|{_any(letters)}\s{later}\b)(?![\w-])",
        re.IGNORECASE,
    )


def _any(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")" if words else r"(?:\b\B)"
