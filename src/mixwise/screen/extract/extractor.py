"""
Substances in documents, many at a time.

`mixwise.names.find` judges each passage. In front of it one search over all names leaves out the passages without any, and those
whose names cannot count there. What a passage of the same shape held is not asked again. Where every name of a passage counts
wherever it stands, `find` would say no more of it than where it came from, whether it is denied, and its history: these are asked
of the same pieces that `find` is made of, and only when a word that could change them stands in the passage. Everything else goes
to `find` whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from mixwise.knowledge.normalise import NameRow
from mixwise.names.lexicon import lexicon
from mixwise.names.lookup import of_rows, resolve
from mixwise.names.pieces import is_plain
from mixwise.names.sentence import Memory, find, mentions, named, words_of
from mixwise.names.tokens import Words
from mixwise.names.types import Ambiguous, Mention, NameIndex, Resolution, Resolved, Unrecognised
from mixwise.screen.extract.doubts import (
    FOUND,
    LONGEST_UNIT,
    PLAIN,
    WORDED,
    Doubts,
    Hit,
    goes_on,
    longest,
    passage,
)
from mixwise.screen.extract.folding import Folded
from mixwise.screen.extract.passages import passages
from mixwise.screen.extract.patterns import CERTAIN, Names, Pattern
from mixwise.screen.extract.shapes import Cut, Place, Shapes, offsets
from mixwise.screen.extract.strange import Strange

BATCH = 1 << 18
"""Bytes of folded text that are searched at once."""
MOST_HELD = 100_000
SHAPED, NO_NAME = "shape known", "no name"
"""Two more ways of a passage: another of its shape was judged; nothing in it can be a name."""
_ANY = (NameRow((), "any", "", "", "", "generic"),)

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
        self._short = self._lexis.phrases("abbreviations").all
        self._shapes = Shapes(self._index, language, self._lexis, self._names.patterns)
        self._strange = Strange(self._index, self._lexis, self._names, self._memory.slips, self._shapes.listed)
        self._meanings: dict[tuple[str, str, str], Resolution] = {}
        self.keeps_shapes = True
        """Whether what was found in one passage is kept for others of its shape."""
        self.counts = dict.fromkeys((SHAPED, PLAIN, WORDED, FOUND, NO_NAME), 0)
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
                self._shapes.forget_some()
        yield from self._batch(batch)

    def _batch(self, batch: Sequence[tuple[Document, Folded]]) -> Iterator[tuple[Document, list[Extracted]]]:
        whole = b" " + b" ".join([folded.bytes for _, folded in batch]) + b" "
        places = self._names.matcher.starts(whole)
        places += self._strange.starts(whole)
        places.sort()
        start, size, at = 1, len(places), 0
        for document, folded in batch:
            end, first = start + len(folded.bytes), at
            while at < size and places[at] < end:
                at += 1
            yield document, self._document(folded, [place - start for place in places[first:at]]) if at > first else []
            start = end + 1

    def _document(self, folded: Folded, places: Sequence[int]) -> list[Extracted]:
        """The substances of a document in which names may begin at those bytes."""
        text, until = folded.text, 0
        found: list[Extracted] = []
        cuts = passages(text, self._short)
        ends = [end for _, end in cuts]
        for at in places:
            place = folded.place(at)
            if place >= until:
                start, until = cuts[bisect_right(ends, place)]
                self._passage(text[start:until], start, found)
        return found

    # One passage

    def _passage(self, text: str, begin: int, found: list[Extracted]) -> None:
        """Add what a passage holds that begins there in its document."""
        cut = self._shapes.cut(text)
        places = self._shapes.places(cut) if cut else None
        if cut is None or places is None:
            own = self._judged(text, cut)
            found += [one._replace(start=begin + one.start, end=begin + one.end) for one in own] if begin else own
            return
        self.counts[SHAPED] += 1
        if places:
            at = offsets(cut.parts)
            for first, last, meant, name, supply, negated, history in places:
                start, end = at[first], at[last]
                typed = text[start:end]
                if meant is not None:
                    read = meant
                elif name is None:
                    read = self._resolved(typed)
                else:
                    read = self._meaning(typed, self._shapes.names[cut.parts[name].lower()], supply)
                if isinstance(read, Unrecognised):
                    continue
                found.append(Extracted(begin + start, begin + end, typed, read, negated, history))

    def _judged(self, text: str, cut: Cut | None) -> list[Extracted]:
        """What a passage holds; kept for others of its shape, where the shape tells it."""
        folded = self._names.folder.fold(text)
        whole = b" " + folded.bytes + b" "
        slips = self._strange.search(whole)
        hits = list(longest(self._hits(folded, whole, slips)))
        here = passage(text, whole, hits)
        counted = here.counted()
        way = NO_NAME
        if hits:
            way = FOUND if self._doubts.is_for_find(here) else self._doubts.way(here, counted) if counted else NO_NAME
            if slips and way in (PLAIN, WORDED) and self._is_in_doubt(text, hits):
                way = FOUND
        self.counts[way] += 1
        things: Sequence[Mention] = ()
        if way == FOUND:
            things = self._by_find(text)
        elif way == WORDED:
            things = self._worded(text, counted)
        elif way == PLAIN:
            things = [self._plain(text, hit) for hit in counted]
        if cut is not None and self.keeps_shapes and not slips and not any(map(_is_mended, things)):
            self._keep(text, cut, things)
        return [Extracted(one.start, one.end, one.text, one.resolution, one.negated, one.history)
                for one in things if isinstance(one.resolution, Resolved | Ambiguous)]  # fmt: skip

    def _hits(self, folded: Folded, whole: bytes, slips: Sequence[tuple[int, int, Pattern]]) -> Iterator[Hit]:
        """The names in a passage, and those inside others, too."""
        text, patterns = folded.text, self._names.patterns
        found = [(start, stop, patterns[number]) for number, start, stop in self._names.matcher.search(whole)]
        for at, stop, name in (*found, *slips):
            start, end = folded.place(at - 1), folded.place(stop - 2) + 1
            if " " in name.key and not goes_on(text[start:end]):
                continue
            if stop - at > LONGEST_UNIT or not self._doubts.is_unit(text, start, end):
                yield Hit(start, end, at, stop, name)

    def _by_find(self, text: str) -> Sequence[Mention]:
        return find(text, self._index, self._language, self._memory)

    def _worded(self, text: str, hits: Sequence[Hit]) -> Sequence[Mention]:
        """The pieces of `find` that say where a name came from, whether it is denied, and its history."""
        words = words_of(text, self._lexis)
        at = {word.start: place for place, word in enumerate(words.words)}
        until = {word.end: place + 1 for place, word in enumerate(words.words)}
        if not all(hit.start in at and hit.end in until for hit in hits):
            return self._by_find(text)
        things = [named(at[hit.start], until[hit.end], hit.name.rows, hit.name.how, words, self._lexis) for hit in hits]
        return mentions(things, words, self._lexis)

    def _plain(self, text: str, hit: Hit) -> Mention:
        typed = text[hit.start : hit.end]
        return Mention(typed, hit.start, hit.end, self._meaning(typed, hit.name, ""), False)

    def _is_in_doubt(self, text: str, hits: Sequence[Hit]) -> bool:
        """Whether a misspelt name may be a longer one, or stands beside what only `find` can judge."""
        words = words_of(text, self._lexis)
        at = {word.start: place for place, word in enumerate(words.words)}
        until = {word.end: place + 1 for place, word in enumerate(words.words)}
        if not all(hit.start in at and hit.end in until and hit.name.kind == CERTAIN for hit in hits):
            return True
        taken = {place for hit in hits for place in range(at[hit.start], until[hit.end])}
        if not all(place in taken or is_plain(key, self._lexis) for place, key in enumerate(words.keys)):
            return True
        slips = (at[hit.start] for hit in hits if hit.name.how != "exact")
        return any(self._strange.may_be_longer(words.keys, place) for place in slips)

    def _keep(self, text: str, cut: Cut, things: Iterable[Mention]) -> None:
        """Keep what was found for passages of the same shape, unless a name stands there that the shape does not tell."""
        places: list[Place] = []
        parts = {start: part for part, start in enumerate(offsets(cut.parts))}
        words: Words | None = None
        for one in things:
            meant: Resolution | None = one.resolution
            if isinstance(meant, Unrecognised) and meant.kind != "unrecognised":
                continue
            first, last = parts.get(one.start, -1), parts.get(one.end, -1)
            kinds = [part for part in range(first, last) if not cut.kept(part)]
            if first < 0 or last < 0:
                return
            name, supply = None, ""
            if not kinds:
                if isinstance(meant, Unrecognised):
                    continue
            elif isinstance(meant, Unrecognised):
                meant = None
            elif len(kinds) == 1 and (known := self._shapes.names.get(cut.parts[kinds[0]].lower())):
                words = words or words_of(text, self._lexis)
                name, supply = kinds[0], self._supply(words, offsets(cut.parts)[kinds[0]])
                if of_rows(one.text, known.rows, "exact", supply) != meant:
                    return
                meant = None
            else:
                return
            places.append(Place(first, last, meant, name, supply, one.negated, one.history))
        self._shapes.keep(cut, places)

    def _supply(self, words: Words, start: int) -> str:
        """Where the name that begins there came from, as far as the words beside it tell."""
        at = next((place for place, word in enumerate(words.words) if word.start == start), 0)
        read = named(at, at + 1, _ANY, "exact", words, self._lexis).resolution
        return read.meaning.supply if isinstance(read, Resolved) else ""

    def _resolved(self, typed: str) -> Resolution:
        """What words mean of which none is a name by itself."""
        found = self._memory.resolved.get(typed)
        if found is None:
            found = self._memory.resolved[typed] = resolve(typed, self._index)
        return found

    def _meaning(self, typed: str, name: Pattern, supply: str) -> Resolution:
        found = self._meanings.get((typed, name.key, supply))
        if found is None:
            if len(self._meanings) >= MOST_HELD:
                self._meanings.clear()
            found = self._meanings[typed, name.key, supply] = of_rows(typed, name.rows, name.how, supply)
        return found


def _is_mended(mention: Mention) -> bool:
    return not isinstance(mention.resolution, Unrecognised) and mention.resolution.how != "exact"


class _Held:
    """The names of an index, all of them read: most words are none, and that is then seen without asking the file."""

    def __init__(self, index: NameIndex) -> None:
        self._index = index
        self._keys = frozenset(index.keys_of_length(1, 200))
        self.listed, self.sounding = index.listed, index.sounding
        self.keys_of_length = lru_cache(maxsize=256)(index.keys_of_length)
        self.sentence_words, self.words_starting = index.sentence_words, index.words_starting
        self.unidentified_words = index.unidentified_words

    def meanings(self, key: str) -> tuple[NameRow, ...]:
        """The meanings of a name; () when it has none."""
        return self._index.meanings(key) if key in self._keys else ()
