"""
Whether a text speaks of substances at all.

A word that nobody knows, plain words, and a name that is also an ordinary word ("blotter") count outside the firmest places only
in a text that does: beside a known substance, an amount in milligrams, or words such as "prescribed".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mixwise.names.lexicon import Lexicon
from mixwise.names.pieces import KNOWN, STRANGE, WEAK, Piece, strange_words
from mixwise.names.segments import CERTAIN, COMPOUND
from mixwise.names.tokens import NOTHING, Words

NOT_ANY, SOFT, HARD = 0, 1, 2
"""Evidence of substances in a text: none; words that often go with them; a substance or an amount of one."""
SURE_LENGTH = 6
"""A strange word in small letters is a name without any evidence only when it is at least that long."""
LIKELY_LENGTH = 5
"""A strange word of at least that many letters in a text that speaks of substances is taken for one."""
SHORT_LENGTH = 4
LONG_LENGTH = 9
FEW_LETTERS = 3
LONGEST_COMPOUND = 24
SHORT_TEXT = 40
"""In a text of at most that many words one sentence speaks for the next ("I'm on lithium. Is coffee …")."""
MOST_LOOKED_UP = 256
"""How many different strange words of a text are compared with the language's own; others count as strange as they are."""


class Evidence:
    """The evidence in one text, and which of its strange words are names whatever stands around them."""

    def __init__(self, words: Words, held: Sequence[Sequence[Piece]], lexis: Lexicon) -> None:
        self._words, self._lexis = words, lexis
        self._slips: dict[tuple[str, int], bool] = {}
        self._small = any(word.key.isalpha() and words.text[word.start].islower() for word in words.words)
        strange = [piece for part in held for piece in part if piece.kind == STRANGE]
        self._foreign = 2 * sum(len(self.strange(piece)) for piece in strange) > len(words.keys) > 3
        names = [piece for part in held for piece in part if piece.kind == KNOWN]
        known = [piece for piece in names if not self.doubt(piece)]
        doubted = {place for piece in names if self.doubt(piece) for place in range(piece.at, piece.end)}
        self._joined = set() if known else {piece.at for piece in self._joined_names(held)}
        known = known or [piece for part in held for piece in part if piece.at in self._joined]
        self._known = {words.sentences[piece.at][0] for piece in known}
        sure = bool(known) or self._has_amount() or any(map(self._is_substance, strange))
        self.told = HARD if sure else SOFT if self._speaks(doubted) else NOT_ANY
        """The evidence in the whole text."""

    def _joined_names(self, held: Sequence[Sequence[Piece]]) -> list[Piece]:
        """Two names that are also ordinary words, joined in a question, speak for each other ("percs and bars?")."""
        words, joins = self._words, self._lexis.phrases("taken_together")
        named = [piece for part in held for piece in part if piece.kind in (KNOWN, WEAK) and piece.name is not None]
        for one, other in pairwise(named):
            between = words.keys[one.end : other.at]
            asked = "?" in words.text[words.words[other.at].start :]
            if asked and (between == [] or (len(between) == 1 and between[0] in joins)):
                return [one, other]
        return []

    def is_joined(self, piece: Piece) -> bool:
        """Whether it is one of two names that speak for each other."""
        return piece.at in self._joined

    def beside_known(self, at: int) -> bool:
        """Whether the sentence of that word, or a short text, names a known substance."""
        near = self._words.sentences[at][0] in self._known
        return near or (bool(self._known) and len(self._words.keys) <= SHORT_TEXT)

    def add(self) -> None:
        """Something that is also an ordinary word is plainly taken: it speaks for the rest of its text."""
        self.told = max(self.told, SOFT)

    def doubt(self, piece: Piece) -> int:
        """How doubtful a known name is; one before the word for a thing may be no more than what that is of ("… batteries")."""
        doubt, keys, end = piece.name.doubtful if piece.name else CERTAIN, self._words.keys, piece.end
        if doubt or end == len(keys) or self._words.gaps[end] != NOTHING:
            return doubt
        return COMPOUND if keys[end] in self._lexis.phrases("compounds") else CERTAIN

    def is_small(self, piece: Piece) -> bool:
        """Whether the strange words of a piece are written small, or the whole text large, and hold no digit."""
        text, words = self._words.text, self._words.words
        return all(
            words[place].key.isalpha() and (not self._small or text[words[place].start].islower())
            for place in self.strange(piece)
        )

    def is_large(self, piece: Piece) -> bool:
        """Whether a piece is written large in a text that is not ("marked BLUE MOON")."""
        start, end = self._words.span(piece.at, piece.end)
        return self._small and self._words.text[start:end].isupper()

    def strange(self, piece: Piece) -> list[int]:
        """The places of its words that are none of the language."""
        return strange_words(piece.at, piece.end, self._words, self._lexis)

    def is_sure(self, piece: Piece) -> bool:
        """Whether a strange piece holds a word that is a name by itself ("hupraxene")."""
        if self._foreign or not self._small or self.is_address(piece):
            return False
        return any(self._is_sure(place) for place in self.strange(piece))

    def is_likely(self, piece: Piece) -> bool:
        """Whether a strange piece is most likely a name where a text speaks of substances: long, or a code."""
        keys, lexis = self._words.keys, self._lexis
        if self.is_code(piece):
            return True
        for place in self.strange(piece):
            key = keys[place]
            if not key.isalpha() or key in lexis.other_medicines:
                return True
            if len(key) >= LIKELY_LENGTH and not self._is_drawn(key) and not self._is_slip(key):
                return not lexis.is_matter(key)
        return False

    def is_short(self, piece: Piece) -> bool:
        """Whether no strange word of a piece is long enough to be a name where little speaks for one."""
        return not self.is_code(piece) and all(
            len(self._words.keys[place]) < SHORT_LENGTH for place in self.strange(piece)
        )

    def is_drawn(self, piece: Piece) -> bool:
        """Whether its strange words are all drawn out, or laughs."""
        return all(self._is_drawn(self._words.keys[place]) for place in self.strange(piece))

    def is_address(self, piece: Piece) -> bool:
        """Whether a strange piece is a part of an address, a path or a tag."""
        text = self._words.text
        for place in self.strange(piece):
            word = self._words.words[place]
            before, after = text[word.start - 1 : word.start], text[word.end : word.end + 2]
            if before in tuple("@#/\\_.") or after[:1] in tuple("@/\\_") or (after[:1] == "." and after[1:].isalnum()):
                return True
        return False

    def is_code(self, piece: Piece) -> bool:
        """Whether a hyphen binds its words to a number or to one written large ("JWX-77", "N-zupyl")."""
        text, (start, end) = self._words.text, self._words.span(piece.at, piece.end)
        typed = text[start:end]
        return "-" in typed and (any(map(str.isdigit, typed)) or typed[:2].isupper() or typed[1:2] == "-")

    def _is_sure(self, place: int) -> bool:
        word, text, key = self._words.words[place], self._words.text, self._words.keys[place]
        if key in self._lexis.other_medicines:
            return not self._lexis.is_matter(key)
        if len(key) < SURE_LENGTH or not key.isalpha() or not text[word.start].islower():
            return False
        odd = self._is_drawn(key) or self._lexis.is_matter(key) or self._is_slip(key, far=True)
        return not odd and not self._is_compound(key)

    def _is_drawn(self, key: str) -> bool:
        """Whether a word is drawn out or a laugh ("sooo", "hahaha")."""
        few = len(key) >= SURE_LENGTH and len(set(key)) <= FEW_LETTERS
        return few or any(key[at] == key[at + 1] == key[at + 2] for at in range(len(key) - 2))

    def _is_slip(self, key: str, *, far: bool = False) -> bool:
        """Whether it is a slip of a common word; looked at from `far`, two slips of a long one."""
        reach = 2 if far and len(key) >= LONG_LENGTH else 1
        found = self._slips.get((key, reach))
        if found is None:
            if len(self._slips) >= MOST_LOOKED_UP:
                return False
            found = self._slips[key, reach] = self._lexis.is_slip(key, reach)
        return found

    def _is_compound(self, key: str) -> bool:
        """Whether it is two plain words written as one ("everytime")."""
        is_common = self._lexis.is_common
        return len(key) <= LONGEST_COMPOUND and any(
            is_common(key[:cut]) and is_common(key[cut:]) for cut in range(2, len(key) - 1)
        )

    def _is_substance(self, piece: Piece) -> bool:
        medicines = self._lexis.other_medicines
        named = any(self._words.keys[place] in medicines and not self._lexis.is_matter(self._words.keys[place])
                    for place in range(piece.at, piece.end))  # fmt: skip
        return named or self.is_sure(piece)

    def _has_amount(self) -> bool:
        """Whether an amount stands there in a unit of medicines ("5mg", "25 mcg")."""
        units, keys, gaps = self._lexis.phrases("dose_units"), self._words.keys, self._words.gaps
        for place, key in enumerate(keys):
            if key[:1].isdigit() and key.lstrip("0123456789") in units:
                return True
            if place and key in units and gaps[place] == NOTHING and keys[place - 1].isdigit():
                return True
        return False

    def _speaks(self, doubted: set[int]) -> bool:
        """Whether one of the words that go with substances stands there, and not within a doubtful name ("the pill box")."""
        phrases, keys = self._lexis.phrases("evidence"), self._words.keys
        return any(
            place not in doubted
            and (phrases.starting(keys, place, self._words.sentences[place][1]) or self._is_drug_measure(place))
            for place in range(len(keys))
        )

    def _is_drug_measure(self, place: int) -> bool:
        """Whether so many tabs, lines or grams of something stand there."""
        keys, (start, end, _) = self._words.keys, self._words.sentences[place]
        if not start < place < end - 1 or keys[place] not in self._lexis.phrases("drug_measures"):
            return False
        return keys[place + 1] in self._lexis.phrases("of") and self._lexis.is_amount(keys[place - 1])
