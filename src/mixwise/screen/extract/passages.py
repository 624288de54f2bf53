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
_MARK = re.compile(r"[.!?…。؟\n]")
_BLANK = re.compile(r"\s*")


def passages(text: str, abbreviations: Container[str]) -> list[tuple[int, int]]:
    """The places of the passages, without a gap from the beginning to the end of the text."""
    found: list[tuple[int, int]] = []
    start = 0
    for end in _ends(text, abbreviations):
        if found and _is_short(text, start, end):
            found[-1] = (found[-1][0], end)
        elif len(found) == 1 and _is_short(text, *found[0]):
            found[0] = (0, end)
        else:
            found.append((start, end))
        start = end
    return [piece for place in found for piece in _pieces(text, *place)]


def _ends(text: str, abbreviations: Container[str]) -> Iterator[int]:
    """Where sentences end, and the text does; a full stop after an abbreviation ends none."""
    end, size = 0, len(text)
    for mark in _MARK.finditer(text):
        at = mark.start()
        after = text[at + 1] if at + 1 < size else " "
        if text[at] == "\n":
            is_stop = after.isspace() and "\n" in _blank(text, at + 1)
        elif text[at] == ".":
            is_stop = after in " \n\r." and not _is_abbreviation(text, at, abbreviations)
        else:
            is_stop = after.isspace() or text[at] in "。؟"
        if is_stop and at >= end:
            end = at + 1
            yield end
    if end < size:
        yield size


def _blank(text: str, at: int) -> str:
    found = _BLANK.match(text, at)
    return found.group() if found else ""


def _is_abbreviation(text: str, at: int, abbreviations: Container[str]) -> bool:
    word = text[max(0, at - 8) : at].rpartition(" ")[2]
    return len(word) < 8 and word.lstrip("(\"'\n\t").lower() in abbreviations


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
