"""
Substances as numbers, and each of their variants: oxycodone, and oxycodone of street supply.

The engine lets some roles of a substance depend on facts of how it was taken (`supply=street`). A substance with such
facts has one variant for each set of them, so that a variant fills the same roles whatever else is on the list.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mixwise.engine.matching import Loaded, loaded
from mixwise.engine.types import Taken
from mixwise.knowledge.store import Knowledge

MOST_FACTS = 6
"""A substance has at most 2^6 variants; the knowledge knows three facts today."""


PLAIN = ("supply=", "use=")
"""Facts that a name alone may bring. Who tells more (a route, a time) is asked about by the engine itself."""


class Variants(NamedTuple):
    """
    Every variant, in the order of substance ids; `of[v]` is the number of the substance of variant `v`.

    Variant `first[s] + bits` is substance `s` with the facts of which the bits are set, in the order of `facts[s]`.
    """

    ids: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...]
    first: npt.NDArray[np.int32]
    of: npt.NDArray[np.int32]
    loaded: tuple[Loaded, ...]

    def bits(self, substance: int, context: frozenset[str]) -> int:
        """Which facts of a context matter to a substance."""
        return sum(1 << place for place, fact in enumerate(self.facts[substance]) if fact in context)


def variants(knowledge: Knowledge) -> Variants:
    """All variants that the knowledge can tell apart."""
    ids = tuple(knowledge.ids("substance"))
    facts: list[tuple[str, ...]] = []
    first: list[int] = []
    of: list[int] = []
    found: list[Loaded] = []
    for number, name in enumerate(ids):
        asked = sorted(
            {fact for _, _, needs in knowledge.row("substance", name)["if"] for fact in needs if fact.startswith(PLAIN)}
        )
        if len(asked) > MOST_FACTS:
            raise ValueError(f"{name} depends on {len(asked)} facts; at most {MOST_FACTS} are laid out")
        facts.append(tuple(asked))
        first.append(len(found))
        for bits in range(1 << len(asked)):
            context = tuple(fact for place, fact in enumerate(asked) if bits >> place & 1)
            found.append(loaded(Taken(name, (), context), knowledge))
            of.append(number)
    return Variants(ids, tuple(facts), np.array(first, np.int32), np.array(of, np.int32), tuple(found))
