"""Whether a word is one of the language's own: read from the compiled file by its first two letters, as words turn up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mixwise.names.types import NameIndex

MOST_HELD = 4096
"""How many answers are remembered; then they are forgotten and looked up again."""
START = 2
"""Letters that the words of one row have in common."""


class Dictionary:
    """
    The lists of `words.yaml` of one language: common, rare, proper and chemical.

    A row is searched as the text that it is, which is quicker than a set made of it for a word or two.
    """

    def __init__(self, index: NameIndex, language: str, endings: Sequence[tuple[str, str]]) -> None:
        self._index, self._language, self._endings = index, language, endings
        self._rows: dict[str, Mapping[str, str]] = {}
        self._known: dict[tuple[str, tuple[str, ...]], bool] = {}

    def holds(self, word: str, lists: tuple[str, ...]) -> bool:
        """Whether one of the lists has this word, as it stands or without one of the endings."""
        key = (word, lists)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_HELD:
                self._known.clear()
            found = self._known[key] = any(self._is_listed(form, lists) for form in self._forms(word))
        return found

    def has_slip(self, word: str, reach: int) -> bool:
        """Whether a common word with the same first letters, or one of its forms, is at most so many slips away."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extractOne

        common = self._row(word).get("common", "").split()
        return any(
            extractOne(form, common, scorer=OSA.distance, score_cutoff=reach) is not None for form in self._forms(word)
        )

    def _forms(self, word: str) -> list[str]:
        return [word] + [
            word[: -len(ending)] + stem
            for ending, stem in self._endings
            if word.endswith(ending) and len(word) > len(ending) + START
        ]

    def _is_listed(self, word: str, lists: tuple[str, ...]) -> bool:
        if " " in word:
            return False
        row = self._row(word)
        return any(f" {word} " in row[name] for name in lists if name in row)

    def _row(self, word: str) -> Mapping[str, str]:
        start = word[:START]
        found = self._rows.get(start)
        if found is None:
            if len(self._rows) >= MOST_HELD:
                self._rows.clear()
            lists = self._index.words_starting(self._language, start)
            found = self._rows[start] = {name: f" {line} " for name, line in lists.items()}
        return found
