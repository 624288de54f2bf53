"""
The compiled knowledge: one read-only file, read by row, checked whole when it is opened.

SQLite answers normally from most damaged files, so the file carries a hash of its content and is refused when that
does not hold. In a checkout it is refused, too, when the YAML beside it has changed since.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any
from zlib import crc32, decompress

from mixwise.errors import KnowledgeError
from mixwise.knowledge.normalise import NameRow

try:  # the same function without loading OpenSSL, which a cold start would notice
    from _blake2 import blake2b
except ImportError:  # pragma: no cover - another Python than CPython
    from hashlib import blake2b

FORMAT = "2"
MAGIC = b"mixwise1"
HASH = 32
CHECK = 8
"""Bytes of the check at the end of the compiled file: its length and its CRC-32, four bytes each (decision 9)."""
"""Bytes of the hash behind the marker at the end of the file."""
STAMP = ".stamp"
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
        self.smallest_set = int(self._meta("smallest_set") or 0)
        """How many substances the smallest set rule needs; with fewer none can match."""
        self.least_points = float(self._meta("least_points") or "inf")
        """The lowest limit of any rule about a sum of points; at or below it none can match."""
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
            row = self._rows[key] = json.loads(decompress(found[0]))
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

    def listed(self, key: str) -> tuple[NameRow, ...]:
        """What published lists of street names say of a normalised name that has no meanings; () when none does."""
        row = self.get("listed", key)
        return tuple(NameRow(tuple(m[0]), *m[1:]) for m in row["meanings"]) if row else ()

    def keys_of_length(self, shortest: int, longest: int) -> Sequence[str]:
        """Every normalised name of that many characters, the shorter first; a name is read once however often it is asked for."""
        held: dict[int, list[str]] = self.memo.setdefault("keys", {})
        missing = [size for size in range(shortest, longest + 1) if size not in held]
        if missing:
            held.update((size, []) for size in missing)
            query = "SELECT key FROM name WHERE length BETWEEN ? AND ? ORDER BY length, key"
            for start, end in _runs(missing):
                for (key,) in self._base.execute(query, (start, end)):
                    held[len(key)].append(key)
        return [key for size in range(shortest, longest + 1) for key in held[size]]

    def sounding(self, sound: str) -> Sequence[str]:
        """The normalised names that sound so, the shorter first."""
        return [
            key
            for (key,) in self._base.execute(
                "SELECT key FROM sound WHERE sound = ? ORDER BY length(key), key", (sound,)
            )
        ]

    def words(self, name: str) -> Mapping[str, Any]:
        """Language data, such as `locale/en/guide`; empty when there is none."""
        return self.get("words", name) or {}

    def sentence_words(self, language: str) -> Mapping[str, Any]:
        """How people speak of taking things, in that language."""
        return self.words(f"locale/{language}/sentences")

    def words_starting(self, language: str, start: str) -> Mapping[str, str]:
        """The words of a language that begin with those two letters, by list, each list with spaces between."""
        return self.words(f"locale/{language}/words/{start}")

    def unidentified_words(self) -> Mapping[str, Any]:
        """How people speak of things that they cannot name."""
        return self.words("names/unidentified")

    def close(self) -> None:
        """Close the file."""
        self._base.close()


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as runs without a gap."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


@lru_cache(maxsize=4)
def load(path: str = DATA) -> Knowledge:
    """
    Open the compiled knowledge, checked whole.

    Raises KnowledgeError when it is missing, damaged, of another format, or older than the YAML of the checkout it lies in.
    """
    _check_content(path)
    if path == DATA and os.path.isdir(CHECKOUT):
        _check_fresh(CHECKOUT, path)
    return _open(path)


def _open(path: str) -> Knowledge:
    quoted = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite3.connect(f"file:{quoted}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    row = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    if row is None or row[0] != FORMAT:
        raise KnowledgeError(f"the compiled knowledge is of another format. {MEND}")
    return Knowledge(connection)


def hashed(*parts: bytes) -> bytes:
    """The hash (BLAKE2b, 32 bytes) that tells whether the YAML has changed."""
    digest = blake2b(digest_size=HASH)
    for part in parts:
        digest.update(part)
    return digest.digest()


def trailer_of(length: int, checksum: int) -> bytes:
    """What stands at the end of a compiled file with a content of that length and CRC-32."""
    return MAGIC + length.to_bytes(4, "big") + checksum.to_bytes(4, "big")


def _check_content(path: str) -> None:
    checksum = 0
    try:
        with open(path, "rb") as file:
            length = remaining = max(0, os.fstat(file.fileno()).st_size - len(MAGIC) - CHECK)
            while remaining > 0 and (chunk := file.read(min(remaining, 1 << 18))):
                checksum = crc32(chunk, checksum)
                remaining -= len(chunk)
            trailer = file.read()
    except OSError as error:
        raise KnowledgeError(f"the compiled knowledge cannot be read: {error.strerror}. {MEND}") from error
    if remaining != 0 or trailer != trailer_of(length, checksum):
        raise KnowledgeError(f"the compiled knowledge is damaged. {MEND}")


def fingerprint(folder: str) -> str:
    """One hash over the names and contents of every YAML file of a knowledge folder."""
    parts: list[bytes] = []
    for path, _ in sorted(_files(folder)):
        with open(path, "rb") as file:
            parts += [os.path.relpath(path, folder).replace(os.sep, "/").encode(), b"\0", hashed(file.read())]
    return hashed(*parts).hex()


def _files(folder: str) -> list[tuple[str, os.stat_result]]:
    """Every YAML file below a folder."""
    found = []
    stack = [folder]
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    stack.append(entry.path)
                elif entry.name.endswith(".yaml"):
                    found.append((entry.path, entry.stat()))
    return found


def _signature(folder: str) -> str:
    """Names, sizes and times of every YAML file: cheap, and different whenever one was written."""
    lines = sorted(f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in _files(folder))
    return hashed("\n".join(lines).encode()).hex()


def write_stamp(folder: str, target: str) -> None:
    """Remember how the YAML files looked when the compiled file was last known to agree with them."""
    with (
        suppress(OSError),
        open(target + STAMP, "w", encoding="ascii") as file,
    ):  # read-only: only the short cut is lost
        file.write(_signature(folder))


def _check_fresh(folder: str, target: str) -> None:
    with suppress(OSError), open(target + STAMP, encoding="ascii") as file:
        if file.read() == _signature(folder):
            return
    if _open(target)._meta("fingerprint") != fingerprint(folder):
        raise KnowledgeError(f"the knowledge has changed since it was compiled. {MEND}")
    write_stamp(folder, target)
