"""What a text says was not taken: denied, never tried, not found, or somebody else's. It is kept, and marked."""

from __future__ import annotations

from functools import cached_property

from mixwise.names.lexicon import Lexicon, Phrases
from mixwise.names.tokens import COMMA, Words

_LISTS = tuple(("negation", name) for name in ("before", "after", "right_after", "instead", "ends"))


class Owners:
    """Whose the things of a text are, where it says that they are somebody else's ("my mom's …")."""

    def __init__(self, words: Words, lexis: Lexicon) -> None:
        self._words, self._lexis = words, lexis

    def own(self, at: int, end: int) -> bool:
        """
        Whether the words at … end-1 are said to be somebody else's.

        "Her …" is somebody else's only in a text that speaks of its writer; in any other it belongs to the person it is about.
        """
        keys, others, start = self._words.keys, self._lexis.phrases("others"), self._words.sentences[at][0]
        size = others.ending(keys, start, at) if at > start else 0
        owner = keys[at - size : at] if size else keys[at : at + others.starting(keys, at, end)]
        if " ".join(owner) in self._lexis.phrases("theirs"):
            return self._has_speaker
        return bool(owner)

    @cached_property
    def _has_speaker(self) -> bool:
        speaker = self._lexis.phrases("speaker")
        return any(key in speaker for key in self._words.keys)


class Negation:
    """
    Which words stand under a negation, found in one pass.

    A cue reaches to the end of its sentence or to a word that begins something new. In a question ("why can't I …") only a
    cue such as "without" counts, since what is asked about must not be lost.
    """

    def __init__(self, words: Words, lexis: Lexicon, owners: Owners) -> None:
        self._words, self._lexis, self._owners = words, lexis, owners
        self._denied = [False] * len(words.keys)
        self._marked = "(" in words.text or _is_dash(words.text)
        start = 0
        while start < len(words.keys):
            _, end, asked = words.sentences[start]
            self._read(start, end, asked)
            start = end

    def denies(self, at: int, end: int, governed: bool) -> bool:
        """Whether the words at … end-1 are denied; `governed` when a verb of intake stands before them."""
        return self._denied[at] or (not governed and self._others(at, end))

    def _read(self, start: int, end: int, asked: bool) -> None:
        keys, gaps = self._words.keys, self._words.gaps
        before, after, instead, ends, asks = (
            self._lexis.phrases("negation", name) for name in ("before", "after", "instead", "ends", "asks")
        )
        without = self._lexis.phrases("negation", "even_asked")
        asking = asked or keys[start] in asks
        openers = self._lexis.openers_of(*_LISTS)
        times = self._lexis.phrases("times")
        near, unless = (self._lexis.phrases("negation", name) for name in ("right_after", "unless"))
        denied, counted, clause, at = False, False, start, start
        joins, items = (self._lexis.phrases("negation", name) for name in ("joins", "items"))
        item = False  # whether what is denied is one thing in a list of what was taken
        asks_all, marks = asks.all, self._denied
        outside: list[
            bool
        ] = []  # what holds around brackets: a negation in them ends with them ("oxy (no alcohol) and …")
        while at < end:
            key = keys[at]
            if self._marked and at > start:
                between = self._words.text[self._words.words[at - 1].end : self._words.words[at].start]
                if ")" in between or _is_dash(between):
                    denied = outside.pop() if outside and ")" in between else False
                if "(" in between:
                    outside.append(denied)
            if at > start and gaps[at] == COMMA:
                if times.ending(keys, start, at) or (item and joins.starting(keys, at, end)):
                    denied = False  # "no alcohol tonight, oxy and …", "took oxy, no alcohol, and …"
                item = False
                asking = asking or key in asks_all
                if counted:  # what was measured is not denied by a word that stands behind the next name
                    clause, counted = at, False
            counted = counted or key[0].isdigit()
            if key not in openers:
                marks[at] = marks[at] or denied
                at += 1
                continue
            if step := instead.starting(keys, at, end):
                pass
            elif at > start and (step := near.starting(keys, at, end)):
                marks[at - 1] = marks[at - 1] or not asking
            elif (step := after.starting(keys, at, end)) and self._looks_back(at, step, end, before, clause):
                if not asking and at > clause:
                    marks[clause:at] = [True] * (at - clause)
                clause = at + step
            elif step := before.starting(keys, at, end):
                item = at > start and gaps[at] == COMMA and bool(items.starting(keys, at, end))
                if denied and unless.starting(keys, at, end):
                    denied = False
                else:
                    denied = denied or not asking or bool(without.starting(keys, at, end))
            elif step := ends.starting(keys, at, end):
                denied, clause = False, at + step
            else:
                step = 1
                marks[at] = marks[at] or denied
            at += step

    def _looks_back(self, at: int, step: int, end: int, before: Phrases, clause: int) -> bool:
        """Whether a cue denies what stands before it; one that may do either does it where nothing follows ("… denied")."""
        size = before.starting(self._words.keys, at, end)
        if size != step:
            return size < step
        return at > clause and (at + step >= end or self._words.gaps[at + step] >= COMMA)

    def _others(self, at: int, end: int) -> bool:
        """Whether it is said to be somebody else's, in a sentence that asks nothing and joins it to nothing."""
        keys = self._words.keys
        start, stop, asked = self._words.sentences[at]
        if not self._owners.own(at, end):
            return False
        if asked or keys[start] in self._lexis.phrases("negation", "asks"):
            return False
        joins = self._lexis.phrases("links", "tight")
        return not any(key in joins for key in keys[start:stop]) and not any(
            gap for gap in self._words.gaps[start + 1 : stop]
        )


def _is_dash(text: str) -> bool:
    """Whether a dash stands there that sets words apart, as brackets do: a negation does not reach over it."""
    return " - " in text or "–" in text or "—" in text
