"""
Every known name, and every word that changes what a name says, as patterns with their word boundaries inside.

Names come in three kinds, told by the very code that `find` judges with: CERTAIN counts wherever it stands, DOUBTFUL does beside
a certain one, and WEAK is an ordinary word that only `find` can judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from mixwise.knowledge.normalise import NameRow
from mixwise.names.lexicon import Lexicon
from mixwise.names.lookup import exact
from mixwise.names.segments import CERTAIN as SURE
from mixwise.names.segments import COMPOUND, name_of
from mixwise.names.tokens import tokenise
from mixwise.names.types import NameIndex
from mixwise.screen.extract.folding import Folder

CERTAIN, ALONE, DOUBTFUL, WEAK, SELDOM, JUDGED = range(6)
"""
ALONE and DOUBTFUL are as good as CERTAIN beside a certain name; by itself ALONE counts where no word follows it, DOUBTFUL only
where something else speaks of substances. SELDOM is a weak one for which a known name beside it is not enough. JUDGED is for
`find` wherever it stands: a slip of a name, or one that may begin a thing that is not named ("the pill he gave me").
"""

BEFORE, BEHIND, SUPPLY, OWNER, THEIRS, SPEAKER = range(6)
"""
Words that may deny a name behind them or tell its history; those that do it for a name before them; that tell the supply of one
beside them; that make it somebody else's; the same of "her"; and "I".
"""

MOST_GAPS = 3
_UNNAMED = tuple(("unidentified", name) for name in ("heads", "clues", "glue"))


class Pattern(NamedTuple):
    """A name as a pattern: its meaning, its kind, its kind when it is written in capitals, and if it is a slip of one."""

    key: str
    rows: tuple[NameRow, ...]
    kind: int
    large: int
    how: str = "exact"


class Matcher:
    """Patterns that are searched all at once; every one that stands in a text is told, those inside others, too."""

    def __init__(self, patterns: Iterable[bytes]) -> None:
        held = [b" " + pattern + b" " for pattern in patterns]
        self._automaton = BytesAhoCorasick(held, matchkind=MatchKind.Standard) if held else None

    def starts(self, folded: bytes) -> list[int]:
        """Where matches begin, in no order."""
        if self._automaton is None:
            return []
        return [start + 1 for _, start, _ in self._automaton.find_matches_as_indexes(folded, overlapping=True)]

    def search(self, folded: bytes) -> list[tuple[int, int, int]]:
        """(pattern, first byte, byte after the last) of every match; `folded` begins and ends with a space."""
        if self._automaton is None:
            return []
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        return [(pattern, start + 1, end - 1) for pattern, start, end in found]


class Names:
    """The known names as patterns."""

    def __init__(self, index: NameIndex, lexis: Lexicon) -> None:
        keys = index.keys_of_length(1, 200)
        self.folder = Folder("".join(sorted({one for key in keys for one in key if not one.isascii()})))
        self.patterns: list[Pattern] = []
        self.texts: list[bytes] = []
        known = set(keys)
        for key in keys:
            self._add(key, _kinds(key, index.meanings(key), lexis), index.meanings(key))
            for ending in lexis.plural if " " not in key else ():
                several = key + ending
                rows = () if several in known or lexis.is_ordinary(several) else exact((several,), index, lexis)
                if rows:
                    known.add(several)
                    self._add(several, (CERTAIN, CERTAIN), rows)
        self.matcher = Matcher(self.texts)

    def _add(self, key: str, kinds: tuple[int, int], rows: tuple[NameRow, ...]) -> None:
        for spaced in _spacings(key):
            self.patterns.append(Pattern(key, rows, *kinds))
            self.texts.append(self.folder.pattern(spaced))


def _spacings(key: str) -> Iterator[str]:
    """A name as it stands, and with two or three spaces in one of its gaps ("st. …", "2c t - 4")."""
    yield key
    parts = key.split(" ")
    for gap in range(1, len(parts)) if len(parts) <= MOST_GAPS + 1 else ():
        for wide in ("  ", "   "):
            yield " ".join(parts[:gap]) + wide + " ".join(parts[gap:])


def _kinds(key: str, rows: tuple[NameRow, ...], lexis: Lexicon) -> tuple[int, int]:
    return _kind(key, rows, lexis), _kind(key.upper(), rows, lexis)


def _kind(typed: str, rows: tuple[NameRow, ...], lexis: Lexicon) -> int:
    words = tokenise(typed)
    first = words.keys[0]
    name = name_of(0, len(words.keys), rows, words, lexis)
    key = " ".join(words.keys)
    if name.weak:
        odd = len(key) <= 2 or key in lexis.phrases("seldom") or key in lexis.phrases("hardly_ever")
        return SELDOM if odd and name.everyday else WEAK
    if first in lexis.openers_of(*_UNNAMED) or first in lexis.owners:
        return JUDGED
    if name.doubtful == SURE:
        return CERTAIN
    return ALONE if name.doubtful == COMPOUND else DOUBTFUL


class Cues:
    """The words that change what a name says, by kind."""

    def __init__(self, lexis: Lexicon, folder: Folder) -> None:
        self.kinds: list[int] = []
        texts: list[bytes] = []
        for kind, phrases in _cues(lexis):
            for phrase in sorted(phrases):
                self.kinds.append(kind)
                texts.append(folder.pattern(phrase))
        self._matcher = Matcher(texts)

    def among(self, folded: bytes) -> list[tuple[int, int, int]]:
        """(kind, first byte, byte after the last) of every cue in a passage."""
        return [(self.kinds[pattern], start, end) for pattern, start, end in self._matcher.search(folded)]


def _cues(lexis: Lexicon) -> Iterator[tuple[int, frozenset[str]]]:
    for path in (("negation", "before"), ("history", "past", "before"), ("history", "other", "people")):
        yield BEFORE, lexis.phrases(*path).all
    for path in (("negation", "after"), ("negation", "right_after"), ("history", "past", "after")):
        yield BEHIND, lexis.phrases(*path).all
    for _, phrases in lexis.supplies:
        yield SUPPLY, phrases.all
    theirs = lexis.phrases("theirs").all
    yield OWNER, lexis.phrases("others").all - theirs
    yield THEIRS, theirs
    yield SPEAKER, lexis.phrases("speaker").all


class Gate:
    """Words in whose neighbourhood an ordinary word may mean a substance: of taking, of amounts, of medicines, of judging."""

    def __init__(self, lexis: Lexicon, folder: Folder) -> None:
        lists = [
            ("verbs", "strong"), ("verbs", "usual"), ("verbs", "evident"), ("judged",), ("compared",), ("evidence",),
            ("dose_units",), ("drug_measures",),
        ]  # fmt: skip
        phrases = {phrase for path in lists for phrase in lexis.phrases(*path).all}
        phrases |= {f"{one} {of}" for one in lexis.phrases("measures").all for of in lexis.phrases("of").all}
        self._firm = Matcher(folder.pattern(phrase) for phrase in sorted(phrases))
        loose = lexis.phrases("verbs", "loose").all | phrases
        self._loose = Matcher(folder.pattern(phrase) for phrase in sorted(loose))
        units = b"|".join(re.escape(folder.pattern(unit)) for unit in sorted(lexis.phrases("dose_units").all))
        self._amount = re.compile(rb"\d(?:" + units + rb") ")

    def opens(self, folded: bytes, weak: Sequence[tuple[int, int]], *, loose: bool) -> bool:
        """Whether one of them stands in a passage for one of the weak names; with `loose`, verbs such as "had" count, too."""
        found = (self._loose if loose else self._firm).search(folded)
        beside = any(place != (start, end) for _, start, end in found for place in weak)
        return beside or self._amount.search(folded) is not None
