"""The person, from Patient, Condition and Observation: only what a code says and the engine counts, as the knowledge has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from mixwise.engine.types import ANYONE, Person
from mixwise.faces.records.desk import RecordsDesk
from mixwise.faces.records.drugs import Drug
from mixwise.faces.records.fhir.current import date_of, kind_of
from mixwise.faces.records.fhir.lenient import Resource, codings, status_code, thing, things, words
from mixwise.faces.records.fhir.reading import Found

ICD = ("hl7.org/fhir/sid/icd-10", "hl7.org/fhir/sid/icd-10-cm", "2.16.840.1.113883.6.3", "2.16.840.1.113883.6.90")
PAST = {"inactive", "remission", "resolved"}
DENIED = {"refuted", "entered-in-error"}
VOID = {"entered-in-error", "cancelled"}


class About(NamedTuple):
    """The person, what is taken beside the medicines, and the facts counted, each with the resource that says it."""

    person: Person
    takes: tuple[Drug, ...]
    facts: tuple[tuple[str, str], ...]
    """(condition or substance, reference)"""


def person_of(found: Sequence[Found], now: datetime, desk: RecordsDesk) -> About:
    """What resources about one person say."""
    codes = desk.knowledge.words("codes/person")
    age: int | None = None
    facts: dict[str, str] = {}
    newest: dict[int, tuple[datetime, bool, str]] = {}
    for one in found:
        kind, reference = kind_of(one.resource), _reference(one.resource)
        if kind == "Patient":
            age = _age(one.resource, now)
            if age is not None:
                facts["age"] = reference
        elif kind == "Condition":
            for name in _conditions(one.resource, codes["conditions"]):
                facts.setdefault(name, reference)
        elif kind == "Observation":
            for number, when, holds in _observed(one.resource, now, codes["observations"]):
                if number not in newest or when >= newest[number][0]:
                    newest[number] = (when, holds, reference)
    takes: list[Drug] = []
    for number, (_, holds, reference) in sorted(newest.items()):
        rule = codes["observations"][number]
        name = rule.get("condition") or rule["takes"]
        if holds and name not in facts:
            facts[name] = reference
            if "takes" in rule:
                takes.append(_drug(name, reference, desk))
    words_of = tuple(sorted(set(facts) & set(codes["conditions"]) - {"pregnant"}))
    person = Person(age, True if "pregnant" in facts else None, words_of)
    return About(person if person != ANYONE else ANYONE, tuple(takes), tuple(facts.items()))


def _reference(resource: Resource) -> str:
    identity = words(resource.get("id"))
    return f"{words(resource.get('resourceType'))}/{identity}" if identity else ""


def _age(patient: Resource, now: datetime) -> int | None:
    """Full years; None when no date of birth with a year is given, or it lies ahead."""
    text = words(patient.get("birthDate"))
    parts = [int(part) for part in text.split("-") if part.isdigit()][:3]
    if not parts or len(text.split("-")[0]) != 4:
        return None
    month, day = [*parts[1:], 1, 1][:2]
    years = now.year - parts[0] - ((now.month, now.day) < (month, day))
    return years if 0 <= years <= 130 else None


def _conditions(resource: Resource, known: Mapping[str, Any]) -> list[str]:
    if status_code(resource.get("clinicalStatus")) in PAST or status_code(resource.get("verificationStatus")) in DENIED:
        return []
    if resource.get("abatementDateTime") or resource.get("abatementPeriod"):
        return []
    names = []
    for uri, code, _ in codings(resource.get("code")):
        plain = uri.rstrip("/").removeprefix("urn:oid:").removeprefix("http://").removeprefix("https://").lower()
        for name, row in known.items():
            if (plain == "snomed.info/sct" and code in row["snomed"]) or (
                plain in ICD and any(_dotless(code).startswith(_dotless(start)) for start in row["icd10"])
            ):
                names.append(name)
    return names


def _dotless(code: str) -> str:
    return code.replace(".", "").upper()


def _observed(
    resource: Resource, now: datetime, rules: Sequence[Mapping[str, Any]]
) -> list[tuple[int, datetime, bool]]:
    """Which observations this is, when it was made, and whether it says what the rule asks for."""
    if status_code(resource.get("status")) in VOID:
        return []
    when = (
        date_of(resource.get("effectiveDateTime"))
        or date_of(thing(resource.get("effectivePeriod")).get("end"))
        or date_of(resource.get("issued"))
    )
    found = []
    parts = [resource, *things(resource.get("component"))]
    for number, rule in enumerate(rules):
        if when and when < now - timedelta(days=int(rule["days"])):
            continue
        found += [
            (number, when or datetime.min.replace(tzinfo=UTC), _holds(part, rule))
            for part in parts
            if any(code in rule["loinc"] for _, code, _ in codings(part.get("code")))
        ]
    return found


def _holds(observation: Resource, rule: Mapping[str, Any]) -> bool:
    if "values" in rule:
        return any(code in rule["values"] for _, code, _ in codings(observation.get("valueCodeableConcept")))
    quantity = thing(observation.get("valueQuantity"))
    value = quantity.get("value", observation.get("valueInteger"))
    unit = words(quantity.get("code")) or words(quantity.get("unit"))
    if (
        not isinstance(value, int | float)
        or isinstance(value, bool)
        or (unit and "units" in rule and unit not in rule["units"])
    ):
        return False
    return value < float(rule["below"]) if "below" in rule else value >= float(rule["at_least"])


def _drug(substance: str, reference: str, desk: RecordsDesk) -> Drug:
    label = str(desk.knowledge.row("substance", substance)["label"][0])
    return Drug(
        reference or f"Observation: {label}",
        label,
        desk.concepts.rxcui(substance),
        "IN",
        (substance,),
        kind="Observation",
    )
