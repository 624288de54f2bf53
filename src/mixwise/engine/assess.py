"""From substances to everything found about them: findings worst first, notes apart, and what was not reviewed."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from mixwise.engine.groups import groups
from mixwise.engine.matching import Loaded, load_matches, loaded, set_matches
from mixwise.engine.types import Finding, Person, Taken
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import NOTE, RANK


class Found(NamedTuple):
    """What the engine says of a list of substances; `severity` is None when nothing was found."""

    severity: str | None
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    not_reviewed: tuple[tuple[str, tuple[str, ...]], ...]
    missing: tuple[str, ...]
    """Factors of the person that are not known and would add or raise a finding."""


def assess(taken: Sequence[Taken], person: Person, knowledge: Knowledge) -> Found:
    """
    Every finding about these substances in this person. Each substance stands here once, whatever the number of its names.

    The order of `taken` makes no difference.
    """
    ordered = sorted(taken)
    all_of = [loaded(one, knowledge) for one in ordered]
    twice = {one.substance for one in ordered if len(one.names) > 1}
    missing: set[str] = set()
    explained = [found for group in groups(all_of, twice, person, knowledge, missing) for found in group]
    told = {one.substance: one for one in ordered if one.moments}
    if told:
        explained = _spaced(explained, told, all_of, person, knowledge)
    if len(explained) > 1:
        explained.sort(key=_order)
    findings = [found for found in explained if found.severity != NOTE]
    notes = [found for found in explained if found.severity == NOTE] if len(findings) < len(explained) else []
    gaps = tuple([(one.id, tuple(one.row["not_reviewed"])) for one in all_of if one.row["not_reviewed"]])
    severity = findings[0].severity if findings else None
    return Found(severity, tuple(findings), tuple(notes), gaps, tuple(sorted(missing)))


def _spaced(
    explained: Sequence[Finding],
    told: Mapping[str, Taken],
    all_of: Sequence[Loaded],
    person: Person,
    knowledge: Knowledge,
) -> list[Finding]:
    from mixwise.engine.timing import Asked, spaced  # late: a plain question tells no time

    def fills(rule: str, gone: Collection[str]) -> bool:
        rest = [one for one in all_of if one.id not in gone]
        sets = (*set_matches(rest, person, knowledge, set()), *load_matches(rest, person, knowledge, set()))
        return any(match.rule["id"] == rule for match in sets)

    asked = Asked(told, frozenset(one.id for one in all_of), person, fills)
    return [spaced(found, asked, knowledge) for found in explained]


def _order(finding: Finding) -> tuple[int, int, tuple[str, ...], str, str, str]:
    """Worst first; then the larger set; then by name, so that equal questions give equal bytes."""
    rank = RANK.get(finding.severity, -1)
    return (
        -rank,
        -len(finding.substances),
        finding.substances,
        finding.mechanism,
        finding.object,
        finding.rule,
    )
