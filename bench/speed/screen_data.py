"""Synthetic populations and the knowledge about them, as the contenders read them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from mixwise.knowledge.store import load
from mixwise.names import resolve
from mixwise.names.types import Resolved
from mixwise.screen.arrays import COUNTED, LOOK_CLOSER, Arrays, arrays
from mixwise.screen.naming import Table

PIECE = 500_000
GROUP = 1_000_000
MOST_USED = Path(__file__).parents[1] / "accuracy" / "most_used.txt"
DAYS = 365


def variants(count: int) -> npt.NDArray[np.int64]:
    """The substance behind each code: the most used medicines first, then all others; with more codes than substances, again."""
    held = arrays(load())
    place = {name: at for at, name in enumerate(held.variants.ids)}
    used = [line for line in MOST_USED.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    found = [resolve(name, load()) for name in used]
    first = [place[one] for name in found if isinstance(name, Resolved) for one in name.meaning.substances]
    rest = np.random.default_rng(7).permutation(len(place)).tolist()
    order = np.array(list(dict.fromkeys([*first, *rest])), np.int64)
    return held.variants.first[order[np.arange(count) % len(order)]].astype(np.int64)


def knowledge_of(count: int) -> Arrays:
    """The arrays for so many codes: the real ones, taken from as often as it needs. A code is a variant here."""
    held, which = arrays(load()), variants(count)
    which = np.append(which, held.other)
    size = count + 1
    pair = held.pair.reshape(held.size, held.size)[np.ix_(which, which)]
    same = which[:, None] == which[None, :]
    pair[same] = 0  # another code of the same substance stands for another substance here
    np.fill_diagonal(pair, LOOK_CLOSER)
    pair[-1, :] = pair[:, -1] = LOOK_CLOSER
    a, b = np.nonzero(np.triu((pair != 0) & (pair != LOOK_CLOSER), 1))
    key = (np.minimum(which[a], which[b]) * held.size + np.maximum(which[a], which[b])).astype(np.int64)
    slot = np.searchsorted(held.pair_key, key)
    every = held.variants._replace(
        ids=tuple(f"code{one}" for one in range(count)),
        first=np.arange(count, dtype=np.int32),
        of=np.arange(count, dtype=np.int32),
        loaded=tuple(held.variants.loaded[one] for one in which[:-1]),
    )
    rules = {
        one.number: one._replace(masks=one.masks[which], points=None if one.points is None else one.points[which])
        for one in held.sets.rules
    }
    sets = held.sets._replace(
        rules=tuple(rules.values()),
        coarse=held.sets.coarse._replace(words=np.ascontiguousarray(held.sets.coarse.words[:, which])),
        fine=held.sets.fine._replace(words=np.ascontiguousarray(held.sets.fine.words[:, which])),
        by_word=tuple(
            (groups, tuple((rules[one.number], bits) for one, bits in asked)) for groups, asked in held.sets.by_word
        ),
    )
    starts = held.pair_start[slot]
    counts = held.pair_start[slot + 1] - starts
    at = np.arange(int(counts.sum())) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    where: dict[int, list[int]] = {int(one): [] for one in which[:-1]}
    for code, one in enumerate(which[:-1].tolist()):
        where[one].append(code)
    return held._replace(
        variants=every,
        pair=np.ascontiguousarray(pair).ravel(),
        pair_key=(a * size + b).astype(np.int64),
        pair_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        pair_counts=held.pair_counts[slot],
        finding_rule=held.finding_rule[at],
        finding_turned=held.finding_turned[at],
        alone={code: rules for one, rules in held.alone.items() for code in where.get(one, ())},
        twice={code: rules for one, rules in held.twice.items() for code in where.get(one, ())},
        alone_counts=held.alone_counts[which],
        twice_counts=held.twice_counts[which],
        single=held.single[which],
        sets=sets,
    )


def table_of(count: int) -> Table:
    """Each code as exactly one substance."""
    code = np.arange(count)
    no = np.zeros(count + 1, bool)
    return Table(
        atoms=np.append(np.ones(count, np.int64), 0), first=np.append(code, count - 1), variant=code.astype(np.int32),
        name=code.astype(np.int32), unrecognised=no, ambiguous=no, slow=no, quick=np.append(code, count).astype(np.int64),
    )  # fmt: skip


def pairs_table(work: Path, count: int) -> Path:
    """The knowledge of pairs as peers read it: two codes, the worst severity, and how many findings of each."""
    file = work / f"pairs-{count}.parquet"
    if not file.exists():
        held = knowledge_of(count)
        counts = held.pair_counts
        rank = np.where(counts[:, ::-1] > 0, np.arange(len(COUNTED), 0, -1), 0).max(axis=1)
        a, b = np.divmod(held.pair_key, held.size)
        pq.write_table(
            pa.table(
                {"a": a.astype(np.int32), "b": b.astype(np.int32), "rank": rank.astype(np.int8)}
                | {name: counts[:, place].astype(np.int32) for place, name in enumerate(COUNTED)}
            ),
            file,
        )
    return file


def population(work: Path, persons: int, count: int, kind: str = "coded") -> Path:
    """A file of persons with about six substances each, sorted by person."""
    file = work / f"{kind}-{persons}-{count}.parquet"
    if file.exists():
        return file
    chance = np.random.default_rng(1)
    cumulative = np.cumsum(1 / np.arange(1, count + 1))
    cumulative /= cumulative[-1]
    temporary = file.with_suffix(".writing")
    writer: pq.ParquetWriter | None = None
    names = pa.array(
        [
            one.replace("_", " ")
            for one in np.array(arrays(load()).variants.ids)[arrays(load()).variants.of[variants(count)]]
        ]
    )
    for first in range(0, persons, PIECE):
        some = min(PIECE, persons - first)
        length = 1 + chance.poisson(5, some)
        person = np.repeat(np.arange(first + 1, first + some + 1), length)
        code = np.minimum(np.searchsorted(cumulative, chance.random(len(person))), count - 1)
        key = np.unique(person * count + code)  # each substance once
        person, code = key // count, (key % count).astype(np.int32)
        columns = {"person_id": pa.array(person), "code": pa.array(code)}
        if kind == "named":
            columns = {"person_id": pa.array(person), "drug": names.take(pa.array(code))}
        if kind == "dated":
            start = chance.integers(0, DAYS, len(code)).astype(np.int32)
            stop = start + chance.integers(5, 120, len(code)).astype(np.int32)
            columns |= {"start": pa.array(start).cast(pa.date32()), "stop": pa.array(stop).cast(pa.date32())}
        table = pa.table(columns)
        writer = writer or pq.ParquetWriter(temporary, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=GROUP)
    assert writer is not None
    writer.close()
    temporary.rename(file)
    return file
