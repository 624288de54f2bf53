"""Which verdicts change between two compiled versions of the knowledge, over every pair of substances."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from mixwise.engine.assess import assess
from mixwise.engine.types import ANYONE, Taken
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import RANK, worst


class Change(NamedTuple):
    """One pair whose verdict differs; None where a version does not know one of the two."""

    pair: tuple[str, str]
    old: str | None
    new: str | None

    @property
    def milder(self) -> bool:
        """Whether the newer version says less; such a change needs a line of explanation from whoever made it."""
        return self.old is not None and self.new is not None and RANK[self.new] < RANK[self.old]

    def __str__(self) -> str:
        mark = "  (milder)" if self.milder else ""
        return f"{' + '.join(self.pair):<48} {self.old or 'not known'} → {self.new or 'not known'}{mark}"


def compare(before: Knowledge, after: Knowledge) -> Iterator[Change]:
    """Every pair whose verdict differs between two versions, in order of name."""
    names = sorted({*before.ids("substance"), *after.ids("substance")})
    for pair in combinations(names, 2):
        first, second = verdict(pair, before), verdict(pair, after)
        if first != second:
            yield Change(pair, first, second)


def verdict(pair: tuple[str, str], knowledge: Knowledge) -> str | None:
    """The overall severity of two substances, or None when the knowledge has not both."""
    if any(knowledge.get("substance", name) is None for name in pair):
        return None
    taken = [Taken(name, (name,), (f"supply={knowledge.row('substance', name)['supply']}",)) for name in pair]
    found = assess(taken, ANYONE, knowledge)
    return worst(found.severity, "unknown" if found.not_reviewed else None) or "none_known"
