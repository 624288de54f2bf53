"""
How fast is a population screened on Spark, beside the join that one would write in Spark SQL?

    python -m bench.speed.spark                        2 M persons, two cores (some minutes)
    python -m bench.speed.spark --persons 1e5          a quick look

All contenders run in one session, turn by turn, on the same Parquet file of RxCUIs (about six a person, sorted by
person), and write the same summary of each person. The join has the knowledge as a table of pairs, which
is broadcast; it looks at pairs only, mixwise at pairs and sets. The floor is the session's own scan, group and write: nothing is
looked up. The first turn is not counted: code is compiled and the knowledge laid out then (its cost is printed). Figures are the
best of the other turns; processor time is that of Java and of all Python workers, and says more than the clock on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.speed.screen_data import population, variants
from mixwise.knowledge.store import load
from mixwise.screen.arrays import COUNTED, arrays
from mixwise.screen.spark import screen, session

CODES = 1000
"""Substances with an RxCUI, the most used first."""
EVERY = 1500
SUMMARY = ("person_id", "severity", *COUNTED)
BAR = 1.5
FIGURES = Path(__file__).with_suffix(".json")
SAMPLE = 0.2
TICKS = os.sysconf("SC_CLK_TCK")
Contenders = dict[str, Callable[[], None]]


def codes() -> tuple[Any, Any]:
    """RxCUIs, and the variant that each is."""
    held, knowledge = arrays(load()).variants, load()
    found = []
    for one in variants(EVERY).tolist():
        code = knowledge.row("substance", held.ids[held.of[one]]).get("codes", {}).get("rxcui")
        if code:
            found.append((int(code), one))
    return np.array([code for code, _ in found[:CODES]]), np.array([one for _, one in found[:CODES]])


def files(work: Path, persons: int) -> tuple[Path, Path, Path]:
    """The population a row an entry, the same as a list a person, and the table of pairs."""
    rows, lists, pairs = (work / f"{name}-{persons}.parquet" for name in ("rows", "lists", "pairs"))
    code, variant = codes()
    table = pq.read_table(population(work, persons, CODES)).combine_chunks()
    person, taken = (
        table.column("person_id").to_numpy(),
        pa.array(code[table.column("code").to_numpy()].astype(np.int32)),
    )
    pq.write_table(pa.table({"person_id": person, "rxcui": taken}), rows, row_group_size=1_000_000, compression="zstd")
    first = np.flatnonzero(np.diff(person, prepend=person[0] - 1))
    ends = pa.array(np.append(first, len(person)).astype(np.int32))
    grouped = pa.table({"person_id": person[first], "substances": pa.ListArray.from_arrays(ends, taken)})
    pq.write_table(grouped, lists, row_group_size=200_000, compression="zstd")
    held = arrays(load())
    known = np.full(held.size, -1, np.int64)
    known[variant] = code
    a, b = known[held.pair_key // held.size], known[held.pair_key % held.size]
    kept = (a >= 0) & (b >= 0)
    counts = held.pair_counts[kept].astype(np.int32)
    rank = np.where(counts[:, ::-1] > 0, np.arange(len(COUNTED), 0, -1), 0).max(axis=1).astype(np.int8)
    two = {"a": np.minimum(a, b)[kept].astype(np.int32), "b": np.maximum(a, b)[kept].astype(np.int32), "rank": rank}
    pq.write_table(pa.table(two | {name: counts[:, place] for place, name in enumerate(COUNTED)}), pairs)
    return rows, lists, pairs


def contenders(spark: Any, work: Path, made: tuple[Path, Path, Path]) -> Contenders:
    """Each reads its file and writes summaries."""
    from pyspark.sql import functions as f

    rows, lists, pairs = (spark.read.parquet(str(one)) for one in made)

    def write(frame: Any, name: str) -> None:
        frame.write.mode("overwrite").parquet(str(work / f"out-{name}"))

    def floor() -> None:
        write(rows.groupBy("person_id").count(), "floor")

    def self_join() -> None:
        """As in `bench.speed.screen`: pairs by a join with itself, and persons without a finding joined to that."""
        x, y = rows.alias("x"), rows.alias("y")
        both = (f.col("x.person_id") == f.col("y.person_id")) & (f.col("x.rxcui") < f.col("y.rxcui"))
        pair = x.join(y, both).select("x.person_id", f.col("x.rxcui").alias("a"), f.col("y.rxcui").alias("b"))
        found = pair.join(f.broadcast(pairs), ["a", "b"]).groupBy("person_id")
        summary = found.agg(f.max("rank").alias("severity"), *(f.sum(name).alias(name) for name in COUNTED))
        write(rows.select("person_id").distinct().join(summary, "person_id", "left").na.fill(0), "self_join")

    def tuned_join() -> None:
        """The best of those tried: an entry beside itself keeps persons without a pair, which saves a second shuffle."""
        x, y = rows.alias("x"), rows.alias("y")
        both = (f.col("x.person_id") == f.col("y.person_id")) & (f.col("x.rxcui") <= f.col("y.rxcui"))
        pair = x.join(y, both).select("x.person_id", f.col("x.rxcui").alias("a"), f.col("y.rxcui").alias("b"))
        found = pair.join(f.broadcast(pairs), ["a", "b"], "left").groupBy("person_id")
        summary = found.agg(f.max("rank").alias("severity"), *(f.sum(name).alias(name) for name in COUNTED))
        write(summary.na.fill(0), "tuned_join")

    def by_rows() -> None:
        write(screen(rows, substances="rxcui", columns=SUMMARY).persons, "by_rows")

    def by_lists() -> None:
        write(screen(lists, columns=SUMMARY).persons, "by_lists")

    return {one.__name__: one for one in (floor, self_join, tuned_join, by_rows, by_lists)}


class Processor(Thread):
    """Seconds of the processor that this process and all below it use, those that have ended meanwhile too."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._used: dict[int, float] = {}
        self._lock = Lock()

    def run(self) -> None:
        """Look again and again: what a worker used is not to be seen when it is gone."""
        while True:
            self.seconds()
            time.sleep(SAMPLE)

    def seconds(self) -> float:
        """So far."""
        children: dict[int, list[int]] = {}
        used: dict[int, float] = {}
        for one in Path("/proc").iterdir():
            if one.name.isdigit():
                try:
                    fields = (one / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
                except OSError:
                    continue
                children.setdefault(int(fields[1]), []).append(int(one.name))
                used[int(one.name)] = sum(map(int, fields[11:13])) / TICKS
        waiting = [os.getpid()]
        with self._lock:
            while waiting:
                process = waiting.pop()
                self._used[process] = max(used.get(process, 0.0), self._used.get(process, 0.0))
                waiting += children.get(process, [])
            return sum(self._used.values())


def measure(every: Contenders, turns: int) -> dict[str, dict[str, float]]:
    """Turn by turn, so that whatever else the machine does falls on all of them."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in every}
    processor = Processor()
    processor.start()
    for turn in range(turns + 1):
        for name, run in every.items():
            clock, used = time.perf_counter(), processor.seconds()
            run()
            took = time.perf_counter() - clock, processor.seconds() - used
            found[name].append(took)
            print(f"  turn {turn}  {name:10} {took[0]:7.2f} s  processor {took[1]:7.2f} s", flush=True)
    return {
        name: {
            "first": round(times[0][0], 2),
            "seconds": round(min(wall for wall, _ in times[1:]), 2),
            "processor": round(min(used for _, used in times[1:]), 2),
        }
        for name, times in found.items()
    }


def main() -> None:
    """Measure, print the ratios, and write `bench/speed/spark.json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=float, default=2e6)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--no-files", action="store_true", help="print only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="spark_bench_") as temporary:
        work, persons = Path(temporary), int(options.persons)
        made = files(work, persons)
        spark = session(
            "local[2]",
            spark__driver__host="127.0.0.1",
            spark__driver__memory="6g",
            spark__sql__shuffle__partitions="8",
            spark__ui__enabled="false",
            spark__ui__showConsoleProgress="false",
        )
        spark.sparkContext.setLogLevel("ERROR")
        try:
            found = measure(contenders(spark, work, made), options.turns)
        finally:
            spark.stop()
    ratios = {
        f"{join} / {name}, {kind}": round(found[join][kind] / found[name][kind], 2)
        for join in ("self_join", "tuned_join")
        for name in ("by_rows", "by_lists")
        for kind in ("seconds", "processor")
    }
    ratios |= {
        f"{name} / floor, seconds": round(found[name]["seconds"] / found["floor"]["seconds"], 2)
        for name in ("self_join", "tuned_join", "by_rows", "by_lists")
    }
    print()
    for what, value in ratios.items():
        bar = "" if "join / by" not in what else "met    " if value >= BAR else "MISSED "
        print(f"  {bar:7}{what}: {value}")
    if not options.no_files:
        told = {"persons": persons, "cores": 2, "busy": round(os.getloadavg()[1], 1), "found": found, "ratios": ratios}
        FIGURES.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
