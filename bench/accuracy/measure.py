"""Asking mixwise about every pair and question, and counting how the answers compare."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import mixwise
from bench.accuracy import charts, reference
from mixwise.knowledge.store import load
from mixwise.knowledge.terms import RANK, SEVERITIES

Figures = dict[str, Any]
"""Plain numbers, as they are written to JSON."""

EXPECTED = {"none": "none_known", "minor": "minor", "moderate": "moderate", "major": "major"}
LADDER = tuple(severity for severity in SEVERITIES if severity != "unknown")
LISTS, LIST_LENGTH, SEED = 1000, 10, 20261124


@cache
def covered(name: str) -> str | None:
    """
    The one reviewed substance that a reference name stands for, or None.

    Reference names are spelt right, so a name that had to be mended, or could mean several things, counts as not covered.
    """
    meant = mixwise.resolve(name)
    if not isinstance(meant, mixwise.Resolved) or meant.how != "exact" or len(meant.meaning.substances) != 1:
        return None
    alone = mixwise.check([name])
    return meant.meaning.substances[0] if alone.complete else None


def measure(folder: Path) -> Figures:
    """All figures for a reference folder."""
    sets: dict[str, Figures] = {}
    medicines: dict[str, str] = {}
    for source in reference.PAIR_FILES:
        rated = reference.pairs(folder, source)
        if rated is None:
            continue
        sets[source.name] = {"title": source.title, **_compare(rated)}
        if source.name in charts.CHARTS:
            sets[source.name]["chart"] = charts.chart(rated)
        if source.name in reference.MEDICINES:
            medicines |= _medicines(name for pair in rated for name in (pair.a, pair.b))
    figures: Figures = {"knowledge_version": load().version, "sets": sets, "lists": _lists(sorted(medicines.values()))}
    asked = reference.questions(folder)
    if asked is not None:
        figures["questions"] = _questions(asked)
    return figures


def _compare(rated: Sequence[reference.Pair]) -> Figures:
    matrix: Counter[tuple[str, str]] = Counter()
    by_level: Counter[tuple[str, str]] = Counter()
    for pair in rated:
        a, b = covered(pair.a), covered(pair.b)
        if a is None or b is None or a == b:
            continue
        answer = mixwise.check([pair.a, pair.b])
        if answer.complete and answer.severity is not None:
            matrix[pair.word, answer.severity] += 1
            by_level[EXPECTED[pair.level], answer.severity] += 1
    known = sum(matrix.values())
    figures: Figures = {"pairs": len(rated), "covered": known, "share_covered": reference.share(known, len(rated))}
    for threshold in ("major", "moderate"):
        figures[threshold] = _rates(by_level, threshold)
    words = sorted({word for word, _ in matrix})
    figures["matrix"] = {word: {ours: matrix[word, ours] for ours in LADDER} for word in words}
    return figures


def _rates(by_level: Counter[tuple[str, str]], threshold: str) -> Figures:
    """Sensitivity and specificity of "at least `threshold`"; None where the set has no such pair."""
    bar = RANK[threshold]
    counts: Counter[tuple[bool, bool]] = Counter()
    for (expected, ours), count in by_level.items():
        counts[RANK[expected] >= bar, RANK[ours] >= bar] += count
    severe = counts[True, True] + counts[True, False]
    mild = counts[False, True] + counts[False, False]
    return {
        "severe": severe,
        "sensitivity": reference.share(counts[True, True], severe),
        "mild": mild,
        "specificity": reference.share(counts[False, False], mild),
    }


def _medicines(names: Iterable[str]) -> dict[str, str]:
    """One name for each covered medicine among those names, by substance."""
    store = load()
    found = {substance: name for name in sorted(set(names)) if (substance := covered(name))}
    return {one: name for one, name in found.items() if store.row("substance", one)["origin"] == "medicine"}


def _lists(medicines: Sequence[str]) -> Figures:
    """How often a random medication list is told of something major: the price of warning."""
    if len(medicines) < LIST_LENGTH:
        return {"medicines": len(medicines), "lists": 0, "share_major": None, "major_findings": None}
    draw = random.Random(SEED)
    answers = [mixwise.check(draw.sample(medicines, LIST_LENGTH)) for _ in range(LISTS)]
    loud = [sum(RANK[finding.severity] >= RANK["major"] for finding in answer.findings) for answer in answers]
    return {
        "medicines": len(medicines),
        "lists": LISTS,
        "length": LIST_LENGTH,
        "seed": SEED,
        "share_major": reference.share(sum(1 for count in loud if count), LISTS),
        "major_findings": round(sum(loud) / LISTS, 2),
    }


def _questions(asked: Sequence[reference.Question]) -> Figures:
    """As typed, through `ask`: the severity, and the substances found in the sentence as a set."""
    counts: Counter[str] = Counter()
    for question in asked:
        try:
            answer = mixwise.ask(question.text)
        except mixwise.UsageError:
            counts["nothing_found"] += 1
            continue
        counts["substances"] += frozenset(answer.substances) == question.substances
        counts["exact"] += answer.severity == question.severity
        counts["within_one"] += _distance(answer.severity, question.severity) <= 1
        if answer.complete:
            counts["complete"] += 1
            counts["exact_when_complete"] += answer.severity == question.severity
            counts["within_one_when_complete"] += _distance(answer.severity, question.severity) <= 1
    total, complete = len(asked), counts["complete"]
    return {
        "questions": total,
        "nothing_found": counts["nothing_found"],
        "share_substances": reference.share(counts["substances"], total),
        "share_exact": reference.share(counts["exact"], total),
        "share_within_one": reference.share(counts["within_one"], total),
        "complete": complete,
        "share_exact_when_complete": reference.share(counts["exact_when_complete"], complete),
        "share_within_one_when_complete": reference.share(counts["within_one_when_complete"], complete),
    }


def _distance(ours: str | None, expected: str) -> int:
    """Steps between two severities; `unknown` is on no ladder, so it is only ever as far as it can be, or equal."""
    if ours == expected:
        return 0
    if ours not in LADDER or expected not in LADDER:
        return len(LADDER)
    return abs(LADDER.index(ours) - LADDER.index(expected))
