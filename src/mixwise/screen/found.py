"""Findings and summaries of persons as Arrow tables: the columns that readers see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from mixwise.engine.matching import rule
from mixwise.engine.types import Finding
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import RANK, SEVERITIES
from mixwise.screen.arrays import COUNTED, Arrays
from mixwise.screen.hits import Hits

Ints = npt.NDArray[np.int64]
WORDS = pa.dictionary(pa.int16(), pa.string())
FINDINGS = (
    ("severity", WORDS), ("mechanism", WORDS), ("evidence", WORDS), ("substances", pa.list_(pa.string())),
    ("precipitant", pa.string()), ("object", pa.string()), ("rule", WORDS),
    ("overlap_start", pa.date32()), ("overlap_days", pa.int32()),
)  # fmt: skip
PERSONS = (
    ("severity", pa.dictionary(pa.int8(), pa.string())), ("complete", pa.bool_()), ("substances", pa.uint16()),
    *((name, pa.uint16()) for name in reversed(COUNTED)),
    ("not_reviewed", pa.uint16()), ("unrecognised", pa.uint32()), ("ambiguous", pa.uint32()), ("unreadable", pa.uint32()),
)  # fmt: skip


def findings_schema(person: pa.DataType) -> pa.Schema:
    """The columns of `findings.parquet`; the person is written as in the input."""
    return pa.schema([("person_id", person), *FINDINGS])


def persons_schema(person: pa.DataType) -> pa.Schema:
    """The columns of `persons.parquet`."""
    return pa.schema([("person_id", person), *PERSONS])


class Rules(NamedTuple):
    """What is said of each rule, as columns to take from, by the rule's number."""

    numbers: dict[str, int]
    severity: npt.NDArray[np.int8]
    directed: npt.NDArray[np.bool_]
    columns: dict[str, pa.DictionaryArray]

    @classmethod
    def of(cls, knowledge: Knowledge) -> Rules:
        """All rules of the knowledge; a number that no rule has is not looked at."""
        ids = [int(number) for number in knowledge.ids("rule")]
        rows = {number: rule(number, knowledge) for number in ids}
        every = [rows.get(number) or {} for number in range(max(ids, default=0) + 1)]
        return cls(
            {row["id"]: number for number, row in rows.items()},
            np.array([RANK.get(row.get("severity", ""), -1) for row in every], np.int8),
            np.array([bool(row.get("directed")) for row in every], bool),
            {
                name: pa.array([row.get(key, "") for row in every], pa.string()).dictionary_encode().cast(WORDS)
                for name, key in (
                    ("severity", "severity"),
                    ("mechanism", "mechanism"),
                    ("evidence", "evidence"),
                    ("rule", "id"),
                )
            },
        )


class Rows(NamedTuple):
    """Findings as columns of numbers: whose, by which rule, about which substances (a flat list with ends), in which roles."""

    person: Ints
    rule: Ints
    ends: Ints
    substances: Ints
    precipitant: Ints
    object: Ints
    """Numbers of substances, -1 for none."""


def rows(hits: Hits, slow: Sequence[tuple[int, Finding]], arrays: Arrays, rules: Rules) -> Rows:
    """All findings of a chunk: pairs, then the others, then those of persons who were asked one by one."""
    parts = [_pairs(hits, arrays, rules), _others(hits, arrays), _slow(slow, arrays, rules)]
    sizes = np.concatenate([np.diff(part.ends, prepend=0) for part in parts])
    return Rows(
        np.concatenate([part.person for part in parts]),
        np.concatenate([part.rule for part in parts]),
        np.cumsum(sizes),
        np.concatenate([part.substances for part in parts]),
        np.concatenate([part.precipitant for part in parts]),
        np.concatenate([part.object for part in parts]),
    )


def _pairs(hits: Hits, arrays: Arrays, rules: Rules) -> Rows:
    slot = np.searchsorted(arrays.pair_key, hits.pair_key)
    count = arrays.pair_start[slot + 1] - arrays.pair_start[slot] if len(slot) else slot
    ends = np.cumsum(count)
    at = np.arange(int(count.sum())) + np.repeat(arrays.pair_start[slot] - (ends - count), count)
    number, turned = arrays.finding_rule[at].astype(np.int64), arrays.finding_turned[at]
    key = np.repeat(hits.pair_key, count)
    low, high = arrays.variants.of[key // arrays.size], arrays.variants.of[key % arrays.size]
    directed = rules.directed[number]
    return Rows(
        np.repeat(hits.pair_person, count),
        number,
        2 * np.arange(1, len(at) + 1),
        np.stack([low, high], axis=1).ravel().astype(np.int64),
        np.where(directed, np.where(turned, high, low), -1).astype(np.int64),
        np.where(directed, np.where(turned, low, high), -1).astype(np.int64),
    )


def _others(hits: Hits, arrays: Arrays) -> Rows:
    of = arrays.variants.of.astype(np.int64)
    finding = np.repeat(np.arange(len(hits.other_size)), hits.other_size)
    substances = of[hits.other_variant]
    substances = substances[np.lexsort((substances, finding))]
    ends = np.cumsum(hits.other_size)
    changed = np.where(hits.other_object >= 0, of[hits.other_object], -1)
    two = (hits.other_size == 2) & (changed >= 0)
    both = substances[ends[two] - 2] + substances[ends[two] - 1]
    precipitant = np.full(len(changed), -1, np.int64)
    precipitant[two] = both - changed[two]
    return Rows(hits.other_person, hits.other_rule, ends, substances, precipitant, changed)


def _slow(slow: Sequence[tuple[int, Finding]], arrays: Arrays, rules: Rules) -> Rows:
    place = {name: at for at, name in enumerate(arrays.variants.ids)} if slow else {}
    return Rows(
        np.array([person for person, _ in slow], np.int64),
        np.array([rules.numbers[found.rule] for _, found in slow], np.int64),
        np.cumsum(np.array([len(found.substances) for _, found in slow], np.int64)),
        np.array([place[name] for _, found in slow for name in found.substances], np.int64),
        np.array([place.get(found.precipitant, -1) for _, found in slow], np.int64),
        np.array([place.get(found.object, -1) for _, found in slow], np.int64),
    )


def findings_batch(
    person_id: pa.Array, found: Rows, arrays: Arrays, rules: Rules, overlap: tuple[pa.Array, pa.Array] | None = None
) -> pa.RecordBatch:
    """Findings as readers see them, by person, the worst first."""
    sizes = np.diff(found.ends, prepend=0)
    order = np.lexsort((found.object, found.rule, -sizes, -rules.severity[found.rule].astype(np.int64), found.person))
    names = pa.array(arrays.variants.ids, pa.string())
    number = pa.array(found.rule[order])
    first = (found.ends - sizes)[order]
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[order])])
    flat = np.arange(int(ends[-1])) + np.repeat(first - ends[:-1], sizes[order])
    nobody = len(order)
    start, days = overlap or (pa.nulls(nobody, pa.date32()), pa.nulls(nobody, pa.int32()))
    if overlap:
        start, days = start.take(pa.array(order)), days.take(pa.array(order))
    columns = {
        "person_id": person_id.take(pa.array(found.person[order])),
        **{name: rules.columns[name].take(number) for name in ("severity", "mechanism", "evidence", "rule")},
        "substances": pa.ListArray.from_arrays(
            pa.array(ends.astype(np.int32)), names.take(pa.array(found.substances[flat]))
        ),
        "precipitant": _named(names, found.precipitant[order]),
        "object": _named(names, found.object[order]),
        "overlap_start": start,
        "overlap_days": days,
    }
    schema = findings_schema(person_id.type)
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


def _named(names: pa.Array, at: Ints) -> pa.Array:
    return names.take(pa.array(np.maximum(at, 0), mask=at < 0))


def severity_column(rank: npt.NDArray[np.int8]) -> pa.DictionaryArray:
    """Severities from their ranks; -1 is null: one substance alone about which nothing was found."""
    return pa.DictionaryArray.from_arrays(pa.array(rank, mask=rank < 0), pa.array(SEVERITIES, pa.string()))
