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
    return _pattern(lexis).sub(lambda found: " " * len(found.group()), text)


def _pattern(lexis: Lexicon) -> re.Pattern[str]:
    return _compiled(
        *(tuple(sorted(lexis.phrases("moments", name).all)) for name in ("clock", "units", "letters", "since"))
    )


@lru_cache(maxsize=8)
def _compiled(
    clock: tuple[str, ...], units: tuple[str, ...], letters: tuple[str, ...], since: tuple[str, ...]
) -> re.Pattern[str]:
    """A letter is a unit only before a word such as "ago": by itself "2 h" may be two of something."""
    later = _any(since)
    return re.compile(
        rf"(?<![\w-]){_NUMBER}\s?(?:{_any(clock)}\b|{_any(units)}\b(?:\s{later}\b)?|{_any(letters)}\s{later}\b)(?![\w-])",
        re.IGNORECASE,
    )


def _any(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")" if words else r"(?:\b\B)"
