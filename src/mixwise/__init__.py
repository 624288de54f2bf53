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

    from mixwise.guide.model import Guide

__version__ = "0.1.0"

__all__ = [
    "ANYONE", "Ambiguous", "Assessment", "Finding", "Intake", "Knowledge", "KnowledgeError", "Mention", "MixwiseError", "Person",
    "Resolution", "Resolved", "Unrecognised", "UsageError", "ask", "check", "find", "guide", "load", "resolve",
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
