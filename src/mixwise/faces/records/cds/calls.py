"""A call as it comes: what was ordered, what is current, and what of it the client did not look for or could not get."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from mixwise.faces.records.cds.discovery import CURRENT
from mixwise.faces.records.desk import RecordsDesk
from mixwise.faces.records.fhir.current import kind_of
from mixwise.faces.records.fhir.lenient import items, last_two, thing, things, words
from mixwise.faces.records.fhir.operation import RefusedError
from mixwise.faces.records.fhir.person import About, person_of
from mixwise.faces.records.fhir.reading import MEDICATIONS, Found, Line, gather, walk

DRAFT = "draft"
FLAGS = ("pddi-configuration-items", "configuration-items")


class Call(NamedTuple):
    """
    A call, read. `drafts` and `current` are medications; `selected` the positions in `drafts` that were just chosen.

    `known` is False when nobody looked for current medication; `partial` when only a part of it came.
    """

    hook: str
    patient: str
    who: tuple[str, str, str]
    drafts: tuple[Line, ...]
    selected: frozenset[int]
    current: tuple[Line, ...]
    ended: tuple[Line, ...]
    about: About
    known: bool
    partial: bool
    flags: Mapping[str, bool]


def checked_call(body: object, hook: str, desk: RecordsDesk) -> dict[str, Any]:
    """The call as an object with what every call needs. Raises RefusedError when it has not."""
    if not isinstance(body, dict):
        raise RefusedError(400, "structure", desk.say("error_fhir.structure"))
    for member, kind in (("hook", str), ("hookInstance", str), ("context", dict)):
        if not isinstance(body.get(member), kind) or not body[member]:
            raise RefusedError(400, "required", desk.say("error_fhir.member", name=member))
    if body["hook"] != hook:
        raise RefusedError(400, "invalid", desk.say("error_fhir.hook"))
    return body


def missing_keys(body: Mapping[str, Any]) -> list[str]:
    """The keys of current medication that the client did not look for, or could not get."""
    prefetch = body.get("prefetch")
    given = prefetch if isinstance(prefetch, dict) else {}
    return [key for key in CURRENT if key not in given or _failed(given[key])]


def _failed(value: object) -> bool:
    return value is not None and (not things(value) or kind_of(thing(value)) == "OperationOutcome")


def read_call(body: Mapping[str, Any], desk: RecordsDesk, now: datetime) -> Call:
    """Read a call. Raises RefusedError when it names no patient and no orders, or needs current medication and has none."""
    context = body["context"]
    patient = last_two(words(context.get("patientId"))).removeprefix("Patient/")
    bundle = context.get("draftOrders")
    if not patient and not things(bundle):
        raise RefusedError(400, "required", desk.say("error_fhir.patient"))
    found = [one for one in walk(bundle, "context.draftOrders") if not _is_blank(one)]
    drafts = gather(found, desk, now, DRAFT).lines
    missing = missing_keys(body)
    prefetch = body.get("prefetch")
    sent = [
        one
        for key, value in (prefetch.items() if isinstance(prefetch, dict) else ())
        for one in walk(value, f"prefetch.{key}")
    ]
    mine = [one for one in sent if _is_of(one, patient)]
    gathered = gather(mine, desk, now)
    known = len(missing) < len(CURRENT) or bool(gathered.lines)
    if not known and body["hook"] == "patient-view":
        raise RefusedError(
            412, "required", desk.say("error_fhir.current"), f"prefetch.{' and prefetch.'.join(missing)} are absent"
        )
    ordered = {line.reference for line in drafts if line.reference}
    current = tuple(
        line for line in gathered.lines if line.reference not in ordered and line.drug.kind in (*MEDICATIONS, "List")
    )
    return Call(
        hook=body["hook"],
        patient=patient,
        who=(words(context.get("userId")), patient, words(context.get("encounterId"))),
        drafts=drafts,
        selected=_selected(context.get("selections"), drafts),
        current=current,
        ended=tuple(line for line in gathered.ended if line.reference not in ordered),
        about=person_of(mine, now, desk),
        known=known,
        partial=known and (bool(missing) or gathered.partial),
        flags=_flags(body.get("extension")),
    )


def _is_blank(found: Found) -> bool:
    """Whether an order names no medication yet: the form was only opened."""
    resource = found.resource
    if kind_of(resource) not in MEDICATIONS:
        return False
    concept, link = resource.get("medicationCodeableConcept"), resource.get("medicationReference")
    said = any(
        thing(one).get(part) for one in (concept, link) for part in ("coding", "text", "reference", "display", "code")
    )
    return not (said or isinstance(concept, str) or resource.get("medication"))


def _is_of(found: Found, patient: str) -> bool:
    """Whether a resource is about the patient of the call; one that names nobody is."""
    if kind_of(found.resource) == "Patient":
        return not patient or words(found.resource.get("id")) in ("", patient)
    subject = thing(found.resource.get("subject") or found.resource.get("patient"))
    reference = last_two(words(subject.get("reference")))
    return not patient or not reference.startswith("Patient/") or reference == f"Patient/{patient}"


def _selected(selections: object, drafts: tuple[Line, ...]) -> frozenset[int]:
    """The drafts chosen, by `Type/id` or id alone; every draft when nothing is said or nothing fits."""
    wanted = {last_two(words(one)) for one in items(selections)} | {
        words(one).rpartition("/")[2] for one in items(selections)
    }
    wanted.discard("")
    places = {
        place
        for place, line in enumerate(drafts)
        if line.reference and {line.reference, line.reference.rpartition("/")[2]} & wanted
    }
    return frozenset(places or range(len(drafts)))


def _flags(extension: object) -> Mapping[str, bool]:
    given = thing(extension)
    found: dict[str, bool] = {}
    for name in FLAGS:
        found |= {key: value for key, value in thing(given.get(name)).items() if isinstance(value, bool)}
    return found
