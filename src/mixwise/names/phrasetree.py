"""
Phrases as trees that share their beginnings, and the rows of words in which they are looked for; how a phrase is written is said
in `mixwise.names.signs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import TypeAlias

GAP = 3
"""So many words at most stand in the place of a `*`."""

FAR = 7
"""So many words at most stand in the place of a `**`, or between the sides of an `&`."""

GAPS = {"*": GAP, "**": FAR}
"""The parts that stand for words of any kind, and for how many at most."""

Span: TypeAlias = tuple[int, int]
"""The first word of a phrase, and the place after its last."""


class Row:
    """A row of words: which parts of phrases begin at each, and where those end; where each part begins; what was found."""

    __slots__ = ("at", "found", "places", "spans")

    def __init__(self, parts: Iterable[Sequence[str]]) -> None:
        self.at: list[dict[str, tuple[int, ...]]] = []
        self.places: dict[str, list[int]] = {}
        self.found: list[tuple[str, int, int]] = []
        self.spans: dict[str, list[Span]] = {}
        places = self.places
        for place, some in enumerate(parts):
            self.at.append(dict.fromkeys(some, (place + 1,)))
            for part in self.at[place]:
                if part in places:
                    places[part].append(place)
                else:
                    places[part] = [place]

    def add(self, part: str, start: int, end: int) -> None:
        """A part stands from one word up to before another."""
        here = self.at[start]
        if part not in here:
            here[part] = (end,)
            self.places.setdefault(part, []).append(start)
        elif end not in here[part]:
            here[part] += (end,)


class Node:
    """A place in a tree: where each part leads, how a gap goes on, and which phrases end here; grown when it is first reached."""

    __slots__ = ("_seeds", "ends", "gaps", "parts")

    def __init__(self) -> None:
        self._seeds: list[tuple[str, str]] = []
        self.parts: dict[str, Node] = {}
        self.gaps: dict[int, Node] = {}
        self.ends: dict[str, None] = {}

    def sow(self, phrase: str, name: str) -> None:
        """Keep a phrase of the group of this name at the part that it begins with."""
        first, _, rest = phrase.partition(" ")
        node = self.parts.get(first)
        if node is None:
            node = self.parts[first] = Node()
        node._seeds.append((rest, name))

    def begin(self, row: Row, wanted: Set[str]) -> None:
        """Find the phrases of a whole tree, wherever they begin; those that are not wanted may be parts of others."""
        parts = self.parts
        for part in parts.keys() & row.places.keys():
            node = parts[part]
            for start in row.places[part]:
                for end in row.at[start][part]:
                    node.walk(row, start, end)
        for name, start, end in dict.fromkeys(row.found):
            if name in wanted:
                row.spans.setdefault(name, []).append((start, end))
            row.add(f"{{{name}}}", start, end)
        row.found.clear()

    def walk(self, row: Row, start: int, place: int) -> None:
        """Find the phrases that begin at `start`, have led here, and go on at `place`."""
        seeds = self._seeds
        if seeds:
            self._grow(seeds)
        for name in self.ends:
            row.found.append((name, start, place))
        if place == len(row.at):
            return
        if self.parts:
            parts, begins = self.parts, row.at[place]
            for part in parts if len(parts) < len(begins) else begins:
                if part in parts and part in begins:
                    for end in begins[part]:
                        parts[part].walk(row, start, end)
        for longest, after in self.gaps.items():
            parts = after.parts
            for part in parts.keys() & row.places.keys():
                for later in row.places[part]:
                    if place <= later <= place + longest:
                        for end in row.at[later][part]:
                            parts[part].walk(row, start, end)

    def _grow(self, seeds: Sequence[tuple[str, str]]) -> None:
        """Sow what was kept here one part further; a reader in another thread sees all of it or nothing."""
        grown = Node()
        for phrase, name in seeds:
            first, _, rest = phrase.partition(" ")
            if not first:
                grown.ends[name] = None
            elif first in GAPS:
                grown.gaps.setdefault(GAPS[first], Node()).sow(rest, name)
            else:
                grown.sow(phrase, name)
        self.parts, self.gaps, self.ends = grown.parts, grown.gaps, grown.ends
        self._seeds = []
