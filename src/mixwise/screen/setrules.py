"""Rules about sets as columns over variants, and like rules put together, so that most lists need only one look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mixwise.engine.matching import rule
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import NOTE
from mixwise.screen.variants import Variants

MOST_ROLES = 6
"""The choices of six roles fit one word."""


class SetRule(NamedTuple):
    """One rule: its number, its role bits by variant, and how it counts."""

    number: int
    severity: str
    masks: npt.NDArray[np.uint8]
    roles: int
    least: int
    directed: bool
    points: npt.NDArray[np.float64] | None = None
    """For a rule about a sum of points: what each variant counts."""
    over: float = 0.0
    """The sum has to be more than this."""

    def choices(self) -> list[tuple[int, int]]:
        """What has to be counted: role bits, and how many substances must fill one of them."""
        if self.least:
            return [(1, self.least)]
        return [(choice, choice.bit_count()) for choice in range(1, 1 << self.roles)]


def set_rules(variants: Variants, knowledge: Knowledge) -> list[SetRule]:
    """The rules about sets, and about sums of points, that hold for anyone and are warnings."""
    return list(chain(_rules(variants, knowledge), _loads(variants, knowledge)))


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


def _loads(variants: Variants, knowledge: Knowledge) -> Iterator[SetRule]:
    """Rules about a sum of points: they take at least so many substances of the most points as make more than the limit."""
    points: dict[int, npt.NDArray[np.float64]] = {}
    for variant, one in enumerate(variants.loaded):
        for number, each in one.points.items():
            points.setdefault(number, np.full(len(variants.loaded) + 1, np.nan))[variant] = each
    for number in sorted(points):
        row = rule(number, knowledge)
        if row["person"] or row["severity"] == NOTE:
            continue
        masks = (~np.isnan(points[number])).astype(np.uint8)
        counts, over = np.nan_to_num(points[number]), float(row["load"]["over"])
        most = float(counts.max())
        if most > 0:
            yield SetRule(number, row["severity"], masks, 1, max(1, int(over // most) + 1), False, counts, over)


def union(group: Sequence[SetRule]) -> SetRule:
    """What takes part in any rule of a group (bit 1), or fills the rarest role of any (bit 2); and the fewest that any takes."""
    masks = np.zeros(len(group[0].masks), np.uint8)
    for one in group:
        masks[one.masks > 0] |= np.uint8(1)
        masks[_rarest(one)] |= np.uint8(2)
    return SetRule(0, "", masks, 2, min(one.choices()[-1][1] for one in group), False)


def _rarest(one: SetRule) -> npt.NDArray[np.bool_]:
    filling: list[npt.NDArray[np.bool_]] = [(one.masks & np.uint8(1 << role)) > 0 for role in range(one.roles)]
    return min(filling, key=lambda variants: int(variants.sum()))


def grouped(rules: Sequence[SetRule], most: int) -> list[list[SetRule]]:
    """At most so many groups; those are put together that let the fewest more lists through."""
    groups = [[one] for one in rules]
    taking = np.array([one.masks > 0 for one in rules], np.float32)
    rare = np.array([_rarest(one) for one in rules], np.float32)
    while len(groups) > most:
        sizes, few = taking.sum(axis=1), rare.sum(axis=1)
        both = (sizes[:, None] + sizes - taking @ taking.T) * (few[:, None] + few - rare @ rare.T)
        cost = both - (sizes * few)[:, None] - sizes * few
        np.fill_diagonal(cost, np.inf)
        first, second = sorted(divmod(int(cost.argmin()), len(groups)))
        taking[first], rare[first] = np.maximum(taking[first], taking[second]), np.maximum(rare[first], rare[second])
        taking, rare = np.delete(taking, second, 0), np.delete(rare, second, 0)
        groups[first] += groups.pop(second)
    return groups
