"""
Compiling the knowledge: validate, inherit, derive, index, and write one read-only file.

The file is SQLite, read by row, with the length and a checksum of all that stands before them at its end. It is written whole
beside its place and moved there, so a reader sees the old one or the new one and never half of one.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from mixwise.errors import KnowledgeError
from mixwise.knowledge.checks import CHECKS
from mixwise.knowledge.corpus import Corpus, load
from mixwise.knowledge.expand import concrete_rules
from mixwise.knowledge.namerows import name_rows
from mixwise.knowledge.read import Problem
from mixwise.knowledge.rows import rows
from mixwise.knowledge.sound import Written, sound, written
from mixwise.knowledge.store import FORMAT, fingerprint, trailer_of, write_stamp
from mixwise.whole import whole_path


def lint(folder: Path) -> tuple[Corpus, list[Problem]]:
    """Everything that is wrong in a knowledge folder, in order of file and line; nothing stops at the first problem."""
    corpus = load(folder)
    problems = list(corpus.problems)
    for check in CHECKS:
        problems.extend(check().check(corpus))
    return corpus, sorted(set(problems))


def compile_knowledge(folder: Path, target: Path) -> str:
    """
    Build the compiled file from a knowledge folder and return its version.

    Raises KnowledgeError with every problem when the knowledge is not sound; the old file is then left as it was.
    """
    corpus, problems = lint(folder)
    if problems:
        raise KnowledgeError(
            "\n".join(str(problem) for problem in problems) + f"\n{len(problems)} problems: nothing was compiled."
        )
    digest = fingerprint(str(folder))
    dates = (entry.record.checked_against_sources or entry.record.drafted for entry in corpus.substances.values())
    newest = max(dates, default="0000-00-00")
    version = f"{newest.replace('-', '.')}-{digest[:8]}"
    language: Any = corpus.words.get("locale/en/sentences", {})
    write(
        target,
        rows(corpus),
        name_rows(corpus),
        {
            "format": FORMAT,
            "version": version,
            "fingerprint": digest,
            "smallest_set": smallest_set(corpus),
            "least_points": least_points(corpus),
        },
        language.get("sounds", ()),
    )
    write_stamp(str(folder), str(target))
    return version


def smallest_set(corpus: Corpus) -> str:
    """How many substances the smallest set rule needs."""
    sizes = [rule.least or len(rule.roles) for rule in concrete_rules(corpus) if rule.kind == "set"]
    return str(min(sizes, default=0))


def least_points(corpus: Corpus) -> str:
    """The lowest limit of any rule about a sum of points."""
    loads = (entry.record.load for entry in corpus.rules.values())
    return str(min((load.over for load in loads if load and load.unit == "points"), default=float("inf")))


def write(
    target: Path,
    records: Iterable[tuple[str, str, Any]],
    names: Iterable[tuple[str, Any]],
    meta: dict[str, str],
    sounds: Iterable[Sequence[str]] = (),
) -> None:
    """Write a compiled file: all of it, or (when anything fails) none of it. `sounds`: see `knowledge.sound.written`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_path(target, 0o644) as temporary:
        _fill(temporary, records, list(names), meta, sounds)
        content = temporary.read_bytes()
        with temporary.open("ab") as file:
            file.write(trailer_of(len(content), zlib.crc32(content)))


def _fill(
    path: Path,
    records: Iterable[tuple[str, str, Any]],
    names: Sequence[tuple[str, Any]],
    meta: dict[str, str],
    sounds: Iterable[Sequence[str]],
) -> None:
    base = sqlite3.connect(path)
    try:
        base.executescript(
            "PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
            "CREATE TABLE record (kind TEXT, id TEXT, data BLOB, PRIMARY KEY (kind, id));"
            "CREATE TABLE name (key TEXT PRIMARY KEY, length INTEGER, data TEXT) WITHOUT ROWID;"
            "CREATE TABLE sound (sound TEXT, key TEXT, PRIMARY KEY (sound, key)) WITHOUT ROWID;"
        )
        base.executemany("INSERT INTO meta VALUES (?, ?)", sorted(meta.items()))
        base.executemany(
            "INSERT INTO record VALUES (?, ?, ?)",
            sorted((kind, name, _packed(data)) for kind, name, data in records),
        )
        base.executemany(
            "INSERT INTO name VALUES (?, ?, ?)", sorted((key, len(key), _json(data)) for key, data in names)
        )
        base.executemany("INSERT INTO sound VALUES (?, ?)", sorted(_sounds([key for key, _ in names], written(sounds))))
        base.execute("CREATE INDEX name_length ON name (length, key)")
        base.commit()
        base.execute("VACUUM")
    finally:
        base.close()


def _sounds(keys: Sequence[str], pairs: Written) -> Iterator[tuple[str, str]]:
    """How every name sounds, and the name: looked up when what was typed is spelt like none of them."""
    heard = sound("\n".join(keys), pairs).split("\n") if keys else []
    return zip(heard, keys, strict=True)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _packed(data: Any) -> bytes:
    """JSON, compressed: the whole file is read at every start, so its size is a reader's time."""
    return zlib.compress(_json(data).encode(), 9)
