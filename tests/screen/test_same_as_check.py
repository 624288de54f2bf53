"""Whatever the knowledge says and however lists are cut, screening finds what `check` finds, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mixwise.engine.findings import settle
from mixwise.engine.matching import pair_matches
from mixwise.engine.types import ANYONE
from mixwise.knowledge.store import Knowledge, load
from mixwise.knowledge.terms import NOTE
from mixwise.screen.arrays import arrays
from mixwise.screen.persons import Span, Stitching, Whole, cut, cuts, one_chunk
from mixwise.screen.screener import Screened, Screener
from tests.laws.generated import CLASS, NAMES, World, worlds
from tests.screen.asked import assert_same

TYPED = (
    *NAMES,
    CLASS,
    "threes",
    "Duo Plus",
    "duo",
    "fog",
    "Drug-A",
    "street drugc",
    "wibble",
    "no druga",
    "druga and drugb",
)
LISTS, MANY_LISTS = 1_000, 10_000
slowly = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
populations = st.lists(st.lists(st.sampled_from(TYPED), min_size=1, max_size=9), min_size=1, max_size=25)


def spans(lists: Sequence[Sequence[str]], at: Sequence[int]) -> Iterator[Span]:
    """The rows of a population, cut at any places."""
    rows = [(person, name) for person, names in enumerate(lists) for name in names]
    ends = sorted({0, len(rows), *(place % (len(rows) + 1) for place in at)})
    for first, last in pairwise(ends):
        part = rows[first:last]
        yield Span(pa.table({"person": [person for person, _ in part], "name": [name for _, name in part]}))


def screened(
    screener: Screener, parts: Iterator[Span], threads: int = 0
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """What comes of spans, put together."""

    def work(whole: Whole) -> Screened:
        return screener.lists(whole.person_id, whole.offsets, one_chunk(whole.rows.column("name")))

    stitching = Stitching(work)
    read = (partial(Span, *part) for part in parts)
    found = cuts(read, work, threads) if threads else (cut(one(), work) for one in read)
    answers = [answer for one in found for answer in stitching.add(one)]
    answers += stitching.end()
    persons = [row for one in answers for row in one.persons.to_pylist()]
    return persons, [row for one in answers for row in one.findings.to_pylist()]


@slowly
@given(worlds(), populations, st.lists(st.integers(0, 400), max_size=60))
def test_every_person_is_whole_wherever_the_rows_are_cut(world: World, lists: list[list[str]], at: list[int]) -> None:
    persons, findings = screened(Screener(world.knowledge), spans(lists, at))
    assert_same(dict(enumerate(lists)), persons, findings, world.knowledge)


@slowly
@given(worlds())
def test_every_pair_is_settled_as_the_engine_settles_it(world: World) -> None:
    assert_pairs_settled(world.knowledge, everything=True)


def assert_pairs_settled(knowledge: Knowledge, *, everything: bool) -> None:
    held = arrays(knowledge)
    every = held.variants
    size = len(every.loaded)
    chance = random.Random(4)
    places = (
        [(a, b) for a in range(size) for b in range(a + 1, size)]
        if everything
        else [divmod(int(key), held.size) for key in chance.sample(list(held.pair_key), 20_000)]
        + [tuple(sorted(chance.sample(range(size), 2))) for _ in range(20_000)]
    )
    for a, b in places:
        if every.of[a] == every.of[b]:
            continue
        matches = settle(list(pair_matches(every.loaded[a], every.loaded[b], ANYONE, knowledge, set())))
        expected = sorted(
            (m.number, m.participants[0] is every.loaded[b]) for m in matches if m.rule["severity"] != NOTE
        )
        slot = int(np.searchsorted(held.pair_key, a * held.size + b))
        there = slot < len(held.pair_key) and held.pair_key[slot] == a * held.size + b
        at = slice(held.pair_start[slot], held.pair_start[slot + 1]) if there else slice(0, 0)
        found = sorted(zip(held.finding_rule[at].tolist(), held.finding_turned[at].tolist(), strict=True))
        assert found == expected, (every.loaded[a].id, every.loaded[b].id)


def test_real_pairs_are_settled_as_the_engine_settles_them() -> None:
    assert_pairs_settled(load(), everything=False)


def real_lists(count: int, seed: int) -> list[list[str]]:
    """Lists as people have them and as they do not: common medicines, anything, any name, odd words, the same twice."""
    knowledge, chance = load(), random.Random(seed)
    common = [
        line
        for line in Path("bench/accuracy/most_used.txt").read_text(encoding="utf-8").splitlines()
        if line and line[0] != "#"
    ]
    every = knowledge.ids("substance")
    names = [key for size in range(3, 15) for key in knowledge.keys_of_length(size, size)]
    odd = [
        "bars",
        "moon rocks 9000",
        "a blue pill",
        "lean",
        "street xanax",
        "no heroin today",
        "2 mg xanax",
        "heroin and xanax",
    ]
    found = []
    for _ in range(count):
        several = [common, common, common, every, names, odd]
        taken = [chance.choice(chance.choice(several)) for _ in range(min(30, 1 + int(chance.expovariate(1 / 5))))]
        found.append(taken + taken[:1] * chance.choice([0, 0, 0, 1]))
    found.append(chance.sample(every, 260))  # longer than the counters of the quick way hold
    return found


@pytest.mark.parametrize("size", [LISTS, pytest.param(MANY_LISTS, marks=pytest.mark.more)])
def test_real_lists_are_the_same_bit_for_bit(size: int) -> None:
    lists = real_lists(size, 11)
    at = list(range(97, 5 * size, 97 if size == LISTS else 997))
    persons, findings = screened(Screener(load()), spans(lists, at), threads=2)
    assert_same(dict(enumerate(lists)), persons, findings, load())


@pytest.mark.parametrize("code", [pa.int32(), pa.int64(), pa.string()])
def test_codes_are_asked_about_as_the_code_is(code: pa.DataType) -> None:
    lists = [[7804, 596], [596], [1]]
    batch = pa.RecordBatch.from_arrays(
        [
            pa.array(["a", "b", "c"]),
            pa.array([[str(one) if pa.types.is_string(code) else one for one in row] for row in lists], pa.list_(code)),
        ],
        names=["person_id", "substances"],
    )
    found = Screener(load()).screen(batch)
    assert found.findings is not None
    typed = {name: [f"rxcui:{one}" for one in row] for name, row in zip("abc", lists, strict=True)}
    assert_same(typed, found.persons.to_pylist(), found.findings.to_pylist(), load())
    assert found.persons.column("severity").to_pylist() == ["dangerous", None, "unknown"]
