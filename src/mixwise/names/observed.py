"""
Which signs somebody describes ("blue round the mouth"), and which causes ("drank bleach"), in their own words.

The phrases are language data (`knowledge/locale/<language>/signs.yaml`): `groups`, `signs` and `causes` by id, `negators`; what
is matched how is said in `mixwise.names.signs`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from mixwise.names.signs import Phrases, Span, sentences_of

_KINDS = ("sign", "cause")


class Observed(NamedTuple):
    """The ids of the signs described and of the pictures whose cause was named, each in the order of the data."""

    signs: tuple[str, ...]
    causes: tuple[str, ...]


def observed_in(text: str, words: Mapping[str, Any]) -> Observed:
    """What a text describes; a sign that a negator stands right before ("no chest pain") is not one."""
    phrases = _phrases(words)
    found: set[str] = set()
    for sentence in sentences_of(text):
        spans = phrases.spans(sentence)
        denied = {end for _, end in spans.get("negators", ())}
        found.update(name for name, places in spans.items() if _stands(places, denied))
    signs, causes = (
        tuple(name for name in words.get(f"{kind}s", ()) if f"{kind}_{name}" in found) for kind in _KINDS
    )  # fmt: skip
    return Observed(signs, causes)


def _stands(places: Iterable[Span], denied: set[int]) -> bool:
    return any(start not in denied for start, _ in places)


def _phrases(words: Mapping[str, Any]) -> Phrases:
    """The phrases of a language, read once for as long as the knowledge gives the same words."""
    held = _READ.get(id(words))
    if held is None or held[0] is not words:
        wanted = {f"{kind}_{name}": listed for kind in _KINDS for name, listed in words.get(f"{kind}s", {}).items()}
        wanted["negators"] = words.get("negators", ())
        if len(_READ) >= 8:
            _READ.clear()
        held = _READ[id(words)] = (words, Phrases(words.get("groups", {}), wanted, words))
    return held[1]


_READ: dict[int, tuple[Mapping[str, Any], Phrases]] = {}
