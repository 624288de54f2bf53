"""From rows that name things to the variants they stand for, still by person."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mixwise.screen.naming import NOTHING, Table

Ints = npt.NDArray[np.int64]


class Lists(NamedTuple):
    """The variants of whole persons: those of person p are `offsets[p]` to `offsets[p + 1]`."""

    offsets: Ints
    variant: npt.NDArray[np.int32]
    name: npt.NDArray[np.int32]
    """Which name each was given by: two of them for one substance are a duplicate."""


class Listed(NamedTuple):
    """The lists of persons, which row each entry came from, and the rows that are not certain."""

    lists: Lists
    row: Ints
    unrecognised: npt.NDArray[np.uint32]
    """How many different texts of each person were not recognised."""
    nothing: npt.NDArray[np.uint32]
    """How many rows of each person named nothing at all."""
    slow: Ints
    """The persons whom the engine itself is to be asked about."""


def listed(offsets: Ints, numbers: npt.NDArray[np.int32], table: Table) -> Listed:
    """Lists from numbered rows; the rows of person p are `offsets[p]` to `offsets[p + 1]`."""
    persons = len(offsets) - 1
    atoms = table.atoms.take(numbers, mode="wrap")  # NOTHING, -1, is the last
    first = table.first.take(numbers, mode="wrap")
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(atoms)])
    row = np.repeat(np.arange(len(numbers)), atoms)
    at = first[row] + np.arange(len(row)) - ends[row]
    lists = Lists(ends[offsets], table.variant.take(at, mode="clip"), table.name.take(at, mode="clip"))
    unrecognised = np.zeros(persons, np.uint32)
    nothing = np.zeros(persons, np.uint32)
    none = np.zeros(0, np.int64)
    if not len(numbers):
        return Listed(lists, row, unrecognised, nothing, none)
    if (blank := np.flatnonzero(numbers == NOTHING)).size:
        nothing += np.bincount(_person(offsets, blank), minlength=persons).astype(np.uint32)
    if table.unrecognised.any() and (odd := np.flatnonzero(table.unrecognised.take(numbers, mode="wrap"))).size:
        different = np.unique(np.stack([_person(offsets, odd), numbers[odd].astype(np.int64)]), axis=1)
        unrecognised += np.bincount(different[0], minlength=persons).astype(np.uint32)
    slow = none
    if table.slow.any() and (odd := np.flatnonzero(table.slow.take(numbers, mode="wrap"))).size:
        slow = np.unique(_person(offsets, odd))
    return Listed(lists, row, unrecognised, nothing, slow)


def _person(offsets: Ints, rows: Ints) -> Ints:
    found: Ints = np.searchsorted(offsets, rows, side="right") - 1
    return found


def rows_of(offsets: Ints, persons: Ints, numbers: npt.NDArray[np.int32]) -> tuple[Ints, npt.NDArray[np.int32]]:
    """The rows of some persons only, with offsets of their own."""
    length = offsets[persons + 1] - offsets[persons]
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(length)])
    rows = np.arange(int(ends[-1])) + np.repeat(offsets[persons] - ends[:-1], length)
    return ends, numbers[rows]
