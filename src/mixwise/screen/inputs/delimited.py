"""CSV and its kin, block after block; a row with too few or too many fields, or no text at all, is rejected and counted."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv as pcsv

from mixwise.errors import UsageError
from mixwise.screen.inputs.columns import Columns, find_columns
from mixwise.screen.inputs.rows import Noted, Reject, span_of
from mixwise.screen.persons import Span

BLOCK = 16 << 20
"""Bytes of a block."""
ROWS = 1_000_000
"""About as many rows make a span."""
DELIMITERS = ",\t;|"


def spans(
    file: str, opened: IO[bytes], given: Columns, *, person_type: pa.DataType | None
) -> Iterator[tuple[Columns, pa.DataType, Callable[[], Span]]]:
    """
    Spans of an open file, each with its columns and how its persons are kept (worked out from the first when not given).

    Raises UsageError when there is no header, or no column for the person or the substance.
    """
    header, delimiter = _header(file, opened)
    columns = find_columns(header, given, file)
    bad: list[str] = []

    def skip(row: Any) -> str:
        bad.append(f"{row.actual_columns} fields where the header has {row.expected_columns}")
        return "skip"

    options: dict[str, Any] = {
        "read_options": pcsv.ReadOptions(column_names=header, block_size=BLOCK, use_threads=False),
        "parse_options": pcsv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=skip),
        "convert_options": pcsv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.binary()), include_columns=columns.names(), check_utf8=False
        ),
    }
    try:
        reader = pcsv.open_csv(opened, **options)
    except pa.ArrowInvalid as error:
        if "Empty" in str(error):
            return
        raise UsageError(f"{file} cannot be read as CSV: {error}") from error
    first, held, size = 2, [], 0
    while True:
        try:
            batch = reader.read_next_batch()
        except StopIteration:
            break
        except pa.ArrowInvalid as error:
            raise UsageError(f"{file} cannot be read as CSV after row {first + size}: {error}") from error
        held.append(batch)
        size += batch.num_rows
        if size >= ROWS:
            yield _span(file, held, columns, first, bad, person_type)
            first, held, size = first + size, [], 0
    if held or bad:
        yield _span(file, held, columns, first, bad, person_type)


def _span(
    file: str, held: list[pa.RecordBatch], columns: Columns, first: int, bad: list[str], person_type: pa.DataType | None
) -> tuple[Columns, pa.DataType, Callable[[], Span]]:
    rejects = tuple(Reject(file, 0, f"{reason} (near row {first})") for reason in bad)
    before = Noted(len(bad), rejects, len(bad))
    bad.clear()
    if not held:
        empty = pa.table({name: pa.array([], pa.string()) for name in columns.names()})
        return columns, person_type or pa.string(), lambda: span_of(
            empty, columns, file, first, person_type=person_type or pa.string(), before=before
        )  # fmt: skip
    table = pa.Table.from_batches(held)
    kind = person_type or _person_type(table.column(columns.person))

    def read() -> Span:
        texts = {name: _text(table.column(name)) for name in table.column_names}
        return span_of(pa.table(texts), columns, file, first, person_type=kind, before=before)

    return columns, kind, read


def _text(column: pa.ChunkedArray) -> pa.Array:
    """Bytes as text; what is no UTF-8 is read as Latin-1, which is what old exports are."""
    whole = column.combine_chunks()
    try:
        return whole.cast(pa.string())
    except pa.ArrowInvalid:
        return pa.array([one.decode("utf-8") if _is_utf8(one) else one.decode("latin-1") for one in whole.to_pylist()])


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _person_type(column: pa.ChunkedArray) -> pa.DataType:
    try:
        values = _text(column)
        if any(len(one) > 1 and one[0] in "0+" for one in values.unique().to_pylist()):
            return pa.string()  # 007 is another person than 7
        values.cast(pa.int64())
    except pa.ArrowInvalid:
        return pa.string()
    return pa.int64()


def _header(file: str, opened: IO[bytes]) -> tuple[list[str], str]:
    """The names of the columns and what parts them."""
    line = opened.readline(1 << 20)
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} does not begin with a line of column names") from error
    if not text.strip():
        raise UsageError(f"{file} is empty")
    delimiter = max(DELIMITERS, key=text.count)
    return [name.strip() for name in next(csv.reader([text], delimiter=delimiter))], delimiter
