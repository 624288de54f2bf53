"""
Names that explain another: "alprazolam (Xanax)", "an MAOI patch (Emsam)", "naloxone in my Suboxone" are one thing, said twice.

Read as two they would be one ingredient taken twice, or a whole class beside its member. What explains is joined to what it
explains, so that all that was typed still comes back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mixwise.knowledge.normalise import normalise
from mixwise.knowledge.store import Knowledge
from mixwise.names.types import Ambiguous, Meaning, Mention, Resolution, Resolved

_BRACKETS = re.compile(r"\(([^()]*)\)")
_BETWEEN = re.compile(r"[^,;.!?\n]*")
MOST_BETWEEN = 3
"""So many words may stand between a name and the brackets that explain it: a form, a dose ("sertraline 50 mg (Zoloft)")."""


def explained(mentions: Sequence[Mention], text: str, store: Knowledge) -> list[Mention]:
    """The mentions of a text, those that only explain another joined to it."""
    found = list(mentions)
    if len(found) < 2:
        return found
    for brackets in _BRACKETS.finditer(text):
        found = _joined(found, brackets.start(), brackets.end(), text, store)
    words = store.words("locale/en/sentences").get("explains", {})
    found = list(_inside(found, text, words))
    return [_meant(one, found[:place], text, words) for place, one in enumerate(found)]


def _joined(mentions: list[Mention], start: int, end: int, text: str, store: Knowledge) -> list[Mention]:
    """What stands in brackets joined to the name before them, where they say the same or one says it closer."""
    inner = [one for one in mentions if start < one.start and one.end < end]
    before = [one for one in mentions if one.end <= start]
    if not inner or not before:
        return mentions
    outer, between = before[-1], text[before[-1].end : start]
    if len(between.split()) > MOST_BETWEEN or not _BETWEEN.fullmatch(between):
        return mentions
    if any(one.negated != outer.negated for one in inner):
        return mentions
    meant, last = _of_both(outer, inner, store)
    if meant is None:
        return mentions
    stop = min(end, len(text)) if last is inner[-1] else last.end
    joined = outer._replace(text=text[outer.start : stop], end=stop, resolution=meant)
    kept = [one for one in inner if one.start >= stop]
    return [joined if one is outer else one for one in mentions if one not in inner or one in kept]


def _of_both(outer: Mention, inner: Sequence[Mention], store: Knowledge) -> tuple[Resolved | Ambiguous | None, Mention]:
    """What a name and the names that explain it mean together, and the last of these that is joined to it."""
    whole, first = outer.resolution, inner[0]
    if not isinstance(whole, Resolved | Ambiguous) or not all(
        isinstance(one.resolution, Resolved | Ambiguous) for one in inner
    ):
        return None, first
    if isinstance(whole, Resolved) and len(whole.meaning.substances) > 1:
        parts = {name for one in inner for meaning in _meanings(one) for name in meaning.substances}
        return (whole, inner[-1]) if parts <= set(whole.meaning.substances) else (None, first)
    shared = _shared(_meanings(outer), _meanings(first))
    if shared and len(inner) == 1:
        return _as_one(outer.text, shared, whole.how), first
    if all(_is_of(name, whole, store) for one in inner for meaning in _meanings(one) for name in meaning.substances):
        return first.resolution if isinstance(first.resolution, Resolved | Ambiguous) else None, first
    kind = first.resolution
    if len(inner) == 1 and all(
        _is_of(name, kind, store) for meaning in _meanings(outer) for name in meaning.substances
    ):
        return whole, first  # "Zoloft (an SSRI)"
    return None, first


def _meanings(mention: Mention) -> tuple[Meaning, ...]:
    found = mention.resolution
    return (found.meaning,) if isinstance(found, Resolved) else found.meanings if isinstance(found, Ambiguous) else ()


def _shared(some: Sequence[Meaning], others: Sequence[Meaning]) -> list[Meaning]:
    """The meanings that both have; of two that differ in where it came from, the one from the street."""
    both = [
        max(one, other, key=lambda meaning: meaning.supply == "street")
        for one in some
        for other in others
        if one.substances == other.substances
    ]
    return list(dict.fromkeys(both))


def _as_one(typed: str, meanings: Sequence[Meaning], how: str) -> Resolved | Ambiguous:
    if len(meanings) == 1:
        return Resolved(typed, meanings[0], how)
    return Ambiguous(typed, tuple(meanings), (), how)


def _is_of(name: str, whole: Resolution, store: Knowledge) -> bool:
    """Whether a substance is a member of the class that a name stands for."""
    if not isinstance(whole, Resolved) or len(whole.meaning.substances) != 1:
        return False
    kind = whole.meaning.substances[0]
    row, stand_in = store.get("substance", name) or {}, store.get("substance", kind) or {}
    return kind in row.get("classes", ()) or name in stand_in.get("members", ())


def _inside(mentions: Sequence[Mention], text: str, words: Mapping[str, Any]) -> Iterator[Mention]:
    """An ingredient that is named as in a product ("naloxone in my Suboxone") joined to it."""
    held: Mention | None = None
    for one in mentions:
        if held is not None:
            between = normalise(text[held.end : one.start]).split()
            says = between[:1] and between[0] in words.get("inside", ()) and len(between) <= MOST_BETWEEN
            if says and _is_part(held, one) and held.negated == one.negated:
                held = one._replace(text=text[held.start : one.end], start=held.start)
                continue
            yield held
        held = one
    if held is not None:
        yield held


def _is_part(part: Mention, whole: Mention) -> bool:
    """Whether a name means one ingredient of a product."""
    if not isinstance(part.resolution, Resolved) or not isinstance(whole.resolution, Resolved):
        return False
    some, all_of = part.resolution.meaning.substances, whole.resolution.meaning.substances
    return len(some) < len(all_of) and set(some) <= set(all_of)


def _meant(one: Mention, before: Sequence[Mention], text: str, words: Mapping[str, Any]) -> Mention:
    """An ingredient that is spoken of after its product ("… cancel the buprenorphine") means the product."""
    lead = normalise(text[: one.start]).split()
    if not lead or lead[-1] not in words.get("definite", ()) or (lead[-2:-1] and lead[-2] in words.get("joins", ())):
        return one
    for whole in before:
        if _is_part(one, whole) and isinstance(whole.resolution, Resolved) and whole.negated == one.negated:
            return one._replace(resolution=whole.resolution._replace(typed=one.text))
    return one
