"""A list typed in one go ("A, B and C", "A + B", "A w/ B") as its parts; nothing typed is dropped."""

from __future__ import annotations

from mixwise.knowledge.normalise import normalise
from mixwise.names.lexicon import lexicon
from mixwise.names.tokens import NOTHING, tokenise
from mixwise.names.types import NameIndex


def split_list(text: str, index: NameIndex, language: str = "en") -> tuple[str, ...]:
    """
    The parts of a list, each as typed, in order; the whole text when it is one known name or has nothing to part it at.

    A known name that holds a joining word ("bread and butter") is not parted.
    """
    words = tokenise(text)
    if not words.keys or index.meanings(normalise(text)):
        return (text.strip(),) if text.strip() else ()
    joins = lexicon(index, language).phrases("list_words")
    parts: list[tuple[int, int]] = []
    start = at = 0
    size = len(words.keys)
    while at < size:
        if at > start and words.gaps[at] != NOTHING:
            parts.append((start, at))
            start = at
        step = joins.starting(words.keys, at, size)
        if step and at > start and at + step < size and not _is_name(words.keys, start, at, step, index):
            parts.append((start, at))
            start = at = at + step
        elif step and at == start and at + step < size and parts:
            start = at = at + step
        else:
            at += 1
    if start < size:
        parts.append((start, size))
    return tuple(text[slice(*words.span(*part))] for part in parts)


def _is_name(keys: list[str], start: int, at: int, step: int, index: NameIndex) -> bool:
    """Whether a known name goes over the joining words."""
    return any(
        index.meanings(" ".join(keys[start:end])) for end in range(at + step + 1, min(len(keys), at + step + 4) + 1)
    )
