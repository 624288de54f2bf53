"""The words of a language that stand around names: loaded from the knowledge once, and asked by whole words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from mixwise.knowledge.normalise import normalise
from mixwise.knowledge.sound import Written, single, sound, written
from mixwise.names.dictionary import Dictionary
from mixwise.names.types import NameIndex


def _is_key(phrase: str) -> bool:
    """Whether a phrase is as `normalise` would leave it, seen at a glance: most are."""
    return phrase.isascii() and phrase.islower() and "  " not in phrase and phrase.replace(" ", "").isalpha()


class Phrases:
    """A set of phrases, matched over a list of normalised words."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self.all = frozenset(key for phrase in phrases if (key := phrase if _is_key(phrase) else normalise(phrase)))
        self.longest = max((key.count(" ") + 1 for key in self.all), default=0)
        self._by_first: dict[
            str, int
        ] = {}  # the longest phrase by its first word, and by its last: most words begin none
        self._by_last: dict[str, int] = {}
        for key in self.all:
            parts = key.split(" ")
            for held, edge in ((self._by_first, parts[0]), (self._by_last, parts[-1])):
                if held.get(edge, 0) < len(parts):
                    held[edge] = len(parts)

    def __contains__(self, key: str) -> bool:
        return key in self.all

    def starting(self, words: Sequence[str], at: int, end: int) -> int:
        """How many words the longest phrase beginning at `at` takes, not going beyond `end`; 0 when there is none."""
        longest = self._by_first.get(words[at], 0) if at < end else 0
        if longest > end - at:
            longest = end - at
        for size in range(longest, 0, -1):
            if " ".join(words[at : at + size]) in self.all:
                return size
        return 0

    def ending(self, words: Sequence[str], start: int, end: int) -> int:
        """How many words the longest phrase that ends just before `end` takes, not going before `start`."""
        longest = self._by_last.get(words[end - 1], 0) if start < end else 0
        if longest > end - start:
            longest = end - start
        for size in range(longest, 0, -1):
            if " ".join(words[end - size : end]) in self.all:
                return size
        return 0


class Lexicon:
    """`sentences.yaml` of one language and `unidentified.yaml`, each list made into phrases when it is first needed."""

    def __init__(self, index: NameIndex, language: str) -> None:
        self._index, self._language = index, language
        self._words = index.sentence_words(language)
        self._unidentified = index.unidentified_words()
        self._phrases: dict[tuple[str, ...], Phrases] = {}
        self._openers: dict[tuple[tuple[str, ...], ...], frozenset[str]] = {}
        self._dictionary = Dictionary(index, language, self.pairs("endings"))

    def phrases(self, *path: str) -> Phrases:
        """The list at that path ("negation", "before"), or an empty one."""
        found = self._phrases.get(path)
        if found is None:
            value: Any = self._unidentified if path[0] == "unidentified" else self._words
            for step in path[1:] if path[0] == "unidentified" else path:
                value = value.get(step, ()) if isinstance(value, Mapping) else ()
            found = self._phrases[path] = Phrases([str(one) for one in value])
        return found

    def openers_of(self, *paths: tuple[str, ...]) -> frozenset[str]:
        """The first words of the phrases of some lists: a word that is none of them begins no phrase, seen at a glance."""
        found = self._openers.get(paths)
        if found is None:
            found = self._openers[paths] = frozenset(
                phrase.partition(" ")[0] for path in paths for phrase in self.phrases(*path).all
            )
        return found

    @cached_property
    def supply_openers(self) -> frozenset[str]:
        """The first words of what says where something came from."""
        return frozenset(phrase.partition(" ")[0] for _, phrases in self.supplies for phrase in phrases.all)

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """A list of two-part entries, such as the endings of words."""
        return tuple((str(first), str(second)) for first, second in self._words.get(name, ()))

    @cached_property
    def supplies(self) -> tuple[tuple[str, Phrases], ...]:
        """What says where something came from, by supply."""
        return tuple((supply, self.phrases("supply", supply)) for supply in self._words.get("supply", ()))

    @cached_property
    def plural(self) -> tuple[str, ...]:
        """Endings that make several of one, longest first."""
        return tuple(str(ending) for ending in self._words.get("plural", ()))

    @cached_property
    def owners(self) -> Phrases:
        """People who may have or give something, each with and without an s (`uncle`, `uncles`)."""
        people = self.phrases("unidentified", "people").all
        return Phrases([*people, *(f"{person}s" for person in people)])

    @cached_property
    def other_medicines(self) -> frozenset[str]:
        """Real medicines that we do not cover: names not to be taken for a slip of one that we do."""
        lines = self._unidentified.get("other_medicines", ())
        return frozenset(word.replace("-", " ") for line in lines for word in str(line).split())

    def sound(self, key: str) -> str:
        """A name as it sounds: letters that are often written for each other made one, and doubled letters single."""
        return sound(key, self._sounds)

    def skeleton(self, key: str) -> str:
        """A name as it sounds, without its vowels, and with nasal consonants as one."""
        return single(self.sound(key).translate(self._skeletal))

    @cached_property
    def _skeletal(self) -> dict[int, str]:
        return {ord(written): sound for written, sound in self.pairs("skeleton")}

    @cached_property
    def _sounds(self) -> Written:
        return written(self.pairs("sounds"))

    def is_ordinary(self, word: str) -> bool:
        """Whether this is a word of the language, common or rare, or the name of a person, place or thing not taken."""
        return self._dictionary.holds(word, ("common", "rare", "proper"))

    def is_common(self, word: str) -> bool:
        """Whether this is a word that everybody uses."""
        return self._dictionary.holds(word, ("common",))

    def is_rare(self, word: str) -> bool:
        """Whether this is a word that is seldom used."""
        return self._dictionary.holds(word, ("rare",)) and not self._dictionary.holds(word, ("common", "proper"))

    def is_proper(self, word: str) -> bool:
        """Whether this is the name of a person, a place or a thing not taken, and no other word."""
        return self._dictionary.holds(word, ("proper",)) and not self._dictionary.holds(word, ("common", "rare"))

    def is_matter(self, word: str) -> bool:
        """Whether this is a chemical that is no medicine ("acetylene")."""
        return self._dictionary.holds(word, ("chemical",))

    def is_slip(self, word: str, reach: int = 1) -> bool:
        """Whether a common word with the same two first letters is so many slips away ("tommorow")."""
        return self._dictionary.has_slip(word, reach)

    def is_word(self, word: str) -> bool:
        """Whether this is a common word of the language, or a short one that joins others."""
        return self.is_common(word) or word in self.phrases("stops")

    def is_amount(self, word: str) -> bool:
        """Whether this is a number with or without a unit ("2", "500mg")."""
        if not word[:1].isdigit():
            return word in self.phrases("numbers")
        unit = word.lstrip("0123456789")
        return not unit or unit in self.phrases("units") or word in self.phrases("numbers")


_LOADED: dict[tuple[int, str], tuple[NameIndex, Mapping[str, Any], Lexicon]] = {}


def lexicon(index: NameIndex, language: str = "en") -> Lexicon:
    """The lexicon of a language in this knowledge; the same object for as long as the knowledge gives the same words."""
    key, words = (id(index), language), index.sentence_words(language)
    held = _LOADED.get(key)  # the index is held beside the lexicon, so an id cannot come to mean another index
    if held is None or held[1] is not words:
        if len(_LOADED) >= 8:
            _LOADED.clear()
        held = _LOADED[key] = (index, words, Lexicon(index, language))
    return held[2]
