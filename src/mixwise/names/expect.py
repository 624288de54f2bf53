"""
How strongly a sentence makes us expect a substance in each of its noun phrases.

A verb of intake before it, a judgement beside it ("… ok with …"), and a word that joins it to something taken each raise
the level; nothing lowers it. A fixed number of passes, so the time is linear in the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from mixwise.names.lexicon import Lexicon
from mixwise.names.pieces import KNOWN, PLAIN, STRANGE, UNNAMED, VARIANT, WEAK, Piece, is_plain
from mixwise.names.segments import CHUNK, JUDGED, LINK, LOOSE, NONE, STOPPED, STRONG, USUAL, VERB, Segment
from mixwise.names.tokens import COMMA, NOTHING, STOP, Words
from mixwise.names.tokens import LINK as SIGN

LIKELY_LENGTH = 5
"""A strange word of at least that many letters, beside a known substance, is taken for another one."""


class Expectation:
    """The levels of one text. `levels[i]` is that of segment i, and `governed[i]` whether a verb of intake stands before it."""

    def __init__(self, words: Words, parts: Sequence[Segment], held: Sequence[Sequence[Piece]], lexis: Lexicon) -> None:
        self._words, self._parts, self._held, self._lexis = words, parts, held, lexis
        self._asked: dict[int, bool] = {}
        self._questions: dict[int, bool] = {}
        self._known = {words.sentences[piece.at][0] for part in held for piece in part if piece.kind == KNOWN}
        self._known |= {words.sentences[part.at][0] for place, part in enumerate(parts) if self._is_objectless(place)}
        self._owner: dict[int, int] = {}
        self._tails: dict[int, int] = {}
        self._last = list(range(len(parts)))
        self._claim_tails()
        verbs = [self._verb_before(place) if part.kind == CHUNK else None for place, part in enumerate(parts)]
        self.governed = [self._is_intake(verb) for verb in verbs]
        self.levels = [self._alone(place, verbs[place]) for place in range(len(parts))]
        self._raise_lists()
        for _ in range(2):
            self._spread(range(len(parts) - 1, -1, -1), 1)
            self._spread(range(len(parts)), -1)

    def kept(self, place: int) -> list[Piece]:
        """The pieces of a noun phrase that count as something taken."""
        level, tail = self.levels[place], self._tails.get(place, 0)
        return [piece for piece in self._held[place] if piece.at >= tail and self._counts(piece, level, place)]

    def asks(self, at: int) -> bool:
        """Whether the sentence of that word is a question."""
        start, end, marked = self._words.sentences[at]
        if start not in self._questions:
            openers, gaps, keys = self._lexis.phrases("openers"), self._words.gaps, self._words.keys
            self._questions[start] = marked or any(gaps[p] >= COMMA and keys[p] in openers for p in range(start, end))
        return self._questions[start]

    def _counts(self, piece: Piece, level: int, place: int) -> bool:
        if piece.kind in (KNOWN, VARIANT) or (piece.kind == UNNAMED and piece.name is not None):
            return True
        phrase = " ".join(self._words.keys[piece.at : piece.end])
        if piece.kind == WEAK:
            if piece.name is not None and not piece.name.everyday:
                level = max(level, LOOSE if self._words.sentences[piece.at][0] in self._known else NONE) + 1
            elif phrase in self._lexis.phrases("unidentified", "heads"):
                level += 1
            return level >= USUAL and self._weak_counts(piece, phrase, level, place)
        if piece.kind == STRANGE:
            quoted = self._words.quotes.get(piece.at) == piece.end
            return level >= LOOSE and (quoted or not self._is_no_substance(phrase))
        if any(other.kind == KNOWN for other in self._held[place]):
            return False
        if piece.kind == UNNAMED:
            return level >= LOOSE
        product = " " in phrase and phrase.rpartition(" ")[2] in self._lexis.phrases("product_forms")
        return level >= (USUAL if product else STRONG) and self._plain_counts(piece, phrase, place)

    def _plain_counts(self, piece: Piece, phrase: str, place: int) -> bool:
        if self._words.quotes.get(piece.at) == piece.end:
            return True
        keys, chunk = self._words.keys, self._parts[place]
        pointed = piece.at > chunk.at and keys[piece.at - 1] in self._lexis.phrases("pointing")
        if pointed and self._words.sentences[piece.at][0] not in self._known:
            return False  # "this colour" in a sentence without any substance
        return not self._is_no_substance(phrase) and keys[piece.at] not in self._lexis.phrases("deeds")

    def _weak_counts(self, piece: Piece, phrase: str, level: int, place: int) -> bool:
        if level >= STRONG:
            return True
        keys = self._words.keys
        measured = piece.end < len(keys) and keys[piece.end] in self._lexis.phrases("of")
        return (
            not self._is_definite(piece, place) and not measured and phrase not in self._lexis.phrases("not_substances")
        )

    def _is_no_substance(self, phrase: str) -> bool:
        """Whether the phrase, or the noun at its end, is a person, a time, food, an illness … rather than something taken."""
        none = self._lexis.phrases("not_substances")
        return phrase in none or phrase.rpartition(" ")[2] in none or phrase in self._lexis.owners

    # Each noun phrase by itself

    def _alone(self, place: int, verb: Segment | None) -> int:
        part = self._parts[place]
        if part.kind != CHUNK:
            return NONE
        left, right = self._neighbour(place, -1), self._neighbour(place, 1)
        if JUDGED in (left.kind if left else "", right.kind if right else ""):
            return STRONG
        level = verb.level if verb else NONE
        if left is not None and left.kind == LINK and place > 1 and self._parts[place - 2].kind == VERB:
            before = self._parts[place - 2]  # "take with …", "drink on …"
            with_it = left.level == STRONG and before.level >= USUAL
            level = max(level, USUAL if with_it or self._says(before, "objectless") else NONE)
        strange = [piece for piece in self._held[place] if piece.kind == STRANGE]
        asked_with = left is not None and left.kind == LINK and self.asks(part.at)
        if any(asked_with or self._is_measured(piece) or self._is_beside_known(piece) for piece in strange):
            level = max(level, LOOSE)
        if self._is_strange_pair(place, 1) or self._is_strange_pair(place, -1):
            level = max(level, USUAL)
        joined = max(self._joined(place, 1), self._joined(place, -1))
        if joined == STRONG:
            if verb and self.asks(part.at) and self._says(verb, "mixing"):
                level = STRONG
            if self._is_asked_about(part.at):
                level = max(level, LOOSE)
        return level

    def _is_strange_pair(self, place: int, step: int) -> bool:
        """Whether a strange word and a street name are joined ("zorblax and weed"): each speaks for the other."""
        level, other = self._join(place, step)
        if level == NONE:
            return False
        kinds = [
            {piece.kind for piece in self._held[one] if not self._is_definite(piece, one)} for one in (place, other)
        ]
        return (STRANGE in kinds[0] and WEAK in kinds[1]) or (WEAK in kinds[0] and STRANGE in kinds[1])

    def _is_definite(self, piece: Piece, place: int) -> bool:
        at = piece.at
        return at > self._parts[place].at and self._words.keys[at - 1] in self._lexis.phrases("definite")

    def _neighbour(self, place: int, step: int) -> Segment | None:
        """The next segment in that direction within the sentence."""
        other = place + step
        if not 0 <= other < len(self._parts) or self._words.gaps[self._parts[max(place, other)].at] == STOP:
            return None
        return self._parts[other]

    def _verb_before(self, place: int) -> Segment | None:
        """The verb that governs this phrase, over small words ("took like three …") or a person ("gave me …")."""
        over_person = False
        while self._words.gaps[self._parts[place].at] < COMMA:
            place -= 1
            part = self._parts[place]
            if part.kind == VERB:
                opens = self._words.gaps[part.at] == STOP and self._says(part, "auxiliary")
                return None if opens or (over_person and not self._says(part, "to_whom")) else part
            if part.kind != STOPPED:
                return None
            over_person = over_person or not self._says(part, "before")
            if over_person and not (place and self._parts[place - 1].kind == VERB):
                return None
        return None

    def _says(self, part: Segment, *path: str) -> bool:
        return " ".join(self._words.keys[part.at : part.end]) in self._lexis.phrases(*path)

    def _is_intake(self, verb: Segment | None) -> bool:
        return verb is not None and (verb.level >= USUAL or self._says(verb, "to_whom"))

    def _is_objectless(self, place: int) -> bool:
        """Whether a verb that means a substance by itself stands here without an object ("can I drink")."""
        part, right = self._parts[place], self._neighbour(place, 1)
        return part.kind == VERB and self._says(part, "objectless") and (right is None or right.kind != CHUNK)

    def _is_asked_about(self, at: int) -> bool:
        start, end, _ = self._words.sentences[at]
        if start not in self._asked:
            asked = self._lexis.phrases("asked_about")
            self._asked[start] = any(key in asked for key in self._words.keys[start:end])
        return self._asked[start]

    def _is_measured(self, piece: Piece) -> bool:
        """Whether it is counted by something that holds a substance ("a bump of …")."""
        keys = self._words.keys
        return (
            piece.at > 1
            and keys[piece.at - 1] in self._lexis.phrases("of")
            and keys[piece.at - 2] in self._lexis.phrases("containers")
        )

    def _is_beside_known(self, piece: Piece) -> bool:
        """
        Whether its sentence names a known substance: a strange word in it is most likely another.

        Not when it is short or looks like a slip of a plain word, unless the sentence asks something.
        """
        start, _, _ = self._words.sentences[piece.at]
        if start not in self._known:
            return False
        left = self._words.gaps[piece.at] == NOTHING and piece.at > start and self._words.keys[piece.at - 1]
        if left and left in self._lexis.phrases("links", "loose"):
            return True
        words = [key for key in self._words.keys[piece.at : piece.end] if not is_plain(key, self._lexis)]
        return any(len(key) >= LIKELY_LENGTH and not self._lexis.is_slip(key) for key in words)

    # What joins them

    def _claim_tails(self) -> None:
        """An unnamed thing may go on over the segments after it ("the pill | he gave me"): those belong to it."""
        for place, held in enumerate(self._held):
            end = max((piece.end for piece in held), default=0)
            after = place + 1
            while after < len(self._parts) and self._parts[after].at < end:
                self._owner[after], self._last[place], self._tails[after] = place, after, end
                after += 1

    def _joined(self, place: int, step: int) -> int:
        """How a phrase is joined to the next one in that direction: by a word or sign (its level), a comma (loose), or not."""
        return self._join(place, step)[0]

    def _join(self, place: int, step: int) -> tuple[int, int]:
        """The level of the join and the place of the phrase joined, over small words after the joining one."""
        parts, gaps = self._parts, self._words.gaps
        level = NONE
        other = (self._last[place] if step > 0 else place) + step
        for _ in range(4):
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
            elif part.kind == VERB and self._says(part, "links", "tight"):
                level = STRONG  # "while on": it joins as well as it governs
            elif part.kind != STOPPED or not self._says(part, "before"):
                return NONE, place
            other += step
        return NONE, place

    def _spread(self, places: range, step: int) -> None:
        """Raise phrases that are joined to a neighbour in that direction which holds something taken."""
        for place in places:
            if self._parts[place].kind != CHUNK or self.levels[place] >= STRONG:
                continue
            level, other = self._join(place, step)
            if level == NONE or not self.kept(other):
                continue
            if level == STRONG and step == 1 and not self._opens(place):
                level = USUAL
            self.levels[place] = max(self.levels[place], level)

    def _opens(self, place: int) -> bool:
        """Whether plain words here may be a substance at all: after a verb of intake, a join or a question, or first of all."""
        left = self._neighbour(place, -1)
        if left is None or left.kind in (LINK, VERB, JUDGED, CHUNK):
            return True
        start, _, _ = self._words.sentences[left.at]
        return left.at == start and self._words.keys[start] in self._lexis.phrases("openers")

    def _raise_lists(self) -> None:
        """In a text that is nothing but a list, everything counts: plain words, too, once a known name is among them."""
        if any(part.kind != CHUNK and (part.kind, part.level) != (LINK, STRONG) for part in self._parts):
            return
        kinds = {piece.kind for held in self._held for piece in held}
        if KNOWN in kinds or PLAIN not in kinds:
            self.levels = [STRONG if part.kind == CHUNK else NONE for part in self._parts]
