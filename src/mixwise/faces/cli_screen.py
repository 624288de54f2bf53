"""`mixwise screen`: a population in, a folder of findings out."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import mixwise
from mixwise.errors import MixwiseError, UsageError
from mixwise.faces.exits import COMPLETE, INCOMPLETE

if TYPE_CHECKING:
    import argparse

    from mixwise.knowledge.store import Knowledge
    from mixwise.screen.inputs import Source
    from mixwise.screen.naming import Product
    from mixwise.screen.run import Progress

STOPPED = "stopped: the same command goes on from here"


def screen(options: argparse.Namespace) -> int:
    """Screen, and say in one line what came of it. Exit code 3 when something was not recognised or could not be read."""
    try:
        from mixwise.screen.inputs import open_input
        from mixwise.screen.inputs.columns import NONE, Columns
        from mixwise.screen.report import tell
        from mixwise.screen.run import Options, screen_into
        from mixwise.screen.screener import Screener
        from mixwise.screen.washouts import washouts
    except ImportError as error:
        raise UsageError(f"{error.name} is missing: pip install 'mixwise[screen]', or use ./run screen") from error
    if options.suppress_below < 0 or options.threads < 0:
        raise UsageError("--suppress-below and --threads are whole numbers from 0 on")
    if options.no_dates and (options.start_column or options.stop_column):
        raise UsageError("--no-dates, or a column of dates: not both")
    given = Columns(*(getattr(options, f"{role}_column") for role in Columns._fields))
    if options.no_dates:
        given = given._replace(start=NONE, stop=NONE)
    source = open_input(options.input, given, options.format)
    knowledge = mixwise.load()
    own = _codes(options.codes)
    release, product = _release(options.rxnorm, knowledge)
    rename = source.rename
    screener = Screener(
        knowledge,
        rename=(lambda code: own.get(code) or (rename(code) if rename else None)) if own else rename,
        product=product,
        washout=washouts(knowledge),
    )
    how = Options(options.threads or os.cpu_count() or 1, not options.persons_only, options.suppress_below)
    try:
        with _progress(source, quiet=options.quiet) as progress:
            ran = screen_into(
                source, Path(options.out), screener, how, progress,
                lambda folder, ran: tell(folder, ran, source, how, screener.naming, knowledge),
                own=(options.codes and sorted(own.items()), release) if release else options.codes and sorted(own.items()),
            )  # fmt: skip
    except KeyboardInterrupt:
        print(f"mixwise: {STOPPED}" if source.fingerprint else "mixwise: stopped", file=sys.stderr)
        raise
    except OSError as error:
        raise MixwiseError(f"{options.out} could not be written: {error.strerror or error}") from error
    print(
        f"{ran.persons:,} persons, {ran.rows:,} rows, {ran.findings:,} findings, {len(ran.unresolved):,} texts not certain, "
        f"{ran.rejected:,} rows not usable, in {ran.seconds:.1f} s: {options.out}"
    )
    return INCOMPLETE if ran.unresolved or ran.rejected else COMPLETE


def _release(place: str | None, knowledge: Knowledge) -> tuple[str, Product | None]:
    """The version of the RxNorm release that `mixwise rxnorm import` loaded, and what it says of codes; "" when there is none."""
    from mixwise.faces.records.rxnorm.concepts import Concepts
    from mixwise.faces.records.rxnorm.store import default_place, open_release
    from mixwise.screen.naming import Made

    path = Path(place) if place else default_place()
    if not path.exists():
        if place:
            raise UsageError(f"{place} is not there: `mixwise rxnorm import` makes it")
        return "", None
    release = open_release(str(path))
    concepts = Concepts(knowledge, release)

    def product(rxcui: str) -> Made | None:
        concept = concepts.concept(rxcui)
        return None if concept is None else Made(concept.name, *concepts.made_of(concept))

    return release.version, product


def _codes(file: str | None) -> dict[str, str]:
    """Codes of the reader's own: a CSV with a line of column names, then a code and a name a line."""
    if not file:
        return {}
    try:
        with open(file, newline="", encoding="utf-8-sig") as opened:
            rows = [row for row in csv.reader(opened) if row]
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
    if any(len(row) < 2 for row in rows):
        raise UsageError(f"{file} needs two columns: code,name")
    return {row[0].strip(): row[1].strip() for row in rows[1:]}


@contextmanager
def _progress(source: Source, *, quiet: bool) -> Iterator[Progress]:
    """A bar with rate and time left on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("rows"),
        TextColumn("{task.fields[rate]}"), TimeElapsedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(source.label, total=source.rows, rate="")

        def tell(rows: int, persons: int) -> None:
            speed = bar.tasks[task].speed
            rate = f"{speed:,.0f}/s" if speed else ""
            bar.update(task, completed=rows, rate=f"{rate} {persons:,} persons")

        show: Callable[[int, int], None] = tell
        yield show
