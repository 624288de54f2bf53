"""
Whether a misspelling may be mended without asking.

People swap letters, double them, hear a vowel wrongly or leave a letter out. A letter that sounds otherwise, a chemical part
put in place of another ("eth…" for "meth…"), or the beginning of a third name make another substance likely: those are asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from mixwise.knowledge.normalise import NameRow
from mixwise.names.lexicon import Lexicon
from mixwise.names.types import NameIndex

SHORTEST_START = 4
"""Letters at the beginning of a name that may point to another one; they must be half of it, too."""
LONGER = 4
"""How much longer such another name may be."""


def is_innocent(key: str, name: str, lexis: Lexicon) -> bool:
    """Whether the slip from a name to what was typed is one that leaves no doubt what was meant."""
    if swaps_part(key, name, lexis):
        return False
    typed, known = lexis.skeleton(key), lexis.skeleton(name)
    if typed == known or sorted(key) == sorted(name):
        return True
    return len(key) == len(name) - 1 and key[0] == name[0] and _lacks_one(key, name)


def _shared(key: str, name: str) -> int:
    """How many letters they begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(key, name, strict=False)))


def _lacks_one(key: str, name: str) -> bool:
    """Whether one letter was left out."""
    at = _shared(key, name)
    return key[at:] == name[at + 1 :]


def swaps_part(key: str, name: str, lexis: Lexicon) -> bool:
    """Whether they differ by a chemical part: one put in, left out, or in the place of another."""
    parts = lexis.phrases("chemical_parts").all
    shared = _shared(key, name)
    for at in range(shared + 1):
        typed, known = _parts_at(key, at, parts), _parts_at(name, at, parts)
        for one in typed:
            for other in known:
                if one != other and max(len(one), len(other)) > 1 and key[at + len(one) :] == name[at + len(other) :]:
                    return True
    return key[1:] == name and key[0] != name[0]  # a letter before a name: "m…", "n…"


def _parts_at(key: str, at: int, parts: Iterable[str]) -> list[str]:
    return ["", *(part for part in parts if key.startswith(part, at))]


def begins_like(key: str, name: str, index: NameIndex, lexis: Lexicon, ours: set[tuple[str, ...]]) -> Iterable[str]:
    """Other medicines whose name begins as what was typed does, for longer than the nearest name: a blend of the two."""
    if sorted(key) == sorted(name):
        return []
    further = 2 if lexis.skeleton(key) == lexis.skeleton(name) else 1
    least = max(_shared(key, name) + further, SHORTEST_START, (len(key) + 1) // 2)
    start = key[:least]
    found = [other for other in lexis.other_medicines if other.startswith(start) and not index.meanings(other)]
    known = [other for other in index.keys_of_length(least, len(key) + LONGER) if other.startswith(start)]
    found += [other for other in known if " " not in other and _is_other(index.meanings(other), ours)]
    return sorted(found)


def _is_other(rows: Iterable[NameRow], ours: set[tuple[str, ...]]) -> bool:
    return any(row.kind in ("generic", "brand") and row.substances not in ours for row in rows)
