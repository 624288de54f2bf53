"""
The kernel: lists of variants, each the whole of one person, to a summary of each and to every finding.

Lists of one length are columns of a block, so that each step is one NumPy call over thousands of persons. A person who
takes one substance twice (refills, two brands) is set aside, made unique, and run through the same blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mixwise.screen.arrays import ALONE, COUNTED, LOOK_CLOSER, Arrays
from mixwise.screen.sets import matches, matching, objects

BLOCK = 16_384
"""Persons a block: columns and counters of a block stay in the cache."""
LONGEST = 200
"""Pair counters hold 200 substances (3 × 19,900 findings of a severity fit 16 bits); a longer list has a way of its own."""
QUICK = 24
"""Lists of more rows than this are made unique first: they are mostly refills."""

MOST_PAIRS = 1 << 21
"""Pairs that are looked up at once."""
FIELDS = np.uint8(0b00110011)
FITS = 5
"""Five pairs of at most three findings of a severity fit in four bits."""

Ints = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint16] | npt.NDArray[np.uint32]


class Lists(NamedTuple):
    """Whole persons: the rows of person p are `offsets[p]` to `offsets[p + 1]`, as in an Arrow list array."""

    offsets: Ints
    variant: npt.NDArray[np.int32]
    name: npt.NDArray[np.int32]
    """Which name each row was given by: two of them for one substance are a duplicate."""

    @property
    def persons(self) -> int:
        """How many persons there are."""
        return len(self.offsets) - 1


class Hits(NamedTuple):
    """Findings by person; a set or a single finding says who takes part, a pair by its key in `Arrays.pair_key`."""

    pair_person: Ints
    pair_key: Ints
    other_person: Ints
    other_rule: npt.NDArray[np.int32]
    other_variants: tuple[npt.NDArray[np.int32], ...]
    """Variants that take part in each, the object last where there is one."""
    other_object: npt.NDArray[np.int32]
    """The variant that is changed, or -1."""


class Summary(NamedTuple):
    """What is counted of each person, before what was not recognised is known."""

    substances: npt.NDArray[np.uint16]
    counts: npt.NDArray[np.uint32]
    """Findings by severity: one row for each of `COUNTED`."""
    gaps: npt.NDArray[np.uint16]
    """Substances with something that was not reviewed."""

    @classmethod
    def empty(cls, persons: int) -> Summary:
        """Nobody takes anything yet."""
        return cls(
            np.zeros(persons, np.uint16), np.zeros((len(COUNTED), persons), np.uint32), np.zeros(persons, np.uint16)
        )


class _Collected:
    """Findings on their way; nothing is kept when only the summary is wanted."""

    def __init__(self) -> None:
        self.pairs: list[tuple[Ints, Ints]] = []
        self.person: list[int] = []
        self.rule: list[int] = []
        self.variants: list[npt.NDArray[np.int32]] = []
        self.object: list[int] = []

    def other(self, person: int, rule: int, variants: npt.NDArray[np.int32], changed: int = -1) -> None:
        self.person.append(person)
        self.rule.append(rule)
        self.variants.append(variants)
        self.object.append(changed)

    def hits(self) -> Hits:
        none = np.zeros(0, np.int64)
        return Hits(
            np.concatenate([none, *(person for person, _ in self.pairs)]),
            np.concatenate([none, *(key for _, key in self.pairs)]),
            np.array(self.person, np.int64),
            np.array(self.rule, np.int32),
            tuple(self.variants),
            np.array(self.object, np.int32),
        )


def screen(lists: Lists, arrays: Arrays, *, findings: bool = False) -> tuple[Summary, Hits | None]:
    """The summary of each person, and with `findings` everything found. The order of a person's rows makes no difference."""
    found = Summary.empty(lists.persons)
    collected = _Collected() if findings else None
    length = np.diff(lists.offsets)
    closer = length > QUICK
    for block in _blocks(np.where(closer, 0, length)):
        columns = _columns(lists.variant, lists.offsets[block], int(length[block[0]]))
        closer[block] = _quick(columns, block, arrays, found, collected)
    again = np.flatnonzero(closer)
    if len(again):
        _again(_unique(lists, again, arrays), again, arrays, found, collected)
    return found, collected.hits() if collected else None


def _blocks(length: Ints) -> Iterator[Ints]:
    """Persons with lists of one length, a block at a time; those with nothing are passed over."""
    order = np.argsort(length.astype(np.uint16), kind="stable")
    ends = np.cumsum(np.bincount(length))
    for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        for first in range(start, end, BLOCK):
            yield order[first : min(first + BLOCK, end)]


def _columns(variant: npt.NDArray[np.int32], start: Ints, length: int) -> Ints:
    """Lists of one length as columns: row k holds the k-th substance of every person."""
    columns = np.empty((length, len(start)), np.int64)
    for place in range(length):
        columns[place] = variant.take(start + place, mode="clip")
    return columns


def _quick(
    columns: Ints, block: Ints, arrays: Arrays, found: Summary, collected: _Collected | None
) -> npt.NDArray[np.bool_]:
    """One block of lists as they came; which of them hold something twice and so want another look."""
    counts, closer, kept = _pairs(columns, arrays, keep=collected is not None)
    if closer.any():
        clean = np.flatnonzero(~closer)
        columns, block, counts = columns[:, clean], block[clean], counts[:, clean]
        kept = kept[:, clean] if kept is not None else None
    if collected is not None and kept is not None:
        _collect(kept, columns, block, arrays, collected)
    _rest(columns, block, counts, arrays, found, collected)
    return closer


def _pairs(
    columns: Ints, arrays: Arrays, *, keep: bool
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.bool_], npt.NDArray[np.uint8] | None]:
    """Findings of pairs by severity; which lists want a closer look; and every pair's byte when they are to be kept."""
    length, size = columns.shape
    dense = arrays.pair_byte
    counts = np.zeros((len(COUNTED), size), np.uint16)
    even, odd, most = (np.zeros(size, np.uint8) for _ in range(3))
    byte, part, key = np.empty(size, np.uint8), np.empty(size, np.uint8), np.empty(size, np.int64)
    kept = np.empty((length * (length - 1) // 2, size), np.uint8) if keep else None
    done = 0
    for first in range(length - 1):
        row = columns[first] * arrays.size
        for second in range(first + 1, length):
            if kept is not None:
                byte = kept[done]
            np.add(row, columns[second], out=key)
            dense.take(key, out=byte, mode="clip")
            np.maximum(most, byte, out=most)
            even += np.bitwise_and(byte, FIELDS, out=part)
            odd += np.bitwise_and(np.right_shift(byte, 2, out=part), FIELDS, out=part)
            done += 1
            if done % FITS == 0:
                _spill(even, odd, counts)
    _spill(even, odd, counts)
    return counts, most == LOOK_CLOSER, kept


def _spill(even: npt.NDArray[np.uint8], odd: npt.NDArray[np.uint8], counts: npt.NDArray[np.uint16]) -> None:
    """From four bits a severity to sixteen, before four bits are full."""
    for place, narrow in enumerate((even, odd)):
        counts[place] += narrow & np.uint8(15)
        counts[place + 2] += narrow >> np.uint8(4)
        narrow[:] = 0


def _collect(kept: npt.NDArray[np.uint8], columns: Ints, block: Ints, arrays: Arrays, collected: _Collected) -> None:
    """Every pair with a finding: its person and its key."""
    first, second = np.triu_indices(len(columns), 1)
    pair, person = np.nonzero(kept)
    a, b = columns[first[pair], person], columns[second[pair], person]
    collected.pairs.append((block[person], np.minimum(a, b) * arrays.size + np.maximum(a, b)))


def _rest(
    columns: Ints,
    block: Ints,
    counts: Counts,
    arrays: Arrays,
    found: Summary,
    collected: _Collected | None,
    twice: npt.NDArray[np.bool_] | None = None,
) -> None:
    """What is not about pairs: each substance by itself, sets, what was not reviewed; then all of it to its person."""
    single = np.zeros(len(block), np.uint32)
    for column in columns:
        single += arrays.single.take(column, mode="clip")
    if (alone := np.flatnonzero(single >> ALONE)).size:
        counts[:, alone] += arrays.alone_counts[columns[:, alone]].sum(axis=0, dtype=counts.dtype).T
    if twice is not None:
        at = np.nonzero(twice)
        more = arrays.twice_counts[columns[at]].astype(np.int32) - arrays.alone_counts[columns[at]]
        np.add.at(
            counts, (slice(None), at[1]), more.T.astype(counts.dtype)
        )  # a milder one replaced wraps round and back
    if collected is not None:
        _collect_singles(columns, block, twice, arrays, collected)
    for one, lists in matching(columns, arrays.sets):
        if collected is None:
            number = objects(one.masks[columns[:, lists]], one).sum(axis=0) if one.directed else 1
            counts[COUNTED.index(one.severity), lists] += np.asarray(number, counts.dtype)
            continue
        matched = matches(columns[:, lists], one)
        np.add.at(counts[COUNTED.index(one.severity)], lists[matched.lists], 1)
        for at_list, part, changed in zip(matched.lists, matched.taking_part.T, matched.object, strict=True):
            who = columns[:, lists[at_list]]
            collected.other(
                int(block[lists[at_list]]),
                one.number,
                who[part].astype(np.int32),
                int(who[changed]) if changed >= 0 else -1,
            )
    found.substances[block] = len(columns)
    found.counts[:, block] = counts
    found.gaps[block] = single & ((1 << ALONE) - 1)


def _collect_singles(
    columns: Ints, block: Ints, twice: npt.NDArray[np.bool_] | None, arrays: Arrays, collected: _Collected
) -> None:
    """Findings about one substance."""
    for by_variant, wanted in ((arrays.alone, False), (arrays.twice, True)):
        if not by_variant or (wanted and twice is None):
            continue
        has = np.zeros(arrays.size, bool)
        has[list(by_variant)] = True
        marked = twice if twice is not None else np.zeros(columns.shape, bool)
        for row, person in zip(*np.nonzero(has[columns] & (marked == wanted)), strict=True):
            variant = int(columns[row, person])
            for number in by_variant[variant]:
                collected.other(int(block[person]), number, np.array([variant], np.int32))


class _Unique(NamedTuple):
    """Lists that hold each substance once, in the variant that all its rows make together."""

    start: Ints
    length: Ints
    variant: npt.NDArray[np.int32]
    twice: npt.NDArray[np.bool_]
    """Whether a substance was given by two different names."""


def _unique(lists: Lists, again: Ints, arrays: Arrays) -> _Unique:
    """The lists of these persons, made unique."""
    length = lists.offsets[again + 1] - lists.offsets[again]
    first = np.cumsum(length) - length
    rows = np.arange(int(length.sum())) + np.repeat(lists.offsets[again] - first, length)
    person, variant, name = np.repeat(np.arange(len(again)), length), lists.variant[rows], lists.name[rows]
    every = arrays.variants
    substance = every.of[variant]
    order = np.argsort(person * len(every.ids) + substance, kind="stable")
    person, substance, variant, name = person[order], substance[order], variant[order], name[order]
    new = np.ones(len(order), bool)
    new[1:] = (person[1:] != person[:-1]) | (substance[1:] != substance[:-1])
    at = np.flatnonzero(new)
    facts = np.bitwise_or.reduceat(variant - every.first[substance], at)
    kept = np.bincount(person[at], minlength=len(again))
    return _Unique(
        np.cumsum(kept) - kept,
        kept,
        (every.first[substance[at]] + facts).astype(np.int32),
        np.minimum.reduceat(name, at) != np.maximum.reduceat(name, at),
    )


def _again(unique: _Unique, persons: Ints, arrays: Arrays, found: Summary, collected: _Collected | None) -> None:
    """The blocks once more, over lists made unique; where a byte cannot say how many findings, they are looked up."""
    for block in _blocks(unique.length):
        length = int(unique.length[block[0]])
        columns = _columns(unique.variant, unique.start[block], length)
        twice = _columns(unique.twice.view(np.uint8), unique.start[block], length).astype(bool)
        if length > LONGEST:
            closer = np.ones(len(block), bool)
        else:
            counts, closer, kept = _pairs(columns, arrays, keep=collected is not None)
            clean = np.flatnonzero(~closer)
            who = persons[block[clean]]
            if collected is not None and kept is not None:
                _collect(kept[:, clean], columns[:, clean], who, arrays, collected)
            _rest(columns[:, clean], who, counts[:, clean], arrays, found, collected, twice[:, clean])
        at = np.flatnonzero(closer)
        step = max(1, MOST_PAIRS // max(1, length * length))
        for first in range(0, len(at), step):
            few = at[first : first + step]
            _rest(
                columns[:, few],
                persons[block[few]],
                _looked_up(columns[:, few], persons[block[few]], arrays, collected),
                arrays,
                found,
                collected,
                twice[:, few],
            )


def _looked_up(columns: Ints, persons: Ints, arrays: Arrays, collected: _Collected | None) -> npt.NDArray[np.uint32]:
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
        collected.pairs.append((persons[person], key[pair, person]))
    return counts
