"""Parquet files, row group after row group; small ones are read together, large ones in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mixwise.errors import UsageError
from mixwise.screen.inputs.columns import Columns, find_columns
from mixwise.screen.inputs.rows import person_type_of, span_of
from mixwise.screen.persons import Span

ROWS = 2_000_000
"""Rows of a span."""


def columns_of(file: str, given: Columns) -> tuple[Columns, pa.DataType]:
    """The columns of a file, and how its persons are kept. Raises UsageError when it is no Parquet file."""
    schema = _opened(file).schema_arrow
    columns = find_columns(schema.names, given, file)
    return columns, person_type_of(schema.field(columns.person).type)


def _opened(file: str) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise UsageError(f"{file} cannot be read as Parquet: {error}") from error


def rows_of(files: Sequence[str]) -> int:
    """How many rows the files hold."""
    return sum(_opened(file).metadata.num_rows for file in files)


def spans(files: Sequence[str], given: Columns, person_type: pa.DataType) -> Iterator[Callable[[], Span]]:
    """Every span of every file, to be read by whoever has time."""
    for file in files:
        columns, _ = columns_of(file, given)
        meta = _opened(file).metadata
        sizes = [meta.row_group(group).num_rows for group in range(meta.num_row_groups)]
        first, together = 1, 0
        groups: list[int] = []
        for group, size in enumerate(sizes):
            if groups and together + size > ROWS:
                yield _reader(file, groups, columns, first, person_type)
                first, together, groups = first + together, 0, []
            if size > 2 * ROWS:
                yield from _pieces(file, group, columns, first, person_type)
                first += size
            else:
                groups.append(group)
                together += size
        if groups:
            yield _reader(file, groups, columns, first, person_type)


def _reader(
    file: str, groups: Sequence[int], columns: Columns, first: int, person_type: pa.DataType
) -> Callable[[], Span]:
    groups = tuple(groups)
    schema = _opened(file).schema_arrow
    texts = [one for one in (columns.substance, columns.text) if one and pa.types.is_string(schema.field(one).type)]

    def read() -> Span:
        opened = pq.ParquetFile(file, read_dictionary=texts)
        table = opened.read_row_groups(groups, columns=columns.names(), use_threads=False)
        return span_of(flat(table, columns), columns, file, first, person_type=person_type)

    return read


def _pieces(
    file: str, group: int, columns: Columns, first: int, person_type: pa.DataType
) -> Iterator[Callable[[], Span]]:
    """One large row group in pieces; they come one after the other, so they are read where the spans are asked for."""
    opened = _opened(file)
    for batch in opened.iter_batches(ROWS, row_groups=[group], columns=columns.names(), use_threads=False):
        table = flat(pa.Table.from_batches([batch]), columns)
        span = span_of(table, columns, file, first, person_type=person_type)
        first += batch.num_rows
        yield lambda span=span: span  # type: ignore[misc]


def flat(table: pa.Table, columns: Columns) -> pa.Table:
    """A row for each entry where a row holds a list of substances."""
    name = columns.substance or columns.code
    if not name or (
        not pa.types.is_list(table.schema.field(name).type)
        and not pa.types.is_large_list(table.schema.field(name).type)
    ):
        return table
    lists = table.column(name).combine_chunks()
    lengths = np.diff(lists.offsets.to_numpy())
    row = pa.array(np.repeat(np.arange(len(lists)), lengths))
    parts = {one: table.column(one).take(row) for one in table.column_names if one != name}
    return pa.table({**parts, name: lists.flatten()})
