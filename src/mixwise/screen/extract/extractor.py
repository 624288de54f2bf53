"""
Substances in documents, many at a time.

`mixwise.names.find` judges each passage. In front of it one search over all names leaves out the passages without any, and those
whose names cannot count there. Where every name of a passage counts wherever it stands, `find` would say no more of it than where
it came from, whether it is denied, and its history: these are asked of the same pieces that `find` is made of, and only when a
word that could change them stands in the passage. Everything else goes to `find` whole.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from mixwise.knowledge.normalise import NameRow
from mixwise.names.lexicon import lexicon
from mixwise.names.lookup import of_rows
from mixwise.names.moments import without_moments
from mixwise.names.sentence import Memory, find, mentions, named, words_of
from mixwise.names.types import Ambiguous, Mention, NameIndex, Resolution, Resolved
from mixwise.screen.extract.folding import Folded
from mixwise.screen.extract.passages import FEW_WORDS, passages
from mixwise.screen.extract.patterns import (
    ALONE,
    BEFORE,
    BEHIND,
    CERTAIN,
    DOUBTFUL,
    JUDGED,
    OWNER,
    SPEAKER,
    SUPPLY,
    THEIRS,
    WEAK,
    Cues,
    Gate,
    Names,
    Pattern,
)
from mixwise.screen.extract.strange import Strange

BATCH = 1 << 18
"""Bytes of folded text that are searched at once."""
MOST_HELD = 100_000
BESIDE, BEYOND = 4, 48
"""Bytes before and behind a name within which words may tell its supply; forms may stand between ("… tablets from a friend")."""
PLAIN, WORDED, FOUND = "plain", "worded", "found"
"""The ways of a passage: nothing there changes what is said of its names; some word may; only `find` can say."""
_QUOTES = re.compile("[\"“”‘’]|(?<![^\\W_])'|'(?![^\\W_])")
_QUOTE_MARKS = "\"'“”‘’"
_SIGNS = frozenset(",+&/()[]:|-–")


Document = TypeVar("Document")


class Extracted(NamedTuple):
    """A mention: text[start:end] of its document, what it means, whether it is denied, and if it is past or somebody else's."""

    start: int
    end: int
    text: str
    resolution: Resolved | Ambiguous
    negated: bool
    history: str


class Hit(NamedTuple):
    """A name at text[start:end] of a document, at `at` of its folded bytes."""

    start: int
    end: int
    at: int
    stop: int
    name: Pattern


class Extractor:
    """
    What the substances of documents are; made once, and used for any number of them.

    It keeps what strange words turned out to be and the meaning of names in memory, for as long as it lives, and nothing else.
    """

    def __init__(self, index: NameIndex, language: str = "en") -> None:
        self._language, self._lexis = language, lexicon(index, language)
        self._index = _Held(index)
        self._names = Names(index, self._lexis)
        self._cues = Cues(self._lexis, self._names.folder)
        self._gate = Gate(self._lexis, self._names.folder)
        self._memory = Memory()
        self._strange = Strange(self._index, self._lexis, self._names)
        self._short = self._lexis.phrases("abbreviations").all
        self._joins = self._lexis.phrases("links", "tight").all
        self._compounds = self._lexis.phrases("compounds").all
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
            if " " in name.key and not (_goes_on(text[start:end]) and end <= ends[bisect_right(ends, start)]):
                continue
            hits.append(Hit(start, end, at, stop, name))
        held: dict[int, list[Hit]] = {}
        for hit in _longest(hits):
            held.setdefault(bisect_right(ends, hit.start), []).append(hit)
        found: list[Extracted] = []
        for nth, here in held.items():
            found += self._passage(folded, *places[nth], here)
        return found

    # One passage

    def _passage(self, folded: Folded, start: int, end: int, hits: list[Hit]) -> Iterable[Extracted]:
        self.counts["passages"] += 1
        text = folded.text
        first = hits[0].at - (hits[0].start - start)  # as many bytes as characters, but for those left out
        bytes_ = b" " + folded.bytes[max(0, first) : hits[-1].stop + (end - hits[-1].end)] + b" "
        kinds = [_kind(hit, text) for hit in hits]
        sure = CERTAIN in kinds
        if self._is_for_find(text, start, end, bytes_, hits, kinds, sure=sure):
            self.counts[FOUND] += 1
            return self._by_find(text, start, end)
        counted = [hit for hit, kind in zip(hits, kinds, strict=True) if kind < WEAK] if sure else []
        if not counted:
            return ()
        way = self._way(bytes_, counted, max(0, first) - 1)
        self.counts[way] += 1
        if way == FOUND:
            return self._by_find(text, start, end)
        if way == WORDED:
            return self._worded(text, start, end, counted)
        return [Extracted(hit.start, hit.end, typed := text[hit.start : hit.end], self._meaning(typed, hit.name), False, "")
                for hit in counted]  # fmt: skip

    def _way(self, folded: bytes, hits: Sequence[Hit], offset: int) -> str:
        """Whether a word stands in the passage that could change what is said of its names, which all count."""
        way, theirs, speaker = PLAIN, False, False
        first, last = hits[0].stop - offset, hits[-1].at - offset
        for kind, start, end in self._cues.among(folded):
            if kind == OWNER and start < last:
                return FOUND
            theirs, speaker = theirs or (kind == THEIRS and start < last), speaker or kind == SPEAKER
            if (
                (kind == BEFORE and start < last)
                or (kind == BEHIND and end > first)
                or (
                    kind == SUPPLY
                    and any(end > hit.at - offset - BESIDE and start < hit.stop - offset + BEYOND for hit in hits)
                )
            ):
                way = WORDED
        return FOUND if theirs and speaker else way

    def _is_for_find(
        self, text: str, start: int, end: int, folded: bytes, hits: Sequence[Hit], kinds: Sequence[int], *, sure: bool
    ) -> bool:
        """Whether only `find` can say what the names of a passage are worth there."""
        if not sure and self._may_be_list(text[start:end], len(hits)):
            return True
        if JUDGED in kinds or (not sure and ALONE in kinds):
            return True
        weak = [hit for hit, kind in zip(hits, kinds, strict=True) if kind >= (WEAK if sure else DOUBTFUL)]
        if weak and self._may_count(text, folded, weak, kinds, sure=sure):
            return True
        if not sure:
            return False
        if any(text.find(mark, start, end) >= 0 for mark in _QUOTE_MARKS) and _QUOTES.search(text, start, end):
            return True
        return any(self._is_odd(text, hit) for hit in hits)

    def _may_be_list(self, passage: str, hits: int) -> bool:
        """Whether a passage is a few words, or so few beside its names that it may be nothing but a list of them."""
        return len(passage.split(None, FEW_WORDS)) <= FEW_WORDS or (
            hits > 1 and len(passage.split(None, 4 * hits)) <= 4 * hits
        )

    def _may_count(self, text: str, folded: bytes, weak: Sequence[Hit], kinds: Sequence[int], *, sure: bool) -> bool:
        """Whether an ordinary word may count: beside a certain name, joined to one, after a verb of taking, in a question."""
        if sure and (WEAK in kinds or any(self._is_joined(text, hit) for hit in weak)):
            return True
        return self._gate.opens(folded, loose=not sure and DOUBTFUL in kinds)

    def _is_joined(self, text: str, hit: Hit) -> bool:
        before, after = text[max(0, hit.start - 12) : hit.start].rstrip(), text[hit.end : hit.end + 12].lstrip()
        if before[-1:] in _SIGNS or after[:1] in _SIGNS:
            return True
        return any(word.lower() in self._joins for word in (before.split()[-1:] + after.split()[:1]))

    def _is_odd(self, text: str, hit: Hit) -> bool:
        """Whether a certain name stands in a code, in what may be a moment ("5 hour …"), or before the word for a thing."""
        if hit.name.kind == CERTAIN and "-" in (text[hit.start - 1 : hit.start], text[hit.end : hit.end + 1]):
            return True
        if any(map(str.isdigit, hit.name.key)):
            around = text[max(0, hit.start - 8) : hit.end + 16]
            if without_moments(around, self._lexis) != around:
                return True
        after = text[hit.end : hit.end + 16].split(None, 1)
        return bool(after) and after[0].strip(".,;:!?").lower() in self._compounds

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
        self.listed, self.keys_of_length = index.listed, index.keys_of_length
        self.sentence_words, self.words_starting = index.sentence_words, index.words_starting
        self.unidentified_words = index.unidentified_words

    def meanings(self, key: str) -> tuple[NameRow, ...]:
        """The meanings of a name; () when it has none."""
        return self._index.meanings(key) if key in self._keys else ()


def _kind(hit: Hit, text: str) -> int:
    name = hit.name
    return name.large if name.large != name.kind and text[hit.start : hit.end].isupper() else name.kind


def _longest(hits: list[Hit]) -> Iterator[Hit]:
    """Of names that share words the one that begins first, and of those the longest: as they are read in `find`."""
    end = -1
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if hit.start >= end:
            end = hit.end
            yield hit


_GOES_ON = re.compile(r"[^\w;:!?\n()\[\]{}|\"“”+&=<>,]{1,4}|,|['’]")
_WORDS = re.compile(r"[^\W_]+(?:['`’][^\W_]+)*")


def _goes_on(typed: str) -> bool:
    """Whether one name may go over what stands between these words."""
    gaps = _WORDS.split(typed)[1:-1]
    return all(_GOES_ON.fullmatch(gap) and len(gap.strip()) <= 2 for gap in gaps)


def _extracted(mention: Mention, start: int) -> Extracted | None:
    meant = mention.resolution
    if not isinstance(meant, Resolved | Ambiguous):
        return None
    return Extracted(start + mention.start, start + mention.end, mention.text, meant, mention.negated, mention.history)
