"""
What if one of a list were stopped, or replaced by another with the same use: computed from the findings, never written down.

It says which findings would go and how bad the worst of the other's own are. Whether that is possible is for whoever prescribes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mixwise.engine.assess import Found, assess
from mixwise.engine.types import ANYONE, Finding, Person, Taken
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import RANK, worst

MOST_FINDINGS = 5
MOST_OPTIONS = 4
WORST = RANK["major"]


class Option(NamedTuple):
    """Another with the same use: the worst that is known between it and the rest, and whether all of it was reviewed."""

    substance: str
    severity: str
    complete: bool


class Instead(NamedTuple):
    """For one substance of a finding: what is left without it, and others of the same use that are milder with the rest."""

    finding: Finding
    substance: str
    without: str | None
    use: str
    options: tuple[Option, ...]


def instead(
    substances: Sequence[str], findings: Sequence[Finding], knowledge: Knowledge, person: Person = ANYONE
) -> tuple[Instead, ...]:
    """For the worst findings about two or more, each of their medicines: stopped, and replaced."""
    found: list[Instead] = []
    seen: set[str] = set()
    serious = [one for one in findings if RANK.get(one.severity, -1) >= WORST and len(one.substances) > 1]
    for finding in serious[:MOST_FINDINGS]:
        for name in finding.substances:
            if name not in seen and knowledge.row("substance", name).get("uses"):
                seen.add(name)
                found += _for_one(name, finding, substances, knowledge, person)
    return tuple(found)


def _for_one(
    name: str, finding: Finding, substances: Sequence[str], knowledge: Knowledge, person: Person
) -> Iterator[Instead]:
    rest = [other for other in substances if other != name]
    without = _found(rest, knowledge, person).severity
    for use in knowledge.row("substance", name)["uses"]:
        options = sorted(
            (
                option
                for other in knowledge.row("use", use)["members"]
                if other not in substances and (option := _option(other, rest, knowledge, person))
                if RANK[option.severity] < RANK[finding.severity]
            ),
            key=lambda one: (not one.complete, RANK[one.severity], one.substance),
        )
        yield Instead(finding, name, without, use, tuple(options[:MOST_OPTIONS]))


def _option(name: str, rest: Sequence[str], knowledge: Knowledge, person: Person) -> Option:
    severities: list[str] = []
    complete = not knowledge.row("substance", name)["not_reviewed"]
    for other in rest:
        found = _found([name, other], knowledge, person)
        severities += [one.severity for one in found.findings if name in one.substances]
        complete = complete and not found.not_reviewed
    return Option(name, worst(*severities, None if complete else "unknown") or "none_known", complete)


def _found(names: Sequence[str], knowledge: Knowledge, person: Person) -> Found:
    taken = [Taken(name, (name,), (f"supply={knowledge.row('substance', name)['supply']}",)) for name in sorted(names)]
    return assess(taken, person, knowledge)
