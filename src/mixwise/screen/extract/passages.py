"""
A document cut into passages: what is put to `find` in one piece.

A passage is a sentence. One of a few words would be taken for a list of names, so it stays with the one before it; text without
any stop is cut at a space, so that no passage is longer than `LONGEST`.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

FEW_WORDS = 3
LONGEST = 2000
_FULL = re.compile(r"\.(?=[ \n\r.]|\Z)")
_MARKS = "!?…。؟\n"
_OTHER = re.compile(r"[!?…](?=\s|\Z)|[。؟]|\n(?=[^\S\n]*\n)")
"""What ends a sentence beside a full stop: a mark with a space behind, and a line end before an empty line."""


def passages(text: str, abbreviations: Container[str]) -> list[tuple[int, int]]:
    """The places of the passages, without a gap from the beginning to the end of the text."""
    found: list[tuple[int, int]] = []
    start, longest = 0, 0
    for end in _ends(text, abbreviations):
        if found and (_is_short(text, start, end) or (len(found) == 1 and _is_short(text, *found[0]))):
            start = found.pop()[0]
        found.append((start, end))
        if end - start > longest:
            longest = end - start
        start = end
    return found if longest <= LONGEST else [piece for place in found for piece in _pieces(text, *place)]


def _ends(text: str, abbreviations: Container[str]) -> list[int]:
    """Where sentences end, and the text does; a full stop after an abbreviation ends none."""
    ends = [mark.end() for mark in _FULL.finditer(text) if not _is_abbreviation(text, mark.start(), abbreviations)]
    if any(map(text.__contains__, _MARKS)):
        ends = sorted([*ends, *(mark.end() for mark in _OTHER.finditer(text))])
    if text and (not ends or ends[-1] < len(text)):
        ends.append(len(text))
    return ends


def _is_abbreviation(text: str, at: int, abbreviations: Container[str]) -> bool:
    least = at - 8 if at > 8 else 0
    start = text.rfind(" ", least, at) + 1 or least
    return at - start < 8 and text[start:at].lstrip("(\"'\n\t").lower() in abbreviations


def _is_short(text: str, start: int, end: int) -> bool:
    """Whether a piece of text is a few words only."""
    return end - start < LONGEST and len(text[start:end].split(None, FEW_WORDS)) <= FEW_WORDS


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST:
        cut = max(text.rfind(mark, start + LONGEST // 2, start + LONGEST) for mark in "\n ,")
        cut = cut + 1 if cut > start else start + LONGEST
        yield start, cut
        start = cut
    if end > start:
        yield start, end
