"""The table of cells: counts, every measure beside them, and what we say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import polars as pl

from mixwise.screen.signals.counting import KEYS, OUTCOMES, Margins
from mixwise.screen.signals.measures import (
    Four,
    Interval,
    Numbers,
    chi_squared,
    expected_together,
    four,
    ratios,
    shrunk,
)
from mixwise.screen.signals.naming import is_known

INTERVALS = ("prr", "ror", "ic", "omega")
COUNTS = ("a", "b", "c", "d", "n10", "r10", "n01", "r01", "n00", "r00")
"""The counts that a row shows: the table of the combination, and the parts that Ω compares."""


def pair_rows(cells: pl.DataFrame, known: pl.DataFrame, margins: Margins) -> pl.DataFrame:
    """Pairs with a reaction, measured; `known` has how many reports name each pair."""
    rows = _with_margins(cells, margins).join(known.select(*KEYS[:2], combined="n"), on=KEYS[:2], how="left")
    table = _pair_table(rows, "1", "2", rows["combined"], rows["a"], margins)
    return _measured(rows, table, margins).with_columns(
        drug_3=pl.lit(None, pl.UInt32), third=pl.lit(None, pl.UInt32), drugs=pl.lit(2, pl.UInt8)
    )


def triple_rows(
    cells: pl.DataFrame, known: pl.DataFrame, pair_cells: pl.DataFrame, pairs: pl.DataFrame, margins: Margins
) -> pl.DataFrame:
    """
    Sets of three with a reaction, measured. Ω sets a pair against the third drug, in that of the three ways which expects most.

    `pair_cells` and `pairs` have how many reports name each pair, with the reaction and at all: none is missing, since a pair is
    in as many reports as the set or more.
    """
    rows = _with_margins(cells, margins).join(known.select(*KEYS, combined="n"), on=KEYS, how="left")
    for one, two in combinations("123", 2):
        keys = [f"drug_{one}", f"drug_{two}"]
        n = pairs.select(
            pl.col("drug_1").alias(keys[0]), pl.col("drug_2").alias(keys[1]), pl.col("n").alias(f"n{one}{two}")
        )
        r = pair_cells.select(
            pl.col("drug_1").alias(keys[0]),
            pl.col("drug_2").alias(keys[1]),
            "reaction",
            pl.col("a").alias(f"r{one}{two}"),
        )
        rows = rows.join(n, on=keys, how="left").join(r, on=[*keys, "reaction"], how="left")
    ways = [_triple_table(rows, pair, third, margins) for pair, third in (("12", "3"), ("13", "2"), ("23", "1"))]
    expected = np.stack([expected_together(way) for way in ways])
    best = expected.argmax(axis=0)
    table = Four(*(np.take_along_axis(np.stack(parts), best[None], 0)[0] for parts in zip(*ways, strict=True)))
    thirds = np.stack([rows[f"drug_{third}"].to_numpy() for third in "321"])
    third = np.take_along_axis(thirds, best[None], 0)[0]
    return _measured(rows, table, margins).with_columns(
        rows["drug_3"], third=pl.Series(third, dtype=pl.UInt32), drugs=pl.lit(3, pl.UInt8)
    )


def _with_margins(cells: pl.DataFrame, margins: Margins) -> pl.DataFrame:
    rows = cells.join(margins.reaction.rename({"n": "n_reaction"}), on="reaction", how="left")
    for place in (key[-1] for key in KEYS if key in cells.columns):
        drug = f"drug_{place}"
        rows = rows.join(margins.drug.rename({"drug": drug, "n": f"n{place}"}), on=drug, how="left")
        rows = rows.join(margins.both.rename({"drug": drug, "n": f"r{place}"}), on=[drug, "reaction"], how="left")
    return rows.sort(*(key for key in KEYS if key in cells.columns), "reaction")


def _numbers(column: pl.Series) -> Numbers:
    return column.cast(pl.Float64).to_numpy()


def _pair_table(
    rows: pl.DataFrame, first: str, second: str, both: pl.Series, r_both: pl.Series, margins: Margins
) -> Four:
    n = [_numbers(column) for column in (rows[f"n{first}"], rows[f"n{second}"], both)]
    r = [_numbers(column) for column in (rows[f"r{first}"], rows[f"r{second}"], r_both, rows["n_reaction"])]
    return four(n[0], n[1], n[2], margins.total, tuple(r))


def _triple_table(rows: pl.DataFrame, pair: str, third: str, margins: Margins) -> Four:
    return _pair_table(rows, pair, third, rows["combined"], rows["a"], margins)


def _measured(rows: pl.DataFrame, table: Four, margins: Margins) -> pl.DataFrame:
    a, combined, reaction = (_numbers(rows[name]) for name in ("a", "combined", "n_reaction"))
    b, c, total = combined - a, reaction - a, margins.total
    d = total - combined - c
    found = ratios(a, combined, reaction, total)
    expected, together = combined * reaction / total, expected_together(table)
    intervals: dict[str, Interval] = dict(
        zip(INTERVALS, (found.prr, found.ror, shrunk(a, expected), shrunk(a, together)), strict=True)
    )
    counts = dict(
        zip(COUNTS, (a, b, c, d, table.n10, table.r10, table.n01, table.r01, table.n00, table.r00), strict=True)
    )
    columns = {name: pl.Series(values).cast(pl.Int64) for name, values in counts.items()}
    columns |= {"expected": pl.Series(expected), "expected_together": pl.Series(together)}
    columns |= {"chi2": pl.Series(chi_squared(a, b, c, d)), "bcpnn025": pl.Series(found.bcpnn_low)}
    for name, interval in intervals.items():
        columns |= {
            name: pl.Series(interval.value),
            f"{name}025": pl.Series(interval.low),
            f"{name}975": pl.Series(interval.high),
        }
    keys = rows.select("drug_1", "drug_2", "reaction", *(name for name in OUTCOMES if name in rows.columns))
    return keys.with_columns(**columns).with_columns(raised=pl.col("omega025") > 0)


ORDER = (
    "drugs", "drug_1", "drug_2", "drug_3", "reaction", "a", "serious", "deaths", "b", "c", "d",
    "expected", "prr", "prr025", "prr975", "chi2", "ror", "ror025", "ror975", "ic", "ic025", "ic975", "bcpnn025",
    "expected_together", "omega", "omega025", "omega975", "raised", "third", "n10", "r10", "n01", "r01", "n00", "r00",
    "recognised", "severity", "mechanism", "evidence", "complete", "note",
)  # fmt: skip
"""The columns of `signals.parquet` and `signals.csv`."""


def readable(rows: pl.DataFrame, labels: Sequence[str], terms: Sequence[str], note: str) -> pl.DataFrame:
    """The same rows with names for numbers, the drugs of each in the order of the alphabet, and columns in theirs."""
    names = pl.Series(labels, dtype=pl.String)
    rank = names.rank("ordinal").cast(pl.UInt32)
    by_rank = names.sort()
    known = pl.Series([is_known(label) for label in by_rank.to_list()], dtype=pl.Boolean)
    one, two = (pl.Series(rank.gather(rows[key])) for key in KEYS[:2])
    swap = pl.Series(one > two) & (rows["drugs"] == 2)
    three = rank.gather(rows["drug_3"]) if rows["drug_3"].null_count() < rows.height else None
    ordered = pl.DataFrame({"1": one, "2": two} | ({"3": three} if three is not None else {}))
    lists = ordered.select(pl.concat_list(pl.all()).list.sort()).to_series()
    places = [lists.list.get(at, null_on_oob=True) for at in range(3)]
    named = {key: by_rank.gather(place - 1) for key, place in zip(KEYS, places, strict=True)}
    recognised = pl.select(
        pl.all_horizontal(*(known.gather(place - 1).fill_null(True) for place in places))
    ).to_series()  # fmt: skip
    swapped = {
        name: pl.when(swap).then(other).otherwise(name)
        for name, other in (("n10", "n01"), ("n01", "n10"), ("r10", "r01"), ("r01", "r10"))
    }
    return rows.with_columns(
        *(pl.lit(None, pl.UInt32).alias(name) for name in OUTCOMES if name not in rows.columns),
        **named,
        **swapped,
        reaction=pl.Series(terms, dtype=pl.String).gather(rows["reaction"]),
        third=names.gather(rows["third"]),
        recognised=recognised,
        note=pl.lit(note),
    ).select(ORDER)


def without_few(rows: pl.DataFrame, least: int) -> pl.DataFrame:
    """The rows without what became of so few people, or of all but so few, that it can point to a person."""
    few = {
        name: pl.col(name).is_between(1, least - 1) | (pl.col("a") - pl.col(name)).is_between(1, least - 1)
        for name in OUTCOMES
    }
    return rows.with_columns(pl.when(~small).then(pl.col(name)).alias(name) for name, small in few.items())


def shows_less_than(rows: pl.DataFrame, least: int) -> pl.Series:
    """Which rows show a count from 1 up to one less than `least`: such small cells can point to a person."""
    small = [pl.col(name).is_between(1, least - 1) for name in COUNTS]
    return rows.select(pl.any_horizontal(small).alias("small")).to_series()
