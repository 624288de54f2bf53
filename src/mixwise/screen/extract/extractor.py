"""
Substances in documents, many at a time.

`mixwise.names.find` judges each passage. In front of it one search over all names leaves out the passages without any, and those
whose names cannot count there. Where every name of a passage counts wherever it stands, `find` would say no more of it than where
it came from, whether it is denied, and its history: these are asked of the same pieces that `find` is made of, and only when a
word that could change them stands in the passage. Everything else goes to `find` whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from mixwise.knowledge.normalise import NameRow
from mixwise.names.lexicon import lexicon
from mixwise.names.lookup import of_rows
from mixwise.names.sentence import Memory, find, mentions, named, words_of
from mixwise.names.types import Ambiguous, Mention, NameIndex, Resolution, Resolved
from mixwise.screen.extract.doubts import (
    FOUND,
    LONGEST_UNIT,
    PLAIN,
    WORDED,
    Doubts,
    Hit,
    Passage,
    goes_on,
    longest,
    passage,
)
from mixwise.screen.extract.folding import Folded
from mixwise.screen.extract.passages import passages
from mixwise.screen.extract.patterns import Names, Pattern
from mixwise.screen.extract.strange import Strange

BATCH = 1 << 18
"""Bytes of folded text that are searched at once."""
MOST_HELD = 100_000

Document = TypeVar("Document")


class Extracted(NamedTuple):
    """A mention: text[start:end] of its document, what it means, whether it is denied, and if it is past or somebody else's."""

    start: int
    end: int
    text: str
    resolution: Resolved | Ambiguous
    negated: bool
    history: str


class Extractor:
    """
    What the substances of documents are; made once, and used for any number of them.

    It keeps what strange words turned out to be and the meaning of names in memory, for as long as it lives, and nothing else.
    """

    def __init__(self, index: NameIndex, language: str = "en") -> None:
        self._language, self._lexis = language, lexicon(index, language)
        self._index = _Held(index)
        self._names = Names(index, self._lexis)
        self._doubts = Doubts(self._lexis, self._names.folder)
        self._memory = Memory()
        self._strange = Strange(self._index, self._lexis, self._names)
        self._short = self._lexis.phrases("abbreviations").all
        self._meanings: dict[tuple[str, str], Resolution] = {}
        self.counts = {"passages": 0, PLAIN: 0, WORDED: 0, FOUND: 0}
        """How many passages with a name there were, and which way they went."""

    @property
    def names(self) -> Sequence[Pattern]:
        """The names that are searched for."""
        return self._names.patterns

    def extract(self, text: str) -> list[Extracted]:
        """The substances of one document."""
        return next(self.extract_all([text]))

    def extract_all(self, texts: Iterable[str]) -> Iterator[list[Extracted]]:
        """The substances of each document, in order."""
        return (found for _, found in self.extract_each(texts, str))

    def extract_each(
        self, documents: Iterable[Document], text_of: Callable[[Document], str]
    ) -> Iterator[tuple[Document, list[Extracted]]]:
        """Each document with its substances, in order; held in memory are a few hundred kilobytes of them at a time."""
        batch: list[tuple[Document, Folded]] = []
        size = 0
        for document in documents:
            folded = self._names.folder.fold(text_of(document))
            batch.append((document, folded))
            size += len(folded.bytes)
            if size >= BATCH:
                yield from self._batch(batch)
                batch, size = [], 0
                self._memory.forget_some()
        yield from self._batch(batch)

    def _batch(self, batch: Sequence[tuple[Document, Folded]]) -> Iterator[tuple[Document, list[Extracted]]]:
        starts, at = [], 1
        for _, folded in batch:
            starts.append(at)
            at += len(folded.bytes) + 1
        whole = b" " + b" ".join([folded.bytes for _, folded in batch]) + b" "
        hits: list[list[tuple[int, int, Pattern]]] = [[] for _ in batch]
        patterns = self._names.patterns
        found = [(start, end, patterns[number]) for number, start, end in self._names.matcher.search(whole)]
        found += self._strange.search(whole)
        for start, end, name in found:
            nth = bisect_right(starts, start) - 1
            hits[nth].append((start - starts[nth], end - starts[nth], name))
        for (document, folded), own in zip(batch, hits, strict=True):
            yield document, self._document(folded, own) if own else []

    def _document(self, folded: Folded, own: Sequence[tuple[int, int, Pattern]]) -> list[Extracted]:
        text = folded.text
        places = passages(text, self._short)
        ends = [end for _, end in places]
        hits: list[Hit] = []
        for at, stop, name in own:
            start, end = folded.place(at), folded.place(stop - 1) + 1
            if " " in name.key and not (goes_on(text[start:end]) and end <= ends[bisect_right(ends, start)]):
                continue
            if stop - at <= LONGEST_UNIT and self._doubts.is_unit(text, start, end):
                continue
            hits.append(Hit(start, end, at, stop, name))
        held: dict[int, list[Hit]] = {}
        for hit in longest(hits):
            held.setdefault(bisect_right(ends, hit.start), []).append(hit)
        found: list[Extracted] = []
        for nth, here in held.items():
            found += self._passage(passage(folded, *places[nth], here))
        return found

    # One passage

    def _passage(self, passage: Passage) -> Iterable[Extracted]:
        self.counts["passages"] += 1
        text, counted = passage.text, passage.counted()
        if self._doubts.is_for_find(passage):
            way = FOUND
        elif counted:
            way = self._doubts.way(passage, counted)
        else:
            return ()
        self.counts[way] += 1
        if way == FOUND:
            return self._by_find(text, passage.start, passage.end)
        if way == WORDED:
            return self._worded(text, passage.start, passage.end, counted)
        return [Extracted(hit.start, hit.end, typed := text[hit.start : hit.end], self._meaning(typed, hit.name), False, "")
                for hit in counted]  # fmt: skip

    def _by_find(self, text: str, start: int, end: int) -> Iterator[Extracted]:
        for one in find(text[start:end], self._index, self._language, self._memory):
            if (found := _extracted(one, start)) is not None:
                yield found

    def _worded(self, text: str, start: int, end: int, hits: Sequence[Hit]) -> Iterator[Extracted]:
        """The pieces of `find` that say where a name came from, whether it is denied, and its history."""
        words = words_of(text[start:end], self._lexis)
        at = {word.start + start: place for place, word in enumerate(words.words)}
        until = {word.end + start: place + 1 for place, word in enumerate(words.words)}
        things = []
        for hit in hits:
            if hit.start not in at or hit.end not in until:
                yield from self._by_find(text, start, end)
                return
            things.append(named(at[hit.start], until[hit.end], hit.name.rows, "exact", words, self._lexis))
        for one in mentions(things, words, self._lexis):
            if (found := _extracted(one, start)) is not None:
                yield found

    def _meaning(self, typed: str, name: Pattern) -> Resolved | Ambiguous:
        found = self._meanings.get((typed, name.key))
        if found is None:
            if len(self._meanings) >= MOST_HELD:
                self._meanings.clear()
            found = self._meanings[typed, name.key] = of_rows(typed, name.rows, "exact")
        assert isinstance(found, Resolved | Ambiguous)
        return found


class _Held:
    """The names of an index, all of them read: most words are none, and that is then seen without asking the file."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._keys = frozenset(index.keys_of_length(1, 200))
        self.listed, self.keys_of_length, self.sounding = index.listed, index.keys_of_length, index.sounding
        self.sentence_words, self.words_starting = index.sentence_words, index.words_starting
        self.unidentified_words = index.unidentified_words

    def meanings(self, key: str) -> tuple[NameRow, ...]:
        """The meanings of a name; () when it has none."""
        return self._index.meanings(key) if key in self._keys else ()


def _extracted(mention: Mention, start: int) -> Extracted | None:
    meant = mention.resolution
    if not isinstance(meant, Resolved | Ambiguous):
        return None
    return Extracted(start + mention.start, start + mention.end, mention.text, meant, mention.negated, mention.history)
