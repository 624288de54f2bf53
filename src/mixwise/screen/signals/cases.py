"""
Which reports count: the latest version of each case, without those that the FDA has taken out since.

"The latest version of a case represents the most current information about a particular case" (FDA, Frequently asked questions
for the quarterly data extract, July 2020, question 1). Within FAERS that is the highest CASEVERSION, then the latest FDA_DT, then
the highest PRIMARYID; within AERS the latest FDA_DT, then the highest ISR; a version in FAERS follows every one in AERS.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from mixwise.errors import UsageError
from mixwise.screen.signals.layout import DELETED, Source
from mixwise.screen.signals.options import Options, Told
from mixwise.screen.signals.rows import Tally, frames

KEYS = {"report": pl.Int64, "caseid": pl.Int64, "version": pl.Int64, "received": pl.Int64}


class Cases(NamedTuple):
    """The reports that count, ascending (a place in here is the number of a case from now on)."""

    reports: np.ndarray[tuple[int], np.dtype[np.int64]]

    def numbers(self, reports: pl.Series) -> pl.Series:
        """The number of each report's case; null for a report that does not count."""
        wanted = reports.to_numpy()
        if not len(self.reports):
            return pl.Series("case", [None] * len(wanted), dtype=pl.UInt32)
        places = np.minimum(np.searchsorted(self.reports, wanted), len(self.reports) - 1)
        there = self.reports[places] == wanted
        return pl.select(pl.when(pl.Series(there)).then(pl.Series(places.astype(np.uint32)))).to_series().alias("case")


def cases(files: Sequence[Source], options: Options, tally: Tally, told: Told) -> Cases:
    """Read every DEMO and every list of deleted cases. Raises UsageError when no case is left."""
    parts = [frame for one in files if one.kind == "demo" for frame in _demo(one, tally, told)]
    every = pl.concat(parts) if parts else pl.DataFrame(schema=KEYS)
    gone = [number for one in files if one.kind == DELETED for number in deleted(one, told)]
    latest = latest_versions(every, tally)
    kept = latest.filter(~pl.col("caseid").is_in(pl.Series(gone, dtype=pl.Int64).implode()))
    tally.counts["deleted_by_fda"] += latest.height - kept.height
    if options.sample < 1:
        chance = np.random.default_rng(options.seed).random(
            kept.height
        )  # by caseid, so that the order of files is nothing
        sampled = kept.sort("caseid").filter(pl.Series(chance < options.sample))
        tally.counts["not_in_sample"] += kept.height - sampled.height
        kept = sampled
    if not kept.height:
        raise UsageError("no case is left to count")
    return Cases(kept["report"].sort().to_numpy())


def _demo(source: Source, tally: Tally, told: Told) -> list[pl.DataFrame]:
    found = []
    for frame in frames(source, tally, told):
        there = [name for name in KEYS if name in frame.columns]
        numbers = frame.select(pl.col(there).cast(pl.Int64, strict=False))
        named = numbers.filter(pl.col("caseid").is_not_null())
        tally.counts["demo_without_case"] += numbers.height - named.height
        missing = {name: pl.lit(None, pl.Int64) for name in KEYS if name not in there}
        found.append(named.with_columns(**missing).select(*KEYS).fill_null(0))
    return found


def latest_versions(every: pl.DataFrame, tally: Tally) -> pl.DataFrame:
    """One row for each case: its latest version."""
    once = every.unique("report", keep="first", maintain_order=True)
    faers = pl.col("report") % 2
    order = [faers, pl.when(faers == 1).then("version").otherwise(0), pl.col("received"), pl.col("report")]
    latest = once.sort(*order, descending=True).unique("caseid", keep="first", maintain_order=True)
    tally.counts["same_report_again"] += every.height - once.height
    tally.counts["superseded_versions"] += once.height - latest.height
    return latest


def deleted(source: Source, told: Told) -> list[int]:
    """The case numbers of a list of deleted cases: one a line, with a heading or without."""
    with source.open() as file:
        words = [line.split(b"$")[0].strip().removeprefix(b"\xef\xbb\xbf") for line in file]
    told(source.label, source.size, source.size)
    return [int(word) for word in words if word.isdigit()]
