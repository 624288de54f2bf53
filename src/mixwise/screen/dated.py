"""Findings over moments as findings of persons: each once, with when it begins and how long it lasts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mixwise.screen.dates import ALWAYS, NEVER, Exposures, Moments
from mixwise.screen.found import Rows
from mixwise.screen.listing import Lists

Ints = npt.NDArray[np.int64]


class Spells(NamedTuple):
    """Findings with the first day on which all that take part are on board, and the last."""

    rows: Rows
    start: Ints
    stop: Ints

    def columns(self) -> tuple[pa.Array, pa.Array]:
        """When it begins, and for how many days it lasts; null where the input does not say."""
        start = pa.array(self.start.clip(ALWAYS, NEVER).astype(np.int32), mask=self.start <= ALWAYS).cast(pa.date32())
        open_ended = (self.start <= ALWAYS) | (self.stop >= NEVER)
        days = np.where(open_ended, 0, self.stop - self.start + 1)
        return start, pa.array(days.astype(np.int32), mask=open_ended)


def spells(
    found: Rows, at: Moments, lists: Lists, exposure: Ints, exposures: Exposures, of: npt.NDArray[np.int32]
) -> Spells:
    """
    When the findings of moments hold. `lists` are the variants on board at each, `exposure` the exposure that each is of.

    `found.person` are moments here, and persons in what comes back.
    """
    moment = np.repeat(np.arange(len(lists.offsets) - 1), np.diff(lists.offsets))
    key = moment * len(of) + of[lists.variant]
    order = np.argsort(key, kind="stable")
    key, exposure = key[order], exposure[order]
    new = np.flatnonzero(np.diff(key, prepend=-1) != 0)
    begin = np.minimum.reduceat(exposures.start[exposure], new) if len(new) else key
    end = np.maximum.reduceat(exposures.stop[exposure], new) if len(new) else key
    key = key[new]
    sizes = np.diff(found.ends, prepend=0)
    wanted = np.repeat(found.person, sizes) * len(of) + found.substances
    place = np.minimum(np.searchsorted(key, wanted), max(0, len(key) - 1))
    held = key[place] == wanted if len(key) else np.zeros(len(wanted), bool)
    first = np.where(
        held, begin[place] if len(key) else 0, ALWAYS
    )  # a reading of an ambiguous name has no exposure of its own
    last = np.where(held, end[place] if len(key) else 0, NEVER)
    starts = found.ends - sizes
    if not len(starts):
        return Spells(found, starts, starts)
    return Spells(
        found._replace(person=at.person[found.person]),
        np.maximum.reduceat(first, starts),
        np.minimum.reduceat(last, starts),
    )


def once(parts: list[Spells]) -> Spells:
    """Each finding of a person once: from the first of its days; and as long as the longest time that it lasts."""
    rows = [part.rows for part in parts]
    sizes = np.concatenate([np.diff(one.ends, prepend=0) for one in rows])
    ends = np.cumsum(sizes)
    person, rule, object_ = (
        np.concatenate([getattr(one, name) for one in rows]) for name in ("person", "rule", "object")
    )
    substances, precipitant = (
        np.concatenate([getattr(one, name) for one in rows]) for name in ("substances", "precipitant")
    )
    start, stop = np.concatenate([part.start for part in parts]), np.concatenate([part.stop for part in parts])
    if not len(person):
        return Spells(Rows(person, rule, ends, substances, precipitant, object_), start, stop)
    mark = np.random.default_rng(0).integers(0, 1 << 63, int(substances.max()) + 1, dtype=np.uint64)
    set_of = np.add.reduceat(mark[substances], ends - sizes)  # the same substances, the same sum
    order = np.lexsort((start, object_, set_of, rule, person))
    new = np.ones(len(order), bool)
    for column in (person, rule, set_of, object_):
        ordered = column[order]
        new[1:] &= ordered[1:] == ordered[:-1]
    new[1:] = ~new[1:]
    groups = np.flatnonzero(new)
    length = np.where(stop >= NEVER, NEVER, stop - start)[order]
    longest = np.maximum.reduceat(length, groups)
    kept = order[groups]
    flat = np.arange(int(sizes[kept].sum())) + np.repeat(
        (ends - sizes)[kept] - (np.cumsum(sizes[kept]) - sizes[kept]), sizes[kept]
    )
    first = start[kept]
    return Spells(
        Rows(person[kept], rule[kept], np.cumsum(sizes[kept]), substances[flat], precipitant[kept], object_[kept]),
        first,
        np.where(longest >= NEVER, NEVER, first + longest),
    )
