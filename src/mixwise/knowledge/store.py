"""
The compiled knowledge: one read-only file, read by row, checked whole when it is opened.

SQLite answers normally from most damaged files, so the file carries a SHA-256 of its content and is refused when that
does not hold. In a checkout it is refused, too, when the YAML beside it has changed since.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from mixwise.errors import KnowledgeError
from mixwise.knowledge.normalise import NameRow

FORMAT = "1"
MAGIC = b"mixwise1"
TRAILER = len(MAGIC) + 32
DATA = os.path.join(os.path.dirname(__file__), "data", "knowledge.db")
CHECKOUT = os.path.normpath(os.path.join(os.path.dirname(__file__), "..", "..", "..", "knowledge"))
MEND = "Run `./run knowledge compile` in a checkout, or install mixwise again."

Row = dict[str, Any]


class Knowledge:
    """
    Read access to the compiled knowledge. Rows are parsed once and kept; there are only as many as the file holds.

    Not thread-safe for writing, because nothing is ever written; SQLite is opened so that threads may share it.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._base = connection
        self._rows: dict[tuple[str, str], Row] = {}
        self._missing: dict[tuple[str, str], None] = {}
        self._names: dict[str, tuple[NameRow, ...]] = {}
        self.version = self._meta("version")
        self.memo: dict[Any, Any] = {}
        """Room for what others derive from rows once; bounded by the size of the knowledge."""

    def _meta(self, key: str) -> str:
        found = self._base.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(found[0]) if found else ""

    def get(self, kind: str, name: str) -> Row | None:
        """The record of that kind and id, or None when there is none."""
        key = (kind, name)
        row = self._rows.get(key)
        if row is None:
            found = self._base.execute("SELECT data FROM record WHERE kind = ? AND id = ?", key).fetchone()
            if found is None:
                return None
            row = self._rows[key] = json.loads(found[0])
        return row

    def row(self, kind: str, name: str) -> Row:
        """The record of that kind and id. Raises KnowledgeError when the knowledge has none."""
        row = self.get(kind, name)
        if row is None:
            raise KnowledgeError(f"the knowledge has no {kind} called {name!r}")
        return row

    def ids(self, kind: str) -> list[str]:
        """Every id of that kind, in order."""
        return [
            str(name) for (name,) in self._base.execute("SELECT id FROM record WHERE kind = ? ORDER BY id", (kind,))
        ]

    def meanings(self, key: str) -> tuple[NameRow, ...]:
        """What a normalised name may mean; () when the knowledge does not know it."""
        found = self._names.get(key)
        if found is None:
            row = self._base.execute("SELECT data FROM name WHERE key = ?", (key,)).fetchone()
            if row is None:
                return ()
            found = self._names[key] = tuple(NameRow(tuple(m[0]), *m[1:]) for m in json.loads(row[0]))
        return found

    def keys_of_length(self, shortest: int, longest: int) -> Sequence[str]:
        """Every normalised name of that many characters."""
        found = self.memo.get(("keys", shortest, longest))
        if found is None:
            query = "SELECT key FROM name WHERE length BETWEEN ? AND ? ORDER BY key"
            found = self.memo["keys", shortest, longest] = [
                str(key) for (key,) in self._base.execute(query, (shortest, longest))
            ]
        keys: list[str] = found
        return keys

    def words(self, name: str) -> Mapping[str, Any]:
        """Language data, such as `locale/en/guide`; empty when there is none."""
        return self.get("words", name) or {}

    def sentence_words(self, language: str) -> Mapping[str, Any]:
        """How people speak of taking things, in that language."""
        return self.words(f"locale/{language}/sentences")

    def unidentified_words(self) -> Mapping[str, Any]:
        """How people speak of things that they cannot name."""
        return self.words("names/unidentified")

    def close(self) -> None:
        """Close the file."""
        self._base.close()


@lru_cache(maxsize=4)
def load(path: str = DATA) -> Knowledge:
    """
    Open the compiled knowledge, checked whole.

    Raises KnowledgeError when it is missing, damaged, of another format, or older than the YAML of the checkout it lies in.
    """
    _check_content(path)
    if path == DATA and os.path.isdir(CHECKOUT):
        _check_fresh(Path(CHECKOUT), Path(path))
    return _open(path)


def _open(path: str) -> Knowledge:
    uri = Path(path).absolute().as_uri() + "?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
    row = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    if row is None or row[0] != FORMAT:
        raise KnowledgeError(f"the compiled knowledge is of another format. {MEND}")
    return Knowledge(connection)


def _check_content(path: str) -> None:
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            remaining = os.fstat(file.fileno()).st_size - TRAILER
            while remaining > 0 and (chunk := file.read(min(remaining, 1 << 18))):
                digest.update(chunk)
                remaining -= len(chunk)
            trailer = file.read()
    except OSError as error:
        raise KnowledgeError(f"the compiled knowledge cannot be read: {error.strerror}. {MEND}") from error
    if remaining != 0 or trailer != MAGIC + digest.digest():
        raise KnowledgeError(f"the compiled knowledge is damaged. {MEND}")


def fingerprint(folder: Path) -> str:
    """One hash over the names and contents of every YAML file of a knowledge folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _signature(folder: Path) -> str:
    """Names, sizes and times of every YAML file: cheap, and different whenever one was written."""
    found = []
    stack = [str(folder)]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    stack.append(entry.path)
                elif entry.name.endswith(".yaml"):
                    stat = entry.stat()
                    found.append(f"{entry.path} {stat.st_size} {stat.st_mtime_ns}")
    return "\n".join(sorted(found))


def _stamp(target: Path) -> Path:
    return target.with_name(target.name + ".stamp")


def write_stamp(folder: Path, target: Path) -> None:
    """Remember how the YAML files looked when the compiled file was last known to agree with them."""
    with suppress(OSError):  # a read-only checkout only loses the short cut
        _stamp(target).write_text(hashlib.sha256(_signature(folder).encode()).hexdigest(), encoding="ascii")


def _check_fresh(folder: Path, target: Path) -> None:
    signature = hashlib.sha256(_signature(folder).encode()).hexdigest()
    try:
        if _stamp(target).read_text(encoding="ascii") == signature:
            return
    except OSError:
        pass
    if _open(str(target))._meta("fingerprint") != fingerprint(folder):
        raise KnowledgeError(f"the knowledge has changed since it was compiled. {MEND}")
    write_stamp(folder, target)
