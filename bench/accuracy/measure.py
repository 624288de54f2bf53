"""Asking mixwise about every pair and question, and counting how the answers compare."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import mixwise
from bench.accuracy import charts, lists, questions, reference, street
from bench.accuracy.agreement import agreement
from mixwise.knowledge.store import load
from mixwise.knowledge.terms import RANK, SEVERITIES

Figures = dict[str, Any]
"""
Plain numbers, as they are written to JSON.

`covered` are the pairs of substances that are reviewed whole, so that silence means something; `known` those of substances that
are known at all, with `shown` how often something major is then shown, complete or not.
"""

EXPECTED = {"none": "none_known", "minor": "minor", "moderate": "moderate", "major": "major"}
LADDER = tuple(severity for severity in SEVERITIES if severity != "unknown")


@cache
def known(name: str) -> str | None:
    """The one substance that a reference name, as it is written, stands for, reviewed or not; or None."""
    meant = mixwise.resolve(name)
    if not isinstance(meant, mixwise.Resolved) or meant.how != "exact" or len(meant.meaning.substances) != 1:
        return None
    return meant.meaning.substances[0]


@cache
def covered(name: str) -> str | None:
    """
    The one reviewed substance that a reference name stands for, or None.

    Reference names are spelt right, so a name that had to be mended, or could mean several things, counts as not covered.
    """
    one = known(name)
    return one if one and mixwise.check([name]).complete else None


def measure(folder: Path) -> Figures:
    """All figures for a reference folder."""
    sets: dict[str, Figures] = {}
    ratings: dict[str, dict[frozenset[str], bool]] = {}
    for source in reference.PAIR_FILES:
        rated = reference.pairs(folder, source)
        if rated is None:
            continue
        sets[source.name] = {"title": source.title, **_compare(rated)}
        if source.name in charts.CHARTS:
            sets[source.name]["chart"] = charts.chart(rated)
        ratings[source.name] = _severe(rated)
    sets["consensus"] = {"title": "called severe by two sources or more", **_agreed(ratings)}
    figures: Figures = {
        "knowledge_version": load().version,
        "sets": sets,
        "agreement": agreement(ratings, _ours(ratings)),
        "most_used": lists.most_used(ratings.get("ddinter", {})),
        "psychiatry": lists.psychiatry(),
    }
    asked, names = reference.questions(folder), street.street_names(folder)
    if asked is not None:
        figures["questions"] = questions.measure(asked)
    if names is not None:
        figures["street_names"] = names
    return figures


def _ours(ratings: Mapping[str, Mapping[frozenset[str], bool]]) -> dict[frozenset[str], bool]:
    """Whether we show each rated pair as severe, whole or not."""
    every = {both for rated in ratings.values() for both in rated}
    return {both: _shown(sorted(both)) for both in every}


def _shown(names: Sequence[str]) -> bool:
    return RANK[mixwise.check(names).severity or "none_known"] >= RANK["major"]


def _severe(rated: Sequence[reference.Pair]) -> dict[frozenset[str], bool]:
    """Whether one source calls each pair of substances that we know severe."""
    found: dict[frozenset[str], bool] = {}
    for pair in rated:
        a, b = known(pair.a), known(pair.b)
        if a and b and a != b:
            both = frozenset((a, b))
            found[both] = found.get(both, False) or pair.level == "major"
    return found


def _agreed(ratings: Mapping[str, Mapping[frozenset[str], bool]]) -> Figures:
    """The pairs that two independent sources call severe, compared as any other set."""
    voices: dict[frozenset[str], set[str]] = defaultdict(set)
    for source, rated in ratings.items():
        for both, severe in rated.items():
            if severe:
                voices[both].add(reference.SAME_VOICE.get(source, source))
    agreed = [sorted(both) for both, said in voices.items() if len(said) > 1]
    return _compare([reference.Pair(a, b, "severe by two", "major") for a, b in sorted(agreed)])


def _compare(rated: Sequence[reference.Pair]) -> Figures:
    matrix: Counter[tuple[str, str]] = Counter()
    by_level: Counter[tuple[str, str]] = Counter()
    shown: Counter[tuple[str, str]] = Counter()
    for pair in rated:
        a, b = known(pair.a), known(pair.b)
        if a is None or b is None or a == b:
            continue
        answer = mixwise.check([pair.a, pair.b])
        shown[EXPECTED[pair.level], answer.severity or "none_known"] += 1
        if answer.complete and answer.severity is not None:
            matrix[pair.word, answer.severity] += 1
            by_level[EXPECTED[pair.level], answer.severity] += 1
    held, seen = sum(matrix.values()), sum(shown.values())
    figures: Figures = {
        "pairs": len(rated),
        "covered": held,
        "share_covered": reference.share(held, len(rated)),
        "known": seen,
        "share_known": reference.share(seen, len(rated)),
        "shown": _rates(shown, "major"),
    }
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
