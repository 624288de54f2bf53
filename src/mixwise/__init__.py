"""
mixwise: can you safely mix X and Y? A whole, honest answer for any two or more things that people take.

>>> import mixwise
>>> mixwise.check(["heroin", "Xanax"]).severity
'dangerous'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mixwise.check import ask, check
from mixwise.engine.types import ANYONE, Assessment, Finding, Intake, Person
from mixwise.errors import KnowledgeError, MixwiseError, UsageError
from mixwise.guide import make_guide  # here and not late: the package sets its name, the function below takes it over
from mixwise.knowledge.store import Knowledge, load
from mixwise.names.types import Ambiguous, Mention, Resolution, Resolved, Unrecognised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mixwise.guide.emergency import Emergency
    from mixwise.guide.help import Helplines
    from mixwise.guide.model import Guide
    from mixwise.guide.selfcheck import SelfCheck

__version__ = "0.1.0"

__all__ = [
    "ANYONE", "Ambiguous", "Assessment", "Finding", "Intake", "Knowledge", "KnowledgeError", "Mention", "MixwiseError", "Person",
    "Resolution", "Resolved", "Unrecognised", "UsageError", "ask", "check", "conditions", "emergency", "find", "guide",
    "helplines", "load", "resolve", "self_check", "self_checks",
]  # fmt: skip


def resolve(text: str) -> Resolution:
    """What one name means: resolved, ambiguous with its meanings, or unrecognised with near misses."""
    from mixwise.names import resolve as resolve_name

    return resolve_name(text, load())


def find(text: str) -> tuple[Mention, ...]:
    """Every substance that a sentence mentions, in order, with its place, its meaning and whether it was denied."""
    from mixwise.names import find as find_mentions

    return find_mentions(text, load())


def guide(
    substances: Sequence[str | Intake], person: Person = ANYONE, *, country: str = "", already: bool = False
) -> Guide:
    """The whole guide for these substances; `country` is a two-letter code for help lines, `already` when they were taken."""
    return make_guide(check(substances, person), load(), country=country, already=already)


def conditions() -> dict[str, list[str]]:
    """Every condition of a person that some rule asks about, with the names that mean it."""
    known = load().words("locale/en/person").get("conditions", {})
    return {name: [str(one["label"]), *map(str, one["names"])] for name, one in sorted(known.items())}


def emergency(signs: Sequence[str] | str = (), *, country: str = "") -> Emergency:
    """
    What to do now, offline: the first steps, what the signs look like, what not to do, antidotes, numbers to call.

    `signs` are words as they come ("blue lips", "took GHB and won't wake") or ids of signs; without any it gives the first steps.
    `country` is a two-letter code for numbers; without one the countries that are held are listed, none is assumed.
    """
    from mixwise.urgent import emergency_guide

    return emergency_guide(signs, country=country, knowledge=load())


def helplines(country: str = "") -> Helplines:
    """The emergency number and the help lines of a country (a two-letter code), each with its source and the date it was read."""
    from mixwise.guide.help import help_for

    return help_for(country, load())


def self_checks() -> tuple[str, ...]:
    """The names of the questionnaires that people can answer about themselves."""
    return tuple(load().ids("selfcheck"))


def self_check(name: str) -> SelfCheck:
    """A questionnaire with its questions; its `score` works out an outcome, and nothing is kept."""
    from mixwise.guide.selfcheck import self_check as held

    return held(name, load())
