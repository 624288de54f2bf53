"""Misspelt names in bulk: each different strange word is looked up once, and searched for where it is a slip of a name."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from mixwise.knowledge.normalise import NameRow
from mixwise.names import spelling
from mixwise.names.lexicon import Lexicon
from mixwise.names.pieces import is_plain
from mixwise.names.sentence import LONGEST_SLIP, SURE_LENGTH
from mixwise.names.types import NameIndex
from mixwise.screen.extract.patterns import CERTAIN, JUDGED, Matcher, Names, Pattern

MOST_KNOWN = 2_000_000
"""Different words that are remembered as no slip; then they are forgotten."""
EDGE = 2
"""Letters at the beginning or the end of a name that one slip leaves alone, in a name of at least twice as many and one."""


class Strange:
    """The words met so far: those that are no slip of a name, and those that are."""

    def __init__(
        self,
        index: NameIndex,
        lexis: Lexicon,
        names: Names,
        told: dict[str, tuple[NameRow, ...]],
        listed: Container[str],
    ) -> None:
        """`told` is where `find` looks first; words that are `listed` may be read as something else."""
        self._listed = listed
        self._index, self._lexis, self._told = index, lexis, told
        self._known: set[bytes] = {text for text in names.texts if b" " not in text}
        self._names = frozenset(self._known)
        self._slips: dict[bytes, Pattern] = {}
        self._near = Near(index.keys_of_length(SURE_LENGTH - 1, spelling.LONGEST + 1))

    def words(self, folded: bytes) -> list[tuple[bytes, Pattern]]:
        """The slips of names among the words of a folded text."""
        words = set(folded.split())
        for word in words - self._known:
            self._known.add(word)
            self._look_up(word)
        if len(self._known) > MOST_KNOWN:
            self._known = set(self._names)
        slips = self._slips
        return [(word, slips[word]) for word in (slips.keys() & words if slips else ())]

    def starts(self, folded: bytes) -> list[int]:
        """Where slips of names begin in a folded text that begins and ends with a space, in no order."""
        words = self.words(folded)
        return Matcher(word for word, _ in words).starts(folded) if words else []

    def search(self, folded: bytes) -> list[tuple[int, int, Pattern]]:
        """Where they stand in such a text, and what they are."""
        words = self.words(folded)
        if not words:
            return []
        return [(at, end, words[nth][1]) for nth, at, end in Matcher(word for word, _ in words).search(folded)]

    def _look_up(self, word: bytes) -> None:
        if len(word) < SURE_LENGTH or not word.isascii() or not word.isalpha():
            return
        key = word.decode("ascii")
        if is_plain(key, self._lexis) or not self._near.has(key):
            return
        rows = self._told[key] = spelling.slip(key, self._index, self._lexis)
        if rows:
            kind = JUDGED if key in self._listed else CERTAIN
            self._slips[word] = Pattern(key, rows, kind, kind, "spelling")

    def may_be_longer(self, words: Sequence[str], at: int) -> bool:
        """Whether a slip of a name may be the beginning of a slip of a longer one."""
        return any(
            self._near.has(" ".join(words[at:end])) for end in range(at + 2, min(len(words), at + LONGEST_SLIP) + 1)
        )


class Near:
    """Names by their first and by their last letters: one slip leaves the one or the other alone."""

    def __init__(self, names: Iterable[str]) -> None:
        self._held: dict[tuple[int, str], list[str]] = {}
        for name in names:
            for edge in _edges(name):
                self._held.setdefault((len(name), edge), []).append(name)

    def has(self, key: str) -> bool:
        """Whether a name is one slip away, or none."""
        held, size = self._held, len(key)
        return any(
            extractOne(key, held[length, edge], scorer=OSA.distance, score_cutoff=1) is not None
            for edge in _edges(key)
            for length in (size, size - 1, size + 1)
            if (length, edge) in held
        )


def _edges(name: str) -> Iterator[str]:
    yield f"{name[:EDGE]}~"
    yield f"~{name[-EDGE:]}"
