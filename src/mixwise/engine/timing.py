"""What was told of time, as the engine uses it: moments that rules ask about, and spans that make a finding past."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from mixwise.engine.types import Finding, Taken
from mixwise.knowledge.store import Knowledge
from mixwise.names.when import Moment

HOURS = {"h": 1.0, "d": 24.0}
PAST = "minor"
"""What a finding counts as once a sourced span is over (design, law 9): it stays listed, and never becomes nothing."""
_WINDOW = re.compile(r"([\d.]+)-([\d.]*) ([hd])")


def facts(taken: Taken, asked: Iterable[str]) -> Iterator[str]:
    """Those of the facts asked for (`ago=0-4 h`, `stopped=1-14 d`) that may hold by what was told of this intake."""
    for fact in asked:
        kind, _, window = fact.partition("=")
        if kind in ("ago", "stopped") and any(_may_lie_in(one, kind, window) for one in taken.moments if one):
            yield fact


def _may_lie_in(moment: Moment, kind: str, window: str) -> bool:
    """Whether a moment may lie in a window; what has ended was last taken when it ended at the latest."""
    low, high = _span(window)
    return (moment.kind == kind or kind == "ago") and moment.low <= high and moment.high >= low


@lru_cache(maxsize=256)
def _span(window: str) -> tuple[float, float]:
    found = _WINDOW.fullmatch(window)
    if found is None:  # the compiler refuses any other
        raise ValueError(window)
    unit = HOURS[found[3]]
    return float(found[1]) * unit, float(found[2]) * unit if found[2] else float("inf")


def spaced(finding: Finding, told: Mapping[str, Taken], knowledge: Knowledge) -> Finding:
    """
    The finding with the spans that prescribers are told to leave between its two substances, in the order they were taken.

    It counts as past only when every such span is over at its longest, counted between the ends that lie closest. What
    slows breathing and what was bought on the street is never past, and nor is anything said of three or more.
    """
    if len(finding.substances) != 2:
        return finding
    for last, first in (finding.substances, finding.substances[::-1]):
        spans = list(_spans(last, first, finding.mechanism, knowledge)) if last in told else []
        if not spans:
            continue
        gap = _gap(told[last], told.get(first))
        over = gap is not None and all(gap >= span["days"][1] * HOURS["d"] for span in spans)
        past = over and _sure(told[last]) and not _never_past(told[last], knowledge)
        spacing = tuple(
            {
                "last": last, "first": first, "days": list(span["days"]), "plain": span["plain"],
                "longer_if": span.get("longer_if") or "", "washout": span["id"],
                "claims": [[claim["says"], claim["source"], claim["locator"]] for claim in span["claims"]],
            }
            for span in spans
        )  # fmt: skip
        worse = finding.severity not in (PAST, "none_known")
        return finding._replace(
            severity=PAST if past and worse else finding.severity, past=past, spacing=(*finding.spacing, *spacing)
        )
    return finding


def _spans(last: str, first: str, mechanism: str, knowledge: Knowledge) -> Iterator[dict[str, Any]]:
    after = knowledge.row("substance", first)["first"]
    for name in knowledge.row("substance", last)["last"]:
        if name in after:
            washout = knowledge.row("washout", name)
            if mechanism in washout["retires"]:
                yield washout


def _gap(last: Taken, first: Taken | None) -> float | None:
    """The fewest hours that may lie between the last of one and the first of the other; None when any moment is not known."""
    ended = [one.low if one else None for one in last.moments]
    if not ended or any(one is None for one in ended):
        return None
    begun = [one.high if one else 0.0 for one in first.moments] if first else []
    return min(one for one in ended if one is not None) - max(begun, default=0.0)


def _sure(taken: Taken) -> bool:
    return all(one is not None and one.sure for one in taken.moments)


def _never_past(taken: Taken, knowledge: Knowledge) -> bool:
    context = set(taken.context)
    never: Sequence[Sequence[str]] = knowledge.row("substance", taken.substance)["never_past"]
    return any(context.issuperset(needs) for needs in never)
