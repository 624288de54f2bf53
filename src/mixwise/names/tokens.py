"""A text as words with exact places, and what stands between them."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from mixwise.knowledge.normalise import normalise

# Marks that belong to the letter before them, and marks that vanish inside a word; the same as in `normalise`.
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
    "\u0e31\u0e34-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
_INSIDE = "'`´ʹʻʼʽˈ‘’‚‛′＇®™©℠\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_WORD = re.compile(rf"([^\W_](?:[{_INSIDE}]*[^\W_]|[{_COMBINING}])*)")
_PLAIN_WORD = re.compile("([0-9A-Za-z]+)")  # the same in text without any of those marks
_QUOTED = re.compile(r"(?<![^\W_])(?:\"([^\"\n]{2,60})\"|“([^”\n]{2,60})”|‘([^’\n]{2,60})’|'([^'\n]{2,60})')(?![^\W_])")
_NAME_ENDS = frozenset(';:!?\n()[]{}|"“”+&=<>')

_PLAIN_GAPS = frozenset({" ", "-", "_"})  # most gaps

NOTHING, LINK, COMMA, STOP = 0, 1, 2, 3
"""What stands before a word: at most a space or hyphen; a sign that joins (+ & /); a comma or the like; the end of a sentence."""


class Word(NamedTuple):
    """text[start:end], normalised."""

    start: int
    end: int
    key: str


class Words(NamedTuple):
    """
    A text in words. `keys` are their normalised forms; `gaps[i]` is what stands before word i; `whole[i]` is whether a name
    may go on from word i-1 to word i; `quotes` gives, by first word, the end of what stands in quotation marks; `sentences[i]`
    is the first word of the sentence of word i, the word after its last, and whether a question mark ends it.
    """

    text: str
    words: list[Word]
    keys: list[str]
    gaps: list[int]
    whole: list[bool]
    quotes: dict[int, int]
    sentences: list[tuple[int, int, bool]]

    def span(self, at: int, end: int) -> tuple[int, int]:
        """The place in the text of words at … end-1."""
        return self.words[at].start, self.words[end - 1].end


def tokenise(text: str, abbreviations: Container[str] = ()) -> Words:
    """The words of a text, in linear time; text without any gives none. A full stop after an abbreviation ends no sentence."""
    parts = parts_of(text)
    ends = list(accumulate(map(len, parts)))
    words = [
        Word(start, end, key)
        for start, end, word in zip(ends[::2], ends[1::2], parts[1::2], strict=False)
        if (key := _key(word))
    ]
    between = [text[before.end : after.start] for before, after in pairwise(words)]
    gaps = [STOP, *map(_gap, between)]
    for place, gap in enumerate(between):
        if gap == ". " and words[place].key in abbreviations:
            gaps[place + 1] = NOTHING
    whole = [False, *map(_goes_on, between)]
    gaps, whole = gaps[: len(words)], whole[: len(words)]
    between.append(text[words[-1].end :] if words else "")
    keys = [word.key for word in words]
    return Words(text, words, keys, gaps, whole, _quotes(text, words), _sentences(gaps, between))


def parts_of(text: str) -> list[str]:
    """What stands before the first word of a text, the word, what stands before the next, and so on; all of the text."""
    plain = text.isascii() and "'" not in text and "`" not in text
    return (_PLAIN_WORD if plain else _WORD).split(text)


def _key(word: str) -> str:
    """`normalise` of one word, at a glance for most."""
    return word.lower() if word.isascii() and word.isalnum() else normalise(word)


def _sentences(gaps: Sequence[int], after: Sequence[str]) -> list[tuple[int, int, bool]]:
    starts = [place for place, gap in enumerate(gaps) if gap == STOP]
    found: list[tuple[int, int, bool]] = []
    for start, end in zip(starts, [*starts[1:], len(gaps)], strict=False):
        found += [(start, end, "?" in after[end - 1])] * (end - start)
    return found


@lru_cache(maxsize=512)
def _gap(gap: str) -> int:
    if gap in _PLAIN_GAPS:
        return NOTHING
    if any(mark in gap for mark in ";!?…。؟") or "\n\n" in gap or (". " in gap or ".\n" in gap or gap.startswith("..")):
        return STOP
    if any(mark in gap for mark in ",:()[]\n\t|–—、،") or " - " in gap or "->" in gap:
        return COMMA
    if any(mark in gap for mark in "+&/"):
        return LINK
    return NOTHING


@lru_cache(maxsize=512)
def _goes_on(gap: str) -> bool:
    if gap in _PLAIN_GAPS:
        return True
    if any(mark in _NAME_ENDS for mark in gap) or len(gap.strip()) > 2:
        return False
    return "," not in gap or gap == ","


def _quotes(text: str, words: Sequence[Word]) -> dict[int, int]:
    found: dict[int, int] = {}
    if not any(mark in text for mark in "\"'“‘") or _QUOTED.search(text) is None:
        return found
    starts = {word.start: place for place, word in enumerate(words)}
    ends = {word.end: place + 1 for place, word in enumerate(words)}
    for match in _QUOTED.finditer(text):
        start, end = match.start() + 1, match.end() - 1
        at = starts.get(start)
        until = ends.get(end)
        if at is not None and until is not None and 0 < until - at <= 6:
            found[at] = until
    return found
