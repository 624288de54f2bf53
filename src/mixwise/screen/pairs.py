"""
Every pair of variants with what the engine says of it, worked out for all pairs at once.

This is `engine.matching.pair_matches` and `engine.findings.settle` over sorted arrays in place of one pair after the
other; tests compare the two pair by pair. Matches are few beside pairs (two in a hundred), so they are kept as a sorted
list, and only one byte a pair is dense: the number of its *profile*, which says how many findings of each severity.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mixwise.engine.matching import rule
from mixwise.knowledge.store import Knowledge, Row
from mixwise.knowledge.terms import NOTE, RANK
from mixwise.screen.variants import Variants

Ints = npt.NDArray[np.int64]


class Pairs(NamedTuple):
    """
    Findings of all pairs, sorted by `key` (smaller variant times one more than there are variants, plus the larger).

    `rule` is the number of the rule in the knowledge, `turned` whether the larger variant stands first in it.
    """

    key: Ints
    rule: npt.NDArray[np.int32]
    turned: npt.NDArray[np.bool_]


def settled_pairs(variants: Variants, knowledge: Knowledge) -> Pairs:
    """All findings between two substances, notes left out, as `settle` leaves them."""
    rules = _Rules.of(knowledge)
    key, number, turned = _matches(variants, rules)
    whole = _whole(variants, key, number, rules)
    kept = ~_overridden(key, number, whole, rules)
    key, number, turned, whole = key[kept], number[kept], turned[kept], whole[kept]
    direction = np.where(rules.directed[number], 1 + turned, 0)
    group = ((key * rules.mechanisms + rules.mechanism[number]) * 2 + rules.note[number]) * 3 + direction
    weight = ((rules.rank[number] + 1) * rules.most_curated + rules.curated[number]) * 2 + whole
    order = np.lexsort((~turned, rules.place[number], weight, group))
    last = np.append(group[order][1:] != group[order][:-1], True) if len(order) else np.zeros(0, bool)
    best = order[last]
    best = best[~rules.note[number[best]]]
    best = best[np.lexsort((number[best], key[best]))]
    return Pairs(key[best], rules.number[number[best]].astype(np.int32), turned[best])


class _Rules(NamedTuple):
    """What settling needs to know of each rule about a pair, by its place in `number`."""

    number: Ints
    rows: tuple[Row, ...]
    directed: npt.NDArray[np.bool_]
    note: npt.NDArray[np.bool_]
    mechanism: Ints
    mechanisms: int
    rank: Ints
    curated: Ints
    most_curated: int
    place: Ints
    """The place of the rule's id among all ids, which breaks ties."""

    @classmethod
    def of(cls, knowledge: Knowledge) -> _Rules:
        found = [(int(one), rule(int(one), knowledge)) for one in knowledge.ids("rule")]
        found = [(number, row) for number, row in found if row["kind"] == "pair" and not row["person"]]
        rows = tuple(row for _, row in found)
        mechanisms = {name: at for at, name in enumerate(sorted({row["mechanism"] for row in rows}))}
        places = {name: at for at, name in enumerate(sorted(row["id"] for row in rows))}
        curated = np.array([row["curated"] for row in rows], np.int64)
        return cls(
            np.array([number for number, _ in found], np.int64),
            rows,
            np.array([bool(row["directed"]) for row in rows], bool),
            np.array([row["severity"] == NOTE for row in rows], bool),
            np.array([mechanisms[row["mechanism"]] for row in rows], np.int64),
            max(1, len(mechanisms)),
            np.array([RANK.get(row["severity"], -1) for row in rows], np.int64),
            curated,
            int(curated.max(initial=0)) + 1,
            np.array([places[row["id"]] for row in rows], np.int64),
        )


def _matches(variants: Variants, rules: _Rules) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Every match: the pair's key, the place of the rule, and whether the larger variant stands first."""
    filling: dict[int, tuple[list[int], list[int]]] = {int(number): ([], []) for number in rules.number}
    for variant, one in enumerate(variants.loaded):
        for number, mask in one.pairs.items():
            for role in (0, 1):
                if mask >> role & 1 and number in filling:
                    filling[number][role].append(variant)
    size = len(variants.loaded) + 1
    keys, places, turns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, bool)]
    for place, number in enumerate(rules.number.tolist()):
        first, second = (np.array(one, np.int64) for one in filling[number])
        a, b = np.repeat(first, len(second)), np.tile(second, len(first))
        other = variants.of[a] != variants.of[b]
        a, b = a[other], b[other]
        key, turned = np.minimum(a, b) * size + np.maximum(a, b), a > b
        if not rules.directed[place]:  # one match a pair, the smaller standing first where it can
            forward = np.sort(key[~turned])
            alone = ~turned | ~_within(key, forward)
            key, turned = key[alone], turned[alone]
        keys.append(key)
        places.append(np.full(len(key), place, np.int64))
        turns.append(turned)
    return np.concatenate(keys), np.concatenate(places), np.concatenate(turns)


def _within(values: Ints, among: Ints) -> npt.NDArray[np.bool_]:
    """Which values stand among sorted others."""
    if not len(among):
        return np.zeros(len(values), bool)
    at = np.minimum(np.searchsorted(among, values), len(among) - 1)
    found: npt.NDArray[np.bool_] = among[at] == values
    return found


def _whole(variants: Variants, key: Ints, place: Ints, rules: _Rules) -> npt.NDArray[np.bool_]:
    """Which matches hold for every usual member of each class stand-in that takes part."""
    size = len(variants.loaded) + 1
    partial = [variant * (1 << 32) + number for variant, one in enumerate(variants.loaded) for number in one.partial]
    known = np.sort(np.array(partial, np.int64))
    number = rules.number[place]
    return ~(_within((key // size) * (1 << 32) + number, known) | _within((key % size) * (1 << 32) + number, known))


def _overridden(key: Ints, place: Ints, whole: npt.NDArray[np.bool_], rules: _Rules) -> npt.NDArray[np.bool_]:
    """Which matches a curated interaction about the same pair replaces."""
    found = np.zeros(len(key), bool)
    mechanism, curated = rules.mechanism[place], rules.curated[place]
    by_name = {row["mechanism"]: int(at) for row, at in zip(rules.rows, rules.mechanism, strict=True)}
    for at, row in enumerate(rules.rows):
        named = np.array([by_name[name] for name in row["overrides"] if name in by_name], np.int64)
        if len(named):
            pairs = np.sort(key[(place == at) & whole])
            below = np.flatnonzero((curated < rules.curated[at]) & np.isin(mechanism, named))
            found[below[_within(key[below], pairs)]] = True
    return found
