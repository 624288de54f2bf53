"""An index of invented names, with the real words of the language around them, for tests of the code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mixwise.knowledge.normalise import NameRow, normalise
from mixwise.knowledge.read import read
from mixwise.knowledge.rows import words_by_start
from mixwise.knowledge.sound import sound as sound_of
from mixwise.knowledge.sound import written

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SENTENCES: Any = read(KNOWLEDGE / "locale" / "en" / "sentences.yaml", "sentences")[0]
WORDS: Any = words_by_start(read(KNOWLEDGE / "locale" / "en" / "words.yaml", "words")[0])
UNIDENTIFIED: Any = read(KNOWLEDGE / "names" / "unidentified.yaml", "unidentified")[0]


def row(substances: str, kind: str = "generic", supply: str = "", product: str = "", says: str = "") -> NameRow:
    """One meaning; several substances stand with a plus between them."""
    return NameRow(
        tuple(filter(None, substances.split("+"))), product or substances or says, supply, product, says, kind
    )


NAMES: dict[str, tuple[NameRow, ...]] = {
    "Dormazine": (row("dormazine"),),
    "Vexalor": (row("dormazine", "brand", "pharmacy"),),
    "dormazin": (row("dormazine", "misspelling"),),
    "Quietol": (row("quietol"),),
    "Quietal": (row("quietal"),),
    "Pluvirane": (row("pluvirane"),),
    "glowdust": (row("pluvirane", "street", "street"),),
    "Combivex": (row("dormazine+pluvirane", "brand", "pharmacy", "combivex"),),
    "moonwort tea": (row("moonwort", "common"),),
    "st velma's wort": (row("moonwort", "common"),),
    "7c-q": (row("seven", "common"),),
    "XQ": (row("quietol", "abbreviation"),),
    "anvils": (row("dormazine", "everyday", "street"), row("", "ordinary", says="what a smith uses")),
    "pebble": (row("pluvirane", "everyday", "street", says="one"), row("quietol", "everyday", "street", says="other")),
    "copperine": (row("copperine"), row("", "ordinary", says="a paint")),
    "gravel": (row("", "ordinary", says="small stones"),),
    "drink": (
        row("grog", "everyday", "shop", says="drinking grog"),
        row("", "ordinary", says="drinking something else"),
    ),
    "grog": (row("grog", "common"),),
    "rxcui:4242": (row("quietol", "code"),),
    "tin lantern": (row("pluvirane", "street", "street"),),
    "cellar": (row("dormazine", "street", "street"),),
    "bramble": (row("grog", "common"),),
    "hush": (row("dormazine", "brand", "pharmacy"), row("quietol", "brand", "pharmacy")),
}


LISTED: Mapping[str, tuple[NameRow, ...]] = {}


class InventedIndex:
    """`NameIndex` over a dictionary."""

    def __init__(self, names: Mapping[str, tuple[NameRow, ...]] = NAMES, language: bool = True) -> None:
        self._rows = {str(normalise(name)): rows for name, rows in names.items()}
        self._language = language

    def meanings(self, key: str) -> tuple[NameRow, ...]:
        return self._rows.get(key, ())

    def listed(self, key: str) -> tuple[NameRow, ...]:
        return () if key in self._rows else LISTED.get(key, ())

    def keys_of_length(self, shortest: int, longest: int) -> Sequence[str]:
        return sorted(key for key in self._rows if shortest <= len(key) <= longest)

    def sounding(self, sound: str) -> Sequence[str]:
        pairs = written(self.sentence_words("en").get("sounds", ()))
        return [key for key in sorted(self._rows, key=lambda one: (len(one), one)) if sound_of(key, pairs) == sound]

    def sentence_words(self, language: str) -> Mapping[str, Any]:
        return SENTENCES if self._language and language == "en" else {}

    def words_starting(self, language: str, start: str) -> Mapping[str, str]:
        return WORDS.get(start, {}) if self._language and language == "en" else {}

    def unidentified_words(self) -> Mapping[str, Any]:
        return UNIDENTIFIED if self._language else {}


INDEX = InventedIndex()
