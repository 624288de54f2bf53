"""Where our verdict on a pair and the reports of it part: what we call none known and reports do not, and the reverse."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from mixwise.knowledge.terms import RANK
from mixwise.screen.signals.counting import KEYS

PAIR = KEYS[:2]
LISTS = ("none_known_but_reported", "unknown_but_reported", "not_recognised_but_reported", "said_but_not_reported")
WARNED = RANK["moderate"]
"""From this severity on, a pair whose reports show nothing is a difference."""


def pairs_beside(pairs: pl.DataFrame, raised: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """
    Each pair in enough reports: our verdict, how many of its reactions are raised, and the one that is raised most.

    `raised` are the cells whose Ω025 is above nought.
    """
    top = (
        raised.lazy()
        .sort("omega025", "reaction", descending=[True, False])
        .group_by(PAIR, maintain_order=True)
        .agg(
            raised=pl.len(),
            reaction=pl.col("reaction").first(),
            omega025=pl.col("omega025").first(),
            a=pl.col("a").first(),
        )
        .collect()
    )
    beside = pairs.join(said, on=PAIR, how="left").join(top, on=PAIR, how="left")
    return beside.with_columns(pl.col("raised").fill_null(0))


def differences(beside: pl.DataFrame, recognised: Sequence[bool], together: int) -> pl.DataFrame:
    """
    The pairs of each list, with the name of the list: those that reports raise most first, then those that most reports name.

    A pair of which we warn counts as not reported only where at least `together` reports name both.
    """
    known = pl.Series(recognised, dtype=pl.Boolean)
    both = pl.Series(known.gather(beside["drug_1"]) & known.gather(beside["drug_2"]))
    reported = pl.col("raised") > 0
    warned = pl.col("severity").to_physical() >= WARNED
    which = (
        pl.when(reported & ~both).then(pl.lit(LISTS[2]))
        .when(reported & (pl.col("severity") == "none_known")).then(pl.lit(LISTS[0]))
        .when(reported & (pl.col("severity") == "unknown")).then(pl.lit(LISTS[1]))
        .when(~reported & both & warned & (pl.col("n") >= together)).then(pl.lit(LISTS[3]))
    )  # fmt: skip
    found = beside.with_columns(which.cast(pl.Enum(LISTS)).alias("list")).filter(pl.col("list").is_not_null())
    return found.sort(
        "list", pl.col("omega025").fill_null(-1), pl.col("severity").to_physical(), "n", *PAIR,
        descending=[False, True, True, True, False, False],
    )  # fmt: skip
