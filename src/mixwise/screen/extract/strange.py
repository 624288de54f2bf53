"""Misspelt names in bulk: each different strange word is looked up once, and searched for where it is a slip of a name."""

from __future__ import annotations

from mixwise.names import spelling
from mixwise.names.lexicon import Lexicon
from mixwise.names.pieces import is_plain
from mixwise.names.sentence import SURE_LENGTH
from mixwise.names.types import NameIndex
from mixwise.screen.extract.patterns import JUDGED, Names, Pattern

MOST_KNOWN = 2_000_000
"""Different words that are remembered as no slip; then they are forgotten."""


class Strange:
    """The words met so far: those that are no slip of a name, and those that are."""

    def __init__(self, index: NameIndex, lexis: Lexicon, names: Names) -> None:
        self._index, self._lexis = index, lexis
        self._known: set[bytes] = {text for text in names.texts if b" " not in text}
        self._names = frozenset(self._known)
        self._slips: dict[bytes, Pattern] = {}

    def search(self, whole: bytes) -> list[tuple[int, int, Pattern]]:
        """Where slips of names stand in a folded text that begins and ends with a space."""
        words = set(whole.split())
        for word in words - self._known:
            self._known.add(word)
            self._look_up(word)
        if len(self._known) > MOST_KNOWN:
            self._known = set(self._names)
        found = []
        for word in self._slips.keys() & words if len(self._slips) > len(words) else words & self._slips.keys():
            at = whole.find(b" " + word + b" ")
            while at >= 0:
                found.append((at + 1, at + 1 + len(word), self._slips[word]))
                at = whole.find(b" " + word + b" ", at + 1)
        return found

    def _look_up(self, word: bytes) -> None:
        if len(word) < SURE_LENGTH or not word.isascii() or not word.isalpha():
            return
        key = word.decode("ascii")
        if is_plain(key, self._lexis):
            return
        rows = spelling.slip(key, self._index, self._lexis)
        if rows:
            self._slips[word] = Pattern(key, rows, JUDGED, JUDGED)
