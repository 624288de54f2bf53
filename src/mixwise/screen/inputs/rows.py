"""From a table as it was read to rows that can be screened: a person, what is taken, and from when to when."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from mixwise.screen.inputs.columns import Columns
from mixwise.screen.naming import ALSO
from mixwise.screen.persons import Span, one_chunk

MOST_REJECTS = 100_000
"""Rejected rows of one span that are listed one by one; all are counted."""
DAY = 10
"""Characters of a date as ISO 8601 writes it, before any time of day."""


class MixedPersonsError(Exception):
    """Some persons are not whole numbers, as those before were: all are to be kept as text."""


class Reject(NamedTuple):
    """A row, or a part of it, that could not be used."""

    file: str
    row: int
    reason: str


class Noted(NamedTuple):
    """What is said of a span beside its rows."""

    rows: int
    rejects: tuple[Reject, ...] = ()
    rejected: int = 0
    size: int = 0
    """Bytes of the input that it took, as far as known."""


def span_of(
    table: pa.Table,
    columns: Columns,
    file: str,
    first_row: int,
    *,
    person_type: pa.DataType,
    before: Noted | None = None,
) -> Span:
    """
    The rows of a table. A row without a person is rejected; what is wrong with another is said, and its person stays.

    Such a row names nothing, so its person's answer is not complete. `first_row` is the number of the first row in the file.
    """
    reasons = _Reasons(file, first_row, len(table))
    person = person_column(one_chunk(table.column(columns.person)), person_type)
    nobody = person.is_null().to_numpy(zero_copy_only=False)
    if person.null_count:
        reasons.add(nobody, "no person")
    name = _names(table, columns)
    parts: dict[str, pa.Array] = {"person": person, "name": name}
    unusable = np.zeros(len(table), bool)
    if columns.dated:
        for role in ("start", "stop"):
            wanted = columns._asdict()[role]
            column = one_chunk(table.column(wanted)) if wanted else pa.nulls(len(table), pa.string())
            parts[role], wrong = days(column)
            unusable |= wrong
            reasons.add(wrong & ~nobody, f"{role} is not a date (YYYY-MM-DD)")
        backwards = pc.less(parts["stop"], parts["start"]).fill_null(False).to_numpy(zero_copy_only=False)
        reasons.add(backwards & ~nobody, "stops before it starts")
        unusable |= backwards
    if name.null_count or not pa.types.is_integer(name.type):
        reasons.add(_blank(name) & ~nobody, "names nothing")
    if unusable.any():
        parts["name"] = pc.if_else(pa.array(unusable), pa.nulls(len(name), name.type), name)
    rows = pa.table(parts)
    if nobody.any():
        rows = rows.filter(pa.array(~nobody))
    return Span(rows, reasons.noted(len(table), before))


class _Reasons:
    """Collects what is wrong with which rows."""

    def __init__(self, file: str, first_row: int, rows: int) -> None:
        self._file, self._first = file, first_row
        self._rejects: list[Reject] = []
        self._bad = np.zeros(rows, bool)

    def add(self, wrong: npt.NDArray[np.bool_], reason: str) -> None:
        if wrong.any():
            self._bad |= wrong
            at = np.flatnonzero(wrong)[: MOST_REJECTS - len(self._rejects)]
            self._rejects += [Reject(self._file, self._first + row, reason) for row in at.tolist()]

    def noted(self, rows: int, before: Noted | None) -> Noted:
        rejects = tuple(sorted(self._rejects, key=lambda one: one.row))
        count = int(self._bad.sum())
        if before:
            return Noted(before.rows + rows, before.rejects + rejects, before.rejected + count, before.size)
        return Noted(rows, rejects, count)


def _blank(name: pa.Array) -> npt.NDArray[np.bool_]:
    if pa.types.is_integer(name.type):
        found: npt.NDArray[np.bool_] = name.is_null().to_numpy(zero_copy_only=False)
        return found
    words = name.dictionary if pa.types.is_dictionary(name.type) else name
    empty = pc.equal(pc.utf8_trim_whitespace(words.cast(pa.string())), "").fill_null(True)
    if pa.types.is_dictionary(name.type):
        empty = empty.take(name.indices).fill_null(True)
    blank: npt.NDArray[np.bool_] = empty.to_numpy(zero_copy_only=False)
    return blank


def person_type_of(kind: pa.DataType) -> pa.DataType:
    """How persons of a column of this type are kept: whole numbers as such, all else as text."""
    return pa.int64() if pa.types.is_integer(kind) else pa.string()


def person_column(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """Who each row is about, null where nobody is named."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_floating(column.type) and pa.types.is_string(kind):
        column = pc.round(column).cast(pa.int64()) if pc.all(pc.equal(column, pc.round(column))).as_py() else column
    if column.type != kind:
        try:
            column = column.cast(kind)
        except pa.ArrowInvalid as error:
            raise MixedPersonsError from error
    if pa.types.is_string(kind):
        column = pc.utf8_trim_whitespace(column)
        column = pc.if_else(pc.equal(column, ""), pa.scalar(None, kind), column)
    return column


def _names(table: pa.Table, columns: Columns) -> pa.Array:
    """What each row names; a code and a name of the same row are two ways to say one thing, the code first."""
    named = columns.substance or columns.text
    if not (columns.code and named):
        only = one_chunk(table.column(columns.code or named))
        return only if _ready(only.type) else only.cast(pa.string())
    code, name = (one_chunk(table.column(one)).cast(pa.string()) for one in (columns.code, named))
    return pc.binary_join_element_wise(code, name, ALSO, null_handling="skip")


def _ready(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_string(kind) or pa.types.is_dictionary(kind))


def days(column: pa.Array) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
    """Dates, null where none is given, and which are given but are none."""
    if pa.types.is_null(column.type):
        return pa.nulls(len(column), pa.date32()), np.zeros(len(column), bool)
    if pa.types.is_temporal(column.type):
        return column.cast(pa.date32(), safe=False), np.zeros(len(column), bool)
    text = pl.Series(pl.from_arrow(column.cast(pa.string()))).str.strip_chars()
    day = text.str.slice(0, DAY)
    found = day.str.to_date("%Y-%m-%d", strict=False)
    if found.null_count() > text.null_count():
        found = pl.select(pl.coalesce(found, day.str.to_date("%Y%m%d", strict=False))).to_series()
    wrong: npt.NDArray[np.bool_] = (found.is_null() & (text.fill_null("") != "")).to_numpy()
    return found.to_arrow(), wrong
