"""
What was found, written as JSON lines (a document a line), or as CSV or Parquet (a mention a row); a file is whole or absent.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Protocol

from mixwise.names.types import Meaning, Resolved
from mixwise.screen.extract.extractor import Extracted
from mixwise.screen.extract.reading import Document

FORMATS = ("jsonl", "csv", "parquet")
FIELDS = (
    "source", "row", "id", "start", "end", "text", "substances", "label", "product", "supply", "ambiguous", "meanings", "how",
    "negated", "history",
)  # fmt: skip
ROWS = 16_384


class Writer(Protocol):
    """Takes documents with what was found in them."""

    def write(self, document: Document, found: Sequence[Extracted]) -> None:
        """One document."""
        ...  # pragma: no cover

    def close(self) -> None:
        """All of them were written."""
        ...  # pragma: no cover


def mention(one: Extracted, offset: int) -> dict[str, Any]:
    """A mention as it is written; `substances`, `label`, `product` and `supply` are empty where several meanings are possible."""
    meant = one.resolution
    sure = meant.meaning if isinstance(meant, Resolved) else None
    meanings = [meant.meaning] if isinstance(meant, Resolved) else list(meant.meanings)
    return {
        "start": one.start + offset,
        "end": one.end + offset,
        "text": one.text,
        "substances": list(sure.substances) if sure else [],
        "label": sure.label if sure else "",
        "product": sure.product if sure else "",
        "supply": sure.supply if sure else "",
        "ambiguous": sure is None,
        "meanings": [] if sure else [_meaning(one) for one in meanings],
        "how": meant.how,
        "negated": one.negated,
        "history": one.history,
    }


def _meaning(meaning: Meaning) -> dict[str, Any]:
    return {**meaning._asdict(), "substances": list(meaning.substances)}


class JsonLines:
    """A document a line, also those in which nothing was found."""

    def __init__(self, file: io.TextIOWrapper) -> None:
        self._file = file

    def write(self, document: Document, found: Sequence[Extracted]) -> None:
        """One line."""
        line = {
            "source": document.source,
            "row": document.row,
            "id": document.id,
            "mentions": [mention(one, document.offset) for one in found],
        }
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Nothing is left to write; the file itself is closed by who opened it."""
        self._file.flush()
        self._file.detach()


class Csv:
    """A mention a row; lists are joined by `|`, other meanings are JSON."""

    def __init__(self, file: io.TextIOWrapper) -> None:
        self._file = file
        self._rows = csv.writer(file, lineterminator="\n")
        self._rows.writerow(FIELDS)

    def write(self, document: Document, found: Sequence[Extracted]) -> None:
        """The mentions of a document."""
        for row in _rows(document, found):
            row["substances"] = "|".join(row["substances"])
            row["meanings"] = json.dumps(row["meanings"], ensure_ascii=False) if row["meanings"] else ""
            for name in ("ambiguous", "negated"):
                row[name] = "true" if row[name] else "false"
            self._rows.writerow([row[name] for name in FIELDS])

    def close(self) -> None:
        """Nothing is left to write; the file itself is closed by who opened it."""
        self._file.flush()
        self._file.detach()


class Parquet:
    """A mention a row, written some thousands at a time."""

    def __init__(self, file: BinaryIO) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        meaning = pa.struct(
            [
                ("substances", pa.list_(pa.string())),
                *((name, pa.string()) for name in ("label", "supply", "product", "says")),
            ]
        )
        kinds = {
            "row": pa.int64(), "start": pa.int64(), "end": pa.int64(), "substances": pa.list_(pa.string()),
            "meanings": pa.list_(meaning), "ambiguous": pa.bool_(), "negated": pa.bool_(),
        }  # fmt: skip
        self._schema = pa.schema([(name, kinds.get(name, pa.string())) for name in FIELDS])
        self._table = pa.Table
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._held: list[dict[str, Any]] = []

    def write(self, document: Document, found: Sequence[Extracted]) -> None:
        """The mentions of a document."""
        self._held += _rows(document, found)
        if len(self._held) >= ROWS:
            self._flush()

    def _flush(self) -> None:
        self._writer.write_table(self._table.from_pylist(self._held, schema=self._schema))
        self._held = []

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        if self._held:
            self._flush()
        self._writer.close()


def _rows(document: Document, found: Sequence[Extracted]) -> Iterator[dict[str, Any]]:
    for one in found:
        yield {
            "source": document.source, "row": document.row, "id": document.id, **mention(one, document.offset),
        }  # fmt: skip


def writer(kind: str, file: BinaryIO) -> Writer:
    """A writer of that format into an open file."""
    if kind == "parquet":
        return Parquet(file)
    text = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="")
    return JsonLines(text) if kind == "jsonl" else Csv(text)
