"""
Where the phrases of a language stand in a row of words; nothing here knows a word of any language.

A phrase is a row of parts: a `word` (apostrophes do not count); `stem~`, any word that begins so; `#`, any word that begins with
a digit; `{group}`, any phrase of a named group; `*` up to GAP and `**` up to FAR words of any kind, between other parts; `^` and
`$`, the beginning and the end of the row. `a b & c` is `a b ** c` or `c ** a b`. A group may use others, never itself.

Phrases are kept as trees that share their beginnings: a tree for the groups that use no other, one for those that use only these,
and so on; a branch is grown when a text first leads there. So a text costs about as much as it has words, however many phrases
there are.

A word that is a slip of the finger away from one of `slips` counts as both (`mixwise.names.typos`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from types import MappingProxyType

from mixwise.names.phrasetree import GAPS, Node, Row
from mixwise.names.phrasetree import Span as Span  # for those that read phrases
from mixwise.names.typos import Slips

MOST_TEXT = 4000
"""A longer text is read up to here."""

EDGES = 2
"""The marks of the beginning and the end that `words_of` puts around the words."""

_SENTENCE_END = re.compile(r"[.!?;:\n…]+")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_USED = re.compile(r"\{(\w+)\}")
_STEM = re.compile(r"\S+~")


def sentences_of(text: str) -> list[list[str]]:
    """The words of each sentence of a text, as `words_of` gives them; sentences without any are left out."""
    parts = (words_of(part) for part in _SENTENCE_END.split(text[:MOST_TEXT]))
    return [words for words in parts if len(words) > EDGES]


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without apostrophes, between `^` and `$`: "Won't" and "wont" are one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found = (one[0].translate(_APOSTROPHES) for one in _WORD.finditer(plain))
    return ["^", *(one if one.isdigit() else _DRAWN_OUT.sub(r"\1", one) for one in found), "$"]


class Phrases:
    """The phrases of a language."""

    __slots__ = ("_depth", "_groups_of", "_later", "_layers", "_not_slips", "_plain", "_slips", "_stems", "_wanted")

    def __init__(
        self,
        groups: Mapping[str, object],
        wanted: Mapping[str, object],
        data: Mapping[str, object],
        later: Mapping[str, object] = MappingProxyType({}),
    ) -> None:
        """
        `groups` are there to be used in phrases, those `wanted` are what is looked for; both are lists of phrases.

        `later` are wanted, too, but are looked for only on demand; their phrases may use those of all the others.
        `data` has the lists of `slips` and `not_slips`.
        """
        self._wanted = frozenset((*wanted, *later))
        self._groups_of: dict[str, list[str]] = {}
        self._layers: list[Node] = []
        self._later = Node()
        self._plain: dict[str, Sequence[str]] = {}
        self._stems: set[str] = set()
        self._slips = Slips(texts(data.get("slips")), texts(data.get("not_slips")))
        self._depth: dict[str, int] = {}
        lists = {**groups, **wanted, **later}
        for name in (*groups, *wanted):
            self._read(name, lists)
        for name in later:
            self._read(name, lists, self._later)

    def spans(self, words: Sequence[str]) -> dict[str, list[Span]]:
        """Where the wanted phrases stand in these words, by name."""
        return self.row(words).spans

    def row(self, words: Sequence[str]) -> Row:
        """These words, with the wanted phrases in them as its `spans`."""
        row = Row(map(self._parts, words))
        for layer in self._layers:
            layer.begin(row, self._wanted)
        return row

    def look_on(self, row: Row) -> None:
        """Look for the later ones, too, once."""
        self._later.begin(row, self._wanted)

    def _parts(self, word: str) -> list[str]:
        """What a word may stand for: itself, its stems, its groups; also those of the word that it is a slip of."""
        groups_of = self._groups_of
        parts = [word]
        if word in groups_of:
            parts += groups_of[word]
        else:
            meant = self._slips.meant(word)
            if meant:
                parts += self._parts(meant)
        stems = [word[:length] + "~" for length in range(2, len(word) + 1)]
        if not self._stems.isdisjoint(stems):
            for stem in self._stems.intersection(stems):
                parts += (stem, *groups_of.get(stem, ()))
        if word[0].isdigit():
            parts += ("#", *groups_of.get("#", ()))
        return parts

    def _read(self, name: str, lists: Mapping[str, object], tree: Node | None = None) -> int:
        """Read a list of phrases, once, after those that it uses; its depth is how many uses lie under it."""
        depth = self._depth.get(name)
        if depth is not None:
            if depth < 0:
                raise ValueError(f"{name} uses itself")
            return depth
        if name not in lists:
            raise ValueError(f"no group is called {name}")
        self._depth[name] = -1
        members = list(texts(lists[name]))
        depth = max((1 + self._read(used, lists) for used in set(_USED.findall("\n".join(members)))), default=0)
        together = "\n".join(text for member in members for text in self._plain.get(member, (member,))).translate(
            _APOSTROPHES
        )
        phrases = together.split("\n") if together else []
        layer = self._depth[name] = depth if _USED.search(together) else 0
        self._stems.update(_STEM.findall(together))
        if tree is None:
            while len(self._layers) <= layer:
                self._layers.append(Node())
            tree = self._layers[layer]
        group = "" if layer or name in self._wanted else f"{{{name}}}"
        if group:
            self._plain[group] = phrases
        for phrase in phrases:
            if group and " " not in phrase:
                self._groups_of.setdefault(phrase, []).append(group)
            elif "&" in phrase:
                for sides in permutations(side.strip() for side in phrase.split("&")):
                    tree.sow(" ** ".join(sides), name)
            else:
                tree.sow(phrase, name)
        if any(gap in tree.parts for gap in GAPS):
            raise ValueError(f"a phrase begins with a word or a group, not with a gap: see {name}")
        return layer


def texts(listed: object) -> Iterator[str]:
    """The texts of a list of the data; none when it is no list."""
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        yield from map(str, listed)
