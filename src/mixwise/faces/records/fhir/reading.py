"""Medication resources as they come, found by path in bundles, lists, parameters and single resources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from mixwise.engine.timing import acts_after
from mixwise.engine.tongues import when_words
from mixwise.faces.records.desk import RecordsDesk
from mixwise.faces.records.drugs import Drug
from mixwise.faces.records.fhir.coded import Read, read_concept
from mixwise.faces.records.fhir.current import is_taken, kind_of
from mixwise.faces.records.fhir.lenient import Resource, last_two, reference_of, status_code, thing, things, words
from mixwise.faces.records.fhir.told import DAY, ended, told_of

MEDICATIONS = ("MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationAdministration")
PRESCRIBED = ("MedicationRequest", "MedicationDispense", "MedicationAdministration")
OTHERS = ("Patient", "Condition", "Observation", "DetectedIssue", "Medication", "OperationOutcome")


class Found(NamedTuple):
    """A resource and where it stands: a FHIRPath, and the address under which others refer to it."""

    resource: Resource
    where: str
    full_url: str = ""


class Line(NamedTuple):
    """One medication as read: the drug, its reference ("" without an id), where it stood, whose it is, and what was wrong."""

    drug: Drug
    reference: str
    where: str
    patient: str
    conflict: str = ""
    unresolved: str = ""


class Gathered(NamedTuple):
    """Everything in a call, sorted: medications that are current, how many are not, and the other resources that count."""

    lines: tuple[Line, ...]
    left_out: int
    others: tuple[Found, ...]
    ended: tuple[Line, ...]
    """What ended so lately that a span after it is not over yet, or that stopping it still counts."""
    partial: bool
    """Whether a bundle said that there is more than it holds, or that a part of it failed."""


def walk(resource: object, where: str, full_url: str = "") -> Iterator[Found]:
    """Every resource in another, itself included, with its place."""
    for one in things(resource):
        kind = kind_of(one)
        yield Found(one, where, full_url)
        if kind in ("Bundle", "Batch"):
            for number, entry in enumerate(things(one.get("entry"))):
                yield from walk(entry.get("resource"), f"{where}.entry[{number}].resource", words(entry.get("fullUrl")))
        for number, inner in enumerate(things(one.get("contained"))):
            yield Found(inner, f"{where}.contained[{number}]", f"{where}#{words(inner.get('id'))}")


def gather(found: Sequence[Found], desk: RecordsDesk, now: datetime, draft: str = "") -> Gathered:
    """Read what was found. `draft` is the `kind` given to orders that are not signed yet."""
    index = _index(found)
    lines: list[Line] = []
    ended: list[Line] = []
    left_out, partial = 0, False
    others: list[Found] = []
    for one in found:
        kind = kind_of(one.resource)
        if kind in MEDICATIONS:
            if is_taken(one.resource, now, desk.settings.recent_days):
                lines.append(_line(one, kind, index, desk, draft, now))
            elif (line := _ended(one, kind, index, desk, now)) is not None:
                ended.append(line)
            else:
                left_out += 1
        elif kind == "List":
            lines += _listed(one, index, desk)
        elif kind in OTHERS:
            others.append(one)
            partial = partial or kind == "OperationOutcome"
        elif kind == "Bundle":
            partial = partial or any(words(link.get("relation")) == "next" for link in things(one.resource.get("link")))
    if not lines:  # Medication resources by themselves are what is meant when nothing refers to them
        alone = [one for one in others if kind_of(one.resource) == "Medication" and ".contained[" not in one.where]
        lines = [_medication(one, desk) for one in alone]
    return Gathered(tuple(lines), left_out, tuple(others), tuple(ended), partial)


def _index(found: Sequence[Found]) -> dict[str, Found]:
    """Resources by each address that a reference can have."""
    index: dict[str, Found] = {}
    for one in found:
        if one.full_url:
            index.setdefault(one.full_url, one)
        if (identity := words(one.resource.get("id"))) and ".contained[" not in one.where:
            index.setdefault(f"{words(one.resource.get('resourceType'))}/{identity}", one)
    return index


def _line(
    found: Found, kind: str, index: dict[str, Found], desk: RecordsDesk, draft: str, now: datetime
) -> Line:  # fmt: skip
    resource = found.resource
    reference = _own_reference(found)
    key = reference or found.where
    read, unresolved = _drug(found, key, index, desk)
    patient = last_two(reference_of(resource.get("subject") or resource.get("patient")))
    supply = "pharmacy" if kind in PRESCRIBED else ""
    told = told_of(resource, kind, read.drug.name, now, when_words(desk.knowledge))
    drug = read.drug._replace(
        kind=draft or kind, supply=supply, moment=told.moment, dose=told.dose, route=told.route,
        planned=bool(draft) or status_code(resource.get("status")) == "draft",
    )  # fmt: skip
    return Line(drug, reference, found.where, patient, read.conflict, unresolved)


def _ended(found: Found, kind: str, index: dict[str, Found], desk: RecordsDesk, now: datetime) -> Line | None:
    """
    What is completed or stopped, when it ended lately and something depends on that: a span to leave after it, a rule.

    It is not counted as taken: only findings that speak of its end stand for it (see `drugs.check_drugs`).
    """
    moment = ended(found.resource, kind, now)
    if moment is None or moment.low > desk.settings.recent_days * DAY:
        return None
    line = _line(found, kind, index, desk, "", now)
    drug = line.drug
    if drug.missing or drug.ambiguous or not any(acts_after(one, moment, desk.knowledge) for one in drug.substances):
        return None
    return line._replace(drug=drug._replace(moment=moment, dose=0.0, ended=True))


def _own_reference(found: Found) -> str:
    identity = words(found.resource.get("id"))
    if identity:
        return f"{words(found.resource.get('resourceType'))}/{identity}"
    return found.full_url if found.full_url.startswith("urn:") else ""


def _drug(found: Found, key: str, index: dict[str, Found], desk: RecordsDesk) -> tuple[Read, str]:
    """The drug of a medication resource, and the reference that led nowhere, if one did."""
    resource = found.resource
    concept = resource.get("medicationCodeableConcept")
    link = thing(resource.get("medicationReference"))
    if not concept and not link:  # R5 and sloppy senders: `medication` with a concept or a reference inside
        inner = thing(resource.get("medication"))
        concept = inner.get("concept") or (inner if "coding" in inner or "text" in inner else None)
        link = thing(inner.get("reference")) or (inner if isinstance(inner.get("reference"), str) else {})
    if concept:
        return read_concept([concept], key, desk), ""
    wanted = reference_of(link)
    meant = (
        index.get(f"{found.where}{wanted}")
        if wanted.startswith("#")
        else index.get(wanted) or index.get(last_two(wanted))
    )
    if meant and kind_of(meant.resource) == "Medication":
        return read_concept(_concepts(meant.resource, desk), key, desk), ""
    shown = words(link.get("display"))
    if shown:
        return read_concept([{"text": shown}], key, desk), ""
    name = wanted or key
    return Read(Drug(key, name, missing=(name,))), wanted


def _concepts(medication: Resource, desk: RecordsDesk) -> list[object]:
    """What a Medication says it is: its code when that is known, else its ingredients, else its code all the same."""
    code = medication.get("code")
    if code and read_concept([code], "", desk).drug.substances:
        return [code]
    parts = [one.get("itemCodeableConcept") or one.get("item") for one in things(medication.get("ingredient"))]
    return [one for one in parts if one] or [code or {"text": words(medication.get("id"))}]


def _medication(found: Found, desk: RecordsDesk) -> Line:
    reference = _own_reference(found)
    read = read_concept(_concepts(found.resource, desk), reference or found.where, desk)
    return Line(read.drug._replace(kind="Medication"), reference, found.where, "", read.conflict)


def _listed(found: Found, index: dict[str, Found], desk: RecordsDesk) -> Iterator[Line]:
    """Entries of a List that no resource of the call stands for: by what they are called."""
    patient = last_two(reference_of(found.resource.get("subject")))
    for number, entry in enumerate(things(found.resource.get("entry"))):
        item = thing(entry.get("item"))
        wanted = reference_of(item)
        if entry.get("deleted") is True or index.get(wanted) or index.get(last_two(wanted)):
            continue
        shown, where = words(item.get("display")), f"{found.where}.entry[{number}]"
        name = shown or wanted or where
        drug = read_concept([{"text": shown}], where, desk).drug if shown else Drug(where, name, missing=(name,))
        yield Line(drug._replace(key=wanted or where, kind="List"), wanted, where, patient, "", "" if shown else wanted)
