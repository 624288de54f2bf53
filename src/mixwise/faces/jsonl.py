"""
JSON lines: one question a line in, one answer a line out, in order, in one process.

A line that cannot be answered gets `{"id", "error"}` in its place, and the rest goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

import mixwise
from mixwise.engine.types import Assessment, Intake, Person
from mixwise.errors import UsageError
from mixwise.faces.exits import COMPLETE

MOST_SUBSTANCES = 500
MOST_BYTES = 1_000_000
FIELDS = ("severity", "mechanism", "substances", "evidence", "sources", "plain")
INTAKE = frozenset(Intake._fields)
PERSON = frozenset(Person._fields)


def run(questions: IO[bytes], answers: IO[str]) -> int:
    """Answer every line; blank lines are passed over. Raises KnowledgeError when the knowledge cannot be trusted."""
    mixwise.load()
    for number, line in _lines(questions):
        if line.strip():
            answers.write(json.dumps(answer(line, number)) + "\n")
            answers.flush()
    return COMPLETE


def _lines(questions: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each line with its number; one that is too long is cut just past the limit, so that it is refused and not kept whole."""
    number = 0
    while line := questions.readline(MOST_BYTES + 1):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and len(rest) > MOST_BYTES:
            rest = questions.readline(MOST_BYTES + 1)
        yield number, line


def answer(line: bytes, number: int = 0) -> dict[str, Any]:
    """The answer to one line, or `{"id", "error"}`."""
    identity: Any = None
    try:
        if len(line) > MOST_BYTES:
            raise UsageError(f"line {number} is longer than {MOST_BYTES} bytes")
        question = json.loads(line)
        if not isinstance(question, dict):
            raise UsageError("a question is a JSON object with `substances` or `text`")
        identity = question.get("id")
        return {"id": identity, **wire(_assess(question))}
    except (ValueError, UsageError, RecursionError) as error:
        what = f"not JSON: {error}" if isinstance(error, ValueError) else str(error) or "nested too deeply"
        return {"id": identity, "error": what}


def wire(assessment: Assessment) -> dict[str, Any]:
    """The fields of design §2, with findings cut to what a program needs."""
    data = assessment.to_dict()
    for part in ("findings", "notes"):
        data[part] = [{key: finding[key] for key in FIELDS} for finding in data[part]]
    keep = ("severity", "complete", "emergency", "interpretation", "substances", "findings", "notes", "unrecognised", "ambiguous",
            "not_reviewed", "not_taken", "counted_twice", "knowledge_version")  # fmt: skip
    return {key: data[key] for key in keep}


def _assess(question: dict[str, Any]) -> Assessment:
    person = _person(question.get("person"))
    text, substances = question.get("text"), question.get("substances")
    if (text is None) == (substances is None):
        raise UsageError("give either `substances` (a list) or `text` (a sentence)")
    if text is not None:
        if not isinstance(text, str):
            raise UsageError("`text` is a sentence")
        return mixwise.ask(text, person)
    if not isinstance(substances, list) or len(substances) > MOST_SUBSTANCES:
        raise UsageError(f"`substances` is a list of at most {MOST_SUBSTANCES} names or objects")
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
        "each of `substances` is a name, or an object with `text` and perhaps route, dose, ago, supply, use"
    )


def _person(value: Any) -> Person:
    if value is None:
        return mixwise.ANYONE
    if not isinstance(value, dict) or not set(value) <= PERSON:
        raise UsageError("`person` may hold: " + ", ".join(Person._fields))
    age, conditions, tolerance = value.get("age"), value.get("conditions") or [], value.get("tolerance") or ""
    if not (age is None or (isinstance(age, int) and not isinstance(age, bool) and 0 <= age <= 130)):
        raise UsageError("`age` is a number of years")
    if not isinstance(conditions, list) or not all(isinstance(one, str) for one in conditions):
        raise UsageError("`conditions` is a list of words")
    if tolerance not in ("", "none", "usual", "lost"):
        raise UsageError("`tolerance` is none, usual or lost")
    for flag in ("pregnant", "alone"):
        if not isinstance(value.get(flag), bool | None):
            raise UsageError(f"`{flag}` is true or false")
    return Person(age, value.get("pregnant"), tuple(conditions), tolerance, value.get("alone"))
