"""Amounts in milligrams that a text gives beside a name, as what they come to in a day at the least."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from mixwise.names.placing import Place
from mixwise.names.when import Words, any_of

NEAR = 18
"""How many characters may stand between a name and its dose."""
DECIMAL = re.compile(r"\d+,\d{1,2}")
"""A comma before one or two figures is that of a fraction ("1,5 g"); before three it parts thousands."""


def doses_of(text: str, places: Sequence[Place], words: Words) -> list[float]:
    """For each place a thing is named at, the milligrams a day that are told of it at the least; 0 where none are."""
    lowered = text.lower()
    found = [0.0] * len(places)
    for dose in _pattern(tuple(words["doses"]["units"]), tuple(words["doses"]["a_day"])).finditer(lowered):
        owner = _owner(dose.start(), dose.end(), places)
        if owner is not None:
            found[owner] += _a_day(dose, words)
    return found


def milligrams(text: str, words: Words) -> float:
    """The milligrams a day of a text that is nothing but a dose; 0 when it tells none."""
    found = _pattern(tuple(words["doses"]["units"]), tuple(words["doses"]["a_day"])).search(text.lower())
    return _a_day(found, words) if found else 0.0


def _a_day(dose: re.Match[str], words: Words) -> float:
    written = dose["amount"]
    written = written.replace(",", ".") if DECIMAL.fullmatch(written) else written.replace(",", "")
    amount = float(written) * float(words["doses"]["units"][dose["unit"]])
    for times in (dose["before"], dose["after"]):
        amount *= float(times) if times else 1
    return amount * float(words["doses"]["a_day"][dose["often"]] if dose["often"] else 1)


def _owner(start: int, end: int, places: Sequence[Place]) -> int | None:
    """Whose dose it is: of the name just before it, else of the one that follows."""
    inside = [i for i, place in enumerate(places) if place[0] <= start and end <= place[1]]
    before = [i for i, place in enumerate(places) if place[1] <= start <= place[1] + NEAR]
    after = [i for i, place in enumerate(places) if end <= place[0] <= end + NEAR]
    return next(iter(inside or before[-1:] or after), None)


@lru_cache(maxsize=8)
def _pattern(units: tuple[str, ...], often: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w.])(?:(?P<before>\d{{1,3}})\s?[x×*]\s?)?(?P<amount>\d+(?:,\d{{3}})*(?:\.\d+)?|\d+,\d{{1,2}})\s?(?P<unit>{any_of(units)})(?![\w/])"
        rf"(?:\s?[x×*]\s?(?P<after>\d{{1,3}}))?(?:\s+(?P<often>{any_of(often)})(?!\w))?"
    )
