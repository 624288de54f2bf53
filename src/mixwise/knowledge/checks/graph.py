"""What must hold over the class graph and over what is inherited through it."""

from __future__ import annotations

from collections.abc import Iterable

from mixwise.knowledge.checks.base import Check
from mixwise.knowledge.corpus import Corpus
from mixwise.knowledge.derive import NONE, Inheritance
from mixwise.knowledge.read import Problem

LEAST_SOURCES = 3
"""A substance that rests on fewer different sources, its classes' counted, is not reviewed."""


def has_loop(corpus: Corpus) -> bool:
    """Whether any class is above itself; inheritance may only be followed when not."""
    return any(True for _ in ClassGraphHasNoLoop().check(corpus))


class ClassGraphHasNoLoop(Check):
    """No class is above itself."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        for name, entry in corpus.classes.items():
            above, seen = list(entry.record.is_), set()
            while above:
                parent = above.pop()
                if parent == name:
                    yield Problem(entry.at("is"), f"class {name!r} is above itself", "Break the loop.")
                    break
                if parent not in seen and parent in corpus.classes:
                    seen.add(parent)
                    above += corpus.classes[parent].record.is_


class InheritedTraitsAgree(Check):
    """Where two parents differ, or a member departs from its class, the member says what holds and why."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        if has_loop(corpus):
            return
        heritage = Inheritance(corpus)
        for kind, entry in corpus.kinds().items():
            for trait in heritage.disagreements(kind):
                yield Problem(
                    entry.at("is"),
                    f"{kind}: its classes differ on {trait!r}",
                    "Say which value holds, under traits, with a claim.",
                )
            inherited = {
                name: t.values for parent in heritage.parents(kind) for name, t in heritage.traits(parent).items()
            }
            for trait, values in entry.record.traits.items():
                departs = trait in inherited and tuple(values) != inherited[trait]
                if departs and trait not in entry.record.because:
                    yield Problem(
                        entry.at("traits", trait),
                        f"{kind}: {trait!r} departs from its class without a reason",
                        "Say why under `because`.",
                    )
                if values == NONE and trait not in inherited:
                    yield Problem(
                        entry.at("traits", trait),
                        f"{kind}: nothing to take away: no class gives it {trait!r}",
                        "Leave the trait out.",
                    )
            for trait in entry.record.because:
                if trait not in entry.record.traits:
                    yield Problem(
                        entry.at("because", trait),
                        f"{kind}: a reason for {trait!r}, which is not under traits",
                        "Take it out.",
                    )


class ThreeSources(Check):
    """A reviewed substance rests on at least three different sources."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        if has_loop(corpus):
            return
        heritage = Inheritance(corpus)
        for kind, entry in corpus.substances.items():
            count = len(heritage.sources(kind))
            if entry.record.reviewed and count < LEAST_SOURCES:
                yield Problem(
                    entry.at(),
                    f"{kind}: only {count} different sources, its classes' counted",
                    "Cite more, or take `reviewed` out.",
                )
