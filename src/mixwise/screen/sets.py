"""
Rules about three or more substances together, over many lists at once.

Which substances take part is bits a variant; whether each role can go to a different one is Hall's condition: for every
choice of roles, at least as many substances fill one of them as there are roles. It is exact, and only counting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mixwise.knowledge.store import Knowledge
from mixwise.screen.setrules import SetRule, grouped, set_rules, union
from mixwise.screen.variants import Variants

BITS, HALF = 64, 32
Columns = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]


Question = tuple[SetRule, int, int]
"""A rule, a choice of its roles, and how many substances must fill one of them."""


class Planes(NamedTuple):
    """
    Counters of one bit a question, for as many questions as there are bits.

    `words[w, v]` has the bits of all that variant `v` counts for; `need[w, n]` the bits that hold from n + 1 on.
    """

    words: Words
    need: Words

    def held(self, word: int, columns: Columns) -> Words:
        """Which questions of a word hold for each list, with counters of one, two … and more in a plane each."""
        size = columns.shape[1]
        counted = self.need.shape[1]
        planes = [np.zeros(size, np.uint64) for _ in range(counted)]
        mask, both = np.empty(size, np.uint64), np.empty(size, np.uint64)
        for column in columns:
            self.words[word].take(column, out=mask, mode="clip")
            for place in range(counted - 1, 0, -1):
                np.bitwise_and(planes[place - 1], mask, out=both)
                planes[place] |= both
            planes[0] |= mask
        for plane, bits in zip(planes, self.need[word], strict=True):
            plane &= bits
        found: Words = np.bitwise_or.reduce(planes)
        return found


class Sets(NamedTuple):
    """
    Every set rule, in groups of like ones; `coarse` asks of each group whether enough substances take part and a rarest role is
    filled, `fine` of each rule about every choice of its roles.
    """

    rules: tuple[SetRule, ...]
    coarse: Planes
    fine: Planes
    by_word: tuple[tuple[int, tuple[tuple[SetRule, np.uint64], ...]], ...]
    """For each word of `fine`: the bits of `coarse` of which any has to hold, and its rules with the bits that each needs."""

    @classmethod
    def of(cls, variants: Variants, knowledge: Knowledge) -> Sets:
        """The set rules of the knowledge that hold for anyone and are warnings."""
        groups = grouped(set_rules(variants, knowledge), HALF)
        rules = tuple(one for group in groups for one in group)
        size = len(variants.loaded) + 1
        most = max([most for one in rules for _, most in one.choices()], default=1)
        fine, bits = _planes([[(one, *choice) for choice in one.choices()] for one in rules], size, most)
        group_of = [number for number, group in enumerate(groups) for _ in group]
        by_word: list[tuple[int, list[tuple[SetRule, np.uint64]]]] = [(0, []) for _ in fine.words]
        for one, group, (word, mask) in zip(rules, group_of, bits, strict=True):
            held, asked = by_word[word]
            by_word[word] = (held | 1 << group, [*asked, (one, np.uint64(mask))])
        return cls(
            rules,
            _planes([_coarse(groups)], size, most)[0],
            fine,
            tuple((held, tuple(asked)) for held, asked in by_word),
        )


def _coarse(groups: Sequence[Sequence[SetRule]]) -> list[Question | None]:
    """In the first half of a word, whether enough substances take part; in the second, whether any fills a rarest role."""
    together = [union(group) for group in groups]
    enough: list[Question | None] = [(one, 1, one.least) for one in together]
    return [*enough, *[None] * (HALF - len(enough)), *((one, 2, 1) for one in together)]


def _planes(
    asked: Sequence[Sequence[Question | None]], size: int, most: int
) -> tuple[Planes, tuple[tuple[int, int], ...]]:
    """Questions as bits, those of one rule in one word, and where they went."""
    words: list[list[Question | None]] = [[]]
    places: list[tuple[int, int]] = []
    for questions in asked:
        if len(words[-1]) + len(questions) > BITS:
            words.append([])
        places.append((len(words) - 1, ((1 << len(questions)) - 1) << len(words[-1])))
        words[-1] += questions
    found, need = np.zeros((len(words), size), np.uint64), np.zeros((len(words), most), np.uint64)
    for word, questions in enumerate(words):
        for place, question in enumerate(questions):
            if question is None:
                continue
            one, choice, least = question
            found[word, (one.masks & choice) > 0] |= np.uint64(1 << place)
            need[word, least - 1] |= np.uint64(1 << place)
    return Planes(found, need), tuple(places)


def matching(columns: Columns, sets: Sets) -> Iterator[tuple[SetRule, npt.NDArray[np.int64]]]:
    """
    Each rule with the lists (columns of the block) that match it, but for a sum of points; each list holds a substance once.
    """
    asked = sets.coarse.held(0, columns)
    asked &= asked >> np.uint64(HALF)
    for word, (groups, rules) in enumerate(sets.by_word):
        at = (asked & np.uint64(groups)).nonzero()[0]
        if not len(at):
            continue
        held = sets.fine.held(word, columns[:, at])
        for one, bits in rules:
            lists = ((held & bits) == bits).nonzero()[0]
            if len(lists):
                yield one, at[lists]


class SetMatches(NamedTuple):
    """Matches of one rule: the list of each, and for every place of that list whether it takes part; the object's
    place or -1."""

    lists: npt.NDArray[np.int64]
    taking_part: npt.NDArray[np.bool_]
    object: npt.NDArray[np.int64]


def objects(masks: npt.NDArray[np.uint8], one: SetRule) -> npt.NDArray[np.bool_]:
    """For a rule in which the last role is changed by the others: which substances of each list are so changed."""
    changed = np.uint8(1 << (one.roles - 1))
    found: npt.NDArray[np.bool_] = (masks & changed) > 0
    for choice in range(1, int(changed)):
        fills = (masks & np.uint8(choice)) > 0
        found &= fills.sum(axis=0, dtype=np.int16) - fills >= choice.bit_count()
    return found


def how_many(columns: Columns, one: SetRule) -> npt.NDArray[np.int64]:
    """How many matches of a rule each list has, of lists that are known to match it but for a sum of points."""
    if one.directed:
        found: npt.NDArray[np.int64] = objects(one.masks[columns], one).sum(axis=0)
        return found
    if one.points is not None:
        more: npt.NDArray[np.bool_] = one.points[columns].sum(axis=0) > one.over
        return more.astype(np.int64)
    return np.ones(columns.shape[1], np.int64)


def matches(columns: Columns, one: SetRule) -> SetMatches:
    """Every match of a rule among lists (columns of a block) that are known to match it."""
    masks = one.masks[columns]
    if not one.directed:
        lists = np.flatnonzero(how_many(columns, one))
        return SetMatches(lists, masks[:, lists] > 0, np.full(len(lists), -1, np.int64))
    place, lists = np.nonzero(objects(masks, one))
    taking_part = (masks & np.uint8((1 << (one.roles - 1)) - 1))[:, lists] > 0
    taking_part[place, np.arange(len(lists))] = True
    return SetMatches(lists, taking_part, place)
