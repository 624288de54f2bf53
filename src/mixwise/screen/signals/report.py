"""The report of a run: the same numbers as JSON for programs and as one page for people, with nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from mixwise.screen.signals.differences import LISTS

if TYPE_CHECKING:
    from mixwise.screen.signals.outputs import Results
    from mixwise.screen.signals.rows import Tally

SHOWN = 25
"""Rows of a table in the report."""
FINDING = (
    "drug_1",
    "drug_2",
    "drug_3",
    "reaction",
    "a",
    "b",
    "c",
    "d",
    "prr",
    "ror",
    "ic025",
    "omega",
    "omega025",
    "omega975",
    "severity",
)
IN_ROLE = "drug_in_role "


class Told:
    """The words of the outputs, from the knowledge."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self.all = words
        self.note = str(words["note"])


def flow(tally: Tally, words: Told) -> list[dict[str, Any]]:
    """How the cases and rows that are counted were chosen, a step at a time, with the reason of each."""
    steps = [
        {"step": one["step"], "says": one["says"], "count": tally.counts[one["step"]]} for one in words.all["steps"]
    ]
    for name in sorted(name for name in tally.counts if name.startswith(IN_ROLE)):
        says = f"{words.all['in_role']} {name.removeprefix(IN_ROLE)}"
        steps.append({"step": name, "says": says, "count": tally.counts[name]})
    return steps


def summary(results: Results, differences: pl.DataFrame, cases: Mapping[str, Any]) -> dict[str, Any]:
    """The whole report as plain values."""
    table = results.table
    problems = [found.problem for found in results.meanings.values() if found.problem]
    rows = sum(
        times
        for name, times in zip(results.reported.names, results.reported.times, strict=True)
        if results.meanings[name].problem
    )
    return {
        "made_by": "mixwise signals",
        "note": cases["note"],
        "mixwise": results.version,
        "knowledge_version": results.knowledge.version,
        "options": results.options._asdict(),
        "files": [{"name": one.label, "quarter": one.quarter, "bytes": one.size} for one in results.files],
        "flow": cases["flow"],
        "broken_rows": cases["broken_rows"],
        "cases": results.found.total,
        "drugs": len(results.found.labels),
        "reactions": results.found.reactions["reaction"].n_unique(),
        "names": {
            "distinct": len(results.reported.names),
            "rows": sum(results.reported.times),
            "unresolved": {kind: problems.count(kind) for kind in ("unrecognised", "ambiguous", "unidentified")},
            "rows_unresolved": rows,
        },
        "pairs": results.beside.height,
        "rows": {
            "written": table.written,
            "raised": table.raised,
            "withheld": table.withheld,
            "triples_measured": table.measured,
        },
        "beside": _beside(results),
        "differences": {name: differences.filter(pl.col("list") == name).height for name in LISTS},
        "most_raised": {"pairs": _top(results, 2), "triples": _top(results, 3)},
    }


def _beside(results: Results) -> list[dict[str, Any]]:
    from mixwise.screen.signals.charts import counted_beside

    return counted_beside(results.beside)


def _top(results: Results, drugs: int) -> list[dict[str, Any]]:
    top = results.table.top(drugs)
    return top.head(SHOWN).select(FINDING).cast({"severity": pl.String}).to_dicts() if top.height else []


def page(whole: Mapping[str, Any], results: Results, differences: pl.DataFrame, words: Told) -> str:
    """The page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # late, with the charts: only here

    from mixwise.screen.signals import charts

    top = results.table.top(2)
    drawn = {"beside": charts.beside(results.beside, words.all)}
    if top.height:
        drawn |= {"heat": charts.heat_map(top, words.all), "forest": charts.forest(top, words.all)}
    lists = {
        name: differences.filter(pl.col("list") == name).head(SHOWN).cast({"severity": pl.String}).to_dicts()
        for name in LISTS
    }
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html").render(
        whole=whole, text=words.all, words=words.all["words"], charts=drawn, lists=lists, shown=SHOWN
    )
