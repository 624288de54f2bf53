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
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

GAP = 3
"""So many words at most stand in the place of a `*`."""

FEWEST_WORDS = 2
"""A lone word is a name, not a sign."""

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


class _Phrases:
    """Phrases, found by the word that they begin with, each read when its first word is met."""

    __slots__ = ("_by_first", "_groups", "_read")

    def __init__(self, listed: object, groups: Mapping[str, _Element]) -> None:
        self._groups = groups
        self._read: dict[str, tuple[_Element, ...]] = {}
        self._by_first: dict[str, list[str]] = {}
        for text in _texts(listed):
            first = text.split(" ", 1)[0]
            if first == "*" or first.endswith("~"):
                raise ValueError(f"a phrase begins with a word or a group: {text!r}")
            for word in _element(first, groups).rows:
                self._by_first.setdefault(word, []).append(text)

    def spans(self, words: Sequence[str], starts: Sequence[int] | None = None) -> Iterator[tuple[int, int]]:
        """Where a phrase stands in these words: its first word, and the place after its last."""
        for start in range(len(words)) if starts is None else starts:
            for text in self._by_first.get(words[start], ()):
                end = _end(self._elements(text), 0, words, start)
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
        return any(end == place for _, end in self.spans(words[:place]))

    def _elements(self, text: str) -> tuple[_Element, ...]:
        known = self._read.get(text)
        if known is None:
            known = self._read[text] = tuple(_element(part, self._groups) for part in text.split())
        return known


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
    if _is_told(sentences, rules):
        return False
    return any(
        not rules.crisis_about.anywhere(sentence) and _seen(sentence, rules.crisis, rules.crisis_harmless)
        for sentence in sentences
    )


def _is_medical(sentences: Sequence[Sequence[str]], rules: _Rules) -> bool:
    if _is_told(sentences, rules):
        return False
    now = any(rules.now.anywhere(sentence) for sentence in sentences)
    return any(_sentence_is_medical(sentence, rules, now) for sentence in sentences)


def _sentence_is_medical(sentence: Sequence[str], rules: _Rules, now: bool) -> bool:
    if not now and (rules.past_or_asked.anywhere(sentence) or rules.asking.at_start(sentence)):
        return False
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
    groups: dict[str, _Element] = {}
    listed = data.get("groups")
    if isinstance(listed, Mapping):
        for name, members in listed.items():
            groups[str(name)] = _group(members, groups)
    return _Rules(*(_Phrases(data.get(name), groups) for name in _Rules._fields))


def _group(members: object, groups: Mapping[str, _Element]) -> _Element:
    """The words of a group, longer rows first; a member `{other}` takes in those of a group above it."""
    rows: dict[str, tuple[tuple[str, ...], ...]] = {}
    for member in _texts(members):
        if member.startswith("{"):
            for first, others in groups[member[1:-1]].rows.items():
                rows[first] = rows.get(first, ()) + others
        else:
            row = tuple(member.translate(_APOSTROPHES).split())
            rows[row[0]] = (*rows.get(row[0], ()), row)
    return _Element({first: tuple(sorted(some, key=len, reverse=True)) for first, some in rows.items()})


def _element(part: str, groups: Mapping[str, _Element]) -> _Element:
    if part == "*":
        return _Element({}, gap=True)
    if part.startswith("{"):
        return groups[part[1:-1]]
    if part.endswith("~"):
        return _Element({}, stem=part[:-1].translate(_APOSTROPHES))
    word = part.translate(_APOSTROPHES)
    return _Element({word: ((word,),)})


def _texts(listed: object) -> Iterator[str]:
    if isinstance(listed, Sequence) and not isinstance(listed, str):
        yield from (str(text) for text in listed)
