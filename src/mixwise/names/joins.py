"""How the noun phrases of a text hang together: the verb before each, what joins it to the next, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from mixwise.names.lexicon import Lexicon
from mixwise.names.pieces import Piece
from mixwise.names.segments import CHUNK, LINK, NONE, STOPPED, STRONG, USUAL, VERB, Segment
from mixwise.names.tokens import COMMA, NOTHING, STOP, Words
from mixwise.names.tokens import LINK as SIGN

MOST_BETWEEN = 4
"""Segments from one noun phrase to the next that a join may go over."""


class Joins:
    """The segments of one text with what stands between them."""

    def __init__(self, words: Words, parts: Sequence[Segment], held: Sequence[Sequence[Piece]], lexis: Lexicon) -> None:
        self._words, self._parts, self._lexis = words, parts, lexis
        self.tails: dict[int, int] = {}
        """The word before which a segment belongs to an unnamed thing of an earlier one ("the pill | he gave me")."""
        self._owner: dict[int, int] = {}
        self._last = list(range(len(parts)))
        for place, pieces in enumerate(held):
            self._claim(place, max((piece.end for piece in pieces), default=0))
        self._questions: dict[int, bool] = {}

    def _claim(self, place: int, end: int) -> None:
        after = place + 1
        while after < len(self._parts) and self._parts[after].at < end:
            self._owner[after], self._last[place], self.tails[after] = place, after, end
            after += 1

    def says(self, part: Segment, *path: str) -> bool:
        """Whether a segment is a phrase of that list."""
        return " ".join(self._words.keys[part.at : part.end]) in self._lexis.phrases(*path)

    def follows(self, at: int, *path: str) -> bool:
        """Whether the word before, with nothing between, is in that list."""
        gaps, keys = self._words.gaps, self._words.keys
        return at > 0 and gaps[at] == NOTHING and keys[at - 1] in self._lexis.phrases(*path)

    def neighbour(self, place: int, step: int) -> Segment | None:
        """The next segment in that direction within the sentence."""
        other = place + step
        if not 0 <= other < len(self._parts) or self._words.gaps[self._parts[max(place, other)].at] == STOP:
            return None
        return self._parts[other]

    def asks(self, at: int) -> bool:
        """Whether the sentence of that word is a question."""
        start, end, marked = self._words.sentences[at]
        if start not in self._questions:
            openers, gaps, keys = self._lexis.phrases("openers"), self._words.gaps, self._words.keys
            self._questions[start] = marked or any(gaps[p] >= COMMA and keys[p] in openers for p in range(start, end))
        return self._questions[start]

    def verb_before(self, place: int) -> Segment | None:
        """The verb that governs this phrase, over small words ("took like three …") or a person ("gave me …")."""
        over_person = False
        while self._words.gaps[self._parts[place].at] < COMMA:
            place -= 1
            part = self._parts[place]
            if part.kind == VERB:
                asked = self._words.sentences[part.at][2]
                opens = asked and self._words.gaps[part.at] == STOP and self.says(part, "auxiliary")
                return None if opens or (over_person and not self.says(part, "to_whom")) else part
            if part.kind != STOPPED:
                return None
            over_person = over_person or not self.says(part, "before")
            if over_person and not (place and self._parts[place - 1].kind == VERB):
                return None
        return None

    def is_objectless(self, place: int) -> bool:
        """Whether a verb that means a substance by itself stands here without an object ("can I drink")."""
        part, right = self._parts[place], self.neighbour(place, 1)
        return part.kind == VERB and self.says(part, "objectless") and (right is None or right.kind != CHUNK)

    def opens(self, place: int) -> bool:
        """Whether plain words here may be a substance at all: after a verb of intake, a join or a question, or first of all."""
        left = self.neighbour(place, -1)
        if left is None or left.kind != STOPPED:
            return True
        start, _, _ = self._words.sentences[left.at]
        return left.at == start and self._words.keys[start] in self._lexis.phrases("openers")

    def join(self, place: int, step: int) -> tuple[int, int]:
        """
        The level of the join and the place of the phrase joined, over small words after the joining one.

        A word or sign that joins has its level, a comma a loose one; without any the level is none.
        """
        parts, gaps = self._parts, self._words.gaps
        level = NONE
        other = (self._last[place] if step > 0 else place) + step
        for _ in range(MOST_BETWEEN):
            if not 0 <= other < len(parts):
                return NONE, place
            gap = gaps[parts[max(other, other - step)].at]
            if gap == STOP:
                return NONE, place
            level = max(
                level, STRONG if gap == SIGN else USUAL if gap == COMMA and parts[other].kind == CHUNK else NONE
            )
            other = self._owner.get(other, other)
            part = parts[other]
            if part.kind == CHUNK:
                return level, other
            if part.kind == LINK:
                level = max(level, part.level)
            elif part.kind == VERB and self.says(part, "links", "tight"):
                level = STRONG  # "while on": it joins as well as it governs
            elif part.kind != STOPPED or not self.says(part, "before"):
                return NONE, place
            other += step
        return NONE, place
