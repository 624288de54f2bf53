"""Lists that hold each substance once, in the variant that all its rows make together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mixwise.screen.arrays import Arrays
from mixwise.screen.listing import Lists

Ints = npt.NDArray[np.int64]


class Unique(NamedTuple):
    """The variants of list p are `variant[start[p]:start[p] + length[p]]`."""

    start: Ints
    length: Ints
    variant: npt.NDArray[np.int32]
    twice: npt.NDArray[np.bool_]
    """Whether a substance was given by two different names."""


def unique(lists: Lists, arrays: Arrays) -> Unique:
    """These lists, made unique; those of persons who are left to others are empty."""
    persons = len(lists.offsets) - 1
    person = np.repeat(np.arange(persons), np.diff(lists.offsets))
    every = arrays.variants
    substance = every.of[lists.variant]
    order = np.argsort(person * len(every.ids) + substance, kind="stable")
    person, substance = person[order], substance[order]
    variant, name = lists.variant[order], lists.name[order]
    new = np.ones(len(order), bool)
    new[1:] = (person[1:] != person[:-1]) | (substance[1:] != substance[:-1])
    at = np.flatnonzero(new)
    kept = np.bincount(person[at], minlength=persons)
    if not len(at):
        return Unique(kept, kept, lists.variant, np.zeros(0, bool))
    facts = np.bitwise_or.reduceat(variant - every.first[substance], at)
    return Unique(
        np.cumsum(kept) - kept,
        kept,
        (every.first[substance[at]] + facts).astype(np.int32),
        np.minimum.reduceat(name, at) != np.maximum.reduceat(name, at),
    )
