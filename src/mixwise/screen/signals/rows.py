"""
The rows of one file, a piece at a time, so that memory does not grow with the file.

A row is right when it has as many fields as its header says (AERS ends each with one empty field more) and names a report by
a number. Every other row is counted, with the first line numbers, and left out: a `$` inside a field moves all that follows.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from mixwise.errors import UsageError
from mixwise.screen.inputs.lines import blocks
from mixwise.screen.signals.layout import Header, Source, header
from mixwise.screen.signals.options import Told

PIECE = 48 * 1024 * 1024
SHOWN = 20
"""So many line numbers of broken rows are kept of a file."""
MOST_BROKEN = 0.5
FEW = 20
"""A file with more rows than this, of which more than half are broken, is not one that we can read."""


class Tally(NamedTuple):
    """What was met while reading: numbers by name, and where rows were broken."""

    counts: Counter[str]
    broken: dict[str, list[int]]


def new_tally() -> Tally:
    """Nothing met yet."""
    return Tally(Counter(), {})


def frames(source: Source, tally: Tally, told: Told) -> Iterator[pl.DataFrame]:
    """
    The right rows of a file: `report` as a number (AERS and FAERS apart) and the other columns that are read, as text.

    Raises UsageError when the file cannot be read, or most of its rows do not fit its header.
    """
    with source.open() as file:
        first = file.readline()
        head = header(source, first)
        line, done, rows, broken = 2, len(first), 0, 0
        for piece in map(as_utf8, blocks(file, PIECE)):
            frame = _lines(piece)
            good, bad = _parted(frame, head, line)
            line += frame.height
            done += len(piece)
            rows += good.height + len(bad)
            broken += len(bad)
            if bad:
                shown = tally.broken.setdefault(source.label, [])
                shown += bad[: SHOWN - len(shown)]
            told(source.label, min(done, source.size - 1), source.size)
            yield good
    tally.counts[f"{source.kind}_rows"] += rows
    tally.counts[f"{source.kind}_broken"] += broken
    if rows > FEW and broken > MOST_BROKEN * rows:
        raise UsageError(f"{broken} of {rows} rows of {source.label} do not fit its first line: is the file damaged?")
    told(source.label, source.size, source.size)


def as_utf8(piece: bytes) -> bytes:
    """
    The same text as UTF-8; a line that is not is read as Windows-1252, which older quarters hold.

    >>> as_utf8(b"CROHN\\x92S").decode()
    'CROHN’S'
    """
    piece = piece.replace(b"\0", b"")
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return b"\n".join(_line_as_utf8(line) for line in piece.split(b"\n"))
    return piece


def _line_as_utf8(line: bytes) -> bytes:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding).encode()
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1").encode()


def _lines(piece: bytes) -> pl.DataFrame:
    return pl.read_lines(io.BytesIO(piece)).select(pl.nth(0).str.strip_chars_end("\r").alias("line"))


def _parted(frame: pl.DataFrame, head: Header, start: int) -> tuple[pl.DataFrame, list[int]]:
    """The right rows, and the line numbers of the broken ones."""
    line = pl.col("line")
    dividers = line.str.count_matches("$", literal=True)
    fits = (dividers == head.width - 1) | ((dividers == head.width) & line.str.ends_with("$"))
    fields = line.str.splitn("$", max(head.places.values()) + 2).struct
    read = {name: fields.field(f"field_{place}").str.strip_chars() for name, place in head.places.items()}
    number = read.pop("report").cast(pl.Int64, strict=False)
    parted = (
        frame.lazy()
        .with_row_index("at", offset=start)
        .filter(line.str.strip_chars() != "")
        .select("at", fits.alias("fits"), number.alias("report"), **read)
        .with_columns(pl.col("fits") & pl.col("report").is_not_null() & (pl.col("report") >= 0))
        .collect()
    )
    bad = parted.filter(~pl.col("fits"))["at"].to_list()
    era = 0 if head.legacy else 1  # an ISR and a PRIMARYID of the same digits are two reports
    return parted.filter("fits").drop("at", "fits").with_columns(pl.col("report") * 2 + era), bad
