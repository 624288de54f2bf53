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
"""What is counted of each person, in this order; the findings of a pair are sixteen bits, four for each."""
ALONE, CLOSER = 1 << 8, 1 << 20
"""In `Arrays.single`: added by a substance with rules of its own; and by `Arrays.other`, to be looked at closer."""
LOOK_CLOSER = 0xFFFF
"""What stands for a pair that is one substance twice, or has more findings of one severity than four bits can say."""
MOST_SAID = 14


class Arrays(NamedTuple):
    """Everything that the kernel reads. A variant is a substance with the facts that matter to it."""

    knowledge: Knowledge
    variants: Variants
    pair: npt.NDArray[np.uint16]
    """For two variants (first times `size`, plus second, in any order): findings by severity."""
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
    """1 for a variant whose substance has a family that was not reviewed; `ALONE` and `CLOSER` on top."""
    sets: Sets
    fits: int
    """How many pairs can be added up in eight bits a severity."""

    @property
    def size(self) -> int:
        """How many variants there are, and one more: `other`."""
        return len(self.variants.loaded) + 1

    @property
    def other(self) -> int:
        """The variant that stands for a name that is not exactly one substance."""
        return len(self.variants.loaded)

    def gaps(self, columns: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """How many substances of each list have something that was not reviewed, for lists of any length."""
        found: npt.NDArray[np.int64] = (self.single[columns] % ALONE).sum(axis=0)
        return found


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
    size = len(every.loaded) + 1
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
        _dense(every, key, counts),
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
        255 // int(np.minimum(counts, MOST_SAID).max(initial=1)),
    )


def _single(one: Loaded, twice: bool, knowledge: Knowledge) -> tuple[int, ...]:
    group = list(single_matches(one, twice, ANYONE, knowledge, set()))
    return tuple(match.number for match in settle(group) if match.rule["severity"] != NOTE) if group else ()


def _counted(rules: dict[int, tuple[int, ...]], size: int, severity: npt.NDArray[np.int8]) -> npt.NDArray[np.uint16]:
    counts = np.zeros((size, len(COUNTED)), np.uint16)
    for place, numbers in rules.items():
        for number in numbers:
            counts[place, severity[number]] += 1
    return counts


def _singles(every: Variants, alone: dict[int, tuple[int, ...]]) -> npt.NDArray[np.uint32]:
    found = np.array([*(bool(one.row["not_reviewed"]) for one in every.loaded), CLOSER], np.uint32)
    found[[place for place, rules in alone.items() if rules]] += np.uint32(ALONE)
    return found


def _dense(every: Variants, key: npt.NDArray[np.int64], counts: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint16]:
    """Sixteen bits for every pair of variants, both ways round."""
    size = len(every.loaded) + 1
    value = np.zeros(len(key), np.uint16)
    for place in range(len(COUNTED)):
        value |= counts[:, place].astype(np.uint16) << np.uint16(4 * place)
    value[(counts > MOST_SAID).any(axis=1)] = LOOK_CLOSER
    dense = np.zeros((size, size), np.uint16)
    dense[key // size, key % size] = value
    dense[key % size, key // size] = value
    ends = np.append(every.first[1:], len(every.loaded))
    for first, last in zip(every.first.tolist(), ends.tolist(), strict=True):
        dense[first:last, first:last] = LOOK_CLOSER
    dense[-1, :] = dense[:, -1] = LOOK_CLOSER
    return dense.ravel()
