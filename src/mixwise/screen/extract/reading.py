"""
Documents out of files: text, CSV, NDJSON and Parquet; folders, patterns and standard input.

Read as a stream: a row at a time, and long text in parts. A row that cannot be read is told with its place and the reason, never
with its text, and the rest goes on. Offsets count characters of the text as it stands there, line ends and all.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from glob import glob, has_magic
from pathlib import Path
from typing import BinaryIO, NamedTuple

from mixwise.errors import UsageError

STDIN = "-"
KINDS = {
    ".csv": "csv", ".tsv": "tsv", ".parquet": "parquet", ".pq": "parquet", ".ndjson": "ndjson", ".jsonl": "ndjson",
    ".txt": "text", ".text": "text", ".md": "text",
}  # fmt: skip
PART = 1 << 20
"""Characters of a long text file that are read at once; it is parted at the end of a line where there is one."""
LONGEST_FIELD = 1 << 26
ROWS = 1024


class Document(NamedTuple):
    """A text with the file it is from, its row there (from 1; 0 for a text file), its id, and where it begins in that file."""

    source: str
    row: int
    id: str
    text: str
    offset: int


class Reject(NamedTuple):
    """A row that could not be read, and why."""

    source: str
    row: int
    reason: str


class Columns(NamedTuple):
    """The column that holds the text, and the one with an id of the document; "" for none."""

    text: str
    id: str


def files(inputs: Sequence[str]) -> list[str]:
    """
    Every file that is meant, in order, each once: those named, those of a folder and its folders, those that a pattern fits.

    Raises UsageError when one of the inputs is nothing that can be read.
    """
    found: dict[str, None] = {}
    for one in inputs:
        if one == STDIN or Path(one).is_file():
            found[one] = None
        elif Path(one).is_dir():
            inside = sorted(
                str(path) for path in Path(one).rglob("*") if path.is_file() and path.suffix.lower() in KINDS
            )
            if not inside:
                raise UsageError(f"no text, CSV, NDJSON or Parquet file in {one}")
            found.update(dict.fromkeys(inside))
        elif has_magic(one):
            fitting = sorted(path for path in glob(one, recursive=True) if Path(path).is_file())
            if not fitting:
                raise UsageError(f"no file fits {one}")
            found.update(dict.fromkeys(fitting))
        else:
            raise UsageError(f"no such file or folder: {one}")
    return list(found)


def documents(source: str, columns: Columns, kind: str = "") -> Iterator[Document | Reject]:
    """
    The documents of one file, and its rows that are none.

    Raises UsageError when it cannot be opened, is no file of its kind, or lacks the column.
    """
    kind = kind or KINDS.get(Path(source).suffix.lower(), "text")
    try:
        if kind == "parquet":
            yield from _parquet(source, columns)
            return
        if source == STDIN:
            yield from _READERS[kind](source, sys.stdin.buffer, columns)
        else:
            with open(source, "rb") as file:
                yield from _READERS[kind](source, file, columns)
    except OSError as error:
        raise UsageError(f"cannot read {source}: {error.strerror or error}") from error


def _text(source: str, file: BinaryIO, _: Columns) -> Iterator[Document | Reject]:
    reader = io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="")
    held, offset = "", 0
    while part := reader.read(PART):
        held += part
        cut = held.rfind("\n") + 1 or (len(held) if len(held) >= 4 * PART else 0)
        if len(held) >= PART and cut:
            yield Document(source, 0, source, held[:cut], offset)
            offset += cut
            held = held[cut:]
    if held or not offset:
        yield Document(source, 0, source, held, offset)
    reader.detach()


def _csv(source: str, file: BinaryIO, columns: Columns, delimiter: str = ",") -> Iterator[Document | Reject]:
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(
        io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline=""), delimiter=delimiter
    )
    head = next(reader, None)
    if head is None:
        return
    at = _place(columns.text, head, source)
    id_at = _place(columns.id, head, source) if columns.id else None
    row = 0
    while True:
        row += 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Reject(source, row, f"no CSV row: {error}")
            continue
        if not fields:
            continue
        if len(fields) != len(head):
            yield Reject(source, row, f"{len(fields)} fields where the first line has {len(head)}")
            continue
        yield _row(source, row, fields[id_at] if id_at is not None else "", fields[at])


def _tsv(source: str, file: BinaryIO, columns: Columns) -> Iterator[Document | Reject]:
    return _csv(source, file, columns, delimiter="\t")


def _ndjson(source: str, file: BinaryIO, columns: Columns) -> Iterator[Document | Reject]:
    for row, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            yield Reject(source, row, "no JSON")
            continue
        if not isinstance(record, dict):
            yield Reject(source, row, "no JSON object")
        elif columns.text not in record:
            yield Reject(source, row, f"no {columns.text!r}")
        else:
            yield _row(source, row, record.get(columns.id) if columns.id else "", record[columns.text])


def _parquet(source: str, columns: Columns) -> Iterator[Document | Reject]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        held = parquet.ParquetFile(io.BytesIO(sys.stdin.buffer.read()) if source == STDIN else source)
        names = held.schema_arrow.names
        wanted = [names[_place(name, names, source)] for name in columns if name]
        row = 0
        for batch in held.iter_batches(batch_size=ROWS, columns=wanted):
            texts = batch.column(columns.text).to_pylist()
            ids = batch.column(columns.id).to_pylist() if columns.id else [""] * len(texts)
            for id_, text in zip(ids, texts, strict=True):
                row += 1
                yield _row(source, row, id_, text)
    except pa.ArrowException as error:
        raise UsageError(f"{source} cannot be read as Parquet: {str(error).splitlines()[0]}") from error


def _row(source: str, row: int, id_: object, text: object) -> Document | Reject:
    if text is None:
        text = ""
    if not isinstance(text, str):
        return Reject(source, row, f"no text, but {type(text).__name__}")
    if not text.isascii() and any("\ud800" <= one <= "\udfff" for one in text):
        return Reject(source, row, "no UTF-8")
    return Document(source, row, "" if id_ is None else str(id_), text, 0)


def _place(column: str, head: Sequence[str], source: str) -> int:
    if column in head:
        return list(head).index(column)
    raise UsageError(f"{source} has no column {column!r}; it has {', '.join(head)}. Name one with --column.")


_Reader = Callable[[str, BinaryIO, Columns], Iterator[Document | Reject]]
_READERS: dict[str, _Reader] = {"text": _text, "csv": _csv, "tsv": _tsv, "ndjson": _ndjson}
