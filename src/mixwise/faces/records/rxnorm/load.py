"""
Loading an RxNorm release (RRF files) into one embedded store, streamed, whole or not at all.

Of a release are kept: RxNorm's own names and relations, the ingredients that each concept comes down to, codes of other systems
(NDC, ATC, UNII, SNOMED CT) that lead to a concept, and what became of retired ones. Names of other vocabularies are not kept.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from mixwise.errors import UsageError
from mixwise.faces.records.rxnorm.codes import ndc_11
from mixwise.faces.records.rxnorm.store import FORMAT
from mixwise.knowledge.normalise import normalise
from mixwise.whole import whole_path

Told = Callable[[str, int, int], None]
"""Called with a file, the bytes read of it, and its size."""

SCHEMA = """
PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE concept (rxcui TEXT PRIMARY KEY, name TEXT, tty TEXT, synonym TEXT) WITHOUT ROWID;
CREATE TABLE name (key TEXT, name TEXT, rxcui TEXT, tty TEXT);
CREATE TABLE relation (rxcui TEXT, rela TEXT, other TEXT);
CREATE TABLE ingredient (rxcui TEXT, ingredient TEXT, PRIMARY KEY (rxcui, ingredient)) WITHOUT ROWID;
CREATE TABLE code (system TEXT, code TEXT, rxcui TEXT, PRIMARY KEY (system, code, rxcui)) WITHOUT ROWID;
CREATE TABLE attribute (rxcui TEXT, name TEXT, value TEXT);
CREATE TABLE retired (rxcui TEXT PRIMARY KEY, other TEXT) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX name_key ON name (key); CREATE INDEX name_rxcui ON name (rxcui);
CREATE INDEX relation_rxcui ON relation (rxcui); CREATE INDEX ingredient_of ON ingredient (ingredient);
CREATE INDEX code_rxcui ON code (rxcui); CREATE INDEX attribute_rxcui ON attribute (rxcui);
"""
SYSTEMS = {"ATC": "ATC", "MTHSPL": "UNII_CODE", "SNOMEDCT_US": "SNOMEDCT"}
"""Vocabularies of a release whose codes are kept, by the name under which look-ups ask for them."""
PLAIN = (
    "SCD",
    "SBD",
    "GPCK",
    "BPCK",
    "SCDG",
    "SBDG",
    "SCDC",
    "SBDC",
    "SCDF",
    "SBDF",
    "IN",
    "PIN",
    "MIN",
    "BN",
    "DF",
    "DFG",
    "SCDFP",
    "SBDFP",
    "SCDGP",
)
KEPT = (
    "AVAILABLE_STRENGTH",
    "PRESCRIBABLE",
    "HUMAN_DRUG",
    "STRENGTH",
    "QUANTITY",
    "QUALITATIVE_DISTINCTION",
    "VET_DRUG",
)
DOWN = (
    ("consists_of", "has_ingredients", "has_precise_ingredient", "form_of", "contains", "has_part", "has_ingredient"),
    ("tradename_of",),
)
"""Relations that lead from a concept towards its ingredients; those of a brand only where the others lead nowhere."""


def load_release(folder: Path, target: Path, told: Told = lambda *_: None) -> dict[str, int]:
    """
    Read the RRF files of a release into the store at `target` and return what it holds, by kind.

    Raises UsageError when the folder is no release, or a file of it is cut short; the store is then as it was.
    """
    files = _find(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_path(target, 0o644) as temporary:
        return _fill(temporary, files, told)


def _find(folder: Path) -> dict[str, Path]:
    """The files of a release by name; a release unpacks into a folder that holds them in `rrf`."""
    for place in (folder, folder / "rrf"):
        found = {path.name.upper(): path for path in sorted(place.glob("*.[Rr][Rr][Ff]"))}
        if "RXNCONSO.RRF" in found and "RXNREL.RRF" in found:
            return found
    raise UsageError(f"{folder} holds no RxNorm release: RXNCONSO.RRF and RXNREL.RRF are needed")


def _fill(path: Path, files: dict[str, Path], told: Told) -> dict[str, int]:
    base = sqlite3.connect(path)
    try:
        base.executescript(SCHEMA)
        _concepts(base, files["RXNCONSO.RRF"], told)
        down = _relations(base, files["RXNREL.RRF"], told)
        if sat := files.get("RXNSAT.RRF"):
            _attributes(base, sat, told)
        if retired := files.get("RXNCUI.RRF"):
            rows = ((row[0], row[4]) for row in _rows(retired, 5, told) if row[4] and row[4] != row[0])
            base.executemany("INSERT OR REPLACE INTO retired VALUES (?, ?)", rows)
        _ingredients(base, down)
        base.executescript(INDEXES)
        base.executemany("INSERT INTO meta VALUES (?, ?)", [("format", FORMAT), ("version", _version(files))])
        base.commit()
        if not base.execute("SELECT 1 FROM concept LIMIT 1").fetchone():
            raise UsageError("the release holds no concept of RxNorm's own")
        return {
            kind: int(base.execute(f"SELECT count(*) FROM {kind}").fetchone()[0])
            for kind in ("concept", "name", "ingredient", "code", "retired")
        }
    finally:
        base.close()


def _rows(path: Path, least: int, told: Told) -> Iterator[list[str]]:
    """The rows of an RRF file. Raises UsageError, with the line, where one has too few fields."""
    size, done = path.stat().st_size, 0
    with open(path, encoding="utf-8", errors="strict", newline="\n") as file:
        for number, line in enumerate(file, 1):
            done += len(line)
            row = line.rstrip("\r\n").split("|")
            if len(row) < least:
                raise UsageError(
                    f"{path.name}, line {number}: {len(row)} fields where {least} belong. Is the file whole?"
                )
            if number % 20_000 == 0:
                told(path.name, done, size)
            yield row
    told(path.name, size, size)


def _concepts(base: sqlite3.Connection, path: Path, told: Told) -> None:
    def kept() -> Iterator[tuple[str, ...]]:
        for row in _rows(path, 18, told):
            rxcui, language, source, tty, code, name, suppress = (
                row[0],
                row[1],
                row[11],
                row[12],
                row[13],
                row[14],
                row[16],
            )
            if system := SYSTEMS.get(source):
                if code and code != "NOCODE":
                    base.execute("INSERT OR IGNORE INTO code VALUES (?, ?, ?)", (system, code.upper(), rxcui))
            elif source == "RXNORM" and language == "ENG" and suppress in ("N", ""):
                yield rxcui, tty, name

    for rxcui, tty, name in kept():
        if tty in PLAIN:
            base.execute("INSERT OR IGNORE INTO concept VALUES (?, ?, ?, '')", (rxcui, name, tty))
        base.execute("INSERT INTO name VALUES (?, ?, ?, ?)", (normalise(name), name, rxcui, tty))
    base.execute(
        "UPDATE concept SET synonym = coalesce((SELECT min(name) FROM name WHERE name.rxcui = concept.rxcui"
        " AND name.tty IN ('SY', 'TMSY', 'PSN')), '') WHERE rxcui IN (SELECT rxcui FROM name WHERE tty IN ('SY', 'TMSY', 'PSN'))"
    )


def _relations(base: sqlite3.Connection, path: Path, told: Told) -> dict[str, list[tuple[str, str]]]:
    """Keep RxNorm's own relations (the second concept has it to the first), and return those that lead to ingredients."""
    down: dict[str, list[tuple[str, str]]] = defaultdict(list)
    leading = {rela for group in DOWN for rela in group}
    for row in _rows(path, 16, told):
        other, rxcui, rela = row[0], row[4], row[7]
        if row[10] == "RXNORM" and rxcui and other and rela:
            base.execute("INSERT INTO relation VALUES (?, ?, ?)", (rxcui, rela, other))
            if rela in leading:
                down[rxcui].append((rela, other))
    return down


def _attributes(base: sqlite3.Connection, path: Path, told: Told) -> None:
    for row in _rows(path, 13, told):
        rxcui, name, source, value = row[0], row[8], row[9], row[10]
        if source != "RXNORM" or not rxcui:
            continue
        if name == "NDC":
            base.execute("INSERT OR IGNORE INTO code VALUES ('NDC', ?, ?)", (ndc_11(value) or value, rxcui))
        elif name.removeprefix("RXN_") in KEPT:
            base.execute("INSERT INTO attribute VALUES (?, ?, ?)", (rxcui, name.removeprefix("RXN_"), value))


def _ingredients(base: sqlite3.Connection, down: dict[str, list[tuple[str, str]]]) -> None:
    types = dict(base.execute("SELECT rxcui, tty FROM concept"))
    rows = ((rxcui, one) for rxcui in types for one in ingredients_of(rxcui, types, down))
    base.executemany("INSERT OR IGNORE INTO ingredient VALUES (?, ?)", rows)


def ingredients_of(rxcui: str, types: dict[str, str], down: dict[str, list[tuple[str, str]]]) -> Iterable[str]:
    """The plain ingredients (IN) that a concept comes down to; itself when it is one."""
    if types.get(rxcui) == "IN":
        return (rxcui,)
    for allowed in (DOWN[0], DOWN[0] + DOWN[1]):
        found: set[str] = set()
        seen, waiting = {rxcui}, [rxcui]
        while waiting:
            for rela, other in down.get(waiting.pop(), ()):
                if rela not in allowed or other in seen:
                    continue
                seen.add(other)
                if types.get(other) == "IN":
                    found.add(other)
                elif types.get(other) != "BN" or allowed is not DOWN[0]:
                    waiting.append(other)
        if found:
            return sorted(found, key=lambda one: (len(one), one))
    return ()


def _version(files: dict[str, Path]) -> str:
    """The release's own version from RXNSAB.RRF (its RXNORM line); the date of the main file when there is none."""
    if sab := files.get("RXNSAB.RRF"):
        for row in _rows(sab, 8, lambda *_: None):
            if row[3] == "RXNORM" and row[6]:
                return row[6]
    return "unknown"
