"""
The kernel: lists of numbered names, each the whole of one person, to a summary of each and to every finding.

Lists of one length are columns of a block, so that each step is one NumPy call over thousands of persons. A person who
takes one substance twice (refills, two brands), or something that is not exactly one substance, is set aside, written out,
made unique, and run through the same blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mixwise.screen.arrays import ALONE, CLOSER, COUNTED, LOOK_CLOSER, Arrays
from mixwise.screen.hits import Collected, Hits
from mixwise.screen.listing import listed, rows_of
from mixwise.screen.naming import Table
from mixwise.screen.sets import how_many, matches, matching
from mixwise.screen.unique import unique

BLOCK = 32_768
"""Persons a block: columns and counters of a block stay in the cache."""
QUICK = 24
"""Lists of more rows than this are made unique first: they are mostly refills."""
LONGEST = 200
"""Counters of sixteen bits hold the findings of 200 substances; a longer list has its findings looked up and counted in full."""
MOST_PAIRS = 1 << 21
"""Pairs that are looked up at once."""
MOST_COUNTED = 0xFFFF
"""More findings of one severity than this are counted as so many."""
LANES = np.uint16(0x0F0F)

Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]


class Summary(NamedTuple):
    """What is counted of each person, before what was not recognised is known."""

    substances: npt.NDArray[np.uint16]
    counts: npt.NDArray[np.uint16]
    """Findings by severity: a row a person, a column for each of `COUNTED`."""
    gaps: npt.NDArray[np.uint16]
    """Substances with something that was not reviewed."""
    unrecognised: npt.NDArray[np.uint32]
    """Different texts that were not recognised."""
    nothing: npt.NDArray[np.uint32]
    """Rows that named nothing at all."""
    slow: Ints
    """Persons to ask the engine itself about (ambiguous names, times, doses that add up); nothing is said here."""

    @classmethod
    def empty(cls, persons: int) -> Summary:
        """Nobody takes anything yet."""
        small, large = np.zeros(persons, np.uint16), np.zeros(persons, np.uint32)
        counts = np.zeros((persons, len(COUNTED)), np.uint16)
        return cls(small, counts, small.copy(), large, large.copy(), np.zeros(0, np.int64))


def screen(
    offsets: Ints, numbers: npt.NDArray[np.int32], table: Table, arrays: Arrays, *, findings: bool = False
) -> tuple[Summary, Hits | None]:
    """
    The summary of each person, and with `findings` everything found.

    The rows of person p are `offsets[p]` to `offsets[p + 1]`, as in an Arrow list array; their order makes no difference.
    """
    found = Summary.empty(len(offsets) - 1)
    collected = Collected() if findings else None
    length = np.diff(offsets)
    closer = length > QUICK
    for block in _blocks(np.where(closer, 0, length)):
        columns = _columns(offsets[block], int(length[block[0]]), numbers, table.quick)
        closer[block] = _quick(columns, block, arrays, found, collected)
    again = np.flatnonzero(closer)
    if len(again):
        slow = _again(offsets, again, numbers, table, arrays, found, collected)
        found = found._replace(slow=slow)
    return found, collected.hits() if collected else None


def _blocks(length: Ints) -> Iterator[Ints]:
    """Persons with lists of one length, a block at a time; those with nothing are passed over."""
    order = np.argsort(length.astype(np.uint16), kind="stable")
    ends = np.cumsum(np.bincount(length))
    for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        for first in range(start, end, BLOCK):
            yield order[first : min(first + BLOCK, end)]


def _columns(
    start: Ints, length: int, values: npt.NDArray[np.int32], through: npt.NDArray[np.int64] | None = None
) -> Ints:
    """Lists of one length as columns: row k holds the k-th value of every person, or what it stands for."""
    columns = np.empty((length, len(start)), np.int64)
    for place in range(length):
        column = values.take(start + place, mode="clip")
        columns[place] = column if through is None else through.take(column, mode="wrap")
    return columns


def _quick(
    columns: Ints, block: Ints, arrays: Arrays, found: Summary, collected: Collected | None
) -> npt.NDArray[np.bool_]:
    """One block of lists as they came; which of them hold something twice, or no plain name, and so want another look."""
    single = _singles(columns, arrays)
    counts, closer, kept = _pairs(columns, arrays, keep=collected is not None)
    closer |= single >= CLOSER
    if closer.any():
        clean = np.flatnonzero(~closer)
        columns, block, counts, single = columns[:, clean], block[clean], counts[:, clean], single[clean]
        kept = kept[:, clean] if kept is not None else None
    if collected is not None and kept is not None:
        _collect(kept, columns, block, arrays, collected)
    _rest(columns, block, counts, single, arrays, found, collected)
    return closer


def _singles(columns: Ints, arrays: Arrays) -> npt.NDArray[np.uint32]:
    """What each substance adds by itself: gaps of review, and marks."""
    single = np.zeros(columns.shape[1], np.uint32)
    for column in columns:
        single += arrays.single.take(column, mode="clip")
    return single


def _pairs(
    columns: Ints, arrays: Arrays, *, keep: bool
) -> tuple[Counts, npt.NDArray[np.bool_], npt.NDArray[np.uint16] | None]:
    """Findings of pairs by severity; which lists want a closer look; and what is said of every pair when it is to be kept."""
    length, size = columns.shape
    counts = np.zeros((len(COUNTED), size), np.uint16)
    even, odd, most, said, part = (np.zeros(size, np.uint16) for _ in range(5))
    key = np.empty(size, np.int64)
    kept = np.empty((length * (length - 1) // 2, size), np.uint16) if keep else None
    done = 0
    for first in range(length - 1):
        row = columns[first] * arrays.size
        for second in range(first + 1, length):
            if kept is not None:
                said = kept[done]
            np.add(row, columns[second], out=key)
            arrays.pair.take(key, out=said, mode="clip")
            np.maximum(most, said, out=most)
            even += np.bitwise_and(said, LANES, out=part)
            odd += np.bitwise_and(np.right_shift(said, 4, out=part), LANES, out=part)
            done += 1
            if done % arrays.fits == 0:
                _spill(even, odd, counts)
    _spill(even, odd, counts)
    return counts, most == LOOK_CLOSER, kept


def _spill(even: npt.NDArray[np.uint16], odd: npt.NDArray[np.uint16], counts: Counts) -> None:
    """From eight bits a severity to sixteen, before eight bits are full."""
    for place, lanes in enumerate((even, odd)):
        counts[place] += lanes & np.uint16(0xFF)
        counts[place + 2] += lanes >> np.uint16(8)
        lanes[:] = 0


def _collect(kept: npt.NDArray[np.uint16], columns: Ints, block: Ints, arrays: Arrays, collected: Collected) -> None:
    """Every pair with a finding: its person and its key."""
    first, second = np.triu_indices(len(columns), 1)
    pair, person = np.nonzero(kept)
    a, b = columns[first[pair], person], columns[second[pair], person]
    collected.pairs(block[person], np.minimum(a, b) * arrays.size + np.maximum(a, b))


def _rest(
    columns: Ints,
    block: Ints,
    counts: Counts,
    single: npt.NDArray[np.uint32],
    arrays: Arrays,
    found: Summary,
    collected: Collected | None,
    twice: npt.NDArray[np.bool_] | None = None,
) -> None:
    """What is not about pairs: each substance by itself, sets, what was not reviewed; then all of it to its person."""
    if (alone := np.flatnonzero(single >= ALONE)).size:
        counts[:, alone] += arrays.alone_counts[columns[:, alone]].sum(axis=0, dtype=counts.dtype).T
    if twice is not None:
        at = np.nonzero(twice)
        more = arrays.twice_counts[columns[at]].astype(np.int32) - arrays.alone_counts[columns[at]]
        for severity, added in enumerate(more.T):  # what is replaced wraps round and back
            np.add.at(counts[severity], at[1], added.astype(counts.dtype))
    if collected is not None:
        _collect_singles(columns, block, twice, arrays, collected)
    for one, lists in matching(columns, arrays.sets):
        if collected is None:
            number = how_many(columns[:, lists], one)
            counts[COUNTED.index(one.severity), lists] += np.asarray(number, counts.dtype)
            continue
        matched = matches(columns[:, lists], one)
        np.add.at(counts[COUNTED.index(one.severity)], lists[matched.lists], 1)
        collected.sets(
            block[lists[matched.lists]],
            one.number,
            columns[:, lists[matched.lists]],
            matched.taking_part,
            matched.object,
        )
    found.substances[block] = len(columns)
    narrow = counts if counts.dtype == np.uint16 else np.minimum(counts, MOST_COUNTED).astype(np.uint16)
    found.counts.view(np.uint64)[block, 0] = np.ascontiguousarray(narrow.T).view(np.uint64)[
        :, 0
    ]  # four counts in one go
    found.gaps[block] = arrays.gaps(columns) if len(columns) >= ALONE else single & (ALONE - 1)


def _collect_singles(
    columns: Ints, block: Ints, twice: npt.NDArray[np.bool_] | None, arrays: Arrays, collected: Collected
) -> None:
    """Findings about one substance."""
    for by_variant, wanted in ((arrays.alone, False), (arrays.twice, True)):
        if not by_variant or (wanted and twice is None):
            continue
        has = np.zeros(arrays.size, bool)
        has[list(by_variant)] = True
        marked = twice if twice is not None else np.zeros(columns.shape, bool)
        row, person = np.nonzero(has[columns] & (marked == wanted))
        collected.singles(block[person], columns[row, person], by_variant)


def _again(
    offsets: Ints,
    persons: Ints,
    numbers: npt.NDArray[np.int32],
    table: Table,
    arrays: Arrays,
    found: Summary,
    collected: Collected | None,
) -> Ints:
    """The blocks once more, over lists made unique. Returns those who are left to the engine itself."""
    every = listed(*rows_of(offsets, persons, numbers), table)
    found.unrecognised[persons] = every.unrecognised
    found.nothing[persons] = every.nothing
    once = unique(every.lists, arrays)
    once.length[every.slow] = 0
    for block in _blocks(once.length):
        length = int(once.length[block[0]])
        columns = _columns(once.start[block], length, once.variant)
        twice = _columns(once.start[block], length, once.twice.astype(np.int32)).astype(bool)
        single = _singles(columns, arrays)
        if length > LONGEST:
            closer = np.ones(len(block), bool)
        else:
            counts, closer, kept = _pairs(columns, arrays, keep=collected is not None)
            clean = np.flatnonzero(~closer)
            who = persons[block[clean]]
            if collected is not None and kept is not None:
                _collect(kept[:, clean], columns[:, clean], who, arrays, collected)
            _rest(columns[:, clean], who, counts[:, clean], single[clean], arrays, found, collected, twice[:, clean])
        at = np.flatnonzero(closer)
        step = max(1, MOST_PAIRS // (length * length))
        for first in range(0, len(at), step):
            few = at[first : first + step]
            who = persons[block[few]]
            counts = _looked_up(columns[:, few], who, arrays, collected)
            _rest(columns[:, few], who, counts, single[few], arrays, found, collected, twice[:, few])
    return persons[every.slow]


def _looked_up(columns: Ints, persons: Ints, arrays: Arrays, collected: Collected | None) -> Counts:
    """Findings of pairs by severity, from the list of all pairs that have any."""
    first, second = np.triu_indices(len(columns), 1)
    a, b = columns[first], columns[second]
    key = np.minimum(a, b) * arrays.size + np.maximum(a, b)
    slot = np.minimum(np.searchsorted(arrays.pair_key, key), len(arrays.pair_key) - 1)
    pair, person = np.nonzero(arrays.pair_key[slot] == key)
    counts = np.zeros((len(COUNTED), len(persons)), np.uint32)
    for severity, added in enumerate(arrays.pair_counts[slot[pair, person]].T):
        np.add.at(counts[severity], person, added)
    if collected is not None:
        collected.pairs(persons[person], key[pair, person])
    return counts
