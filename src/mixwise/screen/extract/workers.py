"""Documents put to several processes at once; what they find comes back in the order of the documents."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from mixwise.knowledge.store import load
from mixwise.screen.extract.extractor import Extracted, Extractor
from mixwise.screen.extract.reading import Document

PIECE = 1 << 18
"""Characters that a process is given at once."""
MOST_DOCUMENTS = 4096
WAITING = 3
"""Pieces for each process that are held in memory."""

Found = tuple[Document, list[Extracted]]

_own: list[Extractor] = []


def extract_each(documents: Iterable[Document], workers: int) -> Iterator[Found]:
    """Each document with its substances, in order; by this process alone when one worker is asked for."""
    if workers == 1:
        yield from ready().extract_each(documents, _text)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start) as pool:
        waiting: deque[tuple[Sequence[Document], Future[list[list[Extracted]]]]] = deque()
        try:
            for piece in _pieces(documents):
                waiting.append((piece, pool.submit(_find, [document.text for document in piece])))
                if len(waiting) >= WAITING * workers:
                    yield from _first(waiting)
            while waiting:
                yield from _first(waiting)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def ready() -> Extractor:
    """An extractor over the knowledge that comes with mixwise."""
    extractor = Extractor(load())
    gc.collect()
    gc.freeze()  # a hundred thousand names that stay: looked through at each collection, they cost a third of the time
    return extractor


def _first(waiting: deque[tuple[Sequence[Document], Future[list[list[Extracted]]]]]) -> Iterator[Found]:
    piece, found = waiting.popleft()
    yield from zip(piece, found.result(), strict=True)


def _pieces(documents: Iterable[Document]) -> Iterator[list[Document]]:
    held: list[Document] = []
    size = 0
    for document in documents:
        held.append(document)
        size += len(document.text)
        if size >= PIECE or len(held) >= MOST_DOCUMENTS:
            yield held
            held, size = [], 0
    if held:
        yield held


def _start() -> None:
    _own.append(ready())


def _find(texts: Sequence[str]) -> list[list[Extracted]]:
    return list(_own[0].extract_all(texts))


def _text(document: Document) -> str:
    return document.text
