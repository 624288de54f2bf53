"""
Every person whole: rows come in spans (a row group, a block of a file), and a person may go over the border of any of them.

The rows of a span that belong to its first and its last person are set aside; what lies between is screened at once,
by as many threads as there are, and the persons at the borders are put together in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
AHEAD = 2
"""Spans that wait ready beside those being worked on: memory stays that of a few spans."""


class NotInOrderError(Exception):
    """The rows are not sorted by person, so the same person may come again later."""


class Span(NamedTuple):
    """
    Rows as they come: `person` (ascending), `name`, and with dates `start` and `stop` in days.

    `noted` is what the reader has to say of the span, such as rows that it could not read.
    """

    rows: pa.Table
    noted: Any = None


class Whole(NamedTuple):
    """Persons that are complete: the id of each, where its rows begin, and the rows."""

    person_id: pa.Array
    offsets: Ints
    rows: pa.Table


class Cut(NamedTuple):
    """A span's rows at its borders, and the answer about the whole persons between."""

    head: pa.Table | None
    """The rows of the first person; None when the span holds one person only."""
    answer: Any
    tail: pa.Table
    noted: Any


Work = Callable[[Whole], Any]


def whole(rows: pa.Table) -> Whole:
    """Rows sorted by person as persons. Raises NotInOrderError when they are not sorted."""
    person = one_chunk(rows.column("person"))
    offsets = _borders(person)
    return Whole(person.take(pa.array(offsets[:-1])), offsets, rows)


def one_chunk(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _borders(person: pa.Array) -> Ints:
    """Where each person begins, and the end."""
    if pa.types.is_integer(person.type):
        values = person.to_numpy()
        before, after = values[:-1], values[1:]
        new, falls = after != before, bool((after < before).any())
    else:
        before, after = person.slice(0, len(person) - 1), person.slice(1)
        new = pc.not_equal(after, before).to_numpy(zero_copy_only=False)
        falls = bool(pc.any(pc.less(after, before)).as_py())
    if falls:
        raise NotInOrderError
    return np.concatenate([[0], np.flatnonzero(new) + 1, [len(person)]])


def cut(span: Span, work: Work) -> Cut:
    """Screen the persons of a span that are certainly whole."""
    if not len(span.rows):
        return Cut(None, None, span.rows, span.noted)
    every = whole(span.rows)
    offsets = every.offsets
    if len(offsets) == 2:
        return Cut(None, None, span.rows, span.noted)
    head, tail = span.rows.slice(0, int(offsets[1])), span.rows.slice(int(offsets[-2]))
    answer = None
    if len(offsets) > 3:
        inner = span.rows.slice(int(offsets[1]), int(offsets[-2] - offsets[1]))
        answer = work(Whole(every.person_id.slice(1, len(offsets) - 3), offsets[1:-1] - offsets[1], inner))
    return Cut(head, answer, tail, span.noted)


class Stitching:
    """Puts the persons at the borders together, in the order of the spans."""

    def __init__(self, work: Work, waiting: pa.Table | None = None) -> None:
        self._work = work
        self.waiting = waiting
        """The rows of the last person so far, of whom more may come."""

    def add(self, part: Cut) -> Iterator[Any]:
        """Answers that are final now. Raises NotInOrderError when a person comes after one who should come later."""
        if part.head is not None:
            yield from self._meet(part.head)
            if part.answer is not None:
                yield from self.end()
                yield part.answer
        if len(part.tail):
            yield from self._meet(part.tail)

    def _meet(self, rows: pa.Table) -> Iterator[Any]:
        """The rows of one person, who may be the one that waits."""
        if self.waiting is not None:
            before, now = _person(self.waiting), _person(rows)
            if now < before:
                raise NotInOrderError
            if now == before:
                self.waiting = pa.concat_tables([self.waiting, rows])
                return
            yield from self.end()
        self.waiting = rows

    def end(self) -> Iterator[Any]:
        """The answer about the last person of all."""
        if self.waiting is not None:
            yield self._work(whole(self.waiting))
            self.waiting = None


def _person(rows: pa.Table) -> Any:
    return rows.column("person")[0].as_py()


def _read_and_cut(read: Callable[[], Span], work: Work) -> Cut:
    return cut(read(), work)


def cuts(spans: Iterator[Callable[[], Span]], work: Work, threads: int) -> Iterator[Cut]:
    """Every span read and cut by a pool of threads, in order; no more are under way than the threads can soon take up."""
    with ThreadPoolExecutor(threads, thread_name_prefix="screen") as pool:
        waiting: deque[Future[Cut]] = deque()
        try:
            for read in spans:
                waiting.append(pool.submit(_read_and_cut, read, work))
                while len(waiting) >= threads + AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()
