"""One run over an input: read, screened, written, and put together when all is there."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

import mixwise.screen.outputs as files
from mixwise.screen.folder import REPORT, Folder
from mixwise.screen.found import findings_schema, persons_schema
from mixwise.screen.inputs import Source
from mixwise.screen.inputs.rows import MixedPersonsError, Noted
from mixwise.screen.persons import NotInOrderError, Span, Stitching, Whole, cuts, one_chunk
from mixwise.screen.screener import Screened, Screener
from mixwise.screen.spool import parts, spool

SEGMENT = 30.0
"""Seconds after which what was found so far is made safe."""
NOT_IN_ORDER, AS_TEXT, SPOOLED = "not-in-order", "as-text", "spooled"
Progress = Callable[[int, int], None]
"""Told how many rows were screened, and of how many persons."""


class Options(NamedTuple):
    """How a run is to be made."""

    threads: int = 2
    findings: bool = True
    suppress_below: int = 0
    person_columns: tuple[str, ...] = ()
    """Columns of `persons.parquet` to write; all when empty."""


class Ran(NamedTuple):
    """What a run came to."""

    rows: int
    persons: int
    findings: int
    rejected: int
    unresolved: dict[str, int]
    """Texts that were not, or not certainly, recognised, with the rows that gave them."""
    slow: int
    seconds: float
    resumed: bool


class Answer(NamedTuple):
    """About some persons: what was found, which texts were not certain, and how many rows that took."""

    screened: Screened
    odd: dict[int, int]
    rows: int


def key_of(source: Source, options: Options, knowledge_version: str, own: object = None) -> str:
    """Changes when the result would; empty when the input cannot be read twice."""
    if not source.fingerprint:
        return ""
    how = [
        source.fingerprint, source.kind, source.label, source.dated, options.findings, list(options.person_columns),
        knowledge_version, own,
    ]  # fmt: skip
    return hashlib.blake2b(json.dumps(how).encode(), digest_size=16).hexdigest()


def screen_into(
    source: Source,
    target: Path,
    screener: Screener,
    options: Options,
    progress: Progress,
    finish: Callable[[Folder, Ran], None],
    *,
    own: object = None,
) -> Ran:
    """
    Screen an input into a folder, which is complete or absent. `finish` writes what is told beside the results;
    `own` is whatever else the result depends on.

    Raises UsageError when the folder is not ours; goes on where a run of the same input and knowledge was stopped.
    """
    started = time.monotonic()
    folder = Folder(target, key_of(source, options, screener.arrays.knowledge.version, own))
    try:
        resumed = bool(folder.segments())
        _all(source, folder, screener, options, progress)
        segments = folder.segments()
        person_type = pa.string() if folder.marked(AS_TEXT) else source.person_type
        schema = persons_schema(person_type)
        files.put_together(folder, segments, files.PERSONS, schema)
        names = [files.PERSONS, files.REJECTS, files.UNRESOLVED, REPORT, "report.html"]
        if options.findings:
            files.put_together(folder, segments, files.FINDINGS, findings_schema(person_type))
            names.append(files.FINDINGS)
        files.write_rejects(folder, segments)
        ran = _ran(segments, screener.slow, time.monotonic() - started, resumed)
        finish(folder, ran)
        folder.publish([name for name in names if folder.path(name).exists()])
        return ran
    finally:
        folder.close()


def _ran(segments: list[dict[str, Any]], slow: int, seconds: float, resumed: bool) -> Ran:
    unresolved: Counter[str] = Counter()
    for one in segments:
        unresolved.update(one["unresolved"])
    rows, persons, findings, rejected = (
        sum(int(one[name]) for one in segments) for name in ("rows", "persons", "findings", "rejected")
    )
    return Ran(rows, persons, findings, rejected, dict(unresolved), slow, seconds, resumed)


def _all(source: Source, folder: Folder, screener: Screener, options: Options, progress: Progress) -> None:
    """Every span; what was taken for granted and did not hold (order, whole numbers) is remembered, and it begins anew."""
    while True:
        kept = pa.string() if folder.marked(AS_TEXT) else source.person_type
        try:
            if not source.files or folder.marked(NOT_IN_ORDER):
                _by_parts(source, kept, folder, screener, options, progress)
            else:
                _in_order(source, kept, folder, screener, options, progress)
            return
        except NotInOrderError:
            folder.forget([NOT_IN_ORDER, *([AS_TEXT] if folder.marked(AS_TEXT) else [])])
        except MixedPersonsError:
            folder.forget([AS_TEXT])


def _work(screener: Screener, options: Options) -> Callable[[Whole], Answer]:
    def work(whole: Whole) -> Answer:
        names = one_chunk(whole.rows.column("name"))
        dated = "start" in whole.rows.column_names
        dates = (one_chunk(whole.rows.column("start")), one_chunk(whole.rows.column("stop"))) if dated else None
        numbers = screener.naming.numbers(names)
        found = screener.numbered(whole.person_id, whole.offsets, numbers, dates, findings=options.findings)
        if options.person_columns:
            found = found._replace(persons=found.persons.select(list(options.person_columns)))
        return Answer(found, _odd(numbers, screener), len(names))

    return work


def _odd(numbers: np.ndarray[Any, np.dtype[np.int32]], screener: Screener) -> dict[int, int]:
    """How many rows gave each name that is not certain."""
    table = screener.naming.table()
    if not table.odd.any():
        return {}
    which = numbers[table.odd.take(numbers, mode="wrap")]
    found, count = np.unique(which, return_counts=True)
    return dict(zip(found.tolist(), count.tolist(), strict=True))


class _Progressing:
    """Segments one after the other, closed every so often; knows how far the input was read."""

    def __init__(self, folder: Folder, screener: Screener, progress: Progress) -> None:
        self._folder, self._screener, self._progress = folder, screener, progress
        held = folder.segments()
        self.spans = int(held[-1]["spans"]) if held else 0
        self._number = len(held)
        self._rows, self._persons = (sum(int(one[name]) for one in held) for name in ("rows", "persons"))
        self._segment = files.Segment(folder, self._number)
        self._since = time.monotonic()
        self._dirty, self._whole = False, True
        self._last = folder.path(f"waiting-{self._number - 1:05}.arrow")

    def waiting(self) -> pa.Table | None:
        """The rows of the person who was not finished when the last segment was closed."""
        if not self._last.exists():
            return None
        with pa.ipc.open_file(str(self._last)) as opened:
            return opened.read_all()

    def add(self, answer: Answer) -> None:
        self._dirty, self._whole = True, False
        self._segment.add(answer.screened)
        for number, count in answer.odd.items():
            self._segment.unresolved[self._screener.naming.means[number].text] += count

    def span_done(self, noted: Noted | None, waiting: pa.Table | None) -> None:
        self._dirty, self._whole = True, False
        self._segment.note(noted)
        self.spans += 1
        self._whole = True
        self._progress(self._rows + self._segment.rows, self._persons + self._segment.persons)
        if time.monotonic() - self._since >= SEGMENT:
            self.close(waiting)
            self._rows, self._persons = self._rows + self._segment.rows, self._persons + self._segment.persons
            self._number += 1
            self._segment = files.Segment(self._folder, self._number)
            self._since, self._dirty = time.monotonic(), False

    def stop(self, error: BaseException, waiting: pa.Table | None = None) -> None:
        """Let go; where somebody stopped the run between two spans, make safe what is there."""
        if isinstance(error, KeyboardInterrupt) and self._whole:
            self.close(waiting)
        else:
            self._segment.drop()

    def close(self, waiting: pa.Table | None = None) -> None:
        """The segment is done."""
        if not self._dirty and self._number:
            self._segment.drop()
            return
        if waiting is not None:
            with pa.ipc.new_file(str(self._folder.path(f"waiting-{self._number:05}.arrow")), waiting.schema) as file:
                file.write_table(waiting)
        self._segment.close({"spans": self.spans})


def _in_order(
    source: Source, kept: pa.DataType, folder: Folder, screener: Screener, options: Options, progress: Progress
) -> None:
    """Rows sorted by person, span after span."""
    if folder.marked("read"):
        return
    going = _Progressing(folder, screener, progress)
    work = _work(screener, options)
    stitching = Stitching(work, going.waiting())
    spans = _after(source.spans(kept), going.spans)
    try:
        for part in cuts(spans, work, options.threads):
            for answer in stitching.add(part):
                going.add(answer)
            going.span_done(part.noted, stitching.waiting)
        for answer in stitching.end():
            going.add(answer)
        going.close()
    except BaseException as error:
        going.stop(error, stitching.waiting)
        raise
    folder.mark("read")


def _after(spans: Iterator[Callable[[], Span]], done: int) -> Iterator[Callable[[], Span]]:
    for place, span in enumerate(spans):
        if place >= done:
            yield span


def _by_parts(
    source: Source, kept: pa.DataType, folder: Folder, screener: Screener, options: Options, progress: Progress
) -> None:
    """Rows in any order: parted on disk first, so that each part holds whole persons."""
    if not folder.marked(SPOOLED):
        noting = files.Segment(folder, 0)

        def spans() -> Iterator[Span]:
            for read in source.spans(kept):
                span = read()
                noting.note(span.noted)
                progress(noting.rows, 0)
                yield span

        try:
            spool(spans(), folder.path("spool"))
        except BaseException:
            noting.drop()
            raise
        noting.close({"spans": 0})
        folder.mark(SPOOLED)
    going = _Progressing(folder, screener, progress)
    work = _work(screener, options)
    try:
        for part in cuts(_after(parts(folder.path("spool")), going.spans), work, options.threads):
            for answer in _whole_part(part, work):
                going.add(answer)
            going.span_done(None, None)
        going.close()
    except BaseException as error:
        going.stop(error)
        raise


def _whole_part(part: Any, work: Callable[[Whole], Answer]) -> Iterator[Answer]:
    """The answers of a part that holds whole persons only."""
    stitching = Stitching(work)
    yield from stitching.add(part)
    yield from stitching.end()
