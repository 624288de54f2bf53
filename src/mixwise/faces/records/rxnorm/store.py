"""The store of a loaded RxNorm release, read only. What an operator loads stays where the operator put it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from mixwise.errors import UsageError

FORMAT = "1"


class Concept(NamedTuple):
    """A concept of RxNorm: its identifier, its name, its term type (IN, SCD, SBD …), another name or "" ."""

    rxcui: str
    name: str
    tty: str
    synonym: str = ""


def default_place() -> Path:
    """Where `mixwise rxnorm import` puts the store and the faces look for it: MIXWISE_RXNORM, else the user's data folder."""
    if given := os.environ.get("MIXWISE_RXNORM"):
        return Path(given)
    home = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return Path(home, "mixwise", "rxnorm.db")


class Release:
    """Read access to a loaded release. Threads may share it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._base = connection
        self.version = str(self._one("SELECT value FROM meta WHERE key = 'version'") or "unknown")

    def _one(self, query: str, *values: str) -> str | None:
        found = self._base.execute(query, values).fetchone()
        return None if found is None else str(found[0])

    def _texts(self, query: str, *values: str) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in self._base.execute(query, values))

    def concept(self, rxcui: str) -> Concept | None:
        """The concept with that identifier; None when the release has none that is current."""
        row = self._base.execute("SELECT rxcui, name, tty, synonym FROM concept WHERE rxcui = ?", (rxcui,)).fetchone()
        return Concept(*row) if row else None

    def current(self, rxcui: str) -> str:
        """What a retired identifier became; the identifier itself when it was not retired."""
        seen = {rxcui}
        while (other := self._one("SELECT other FROM retired WHERE rxcui = ?", rxcui)) and other not in seen:
            seen.add(rxcui := other)
        return rxcui

    def ingredients(self, rxcui: str) -> tuple[str, ...]:
        """The plain ingredients (IN) of a concept; itself when it is one."""
        return self._texts(
            "SELECT ingredient FROM ingredient WHERE rxcui = ? ORDER BY length(ingredient), ingredient", rxcui
        )

    def made_of(self, ingredient: str) -> tuple[str, ...]:
        """Every concept that holds an ingredient."""
        return self._texts(
            "SELECT rxcui FROM ingredient WHERE ingredient = ? ORDER BY length(rxcui), rxcui", ingredient
        )

    def named(self, key: str) -> tuple[str, ...]:
        """The concepts that a normalised name stands for."""
        return self._texts("SELECT DISTINCT rxcui FROM name WHERE key = ?", key)

    def names(self) -> Iterator[tuple[str, str, str]]:
        """Every (normalised name, name, identifier)."""
        yield from self._base.execute("SELECT key, name, rxcui FROM name ORDER BY key, rxcui")

    def related(self, rxcui: str) -> tuple[tuple[str, str], ...]:
        """Every (relation, other concept)."""
        return tuple(
            self._base.execute(
                "SELECT DISTINCT rela, other FROM relation WHERE rxcui = ? ORDER BY other, rela", (rxcui,)
            )
        )

    def coded(self, system: str, codes: Sequence[str]) -> tuple[str, ...]:
        """The concepts that codes of another system stand for; a code of nine digits stands for every package of a product."""
        found: dict[str, None] = {}
        for code in codes:
            if system == "NDC" and len(code) == 9:
                rows = self._texts(
                    "SELECT rxcui FROM code WHERE system = 'NDC' AND code >= ? AND code < ?", code, code + ":"
                )
            else:
                rows = self._texts("SELECT rxcui FROM code WHERE system = ? AND code = ?", system, code)
            found.update(dict.fromkeys(rows))
        return tuple(found)

    def codes(self, system: str, rxcui: str) -> tuple[str, ...]:
        """The codes of a system that stand for a concept."""
        return self._texts("SELECT code FROM code WHERE rxcui = ? AND system = ? ORDER BY code", rxcui, system)

    def attributes(self, rxcui: str) -> tuple[tuple[str, str], ...]:
        """Every (name, value) that is kept of a concept."""
        return tuple(
            self._base.execute(
                "SELECT DISTINCT name, value FROM attribute WHERE rxcui = ? ORDER BY name, value", (rxcui,)
            )
        )


@lru_cache(maxsize=4)
def open_release(path: str) -> Release:
    """Open a loaded release. Raises UsageError when the file is none."""
    quoted = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    try:
        base = sqlite3.connect(f"file:{quoted}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        row = base.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    except sqlite3.Error as error:
        raise UsageError(f"{path} is no loaded RxNorm release: run `mixwise rxnorm import` again") from error
    if row is None or row[0] != FORMAT:
        raise UsageError(f"{path} was loaded by another version: run `mixwise rxnorm import` again")
    return Release(base)
