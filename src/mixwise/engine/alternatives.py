"""
What if one of a list were stopped, or replaced by another with the same use: computed from the findings, never written down.

It says which findings would go and how bad the worst of the other's own are. Whether that is possible is for whoever prescribes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mixwise.engine.assess import Found, assess
from mixwise.engine.types import Assessment, Finding, Person, Taken
from mixwise.knowledge.store import Knowledge, Row
from mixwise.knowledge.terms import RANK, worst

MOST_FINDINGS = 5
MOST_OPTIONS = 4
MOST_USES = 3
WORST = RANK["major"]


class Option(NamedTuple):
    """Another with the same use: the worst that is known between it and the rest, and whether all of it was reviewed."""

    substance: str
    severity: str
    complete: bool
    meeting: str | None = None
    """The worst between it and what it would replace, where that is serious: the one must not follow the other at once."""


class Instead(NamedTuple):
    """For one thing taken (a product with all that it holds): what is left without it, and milder others of the same use."""

    typed: str
    substances: tuple[str, ...]
    without: str | None
    """The worst that is known of the rest; None where one is left of which nothing was found."""
    use: str
    options: tuple[Option, ...]


def instead(assessment: Assessment, knowledge: Knowledge) -> tuple[Instead, ...]:
    """For the worst findings about two or more, each thing that brings one of their medicines: stopped, and replaced."""
    found: list[Instead] = []
    seen: set[str] = set()
    if any(knowledge.row("substance", name)["supply"] == "street" for name in assessment.substances):
        return ()  # how to take something else beside a street drug is no question that is answered here
    serious = [one for one in assessment.findings if RANK.get(one.severity, -1) >= WORST and len(one.substances) > 1]
    for finding in serious[:MOST_FINDINGS]:
        for thing in assessment.interpretation:
            if set(thing["as"]) & set(finding.substances) and thing["typed"] not in seen and _goes_on(thing, knowledge):
                seen.add(thing["typed"])
                found += _for_one(thing, finding, assessment, knowledge)
    return tuple(found)


def _goes_on(thing: Row, knowledge: Knowledge) -> bool:
    """Whether it is a medicine that is being taken: what was taken or ended some time ago cannot be taken back or replaced."""
    return "told" not in thing and any(knowledge.row("substance", name).get("uses") for name in thing["as"])


def _for_one(thing: Row, finding: Finding, assessment: Assessment, knowledge: Knowledge) -> Iterator[Instead]:
    others = [one["as"] for one in assessment.interpretation if one is not thing]
    rest = sorted({name for names in others for name in names})
    left = _taken([one for one in assessment.interpretation if one is not thing], knowledge)
    without = _worst(assess(left, assessment.person, knowledge), len(rest))
    uses = dict.fromkeys(use for name in thing["as"] for use in knowledge.row("substance", name).get("uses", ()))
    for use in list(uses)[:MOST_USES]:
        options = [
            option
            for name in knowledge.row("use", use)["members"]
            if name not in assessment.substances
            for option in [_option(name, rest, thing["as"], knowledge, assessment.person)]
            if RANK[option.severity] < RANK[finding.severity]
        ]
        options.sort(key=lambda one: (not one.complete, RANK[one.severity], one.substance))
        yield Instead(thing["typed"], tuple(thing["as"]), without, use, tuple(options[:MOST_OPTIONS]))


def _option(name: str, rest: Sequence[str], old: Sequence[str], knowledge: Knowledge, person: Person) -> Option:
    severities: list[str] = []
    complete = not knowledge.row("substance", name)["not_reviewed"]
    for other in rest:
        found = _found([name, other], knowledge, person)
        severities += [one.severity for one in found.findings if name in one.substances]
        complete = complete and not found.not_reviewed
    meeting = worst(*(_found([name, other], knowledge, person).severity for other in old if other != name))
    meeting = meeting if meeting and RANK[meeting] >= WORST else None
    return Option(name, worst(*severities, None if complete else "unknown") or "none_known", complete, meeting)


def _taken(things: Sequence[Row], knowledge: Knowledge) -> list[Taken]:
    """What is left of a list, with every name it was given and what was told of doses, so that nothing found in it is lost."""
    names: dict[str, set[str]] = {}
    doses: dict[str, float] = {}
    for thing in things:
        for name in thing["as"]:
            names.setdefault(name, set()).add(str(thing["typed"]).casefold())
            if len(thing["as"]) == 1:
                doses[name] = doses.get(name, 0.0) + thing.get("mg_a_day", 0.0)
    return [
        Taken(
            name, tuple(sorted(names[name])), (f"supply={knowledge.row('substance', name)['supply']}",), (),
            doses.get(name, 0.0),
        )
        for name in sorted(names)
    ]  # fmt: skip


def _worst(found: Found, left: int) -> str | None:
    known = worst(found.severity, "unknown" if found.not_reviewed else None)
    return known or ("none_known" if left > 1 else None)


def _found(names: Sequence[str], knowledge: Knowledge, person: Person) -> Found:
    taken = [Taken(name, (name,), (f"supply={knowledge.row('substance', name)['supply']}",)) for name in sorted(names)]
    return assess(taken, person, knowledge)
