"""
Every substance that a sentence mentions.

Whatever stands where a substance would stand is kept: after a verb of intake, or joined to something that is taken. What is
known is kept anywhere; an ordinary word that is also a street name ("ice") only in such a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mixwise.knowledge.normalise import NameRow
from mixwise.names.expect import Expectation
from mixwise.names.history import History
from mixwise.names.lexicon import Lexicon, lexicon
from mixwise.names.lookup import of_rows, resolve
from mixwise.names.moments import without_moments
from mixwise.names.negation import Negation, Owners
from mixwise.names.pieces import UNNAMED, VARIANT, Piece, is_plain, pieces
from mixwise.names.segments import CHUNK, VERB, Name, Segment, segments
from mixwise.names.tokens import Words, tokenise
from mixwise.names.types import Ambiguous, Mention, NameIndex, Resolution, Resolved, Unrecognised

MOST_MENDED = 64
"""How many different strange words of one text are looked up as misspellings; the rest stay unrecognised."""
LONGEST_SLIP = 4
"""Words of the longest misspelt name that is looked for outside a place for a substance."""
SURE_LENGTH = 6
"""A misspelt name is recognised outside a place for a substance only when it is at least that long."""


class Found(NamedTuple):
    """Words at … end-1 that name something taken; `governed` when a verb of intake stands before them."""

    at: int
    end: int
    resolution: Resolution
    governed: bool


class Memory:
    """What strange words turned out to be, for a caller who puts many texts to `find`; bounded, and never shared by itself."""

    MOST = 200_000

    def __init__(self) -> None:
        self.resolved: dict[str, Resolution] = {}
        self.slips: dict[str, tuple[NameRow, ...]] = {}

    def forget_some(self) -> None:
        """Forget all when there is too much: what is asked again is looked up again."""
        for held in (self.resolved, self.slips):
            if len(held) >= self.MOST:
                held.clear()


def find(text: str, index: NameIndex, language: str = "en", memory: Memory | None = None) -> tuple[Mention, ...]:
    """
    Every substance mentioned, in the order of the text, each with its exact place.

    Known, ambiguous, unidentified and unrecognised alike; `negated` when the text says that it was not taken.

    Nothing is logged, and nothing kept but in a `memory` that a caller gives.
    Any text is fine: empty, very long, in any script, with any control characters.
    """
    lexis = lexicon(index, language)
    words = words_of(text, lexis)
    return mentions(_found(words, index, lexis, memory or Memory()), words, lexis) if words.keys else ()


def words_of(text: str, lexis: Lexicon) -> Words:
    """The words of a text; moments in figures are none, and blank."""
    return tokenise(without_moments(text, lexis), lexis.phrases("abbreviations").all)._replace(text=text)


def mentions(things: list[Found], words: Words, lexis: Lexicon) -> tuple[Mention, ...]:
    """What was found with what the text says of it: whether it was taken, when, and by whom."""
    if not things:
        return ()
    owners = Owners(words, lexis)
    negation, history = Negation(words, lexis, owners), History(words, lexis, owners)
    found = []
    taken = 0
    for first, end, resolution, governed in sorted(things, key=lambda one: one[:2]):
        at = max(first, taken)  # words of supply between two names belong to the first ("… from a dealer …")
        taken = end
        start, stop = words.span(at, end)
        typed = words.text[start:stop]
        read = resolution if at == first else resolution._replace(typed=typed)
        denied = negation.denies(at, end, governed)
        found.append(Mention(typed, start, stop, read, denied, history.of(at, end)))
    return tuple(found)


def _found(words: Words, index: NameIndex, lexis: Lexicon, memory: Memory) -> list[Found]:
    mender = _Mender(words, index, lexis, memory)
    parts = [mender.with_misspelt(part) if part.kind == CHUNK else part for part in segments(words, index, lexis)]
    held = [list(pieces(part, words, lexis)) if part.kind == CHUNK else [] for part in parts]
    expected = Expectation(words, parts, held, lexis)
    found = [
        _taken(piece, words, lexis, mender, expected.governed[place])
        for place in range(len(parts))
        for piece in expected.kept(place)
    ]
    found += _objectless(parts, words, index, lexis, beside=bool(found))
    return found


def _taken(piece: Piece, words: Words, lexis: Lexicon, mender: _Mender, governed: bool) -> Found:
    """A piece that counts, with what it means and the words that tell its supply."""
    start, end = words.span(piece.at, piece.end)
    typed = words.text[start:end]
    if piece.kind == UNNAMED:
        return Found(piece.at, piece.end, Unrecognised(typed, "unidentified", ()), governed)
    if piece.kind == VARIANT:
        return Found(piece.at, piece.end, Unrecognised(typed, "unrecognised", ()), governed)
    if piece.name is None:
        return Found(piece.at, piece.end, mender.resolve(typed), governed)
    return named(piece.at, piece.end, piece.name.rows, mender.how(piece.name), words, lexis, governed=governed)


def named(
    at: int, end: int, rows: Sequence[NameRow], how: str, words: Words, lexis: Lexicon, *, governed: bool = False
) -> Found:
    """A name over words at … end-1 that counts, with the words beside it that tell its supply."""
    first, last, supply = _supplied(at, end, words, lexis)
    start, stop = words.span(first, last)
    return Found(first, last, of_rows(words.text[start:stop], rows, how, supply), governed)


def _sure(resolution: Resolution) -> Resolution:
    """A verb without an object beside a substance ("can I drink on …") leaves no room for an ordinary meaning."""
    if isinstance(resolution, Ambiguous) and len(resolution.meanings) == 1:
        return Resolved(resolution.typed, resolution.meanings[0], resolution.how)
    return resolution


def _supplied(at: int, end: int, words: Words, lexis: Lexicon) -> tuple[int, int, str]:
    """The name with the words beside it that tell where it came from ("street …", "… from a dealer")."""
    keys = words.keys
    first, last, _ = words.sentences[at]
    for supply, phrases in lexis.supplies:
        step = phrases.ending(keys, max(first, at - phrases.longest), at)
        if step:  # a verb such as "prescribed" tells the supply, but is no part of the name
            words_told = " ".join(keys[at - step : at])
            told = any(words_told in lexis.phrases("verbs", name) for name in ("strong", "evident"))
            return at if told else at - step, end, supply
    after = end
    while after < last and (keys[after] in lexis.phrases("forms") or keys[after] in lexis.phrases("medicine_forms")):
        after += 1
    for supply, phrases in lexis.supplies:
        step = phrases.starting(keys, after, last)
        if step:
            return at, after + step, supply
    return at, end, ""


def _objectless(
    parts: list[Segment], words: Words, index: NameIndex, lexis: Lexicon, *, beside: bool
) -> Iterator[Found]:
    """
    Verbs that mean a substance by themselves: what they are named for.

    They do beside another substance ("can I drink on …"), and where they are said to have ended ("he quit drinking").
    """
    verbs, ended = lexis.phrases("objectless"), lexis.phrases("quits")
    for place, part in enumerate(parts):
        if part.kind != VERB or part.end - part.at != 1 or words.keys[part.at] not in verbs:
            continue
        if not beside and not ended.ending(words.keys, 0, part.at):
            continue
        after = parts[place + 1] if place + 1 < len(parts) else None
        follows = after is not None and after.kind == CHUNK and words.gaps[after.at] == 0
        timed = after is not None and lexis.phrases("times").starting(words.keys, after.at, after.end)
        if after is not None and follows and not timed and not _only_counted(after, words, lexis):
            continue  # what is drunk is named; "drinking tonight" and "drank a fifth" name nothing
        rows = index.meanings(words.keys[part.at])
        if rows:
            start, end = words.span(part.at, part.end)
            yield Found(part.at, part.end, _sure(of_rows(words.text[start:end], rows, "exact")), True)


def _only_counted(part: Segment, words: Words, lexis: Lexicon) -> bool:
    """Whether a noun phrase says how much and not of what ("half a bottle")."""
    counts = [lexis.phrases(name) for name in ("numbers", "before", "containers")]
    keys = words.keys[part.at : part.end]
    of = part.end < len(words.keys) and words.keys[part.end] in lexis.phrases("of")
    return keys[-1] in counts[-1] and not of and all(key.isdigit() or any(key in one for one in counts) for key in keys)


class _Mender:
    """Strange words as misspellings: each looked up once, and not more than `MOST_MENDED` of them in a text."""

    def __init__(self, words: Words, index: NameIndex, lexis: Lexicon, memory: Memory) -> None:
        self._words, self._index, self._lexis, self._memory = words, index, lexis, memory
        self._strange: set[str] = set()
        self._slipped: set[str] = set()
        self._misspelt: set[Name] = set()

    def resolve(self, typed: str) -> Resolution:
        """What a strange or plain piece means."""
        if typed not in self._strange and len(self._strange) >= MOST_MENDED:
            return Unrecognised(typed, "unrecognised", ())
        self._strange.add(typed)
        found = self._memory.resolved.get(typed)
        if found is None:
            found = self._memory.resolved[typed] = resolve(typed, self._index)
        return found

    def how(self, name: Name) -> str:
        """Whether a name stands there as it is known, or misspelt."""
        return "spelling" if name in self._misspelt else "exact"

    def with_misspelt(self, chunk: Segment) -> Segment:
        """The chunk with names that are one slip away from a known one, wherever they stand."""
        taken = {place for name in chunk.names for place in range(name.at, name.end)}
        names = list(chunk.names)
        for place in range(chunk.at, chunk.end):
            name = None if place in taken else self._slip_at(place, chunk.end)
            if name is not None:
                names.append(name)
                taken.update(range(name.at, name.end))
                self._misspelt.add(name)
        return chunk._replace(names=tuple(sorted(names))) if len(names) > len(chunk.names) else chunk

    def _slip_at(self, place: int, end: int) -> Name | None:
        """A slip of a name at that word; of a longer name that begins with it, if there is one."""
        keys = self._words.keys
        rows = self._slip(keys[place])
        if not rows:
            return None
        for stop in range(min(end, place + LONGEST_SLIP), place + 1, -1):
            longer = self._slip(" ".join(keys[place:stop]))
            if longer:
                return Name(place, stop, longer, False)
        return Name(place, place + 1, rows, False)

    def _slip(self, key: str) -> tuple[NameRow, ...]:
        if len(key) < SURE_LENGTH or is_plain(key, self._lexis):
            return ()
        if key not in self._slipped and len(self._slipped) >= MOST_MENDED:
            return ()
        self._slipped.add(key)
        found = self._memory.slips.get(key)
        if found is None:
            from mixwise.names import spelling  # late: most sentences are spelt well

            found = self._memory.slips[key] = spelling.slip(key, self._index, self._lexis)
        return found
