"""
Slips of the finger in a few words that matter: one letter more, less or other, or two swapped; the first letter is right.

Unlike `mixwise.names.spelling`, which finds the name that a whole text means, this looks at every word of a sentence: it does
without RapidFuzz, and knows which words are none (`no_slips`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

SHORTEST = 4
"""A shorter word is never read as a slip of another."""


class Slips:
    """Words that slips of the finger are mended to, found by what is left when a letter is missing."""

    __slots__ = ("_left", "_no_slips", "_words")

    def __init__(self, words: Iterable[str], no_slips: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._no_slips = self._words.union(no_slips)
        self._left: dict[str, list[str]] = {}

    def meant(self, word: str) -> str:
        """The word that this one is a slip of; empty when it is none."""
        if len(word) < SHORTEST or word in self._no_slips:
            return ""
        if not self._left:
            for one in self._words:
                for rest in {one, *_without_a_letter(one)}:
                    self._left.setdefault(rest, []).append(one)
        near = (one for rest in (word, *_without_a_letter(word)) for one in self._left.get(rest, ()))
        return next(filter(partial(_is_slip, word), near), "")


def _without_a_letter(word: str) -> list[str]:
    return [word[:place] + word[place + 1 :] for place in range(1, len(word))]


def _is_slip(word: str, meant: str) -> bool:
    """Whether words of which a letter less is the same are one letter, or one swap, apart; both begin alike."""
    if len(word) != len(meant):
        return True
    apart = [place for place in range(len(word)) if word[place] != meant[place]]
    return len(apart) == 1 or (
        len(apart) == 2
        and apart[1] == apart[0] + 1
        and word[apart[0]] == meant[apart[1]]
        and word[apart[1]] == meant[apart[0]]
    )
