"""One run from a folder of quarterly extracts to a folder of results, whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import polars as pl

from mixwise.knowledge.store import Knowledge
from mixwise.screen.signals.cases import cases
from mixwise.screen.signals.counting import KEYS, Margins, margins, pairs, triples
from mixwise.screen.signals.differences import differences, pairs_beside
from mixwise.screen.signals.exposures import Exposures, exposures
from mixwise.screen.signals.layout import sources
from mixwise.screen.signals.naming import is_known
from mixwise.screen.signals.options import Options, Told
from mixwise.screen.signals.outputs import Results, Table, finish, place_for
from mixwise.screen.signals.rows import new_tally
from mixwise.screen.signals.said import verdicts
from mixwise.screen.signals.table import pair_rows, triple_rows

AT_ONCE = 400_000
"""Cells measured and written at once."""


class Summary(NamedTuple):
    """What a run found, for the one line that a person reads."""

    cases: int
    rows: int
    raised: int
    unresolved_names: int
    broken_rows: int


class Work(NamedTuple):
    """What the steps of a run share."""

    found: Exposures
    margins: Margins
    knowledge: Knowledge
    options: Options
    table: Table
    told: Told


def run(folder: Path, target: Path, options: Options, knowledge: Knowledge, told: Told, version: str) -> Summary:
    """
    Read the extracts in a folder, measure every combination with every reaction, and write the results into another.

    Raises UsageError for files that cannot be read, options without sense, or a target that holds something else.
    """
    options = options.checked()
    files = sources(folder)
    with place_for(target) as work_place:
        tally = new_tally()
        found, reported, meanings = exposures(
            files, cases(files, options, tally, told), options, knowledge, tally, told
        )
        told("counts", 0, 2)
        each = margins(found)
        told("counts", 1, 2)
        words = knowledge.words("locale/en/signals")
        with Table(work_place, found, options, str(words["note"])) as table:
            work = Work(found, each, knowledge, options, table, told)
            known, cells = _all_pairs(work)
            said = verdicts(known, KEYS[:2], found.labels, knowledge, told)
            raised = _write_pairs(work, known, cells, said)
            if options.triples != "none":
                _write_triples(work, known, cells)
        beside = pairs_beside(known, raised, said)
        parted = differences(beside, [is_known(label) for label in found.labels], options.together)
        results = Results(files, found, reported, meanings, beside, parted, table, tally, options, knowledge, version)
        finish(work_place, results)
    unresolved = sum(1 for one in meanings.values() if one.problem)
    broken = sum(count for name, count in tally.counts.items() if name.endswith("_broken"))
    return Summary(found.total, table.written, table.raised, unresolved, broken)


def _all_pairs(work: Work) -> tuple[pl.DataFrame, pl.DataFrame]:
    parts = []
    for part in pairs(work.found, work.options.min_count):
        parts.append(part)
        work.told("pairs", part.last + 1, len(work.found.labels) + 1)
    work.told("pairs", len(work.found.labels) + 1, len(work.found.labels) + 1)
    known = _joined([part.combinations for part in parts], (*KEYS[:2], "n"))
    return known, _joined([part.cells for part in parts], (*KEYS[:2], "reaction", "a"))


def _joined(parts: list[pl.DataFrame], columns: tuple[str, ...]) -> pl.DataFrame:
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(columns, pl.UInt32))


def _write_pairs(work: Work, known: pl.DataFrame, cells: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Measure and write every pair with a reaction; the cells that are raised, of all."""
    raised = [
        pl.DataFrame(
            schema={
                "drug_1": pl.UInt32,
                "drug_2": pl.UInt32,
                "reaction": pl.UInt32,
                "a": pl.Int64,
                "omega025": pl.Float64,
            }
        )
    ]
    for start in range(0, max(1, cells.height), AT_ONCE):  # once for nothing too, so that the files have their columns
        rows = pair_rows(cells.slice(start, AT_ONCE), known, work.margins)
        raised.append(rows.filter("raised").select(raised[0].columns))
        work.table.write(rows.join(said, on=KEYS[:2], how="left", maintain_order="left"))
        work.told("measures", start, cells.height)
    work.told("measures", cells.height + 1, cells.height + 1)
    return pl.concat(raised)


def _write_triples(work: Work, known: pl.DataFrame, cells: pl.DataFrame) -> None:
    """Measure every set of three with a reaction and write it, or only what its pairs do not explain."""
    size = len(work.found.labels) + 1
    for part in triples(work.found, known, work.options.min_count):
        for start in range(0, part.cells.height, AT_ONCE):
            rows = triple_rows(part.cells.slice(start, AT_ONCE), part.combinations, cells, known, work.margins)
            work.table.measured += rows.height
            if work.options.triples == "raised":
                rows = rows.filter("raised")
            said = verdicts(rows.select(KEYS).unique().sort(KEYS), KEYS, work.found.labels, work.knowledge, _silent)
            work.table.write(rows.join(said, on=KEYS, how="left", maintain_order="left"))
        work.told("sets of three", part.last + 1, size)
    work.told("sets of three", size, size)


def _silent(_name: str, _done: int, _size: int) -> None:
    """Many small steps are not worth a line each."""
