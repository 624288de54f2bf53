"""
Does a text sound like an emergency now: someone who does not wake or breathe, or who wants to die?

The phrases are language data (`knowledge/emergency/triggers.yaml`); nothing here knows a word of any language. A phrase is a
row of words. `{group}` stands for one of a named group of words, `*` for up to GAP words of any kind, `stem~` for any word
that begins so. It matches signs, never a lone word; several `weak` signs in one sentence are a sign, too. Four kinds of data
say when a sign is none:

* `harmless` phrases: a sign that shares a word with one of them is not seen;
* `negators`, right before a sign that only names itself ("no chest pain");
* `past_or_asked` and `asking`, in the same sentence: a question about signs, or a story of the past, unless a `now` phrase
  is there;
* `telling`, anywhere in the text: a song, a film, an essay.

A wrong yes shows the emergency steps to someone who did not need them; a wrong no may cost a life. In doubt it is a yes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

GAP = 3
"""So many words at most stand in the place of a `*`."""

FEWEST_WORDS = 2
"""A lone word is a name, not a sign."""

FARTHEST_NEGATOR = 6
"""A negator begins at most so many words before the sign that it takes back."""

WEAK_SIGNS = 2
"""So many weak signs in one sentence are a sign."""

MOST_TEXT = 4000
"""A longer text is read up to here."""

_SENTENCE_END = re.compile(r"[.!?;:\n…]+")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")


class _Element(NamedTuple):
    """One place in a phrase: which rows of words may stand there, by their first word; or a word's stem; or a gap."""

    rows: dict[str, tuple[tuple[str, ...], ...]]
    stem: str = ""
    gap: bool = False


class _Groups:
    """The named groups of words of a language."""

    __slots__ = ("_begun_by", "_named")

    def __init__(self, listed: object) -> None:
        self._named: dict[str, _Element] = {}
        self._begun_by: dict[str, list[str]] = {}
        if isinstance(listed, Mapping):
            for name, members in listed.items():
                element = self._named[f"{{{name}}}"] = self._read(members)
                for word in element.rows:
                    self._begun_by.setdefault(word, []).append(f"{{{name}}}")

    def begun_by(self, word: str) -> Sequence[str]:
        """The groups that have a row of words beginning with this one."""
        return self._begun_by.get(word, ())

    def element(self, part: str) -> _Element:
        """What a part of a phrase stands for: a word, a `{group}`, a `stem~`, or the gap `*`."""
        if part == "*":
            return _Element({}, gap=True)
        if part.startswith("{"):
            return self._named[part]
        word = part.translate(_APOSTROPHES)
        return _Element({}, stem=word[:-1]) if word.endswith("~") else _Element({word: ((word,),)})

    def _read(self, members: object) -> _Element:
        """The rows of a group, longer ones first; a member `{other}` takes in those of a group above it."""
        rows: dict[str, tuple[tuple[str, ...], ...]] = {}
        for member in _texts(members):
            if member.startswith("{"):
                for first, others in self._named[member].rows.items():
                    rows[first] = rows.get(first, ()) + others
            else:
                row = tuple(member.translate(_APOSTROPHES).split())
                rows[row[0]] = (*rows.get(row[0], ()), row)
        for first, some in rows.items():
            if len(some) > 1:
                rows[first] = tuple(sorted(some, key=len, reverse=True))
        return _Element(rows)


class _Phrases:
    """Phrases, found by the word or group that they begin with, each read when it is first tried."""

    __slots__ = ("_by_first", "_groups", "_read")

    def __init__(self, listed: object, groups: _Groups) -> None:
        self._groups = groups
        self._read: dict[str, tuple[_Element, ...]] = {}
        self._by_first: dict[str, list[str]] = {}
        for text in _texts(listed):
            first = text.partition(" ")[0].translate(_APOSTROPHES)
            if first == "*" or first.endswith("~"):
                raise ValueError(f"a phrase begins with a word or a group: {text!r}")
            self._by_first.setdefault(first, []).append(text)

    def spans(self, words: Sequence[str], starts: Iterable[int] | None = None) -> Iterator[tuple[int, int]]:
        """Where a phrase stands in these words: its first word, and the place after its last."""
        for start in range(len(words)) if starts is None else starts:
            for first in (words[start], *self._groups.begun_by(words[start])):
                for text in self._by_first.get(first, ()):
                    end = _end(self.elements(text), 0, words, start)
                    if end >= 0:
                        yield start, end

    def anywhere(self, words: Sequence[str]) -> bool:
        """Whether one of them stands in these words."""
        return next(self.spans(words), None) is not None

    def at_start(self, words: Sequence[str]) -> bool:
        """Whether these words begin with one of them."""
        return next(self.spans(words, (0,)), None) is not None

    def right_before(self, words: Sequence[str], place: int) -> bool:
        """Whether one of them ends where the word at `place` begins."""
        before = words[max(0, place - FARTHEST_NEGATOR) : place]
        return any(end == len(before) for _, end in self.spans(before))

    def elements(self, text: str) -> tuple[_Element, ...]:
        """A phrase of this list, read."""
        known = self._read.get(text)
        if known is None:
            known = self._read[text] = tuple(self._groups.element(part) for part in text.split())
        return known

    def __iter__(self) -> Iterator[str]:
        return (text for texts in self._by_first.values() for text in texts)


class _Rules(NamedTuple):
    """The phrases of one language, ready to match."""

    crisis: _Phrases
    crisis_harmless: _Phrases
    crisis_about: _Phrases
    medical: _Phrases
    named: _Phrases
    weak: _Phrases
    harmless: _Phrases
    negators: _Phrases
    past_or_asked: _Phrases
    asking: _Phrases
    now: _Phrases
    telling: _Phrases
    telling_start: _Phrases


def emergency_in(text: str, words: Mapping[str, object]) -> str:
    """
    What kind of emergency a text sounds like: `none`, `medical` or `crisis`; a crisis comes before a medical one.

    `words` is the parsed `triggers.yaml`, a key a language; every language in it is tried.
    """
    if not text or not words:
        return "none"
    sentences = [sentence for part in _SENTENCE_END.split(text[:MOST_TEXT]) if (sentence := _words(part))]
    if sum(map(len, sentences)) < FEWEST_WORDS:
        return "none"
    rules = _rules(words)
    if any(_is_crisis(sentences, one) for one in rules):
        return "crisis"
    return "medical" if any(_is_medical(sentences, one) for one in rules) else "none"


def _is_crisis(sentences: Sequence[Sequence[str]], rules: _Rules) -> bool:
    return any(
        _seen(sentence, rules.crisis, rules.crisis_harmless) and not rules.crisis_about.anywhere(sentence)
        for sentence in sentences
    ) and not _is_told(sentences, rules)


def _is_medical(sentences: Sequence[Sequence[str]], rules: _Rules) -> bool:
    signs = [sentence for sentence in sentences if _shows_signs(sentence, rules)]
    if not signs or _is_told(sentences, rules):
        return False
    if any(rules.now.anywhere(sentence) for sentence in sentences):
        return True
    return any(not rules.asking.at_start(signed) and not rules.past_or_asked.anywhere(signed) for signed in signs)


def _shows_signs(sentence: Sequence[str], rules: _Rules) -> bool:
    return (
        _seen(sentence, rules.medical, rules.harmless)
        or _seen(sentence, rules.named, rules.harmless, rules.negators)
        or _several(sentence, rules)
    )


def _is_told(sentences: Sequence[Sequence[str]], rules: _Rules) -> bool:
    return bool(sentences) and (
        rules.telling_start.at_start(sentences[0]) or any(rules.telling.anywhere(sentence) for sentence in sentences)
    )


def _seen(words: Sequence[str], signs: _Phrases, harmless: _Phrases, negators: _Phrases | None = None) -> bool:
    """Whether a sign stands in these words that shares none of them with a harmless phrase, and is not negated."""
    return next(_standing(words, signs, harmless, negators), None) is not None


def _standing(
    words: Sequence[str], signs: _Phrases, harmless: _Phrases, negators: _Phrases | None
) -> Iterator[tuple[int, int]]:
    found = list(signs.spans(words))
    masked = {place for start, end in harmless.spans(words) for place in range(start, end)} if found else set()
    for start, end in found:
        if masked.isdisjoint(range(start, end)) and not (negators and negators.right_before(words, start)):
            yield start, end


def _several(words: Sequence[str], rules: _Rules) -> bool:
    """Whether at least WEAK_SIGNS weak signs stand in these words, none sharing a word with another."""
    count, free_from = 0, 0
    for start, end in sorted(_standing(words, rules.weak, rules.harmless, rules.negators), key=lambda span: span[1]):
        if start >= free_from:
            count, free_from = count + 1, end
    return count >= WEAK_SIGNS


def _words(text: str) -> list[str]:
    """The words of a text in small letters, without apostrophes: "Won't" and "wont" are one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return [found[0].translate(_APOSTROPHES) for found in _WORD.finditer(plain)]


def _end(phrase: Sequence[_Element], place: int, words: Sequence[str], at: int) -> int:
    """The place after the last word when this phrase, from `place` on, stands in the words from `at` on; else -1."""
    if place == len(phrase):
        return at
    rows, stem, gap = phrase[place]
    if gap:
        for after in range(at, min(at + GAP, len(words)) + 1):
            end = _end(phrase, place + 1, words, after)
            if end >= 0:
                return end
        return -1
    if at >= len(words):
        return -1
    if stem:
        return _end(phrase, place + 1, words, at + 1) if words[at].startswith(stem) else -1
    for row in rows.get(words[at], ()):
        after = at + len(row)
        if tuple(words[at:after]) == row:
            end = _end(phrase, place + 1, words, after)
            if end >= 0:
                return end
    return -1


# ---- reading the data


_READY: dict[int, tuple[Mapping[str, object], tuple[_Rules, ...]]] = {}
_MOST_READY = 4


def _rules(words: Mapping[str, object]) -> tuple[_Rules, ...]:
    """The rules of this data, read once; the data is kept beside them, so that its identity stays its own."""
    known = _READY.get(id(words))
    if known is not None and known[0] is words:
        return known[1]
    rules = tuple(_language(data) for data in words.values() if isinstance(data, Mapping))
    while len(_READY) >= _MOST_READY:
        _READY.pop(next(iter(_READY)), None)
    _READY[id(words)] = (words, rules)
    return rules


def _language(data: Mapping[str, object]) -> _Rules:
    groups = _Groups(data.get("groups"))
    return _Rules(*(_Phrases(data.get(name), groups) for name in _Rules._fields))


def _texts(listed: object) -> Iterator[str]:
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        yield from (str(text) for text in listed)
