"""Reading FHIR as it comes: lists where one thing is due and the reverse, numbers as codes, nulls, a byte-order mark."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mixwise.errors import UsageError

Resource = dict[str, Any]
MOST_TEXT = 400


def parse(body: bytes) -> object:
    """The JSON of a body. Raises UsageError when it is none, or nested past reading."""
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UsageError("not JSON") from error


def _refuse(name: str) -> object:
    raise ValueError(name)


def items(value: object) -> list[Any]:
    """A list of what is there: a list without its nulls, one thing as a list of it, nothing as none."""
    if isinstance(value, list):
        return [one for one in value if one is not None]
    return [] if value is None else [value]


def things(value: object) -> list[Resource]:
    """The same, objects only."""
    return [one for one in items(value) if isinstance(one, dict)]


def thing(value: object) -> Resource:
    """The first object; an empty one when there is none."""
    return next(iter(things(value)), {})


def words(value: object) -> str:
    """A text or number as text with single spaces; "" for anything else."""
    if isinstance(value, str):
        return " ".join(value[:MOST_TEXT].split())
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def codings(concept: object) -> Iterator[tuple[str, str, str]]:
    """Every (system, code, display) of a CodeableConcept; of a Coding that stands in its place, too."""
    for one in things(concept):
        listed = things(one.get("coding"))
        for coding in listed or ([one] if "code" in one else []):
            yield words(coding.get("system")), words(coding.get("code")), words(coding.get("display"))


def concept_text(concept: object) -> str:
    """What a CodeableConcept says in words: its text, else the first display; a plain text in its place, too."""
    for one in items(concept):
        if isinstance(one, str):
            return words(one)
        if isinstance(one, dict):
            said = words(one.get("text")) or next((display for _, _, display in codings(one) if display), "")
            if said:
                return said
    return ""


def status_code(value: object) -> str:
    """A status as one code in small letters: from a code, a coding or a concept."""
    for one in items(value):
        if isinstance(one, str):
            return one.strip().lower()
        if isinstance(one, dict):
            return next((code.lower() for _, code, _ in codings(one) if code), words(one.get("text")).lower())
    return ""


def last_two(reference: str) -> str:
    """A reference without server and version: `Type/id`.

    >>> last_two("https://ehr.example/fhir/Patient/p1/_history/3")
    'Patient/p1'
    """
    plain = reference.split("/_history/")[0].rstrip("/")
    return "/".join(plain.split("/")[-2:]) if "/" in plain and not plain.startswith("urn:") else plain


def reference_of(value: object) -> str:
    """The reference that an object holds; a text in its place is one, too."""
    one = next(iter(items(value)), None)
    return words(one) if isinstance(one, str) else words(thing(one).get("reference"))
