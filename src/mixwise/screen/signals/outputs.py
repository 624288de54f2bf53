"""The files of a run: written into a folder beside the wanted one, which then takes its place in one step."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from mixwise.errors import UsageError
from mixwise.knowledge.store import Knowledge
from mixwise.screen.signals.exposures import Exposures, Reported
from mixwise.screen.signals.layout import Source
from mixwise.screen.signals.naming import CODED, Named, reported
from mixwise.screen.signals.options import Options
from mixwise.screen.signals.report import Told as Words
from mixwise.screen.signals.report import flow, page, summary
from mixwise.screen.signals.rows import Tally
from mixwise.screen.signals.table import readable, shows_less_than, without_few
from mixwise.whole import switch_folder

MARK = ".mixwise-signals"
"""Stands in a folder that this wrote, and so may be replaced."""
NOT_GIVEN = "NA"
"""What stands in a CSV where there is nothing to say, as R reads it."""
KEPT = 5_000
"""So many of the most raised rows are kept in hand for the report."""


@contextmanager
def place_for(target: Path) -> Iterator[Path]:
    """
    A folder to write into that becomes the target when all went well, and nothing when not.

    Raises UsageError when the target holds something that this did not write.
    """
    target = target.absolute()
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file. Name a folder that is empty or not there yet")
    if target.exists() and any(target.iterdir()) and not (target / MARK).is_file():
        raise UsageError(f"{target} holds something else. Name an empty folder, or one that was made by this command")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}") from error
    try:
        yield work
        (work / MARK).write_text("mixwise signals\n", encoding="ascii")
        work.chmod(0o755)
        for path in work.iterdir():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        switch_folder(work, target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


class Table:
    """`signals.parquet` and `signals.csv`, written a piece at a time."""

    def __init__(self, folder: Path, found: Exposures, options: Options, note: str) -> None:
        self._found, self._options, self._note = found, options, note
        self._csv = (folder / "signals.csv").open("wb")
        self._parquet_path = folder / "signals.parquet"
        self._parquet: pq.ParquetWriter | None = None
        self._top: list[pl.DataFrame] = []
        self.written = self.raised = self.withheld = self.measured = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._parquet is not None:
            self._parquet.close()
        self._csv.close()

    def write(self, rows: pl.DataFrame) -> None:
        """Write measured rows, with names for numbers, without those that show a count that is too small."""
        named = readable(rows, self._found.labels, self._found.terms, self._note)
        if self._options.suppress_below > 1:
            small = shows_less_than(named, self._options.suppress_below)
            self.withheld += int(small.sum())
            named = without_few(named.filter(~small), self._options.suppress_below)
        self.written += named.height
        self.raised += int(named["raised"].sum())
        order = ["omega025", "drug_1", "drug_2", "reaction"]
        raised = pl.concat([*self._top, named.filter("raised")]).sort(order, descending=[True, False, False, False])
        self._top = [pl.concat([raised.filter(pl.col("drugs") == drugs).head(KEPT) for drugs in (2, 3)])]
        arrow = named.to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._parquet is None:
            schema = arrow.schema.with_metadata({"note": self._note, "made_by": "mixwise signals"})
            self._parquet = pq.ParquetWriter(self._parquet_path, schema, compression="zstd")
            self._csv.write((",".join(named.columns) + "\n").encode())
        self._parquet.write_table(pa.Table.from_batches(arrow.to_batches(), self._parquet.schema))
        named.write_csv(self._csv, include_header=False, null_value=NOT_GIVEN, float_precision=6)

    def top(self, drugs: int) -> pl.DataFrame:
        """The rows of pairs (2) or sets of three (3) that are raised most."""
        return self._top[0].filter(pl.col("drugs") == drugs) if self._top else pl.DataFrame()


class Results(NamedTuple):
    """Everything that the small files and the report are made of."""

    files: Sequence[Source]
    found: Exposures
    reported: Reported
    meanings: Mapping[str, Named]
    beside: pl.DataFrame
    differences: pl.DataFrame
    table: Table
    tally: Tally
    options: Options
    knowledge: Knowledge
    version: str


def finish(folder: Path, results: Results) -> None:
    """Write the small files and the report."""
    words = Words(results.knowledge.words("locale/en/signals"))
    note = words.note
    unresolved = _unresolved(results, note)
    unresolved.write_csv(folder / "unresolved.csv", null_value=NOT_GIVEN)
    differences = _differences(results, note)
    differences.write_csv(folder / "differences.csv", null_value=NOT_GIVEN, float_precision=6)
    cases = {"note": note, "flow": flow(results.tally, words), "broken_rows": results.tally.broken}
    _json(folder / "cases.json", cases)
    whole = summary(results, differences, cases)
    _json(folder / "report.json", whole)
    (folder / "report.html").write_text(page(whole, results, differences, words), encoding="utf-8", newline="\n")


def _unresolved(results: Results, note: str) -> pl.DataFrame:
    """Every name that is not known or means several things, the most reported first."""
    rows: Counter[tuple[str, str, str]] = Counter()
    for name, times in zip(results.reported.names, results.reported.times, strict=True):
        if (found := results.meanings[name]).problem:
            rows[reported(name.removeprefix(CODED)), found.problem, "; ".join(found.suggestions)] += times
    least = results.options.suppress_below
    shown = [(name, why, times, perhaps, note) for (name, why, perhaps), times in rows.items() if times >= least]
    shown.sort(key=lambda row: (-row[2], row))
    schema = {"name": pl.String, "problem": pl.String, "rows": pl.Int64, "perhaps": pl.String, "note": pl.String}
    return pl.DataFrame(shown, schema=schema, orient="row")


def _differences(results: Results, note: str) -> pl.DataFrame:
    labels, terms = (pl.Series(words, dtype=pl.String) for words in (results.found.labels, results.found.terms))
    one, two = (labels.gather(results.differences[key]) for key in ("drug_1", "drug_2"))
    named = results.differences.select(
        "list",
        pl.when(one <= two).then(one).otherwise(two).alias("drug_1"),
        pl.when(one <= two).then(two).otherwise(one).alias("drug_2"),
        "severity", "mechanism", "evidence", "complete", pl.col("n").alias("reports"), pl.col("raised").alias("reactions_raised"),
        terms.gather(results.differences["reaction"]).alias("most_raised"), pl.col("a").alias("reports_of_it"), "omega025",
        pl.lit(note).alias("note"),
    )  # fmt: skip
    least = results.options.suppress_below
    small = pl.any_horizontal(
        pl.col(name).is_between(1, least - 1).fill_null(False) for name in ("reports", "reports_of_it")
    )
    return named.filter(~small) if least > 1 else named


def _json(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")
