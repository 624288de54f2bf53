"""Counts by slices against a plain loop over the same reports; and the whole table against formulas over sets."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mixwise.screen.signals import counting
from mixwise.screen.signals.counting import KEYS, margins, pairs, slices, triples
from mixwise.screen.signals.exposures import Exposures
from mixwise.screen.signals.measures import expected_together, four
from mixwise.screen.signals.table import pair_rows, readable, triple_rows

Reports = list[tuple[set[int], set[int]]]
REPORT = st.tuples(
    st.sets(st.integers(0, 5), min_size=1, max_size=5), st.sets(st.integers(0, 3), min_size=1, max_size=3)
)


def exposures_of(reports: Reports) -> Exposures:
    drugs = [(case, drug) for case, (taken, _) in enumerate(reports) for drug in sorted(taken)]
    reactions = [(case, term) for case, (_, seen) in enumerate(reports) for term in sorted(seen)]
    return Exposures(
        pl.DataFrame(drugs, schema={"case": pl.UInt32, "drug": pl.UInt32}, orient="row"),
        pl.DataFrame(reactions, schema={"case": pl.UInt32, "reaction": pl.UInt32}, orient="row"),
        [f"drug{number}" for number in (3, 1, 4, 0, 5, 2)],
        [f"term{number}" for number in range(4)],
        len(reports),
    )


def naming(reports: Reports, drugs: tuple[int, ...], term: int | None = None) -> int:
    return sum(1 for taken, seen in reports if set(drugs) <= taken and (term is None or term in seen))


def cells_of(reports: Reports, size: int, least: int) -> dict[tuple[int, ...], int]:
    every = ((*drugs, term) for drugs in combinations(range(6), size) for term in range(4))
    return {key: count for key in every if (count := naming(reports, key[:-1], key[-1])) >= least}


@settings(deadline=None, max_examples=30)
@given(st.lists(REPORT, min_size=1, max_size=40), st.integers(1, 3), st.integers(1, 60))
def test_every_count_is_that_of_a_plain_loop_whatever_the_slices(reports: Reports, least: int, rows: int) -> None:
    found = exposures_of(reports)
    each = margins(found, rows)
    assert {(drug, term): n for drug, term, n in each.both.iter_rows()} == cells_of(reports, 1, 1)
    two = list(pairs(found, least, rows))
    assert {row[:3]: row[3] for part in two for row in part.cells.iter_rows()} == cells_of(reports, 2, least)
    known = (
        pl.concat([part.combinations for part in two])
        if two
        else pl.DataFrame(schema=dict.fromkeys((*KEYS[:2], "n"), pl.UInt32))
    )
    assert {(a, b): n for a, b, n in known.iter_rows()} == {
        drugs: n for drugs in combinations(range(6), 2) if (n := naming(reports, drugs)) >= least
    }
    three = list(triples(found, known, least, rows))
    assert {row[:4]: row[4] for part in three for row in part.cells.iter_rows()} == cells_of(reports, 3, least)


@settings(deadline=None, max_examples=15)
@given(st.lists(REPORT, min_size=3, max_size=40))
def test_every_row_shows_the_counts_that_its_measures_come_from(reports: Reports) -> None:
    found = exposures_of(reports)
    each = margins(found)
    two = list(pairs(found, 1))
    known, cells = (
        (pl.concat(parts) for parts in ([p.combinations for p in two], [p.cells for p in two])) if two else (None, None)
    )
    if known is None or cells is None or not cells.height:
        return
    total = len(reports)
    for row in pair_rows(cells, known, each).iter_rows(named=True):
        one, other, term = row["drug_1"], row["drug_2"], row["reaction"]
        a, both = naming(reports, (one, other), term), naming(reports, (one, other))
        with_term = naming(reports, (), term)
        assert (row["a"], row["b"], row["c"]) == (a, both - a, with_term - a)
        assert row["a"] + row["b"] + row["c"] + row["d"] == total
        assert row["n10"] == naming(reports, (one,)) - both
        assert row["r01"] == naming(reports, (other,), term) - a
        assert row["n00"] == sum(1 for taken, _ in reports if not taken & {one, other})
        assert row["r00"] == sum(1 for taken, seen in reports if not taken & {one, other} and term in seen)
    for part in triples(found, known, 1):
        for row in triple_rows(part.cells, part.combinations, cells, known, each).iter_rows(named=True):
            drugs, term, third = tuple(row[key] for key in KEYS), row["reaction"], row["third"]
            pair = tuple(drug for drug in drugs if drug != third)
            assert row["n10"] == naming(reports, pair) - naming(reports, drugs)
            assert row["r01"] == naming(reports, (third,), term) - naming(reports, drugs, term)
            assert row["n00"] == sum(1 for taken, _ in reports if third not in taken and not set(pair) <= taken)
            most = max(_expected(reports, tuple(drug for drug in drugs if drug != one), one, term) for one in drugs)
            assert row["expected_together"] == pytest.approx(most)


def _expected(reports: Reports, pair: tuple[int, ...], third: int, term: int) -> float:
    def counted(only: int | None) -> list[np.ndarray[tuple[int], np.dtype[np.float64]]]:
        sets: tuple[tuple[int, ...], ...] = (pair, (third,), (*pair, third))
        return [np.array([float(naming(reports, drugs, only))]) for drugs in sets]

    n, r = counted(None), counted(term)
    background = np.array([float(naming(reports, (), term))])
    return float(expected_together(four(n[0], n[1], n[2], len(reports), (*r, background)))[0])


def test_drugs_stand_in_the_order_of_the_alphabet_and_counts_go_with_them() -> None:
    reports: Reports = [({0, 1}, {0})] * 3 + [({0}, {1})] * 4 + [({1}, {1})] * 2 + [({2}, {2})]
    found = exposures_of(reports)
    (part,) = pairs(found, 1)
    rows = pair_rows(part.cells, part.combinations, margins(found)).with_columns(
        severity=pl.lit("minor"), mechanism=pl.lit(""), evidence=pl.lit(""), complete=pl.lit(True)
    )
    (row,) = readable(rows, found.labels, found.terms, "note").iter_rows(named=True)
    assert (row["drug_1"], row["drug_2"], row["drug_3"]) == ("drug1", "drug3", None)  # numbers 1 and 0
    assert (row["n10"], row["n01"]) == (2, 4)  # drug1 alone in 2 reports, drug3 alone in 4
    assert row["reaction"] == "term0"


def test_no_slice_is_empty_and_none_overlaps() -> None:
    runs = list(slices([(0, 5), (1, 5), (3, 30), (4, 1), (9, 0)], 10))
    assert runs == [(0, 1), (3, 3), (4, 9)]
    assert list(slices([], 10)) == []


def test_the_slices_of_a_run_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    reports: Reports = [({0, 1, 2, 3}, {0, 1})] * 20
    parts = list(pairs(exposures_of(reports), 1, rows=100))
    assert len(parts) > 1
    monkeypatch.setattr(counting, "ROWS", 1)
    assert sum(part.cells.height for part in parts) == 12
