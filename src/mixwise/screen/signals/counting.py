"""
How many reports name each drug, pair and set of three, with and without each reaction.

Counting goes by slices of the first drug, each of a bounded number of rows, so that memory does not grow with the reports. Every
count is exact, since a slice holds all reports of its drugs. What is in fewer reports than asked for is dropped as soon as it is
known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import polars as pl

from mixwise.screen.signals.exposures import Exposures

ROWS = 16_000_000
"""So many rows of (case, combination, reaction) are held at once, unless one drug alone has more."""
KEYS = ("drug_1", "drug_2", "drug_3")
OUTCOMES = ("serious", "deaths")
"""What became of people in the reports of a cell, where all quarters say it: how many were serious, and how many a death."""


class Margins(NamedTuple):
    """What every measure needs: reports of each drug, of each reaction, and of each drug with each reaction."""

    total: int
    drug: pl.DataFrame
    reaction: pl.DataFrame
    both: pl.DataFrame


class Slice(NamedTuple):
    """Combinations of a slice (`n`: reports that name all their drugs) and their cells with a reaction (`a`)."""

    combinations: pl.DataFrame
    cells: pl.DataFrame
    last: int
    """The last drug of the slice."""


def margins(found: Exposures, rows: int = ROWS) -> Margins:
    """Count drugs and reactions by themselves, and each drug with each reaction."""
    weights = _weights(found, _as_first(0))
    parts = [
        _between(found.drugs.lazy(), low, high)
        .join(found.reactions.lazy(), on="case")
        .group_by("drug", "reaction")
        .agg(n=pl.len())
        .collect(engine="streaming")
        for low, high in slices(weights, rows)
    ]
    drug = found.drugs.group_by("drug").agg(n=pl.len()).sort("drug")
    reaction = found.reactions.group_by("reaction").agg(n=pl.len()).sort("reaction")
    return Margins(found.total, drug, reaction, pl.concat(parts).sort("drug", "reaction"))


def pairs(found: Exposures, least: int, rows: int = ROWS) -> Iterator[Slice]:
    """Every pair of drugs in enough reports, and its cells."""
    frequent = _frequent(found, least)
    for low, high in slices(_weights(frequent, _as_first(1)), rows):
        first = _between(frequent.drugs.lazy(), low, high).rename({"drug": "drug_1"})
        together = first.join(frequent.drugs.lazy().rename({"drug": "drug_2"}), on="case").filter(
            pl.col("drug_1") < pl.col("drug_2")
        )
        yield _counted(together, frequent.reactions, KEYS[:2], least, high)


def triples(found: Exposures, known: pl.DataFrame, least: int, rows: int = ROWS) -> Iterator[Slice]:
    """Every set of three drugs in enough reports, and its cells; `known` are the pairs in enough: no other is part of one."""
    frequent = _frequent(found, least)
    drugs = frequent.drugs.lazy()
    for low, high in slices(_weights(frequent, _as_first(2)), rows):
        pairs_here = known.lazy().filter(pl.col("drug_1").is_between(low, high)).select(KEYS[:2])
        together = (
            _between(drugs, low, high)
            .rename({"drug": "drug_1"})
            .join(drugs.rename({"drug": "drug_2"}), on="case")
            .join(pairs_here, on=KEYS[:2], how="semi")
            .join(drugs.rename({"drug": "drug_3"}), on="case")
            .filter(pl.col("drug_2") < pl.col("drug_3"))
        )
        yield _counted(together, frequent.reactions, KEYS, least, high)


def _counted(together: pl.LazyFrame, reactions: pl.DataFrame, keys: Sequence[str], least: int, last: int) -> Slice:
    rows = together.collect(engine="streaming")
    combinations = rows.group_by(keys).agg(n=pl.len()).filter(pl.col("n") >= least)
    cells = (
        rows.lazy()
        .join(combinations.lazy().select(keys), on=keys, how="semi")
        .join(reactions.lazy(), on="case")
        .group_by(*keys, "reaction")
        .agg(a=pl.len(), **{name: pl.col(name).sum() for name in OUTCOMES if name in reactions.columns})
        .filter(pl.col("a") >= least)
        .collect(engine="streaming")
    )
    return Slice(combinations.sort(keys), cells.sort(*keys, "reaction"), last)


def _frequent(found: Exposures, least: int) -> Exposures:
    """Without the drugs and reactions that are in too few reports to be part of anything."""
    drugs = found.drugs.filter(pl.len().over("drug") >= least)
    return found._replace(drugs=drugs, reactions=found.reactions.filter(pl.len().over("reaction") >= least))


def _between(drugs: pl.LazyFrame, low: int, high: int) -> pl.LazyFrame:
    return drugs.filter(pl.col("drug").is_between(low, high))


def _as_first(more: int) -> pl.Expr:
    """How many sets of `more` further drugs a drug is the first of, in its report."""
    behind = (pl.len().over("case") - 1 - pl.int_range(pl.len()).over("case")).cast(pl.Int64)
    return {0: pl.lit(1, pl.Int64), 1: behind, 2: behind * (behind - 1) // 2}[more]


def _weights(found: Exposures, sets: pl.Expr) -> list[tuple[int, int]]:
    """How many rows each drug brings as the first of a set, the reactions included."""
    each = found.reactions.group_by("case").agg(reactions=pl.len())
    weighed = found.drugs.sort("case", "drug").with_columns(sets=sets).join(each, on="case", how="left")
    rows = (pl.col("sets") * pl.col("reactions").fill_null(0)).sum()
    return list(weighed.group_by("drug").agg(rows=rows).sort("drug").iter_rows())


def slices(weights: Sequence[tuple[int, int]], rows: int) -> Iterator[tuple[int, int]]:
    """
    Runs of drugs, from … to, each with at most so many rows or of one drug alone.

    >>> list(slices([(0, 5), (1, 5), (2, 30), (3, 1)], 10))
    [(0, 1), (2, 2), (3, 3)]
    """
    start, held = None, 0
    last = 0
    for drug, weight in weights:
        if start is not None and held + weight > rows:
            yield start, last
            start, held = None, 0
        if start is None:
            start = drug
        held += weight
        last = drug
    if start is not None:
        yield start, last
