"""
Exposures with dates: what a person has on board at the same time.

Findings of a person are those of every moment: the list of what is on board then is asked about as any other list. Lists
only grow when something starts, so it is enough to look where the next thing to happen is that something stops.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

ALWAYS, NEVER = -(1 << 30), 1 << 30
"""A start or a stop that is not known: taken since ever, and still taken. Neither may lower an answer."""
MOST_LOOKED_AT = 1 << 23
"""Exposures that are held against moments at once."""


class Exposures(NamedTuple):
    """Exposures by person: the name's number, and the first and the last day (both on board)."""

    offsets: Ints
    number: npt.NDArray[np.int32]
    start: Ints
    stop: Ints


class Moments(NamedTuple):
    """Lists of what is on board at a moment: the exposures of moment m are `row[offsets[m]:offsets[m + 1]]`."""

    person: Ints
    offsets: Ints
    row: Ints


def merged(offsets: Ints, number: npt.NDArray[np.int32], start: Ints, stop: Ints) -> Exposures:
    """Exposures to one name that overlap or touch made one; rows that name nothing are left out."""
    person = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    order = np.lexsort((start, number, person))
    order = order[number[order] >= 0]
    person, number, start, stop = person[order], number[order], start[order], stop[order]
    persons = len(offsets) - 1
    if not len(order):
        return Exposures(np.zeros(persons + 1, np.int64), number, start, stop)
    new = np.ones(len(order), bool)
    new[1:] = (person[1:] != person[:-1]) | (number[1:] != number[:-1])
    group = np.cumsum(new)
    latest = np.maximum.accumulate(group * (1 << 33) + stop) - group * (1 << 33)  # the latest stop so far in each group
    new[1:] |= start[1:] > latest[:-1] + 1
    at = np.flatnonzero(new)
    ends = np.concatenate([[0], np.cumsum(np.bincount(person[at], minlength=persons))])
    return Exposures(ends, number[at], start[at], np.maximum.reduceat(stop, at))


def moments(exposures: Exposures) -> Iterator[Moments]:
    """Every moment at which as much is on board as can be, a part of the persons at a time."""
    offsets = exposures.offsets
    owner, day = _when(exposures)
    length = np.diff(offsets)[owner]
    done = np.cumsum(length)
    first = 0
    while first < len(owner):
        before = int(done[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(done, before + MOST_LOOKED_AT, side="right")))
        yield _on_board(exposures, owner[first:last], day[first:last], length[first:last])
        first = last


def _when(exposures: Exposures) -> tuple[Ints, Ints]:
    """Whose each moment is, and its day."""
    count = len(exposures.number)
    person = np.repeat(np.arange(len(exposures.offsets) - 1), np.diff(exposures.offsets))
    who, day = np.concatenate([person, person]), np.concatenate([exposures.start, exposures.stop])
    stops = np.repeat(np.array([False, True]), count)
    order = np.lexsort((stops, day, who))  # what stops on a day is on board with what starts on it
    stops = stops[order]
    at = order[:-1][~stops[:-1] & stops[1:]] if count else order
    return who[at], day[at]


def _on_board(exposures: Exposures, owner: Ints, day: Ints, length: Ints) -> Moments:
    moment = np.repeat(np.arange(len(owner)), length)
    ends = np.cumsum(length)
    row = np.arange(int(length.sum())) + np.repeat(exposures.offsets[owner] - (ends - length), length)
    here = (exposures.start[row] <= day[moment]) & (exposures.stop[row] >= day[moment])
    moment, row = moment[here], row[here]
    return Moments(owner, np.searchsorted(moment, np.arange(len(owner) + 1)), row)
