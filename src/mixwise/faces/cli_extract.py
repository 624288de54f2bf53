"""`mixwise extract`: documents in, mentions out; talk on standard error, and none of it quotes a text."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from mixwise.errors import UsageError
from mixwise.faces.exits import COMPLETE
from mixwise.screen.extract.reading import Columns, Document, Reject, documents, files

NEEDS = "`mixwise extract` needs more packages: pip install 'mixwise[screen]'"


def extract(options: argparse.Namespace) -> int:
    """Read, find, write; 0 when all was read, whatever was found."""
    try:
        import ahocorasick_rs  # noqa: F401
    except ImportError as error:
        raise UsageError(NEEDS) from error
    from mixwise.screen.extract.workers import extract_each
    from mixwise.screen.extract.writing import FORMATS, writer
    from mixwise.whole import whole_file

    suffix = Path(options.output or "").suffix.lstrip(".").replace("ndjson", "jsonl")
    kind = options.format or (suffix if suffix in FORMATS else "jsonl")
    if kind == "parquet" and not options.output and sys.stdout.isatty():
        raise UsageError("Parquet is not for a terminal: name a file with -o")
    sources = files(options.inputs)
    with ExitStack() as stack:
        target = stack.enter_context(whole_file(Path(options.output))) if options.output else sys.stdout.buffer
        rejects = _Rejects(stack.enter_context(whole_file(Path(options.rejects))) if options.rejects else None)
        read = _readable(sources, Columns(options.column, options.id), options.input, rejects)
        out = writer(kind, target)
        count = mentions = 0
        for document, found in extract_each(read, options.workers):
            count += 1
            mentions += len(found)
            out.write(document, found)
        out.close()
        rejects.close()
    if not options.quiet:
        print(f"mixwise: {count:,} documents, {mentions:,} mentions", file=sys.stderr)
    if rejects.count:
        where = f"see {options.rejects}" if options.rejects else "--rejects FILE says which and why"
        print(f"mixwise: {rejects.count:,} rows were left out; {where}", file=sys.stderr)
    return COMPLETE


def _readable(sources: Sequence[str], columns: Columns, kind: str, rejects: _Rejects) -> Iterator[Document]:
    for source in sources:
        for one in documents(source, columns, kind):
            if isinstance(one, Reject):
                rejects.add(one)
            else:
                yield one


class _Rejects:
    """Rows that were left out: counted, and written with their place and the reason where that is wanted."""

    def __init__(self, file: BinaryIO | None) -> None:
        self.count = 0
        self._text = io.TextIOWrapper(file, encoding="utf-8", errors="backslashreplace", newline="") if file else None
        self._rows = csv.writer(self._text, lineterminator="\n") if self._text else None
        if self._rows:
            self._rows.writerow(Reject._fields)

    def add(self, one: Reject) -> None:
        """One more."""
        self.count += 1
        if self._rows:
            self._rows.writerow(one)

    def close(self) -> None:
        """All of them were written; the file itself is closed by who opened it."""
        if self._text:
            self._text.flush()
            self._text.detach()
