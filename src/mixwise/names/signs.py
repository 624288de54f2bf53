"""
Where the phrases of a language stand in a row of words; nothing here knows a word of any language.

A phrase is a row of parts: a `word` (apostrophes do not count); `stem~`, any word that begins so; `#`, any word that begins with
a digit; `{group}`, any phrase of a named group; `*` up to GAP and `**` up to FAR words of any kind; `^` and `$`, the beginning
and the end of the row. `a b & c` is `a b ** c` or `c ** a b`. A group may use other groups, never itself.

Phrases are kept as trees that share their beginnings, a layer for the groups that need no other group, one for those that need
only these, and so on; a tree is grown when a text first has a word that it begins with. So a text costs about as much as it has
words, however many phrases there are.

A word that is a slip of the finger away from one of `slips` (one letter more, less or other, or two swapped) counts as both; the
words of `not_slips` are no slips.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import permutations
from typing import TypeAlias

GAP = 3
"""So many words at most stand in the place of a `*`."""

FAR = 6
"""So many words at most stand in the place of a `**`, or between the sides of an `&`."""

SHORTEST_SLIP = 4
"""A shorter word is never read as a slip of another."""

Span: TypeAlias = tuple[int, int]
"""The first word of a phrase, and the place after its last."""

_GAPS = {"*": GAP, "**": FAR}
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_NO_GROUP = re.compile(r"[^{}]*")
_USED = re.compile(r"\{(\w+)\}")


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without apostrophes, between `^` and `$`: "Won't" and "wont" are one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = (one[0].translate(_APOSTROPHES) for one in _WORD.finditer(plain))
    return ["^", *(one if one.isdigit() else _DRAWN_OUT.sub(r"\1", one) for one in found), "$"]


class _Node:
    """A place in a tree: where each part leads, how a gap goes on, and which phrases end here."""

    __slots__ = ("ends", "gaps", "parts")

    def __init__(self) -> None:
        self.parts: dict[str, _Node] = {}
        self.gaps: list[tuple[int, _Node]] = []
        self.ends: list[str] = []

    def grow(self, parts: Iterable[str], name: str) -> None:
        """Add a phrase of the group of this name, from here on."""
        node = self
        for part in parts:
            longest = _GAPS.get(part)
            if longest is None:
                node = node.parts.setdefault(part, _Node())
            else:
                known = next((after for length, after in node.gaps if length == longest), None)
                if known is None:
                    known = _Node()
                    node.gaps.append((longest, known))
                node = known
        if name not in node.ends:
            node.ends.append(name)


class _Layer:
    """The trees of a layer by their first part, each grown when it is first needed."""

    __slots__ = ("_seeds", "_trees")

    def __init__(self) -> None:
        self._seeds: dict[str, list[tuple[list[str], str]]] = {}
        self._trees: dict[str, _Node] = {}

    def sow(self, parts: list[str], name: str) -> None:
        """Keep a phrase for later."""
        self._seeds.setdefault(parts[0], []).append((parts, name))

    def firsts(self) -> Mapping[str, object]:
        """The parts that a phrase of this layer begins with."""
        return self._seeds

    def tree(self, first: str) -> _Node:
        """Where the phrases that begin with this part go on."""
        tree = self._trees.get(first)
        if tree is None:
            tree = _Node()
            for parts, name in self._seeds[first]:
                tree.grow(parts[1:], name)
            self._trees[first] = tree
        return tree


class Phrases:
    """The phrases of a language."""

    __slots__ = ("_groups_of", "_layers", "_not_slips", "_slips", "_stems", "wanted")

    def __init__(self, groups: Mapping[str, object], wanted: Mapping[str, object], data: Mapping[str, object]) -> None:
        """`groups` are there to be used in phrases, those `wanted` are what is looked for; both are lists of phrases."""
        self.wanted = frozenset(wanted)
        self._groups_of: dict[str, list[str]] = {}
        self._layers: list[_Layer] = []
        self._stems: dict[str, None] = {}
        self._slips = _Slips(texts(data.get("slips")))
        self._not_slips = frozenset(texts(data.get("not_slips")))
        depth: dict[str, int] = {}
        for name, listed in (*groups.items(), *wanted.items()):
            self._read(name, list(texts(listed)), depth)

    def spans(self, words: Sequence[str]) -> dict[str, list[Span]]:
        """Where the wanted phrases stand in these words, by name."""
        begun: list[dict[str, set[int]]] = [
            dict.fromkeys(self._parts(word), {place}) for place, word in enumerate(words, 1)
        ]
        spans: dict[str, list[Span]] = {}
        for layer in self._layers:
            firsts = layer.firsts()
            found: list[tuple[int, str, int]] = []
            for start, begins in enumerate(begun):
                for part in begins.keys() & firsts.keys():
                    tree = layer.tree(part)
                    for end in begins[part]:
                        found += [(start, name, last) for name, last in _ends(tree, end, begun)]
            for start, name, end in found:
                begins = begun[start]
                key = f"{{{name}}}"
                if key not in begins:
                    begins[key] = {end}
                elif end not in begins[key]:
                    begins[key] = begins[key] | {end}
                else:
                    continue
                if name in self.wanted:
                    spans.setdefault(name, []).append((start, end))
        return spans

    def _parts(self, word: str) -> Iterator[str]:
        """What a word may stand for: itself, its stems, its groups; also those of the word that it is a slip of."""
        known = self._groups_of.get(word)
        yield word
        if word[0].isdigit():
            yield "#"
            yield from self._groups_of.get("#", ())
        if known is not None:
            yield from known
        elif len(word) >= SHORTEST_SLIP and word not in self._not_slips:
            meant = self._slips.meant(word)
            if meant:
                yield from self._parts(meant)
        for length in range(2, len(word) + 1):
            stem = word[:length] + "~"
            if stem in self._stems:
                yield stem
                yield from self._groups_of.get(stem, ())

    def _read(self, name: str, listed: Sequence[str], depth: dict[str, int]) -> None:
        layer = 0
        for text in listed:
            if "{" in text:
                used = _USED.findall(text)
                layer = max(layer, *(1 + depth[one] for one in used))
            if "~" in text:
                self._stems.update(dict.fromkeys(part for part in text.split() if part.endswith("~")))
        depth[name] = layer
        while len(self._layers) <= layer:
            self._layers.append(_Layer())
        for text in listed:
            for parts in _orders(text.translate(_APOSTROPHES)):
                if parts[0] in _GAPS:
                    raise ValueError(f"a phrase begins with a word or a group: {text!r}")
                if len(parts) == 1 and layer == 0 and name not in self.wanted:
                    self._groups_of.setdefault(parts[0], []).append(f"{{{name}}}")
                else:
                    self._layers[layer].sow(parts, name)


def texts(listed: object) -> Iterator[str]:
    """The texts of a list of the data; none when it is no list."""
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        yield from map(str, listed)


def _orders(text: str) -> Iterator[list[str]]:
    """The parts of a phrase, in every order that it allows."""
    if "&" not in text:
        yield text.split()
        return
    for sides in permutations(text.split("&")):
        yield " ** ".join(sides).split()


def _ends(node: _Node, place: int, begun: Sequence[Mapping[str, set[int]]]) -> Iterator[tuple[str, int]]:
    """Which phrases end where, on the way from this place of a tree and of the words."""
    open_ = [(node, place)]
    for node, place in open_:
        for name in node.ends:
            yield name, place
        for longest, after in node.gaps:
            open_ += [(after, later) for later in range(place, min(place + longest, len(begun)) + 1)]
        if node.parts and place < len(begun):
            begins = begun[place]
            for part in node.parts.keys() & begins.keys():
                open_ += [(node.parts[part], end) for end in begins[part]]


class _Slips:
    """Words that slips of the finger are mended to, found by what is left when a letter is missing."""

    __slots__ = ("_left", "_words")

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._left: dict[str, list[str]] = {}

    def meant(self, word: str) -> str:
        """The word that this one is a slip of; empty when it is none, or one of them."""
        if word in self._words:
            return ""
        if not self._left:
            for one in self._words:
                for rest in {one, *_without_a_letter(one)}:
                    self._left.setdefault(rest, []).append(one)
        near = (one for rest in (word, *_without_a_letter(word)) for one in self._left.get(rest, ()))
        return next(filter(partial(_is_slip, word), near), "")


def _without_a_letter(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(1, len(word))]


def _is_slip(word: str, meant: str) -> bool:
    """Whether words of which a letter less is the same are one letter, or one swap, apart; both begin alike."""
    if len(word) != len(meant):
        return True
    apart = [place for place in range(len(word)) if word[place] != meant[place]]
    return len(apart) == 1 or (
        len(apart) == 2
        and apart[1] == apart[0] + 1
        and word[apart[0]] == meant[apart[1]]
        and word[apart[1]] == meant[apart[0]]
    )
