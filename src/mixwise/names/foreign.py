"""Words of another language around names, taken away before a sentence is read: they are no names. Nothing else is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from mixwise.names.when import Words, any_of, moments_in

Tongue = tuple[Words, Words]
"""`when.yaml` and `person.yaml` of one language; the first has `marks` where its sentences are read by these words."""


def without_words_of(tongues: Sequence[Tongue], text: str) -> str:
    """
    The text with each moment and each phrase of a language that it is written in blanked out; all else keeps its place.

    A text is in a language when it holds one of its marks. Denials stay, so that what is not taken is still seen to be denied.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        return text
    for when, person in tongues:
        if not _phrases(tuple(when["marks"])).search(lowered):
            continue
        spans = [(one.start, one.end) for one in moments_in(lowered, when)]
        spans += [found.span() for found in _phrases(tuple(dict.fromkeys(_known(when, person)))).finditer(lowered)]
        kept = list(text)
        for start, end in spans:
            kept[start:end] = " " * (end - start)
        text = "".join(kept)
    return text


def _known(when: Words, person: Words) -> Iterator[str]:
    denials = tuple(f"{one} " for one in person.get("not", ()))
    stopped: Any = when["stopped"]
    yield from (one for one in (*stopped["before"], *stopped["after"]) if not one.startswith(denials))
    yield from (*when.get("around", ()), *when["regular"], *when["doses"]["a_day"])
    for one in person.get("conditions", {}).values():
        yield from one["names"]
    for name in ("alone", "pregnant", "not_pregnant"):
        yield from person.get(name, ())
    for phrases in person.get("tolerance", {}).values():
        yield from phrases


@lru_cache(maxsize=8)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(phrases)}(?!\w)")
