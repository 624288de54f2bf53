"""From the front door to what an assistant gets. Every sentence is the knowledge's own; nothing asked is kept or logged."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import mixwise
from mixwise.engine.types import ANYONE, Assessment, Intake, Person
from mixwise.engine.types import Finding as Found
from mixwise.errors import UsageError
from mixwise.faces.mcp_shapes import (
    Ambiguous,
    CheckResult,
    Finding,
    Mended,
    Named,
    NotChecked,
    PersonGiven,
    Taken,
)  # fmt: skip
from mixwise.faces.mcp_told import board_of, say_told, spacing_of, told_of
from mixwise.faces.mcp_words import MOST_SOURCES, Words, evidence_of, plain_code
from mixwise.guide.advice import first
from mixwise.guide.answer import answer, gaps, notices
from mixwise.guide.person import counted, factors
from mixwise.knowledge.terms import RANK

MOST_FINDINGS = 25
MOST_CHARACTERS = 3000
"""Of findings in one answer; the rest is counted, so that an answer stays within what assistants read."""


def check(
    given: Sequence[str | Taken], minimum: str | None, words: Words, person: PersonGiven | None = None
) -> CheckResult:
    """
    The answer about several substances.

    Raises UsageError when fewer than two different ones were given and nothing sounds like an emergency, and for a time that
    cannot be read. One that ended or was taken at a told time is enough: stopping and wearing off are answered, too.
    """
    intakes = [_intake(one) for one in given]
    who = (
        Person(person.age, person.pregnant, tuple(person.conditions), person.tolerance, person.alone)
        if person
        else ANYONE
    )
    assessment = mixwise.check(intakes, who, knowledge=words.knowledge)
    typed = {substance: one["typed"] for one in reversed(assessment.interpretation) for substance in one["as"]}
    named = len({" ".join(one["typed"].split()).casefold() for one in assessment.interpretation})
    if assessment.emergency == "none" and named < 2 and len(assessment.substances) < 2 and not assessment.on_board:
        raise UsageError(words.say("give_two"))
    wanted = [one for one in assessment.findings if minimum is None or RANK[one.severity] >= RANK[minimum]]
    listed, more = _listed([_finding(one, typed, words) for one in wanted])
    count = len(assessment.substances)
    severity: Any = assessment.severity
    heard: Any = assessment.emergency
    return CheckResult(
        severity=severity, emergency=heard, findings=listed, more=more,
        not_checked=list(_not_checked(assessment, typed, words)), pairs_checked=count * (count - 1) // 2,
        complete=assessment.complete, ambiguous=list(_ambiguous(assessment, words)), spelling=list(_mended(assessment, words)),
        told=list(told_of(assessment)), on_board=[board_of(one, words) for one in assessment.on_board],
        person_used=counted(assessment.person, words.desk), person_missing=factors(assessment.person_missing, words.desk),
        must_say=list(must_say(assessment, words)), knowledge_version=assessment.knowledge_version, notice=words.say("notice"),
    )  # fmt: skip


def must_say(assessment: Assessment, words: Words) -> Iterator[str]:
    """What has to be passed on: the emergency lines, the verdict, how the words were read, and what is missing."""
    desk = words.desk
    yield from (item.text for item in first(assessment, desk))
    said = answer(assessment, desk)
    severity = assessment.severity
    yield words.say("say_severity", severity=desk.say(f"severity.{severity}"), answer=said) if severity else said
    worst = [one for one in assessment.findings if one.severity in ("dangerous", "major")]
    yield from dict.fromkeys(str(one.management["plain"]) for one in worst[:3])
    yield from say_told(assessment, words)
    yield from (item.text for item in notices(assessment, desk))
    yield words.say("say_no_dose")


def _intake(given: str | Taken) -> Intake:
    if isinstance(given, str):
        return Intake(plain_code(given))
    regular = "yes" if given.regular else ""
    return Intake(
        plain_code(given.text),
        route=given.route,
        dose=given.dose,
        ago=given.ago,
        stopped=given.stopped,
        regular=regular,
    )


def _finding(found: Found, typed: dict[str, str], words: Words) -> Finding:
    severity: Any = found.severity
    return Finding(
        substances=[
            Named(input=typed.get(one, one), name=words.desk.short(one), rxcui=words.rxcui(one))
            for one in found.substances
        ],
        severity=severity, summary=f"{found.title}. {found.plain}", action=found.management["plain"],
        evidence=evidence_of(found.sources[:MOST_SOURCES], words), past=found.past,
        spacing=list(dict.fromkeys(spacing_of(found))),
    )  # fmt: skip


def _listed(found: Sequence[Finding]) -> tuple[list[Finding], dict[str, int]]:
    """As many findings as an answer holds, the worst at least, and the rest by severity."""
    listed: list[Finding] = []
    size = 0
    for one in found[:MOST_FINDINGS]:
        size += len(json.dumps(one.model_dump()))
        if listed and size > MOST_CHARACTERS:
            break
        listed.append(one)
    more: dict[str, int] = {}
    for one in found[len(listed) :]:
        more[one.severity] = more.get(one.severity, 0) + 1
    return listed, more


def _not_checked(assessment: Assessment, typed: dict[str, str], words: Words) -> Iterator[NotChecked]:
    for one in assessment.unrecognised:
        yield NotChecked(input=one["typed"], reason="unrecognised", suggestions=one["suggestions"], detail=None)
    said = [item.text for item in gaps(assessment, words.desk)]
    for gap, detail in zip(assessment.not_reviewed, said, strict=True):
        yield NotChecked(
            input=typed.get(gap["substance"], gap["substance"]), reason="not_reviewed", suggestions=[], detail=detail
        )


def _ambiguous(assessment: Assessment, words: Words) -> Iterator[Ambiguous]:
    for one in assessment.ambiguous:
        meanings = [meaning["says"] or meaning["label"] for meaning in one["meanings"]] + one["ordinary"]
        yield Ambiguous(input=one["typed"], meanings=meanings, assumed=words.desk.names(one["assumed"]))


def _mended(assessment: Assessment, words: Words) -> Iterator[Mended]:
    for one in assessment.interpretation:
        if one.get("how") == "spelling":
            yield Mended(input=one["typed"], read_as=[words.desk.short(substance) for substance in one["as"]])
