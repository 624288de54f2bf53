"""What a text says of when and by whom something was taken: formerly, or by somebody else. It is kept, and marked."""

from __future__ import annotations

from mixwise.names.lexicon import Lexicon
from mixwise.names.negation import Owners
from mixwise.names.tokens import COMMA, Words

PAST, OTHER = "past", "other"
_LISTS = tuple(("history", "past", name) for name in ("before", "after", "instead", "ends"))


class History:
    """
    Which words stand under a cue of the past, or are told of somebody else; found in one pass, sentence by sentence.

    A cue before reaches to the end of its sentence or to a word that begins something new; one behind it reaches back to there.
    """

    def __init__(self, words: Words, lexis: Lexicon, owners: Owners) -> None:
        self._words, self._lexis, self._owners = words, lexis, owners
        self._past = [False] * len(words.keys)
        self._other = [False] * len(words.keys)
        start = 0
        while start < len(words.keys):
            end = words.sentences[start][1]
            self._read_past(start, end)
            self._read_others(start, end)
            start = end

    def of(self, at: int, end: int) -> str:
        """The history of the words at … end-1: `other`, `past`, or "" when nothing is said."""
        if self._other[at] or self._owners.own(at, end):
            return OTHER
        return PAST if self._past[at] else ""

    def _read_past(self, start: int, end: int) -> None:
        keys = self._words.keys
        before, after, instead, ends = (
            self._lexis.phrases("history", "past", name) for name in ("before", "after", "instead", "ends")
        )
        openers = self._lexis.openers_of(*_LISTS)
        past, clause, at = False, start, start
        marks = self._past
        while at < end:
            if keys[at] not in openers:
                marks[at] = marks[at] or past
                at += 1
                continue
            if step := instead.starting(keys, at, end):
                pass
            elif (step := after.starting(keys, at, end)) and at > clause and self._ends_clause(at + step, end):
                marks[clause:at] = [True] * (at - clause)
                clause = at + step
            elif step := before.starting(keys, at, end):
                past = True
            elif step := ends.starting(keys, at, end):
                past, clause = False, at + step
            else:
                step = 1
                marks[at] = marks[at] or past
            at += step

    def _ends_clause(self, at: int, end: int) -> bool:
        """Whether a cue that ends here speaks of what stands before it: no name of its own follows at once."""
        key = self._words.keys[at] if at < end else ""
        return not key or self._words.gaps[at] >= COMMA or key[0].isdigit() or self._lexis.is_common(key)

    def _read_others(self, start: int, end: int) -> None:
        """Somebody else who does something of their own ("her brother died of …"), and does not only tell of it."""
        keys = self._words.keys
        people, telling, behind, ends = (
            self._lexis.phrases("history", "other", name) for name in ("people", "telling", "behind", "ends")
        )
        if self._lexis.openers_of(("history", "other", "people")).isdisjoint(keys[start:end]):
            return
        other = False
        for at in range(start, end):
            if keys[at] in ends:
                other = False
            elif size := people.starting(keys, at, end):
                last = at + size - 1
                first = at - 1 if at > start and keys[at - 1] in self._lexis.phrases("determined") else at
                told = last + 1 >= end or self._words.gaps[last + 1] >= COMMA or keys[last + 1] in telling
                other = not told and not (first > start and behind.ending(keys, start, first))
            else:
                self._other[at] = other
