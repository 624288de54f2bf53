"""
What the names of a passage are worth there, as far as that can be told without `find`; in doubt `find` is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mixwise.names.lexicon import Lexicon
from mixwise.names.moments import without_moments
from mixwise.screen.extract.folding import Folder
from mixwise.screen.extract.passages import FEW_WORDS
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
    Pattern,
)

PLAIN, WORDED, FOUND = "plain", "worded", "found"
"""The ways of a passage: nothing there changes what is said of its names; some word may; only `find` can say."""
LONGEST_UNIT, AROUND = 2, 24
"""Letters of a name that may be a unit, and characters around it that tell."""
BESIDE, BEYOND = 4, 48
"""Bytes before and behind a name within which words may tell its supply; forms may stand between ("… tablets from a friend")."""
_QUOTES = re.compile("[\"“”‘’]|(?<![^\\W_])'|'(?![^\\W_])")
_SIGNS = frozenset(",+&/()[]:|-–")
_GOES_ON = re.compile(r"[^\w;:!?\n()\[\]{}|\"“”+&=<>,]{1,4}|,|['’]")
_WORDS = re.compile(r"[^\W_]+(?:['`’][^\W_]+)*")


class Hit(NamedTuple):
    """A name at text[start:end] of a passage, at `at` … `stop` of its folded bytes."""

    start: int
    end: int
    at: int
    stop: int
    name: Pattern


class Passage(NamedTuple):
    """A passage, also folded between spaces, with the names in it and their kinds; `sure` when one counts wherever it stands."""

    text: str
    folded: bytes
    hits: Sequence[Hit]
    kinds: Sequence[int]
    sure: bool

    def counted(self) -> list[Hit]:
        """The names that count because one of them does."""
        return [hit for hit, kind in zip(self.hits, self.kinds, strict=True) if kind < WEAK] if self.sure else []


def passage(text: str, folded: bytes, hits: Sequence[Hit]) -> Passage:
    """A passage with these names."""
    kinds = [_kind(hit, text) for hit in hits]
    return Passage(text, folded, hits, kinds, CERTAIN in kinds)


class Doubts:
    """What may change what a name is worth, in one language."""

    def __init__(self, lexis: Lexicon, folder: Folder) -> None:
        self._lexis = lexis
        self._cues, self._gate = Cues(lexis, folder), Gate(lexis, folder)
        self._joins = lexis.phrases("links", "tight").all
        self._compounds = lexis.phrases("compounds").all

    def is_unit(self, text: str, start: int, end: int) -> bool:
        """Whether a letter belongs to an amount or a moment ("4 mg/L", "x 5 days"), which hold no name."""
        at = max(0, start - AROUND)
        around = text[at : end + AROUND]
        return without_moments(around, self._lexis)[start - at : end - at].isspace()

    def way(self, passage: Passage, hits: Sequence[Hit]) -> str:
        """Whether a word stands in the passage that could change what is said of its names, which all count."""
        way, theirs, speaker = PLAIN, False, False
        first, last = hits[0].stop, hits[-1].at
        for kind, start, end in self._cues.among(passage.folded):
            if kind == OWNER and start < last:
                return FOUND
            theirs, speaker = theirs or (kind == THEIRS and start < last), speaker or kind == SPEAKER
            if (
                (kind == BEFORE and start < last)
                or (kind == BEHIND and end > first)
                or (kind == SUPPLY and any(end > hit.at - BESIDE and start < hit.stop + BEYOND for hit in hits))
            ):
                way = WORDED
        return FOUND if theirs and speaker else way

    def is_for_find(self, passage: Passage) -> bool:
        """Whether only `find` can say what the names of a passage are worth there."""
        text, sure, kinds = passage.text, passage.sure, passage.kinds
        if not sure and self._may_be_list(text, len(passage.hits)):
            return True
        if JUDGED in kinds or (not sure and ALONE in kinds):
            return True
        least = WEAK if sure else DOUBTFUL
        weak = [hit for hit, kind in zip(passage.hits, kinds, strict=True) if kind >= least]
        if weak and self._may_count(passage, weak):
            return True
        if not sure:
            return False
        if _QUOTES.search(text):
            return True
        return any(self._is_odd(text, hit) for hit in passage.hits)

    def _may_be_list(self, passage: str, hits: int) -> bool:
        """Whether a passage is a few words, or so few beside its names that it may be nothing but a list of them."""
        return len(passage.split(None, FEW_WORDS)) <= FEW_WORDS or (
            hits > 1 and len(passage.split(None, 4 * hits)) <= 4 * hits
        )

    def _may_count(self, passage: Passage, weak: Sequence[Hit]) -> bool:
        """Whether an ordinary word may count: beside a certain name, joined to one, after a verb of taking, in a question."""
        sure = passage.sure
        if sure and (WEAK in passage.kinds or any(self._is_joined(passage.text, hit) for hit in weak)):
            return True
        places = [(hit.at, hit.stop) for hit in weak]
        if sure:  # a verb that means a substance by itself ("was drinking") counts beside a certain name
            places.append((0, 0))
        return self._gate.opens(passage.folded, places, loose=not sure and DOUBTFUL in passage.kinds)

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


def _kind(hit: Hit, text: str) -> int:
    name = hit.name
    return name.large if name.large != name.kind and text[hit.start : hit.end].isupper() else name.kind


def longest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Of names that share words the one that begins first, and of those the longest: as they are read in `find`."""
    end = -1
    for hit in sorted(hits, key=lambda one: (one.start, -one.end)):
        if hit.start >= end:
            end = hit.end
            yield hit


def goes_on(typed: str) -> bool:
    """Whether one name may go over what stands between these words."""
    gaps = _WORDS.split(typed)[1:-1]
    return all(_GOES_ON.fullmatch(gap) and len(gap.strip()) <= 2 for gap in gaps)
