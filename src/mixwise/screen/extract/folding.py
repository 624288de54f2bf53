"""
Text folded for the patterns, a byte a character: small letters and digits, every other mark a space, as `normalise` would.

Marks that vanish inside a word are left out; `Folded.place` leads back to characters of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from mixwise.knowledge.normalise import normalise

_GONE = b"'`"
_ASCII = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 if code < 128 else code for code in range(256)
)
_UNKNOWN = 0xFF
_GONE_ASCII = re.compile("['`]")


class Folded(NamedTuple):
    """A folded text, and the characters of it that were left out."""

    text: str
    bytes: bytes
    gone: tuple[int, ...] | None

    def place(self, at: int) -> int:
        """The character of the text that stands at that byte."""
        return at if self.gone is None else at + bisect_right(self.gone, at)


class Folder:
    """Folds texts; `letters` are those outside ASCII that occur in names, each given a byte of its own."""

    def __init__(self, letters: str) -> None:
        self._table = _Table(letters)

    def fold(self, text: str) -> Folded:
        """The text as the patterns see it."""
        if text.isascii():
            folded = text.encode("ascii").translate(_ASCII, _GONE)
            gone = [found.start() for found in _GONE_ASCII.finditer(text)] if len(folded) < len(text) else None
        else:
            folded = text.translate(self._table).encode("latin-1")
            gone = None
            if len(folded) < len(text):
                gone = [place for place, one in enumerate(text) if self._table[ord(one)] is None]
        return Folded(text, folded, None if gone is None else tuple(place - nth for nth, place in enumerate(gone)))

    def pattern(self, key: str) -> bytes:
        """A normalised name as it stands in folded text."""
        return key.translate(self._table).encode("latin-1")


class _Table(dict[int, int | None]):
    """What each character becomes, worked out when it is first met."""

    def __init__(self, letters: str) -> None:
        super().__init__({ord(letter): 0x80 + nth for nth, letter in enumerate(letters[:0x70])})

    def __missing__(self, code: int) -> int | None:
        character = chr(code)
        if code < 128:
            found: int | None = None if code in _GONE else _ASCII[code]
        else:
            between = normalise(f"a{character}a")
            if between == "aa":
                found = None  # it vanishes inside a word
            elif between == "a a":
                found = 32
            else:
                folded = between[1:-1]
                found = ord(folded) if len(folded) == 1 and folded.isascii() and folded != " " else _UNKNOWN
                if len(folded) == 1 and ord(folded) in self and not folded.isascii():
                    found = self[ord(folded)]
        self[code] = found
        return found
