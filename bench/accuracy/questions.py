"""Questions as people type them: the severity, the substances found, and what a whole guide must and must not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import mixwise
from bench.accuracy import reference
from mixwise.engine.types import Assessment
from mixwise.knowledge.normalise import normalise
from mixwise.knowledge.store import load
from mixwise.knowledge.terms import RANK, SEVERITIES

Figures = dict[str, Any]
LADDER = tuple(severity for severity in SEVERITIES if severity != "unknown")
NEGATIONS = ("not ", "n't ", "never ", "no one ", "nobody ")
BEFORE = 24
"""So many characters before forbidden words are looked through for a negation ("nothing shows that it is …")."""


def measure(asked: Sequence[reference.Question]) -> Figures:
    """All figures of the questions, through `ask` and the guide of what was found."""
    counts: Counter[str] = Counter()
    for question in asked:
        try:
            answer = mixwise.ask(question.text)
        except mixwise.UsageError:
            counts["nothing_found"] += 1
            continue
        exact, near = answer.severity == question.severity, _distance(answer.severity, question.severity) <= 1
        counts.update(
            substances=_are_found(answer, question.substances),
            exact=exact,
            near=near,
            complete=answer.complete,
            exact_complete=exact and answer.complete,
            near_complete=near and answer.complete,
            understated=question.severity == "dangerous" and RANK[answer.severity or "none_known"] < RANK["major"],
        )
        said = " ".join(
            mixwise.guide([one.text for one in mixwise.find(question.text) if not one.negated])
            .to_text()
            .lower()
            .split()
        )
        counts.update(
            facts=len(question.must_mention), mentioned=sum(_says(said, fact) for fact in question.must_mention)
        )
        counts["forbidden"] += any(
            _says_plainly(text, words) for text in _judgements(answer) for words in question.must_not_say
        )
    return _shares(counts, len(asked))


def _shares(counts: Counter[str], total: int) -> Figures:
    share = reference.share
    return {
        "questions": total,
        "nothing_found": counts["nothing_found"],
        "share_substances": share(counts["substances"], total),
        "share_exact": share(counts["exact"], total),
        "share_within_one": share(counts["near"], total),
        "understated": counts["understated"],
        "facts": counts["facts"],
        "share_mentioned": share(counts["mentioned"], counts["facts"]),
        "forbidden_said": counts["forbidden"],
        "complete": counts["complete"],
        "share_exact_when_complete": share(counts["exact_complete"], counts["complete"]),
        "share_within_one_when_complete": share(counts["near_complete"], counts["complete"]),
    }


def _are_found(answer: Assessment, names: frozenset[str]) -> bool:
    """
    Whether just the things of a question were found: a known one, or a class for its usual member, or kept as it was written.

    Words that belong to an unknown thing ("unicorn root extract") may be kept with it.
    """
    store = load()
    ours = {one: {one, *store.row("substance", one).get("members", ())} for one in answer.substances}
    unknown = [normalise(one["typed"]) for one in answer.unrecognised]
    for name in names:
        text = name.replace("_", " ")
        found = mixwise.resolve(text)
        if isinstance(found, mixwise.Resolved):
            for meant in found.meaning.substances:
                fitting = [one for one, same in ours.items() if meant in same]
                if not fitting:
                    return False
                for one in fitting:
                    del ours[one]
        else:
            kept = [one for one in unknown if normalise(text) in one or one in normalise(text)]
            if not kept:
                return False
            unknown.remove(kept[0])
    return not ours and not unknown


def _says(text: str, fact: tuple[str, ...]) -> bool:
    return any(words in text for words in fact)


def _judgements(answer: Assessment) -> Iterator[str]:
    """What the findings and notes say, in small letters."""
    for finding in (*answer.findings, *answer.notes):
        yield " ".join(f"{finding.plain} {finding.professional}".lower().split())


def _says_plainly(text: str, words: str) -> bool:
    """Whether forbidden words stand there without a negation before them."""
    at = text.find(words)
    while at >= 0:
        if not any(negation in text[max(0, at - BEFORE) : at] for negation in NEGATIONS):
            return True
        at = text.find(words, at + 1)
    return False


def _distance(ours: str | None, expected: str) -> int:
    """Steps between two severities; `unknown` is on no ladder, so it is only ever as far as it can be, or equal."""
    if ours == expected:
        return 0
    if ours not in LADDER or expected not in LADDER:
        return len(LADDER)
    return abs(LADDER.index(ours) - LADDER.index(expected))
