"""Rows that are not sorted by person, parted on disk so that each part holds whole persons and fits in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from mixwise.screen.persons import Span, one_chunk

PARTS = 64
"""Parts of the rows; the persons of a part are put in order in memory."""
SEED = 20_260_101
"""A part holds the same persons in every run, so a run can go on where another stopped."""


def spool(spans: Iterator[Span], folder: Path) -> None:
    """Write every row to the part that its person belongs to."""
    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[int, pa.RecordBatchStreamWriter] = {}
    try:
        for span in spans:
            rows = _plain(span.rows)
            part = _part(one_chunk(rows.column("person")))
            order = np.argsort(part, kind="stable")
            ends = np.searchsorted(part[order], np.arange(PARTS + 1))
            for place in range(PARTS):
                if ends[place] < ends[place + 1]:
                    if place not in writers:
                        writers[place] = pa.ipc.new_stream(str(_file(folder, place)), rows.schema)
                    writers[place].write_table(rows.take(pa.array(order[ends[place] : ends[place + 1]])))
    finally:
        for writer in writers.values():
            writer.close()


def parts(folder: Path) -> Iterator[Callable[[], Span]]:
    """Every part with its rows sorted by person."""
    for place in range(PARTS):
        yield _reader(_file(folder, place))


def _reader(file: Path) -> Callable[[], Span]:
    def read() -> Span:
        if not file.exists():
            return Span(pa.table({"person": pa.array([], pa.string()), "name": pa.array([], pa.string())}))
        with pa.ipc.open_stream(str(file)) as opened:
            rows = opened.read_all().combine_chunks()
        return Span(rows.take(pc.sort_indices(rows.column("person"))))

    return read


def _file(folder: Path, place: int) -> Path:
    return folder / f"{place:03}.arrow"


def _plain(rows: pa.Table) -> pa.Table:
    """Without dictionaries, which differ from span to span."""
    name = rows.column("name")
    if pa.types.is_dictionary(name.type):
        rows = rows.set_column(rows.schema.get_field_index("name"), "name", name.cast(pa.string()))
    return rows.combine_chunks()


def _part(person: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    hashed = pl.Series(pl.from_arrow(person)).hash(SEED).to_numpy()
    return (hashed % np.uint64(PARTS)).astype(np.int64)
