"""For how many days after its last day a substance still counts, by the spans that prescribers are told to leave."""

from __future__ import annotations

import math

from mixwise.knowledge.store import Knowledge


def washouts(knowledge: Knowledge) -> dict[str, int]:
    """
    The longest sourced span of each substance, in whole days rounded up; substances without one are left out.

    It is the span towards whichever other asks for the longest: in dated lists an exposure is stretched once, for all of them.
    """
    found: dict[str, int] = {}
    for name in knowledge.ids("substance"):
        spans = [knowledge.row("washout", one)["days"][1] for one in knowledge.row("substance", name)["last"]]
        if spans:
            found[name] = math.ceil(max(spans))
    return found
