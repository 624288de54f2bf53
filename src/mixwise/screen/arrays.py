"""The compiled knowledge as dense arrays, laid out once for a run (about a second)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mixwise.engine.findings import settle
from mixwise.engine.matching import Loaded, rule, single_matches
from mixwise.engine.types import ANYONE
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import NOTE
from mixwise.screen.pairs import settled_pairs
from mixwise.screen.sets import Sets
from mixwise.screen.variants import Variants, variants

COUNTED = ("minor", "moderate", "major", "dangerous")
"""What is counted of each person, in this order; the findings of a pair are a byte, two bits each."""
ALONE = 16
LOOK_CLOSER = 255
"""The byte of a pair that is one substance twice, or has more findings of one severity than two bits can say."""


class Arrays(NamedTuple):
    """Everything that the kernel reads. A variant is a substance with the facts that matter to it."""

    knowledge: Knowledge
    variants: Variants
    pair_byte: npt.NDArray[np.uint8]
    """For two variants (first times the number of variants, plus second, in any order): findings by severity."""
    pair_key: npt.NDArray[np.int64]
    """The pairs that have findings, ascending; the smaller variant first."""
    pair_start: npt.NDArray[np.int64]
    """Where the findings of each of those pairs begin in `finding_rule`; one more at the end."""
    pair_counts: npt.NDArray[np.uint8]
    finding_rule: npt.NDArray[np.int32]
    finding_turned: npt.NDArray[np.bool_]
    alone: dict[int, tuple[int, ...]]
    """Rules about a variant by itself; only those that have any."""
    twice: dict[int, tuple[int, ...]]
    """Rules about a variant by itself and under two names together, as `settle` leaves them."""
    alone_counts: npt.NDArray[np.uint16]
    twice_counts: npt.NDArray[np.uint16]
    single: npt.NDArray[np.uint32]
    """1 for a variant whose substance has a family that was not reviewed, plus 1 << ALONE for one with rules of its own."""
    sets: Sets

    @property
    def size(self) -> int:
        """How many variants there are."""
        return len(self.variants.loaded)


def arrays(knowledge: Knowledge) -> Arrays:
    """Lay the knowledge out; kept beside it, since it only depends on it."""
    kept: Arrays | None = knowledge.memo.get("arrays")
    if kept is None:
        kept = knowledge.memo["arrays"] = _laid_out(knowledge)
    return kept


def severity_of(knowledge: Knowledge) -> npt.NDArray[np.int8]:
    """The place in `COUNTED` of each rule's severity, -1 for a note."""
    numbers = [int(number) for number in knowledge.ids("rule")]
    found = np.full(max(numbers, default=0) + 1, -1, np.int8)
    for number in numbers:
        severity = rule(number, knowledge)["severity"]
        found[number] = COUNTED.index(severity) if severity in COUNTED else -1
    return found


def _laid_out(knowledge: Knowledge) -> Arrays:
    every = variants(knowledge)
    size = len(every.loaded)
    severity = severity_of(knowledge)
    pairs = settled_pairs(every, knowledge)
    key, at, slot = np.unique(pairs.key, return_index=True, return_inverse=True)
    counts = np.zeros((len(key), len(COUNTED)), np.uint8)
    np.add.at(counts, (slot, severity[pairs.rule]), 1)
    alone = {place: _single(one, False, knowledge) for place, one in enumerate(every.loaded) if one.alone}
    twice = {place: _single(one, True, knowledge) for place, one in enumerate(every.loaded) if one.alone or one.twice}
    return Arrays(
        knowledge,
        every,
        _bytes(every, key, counts),
        key,
        np.append(at, len(pairs.key)).astype(np.int64),
        counts,
        pairs.rule,
        pairs.turned,
        {place: rules for place, rules in alone.items() if rules},
        {place: rules for place, rules in twice.items() if rules},
        _counted(alone, size, severity),
        _counted(twice, size, severity),
        _singles(every, alone),
        Sets.of(every, knowledge),
    )


def _single(one: Loaded, twice: bool, knowledge: Knowledge) -> tuple[int, ...]:
    group = list(single_matches(one, twice, ANYONE, knowledge))
    return tuple(match.number for match in settle(group) if match.rule["severity"] != NOTE) if group else ()


def _counted(rules: dict[int, tuple[int, ...]], size: int, severity: npt.NDArray[np.int8]) -> npt.NDArray[np.uint16]:
    counts = np.zeros((size, len(COUNTED)), np.uint16)
    for place, numbers in rules.items():
        for number in numbers:
            counts[place, severity[number]] += 1
    return counts


def _singles(every: Variants, alone: dict[int, tuple[int, ...]]) -> npt.NDArray[np.uint32]:
    found = np.array([bool(one.row["not_reviewed"]) for one in every.loaded], np.uint32)
    found[[place for place, rules in alone.items() if rules]] += np.uint32(1 << ALONE)
    return found


def _bytes(every: Variants, key: npt.NDArray[np.int64], counts: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The dense byte of every pair of variants, both ways round."""
    size = len(every.loaded)
    value = np.zeros(len(key), np.uint8)
    for place in range(len(COUNTED)):
        value |= counts[:, place] << np.uint8(2 * place)
    value[(counts > 3).any(axis=1)] = LOOK_CLOSER
    dense = np.zeros((size, size), np.uint8)
    dense[key // size, key % size] = value
    dense[key % size, key // size] = value
    for first in every.first:
        last = first + int((every.of == every.of[first]).sum())
        dense[first:last, first:last] = LOOK_CLOSER
    return dense.ravel()
