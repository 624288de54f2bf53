"""Whether a piece of a noun phrase counts as something taken, by how strongly its place makes us expect that."""

from __future__ import annotations

from collections.abc import Sequence

from mixwise.names.evidence import HARD, NOT_ANY, Evidence
from mixwise.names.joins import Joins
from mixwise.names.lexicon import Lexicon
from mixwise.names.pieces import KNOWN, PLAIN, STRANGE, UNNAMED, VARIANT, WEAK, Piece
from mixwise.names.segments import CHUNK, COMPOUND, LOOSE, NONE, STRONG, USUAL, Segment
from mixwise.names.tokens import Words

FEW_WORDS = 3
"""A text of so few words is a list of names, not a sentence."""
NOTE_WORDS = 4
LONGEST_SHORT = 2
"""A name of that many letters is doubtful ("e", "h")."""
LONGEST_NAME = 4
"""Plain words of the longest name."""


class Counting:
    """What counts in one text, given the level of each noun phrase."""

    def __init__(
        self,
        words: Words,
        parts: Sequence[Segment],
        held: Sequence[Sequence[Piece]],
        lexis: Lexicon,
        joins: Joins,
        evidence: Evidence,
    ) -> None:
        self._words, self._parts, self._held, self._lexis = words, parts, held, lexis
        self._joins, self._evidence = joins, evidence
        self._few = len(words.keys) <= FEW_WORDS
        self._names_any = any(piece.kind == KNOWN for part in held for piece in part)

    def counts(self, piece: Piece, level: int, place: int, verb: Segment | None) -> bool:
        """Whether a piece of that noun phrase counts when its place has that level."""
        if piece.kind == VARIANT or (piece.kind == UNNAMED and piece.name is not None):
            return True
        if piece.kind == KNOWN:
            return self._known(piece, level, place, verb)
        if piece.kind == WEAK:
            return self._weak(piece, level, place)
        if piece.kind == STRANGE:
            return self._strange(piece, level, place, verb)
        named = piece.end - piece.at > 1 and self._evidence.told == HARD and self._joins.follows(piece.at, "naming")
        if piece.kind == PLAIN and named:
            return True
        if any(other.kind == KNOWN for other in self._held[place]):
            return False
        if piece.kind == UNNAMED:
            return level >= LOOSE or (
                self._names_any and piece.end - piece.at > 1
            )  # "herbal detox tea … + birth control"
        return self._plain(piece, level, place, verb)

    def _known(self, piece: Piece, level: int, place: int, verb: Segment | None) -> bool:
        doubt = self._evidence.doubt(piece)
        if not doubt or self._few or self._evidence.told:
            return True
        alone = self.stands_alone(piece, place)
        if doubt == COMPOUND:
            return alone or level >= USUAL
        if self._is_determined(piece, place) and verb is not None and self._joins.says(verb, "faint"):
            return False  # "crush the …"
        return level >= (LOOSE if alone else USUAL)

    def stands_alone(self, piece: Piece, place: int) -> bool:
        """Whether no other word follows a name in its noun phrase ("a reefer", not "a reefer jacket")."""
        return not any(other.at >= piece.end for other in self._held[place])

    def _weak(self, piece: Piece, level: int, place: int) -> bool:
        phrase = self._phrase(piece)
        if self._few and (level >= LOOSE or self._parts[place].end - self._parts[place].at == len(self._words.keys)):
            level = STRONG
        elif piece.name is not None and self._speaks_of_it(piece, phrase):
            level = max(level, LOOSE if self._evidence.beside_known(piece.at) else NONE) + 1
        elif phrase in self._lexis.phrases("unidentified", "heads"):
            level += 1
        if level >= STRONG:
            return True
        keys = self._words.keys
        measured = piece.end < len(keys) and keys[piece.end] in self._lexis.phrases("of")
        plain = phrase in self._lexis.phrases("not_substances")
        return level >= USUAL and not self.is_definite(piece, place) and not measured and not plain

    def _speaks_of_it(self, piece: Piece, phrase: str) -> bool:
        """Whether an ordinary word stands for a substance where the text names one; when it seldom does, only in a question."""
        if piece.name is None or not piece.name.everyday or self._evidence.is_joined(piece):
            return True
        if not self._evidence.beside_known(piece.at):
            return False
        if len(phrase) <= LONGEST_SHORT or phrase in self._lexis.phrases("seldom"):
            return self._joins.asks(piece.at)
        return phrase not in self._lexis.phrases("hardly_ever")

    def _strange(self, piece: Piece, level: int, place: int, verb: Segment | None) -> bool:
        evidence, at = self._evidence, piece.at
        quoted = self._words.quotes.get(at) == piece.end
        if quoted and (level >= LOOSE or evidence.told):
            return True
        phrase = self._phrase(piece)
        if phrase in self._lexis.phrases("not_substances") or phrase in self._lexis.owners:
            return False
        if evidence.is_sure(piece) or level >= STRONG:
            return True
        if evidence.is_address(piece):
            return False
        near, small = evidence.told, evidence.is_small(piece)
        faint = verb is not None and self._joins.says(verb, "faint")
        if (self._few and not evidence.is_drawn(piece)) or (level >= USUAL and (small or near or not faint)):
            return True
        firm = small or (verb is not None and not faint)
        if level >= LOOSE and (near or (firm and not evidence.is_short(piece))):
            return True
        if near == HARD and (self._joins.follows(at, "links", "loose") or self._is_asked(piece, place)):
            return True
        return near > NOT_ANY and evidence.is_likely(piece)

    def _plain(self, piece: Piece, level: int, place: int, verb: Segment | None) -> bool:
        phrase, at = self._phrase(piece), piece.at
        told = self._evidence.told
        if " " in phrase and phrase.rpartition(" ")[2] in self._lexis.phrases("product_forms"):
            level += 1 if level or told == HARD else 0
        large = self._evidence.is_large(piece) and phrase not in self._lexis.phrases("not_substances")  # "for my UTI"
        if self._words.quotes.get(at) == piece.end or (told == HARD and large):
            return level >= STRONG or told == HARD or (level >= LOOSE and told > NOT_ANY)
        if self._is_no_substance(piece) or self._words.keys[at] in self._lexis.phrases("deeds"):
            return False
        if piece.end - at > LONGEST_NAME or self._goes_over(piece):
            return False
        several, determined = piece.end - at > 1, self._is_determined(piece, place)
        if determined:
            return level >= STRONG and told == HARD and verb is not None
        if level >= STRONG:
            return told == HARD or several
        if level >= USUAL:
            return told == HARD or (several and (told > NOT_ANY or self._is_note()))
        if told == NOT_ANY or not several:
            return False
        if level >= LOOSE or self._is_asked(piece, place):
            return True
        return told == HARD and (self._is_subject(piece, place) or self.is_quantity(at - 1))

    def is_quantity(self, at: int) -> bool:
        """Whether the word there says how much ("some", "2")."""
        key = self._words.keys[at] if at >= 0 else ""
        return key in self._lexis.phrases("quantities") or (bool(key) and self._lexis.is_amount(key))

    def _goes_over(self, piece: Piece) -> bool:
        """Whether words of a piece begin another noun ("Rex a biscuit")."""
        articles = self._lexis.phrases("articles")
        return any(key in articles for key in self._words.keys[piece.at + 1 : piece.end])

    def _is_note(self) -> bool:
        """Whether the whole text is a word or two more than a name, and no sentence ("smoked some …")."""
        words = self._words
        return len(words.keys) <= NOTE_WORDS and words.text[words.words[-1].end :].strip() != "."

    def _is_asked(self, piece: Piece, place: int) -> bool:
        """Whether a question is about it ("does … show up in a test")."""
        return self._joins.asks(piece.at) and self._is_subject(piece, place)

    def _is_subject(self, piece: Piece, place: int) -> bool:
        """Whether a noun phrase opens its sentence, or a question, and something is said of it."""
        part, right = self._parts[place], self._joins.neighbour(place, 1)
        left = self._joins.neighbour(place, -1)
        opened = left is None or (left.at == self._words.sentences[part.at][0] and self._joins.opens(place))
        opened = opened or self._joins.follows(part.at, "clauses")
        goes_on = piece.end < part.end or (right is not None and right.kind != CHUNK)
        return opened and goes_on and piece.at <= part.at + 1

    def is_definite(self, piece: Piece, place: int) -> bool:
        """Whether the word before makes it an ordinary thing ("the ice")."""
        at = piece.at
        return at > self._parts[place].at and self._words.keys[at - 1] in self._lexis.phrases("definite")

    def _is_determined(self, piece: Piece, place: int) -> bool:
        """Whether it is somebody's, or one in sight ("my old shoes")."""
        return self.has_determiner(self._parts[place].at, piece.at)

    def has_determiner(self, at: int, end: int) -> bool:
        """Whether one of the words there says whose something is, or that it is in sight."""
        determined = self._lexis.phrases("determined")
        return any(key in determined for key in self._words.keys[at:end])

    def could_be_named(self, piece: Piece, place: int) -> bool:
        """Whether several plain words may be a name at all: nothing that is known to be none, and nobody's."""
        if not 1 < piece.end - piece.at <= LONGEST_NAME or self._goes_over(piece):
            return False
        return not self._is_no_substance(piece) and not self._is_determined(piece, place)

    def is_word(self, piece: Piece) -> bool:
        """Whether a strange piece is a name with little around it, and not a clause."""
        short = piece.end - piece.at <= LONGEST_NAME and not self._goes_over(piece)
        return short and self._evidence.is_likely(piece)

    def _is_no_substance(self, piece: Piece) -> bool:
        """Whether the phrase, or the noun at its end, is a person, a time, food, an illness … rather than something taken."""
        none, phrase = self._lexis.phrases("not_substances"), self._phrase(piece)
        if phrase in none or phrase.rpartition(" ")[2] in none:
            return True
        return phrase in self._lexis.phrases("things") or phrase in self._lexis.owners

    def _phrase(self, piece: Piece) -> str:
        return " ".join(self._words.keys[piece.at : piece.end])
