"""From what people type to what it means: one name (`resolve`), or every substance in a sentence (`find`)."""

from __future__ import annotations

from mixwise.names.lookup import resolve
from mixwise.names.types import (
    Ambiguous,
    Meaning,
    Mention,
    NameIndex,
    Resolution,
    Resolved,
    Unrecognised,
)

__all__ = [
    "Ambiguous",
    "Meaning",
    "Mention",
    "NameIndex",
    "Resolution",
    "Resolved",
    "Unrecognised",
    "find",
    "resolve",
    "split_list",
]


def find(text: str, index: NameIndex, language: str = "en") -> tuple[Mention, ...]:
    """Every substance that a sentence mentions, in the order of the text; see `mixwise.names.sentence.find`."""
    from mixwise.names.sentence import find as find_mentions  # late: two exact names never need it

    return find_mentions(text, index, language)


def split_list(text: str, index: NameIndex, language: str = "en") -> tuple[str, ...]:
    """The parts of a list typed in one go ("A, B and C"); see `mixwise.names.listing.split_list`."""
    from mixwise.names.listing import split_list as parts  # late: two exact names never need it

    return parts(text, index, language)
