"""What a noun phrase holds: known names, and what stands beside or instead of them without the words that only say how much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mixwise.names.lexicon import Lexicon
from mixwise.names.lookup import unidentified_length
from mixwise.names.segments import Name, Segment
from mixwise.names.tokens import COMMA, LINK, Words

KNOWN, WEAK, UNNAMED, STRANGE, PLAIN, VARIANT = "known", "weak", "unnamed", "strange", "plain", "variant"
"""
A known name; one that is also an ordinary word; "a blue pill"; words that are no English; plain words; and a word after a
brand that makes it another product, which is not known.
"""

_AROUND = ("before", "times", "containers", "forms", "of")
_FORMS = ("forms", "medicine_forms", "salts")
_BESIDE = tuple((name,) for name in _AROUND)
_EMPTY = ("not_substances", "before", "stops")
_PLAIN = ("things", "not_substances", "before", "deeds", "stops", "times", "forms", "units")


class Piece(NamedTuple):
    """Words at … end-1 of a noun phrase, which may be something taken. An unnamed one may begin with a known name."""

    at: int
    end: int
    kind: str
    name: Name | None = None


def pieces(chunk: Segment, words: Words, lexis: Lexicon) -> Iterator[Piece]:
    """The parts of a noun phrase, in order. What is left out says only how much, whose, when, or in which form."""
    at = chunk.at
    for name in chunk.names:
        if name.weak or name.at < at:
            continue
        if name.at > at:
            yield from _beside(at, name.at, chunk, words, lexis)
        longer = _unnamed(name.at, name.end, words, lexis)
        other = any(name.end <= after.at < name.at + longer for after in chunk.names)
        if longer > name.end - name.at and not other:  # "the pill he gave me" is not "the pill"
            yield Piece(name.at, name.at + longer, UNNAMED, name)
            at = name.at + longer
        else:
            yield Piece(name.at, name.end, KNOWN, name)
            at = name.end
            if size := _variant(name, words, lexis):
                yield Piece(at, at + size, VARIANT)
                at += size
    if at < chunk.end:
        yield from _beside(at, chunk.end, chunk, words, lexis)


def _variant(name: Name, words: Words, lexis: Lexicon) -> int:
    """How many words after a brand name another product of that brand ("… cold and flu"); they may go on after the phrase."""
    if not any(row.kind == "brand" or row.product for row in name.rows):
        return 0
    end = name.end
    while end < min(len(words.keys), name.end + 4) and words.gaps[end] < COMMA:
        end += 1
    size = lexis.phrases("variants").starting(words.keys, name.end, end)
    joins = lexis.phrases("links", "tight").starting(words.keys, name.end, end) and name.end + size < end
    return 0 if joins else size


def _beside(at: int, end: int, chunk: Segment, words: Words, lexis: Lexicon) -> Iterator[Piece]:
    known = any(not name.weak for name in chunk.names)
    inner, outer = _trimmed(at, end, chunk, words, lexis, forms=True)
    owned = words.keys[at] in lexis.phrases("determined")  # "… my bars" are no form of what stands before
    if known and inner >= outer and not owned:
        return
    whole = next((name for name in chunk.names if name.weak and name.at == at and name.end == end), None)
    if (
        whole is None and inner >= outer
    ):  # "some dabs this morning": what measures a substance, and nothing that it measures
        whole = next((name for name in chunk.names if name.weak and at <= name.at and name.end <= end), None)
    if whole is not None:
        yield Piece(whole.at, whole.end, WEAK, whole)
        return
    size = _unnamed(at, end, words, lexis)
    weak = next((name for name in chunk.names if name.weak and name.at == inner and name.end == outer), None)
    if size and (weak is None or size > weak.end - at):
        yield Piece(at, at + size, UNNAMED)
    elif weak is not None:
        yield Piece(inner, outer, WEAK, weak)
    elif inner < outer:
        if not known:  # nothing known here that these could be forms of
            inner, outer = _trimmed(at, end, chunk, words, lexis, forms=False)
        weak_words = {place for name in chunk.names if name.weak for place in range(name.at, name.end)}
        odd = strange_words(inner, outer, words, lexis)
        strange = [place for place in odd if place not in weak_words or len(words.keys[place]) == 1]
        while strange and outer - 1 > strange[-1] and _is_empty(outer - 1, words, lexis):
            outer -= 1
        while strange and inner < strange[0] and _is_empty(inner, words, lexis):
            inner += 1
        yield Piece(inner, outer, STRANGE if strange else PLAIN)


def _is_empty(at: int, words: Words, lexis: Lexicon) -> bool:
    """Whether a word beside a strange one says nothing of it: not when it is bound to it, and no form ("ER") of it."""
    key, start = words.keys[at], words.words[at].start
    bound = words.text[start - 1 : start] == "-" or _is_hyphenated(at, words)
    return not bound and key not in lexis.phrases("medicine_forms") and any(key in lexis.phrases(n) for n in _EMPTY)


def _unnamed(at: int, end: int, words: Words, lexis: Lexicon) -> int:
    """How many words speak of a thing without a name; they may go on after the phrase ("the white ones | my uncle has")."""
    limit = end
    while limit < min(len(words.keys), at + 16) and words.gaps[limit] < LINK:
        limit += 1
    size = unidentified_length(words.keys, at, limit, lexis)
    return size if at + size >= end else 0


def _trimmed(at: int, end: int, chunk: Segment, words: Words, lexis: Lexicon, *, forms: bool) -> tuple[int, int]:
    """
    Without amounts, articles, owners and forms on both sides. A known name is never trimmed.

    `forms` says whether dosage forms behind are taken away, too ("speed pills" is speed).
    """
    least = 0 if any(not name.weak for name in chunk.names) else 1
    starts = {name.at: name.end for name in chunk.names}
    ends = {name.end: name.at for name in chunk.names}
    while at < end and (starts.get(at) != end or not least):
        step = _leading(at, end, words.keys, lexis)
        if not step or at + step > end or (step == 1 and _is_hyphenated(at, words)):
            break
        at += step
    while end > at and (ends.get(end) != at or not least):
        step = _trailing(at, end, words.keys, lexis, forms=forms)
        if not step or end - step < at + least:
            break
        end -= step
    return at, end


def _is_hyphenated(at: int, words: Words) -> bool:
    """Whether a hyphen binds this word to the next, as the number in "4-…-…"."""
    bound = words.text[words.words[at].end : words.words[at].end + 1] == "-"
    return bound and (words.keys[at].isdigit() or len(words.keys[at]) == 1)


def _leading(at: int, end: int, keys: list[str], lexis: Lexicon) -> int:
    steps = [0]
    if keys[at] in lexis.openers_of(*_BESIDE) or keys[at] in lexis.supply_openers:
        steps += [lexis.phrases(name).starting(keys, at, end) for name in _AROUND]
        steps += [phrases.starting(keys, at, end) for _, phrases in lexis.supplies]
    steps.append(lexis.owners.starting(keys, at, end))
    steps.append(int(lexis.is_amount(keys[at])))
    steps.append(int(at > 0 and keys[at] in lexis.phrases("units") and lexis.is_amount(keys[at - 1])))
    return max(steps)


def _trailing(at: int, end: int, keys: list[str], lexis: Lexicon, *, forms: bool) -> int:
    steps = [lexis.phrases(name).ending(keys, at, end) for name in (("times", *_FORMS) if forms else ("times",))]
    steps += [phrases.ending(keys, at, end) for _, phrases in lexis.supplies]
    last = keys[end - 1]
    if end - at > 2 and last in lexis.phrases("units") and lexis.is_amount(keys[end - 2]):
        steps.append(2)
    steps.append(int(not last.isdigit() and lexis.is_amount(last)))
    return max(steps)


def strange_words(at: int, end: int, words: Words, lexis: Lexicon) -> list[int]:
    """The places of words that are none of the language, or the letter of a code ("X-17")."""
    keys = words.keys
    return [
        place
        for place in range(at, end)
        if not is_plain(keys[place], lexis)
        or (place + 1 < end and keys[place].isalpha() and _is_hyphenated(place, words) and keys[place + 1].isdigit())
    ]


def is_plain(key: str, lexis: Lexicon) -> bool:
    """Whether a word is one of the language's own and says nothing of a substance."""
    if key.isdigit() or len(key) == 1 or lexis.is_ordinary(key) or lexis.is_amount(key):
        return True
    if any(key in lexis.phrases(name) for name in _PLAIN):
        return True
    return key in lexis.phrases("unidentified", "clues") or key in lexis.owners
