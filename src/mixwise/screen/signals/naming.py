"""
From names as reported to substances, each distinct name once, through the names module.

PROD_AI is the FDA's own coding, so a name in it that is not exactly known is a drug that we do not know; DRUGNAME is what people
typed, so there a misspelling is mended as in `check`. A product of two ingredients, which PROD_AI writes with a backslash
between, is each of them. What stays without a meaning of its own (not recognised, or more than one thing) is kept as what was
reported, in brackets, so that its reports count.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from typing import NamedTuple

from mixwise.knowledge.normalise import normalise
from mixwise.knowledge.store import Knowledge, load
from mixwise.names import find, resolve
from mixwise.names.types import Ambiguous, Resolution, Resolved, Unrecognised
from mixwise.screen.signals.options import Told

SEVERAL = "\\"
"""What the FDA writes between the ingredients of a product."""
CODED = "="
"""Stands before a name that comes from PROD_AI."""
STEP = 500
MANY = 4_000
"""With more names than this they are looked up by several processes."""


class Named(NamedTuple):
    """What one reported name stands for: labels of drugs, and of what is no known substance why, and what it might be."""

    drugs: tuple[str, ...]
    problem: str = ""
    """unrecognised, unidentified (nothing that could be named), ambiguous, or empty."""
    suggestions: tuple[str, ...] = ()


def named(names: Iterable[str], knowledge: Knowledge, told: Told) -> dict[str, Named]:
    """What each of these names stands for; one that is coded begins with `=`."""
    every = list(names)
    parts = [every[at : at + STEP] for at in range(0, len(every), STEP)]
    found: dict[str, Named] = {}
    spread = len(every) > MANY and knowledge is load()  # another process can only read the knowledge of the package
    for part, answers in zip(
        parts, _spread(parts) if spread else (_each(part, knowledge) for part in parts), strict=True
    ):
        found.update(zip(part, answers, strict=True))
        told("names", len(found), len(every) + 1)
    told("names", len(every) + 1, len(every) + 1)
    return found


def _each(names: Sequence[str], knowledge: Knowledge) -> list[Named]:
    return [one(name.removeprefix(CODED), knowledge, coded=name.startswith(CODED)) for name in names]


def _spread(parts: Sequence[Sequence[str]]) -> Iterable[list[Named]]:
    """The same by several processes, in the same order."""
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(part_named, parts)


def part_named(names: Sequence[str]) -> list[Named]:
    """What these names stand for, in a process of its own."""
    return _each(names, load())


def one(name: str, knowledge: Knowledge, *, coded: bool = False) -> Named:
    """What one name stands for; a coded one is not mended."""
    parts = [part.strip() for part in name.split(SEVERAL) if part.strip()]
    if len(parts) > 1:
        each = [one(part, knowledge, coded=coded) for part in parts]
        problem = next((part.problem for part in each if part.problem), "")
        suggestions = tuple(dict.fromkeys(word for part in each for word in part.suggestions))
        return Named(tuple(dict.fromkeys(drug for part in each for drug in part.drugs)), problem, suggestions)
    resolution = resolve(name, knowledge)
    if not isinstance(resolution, Unrecognised) and resolution.how != "exact" and coded:
        meanings = (resolution.meaning,) if isinstance(resolution, Resolved) else resolution.meanings
        resolution = Unrecognised(name, "unrecognised", tuple(" + ".join(meaning.substances) for meaning in meanings))
    if isinstance(resolution, Unrecognised) and _may_hold(name, knowledge) and (within := _within(name, knowledge)):
        return Named(within)
    return _one(name, resolution)


def _one(name: str, resolution: Resolution) -> Named:
    if isinstance(resolution, Resolved):
        return Named(resolution.meaning.substances)
    if isinstance(resolution, Ambiguous):
        meant = tuple(dict.fromkeys(" + ".join(meaning.substances) for meaning in resolution.meanings))
        return Named((reported(name),), "ambiguous", meant)
    if resolution.kind == "unidentified":  # "unknown medication" in two reports is not one thing
        return Named((), "unidentified")
    return Named((reported(name),), resolution.kind, resolution.suggestions)


def _may_hold(name: str, knowledge: Knowledge) -> bool:
    """Whether any word, or two in a row, is a name: reading a text as a sentence is slow, and most texts hold none."""
    words = normalise(name).split()
    runs = (*words, *(f"{one} {two}" for one, two in pairwise(words)))
    return len(words) > 1 and any(knowledge.meanings(run) for run in runs)


def _within(name: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The substances of a text that is no name but holds several, such as `LIPITOR (ATORVASTATIN)`; () unless all are sure."""
    meanings = []
    for mention in find(name, knowledge):
        if mention.negated or not isinstance(mention.resolution, Resolved) or mention.resolution.how != "exact":
            return ()
        meanings.append(mention.resolution.meaning)
    return tuple(dict.fromkeys(substance for meaning in meanings for substance in meaning.substances))


def reported(name: str) -> str:
    """The label of a drug that we do not know.

    >>> reported("ZZYZX")
    '[ZZYZX]'
    """
    return f"[{name}]"


def is_known(label: str) -> bool:
    """Whether a label is a substance of the knowledge."""
    return not label.startswith("[")
