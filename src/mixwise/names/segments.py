"""
A sentence cut into verbs of intake, words that join, words that end a noun phrase, and the noun phrases between them.

A name wins over every other reading of its words; then the longest phrase wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from mixwise.knowledge.normalise import NameRow
from mixwise.names.lexicon import Lexicon
from mixwise.names.lookup import WEAK, exact
from mixwise.names.tokens import COMMA, NOTHING, Words
from mixwise.names.types import NameIndex

CHUNK, VERB, LINK, STOPPED, JUDGED = "chunk", "verb", "link", "stop", "judged"
STRONG, USUAL, LOOSE, NONE = 3, 2, 1, 0
"""How much is kept after a verb or a joining word: anything; all but plain words; known, strange or unnamed; nothing."""

CERTAIN, COMPOUND, SLANG = 0, 1, 2
"""How doubtful a name is: not; when another word follows it; in any text that does not speak of substances."""


class Name(NamedTuple):
    """
    A known name over words at … end-1. A weak one is also known to mean something ordinary ("ice").

    All words of a doubtful one are words of the language: what it is commonly called (COMPOUND: "whisky", but not "a whisky
    barrel"), or slang, a brand, or a person's name (SLANG: "blotter", "Mary Jane").
    """

    at: int
    end: int
    rows: tuple[NameRow, ...]
    weak: bool
    doubtful: int = CERTAIN

    @property
    def everyday(self) -> bool:
        """Whether nobody would use it as a substance's own name ("ice"; but "iron" is one)."""
        return all(row.kind in WEAK for row in self.rows)


class Segment(NamedTuple):
    """Words at … end-1. `level` is how strongly it makes us expect a substance (verbs, links and judgements)."""

    kind: str
    at: int
    end: int
    level: int
    names: tuple[Name, ...]


_MEASURED = ("measures", "forms")

_FIRSTS: WeakKeyDictionary[NameIndex, dict[str, int]] = WeakKeyDictionary()


def first_words(index: NameIndex) -> dict[str, int]:
    """The first word of every known name, with the length in words of the longest name that begins so."""
    found = _FIRSTS.get(index)
    if found is None:
        found = {}
        for key in index.keys_of_length(1, 200):
            first, _, rest = key.partition(" ")
            size = rest.count(" ") + 2 if rest else 1
            if found.get(first, 0) < size:
                found[first] = size
        _FIRSTS[index] = found
    return found


def name_at(words: Words, at: int, index: NameIndex, lexis: Lexicon) -> Name | None:
    """The longest known name that begins at that word."""
    keys, firsts = words.keys, first_words(index)
    longest = firsts.get(keys[at], 0)
    end = at + 1
    while end < min(len(keys), at + longest) and words.whole[end]:
        end += 1
    for stop in range(end, at, -1) if longest else ():
        rows = index.meanings(" ".join(keys[at:stop]))
        if rows and not _is_in_code(words, at, stop, rows):
            return name_of(at, stop, rows, words, lexis)
    if not lexis.is_ordinary(keys[at]):
        rows = exact((keys[at],), index, lexis)
        if rows and not _is_in_code(words, at, at + 1, rows):
            return Name(at, at + 1, rows, weak=False)
    return None


def _is_in_code(words: Words, at: int, end: int, rows: tuple[NameRow, ...]) -> bool:
    """Whether an abbreviation is no more than a piece of a code that hyphens bind to a number ("5-QW-PZA")."""
    if {row.kind for row in rows} != {"abbreviation"}:
        return False
    text, start, stop = words.text, words.words[at].start, words.words[end - 1].end
    left, right = at, end
    while left and text[words.words[left - 1].end : start] == "-":
        left, start = left - 1, words.words[left - 1].start
    while right < len(words.keys) and text[stop : words.words[right].start] == "-":
        right, stop = right + 1, words.words[right].end
    return any(map(str.isdigit, "".join([*words.keys[left:at], *words.keys[end:right]])))


def name_of(at: int, end: int, rows: tuple[NameRow, ...], words: Words, lexis: Lexicon) -> Name:
    """
    A name is weak when it also means something ordinary.

    So is a misspelling that is a plain word ("heroine"), and an abbreviation of two letters that is not written large.
    """
    kinds = {row.kind for row in rows}
    if "ordinary" in kinds or kinds <= WEAK:
        return Name(at, end, rows, weak=True)
    typed = words.text[words.words[at].start : words.words[end - 1].end]
    if kinds == {"abbreviation"} and len(typed) <= 2 and not typed.isupper():
        return Name(at, end, rows, weak=True)
    keys = words.keys[at:end]
    if "code" in kinds or not all(len(key) == 1 or lexis.is_ordinary(key) for key in keys):
        return Name(at, end, rows, weak=False)
    if "generic" in kinds and (_is_medical(keys, lexis) or (end - at > 1 and any(map(lexis.is_rare, keys)))):
        return Name(at, end, rows, weak=False)  # "stimulants", "fly agaric"
    if kinds <= {"misspelling", "abbreviation"}:
        return Name(at, end, rows, weak=True)
    if end - at > 1 and any(key in lexis.phrases(name) for key in keys for name in _MEASURED):
        return Name(at, end, rows, weak=False)  # "a line of …", "… tabs"
    common = "common" in kinds and not (end - at == 1 and lexis.is_proper(keys[0]))
    return Name(at, end, rows, weak=False, doubtful=COMPOUND if common else SLANG)


def _is_medical(keys: Sequence[str], lexis: Lexicon) -> bool:
    """Whether one of the words of a name speaks of substances."""
    return any(key in lexis.phrases("evidence") for key in keys)


def segments(words: Words, index: NameIndex, lexis: Lexicon) -> list[Segment]:
    """The whole text as segments in order; nothing is left out."""
    found: list[Segment] = []
    chunk: list[Name] = []
    start = at = 0
    size = len(words.keys)

    def close(end: int) -> None:
        if end > start:
            found.append(Segment(CHUNK, start, end, NONE, tuple(chunk)))
            chunk.clear()

    while at < size:
        if at > start and words.gaps[at] != NOTHING:
            close(at)
            start = at
        kind, step, level, name = _reading(words, at, start, index, lexis)
        quoted = words.quotes.get(at) == at + step
        if quoted:  # what stands in quotation marks is a phrase of its own
            close(at)
            start = at
        if kind == CHUNK:
            if name is not None:
                chunk.append(name)
            at += step
            if quoted:
                close(at)
                start = at
            continue
        close(at)
        found.append(Segment(kind, at, at + step, level, ()))
        at += step
        start = at
    close(size)
    return found


def _reading(words: Words, at: int, start: int, index: NameIndex, lexis: Lexicon) -> tuple[str, int, int, Name | None]:
    """What the words at this place are: kind, how many, level, and the name when they are one."""
    keys = words.keys
    quoted = words.quotes.get(at)
    name = name_at(words, at, index, lexis)
    if quoted is not None and (name is None or name.end != quoted or name.weak):
        return CHUNK, quoted - at, NONE, name if name is not None and name.end == quoted else None
    end = _phrase_end(words, at)
    kind, step, level = max(_phrases(keys, at, end, lexis), key=lambda one: one[1], default=(CHUNK, 0, NONE))
    if step == 1 and len(keys[at]) == 1 and name is None and _is_hyphenated(words, at):
        return CHUNK, 1, NONE, None  # "n-…" is the beginning of a name, and no "and"
    if name is not None and (not name.weak or name.end - at > step) and name.end - at >= step:
        return CHUNK, name.end - at, NONE, name
    if name is not None and kind == LINK and not _joins(words, at, step, start, lexis):
        return CHUNK, name.end - at, NONE, name
    amount = _amount(keys, at, end, start, lexis)
    if amount > step or (amount and keys[at] in lexis.phrases("of")):
        return CHUNK, amount, NONE, None
    if step:
        return kind, step, level, None
    return CHUNK, 1, NONE, None


def _phrase_end(words: Words, at: int) -> int:
    """Where a phrase of the language that begins here must have ended: before the next comma or the end of the sentence."""
    end = at + 1
    while end < min(len(words.keys), at + 8) and words.gaps[end] < COMMA:
        end += 1
    return end


_KINDS = (
    (JUDGED, STRONG, ("judged",)),
    (JUDGED, STRONG, ("compared",)),
    (VERB, STRONG, ("verbs", "strong")),
    (VERB, STRONG, ("verbs", "evident")),
    (VERB, USUAL, ("verbs", "usual")),
    (VERB, LOOSE, ("verbs", "loose")),
    (LINK, STRONG, ("links", "tight")),
    (LINK, USUAL, ("links", "loose")),
    (STOPPED, NONE, ("stops",)),
)
_PATHS = tuple(path for _, _, path in _KINDS)


def _phrases(keys: list[str], at: int, end: int, lexis: Lexicon) -> Iterator[tuple[str, int, int]]:
    if keys[at] not in lexis.openers_of(*_PATHS):
        return
    for kind, level, path in _KINDS:
        step = lexis.phrases(*path).starting(keys, at, end)
        if step:
            yield kind, step, level


def _amount(keys: list[str], at: int, end: int, start: int, lexis: Lexicon) -> int:
    """Words that say how much or from where, though they hold a word that would end a noun phrase ("a lot of", "glass of")."""
    for _, phrases in lexis.supplies if keys[at] in lexis.supply_openers else ():
        if step := phrases.starting(keys, at, end):
            return step
    step = lexis.phrases("before").starting(keys, at, end)
    if step > 1:
        return step
    if keys[at] in lexis.phrases("of") and at > start:
        before = keys[at - 1]
        if lexis.is_amount(before) or any(
            before in lexis.phrases(name) for name in ("containers", "forms", "medicine_forms", "units")
        ):
            return 1
    return 0


def _is_hyphenated(words: Words, at: int) -> bool:
    """Whether a hyphen without spaces binds this word to the one before or behind it."""
    text, word = words.text, words.words[at]
    return "-" in (text[word.end : word.end + 1], text[word.start - 1 : word.start])


def _joins(words: Words, at: int, step: int, start: int, lexis: Lexicon) -> bool:
    """Whether a word such as "x" or "n" stands between two noun phrases rather than being a name itself."""
    after = at + step
    if at == start or after >= len(words.keys) or words.gaps[at] != NOTHING or words.gaps[after] != NOTHING:
        return False
    return not any(True for _ in _phrases(words.keys, after, _phrase_end(words, after), lexis))
