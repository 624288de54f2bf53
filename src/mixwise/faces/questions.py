"""
Questions as programs put them, and answers as they get them: one shape and one reader for JSON lines and REST.

A question is an object with `substances` (names, or objects with `text`) or `text` (a sentence), and perhaps `person` and `id`.
"""

from __future__ import annotations

from typing import Any

import mixwise
from mixwise.engine.types import Assessment, Finding, Intake, Person
from mixwise.errors import UsageError

MOST_SUBSTANCES = 500
FIELDS = ("severity", "mechanism", "substances", "evidence", "sources", "plain", "past")
INTAKE = frozenset(Intake._fields)
PERSON = frozenset(Person._fields)


def wire(assessment: Assessment) -> dict[str, Any]:
    """The fields of design §2, with findings cut to what a program needs."""
    return {
        "severity": assessment.severity,
        "complete": assessment.complete,
        "emergency": assessment.emergency,
        "interpretation": list(assessment.interpretation),
        "substances": list(assessment.substances),
        "findings": [_short(finding) for finding in assessment.findings],
        "notes": [_short(note) for note in assessment.notes],
        "unrecognised": list(assessment.unrecognised),
        "ambiguous": list(assessment.ambiguous),
        "not_reviewed": list(assessment.not_reviewed),
        "not_taken": list(assessment.not_taken),
        "counted_twice": list(assessment.counted_twice),
        "knowledge_version": assessment.knowledge_version,
        "on_board": list(assessment.on_board),
        "person_read": list(assessment.person_read),
        "person_missing": list(assessment.person_missing),
    }


def _short(finding: Finding) -> dict[str, Any]:
    short = {key: getattr(finding, key) for key in FIELDS}
    return {**short, "spacing": list(finding.spacing)} if finding.spacing else short


def assess(question: object, most: int = MOST_SUBSTANCES) -> Assessment:
    """
    The answer to one question of at most so many substances.

    Raises UsageError, in words for whoever wrote the program, for a question that cannot be read.
    """
    if not isinstance(question, dict):
        raise UsageError("a question is a JSON object with `substances` or `text`")
    person = _person(question.get("person"))
    text, substances = question.get("text"), question.get("substances")
    if (text is None) == (substances is None):
        raise UsageError("give either `substances` (a list) or `text` (a sentence)")
    if text is not None:
        if not isinstance(text, str):
            raise UsageError("`text` is a sentence")
        return mixwise.ask(text, person)
    if not isinstance(substances, list) or len(substances) > most:
        raise UsageError(f"`substances` is a list of at most {most} names or objects")
    return mixwise.check([_intake(one) for one in substances], person)


def _intake(value: Any) -> Intake:
    if isinstance(value, str):
        return Intake(value)
    if (
        isinstance(value, dict)
        and "text" in value
        and set(value) <= INTAKE
        and all(isinstance(p, str) for p in value.values())
    ):
        return Intake(**value)
    raise UsageError(
        "each of `substances` is a name, or an object with `text` and perhaps " + ", ".join(Intake._fields[1:])
    )


def _person(value: Any) -> Person:
    if value is None:
        return mixwise.ANYONE
    if not isinstance(value, dict) or not set(value) <= PERSON:
        raise UsageError("`person` may hold: " + ", ".join(Person._fields))
    age, conditions, tolerance = value.get("age"), value.get("conditions"), value.get("tolerance")
    conditions, tolerance = [] if conditions is None else conditions, "" if tolerance is None else tolerance
    if not (age is None or (isinstance(age, int) and not isinstance(age, bool) and 0 <= age <= 130)):
        raise UsageError("`age` is a number of years")
    if not isinstance(conditions, list) or not all(isinstance(one, str) for one in conditions):
        raise UsageError("`conditions` is a list of words")
    if not isinstance(tolerance, str) or tolerance not in ("", "none", "usual", "lost"):
        raise UsageError("`tolerance` is none, usual or lost")
    for flag in ("pregnant", "alone"):
        if not isinstance(value.get(flag), bool | None):
            raise UsageError(f"`{flag}` is true or false")
    return Person(age, value.get("pregnant"), tuple(conditions), tolerance, value.get("alone"))
