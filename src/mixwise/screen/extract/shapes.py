"""
Passages that differ only in words that `find` does not tell apart: what was found in one is then known for the others.

The shape of a passage is all that stands in it, but for three kinds of word, of which only the kind is kept: names that are the
name of a substance and nothing else, numbers, and words that everybody uses and that stand in no list, phrase or name. Reports
are full of such passages ("Urine drug screen was positive for … and negative for …").
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from mixwise.knowledge.normalise import NameRow, normalise
from mixwise.names.lexicon import Lexicon
from mixwise.names.tokens import parts_of
from mixwise.names.types import NameIndex, Resolution
from mixwise.screen.extract.patterns import CERTAIN, Pattern

SHORTEST = 3
"""Letters of a word of which only the kind is kept; shorter ones are read in many ways."""
MOST_PARTS = 161
"""A passage of more words than half of that, and what stands between them, has no shape."""
MOST_HELD = 200_000
_OF_NO_NAME = frozenset({"other_medicines", "chemical_parts"})
"""Lists in which only words are looked up that are no name."""
_QUOTES = re.compile("[\"'“”‘’`]")


class Cut(NamedTuple):
    """What stands before each word of a passage and the word; the words with what its shape keeps of each; the shape."""

    parts: Sequence[str]
    words: Sequence[str]
    kinds: Sequence[str]
    shape: tuple[str, ...]

    def kept(self, part: int) -> bool:
        """Whether the shape keeps that part as it is."""
        return part % 2 == 0 or self.kinds[part // 2] == self.words[part // 2]


class Place(NamedTuple):
    """
    A mention that passages of one shape have: its first part, the part after its last, what it means, if it is denied, history.

    Where the shape keeps only the kind of its words, `meant` is None, and it means what `name` does, a part, with that `supply`;
    without a name there, what `resolve` says of it.
    """

    first: int
    last: int
    meant: Resolution | None
    name: int | None
    supply: str
    negated: bool
    history: str


class Shapes:
    """The shapes met so far, each with the places of its mentions; forgotten when there are too many."""

    def __init__(self, index: NameIndex, language: str, lexis: Lexicon, names: Iterable[Pattern]) -> None:
        self._kinds = _Kinds(index, language, lexis, names)
        self._held: dict[tuple[str, ...], tuple[Place, ...]] = {}

    @property
    def names(self) -> Mapping[str, Pattern]:
        """The names of which a shape keeps only the kind."""
        return self._kinds.names

    @property
    def listed(self) -> Container[str]:
        """The words of all lists of the language."""
        return self._kinds.listed

    def cut(self, passage: str) -> Cut | None:
        """A passage in parts, with its shape; None when it has none."""
        parts = parts_of(passage)
        if len(parts) > MOST_PARTS:
            return None
        words, between = parts[1::2], parts[::2]
        if _QUOTES.search(passage) and _QUOTES.search(" ".join(between)):
            return None  # what stands in quotation marks is looked at by its length
        kinds = list(map(self._kinds.__getitem__, words))
        for place, kind in enumerate(kinds):
            if kind[0] == "?":
                kinds[place] = words[place] if self._kinds.may_go_on(words, place) else kind[1:]
        return Cut(parts, words, kinds, (*kinds, *between))

    def places(self, cut: Cut) -> tuple[Place, ...] | None:
        """The mentions of passages of that shape; None when none was met."""
        return self._held.get(cut.shape)

    def keep(self, cut: Cut, places: Sequence[Place]) -> None:
        """What was found in a passage of that shape."""
        if len(self._held) >= MOST_HELD:
            self._held.clear()
        self._held[cut.shape] = tuple(places)

    def forget_some(self) -> None:
        """Forget the kinds of words when there are too many."""
        if len(self._kinds) >= MOST_HELD:
            self._kinds.clear()


def offsets(parts: Iterable[str]) -> list[int]:
    """Where each part begins, and the last one ends."""
    return [0, *accumulate(map(len, parts))]


class _Kinds(dict[str, str]):
    """
    What a shape keeps of a word: the word, or its kind, with a `?` if it is so only where no name of several words has it.
    """

    def __init__(self, index: NameIndex, language: str, lexis: Lexicon, names: Iterable[Pattern]) -> None:
        super().__init__()
        self._lexis = lexis
        lists = (index.sentence_words(language), index.unidentified_words())
        listed = set(
            _words_in(*({name: held for name, held in one.items() if name not in _OF_NO_NAME} for one in lists))
        )
        self.listed = frozenset((*listed, *(f"{word}s" for word in listed)))
        self._units = lexis.phrases("units").all
        pairs: set[str] = set()
        single: dict[str, Pattern] = {}
        for name in names:
            if " " in name.key:
                pairs.update(map(" ".join, pairwise(name.key.split())))
            else:
                single[name.key] = name
        self._pairs = frozenset(pairs)
        self._in_names = frozenset(word for pair in pairs for word in pair.split())
        self._single = single
        self.names = {key: one for key, one in single.items() if self._is_name(one)}
        """The names of which a shape keeps only the kind."""

    def _is_name(self, name: Pattern) -> bool:
        key = name.key
        return (
            name.kind == name.large == CERTAIN
            and len(key) >= SHORTEST
            and key.isascii()
            and key.isalpha()
            and key not in self.listed
            and not self._lexis.is_ordinary(key)
        )

    def may_go_on(self, words: Sequence[str], place: int) -> bool:
        """Whether a word and one beside it stand so in a name of several words."""
        beside = words[max(0, place - 1) : place + 2]
        if not all(map(_is_simple, beside)):
            return True
        return any(" ".join(pair).lower() in self._pairs for pair in pairwise(beside))

    def __missing__(self, word: str) -> str:
        kind = self._kind(word)
        if kind != word and word.lower() in self._in_names:
            kind = f"?{kind}"
        self[word] = kind
        return kind

    def _kind(self, part: str) -> str:
        if not _is_simple(part):
            return part
        key = part.lower()
        if part[0].isdigit():
            unit = part.lstrip("0123456789")
            free = key not in self.listed and key not in self._single
            return "#" * (len(part) - len(unit)) + unit if free and (not unit or unit in self._units) else part
        case = "a" if part.islower() else "A" if part.isupper() else "Aa" if part.istitle() else ""
        if not case or len(key) < SHORTEST:
            return part
        name = self.names.get(key)
        if name is not None:
            return f"@{case} {_worth(name.rows)}"
        free = key.isalpha() and key not in self.listed and key not in self._single
        other = key in self._lexis.other_medicines or self._lexis.is_matter(key)
        return f"~{case}" if free and not other and self._lexis.is_common(key) else part


def _is_simple(word: str) -> bool:
    return word.isascii() and word.isalnum()


def _worth(rows: Sequence[NameRow]) -> str:
    """All that `find` sees of the rows of a name: their kinds, and whether one is a product."""
    return " ".join(sorted({f"{row.kind}{'+' if row.product else ''}" for row in rows}))


def _words_in(*values: Any) -> Iterator[str]:
    """Every word of nested lists of phrases."""
    for value in values:
        if isinstance(value, Mapping):
            yield from _words_in(*value.keys(), *value.values())
        elif isinstance(value, str):
            yield from normalise(value).split()
            yield from value.lower().split()
        elif isinstance(value, Iterable):
            yield from _words_in(*value)
