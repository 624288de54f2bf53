"""
Does a text sound like an emergency now: someone who does not wake or breathe, or who wants to die?

The phrases are language data (`knowledge/emergency/triggers.yaml`), read by `mixwise.names.signs`; nothing here knows a word of
any language. Signs are `crisis`, `crisis_sure`, `medical`, `named`, `taken`, and `weak`, of which several in one sentence are a
sign. These say when a sign is none:

* `harmless` (`crisis_harmless`, `taken_harmless`) phrases: a sign that shares a word with one of them is not seen;
* `negators`, right before a sign of `named`, `taken` or `weak` ("no chest pain"): it is taken back;
* `about` and `past` (`crisis_about`), in the same sentence: a question about signs, a story of the past; not when a `now` phrase
  stands anywhere, nor a question when a `present` one does, nor when the sign is one of `crisis_sure`;
* `telling`, anywhere in the text: a song, a film, an essay.

A lone word is a name, not a medical sign; it may be a sign of a crisis.

A text in which no phrase but weak ones was seen, and that is no story, is put to `mixwise.names.points`.

A wrong yes shows the emergency steps to someone who did not need them; a wrong no may cost a life. In doubt it is a yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from mixwise.names.points import sounds_like
from mixwise.names.signs import EDGES, Phrases, Span, sentences_of

FEWEST_WORDS = 2
"""A lone word is a name, not a medical sign."""

WEAK_SIGNS = 2
"""So many weak signs in one sentence are a sign."""

SIGNS = ("crisis_sure", "crisis", "medical", "named", "taken", "weak")
"""The lists of signs of a language."""

NO_SIGNS = (
    "crisis_harmless", "crisis_about", "taken_harmless", "harmless", "negators",
    "about", "past", "present", "now", "telling",
)  # fmt: skip
"""The lists of what may make a sign none."""

_Spans: TypeAlias = Mapping[str, Sequence[Span]]

_STRONG = frozenset(SIGNS) - {"weak"}

_NO_POINTS: Mapping[str, object] = MappingProxyType({})


def emergency_in(text: str, words: Mapping[str, object], points: Mapping[str, object] = _NO_POINTS) -> str:
    """
    What kind of emergency a text sounds like: `none`, `medical` or `crisis`; a crisis comes before a medical one.

    `words` is the parsed `triggers.yaml`, a key a language; every language in it is tried. `points` is the parsed `points.yaml`.
    """
    if not text or not words:
        return "none"
    sentences = sentences_of(text)
    several = sum(len(sentence) - EDGES for sentence in sentences) >= FEWEST_WORDS
    kinds = {_kind(sentences, several, phrases) for phrases in _phrases(words)}
    found = next((kind for kind in ("crisis", "medical") if kind in kinds), "none")
    if found != "none":
        return found
    heard = sounds_like(text, points)
    if heard == "none" or any(_is_settled(sentences, phrases) for phrases in _phrases(words)):
        return "none"
    return heard


def _is_settled(sentences: Sequence[Sequence[str]], phrases: Phrases) -> bool:
    """Whether the phrases have spoken: a story is told, or a sign was seen and found to be none."""
    for sentence in sentences:
        row = phrases.row(sentence)
        if not _STRONG.isdisjoint(row.spans):
            return True
        phrases.look_on(row)
        if "telling" in row.spans:
            return True
    return False


def _kind(texts: Sequence[Sequence[str]], several: bool, phrases: Phrases) -> str:
    rows = [phrases.row(sentence) for sentence in texts]
    sentences = [row.spans for row in rows]
    if not any(sentences):
        return "none"
    for row in rows:
        phrases.look_on(row)
    if any("telling" in spans for spans in sentences):
        return "none"
    if any(_is_crisis(spans) for spans in sentences):
        return "crisis"
    return "medical" if several and _is_medical(sentences) else "none"


def _is_crisis(spans: _Spans) -> bool:
    harmless = _places(spans.get("crisis_harmless", ()))
    if _seen(spans.get("crisis_sure", ()), harmless):
        return True
    return "crisis_about" not in spans and bool(_seen(spans.get("crisis", ()), harmless))


def _is_medical(sentences: Sequence[_Spans]) -> bool:
    signed = [spans for spans in sentences if _shows_signs(spans)]
    if not signed:
        return False
    now, present = (_anywhere(name, sentences) for name in ("now", "present"))
    return now or any("past" not in spans and (present or "about" not in spans) for spans in signed)


def _anywhere(name: str, sentences: Sequence[_Spans]) -> bool:
    return any(_seen(spans.get(name, ()), _places(spans.get("harmless", ()))) for spans in sentences)


def _shows_signs(spans: _Spans) -> bool:
    harmless = _places(spans.get("harmless", ()))
    if _seen(spans.get("medical", ()), harmless) or _seen(_not_taken_back("named", spans), harmless):
        return True
    if _seen(_not_taken_back("taken", spans), _places(spans.get("taken_harmless", ()))):
        return True
    return _apart(_seen(_not_taken_back("weak", spans), harmless)) >= WEAK_SIGNS


def _places(spans: Iterable[Span]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


def _seen(signs: Iterable[Span], harmless: set[int]) -> list[Span]:
    """The signs that share no word with a harmless phrase."""
    return [sign for sign in signs if harmless.isdisjoint(range(*sign))]


def _not_taken_back(name: str, spans: _Spans) -> Iterable[Span]:
    """The signs of a list that no negator stands right before."""
    signs = spans.get(name, ())
    taken_back = {end for _, end in spans.get("negators", ())} if signs else set()
    return (sign for sign in signs if sign[0] not in taken_back)


def _apart(signs: Iterable[Span]) -> int:
    """How many signs there are that share no word."""
    count, free_from = 0, 0
    for start, end in sorted(signs, key=lambda sign: sign[1]):
        if start >= free_from:
            count, free_from = count + 1, end
    return count


# ---- reading the data


_READY: dict[int, tuple[Mapping[str, object], tuple[Phrases, ...]]] = {}
_MOST_READY = 4


def _phrases(words: Mapping[str, object]) -> tuple[Phrases, ...]:
    """The phrases of this data, read once; the data is kept beside them, so that its identity stays its own."""
    known = _READY.get(id(words))
    if known is not None and known[0] is words:
        return known[1]
    ready = tuple(_language(data) for data in words.values() if isinstance(data, Mapping))
    while len(_READY) >= _MOST_READY:
        _READY.pop(next(iter(_READY)), None)
    _READY[id(words)] = (words, ready)
    return ready


def _language(data: Mapping[str, object]) -> Phrases:
    groups = data.get("groups")
    signs, others = ({name: data.get(name) for name in names} for names in (SIGNS, NO_SIGNS))
    return Phrases(groups if isinstance(groups, Mapping) else {}, signs, data, others)
