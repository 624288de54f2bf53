"""What was told of time, as the engine uses it: moments that rules ask about, and spans that make a finding past."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from mixwise.engine.fitting import person_fits
from mixwise.engine.types import Finding, Person, Taken
from mixwise.knowledge.store import Knowledge
from mixwise.names.when import Moment

HOURS = {"h": 1.0, "d": 24.0}
PAST = "minor"
"""What a finding counts as once a sourced span is over (design, law 9): it stays listed, and never becomes nothing."""
LONGER = "time/longer"
NOW = Moment("ago", 0.0, 0.0)
_WINDOW = re.compile(r"([\d.]+)-([\d.]*) ([hd])")


def facts(taken: Taken, asked: Iterable[str]) -> Iterator[str]:
    """
    Those of the facts asked for (`ago=0-4 h`, `stopped=1-14 d`) that may hold by what was told of this intake.

    What has ended and is named once more without a moment is about to be taken again, or was just now: that is what is asked.
    """
    moments = [one for one in taken.moments if one]
    if None in taken.moments and any(one.kind == "stopped" for one in moments):
        moments.append(NOW)
    for fact in asked:
        kind, _, window = fact.partition("=")
        if kind in ("ago", "stopped") and any(_may_lie_in(one, kind, window) for one in moments):
            yield fact


def acts_after(substance: str, moment: Moment, knowledge: Knowledge) -> bool:
    """Whether an end so far back still counts: a sourced span after it may not be over, or a rule asks for such an end."""
    row = knowledge.row("substance", substance)
    if any(moment.low < knowledge.row("washout", name)["days"][1] * HOURS["d"] for name in row["last"]):
        return True
    asked = {need for _, _, needs in row["if"] for need in needs if need.startswith("stopped=")}
    return any(_may_lie_in(moment, "stopped", need.partition("=")[2]) for need in asked)


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


class Asked(NamedTuple):
    """What of a question decides whether a span is over, besides the moments: who asks, what else is taken, what a rule needs."""

    told: Mapping[str, Taken]
    taken: frozenset[str]
    person: Person
    fills: Callable[[str, Collection[str]], bool]
    """Whether a rule about a set or a load, by its id, still holds without some of the substances."""


def spaced(finding: Finding, asked: Asked, knowledge: Knowledge) -> Finding:
    """
    The finding with the spans that prescribers are told to leave between its substances, in the order they were taken.

    It counts as past only when every such span is over at its longest, counted between the ends that lie closest. Of a set each
    that is past must be so towards every other of it, by a span for each, and the rest must no longer fill the rule. What slows
    breathing and what was bought on the street is never past.
    """
    if len(finding.substances) < 2:
        return finding
    gone: set[str] = set()
    spacing: list[dict[str, Any]] = []
    for last in finding.substances:
        if last not in asked.told:
            continue
        towards = [
            _towards(last, first, finding.mechanism, asked, knowledge) for first in finding.substances if first != last
        ]
        spacing += [entry for entries, _ in towards for entry in entries]
        if (
            all(over for _, over in towards)
            and _sure(asked.told[last])
            and not _never_past(asked.told[last], knowledge)
        ):
            gone.add(last)
    if not spacing:
        return finding
    past = bool(gone) and (finding.shape == "pair" or not asked.fills(finding.rule, gone))
    spacing.sort(key=lambda entry: entry["last"] not in gone)
    worse = finding.severity not in (PAST, "none_known")
    return finding._replace(
        severity=PAST if past and worse else finding.severity, past=past, spacing=(*finding.spacing, *spacing)
    )


def _towards(
    last: str, first: str, mechanism: str, asked: Asked, knowledge: Knowledge
) -> tuple[list[dict[str, Any]], bool]:
    """The spans from the last of one to the first of another, and whether there is one and all are over."""
    spans = list(_spans(last, first, mechanism, knowledge))
    if not spans:
        return [], False
    gap = _gap(asked.told[last], asked.told.get(first))
    found, over = [], gap is not None
    for span in spans:
        longer = list(_may_lengthen(span["id"], last, first, asked, knowledge)) if span.get("longer_if") else []
        over = over and gap is not None and gap >= span["days"][1] * HOURS["d"] and not longer
        found.append(
            {
                "last": last, "first": first, "days": list(span["days"]), "plain": span["plain"],
                "longer_if": span.get("longer_if") or "", "may_be_longer": longer, "washout": span["id"],
                "claims": [[claim["says"], claim["source"], claim["locator"]] for claim in span["claims"]],
            }
        )  # fmt: skip
    return found, over


def _may_lengthen(washout: str, last: str, first: str, asked: Asked, knowledge: Knowledge) -> Iterator[str]:
    """
    What was told that may make a span longer, where its source says that it can be and gives no longer figure.

    How much is a high amount is for the prescriber to judge, so any amount told counts.
    """
    longer = knowledge.words(LONGER).get(washout, {})
    taken = asked.told[last]
    if longer.get("dose") and taken.dose:
        yield "dose"
    if longer.get("route") and any(fact.startswith("route=") for fact in taken.context):
        yield "route"
    wanted = {key: int(value) if key.startswith("age_") else value for key, value in longer.get("person", {}).items()}
    if wanted and person_fits(wanted, asked.person):
        yield "person"
    if "beside" in longer:
        others = asked.taken - {last, first}
        yield from (one for one in sorted(others) if longer["beside"] in knowledge.row("substance", one)["traits"])


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
