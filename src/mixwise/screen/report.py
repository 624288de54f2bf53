"""What is told beside the results: `report.json`, `report.html` with its plots, and `unresolved.csv`."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import SEVERITIES
from mixwise.names.types import Ambiguous, Unrecognised
from mixwise.screen.folder import MADE_BY, REPORT, Folder
from mixwise.screen.inputs import Source
from mixwise.screen.naming import ALSO, Naming
from mixwise.screen.outputs import FINDINGS, PERSONS, UNRESOLVED
from mixwise.screen.run import Options, Ran

MOST_ROWS = 25
"""Rows of a table in the report."""
SINGLE = "single"
WORDS = "locale/en/screen"
Counted = list[dict[str, Any]]


def tell(folder: Folder, ran: Ran, source: Source, options: Options, naming: Naming, knowledge: Knowledge) -> None:
    """Write all three."""
    facts = _facts(folder, ran, source, options, knowledge)
    folder.path(REPORT).write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    from mixwise.screen.page import page  # late: plots take a moment to load

    folder.path("report.html").write_text(page(facts, knowledge.words(WORDS)), encoding="utf-8")
    _unresolved(folder, ran.unresolved, options.suppress_below, naming)


def _facts(folder: Folder, ran: Ran, source: Source, options: Options, knowledge: Knowledge) -> dict[str, Any]:
    least = options.suppress_below
    persons = pl.scan_parquet(folder.path(PERSONS))
    held = persons.collect_schema().names()
    facts: dict[str, Any] = {
        "made_by": MADE_BY,
        "knowledge_version": knowledge.version,
        "input": source.label,
        "kind": source.kind,
        "dated": source.dated,
        "suppressed_below": least,
        "rows": ran.rows,
        "persons": ran.persons,
        "findings": ran.findings,
        "rejected_rows": ran.rejected,
        "unresolved_texts": len(ran.unresolved),
        "asked_one_by_one": ran.slow,
        "seconds": round(ran.seconds, 2),
        "severity": suppress(_severities(persons, ran.persons), least),
    }
    if "complete" in held:
        complete = int(persons.select(pl.col("complete").sum()).collect(engine="streaming").item() or 0)
        facts["complete"] = suppress(
            [{"complete": True, "persons": complete}, {"complete": False, "persons": ran.persons - complete}], least
        )
    if "substances" in held:
        taken = persons.group_by("substances").agg(pl.len().alias("persons")).sort("substances")
        facts["lengths"] = suppress(taken.collect(engine="streaming").to_dicts(), least)
    if options.findings:
        found = pl.scan_parquet(folder.path(FINDINGS))
        facts["mechanisms"] = suppress(_most(found, ["severity", "mechanism"]), least)
        named = found.with_columns(pl.col("substances").list.join(" + "))
        facts["pairs"] = suppress(_most(named, ["severity", "substances", "mechanism"]), least)
    return facts


def _severities(persons: pl.LazyFrame, every: int) -> Counted:
    counted = (
        persons.group_by(pl.col("severity").cast(pl.String)).agg(pl.len().alias("persons")).collect(engine="streaming")
    )
    by_name = {row["severity"]: row["persons"] for row in counted.to_dicts()}
    return [
        {"severity": name, "persons": by_name.get(None if name == SINGLE else name, 0)}
        for name in (*reversed(SEVERITIES), SINGLE)
    ] if every else []  # fmt: skip


def _most(found: pl.LazyFrame, by: Sequence[str]) -> Counted:
    """The findings of the most persons, the worst of the most first."""
    counted = (
        found.with_columns(pl.col("severity", "mechanism").cast(pl.String))
        .select("person_id", *by)
        .unique()
        .group_by(by)
        .agg(pl.len().alias("persons"))
        .collect(engine="streaming")
    )
    return counted.sort(["persons", *by], descending=[True, *[False] * len(by)]).head(MOST_ROWS).to_dicts()


def suppress(rows: Counted, least: int) -> Counted:
    """
    Counts below `least` made null; where only one is, the next smallest too, since the total would give it away.

    >>> suppress([{"persons": 3}, {"persons": 40}, {"persons": 9}], 5)
    [{'persons': None}, {'persons': 40}, {'persons': None}]
    """
    small = {at for at, row in enumerate(rows) if 0 < row["persons"] < least}
    if len(small) == 1:
        rest = [at for at, row in enumerate(rows) if row["persons"] and at not in small]
        small |= {min(rest, key=lambda at: rows[at]["persons"])} if rest else set()
    return [{**row, "persons": None} if at in small else row for at, row in enumerate(rows)]


def _unresolved(folder: Folder, texts: Mapping[str, int], least: int, naming: Naming) -> None:
    """Every text that was not, or not certainly, recognised; none is dropped, whatever its count."""
    with folder.path(UNRESOLVED).open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("text", "kind", "what", "could_be", "rows"))
        for text, rows in sorted(texts.items(), key=lambda one: (-one[1], one[0])):
            count = f"<{least}" if rows < least else rows
            for kind, what, could_be in _said(text, naming):
                out.writerow((text.replace(ALSO, " | "), kind, what, could_be, count))


def _said(text: str, naming: Naming) -> list[tuple[str, str, str]]:
    number = naming.number(text)
    found = []
    for one in naming.means[number].named:
        if isinstance(one.resolution, Unrecognised):
            found.append((one.resolution.kind, one.intake.text, "; ".join(one.resolution.suggestions)))
        elif isinstance(one.resolution, Ambiguous):
            meanings = "; ".join(meaning.label for meaning in one.resolution.meanings)
            found.append(("ambiguous", one.intake.text, meanings))
    return found or [("unrecognised", text.replace(ALSO, " | "), "")]
