"""Names that begin as somebody types, each with what it means: for the box on the first page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from mixwise.knowledge.normalise import NameRow, normalise
from mixwise.knowledge.store import Knowledge
from mixwise.names import resolve
from mixwise.names.types import Ambiguous, Resolved

LONGEST = 80
FEWEST_LETTERS = 2
KINDS = ("generic", "brand", "common", "street", "abbreviation")


def suggest(typed: str, knowledge: Knowledge, most: int) -> list[dict[str, str]]:
    """At most so many names with their meanings, those that begin with what was typed first; a misspelling at last."""
    key = normalise(typed[:LONGEST])
    if len(key) < FEWEST_LETTERS:
        return []
    found: dict[str, str] = {}
    for name in _candidates(key, knowledge):
        means = _means(knowledge.meanings(name))
        if means and means not in found.values():
            found[name] = means
        if len(found) >= most:
            break
    if not found:
        found = _mended(typed, knowledge)
    return [{"name": name, "means": "" if normalise(means) == name else means} for name, means in found.items()]


def _candidates(key: str, knowledge: Knowledge) -> Iterator[str]:
    names, words = _index(knowledge)
    if knowledge.meanings(key):
        yield key
    yield from sorted(_starting(names, key), key=lambda name: _rank(name, knowledge))
    later = (word.partition("\0")[2] for word in _starting(words, key))
    yield from sorted(later, key=lambda name: _rank(name, knowledge))


def _rank(name: str, knowledge: Knowledge) -> tuple[int, int]:
    """What most people mean first: a substance's own name, a brand, then other names; the shorter before the longer."""
    kinds = [row.kind for row in knowledge.meanings(name)]
    return min((KINDS.index(kind) if kind in KINDS else len(KINDS) for kind in kinds), default=len(KINDS)), len(name)


def _starting(entries: list[str], key: str) -> list[str]:
    start = bisect_left(entries, key)
    end = bisect_left(entries, key + "\U0010ffff")
    return entries[start:end]


def _index(knowledge: Knowledge) -> tuple[list[str], list[str]]:
    """Every name in order, and every later word of a name with that name behind it."""
    held: tuple[list[str], list[str]] | None = knowledge.memo.get("web.names")
    if held is None:
        names = sorted(knowledge.keys_of_length(FEWEST_LETTERS, LONGEST))
        words = sorted(f"{word}\0{name}" for name in names for word in name.split()[1:])
        held = knowledge.memo["web.names"] = (names, words)
    return held


def _means(rows: tuple[NameRow, ...]) -> str:
    """What a name stands for, in a few words; "" for one that is no substance, or only a code or a misspelling of another."""
    taken = [row for row in rows if row.kind not in ("ordinary", "code", "misspelling")]
    return " / ".join(dict.fromkeys(row.says or row.label for row in taken))


def _mended(typed: str, knowledge: Knowledge) -> dict[str, str]:
    resolution = resolve(typed, knowledge)
    if isinstance(resolution, Resolved):
        return {resolution.meaning.label: resolution.meaning.label}
    if isinstance(resolution, Ambiguous):
        return {meaning.label: meaning.says or meaning.label for meaning in resolution.meanings}
    return {name: name for name in resolution.suggestions}
