"""The whole list: what is in it at a glance, what adds up, and what if one of it were stopped or replaced."""

from __future__ import annotations

from collections.abc import Iterator

from mixwise.engine.alternatives import Instead, instead
from mixwise.engine.types import Assessment, Finding
from mixwise.guide.item import Item
from mixwise.guide.words import Desk
from mixwise.knowledge.terms import RANK

LONG_LIST = 10
"""From so many substances on a list gets a digest before its findings."""
MOST_NAMED = 7


def digest(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """For a long list: how many findings of each severity, what adds up, and those to see to first."""
    if len(assessment.substances) < LONG_LIST:
        return
    counts: dict[str, int] = {}
    for finding in assessment.findings:
        counts[finding.severity] = counts.get(finding.severity, 0) + 1
    said = [f"{number} × {desk.say('severity.' + severity)}" for severity, number in counts.items()]
    pairs = len(assessment.substances) * (len(assessment.substances) - 1) // 2
    if said:
        yield Item("text", desk.say("digest.counts", pairs=pairs, names=desk.listed(said)))
    for finding in ranked(assessment.findings)[:MOST_NAMED]:
        yield _line(finding, desk)
    sets = [one for one in assessment.findings if len(one.substances) > 2]
    if sets:
        yield Item("card", desk.say("digest.adds_up"), "", (), tuple(_line(one, desk) for one in sets))


def ranked(findings: tuple[Finding, ...]) -> list[Finding]:
    """Worst first; a finding about a pair whose effect a larger set here holds already comes after all others of its severity."""
    sets = [(one.mechanism, set(one.substances)) for one in findings if len(one.substances) > 2]

    def held(finding: Finding) -> bool:
        mine = set(finding.substances)
        return any(finding.mechanism == mechanism and mine < whole for mechanism, whole in sets)

    return sorted(findings, key=lambda one: (-RANK.get(one.severity, -1), held(one)))


def _line(finding: Finding, desk: Desk) -> Item:
    return Item(
        "bullet", f"{finding.title}: {desk.names(finding.substances)}", "", (), (), finding.severity,
        desk.say(f"severity.{finding.severity}"),
    )  # fmt: skip


def what_if(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """For the worst findings: what would be left without one of them, and milder ones of the same use. Never without law 11."""
    found = instead(assessment, desk.knowledge)
    for typed in dict.fromkeys(one.typed for one in found):
        mine = [one for one in found if one.typed == typed]
        yield Item("card", desk.say("instead.title", name=typed), "", (), tuple(_instead(mine, desk)))
    if found:
        yield Item("text", desk.say("instead.not_alone"))


def _instead(found: list[Instead], desk: Desk) -> Iterator[Item]:
    for name in found[0].substances:
        stopping = desk.knowledge.row("profile", name)["stopping"]
        if stopping:
            label = desk.say("labels.stopping", name=desk.short(name))
            yield Item("text", stopping[1], label, desk.cite(stopping[2]))
    left = found[0].without
    severity = desk.say(f"severity.{left}") if left else ""
    key = "instead.without" if left else "instead.without_none"
    yield Item("text", desk.say(key, name=found[0].typed, severity=severity))
    for one in found:
        row = desk.knowledge.row("use", one.use)
        cites = desk.cite((claim["source"], claim["locator"]) for claim in row["claims"])
        yield Item("text", desk.say("instead.same_use" if one.options else "instead.none", use=row["title"]), "", cites)
        for option in one.options:
            key = "instead.option" if option.complete else "instead.option_gaps"
            severity = desk.say(f"severity.{option.severity}")
            text = desk.say(key, name=desk.name(option.substance), severity=severity)
            if option.meeting:
                met = desk.say(f"severity.{option.meeting}")
                text += desk.say("instead.meeting", name=one.typed, severity=met)
            yield Item("bullet", text)
