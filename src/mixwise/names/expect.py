"""
How strongly a sentence makes us expect a substance in each of its noun phrases.

A verb of intake before it, a judgement beside it ("… ok with …"), and a word that joins it to something taken each raise
the level; nothing lowers it. A fixed number of passes, so the time is linear in the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from mixwise.names.counting import Counting
from mixwise.names.evidence import HARD, Evidence
from mixwise.names.joins import Joins
from mixwise.names.lexicon import Lexicon
from mixwise.names.pieces import KNOWN, PLAIN, STRANGE, UNNAMED, WEAK, Piece
from mixwise.names.segments import CHUNK, JUDGED, LINK, LOOSE, NONE, STRONG, USUAL, VERB, Segment
from mixwise.names.tokens import NOTHING, Words


class Expectation:
    """The levels of one text. `levels[i]` is that of segment i, and `governed[i]` whether a verb of intake stands before it."""

    def __init__(self, words: Words, parts: Sequence[Segment], held: Sequence[Sequence[Piece]], lexis: Lexicon) -> None:
        self._words, self._parts, self._held, self._lexis = words, parts, held, lexis
        self._asked: dict[int, bool] = {}
        self._evidence = Evidence(words, held, lexis)
        self._joins = Joins(words, parts, held, lexis)
        self._counting = Counting(words, parts, held, lexis, self._joins, self._evidence)
        self._verbs = [
            self._joins.verb_before(place) if part.kind == CHUNK else None for place, part in enumerate(parts)
        ]
        self.governed = [self._is_intake(verb) for verb in self._verbs]
        if any(map(self._joins.is_objectless, range(len(parts)))):
            self._evidence.add()
        self.levels = [self._alone(place) for place in range(len(parts))]
        self._speak_for_others()
        self._raise_lists()
        for _ in range(2):
            self._spread(range(len(parts) - 1, -1, -1), 1)
            self._spread(range(len(parts)), -1)

    def kept(self, place: int) -> list[Piece]:
        """The pieces of a noun phrase that count as something taken."""
        level, tail, verb = self.levels[place], self._joins.tails.get(place, 0), self._verbs[place]
        pieces = [
            piece._replace(at=max(piece.at, tail)) if piece.kind == STRANGE else piece
            for piece in self._held[place]
            if piece.at >= tail or (piece.kind == STRANGE and piece.end > tail)
        ]
        return [piece for piece in pieces if self._counting.counts(piece, level, place, verb)]

    # Each noun phrase by itself

    def _alone(self, place: int) -> int:
        part, verb = self._parts[place], self._verbs[place]
        if part.kind != CHUNK:
            return NONE
        left, right = self._joins.neighbour(place, -1), self._joins.neighbour(place, 1)
        level = max(self._judged(left), self._judged(right), self._governing(verb))
        if left is not None and left.kind == LINK and place > 1 and self._parts[place - 2].kind == VERB:
            before = self._parts[place - 2]  # "take with …", "drink on …"
            with_it = left.level == STRONG and before.level >= USUAL
            level = max(level, USUAL if with_it or self._joins.says(before, "objectless") else NONE)
        elif self._is_with_that(place):
            level = max(level, USUAL)
        if any(self._is_counted(piece, "measures") for piece in self._held[place] if piece.kind in (WEAK, PLAIN)):
            level = max(level, STRONG if WEAK in {piece.kind for piece in self._held[place]} else USUAL)
        if self._acts(place) or self._is_used(place):
            level = max(level, USUAL)
        strange = [piece for piece in self._held[place] if piece.kind == STRANGE]
        asked_with = left is not None and left.kind == LINK and self._joins.asks(part.at)
        if any(asked_with or self._is_counted(piece, "containers") for piece in strange):
            level = max(level, LOOSE)
        if self._is_strange_pair(place, 1) or self._is_strange_pair(place, -1):
            level = max(level, USUAL)
        joined = max(self._joins.join(place, 1)[0], self._joins.join(place, -1)[0])
        if joined == STRONG:
            if verb and self._joins.asks(part.at) and self._joins.says(verb, "mixing"):
                level = max(level, STRONG if self._evidence.told else USUAL)
            if self._is_asked_about(part.at):
                level = max(level, LOOSE)
        return level

    def _acts(self, place: int) -> bool:
        """Whether a name that is also an ordinary word is said to act, beside a known one ("weed hits me harder on …")."""
        end, keys = self._parts[place].end, self._words.keys
        acting = self._lexis.phrases("effects")
        return any(
            piece.kind == WEAK
            and piece.end == end
            and self._evidence.beside_known(piece.at)
            and acting.starting(keys, end, self._words.sentences[piece.at][1]) > 0
            for piece in self._held[place]
        )

    def _is_used(self, place: int) -> bool:
        """Whether a name that is also an ordinary word stands before the word for its use ("reports … use")."""
        part, keys, end = self._parts[place], self._words.keys, self._parts[place].end
        if end >= len(keys) or self._words.gaps[end] != NOTHING or keys[end] not in self._lexis.phrases("used"):
            return False
        ends = (
            end + 1 >= len(keys)
            or self._words.gaps[end + 1] != NOTHING
            or keys[end + 1] in self._lexis.phrases("used_ends")
        )
        return ends and any(piece.kind == WEAK and piece.end == part.end for piece in self._held[place])

    def _is_with_that(self, place: int) -> bool:
        """Whether something was had with it that is not named here ("offered it with …")."""
        if place < 3 or self._words.gaps[self._parts[place].at] != NOTHING:
            return False
        verb, that, link = self._parts[place - 3 : place]
        return verb.kind == VERB and link.kind == LINK and link.level == STRONG and self._joins.says(that, "it")

    def _judged(self, beside: Segment | None) -> int:
        """What a judgement beside a noun phrase says of it; one of any two things ("goes with") only with evidence."""
        if beside is None or beside.kind != JUDGED:
            return NONE
        if self._evidence.told:
            return STRONG
        if self._joins.says(beside, "compared"):
            return LOOSE
        return USUAL if self._joins.asks(beside.at) else NONE

    def _governing(self, verb: Segment | None) -> int:
        """How strongly the verb before a noun phrase makes us expect a substance; some do only with evidence."""
        if verb is None:
            return NONE
        if self._joins.says(verb, "verbs", "evident") and not self._evidence.told:
            return LOOSE
        return verb.level

    def _is_strange_pair(self, place: int, step: int) -> bool:
        """Whether a strange word and a street name are joined ("zorblax and weed"): each speaks for the other."""
        level, other = self._joins.join(place, step)
        if level == NONE:
            return False
        kinds = [self._speaking(one) for one in (place, other)]
        return (STRANGE in kinds[0] and WEAK in kinds[1]) or (WEAK in kinds[0] and STRANGE in kinds[1])

    def _speaking(self, place: int) -> set[str]:
        """The kinds of piece there that speak for what they are joined to: none with a capital, and none that is definite."""
        return {
            WEAK if piece.kind == KNOWN else piece.kind
            for piece in self._held[place]
            if not self._counting.is_definite(piece, place)
            and (piece.kind != STRANGE or self._evidence.is_small(piece))
        }

    def _is_intake(self, verb: Segment | None) -> bool:
        return verb is not None and (verb.level >= USUAL or self._joins.says(verb, "to_whom"))

    def _is_asked_about(self, at: int) -> bool:
        start, end, _ = self._words.sentences[at]
        if start not in self._asked:
            asked = self._lexis.phrases("asked_about")
            self._asked[start] = any(key in asked for key in self._words.keys[start:end])
        return self._asked[start]

    def _is_counted(self, piece: Piece, by: str) -> bool:
        """Whether it is counted by something that holds or measures a substance ("a bottle of …", "a line of …")."""
        keys = self._words.keys
        return (
            piece.at > 1
            and keys[piece.at - 1] in self._lexis.phrases("of")
            and keys[piece.at - 2] in self._lexis.phrases(by)
        )

    # What they say for each other

    def _speak_for_others(self) -> None:
        """A street name or drink that is taken is evidence for the rest of its text."""
        if self._evidence.told:
            return
        for place, level in enumerate(self.levels):
            slang = self._beside_slang(place)
            if slang is not None or any(self._is_taken(one, level, place) for one in self.kept(place)):
                self._evidence.add()
                self.levels = [self._alone(one) for one in range(len(self._parts))]
                for one in (place, slang) if slang is not None else ():
                    self.levels[one] = max(self.levels[one], USUAL)
                return

    def _beside_slang(self, place: int) -> int | None:
        """The street name that several plain words, asked about or taken in a note, are joined to ("did … and a line")."""
        named = [
            piece for piece in self._held[place] if piece.kind == PLAIN and self._counting.could_be_named(piece, place)
        ]
        if not named:
            return None
        counted = any(self._counting.is_quantity(piece.at - 1) for piece in named)
        note = self.levels[place] >= (LOOSE if counted else USUAL) and self._words.text.lstrip()[:1].islower()
        if not note and not self._joins.asks(self._parts[place].at):
            return None
        joins = [self._joins.join(place, step) for step in (1, -1)]
        return next((other for level, other in joins if level and WEAK in self._speaking(other)), None)

    def _is_taken(self, piece: Piece, level: int, place: int) -> bool:
        """Whether a piece that is kept is a drink or a street name that is plainly meant as such."""
        if piece.kind == KNOWN:
            return level >= LOOSE or self._counting.stands_alone(piece, place)
        verb = self._verbs[place]
        return piece.kind == WEAK and level >= USUAL and not (verb and self._joins.says(verb, "faint"))

    def _spread(self, places: range, step: int) -> None:
        """Raise phrases that are joined to a neighbour in that direction which holds something taken."""
        for place in places:
            if self._parts[place].kind != CHUNK or self.levels[place] >= STRONG:
                continue
            level, other = self._joins.join(place, step)
            if level == NONE or not self.kept(other):
                continue
            if level == STRONG and step == 1 and not self._joins.opens(place):
                level = USUAL
            self.levels[place] = max(self.levels[place], level)

    def _raise_lists(self) -> None:
        """
        In a text that is nothing but a list, everything counts.

        Plain words only beside a known name, or several of them beside a street name, and then not over words as loose as "on".
        """
        links = [part.level for part in self._parts if part.kind == LINK]
        if any(part.kind not in (CHUNK, LINK) for part in self._parts):
            return
        kinds = {piece.kind for held in self._held for piece in held}
        tight = all(level == STRONG for level in links)
        strange = [piece for held in self._held for piece in held if piece.kind == STRANGE]
        if self._evidence.told == HARD:
            raised = True
        elif not all(map(self._counting.is_word, strange)):
            raised = False
        elif PLAIN in kinds:
            raised = tight and bool(kinds & {WEAK, KNOWN, UNNAMED, STRANGE}) and self._are_named()
        else:
            raised = tight and not any(self._counting.has_determiner(part.at, part.at + 1) for part in self._parts)
        if raised:
            for place, part in enumerate(self._parts):
                if part.kind == CHUNK:
                    self.levels[place] = STRONG
            self._evidence.add()

    def _are_named(self) -> bool:
        """Whether all plain words of the text may be names."""
        return all(
            self._counting.could_be_named(piece, place)
            for place, held in enumerate(self._held)
            for piece in held
            if piece.kind == PLAIN
        )
