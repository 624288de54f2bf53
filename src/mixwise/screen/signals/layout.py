"""
Which files of the FDA's quarterly extracts a folder holds, packed or unpacked, and what their columns are called.

The layout is that of ASC_NTS, which comes with each extract: `DEMO24Q1.txt` and so on, fields divided by `$`. Files of AERS (to
the third quarter of 2012) name a report by ISR; those of FAERS by PRIMARYID. Spellings differ between quarters.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from mixwise.errors import UsageError

NAMED = re.compile(r"(demo|drug|reac|outc|indi|rpsr|ther)(\d\d)q([1-4])[^/]*\.txt", re.IGNORECASE)
NEEDED = ("demo", "drug", "reac")
OPTIONAL = ("outc", "indi")
"""Read where they are there; RPSR (who reported) and THER (when a therapy began and ended) are not read."""
DELETED = "deleted"

COLUMNS = {
    "isr": "report", "primaryid": "report", "case": "caseid", "caseid": "caseid", "caseversion": "version",
    "fda_dt": "received", "role_cod": "role", "role_code": "role", "drugname": "name", "prod_ai": "ingredient",
    "pt": "reaction", "outc_cod": "outcome", "outc_code": "outcome", "indi_pt": "indication",
}  # fmt: skip
"""The columns that are read, by the names that they have had, and what they are called here."""
REQUIRED = {
    "demo": ("report", "caseid"), "drug": ("report", "role", "name"), "reac": ("report", "reaction"),
    "outc": ("report", "outcome"), "indi": ("report", "indication"),
}  # fmt: skip


class Source(NamedTuple):
    """One file of an extract; `member` is its name inside an archive, or empty."""

    kind: str
    quarter: str
    path: Path
    member: str
    size: int

    @property
    def label(self) -> str:
        """What a person calls it."""
        return Path(self.member).name if self.member else self.path.name

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Its bytes. Raises UsageError when they cannot be read."""
        try:
            if not self.member:
                with self.path.open("rb") as file:
                    yield file
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as packed:
                    yield io.BufferedReader(packed)  # type: ignore[type-var]
        except (OSError, zipfile.BadZipFile, EOFError) as error:
            raise UsageError(f"{self.label} cannot be read: {getattr(error, 'strerror', '') or error}") from error


def sources(folder: Path) -> list[Source]:
    """
    The files that are read, in the order of their quarters.

    Raises UsageError when the folder holds none, or a quarter lacks one of those that are needed.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder")
    found = sorted(_all(folder), key=lambda one: (one.kind, one.quarter, str(one.path), one.member))
    quarters = {one.quarter for one in found if one.kind != DELETED}
    if not quarters:
        raise UsageError(f"{folder} holds no file of a quarterly extract, such as DEMO24Q1.txt or an archive of them")
    for quarter in sorted(quarters):
        missing = [kind.upper() for kind in NEEDED if not any(one[:2] == (kind, quarter) for one in found)]
        if missing:
            raise UsageError(f"quarter {quarter} lacks {' and '.join(missing)}: put the whole extract there")
    return [one for one in found if one.kind in (*NEEDED, *OPTIONAL, DELETED)]


def _all(folder: Path) -> Iterator[Source]:
    for path in folder.rglob("*"):
        if path.suffix.lower() == ".zip" and path.is_file():
            yield from _packed(path)
        elif path.is_file() and (kind := kind_of(str(path.relative_to(folder)))):
            yield Source(*kind, path, "", path.stat().st_size)


def _packed(path: Path) -> Iterator[Source]:
    try:
        with zipfile.ZipFile(path) as archive:
            for one in archive.infolist():
                if kind := kind_of(one.filename):
                    yield Source(*kind, path, one.filename, one.file_size)
    except (OSError, zipfile.BadZipFile) as error:
        raise UsageError(f"{path.name} is no archive that can be read") from error


def kind_of(name: str) -> tuple[str, str] | None:
    """
    Which file of which quarter a name stands for, or None.

    >>> kind_of("ascii/DEMO18Q1_new.txt")
    ('demo', '2018q1')
    >>> kind_of("deleted/ADR19Q1DeletedCases.txt")
    ('deleted', '2019q1')
    """
    last = name.rsplit("/", 1)[-1]
    if last.startswith("."):
        return None
    if match := NAMED.fullmatch(last):
        return match[1].lower(), _year(match[2]) + "q" + match[3]
    if last.lower().endswith(".txt") and "delete" in last.lower():
        dated = re.search(r"(\d\d)q([1-4])", last, re.IGNORECASE)
        return DELETED, _year(dated[1]) + "q" + dated[2] if dated else ""
    return None


def _year(two: str) -> str:
    return ("19" if int(two) > 90 else "20") + two


class Header(NamedTuple):
    """The columns of one file: how many there are, where those that are read stand, and whether it is of AERS."""

    width: int
    places: dict[str, int]
    legacy: bool


def header(source: Source, line: bytes) -> Header:
    """Read the first line of a file. Raises UsageError when a column that is needed is not there, or there twice."""
    names = [name.strip().lower() for name in line.decode("utf-8-sig", errors="replace").strip().split("$")]
    while names and not names[-1]:
        names.pop()
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        if (ours := COLUMNS.get(name)) and places.setdefault(ours, place) != place:
            raise UsageError(f"{source.label} has two columns for {ours} in its first line")
    missing = [ours for ours in REQUIRED[source.kind] if ours not in places]
    if missing:
        wanted = ", ".join("/".join(theirs for theirs, ours in COLUMNS.items() if ours == one) for one in missing)
        raise UsageError(f"{source.label} has no column {wanted} in its first line")
    return Header(len(names), places, "isr" in names)
