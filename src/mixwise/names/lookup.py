"""
From one name as typed to what it means: exactly, without the words around it, as a thing nobody can name, or mended.

An exact name is never ambiguous by sound, so spelling is looked at only when everything else has missed.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mixwise.knowledge.normalise import NameRow, normalise
from mixwise.names.lexicon import Lexicon, lexicon
from mixwise.names.moments import without_moments
from mixwise.names.types import Ambiguous, Meaning, NameIndex, Resolution, Resolved, Unrecognised

WEAK = frozenset({"everyday", "ordinary"})
"""Kinds of name that are also ordinary words."""
MOST_WORDS = 24
"""A name with all that stands around it has no more words; longer text is looked up as it stands."""


class Cut(NamedTuple):
    """How far one can go into a phrase over words that are no part of the name."""

    at: int
    supply: str
    form: int  # 1 over a dosage form; 2 over one that makes an ordinary word something else ("ice cream")


def resolve(text: str, index: NameIndex) -> Resolution:
    """
    What one name means: resolved, ambiguous with all its meanings, or unrecognised with near misses.

    Words around it may say how much, in which form, or from where ("2 street xanax bars"); a supply so named holds
    for the meaning. Text that is not a name comes back unrecognised; it is never dropped and never an error.
    """
    key = normalise(text)
    rows = (index.meanings(key) or index.listed(key)) if key else ()
    if rows:
        return of_rows(text, rows, "exact")
    if not key:
        return Unrecognised(text, "unrecognised", ())
    return _look_around(text, normalise(without_moments(text, lexicon(index))).split() or key.split(), index)


def _look_around(text: str, words: list[str], index: NameIndex) -> Resolution:
    lexis = lexicon(index)
    if len(words) > MOST_WORDS:
        return Unrecognised(text, "unrecognised", ())
    weak: Resolution | None = None
    starts, ends = _left_cuts(words, lexis), _right_cuts(words, lexis)
    for start, end in _cores(starts, ends):
        rows = exact(words[start.at : end.at], index, lexis)
        if not rows:
            continue
        found = of_rows(text, rows, "exact", start.supply or end.supply)
        if isinstance(found, Unrecognised) or not end.form or any(row.kind not in WEAK for row in rows):
            return found
        if end.form == 1:
            weak = weak or found
    if is_unidentified(words, lexis):
        return Unrecognised(text, "unidentified", ())
    return weak or _mended(text, words, starts, ends, index, lexis)


def _mended(
    text: str, words: list[str], starts: list[Cut], ends: list[Cut], index: NameIndex, lexis: Lexicon
) -> Resolution:
    """The name as a misspelling: whole, then without what stands before it, then without more and more of what stands behind."""
    from mixwise.names import spelling  # late: only a miss needs it

    core = words
    for start, end in ((starts[0], ends[0]), *((starts[-1], end) for end in ends)):
        if start.at < end.at:
            core = words[start.at : end.at]
            mended = spelling.mend(text, " ".join(core), index, lexis, start.supply or end.supply)
            if mended is not None:
                return mended
    return Unrecognised(text, "unrecognised", spelling.suggestions(" ".join(core), index, lexis))


def _cores(starts: Sequence[Cut], ends: Sequence[Cut]) -> list[tuple[Cut, Cut]]:
    """Every part that is left when words around a name are taken away, the longest first; the whole (for its plural) at last."""
    pairs = [(start, end) for start in starts for end in ends if start.at < end.at]
    whole = pairs.pop(0)
    return [*sorted(pairs, key=lambda pair: (pair[0].at - pair[1].at, pair[0].at)), whole]


def _left_cuts(words: Sequence[str], lexis: Lexicon) -> list[Cut]:
    size = len(words)
    cuts = {0: Cut(0, "", 0)}
    for at in range(size):
        here = cuts.get(at)
        if here is None:
            continue
        for step, supply in _left_steps(words, at, size, lexis):
            cuts.setdefault(at + step, Cut(at + step, here.supply or supply, 0))
    return [cuts[at] for at in sorted(cuts)]


def _left_steps(words: Sequence[str], at: int, size: int, lexis: Lexicon) -> Iterator[tuple[int, str]]:
    for supply, phrases in lexis.supplies:
        if step := phrases.starting(words, at, size):
            yield step, supply
    for name in ("before", "times"):
        if step := lexis.phrases(name).starting(words, at, size):
            yield step, ""
    if step := lexis.owners.starting(words, at, size):
        yield step, ""
    if lexis.is_amount(words[at]):
        yield 1, ""
        if at + 1 < size and words[at + 1] in lexis.phrases("units"):
            yield 2, ""
    elif step := lexis.phrases("numbers").starting(words, at, size):
        yield step, ""
    for name in ("containers", "forms", "medicine_forms"):
        step = lexis.phrases(name).starting(words, at, size)
        if step and (more := lexis.phrases("of").starting(words, at + step, size)):
            yield step + more, ""
        elif step and name == "containers" and at and lexis.is_amount(words[at - 1]):
            yield step, ""


def _right_cuts(words: Sequence[str], lexis: Lexicon) -> list[Cut]:
    size = len(words)
    cuts = {size: Cut(size, "", 0)}
    for end in range(size, 0, -1):
        here = cuts.get(end)
        if here is None:
            continue
        for step, supply, form in _right_steps(words, end, lexis):
            cuts.setdefault(end - step, Cut(end - step, here.supply or supply, max(here.form, form)))
    return [cuts[at] for at in sorted(cuts, reverse=True)]


def _right_steps(words: Sequence[str], end: int, lexis: Lexicon) -> Iterator[tuple[int, str, int]]:
    for supply, phrases in lexis.supplies:
        if step := phrases.ending(words, 0, end):
            yield step, supply, 0
    for name, form in (("times", 0), ("salts", 2), ("forms", 1), ("medicine_forms", 2)):
        if step := lexis.phrases(name).ending(words, 0, end):
            yield step, "", form
    last = words[end - 1]
    if last in lexis.phrases("units") and end > 1 and lexis.is_amount(words[end - 2]):
        yield 2, "", 0
    elif lexis.is_amount(last):
        yield 1, "", 0


def exact(words: Sequence[str], index: NameIndex, lexis: Lexicon) -> tuple[NameRow, ...]:
    """The meanings of these words as they stand, without spaces, or as one of several."""
    key = " ".join(words)
    rows = index.meanings(key)
    if not rows and len(words) > 1:
        rows = index.meanings("".join(words))
    for ending in () if rows else lexis.plural:
        if key.endswith(ending) and len(key) > len(ending) + 2:
            rows = index.meanings(key[: -len(ending)])
            if rows:
                break
    return rows


def is_unidentified(words: Sequence[str], lexis: Lexicon) -> bool:
    """Whether these words name a thing that the speaker cannot name either ("the white ones my uncle has", "medicine")."""
    alone = " ".join(words) in lexis.phrases("unidentified", "heads")
    return alone or unidentified_length(words, 0, len(words), lexis) == len(words)


def unidentified_length(words: Sequence[str], at: int, end: int, lexis: Lexicon) -> int:
    """
    How many words from `at` speak of a thing that the speaker cannot name; 0 when they do not.

    Trailing words that only hold a phrase together count when something of the phrase follows them.
    """
    heads, weak = lexis.phrases("unidentified", "heads"), lexis.phrases("unidentified", "weak_heads")
    clues, glue, marks = (lexis.phrases("unidentified", name) for name in ("clues", "glue", "marks"))
    named = clued = False
    place = last = at
    while place < end:
        if named and (step := marks.starting(words, place, end)):
            return end - at
        if step := heads.starting(words, place, end):
            strong = " ".join(words[place : place + step]) not in weak
            named, clued = True, clued or strong
        elif (step := clues.starting(words, place, end)) or (step := lexis.owners.starting(words, place, end)):
            clued = True
        elif step := glue.starting(words, place, end):
            place += step
            if place == end and named:
                last = place
            continue
        else:
            break
        place += step
        last = place
    return last - at if named and clued else 0


def of_rows(typed: str, rows: Sequence[NameRow], how: str, supply: str = "") -> Resolution:
    """The rows of a name as one result, with the supply that the words around it told."""
    taken = [row for row in rows if row.kind != "ordinary"]
    if how == "exact":  # a substance's own name is that, whatever else is called so
        generic = [row for row in taken if row.kind == "generic"]
        own = [
            row for row in generic if row.substances == (row.label.replace(" ", "_"),)
        ]  # not a class called the same
        taken = own or generic or taken
    ordinary = tuple(dict.fromkeys(row.says or row.label for row in rows if row.kind == "ordinary"))
    meanings = tuple(dict.fromkeys(_meaning(row, supply) for row in taken))
    if not meanings:
        return Unrecognised(typed, "unrecognised", ordinary)
    if len(meanings) == 1 and any(row.kind not in WEAK for row in taken):
        return Resolved(typed, meanings[0], how)
    return Ambiguous(typed, meanings, ordinary, how)


def _meaning(row: NameRow, supply: str) -> Meaning:
    """
    A row as a meaning. "Street" always holds; "prescribed" does not when the name itself is a street name.
    """
    own = row.supply
    if supply and not (own == "street" and supply != "street" and row.kind in ("street", "everyday")):
        own = supply
    return Meaning(row.substances, row.label, own, row.product, row.says)
