"""What a text says of time: how long ago something was taken or ended, as a span whose ends are both possible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

Words = Mapping[str, Any]
"""`locale/<language>/when.yaml`."""


PARTS = ("numbers", "units", "ago", "ago_before", "after", "during", "about", "or")
"""The lists of `when.yaml` that a counted moment is made of; `ago_before` is "ago" where it stands before the number."""


MOST_HELD = 8


class Moment(NamedTuple):
    """
    When something was last taken (`ago`) or its use ended (`stopped`): not less than `low` and not more than `high` hours ago.

    `sure` when it is plain which thing is meant; a moment that may belong to another one never makes anything past.
    """

    kind: str
    low: float
    high: float
    sure: bool = True


class Told(NamedTuple):
    """A moment at its place in a text; `ahead` when it is that of what is named next ("12 h after …")."""

    low: float
    high: float
    start: int
    end: int
    ahead: bool
    during: bool
    """"For three weeks": it says when something ended, and nothing else."""


def moments_in(text: str, words: Words) -> list[Told]:
    """Every moment that a text tells, in its order; none overlaps another."""
    lowered = text.lower()
    found = [*_counted(lowered, words), *_named(lowered, words)]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Told] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def span_of(text: str, words: Words) -> tuple[float, float] | None:
    """The span of a text that is nothing but a moment, "ago" left out or not: `2h`, `2 weeks ago`, `yesterday`."""
    told = moments_in(text, words) or moments_in(f"{text} {words['ago'][0]}", words)
    return (told[0].low, told[0].high) if told else None


def _counted(text: str, words: Words) -> Iterator[Told]:
    for found in _patterns(words)[0].finditer(text):
        low, high = _number(found["first"], words)
        if found["second"]:
            high = _number(found["second"], words)[1]
        unit = float(words["units"][found["unit"]])
        exact = low if found["first"][0].isdigit() or low == high else 0
        slack = unit / 2 if exact and unit >= 1 else 0.0
        low, high = max(0.0, low * unit - slack), high * unit + slack
        ahead = bool(found["after"])
        back = found["ago"] or found["ago_before"]
        during = bool(found["during"]) and not back and not ahead
        if back or ahead or during:
            start = found.start("during" if during else "ago_before" if found["ago_before"] else "first")
            yield Told(low, high, start, found.end(), ahead, during)


def _named(text: str, words: Words) -> Iterator[Told]:
    for found in _patterns(words)[1].finditer(text):
        low, high = words["moments"][found.group()]
        yield Told(float(low), float(high), found.start(), found.end(), False, False)


def _number(written: str, words: Words) -> tuple[float, float]:
    if written[0].isdigit():
        number = float(written.replace(",", "."))
        return number, number
    value = words["numbers"][written]
    return (float(value[0]), float(value[1])) if isinstance(value, list | tuple) else (float(value), float(value))


def _key(words: Words) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(words.get(name, ())) for name in PARTS)


_HELD: dict[int, tuple[Words, re.Pattern[str], re.Pattern[str]]] = {}


def _patterns(words: Words) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The patterns of counted and of named moments, made once for as long as these words are the same object."""
    held = _HELD.get(id(words))
    if held is None or held[0] is not words:
        if len(_HELD) >= MOST_HELD:
            _HELD.clear()
        held = _HELD[id(words)] = (words, _pattern(_key(words)), _phrases(tuple(words["moments"])))
    return held[1:]


@lru_cache(maxsize=8)
def _pattern(key: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    numbers, units, ago, ago_before, after, during, about, joins = map(any_of, key)
    number = rf"(?:\d+(?:[.,]\d+)?|{numbers})"
    before = rf"(?:(?:(?P<during>{during})|(?P<ago_before>{ago_before}))\s+(?:(?:about|over|{about})\s+)?)?"
    return re.compile(
        rf"(?<![\w-]){before}(?P<first>{number})(?:\s?(?:-|–|to|or|{joins})\s?(?P<second>{number}))?"
        rf"\s?(?P<unit>{units})(?!\w)\s*(?:(?P<ago>{ago})(?!\w)|(?P<after>{after})(?!\w))?"
    )


@lru_cache(maxsize=32)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(phrases)}(?!\w)")


def any_of(phrases: tuple[str, ...]) -> str:
    """A pattern for one of several phrases, the longest tried first."""
    return "(?:" + "|".join(map(re.escape, sorted(phrases, key=len, reverse=True))) + ")" if phrases else r"(?:\b\B)"
