"""
Does a text that no phrase knows sound like an emergency all the same, word for word?

`knowledge/emergency/points.yaml` says how much each word, and each pair of neighbours, speaks for an emergency or against it:
a whole number of points. A text has those of its words and pairs, each once, and is an emergency when they are more than
`least`. The points were learned from sentences that people might type (`bench/emergency_points.py` says which), never by hand;
names of substances have none, so that a list of medicines stays a list. They come after the phrases of
`mixwise.names.triggers`, which can be read and argued about, and only ever add a yes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import TypeAlias

from mixwise.names.signs import EDGES, sentences_of

FEWEST_WORDS = 4
"""A shorter text says too little."""

KINDS = ("crisis", "medical")
"""The graver first: a crisis comes before a medical emergency."""

_Points: TypeAlias = dict[str, int]


def sounds_like(text: str, data: Mapping[str, object]) -> str:
    """What kind of emergency the words of a text speak for: `none`, `medical` or `crisis`; `data` is the parsed `points.yaml`."""
    sentences = sentences_of(text) if text and data else []
    if sum(len(words) - EDGES for words in sentences) < FEWEST_WORDS:
        return "none"
    said = {one for words in sentences for one in features(words)}
    tables = _tables(data)
    return next((kind for kind in KINDS for least, points in tables[kind] if _sum(said, points) > least), "none")


def features(words: list[str]) -> Iterator[str]:
    """The words of a sentence, and the pairs of neighbours with its two ends; every number is the same."""
    plain = ["#" if word[0].isdigit() else word for word in words]
    yield from plain[1:-1]
    for one, other in pairwise(plain):
        yield f"{one} {other}"


def _sum(said: set[str], points: _Points) -> int:
    return sum(points[one] for one in said if one in points)


_READY: dict[int, tuple[Mapping[str, object], dict[str, list[tuple[int, _Points]]]]] = {}


def _tables(data: Mapping[str, object]) -> dict[str, list[tuple[int, _Points]]]:
    """By kind, for each language, the sum to pass and the points; read once, and kept beside the data that they are of."""
    known = _READY.get(id(data))
    if known is not None and known[0] is data:
        return known[1]
    tables: dict[str, list[tuple[int, _Points]]] = {kind: [] for kind in KINDS}
    for language in data.values():
        for kind in KINDS:
            table = language.get(kind) if isinstance(language, Mapping) else None
            if isinstance(table, Mapping):
                tables[kind].append((int(table["least"]), _points(table["points"])))
    _READY.clear()
    _READY[id(data)] = (data, tables)
    return tables


def _points(listed: Mapping[str, list[str]]) -> _Points:
    return {one: int(number) for number, ones in listed.items() for one in ones}
