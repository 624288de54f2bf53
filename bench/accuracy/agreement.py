"""How far the sources agree with each other on what is severe, and how far we agree with them (Cohen's kappa)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.accuracy import reference

Ratings = Mapping[frozenset[str], bool]
"""Whether a source calls each pair of substances severe."""

LEAST = 30
"""Kappa over fewer pairs than these says little, and is left out."""
OURS = "mixwise"


def agreement(ratings: Mapping[str, Ratings], ours: Mapping[frozenset[str], bool]) -> dict[str, Any]:
    """
    Each source's kappa with every other one over the pairs that both rate, and the mean; ours in the same way.

    Sets that repeat another are not compared with it (`reference.SAME_VOICE`); a set that calls all of its pairs severe, or none,
    can agree with nobody and is left out.
    """
    rated = {name: found for name, found in ratings.items() if len(set(found.values())) == 2}
    found: dict[str, Any] = {}
    for name, own in {**rated, OURS: ours}.items():
        others = {
            other: _kappa(own, theirs)
            for other, theirs in rated.items()
            if other != name and _voice(other) != _voice(name)
        }
        known = {other: kappa for other, kappa in others.items() if kappa is not None}
        if known:
            found[name] = {"mean_kappa": round(sum(known.values()) / len(known), 3), "with": known}
    best = max((one["mean_kappa"] for name, one in found.items() if name != OURS), default=None)
    return {"sources": found, "mean_kappa_ours": found.get(OURS, {}).get("mean_kappa"), "mean_kappa_best_other": best}


def _voice(name: str) -> str:
    return reference.SAME_VOICE.get(name, name)


def _kappa(some: Ratings, others: Ratings) -> float | None:
    """Cohen's kappa (1960) over the pairs that both rate; None where these are too few, or one says one thing only."""
    both = some.keys() & others.keys()
    if len(both) < LEAST:
        return None
    agreed = sum(some[pair] == others[pair] for pair in both) / len(both)
    first, second = (sum(rated[pair] for pair in both) / len(both) for rated in (some, others))
    chance = first * second + (1 - first) * (1 - second)
    return None if chance == 1 else round((agreed - chance) / (1 - chance), 3)
