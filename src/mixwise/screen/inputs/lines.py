"""JSON lines, block after block: plain records, or the resources of a FHIR bulk export."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import IO

import pyarrow as pa
import pyarrow.json as pjson

from mixwise.errors import UsageError
from mixwise.screen.inputs.columns import Columns, find_columns
from mixwise.screen.inputs.rows import Noted, Reject, span_of
from mixwise.screen.persons import Span

BLOCK = 16 << 20
"""Bytes of a block."""


def blocks(opened: IO[bytes], size: int = BLOCK) -> Iterator[bytes]:
    """Whole lines, about as many bytes as a block."""
    rest = b""
    while chunk := opened.read(size):
        chunk = rest + chunk
        end = chunk.rfind(b"\n") + 1
        rest = chunk[end:]
        if end:
            yield chunk[:end]
    if rest.strip():
        yield rest + b"\n"


def parse(block: bytes, schema: pa.Schema, file: str, first: int) -> tuple[pa.Table, Noted]:
    """
    The records of a block, and what could not be read: a line that is no JSON, or where a field is of another kind.

    A block that fails is parted until the bad lines stand alone.
    """
    lines = [line for line in enumerate(block.splitlines(keepends=True), first) if line[1].strip()]
    rejects: list[Reject] = []
    tables = list(_parts(lines, schema, file, rejects))
    table = pa.concat_tables(tables) if tables else schema.empty_table()
    return table, Noted(len(rejects), tuple(rejects), len(rejects), len(block))


def _parts(lines: list[tuple[int, bytes]], schema: pa.Schema, file: str, rejects: list[Reject]) -> Iterator[pa.Table]:
    if not lines:
        return
    try:
        yield _read(b"".join(line for _, line in lines), schema, len(lines))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError):
        if len(lines) == 1:
            number, line = lines[0]
            rejects.append(Reject(file, number, _what_is_wrong(line)))
            return
        half = len(lines) // 2
        yield from _parts(lines[:half], schema, file, rejects)
        yield from _parts(lines[half:], schema, file, rejects)


def _read(data: bytes, schema: pa.Schema, expected: int) -> pa.Table:
    table = pjson.read_json(
        io.BytesIO(data),
        read_options=pjson.ReadOptions(use_threads=False, block_size=len(data) + 1),
        parse_options=pjson.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
    )
    if len(table) != expected:
        raise ValueError("a line holds more or less than one record")
    return table.select(schema.names)


def _what_is_wrong(line: bytes) -> str:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return "not JSON"
    return "a field is of another kind than in other lines" if isinstance(found, dict) else "not a JSON object"


def spans(
    file: str, opened: IO[bytes], given: Columns, *, person_type: pa.DataType | None
) -> Iterator[tuple[Columns, pa.DataType, Callable[[], Span]]]:
    """Spans of a file of plain records. The first record says which fields there are."""
    columns: Columns | None = None
    schema = pa.schema([])
    first = 1
    for block in blocks(opened):
        if columns is None:
            example = _first_record(block, file)
            columns = find_columns(list(example), given, file)
            schema = pa.schema([(name, _kind(example.get(name))) for name in columns.names()])
            person_type = person_type or schema.field(columns.person).type
        yield (
            columns,
            person_type or pa.string(),
            _reader(block, schema, columns, file, first, person_type or pa.string()),
        )
        first += block.count(b"\n")


def _reader(
    block: bytes, schema: pa.Schema, columns: Columns, file: str, first: int, person_type: pa.DataType
) -> Callable[[], Span]:
    def read() -> Span:
        table, noted = parse(block, schema, file, first)
        return span_of(table, columns, file, first, person_type=person_type, before=noted)

    return read


def _first_record(block: bytes, file: str) -> dict[str, object]:
    for line in block.splitlines():
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            return found
    raise UsageError(f"{file} holds no JSON object in its first lines")


def _kind(value: object) -> pa.DataType:
    """How a field is read: a whole number as such, all else as text."""
    return pa.int64() if isinstance(value, int) and not isinstance(value, bool) else pa.string()
