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

from mixwise.engine.matching import rule
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import NOTE
from mixwise.screen.variants import Variants

BITS, HALF = 64, 32
MOST_ROLES = 6
"""The choices of six roles fit one word."""

Columns = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]


class SetRule(NamedTuple):
    """One rule: its number, its role bits by variant, and how it counts."""

    number: int
    severity: str
    masks: npt.NDArray[np.uint8]
    roles: int
    least: int
    directed: bool

    def choices(self) -> list[tuple[int, int]]:
        """What has to be counted: role bits, and how many substances must fill one of them."""
        if self.least:
            return [(1, self.least)]
        return [(choice, choice.bit_count()) for choice in range(1, 1 << self.roles)]


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
    Every set rule; `coarse` asks whether enough substances take part and the rarest role is filled, `fine` every choice of roles.
    """

    rules: tuple[SetRule, ...]
    coarse: Planes
    fine: Planes
    bits: tuple[tuple[int, int], ...]
    """The word of `fine` and the bits in it that a rule needs."""

    @classmethod
    def of(cls, variants: Variants, knowledge: Knowledge) -> Sets:
        """The set rules of the knowledge that hold for anyone and are warnings."""
        rules = tuple(_rules(variants, knowledge))
        size = len(variants.loaded) + 1
        most = max([most for one in rules for _, most in one.choices()], default=1)
        coarse = [_coarse(rules[first : first + HALF]) for first in range(0, len(rules), HALF)]
        fine = [[(one, *choice) for choice in one.choices()] for one in rules]
        return cls(rules, _planes(coarse, size, most)[0], *_planes(fine, size, most))


def _rules(variants: Variants, knowledge: Knowledge) -> Iterator[SetRule]:
    masks: dict[int, npt.NDArray[np.uint8]] = {}
    for variant, one in enumerate(variants.loaded):
        for number, mask in one.sets.items():
            masks.setdefault(number, np.zeros(len(variants.loaded) + 1, np.uint8))[variant] = mask
    for number in sorted(masks):
        row = rule(number, knowledge)
        if row["person"] or row["severity"] == NOTE:
            continue
        if len(row["roles"]) > MOST_ROLES:
            raise ValueError(f"{row['id']} has {len(row['roles'])} roles; at most {MOST_ROLES} are laid out")
        bits = masks[number] & np.uint8(1) if row["least"] else masks[number]
        yield SetRule(number, row["severity"], bits, len(row["roles"]), row["least"] or 0, bool(row["directed"]))


def _coarse(rules: Sequence[SetRule]) -> list[Question | None]:
    """In the first half of a word, whether enough substances take part; in the second, whether any fills the rarest role."""
    enough: list[Question | None] = [(one, *one.choices()[-1]) for one in rules]
    rarest = [
        min((1 << role for role in range(one.roles)), key=lambda bit: int(((one.masks & bit) > 0).sum()))
        for one in rules
    ]
    return [*enough, *[None] * (HALF - len(enough)), *((one, bit, 1) for one, bit in zip(rules, rarest, strict=True))]


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
    """Each rule with the lists (columns of the block) that match it; each list holds a substance once."""
    asked = [sets.coarse.held(word, columns) for word in range(len(sets.coarse.words))]
    both = [answers & (answers >> np.uint64(HALF)) & np.uint64((1 << HALF) - 1) for answers in asked]
    at = np.flatnonzero(np.bitwise_or.reduce(both))
    if not len(at):
        return
    few = columns[:, at]
    held = [sets.fine.held(word, few) for word in range(len(sets.fine.words))]
    for one, (word, bits) in zip(sets.rules, sets.bits, strict=True):
        lists = ((held[word] & np.uint64(bits)) == np.uint64(bits)).nonzero()[0]
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


def matches(columns: Columns, one: SetRule) -> SetMatches:
    """Every match of a rule among lists (columns of a block) that are known to match it."""
    masks = one.masks[columns]
    if not one.directed:
        lists = np.arange(columns.shape[1])
        return SetMatches(lists, masks > 0, np.full(len(lists), -1, np.int64))
    place, lists = np.nonzero(objects(masks, one))
    taking_part = (masks & np.uint8((1 << (one.roles - 1)) - 1))[:, lists] > 0
    taking_part[place, np.arange(len(lists))] = True
    return SetMatches(lists, taking_part, place)
