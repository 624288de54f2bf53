"""The commands for those who write the knowledge. The only place outside the compiler that imports it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from mixwise.errors import UsageError
from mixwise.faces.exits import COMPLETE, REACHED
from mixwise.knowledge.store import CHECKOUT, DATA

if TYPE_CHECKING:
    from mixwise.knowledge.corpus import Corpus


def knowledge_lint(options: argparse.Namespace) -> int:
    """Name every problem with its file and line; exit code 1 when there is any."""
    compiler = _compiler()
    _, problems = compiler.lint(_folder(options))
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems" if problems else "no problems", file=sys.stderr)
    return REACHED if problems else COMPLETE


def knowledge_compile(options: argparse.Namespace) -> int:
    """Build the file that answers come from; bad knowledge builds nothing."""
    compiler = _compiler()
    start = time.monotonic()
    target = Path(options.output or DATA)
    print("compiling the knowledge …", file=sys.stderr)
    version = compiler.compile_knowledge(_folder(options), target)
    size = os.path.getsize(target) / 1e6
    print(f"knowledge {version}: {size:.1f} MB in {time.monotonic() - start:.1f} s", file=sys.stderr)
    return COMPLETE


def knowledge_audit(options: argparse.Namespace) -> int:
    """Claims at random beside source and place; the same ones for the same seed and knowledge."""
    from mixwise.knowledge import audit

    corpus = _read(options)
    found = audit.sample(corpus, options.sample, options.seed)
    if options.csv:
        import csv

        table = csv.writer(sys.stdout)
        table.writerow(
            ["file", "line", "record", "supports", "says", "source", "locator", "seen_as", "link", "verdict"]
        )
        for one in found:
            source = corpus.sources[one.source].record
            row = [one.file, one.line, one.record, " ".join(one.supports), one.says, one.source, one.locator]
            table.writerow([*row, source.seen_as, source.url or source.doi, ""])
        return COMPLETE
    for one in found:
        source = corpus.sources[one.source].record
        print(f"{one.file}:{one.line} {one.record} ({', '.join(one.supports)})")
        print(f"  {one.says}")
        print(f"  {source.title}, {source.publisher}: {one.locator} (seen as {source.seen_as} {source.seen})")
        print(f"  {source.url or source.doi}")
    return COMPLETE


def knowledge_review(options: argparse.Namespace) -> int:
    """Which records want a second reading most, and why: overdue, oldest, thinnest, most consequential, least certain."""
    import datetime as dt
    from itertools import groupby, islice

    from mixwise.knowledge import audit

    corpus = _read(options)
    for why, found in groupby(
        audit.due(corpus, dt.datetime.now(tz=dt.UTC).date().isoformat()), key=lambda one: one.why
    ):
        records = list(found)
        print(f"{why} ({len(records)})")
        for one in islice(records, options.most):
            print(f"  {one.file}:{one.line} {one.record}: {one.what}")
    return COMPLETE


def knowledge_info(_: argparse.Namespace) -> int:
    """What the compiled knowledge holds, by kind of record."""
    from mixwise.knowledge.store import load

    store = load()
    print(f"version {store.version}")
    for kind in ("substance", "class", "product", "mechanism", "rule", "source", "antidote", "country"):
        print(f"{kind} {len(store.ids(kind))}")
    reviewed = sum(1 for name in store.ids("substance") if not store.row("substance", name)["not_reviewed"])
    print(f"reviewed in every trait family {reviewed}")
    return COMPLETE


def knowledge_diff(options: argparse.Namespace) -> int:
    """Which verdicts change between two versions; a verdict that becomes milder is marked."""
    from mixwise.engine.diff import compare
    from mixwise.knowledge.store import load

    old, new = (load(_compiled(path)) for path in (options.old, options.new))
    if options.json:
        import json

        from mixwise.engine.changes import summary

        print(json.dumps(summary(old, new), ensure_ascii=False))
        return COMPLETE
    milder = 0
    count = 0
    for change in compare(old, new):
        count += 1
        milder += change.milder
        print(change)
    print(f"{count} verdicts change; {milder or 'none'} become milder", file=sys.stderr)
    return COMPLETE


def _compiled(path: str) -> str:
    """A compiled file: the one given, or one made from the folder given."""
    if os.path.isdir(path):
        import tempfile

        target = os.path.join(tempfile.mkdtemp(), "knowledge.db")
        _compiler().compile_knowledge(Path(path), Path(target))
        return target
    return path


def _folder(options: argparse.Namespace) -> Path:
    folder = Path(options.folder or CHECKOUT)
    if not folder.is_dir():
        raise UsageError(f"no knowledge folder at {folder}: say where it is")
    return folder


def _read(options: argparse.Namespace) -> Corpus:
    """The knowledge as it is written; what lint would say of it changes no list."""
    _compiler()
    from mixwise.knowledge import corpus

    return corpus.load(_folder(options))


def _compiler() -> ModuleType:
    try:
        from mixwise.knowledge import compile as compiler
    except ImportError as error:
        raise UsageError(f"this needs an extra ({error.name} is missing): pip install 'mixwise[compile]'") from error
    return compiler


def completion(options: argparse.Namespace) -> int:
    """Print a completion script for a shell, made by shtab."""
    try:
        import shtab
    except ImportError as error:
        raise UsageError("shell completion needs an extra: pip install 'mixwise[completion]'") from error
    from mixwise.faces.parser import build_parser

    print(shtab.complete(build_parser(), options.shell))
    return COMPLETE
