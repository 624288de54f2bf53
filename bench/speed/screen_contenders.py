"""One contender, one file: reads the population, writes the summary of each person, prints what it took as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

THREADS = 2
OUT = "summary"
SUMMARY = ("person_id", "severity", "dangerous", "major", "moderate", "minor")
LOOPED = 3_000
"""Persons who go through the plain loop; the rest is reckoned from them."""


class Coded:
    """Codes that are substances already: what a name comes to is no part of this measurement."""

    def __init__(self, count: int) -> None:
        from bench.speed.screen_data import table_of

        self._table = table_of(count)
        self.means: list[Any] = []

    def numbers(self, column: Any) -> Any:
        """The codes themselves."""
        return column.to_numpy()

    def table(self) -> Any:
        """One substance a code."""
        return self._table


def own(file: Path, work: Path, count: int, how: str = "") -> Callable[[], None]:
    """The command as it is run, without its report."""
    import pyarrow as pa

    from bench.speed.screen_data import knowledge_of
    from mixwise.knowledge.store import load
    from mixwise.screen.inputs import open_input
    from mixwise.screen.inputs.columns import Columns
    from mixwise.screen.run import Options, screen_into
    from mixwise.screen.screener import Screener

    pa.set_cpu_count(THREADS)
    screener = Screener(load())
    if how != "named":
        screener.arrays = knowledge_of(count)
        screener.naming = Coded(count)  # type: ignore[assignment]
    options = Options(THREADS, findings=how == "findings", person_columns=SUMMARY)
    out = work / f"{OUT}-mixwise"

    def run() -> None:
        source = open_input(str(file), Columns())
        screen_into(source, out, screener, options, lambda *_: None, lambda folder, _: _mark(folder))

    return run


def _mark(folder: Any) -> None:
    from mixwise.screen.folder import MADE_BY, REPORT

    folder.path(REPORT).write_text(json.dumps({"made_by": MADE_BY}), encoding="utf-8")


def floor(file: Path, work: Path, _: int) -> Callable[[], None]:
    """Read, group by person, write: nothing is looked up."""
    import polars as pl

    def run() -> None:
        pl.scan_parquet(file).group_by("person_id").len().sink_parquet(work / f"{OUT}-floor.parquet")

    return run


def polars(file: Path, work: Path, count: int) -> Callable[[], None]:
    """The streaming engine: every pair by a join of the lists with themselves, then with the table of pairs."""
    import polars as pl

    def run() -> None:
        rows = pl.scan_parquet(file)
        pairs = rows.join(rows, on="person_id", suffix="_b").filter(pl.col("code") < pl.col("code_b"))
        table = pl.scan_parquet(work / f"pairs-{count}.parquet")
        found = pairs.join(table, left_on=["code", "code_b"], right_on=["a", "b"]).group_by("person_id").agg(
            pl.col("rank").max(), pl.col("dangerous", "major", "moderate", "minor").sum()
        )  # fmt: skip
        every = rows.select("person_id").unique()
        every.join(found, on="person_id", how="left").fill_null(0).sink_parquet(work / f"{OUT}-polars.parquet")

    return run


def duckdb(file: Path, work: Path, count: int) -> Callable[[], None]:
    """The same as SQL."""
    import duckdb as db

    def run() -> None:
        connection = db.connect()
        connection.execute(f"SET threads = {THREADS}; SET preserve_insertion_order = false")
        connection.execute(f"""
            COPY (
                SELECT person_id, coalesce(max(rank), 0) AS severity, coalesce(sum(dangerous), 0) AS dangerous,
                       coalesce(sum(major), 0) AS major, coalesce(sum(moderate), 0) AS moderate, coalesce(sum(minor), 0) AS minor
                FROM (
                    SELECT DISTINCT person_id, NULL AS rank, NULL AS dangerous, NULL AS major, NULL AS moderate, NULL AS minor
                    FROM '{file}'
                    UNION ALL
                    SELECT x.person_id, rank, dangerous, major, moderate, minor
                    FROM '{file}' x JOIN '{file}' y ON x.person_id = y.person_id AND x.code < y.code
                    JOIN '{work}/pairs-{count}.parquet' p ON p.a = x.code AND p.b = y.code
                ) GROUP BY person_id
            ) TO '{work}/{OUT}-duckdb.parquet' (FORMAT parquet, COMPRESSION zstd)""")

    return run


def pandas(file: Path, work: Path, count: int) -> Callable[[], None]:
    """A merge of the lists with themselves, a row group at a time so that memory holds; persons at its borders stay cut."""
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    def run() -> None:
        table = pd.read_parquet(work / f"pairs-{count}.parquet")
        opened = pq.ParquetFile(file)
        writer = None
        for group in range(opened.num_row_groups):
            rows = opened.read_row_group(group).to_pandas()
            pairs = rows.merge(rows, on="person_id", suffixes=("", "_b"))
            pairs = pairs[pairs["code"] < pairs["code_b"]].merge(table, left_on=["code", "code_b"], right_on=["a", "b"])
            found = pairs.groupby("person_id").agg(
                {"rank": "max", "dangerous": "sum", "major": "sum", "moderate": "sum", "minor": "sum"}
            )
            every = found.reindex(rows["person_id"].unique(), fill_value=0).rename_axis("person_id").reset_index()
            written = pa.Table.from_pandas(every, preserve_index=False)
            writer = writer or pq.ParquetWriter(work / f"{OUT}-pandas.parquet", written.schema, compression="zstd")
            writer.write_table(written)
        assert writer is not None
        writer.close()

    return run


def loop(file: Path, _: Path, count: int) -> Callable[[], None]:
    """One person after the other through `check`: some of them, and the whole reckoned from those."""
    import pyarrow.parquet as pq

    from bench.speed.screen_data import variants
    from mixwise.check import check
    from mixwise.knowledge.store import load
    from mixwise.screen.arrays import arrays

    every = arrays(load()).variants
    ids = [every.ids[every.of[one]] for one in variants(count)]
    rows = pq.ParquetFile(file).read_row_group(0).slice(0, 40 * LOOPED).to_pydict()
    lists: dict[int, list[str]] = {}
    for person, code in zip(rows["person_id"], rows["code"], strict=True):
        lists.setdefault(person, []).append(ids[code])
    first = list(lists.values())[:LOOPED]

    def run() -> None:
        for one in first:
            check(one)

    return run


def main() -> None:
    """Prepare, run once, tell."""
    who, file, work, count, *how = sys.argv[1:]
    contenders: dict[str, Callable[..., Callable[[], None]]] = {
        "mixwise": own, "floor": floor, "polars": polars, "duckdb": duckdb, "pandas": pandas, "loop": loop,
    }  # fmt: skip
    run = contenders[who](Path(file), Path(work), int(count), *how)
    before = _processor()
    started = time.perf_counter()
    run()
    seconds, processor = time.perf_counter() - started, _processor() - before
    if who == "loop":
        persons = int(Path(file).stem.split("-")[1])
        seconds, processor = seconds * persons / LOOPED, processor * persons / LOOPED
    told = {"seconds": round(seconds, 3), "processor": round(processor, 3), "megabytes": round(_peak())}
    print(json.dumps(told))


def _peak() -> float:
    """Peak memory in MB; Linux's own count leaves out what the parent held when it started this process."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
