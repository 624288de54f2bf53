"""The files of a run, written in segments and put together at the end."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mixwise.screen.folder import Folder
from mixwise.screen.inputs.rows import Noted
from mixwise.screen.screener import Screened

PERSONS, FINDINGS, UNRESOLVED, REJECTS = "persons.parquet", "findings.parquet", "unresolved.csv", "rejects.csv"
SCHEMA_NOTE = b"mixwise"
ROWS_A_GROUP = 500_000


def writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """A Parquet file that every reader knows, quick to write: numbers by their differences, words by a dictionary."""
    numbers = [field.name for field in schema if pa.types.is_integer(field.type)]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=[name for name in _leaves(schema) if name not in numbers and name != "person_id"],
        column_encoding=dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
    )


def _leaves(schema: pa.Schema) -> list[str]:
    return [f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name for field in schema]


class Segment:
    """One part of the results; whole once `close` has returned."""

    def __init__(self, folder: Folder, number: int) -> None:
        self.number = number
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._held: dict[str, list[pa.RecordBatch]] = {}
        self.persons = self.findings = self.rows = self.rejected = 0
        self.unresolved: Counter[str] = Counter()
        self._rejects = folder.path(f"rejects-{number:05}.csv").open("w", newline="", encoding="utf-8")
        self._csv = csv.writer(self._rejects)

    def add(self, answer: Screened) -> None:
        """The persons of one answer."""
        self.persons += answer.persons.num_rows
        self._write(PERSONS, answer.persons)
        if answer.findings is not None:
            self.findings += answer.findings.num_rows
            self._write(FINDINGS, answer.findings)

    def note(self, noted: Noted | None) -> None:
        """What could not be read."""
        if noted:
            self.rows += noted.rows
            self.rejected += noted.rejected
            self._csv.writerows((one.file, one.row or "", one.reason) for one in noted.rejects)

    def _write(self, name: str, batch: pa.RecordBatch) -> None:
        held = self._held.setdefault(name, [])
        held.append(batch)
        if sum(one.num_rows for one in held) >= ROWS_A_GROUP:
            self._flush(name)

    def _flush(self, name: str) -> None:
        held = self._held.pop(name, [])
        if held:
            if name not in self._writers:
                self._writers[name] = writer(self._folder.path(f"{self.number:05}-{name}"), held[0].schema)
            self._writers[name].write_table(pa.Table.from_batches(held))

    def drop(self) -> None:
        """Let go of the files; what they hold does not count."""
        for one in self._writers.values():
            one.close()
        self._rejects.close()

    def close(self, said: dict[str, Any]) -> None:
        """Close the files, and remember how far the input was read."""
        for name in list(self._held):
            self._flush(name)
        self.drop()
        self._folder.finish_segment(
            self.number,
            {
                **said,
                "persons": self.persons, "findings": self.findings, "rows": self.rows, "rejected": self.rejected,
                "unresolved": dict(self.unresolved),
            },
        )  # fmt: skip


def put_together(folder: Folder, segments: Sequence[dict[str, Any]], name: str, empty: pa.Schema) -> None:
    """One file of all segments; a single one only takes its name."""
    parts = [path for number in range(len(segments)) if (path := folder.path(f"{number:05}-{name}")).exists()]
    folder.path(name).unlink(missing_ok=True)
    if len(parts) == 1:  # a second name, so that a run stopped here finds its segment again
        with suppress(OSError):
            os.link(parts[0], folder.path(name))
            return
    schema = pq.read_schema(parts[0]) if parts else empty
    with writer(folder.path(name), schema) as whole:
        for part in parts:
            opened = pq.ParquetFile(part)
            for group in range(opened.num_row_groups):
                whole.write_table(opened.read_row_group(group).cast(schema))


def write_rejects(folder: Folder, segments: Sequence[dict[str, Any]]) -> None:
    """Every row that could not be used, with its file, its number where it is known, and why."""
    with folder.path(REJECTS).open("w", encoding="utf-8", newline="") as whole:
        whole.write("file,row,reason\r\n")
        for number in range(len(segments)):
            whole.write(folder.path(f"rejects-{number:05}.csv").read_text(encoding="utf-8"))
