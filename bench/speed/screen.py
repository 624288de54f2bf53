"""
How fast are whole populations screened, beside what else one could use?

    python -m bench.speed.screen                       1 M, 2 M and 10 M persons (about ten minutes on two cores)
    python -m bench.speed.screen --persons 1e5         a quick look

Synthetic lists of about six substances with frequencies that fall as those of medicines do. All contenders use two threads,
read the same Parquet file and write the same summary of each person, in a process of their own; the knowledge is ready for all
of them (for the peers as a table of pairs). The peers look at pairs only, mixwise at pairs and sets. Ratios are of wall times
of one run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.speed import screen_data as data

THREADS = 2
ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
FIGURES = Path(__file__).with_suffix(".json")
PEERS = ("floor", "polars", "duckdb", "pandas")
SUBSTANCES = 1500
Figures = dict[str, Any]


def measure(who: str, *arguments: object, runs: int = 1) -> Figures:
    """The best of some runs of a contender, each in a process of its own: seconds, seconds of the processor, peak memory."""
    environment = {
        **os.environ, "POLARS_MAX_THREADS": str(THREADS), "OMP_NUM_THREADS": str(THREADS), "ARROW_NUM_THREADS": str(THREADS),
    }  # fmt: skip
    found = []
    for _ in range(runs):
        command = [sys.executable, "-m", "bench.speed.screen_contenders", who, *map(str, arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
        if done.returncode:
            return {"failed": done.stderr.strip().splitlines()[-1:] or ["killed"]}
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return min(found, key=lambda one: float(one["seconds"]))


def compare(sizes: Sequence[int], work: Path) -> Figures:
    """Every contender at every size."""
    found: Figures = {}
    for persons in sizes:
        file = data.population(work, persons, SUBSTANCES)
        runs = 3 if persons <= 2_000_000 else 2
        row = {"mixwise": measure("mixwise", file, work, SUBSTANCES, runs=runs)}
        for who in PEERS:
            row[who] = measure(who, file, work, SUBSTANCES, runs=runs if who == "floor" else 1)
        found[str(persons)] = row
        _say(f"{persons:,} persons", row)
    return found


def beside(persons: int, work: Path) -> Figures:
    """What more substances, dates and names cost on top, and one person after the other through `check`."""
    found = {}
    for count in (SUBSTANCES, 2 * SUBSTANCES):
        found[f"{count} substances"] = measure("mixwise", data.population(work, persons, count), work, count, runs=3)
    file = data.population(work, persons, SUBSTANCES, kind="dated")
    found["with dates"] = measure("mixwise", file, work, SUBSTANCES, "dated", runs=2)
    file = data.population(work, persons, SUBSTANCES, kind="named")
    found["with names"] = measure("mixwise", file, work, SUBSTANCES, "named", runs=2)
    found["all findings written"] = measure(
        "mixwise", data.population(work, persons, SUBSTANCES), work, SUBSTANCES, "findings", runs=2
    )
    found["a loop over check"] = measure("loop", data.population(work, persons, SUBSTANCES), work, SUBSTANCES)
    _say(f"on top, {persons:,} persons", found)
    return found


def _say(title: str, row: Mapping[str, Figures]) -> None:
    print(f"\n{title}")
    first = next(iter(row.values())).get("seconds")
    for name, one in row.items():
        if "failed" in one:
            print(f"  {name:22} failed: {one['failed']}")
        else:
            times = f"{one['seconds'] / first:6.2f}×" if first else ""
            print(
                f"  {name:22} {one['seconds']:8.2f} s {times}  processor {one['processor']:7.2f} s  {one['megabytes']:6.0f} MB"
            )


def bars(compared: Figures, more: Figures) -> list[tuple[str, float, str, bool]]:
    """What was asked for: the figure, the bar, and whether it is met."""
    found: list[tuple[str, float, str, bool]] = []

    def at_least(what: str, value: float, bar: float) -> None:
        found.append((what, round(value, 2), f"at least {bar}", value >= bar))

    def at_most(what: str, value: float, bar: float) -> None:
        found.append((what, round(value, 2), f"at most {bar}", value <= bar))

    def seconds(persons: str, who: str) -> float:
        return float(compared[persons][who].get("seconds", float("nan")))

    for persons, polars, floor in (("2000000", 3.0, 4.0), ("10000000", 8.0, 1.75)):
        if persons in compared:
            own = seconds(persons, "mixwise")
            at_least(f"{persons} persons: Polars / mixwise", seconds(persons, "polars") / own, polars)
            at_least(f"{persons} persons: DuckDB / mixwise", seconds(persons, "duckdb") / own, 8.0)
            at_most(f"{persons} persons: mixwise / floor", own / seconds(persons, "floor"), floor)
    if "1000000" in compared and "10000000" in compared:
        one, ten = compared["1000000"]["mixwise"], compared["10000000"]["mixwise"]
        at_most("memory, 10 M / 1 M persons", ten["megabytes"] / one["megabytes"], 1.2)
        at_most("seconds, 10 M / 1 M persons", ten["seconds"] / one["seconds"], 11.0)
    few, many = more[f"{SUBSTANCES} substances"], more[f"{2 * SUBSTANCES} substances"]
    at_most("3,000 / 1,500 substances", many["seconds"] / few["seconds"], 1.15)
    return found


def plots(compared: Figures, more: Figures) -> None:
    """The same as pictures."""
    import altair as alt
    import polars as pl
    import vl_convert

    IMAGES.mkdir(parents=True, exist_ok=True)
    rows = [
        {"persons": int(persons), "who": who, "seconds": one["seconds"], "megabytes": one["megabytes"]}
        for persons, row in compared.items() for who, one in row.items() if "seconds" in one
    ]  # fmt: skip
    frame = pl.DataFrame(rows)
    across = alt.X("persons:Q", scale=alt.Scale(type="log"), title="Persons")
    for name, field, title in (
        ("screen-seconds", "seconds", "Seconds, two threads"),
        ("screen-memory", "megabytes", "Peak memory (MB)"),
    ):
        up = alt.Y(f"{field}:Q", scale=alt.Scale(type="log"), title=title)
        chart = alt.Chart(frame).mark_line(point=True).encode(x=across, y=up, color=alt.Color("who:N", title=None))
        (IMAGES / f"{name}.svg").write_text(
            vl_convert.vegalite_to_svg(chart.properties(width=480, height=300).to_json())
        )
    top = pl.DataFrame(
        [
            {"what": name, "seconds": one["seconds"]}
            for name, one in more.items()
            if "loop" not in name and "seconds" in one
        ]
    )
    chart = (
        alt.Chart(top)
        .mark_bar()
        .encode(x=alt.X("seconds:Q", title="Seconds"), y=alt.Y("what:N", sort=None, title=None))
    )
    (IMAGES / "screen-on-top.svg").write_text(vl_convert.vegalite_to_svg(chart.properties(width=420).to_json()))


def main() -> None:
    """Measure, print, and write `bench/speed/screen.json` and the plots."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=float, nargs="+", default=[1e6, 2e6, 1e7])
    parser.add_argument("--work", help="where the populations are made; a temporary folder when not given")
    parser.add_argument("--no-files", action="store_true", help="print only")
    options = parser.parse_args()
    sizes = sorted(int(one) for one in options.persons)
    with tempfile.TemporaryDirectory(prefix="screen_bench_") as temporary:
        work = Path(options.work or temporary)
        work.mkdir(parents=True, exist_ok=True)
        data.pairs_table(work, SUBSTANCES)
        compared = compare(sizes, work)
        more = beside(sizes[min(1, len(sizes) - 1)], work)
    reached = bars(compared, more)
    print(f"\nLoad of the machine in the last minutes: {os.getloadavg()}; the figures hold for an idle one only.\n")
    for what, value, bar, met in reached:
        print(f"  {'met   ' if met else 'MISSED'} {what}: {value} ({bar})")
    if not options.no_files:
        told = {
            "load": os.getloadavg(),
            "compared": compared,
            "on_top": more,
            "bars": [dict(zip(("what", "value", "bar", "met"), one, strict=True)) for one in reached],
        }
        FIGURES.write_text(json.dumps(told, indent=1) + "\n")
        plots(compared, more)


if __name__ == "__main__":
    main()
