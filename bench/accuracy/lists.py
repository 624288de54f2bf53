"""How loud answers are on random medication lists: the price of warning."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from statistics import mean, median
from typing import Any

import mixwise
from bench.accuracy import reference
from mixwise.engine.types import Assessment
from mixwise.knowledge.terms import RANK

Figures = dict[str, Any]
LISTS, SEED = 1000, 20261124
LOUDEST = 10
HERE = Path(__file__).parent


def most_used(severe: Mapping[frozenset[str], bool]) -> Figures:
    """
    Lists of ten of the most used medicines, reviewed or not.

    `severe` says of each pair that a comparable source rates whether it calls it severe; on these pairs alone its count and
    ours are set side by side, since its sample leaves others out.
    """
    names = _known(_names("most_used.txt"))
    draw = random.Random(SEED)
    lists = [draw.sample(names, 10) for _ in range(LISTS)]
    figures = _loudness([mixwise.check(each) for each in lists])
    ours, theirs = [], []
    for each in lists:
        pairs = [frozenset(pair) for pair in combinations(map(_id, each), 2)]
        rated = [pair for pair in pairs if pair in severe]
        theirs.append(sum(severe[pair] for pair in rated))
        ours.append(sum(_is_major(mixwise.check(sorted(pair))) for pair in rated))
    return {
        "medicines": len(names),
        **figures,
        "mean_on_rated": round(mean(ours), 2),
        "their_mean_on_rated": round(mean(theirs), 2),
    }


def psychiatry() -> Figures:
    """Lists of six: three medicines of psychiatric practice, and three of the most used."""
    minds, others = _known(_names("psychiatry.txt")), _known(_names("most_used.txt"))
    draw = random.Random(SEED)
    lists = []
    for _ in range(LISTS):
        chosen = draw.sample(minds, 3)
        lists.append(chosen + draw.sample([name for name in others if name not in chosen], 3))
    return {"medicines": len({*minds, *others}), **_loudness([mixwise.check(each) for each in lists])}


def _loudness(answers: Sequence[Assessment]) -> Figures:
    loud = [[one for one in answer.findings if RANK[one.severity] >= RANK["major"]] for answer in answers]
    counts = [len(findings) for findings in loud]
    mechanisms = Counter(finding.mechanism for findings in loud for finding in findings)
    return {
        "lists": len(answers),
        "share_major": reference.share(sum(map(bool, counts)), len(counts)),
        "median_major": median(counts),
        "major_findings": round(mean(counts), 2),
        "loudest": {name: round(count / len(answers), 3) for name, count in mechanisms.most_common(LOUDEST)},
    }


def _is_major(answer: Assessment) -> bool:
    return any(RANK[one.severity] >= RANK["major"] for one in answer.findings)


def _names(file: str) -> list[str]:
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def _known(names: Sequence[str]) -> list[str]:
    """One name for each substance that is known and the only one meant."""
    return sorted({_id(name): name for name in names if _id(name)}.values())


def _id(name: str) -> str:
    found = mixwise.resolve(name)
    if not isinstance(found, mixwise.Resolved) or len(found.meaning.substances) != 1:
        return ""
    return found.meaning.substances[0]
