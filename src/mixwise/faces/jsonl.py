"""
JSON lines: one question a line in, one answer a line out, in order, in one process.

A line that cannot be answered gets `{"id", "error"}` in its place, and the rest goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

import mixwise
from mixwise.errors import UsageError
from mixwise.faces.exits import COMPLETE
from mixwise.faces.questions import assess, wire

MOST_BYTES = 1_000_000


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
        identity = question.get("id") if isinstance(question, dict) else None
        return {"id": identity, **wire(assess(question))}
    except (ValueError, UsageError, RecursionError) as error:
        what = f"not JSON: {error}" if isinstance(error, ValueError) else str(error) or "nested too deeply"
        return {"id": identity, "error": what}
