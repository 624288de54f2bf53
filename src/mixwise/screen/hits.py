"""Findings on their way out of the kernel, as arrays; they get their words in `found`."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class Hits(NamedTuple):
    """Findings by person: a pair by its key in `Arrays.pair_key`, any other by its rule and the variants that take part."""

    pair_person: Ints
    pair_key: Ints
    other_person: Ints
    other_rule: Ints
    other_size: Ints
    other_variant: Ints
    """Those of the first finding, then those of the second …"""
    other_object: Ints
    """The variant that is changed by the others, or -1."""


class Collected:
    """Collects what each block of persons adds."""

    def __init__(self) -> None:
        none = np.zeros(0, np.int64)
        self._pairs: list[tuple[Ints, Ints]] = [(none, none)]
        self._others: list[tuple[Ints, Ints, Ints, Ints, Ints]] = [(none, none, none, none, none)]

    def pairs(self, person: Ints, key: Ints) -> None:
        """Pairs with findings."""
        self._pairs.append((person, key))

    def singles(self, person: Ints, variant: Ints, by_variant: dict[int, tuple[int, ...]]) -> None:
        """Findings about one substance; each variant has the rules that `by_variant` gives it."""
        size = max(by_variant, default=0) + 1
        count = np.zeros(size, np.int64)
        for one, rules in by_variant.items():
            count[one] = len(rules)
        first = np.cumsum(count) - count
        flat = np.array([number for one in sorted(by_variant) for number in by_variant[one]], np.int64)
        many = count[variant]
        at = np.arange(int(many.sum())) + np.repeat(first[variant] - (np.cumsum(many) - many), many)
        who = np.repeat(variant, many)
        self._others.append(
            (np.repeat(person, many), flat[at], np.ones(len(at), np.int64), who, np.full(len(at), -1, np.int64))
        )

    def sets(self, person: Ints, rule: int, columns: Ints, taking_part: npt.NDArray[np.bool_], place: Ints) -> None:
        """Matches of a set rule: a column each, with what takes part, and the place of the object or -1."""
        many = np.arange(columns.shape[1])
        changed = np.where(place >= 0, columns[np.maximum(place, 0), many], -1)
        self._others.append(
            (person, np.full(len(person), rule, np.int64), taking_part.sum(axis=0), columns.T[taking_part.T], changed)
        )

    def hits(self) -> Hits:
        """All of them."""
        pairs = (np.concatenate(one) for one in zip(*self._pairs, strict=True))
        others = (np.concatenate(one) for one in zip(*self._others, strict=True))
        return Hits(*pairs, *others)
