"""
The harm-reduction charts: classes and street drugs, of which much was never studied.

There an answer is often incomplete, and rightly so. So what is measured is what a reader sees: the severity shown, complete or
not, with `unknown` as a column of its own; and how far the two ladders agree (linearly weighted kappa, Cohen 1968).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import mixwise
from bench.accuracy.reference import Pair, share
from mixwise.knowledge.terms import RANK

CHARTS = ("tripsit", "psychonautwiki")
USE = "recreational"
"""What these charts are about; only dextromethorphan is rated otherwise at the amounts on the pack."""
DRAFTS = frozenset({"pregabalin", "mephedrone", "lithium", "diphenhydramine"})
"""Rows that the TripSit chart itself calls drafts; counted apart."""
STEPS = {"none_known": 0, "minor": 0, "unknown": 1, "moderate": 1, "major": 2, "dangerous": 3}
THEIRS = {"Dangerous": 3, "Unsafe": 2, "Caution": 1, "Uncertain": 1}
"""Four steps: nothing much, care, do not, never. `unknown` asks for care, so it stands with it."""


def chart(rated: Sequence[Pair]) -> dict[str, Any]:
    """Share of pairs recognised, how loud the worst and the mildest of theirs are, kappa, and the matrix with `unknown`."""
    settled = [pair for pair in rated if not DRAFTS & {pair.a, pair.b}]
    seen = [(pair, severity) for pair in settled if (severity := shown(pair.a, pair.b))]
    drafts = [(pair, severity) for pair in rated if pair not in settled and (severity := shown(pair.a, pair.b))]
    matrix = Counter((pair.word, severity) for pair, severity in seen)
    words = sorted({pair.word for pair, _ in seen})
    return {
        "pairs": len(settled),
        "recognised": len(seen),
        "share_recognised": share(len(seen), len(settled)),
        "dangerous_major": _loud([one for pair, one in seen if pair.word == "Dangerous"]),
        "mild_not_major": _quiet([one for pair, one in seen if pair.word.startswith("Low Risk")]),
        "kappa": _kappa([(THEIRS.get(pair.word, 0), STEPS[severity]) for pair, severity in seen]),
        "drafts": len(drafts),
        "drafts_kappa": _kappa([(THEIRS.get(pair.word, 0), STEPS[severity]) for pair, severity in drafts]),
        "matrix": {word: {ours: matrix[word, ours] for ours in RANK if ours in STEPS} for word in words},
    }


def shown(a: str, b: str) -> str | None:
    """The severity that a reader sees for two names; None where one of them is not recognised, or both are one thing."""
    first, second = meant(a), meant(b)
    if first is None or second is None or first == second:
        return None
    return mixwise.check([mixwise.Intake(name, use=USE) for name in (a, b)]).severity


@cache
def meant(name: str) -> frozenset[str] | None:
    """What a chart's name stands for, when it is known as it is written; a class counts by its stand-in."""
    found = mixwise.resolve(name)
    if isinstance(found, mixwise.Resolved) and found.how == "exact":
        return frozenset(found.meaning.substances)
    if isinstance(found, mixwise.Ambiguous) and found.how == "exact":
        return frozenset().union(*(one.substances for one in found.meanings))
    return None


def _loud(severities: Sequence[str]) -> float | None:
    return share(sum(RANK[one] >= RANK["major"] for one in severities), len(severities))


def _quiet(severities: Sequence[str]) -> float | None:
    return share(sum(RANK[one] < RANK["major"] for one in severities), len(severities))


def _kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Linearly weighted kappa of two raters on the same steps; None for fewer than two pairs."""
    if len(pairs) < 2:
        return None
    steps = max(STEPS.values())
    total = len(pairs)
    rows, columns = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    seen = sum(abs(one - other) / steps for one, other in pairs) / total
    chance = sum(
        rows[one] * columns[other] * abs(one - other) / steps for one in rows for other in columns
    ) / (total * total)  # fmt: skip
    return round(1 - seen / chance, 3) if chance else None
