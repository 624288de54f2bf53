"""What a text says of the person: conditions, age, tolerance, pregnancy, being alone. Only what raises an answer is read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from mixwise.knowledge.normalise import normalise
from mixwise.names.when import any_of

Words = Mapping[str, Any]
"""`locale/<language>/person.yaml`."""
OLDEST = 115


class PersonSaid(NamedTuple):
    """What was read; empty, None and "" where the text says nothing."""

    conditions: tuple[str, ...] = ()
    age: int | None = None
    pregnant: bool | None = None
    tolerance: str = ""
    alone: bool | None = None


def condition_of(name: str, words: Words) -> str:
    """The condition that a name means, whichever of its names it is; "" when it is none."""
    return _by_name(_frozen(words)).get(normalise(name), "")


def person_in(text: str, words: Words) -> PersonSaid:
    """Everything that a text says of the person and that may raise an answer."""
    if not words:
        return PersonSaid()
    lowered = re.sub(r"[’`]", "'", text.lower())
    taken_back = tuple(words.get("not", ()))

    def says(phrases: Sequence[str]) -> bool:
        return _says(lowered, tuple(phrases), taken_back)

    names, plain = _by_name(_frozen(words)), _unaccented(lowered)
    tolerance = words["tolerance"]
    return PersonSaid(
        tuple(
            sorted(
                {condition for name, condition in names.items() if name in plain and _says(plain, (name,), taken_back)}
            )
        ),
        _age(lowered, words["age"], says(words["age"]["child"])),
        True if says(words["pregnant"]) and not says(words.get("not_pregnant", ())) else None,
        next((level for level in ("lost", "none") if says(tolerance.get(level, ()))), ""),
        True if says(words["alone"]) else None,
    )


def only_person(text: str, words: Words) -> bool:
    """Whether a text says who takes it and names nothing else ("tengo 72 años", "embarazada")."""
    if person_in(text, words) == PersonSaid():
        return False
    levels = (one for phrases in words["tolerance"].values() for one in phrases)
    known = (
        *_by_name(_frozen(words)),
        *words["pregnant"],
        *words["alone"],
        *levels,
        *words["age"]["child"],
        *words.get("fillers", ()),
    )
    rest = _ages_of(words["age"]).sub(" ", re.sub(r"[’`]", "'", text.lower()))
    rest = _pattern(tuple(map(_unaccented, known))).sub(" ", _unaccented(rest))
    return not re.search(r"\w", rest)


def _frozen(words: Words) -> tuple[tuple[str, tuple[str, ...]], ...]:
    conditions = words["conditions"].items()
    return tuple((name, (name.replace("_", " "), str(one["label"]), *one["names"])) for name, one in conditions)


@lru_cache(maxsize=8)
def _by_name(conditions: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {key: name for name, names in conditions for one in names if (key := normalise(one))}


def _unaccented(text: str) -> str:
    return (
        text
        if text.isascii()
        else "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
    )


def _says(text: str, phrases: tuple[str, ...], taken_back: tuple[str, ...]) -> bool:
    """Whether one of the phrases stands there and is not taken back just before ("no history of …")."""
    denial = _denial(taken_back)
    return any(not denial.search(text[: found.start()]) for found in _pattern(phrases).finditer(text))


@lru_cache(maxsize=8)
def _denial(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(words)}\W+(?:[\w']+\W+){{0,2}}$")


@lru_cache(maxsize=512)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(phrases)}(?!\w)")


def _age(text: str, words: Words, child: bool) -> int | None:
    """The youngest age told under eighteen, else the oldest: the one that is more at risk."""
    told = _ages_of(words).finditer(text)
    ages = [int(next(filter(None, found.groups()))) for found in told]
    ages = [age for age in ages if age <= OLDEST] + [1] * child
    young = [age for age in ages if age < 18]
    return min(young) if young else max(ages, default=None)


def _ages_of(words: Words) -> re.Pattern[str]:
    between = tuple((str(one[0]), str(one[1])) for one in words.get("between", ()))
    return _ages(tuple(words["after"]), tuple(words["before"]), between)


@lru_cache(maxsize=8)
def _ages(
    after: tuple[str, ...], before: tuple[str, ...], between: tuple[tuple[str, str], ...] = ()
) -> re.Pattern[str]:
    around = "".join(rf"|(?<!\w){re.escape(first)}\s(\d{{1,3}})\s{re.escape(last)}(?!\w)" for first, last in between)
    more = r"(?!\s*(?:\d|%|[.,:/]\d|[-–x×]|mg|mcg|g\b|ml|am\b|pm\b|h\b|hr|hours|min|days?\b|weeks?\b|months?\b|units?\b|o'clock))"
    return re.compile(
        rf"(?<![\w.])(\d{{1,3}})[\s-]?{any_of(after)}(?!\w)|(?<!\w){any_of(before)}\s(\d{{1,3}})(?!\w){more}{around}"
    )
