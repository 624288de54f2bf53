"""`$check-combination`: what is taken in; findings out, and always one OperationOutcome of what was and was not checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from mixwise.faces.records.desk import SEVERITY, RecordsDesk
from mixwise.faces.records.drugs import Checked, Drug, Issue, check_drugs
from mixwise.faces.records.fhir.coded import read_concept
from mixwise.faces.records.fhir.counted import drug_facts, missing_facts, stopped_facts
from mixwise.faces.records.fhir.current import kind_of
from mixwise.faces.records.fhir.issues import detected_issue, issue, outcome, stable_id
from mixwise.faces.records.fhir.lenient import Resource, last_two, reference_of, status_code, thing, things, words
from mixwise.faces.records.fhir.person import About, person_of
from mixwise.faces.records.fhir.reading import MEDICATIONS, OTHERS, Found, Gathered, Line, gather, walk
from mixwise.knowledge.terms import RANK

USABLE = (*MEDICATIONS, "Medication", "Bundle", "List", "Parameters")
LEAST = {"low": 1, "moderate": 2, "high": 3}


class RefusedError(Exception):
    """A call that cannot be answered: the HTTP status, the code of the issue, and the words."""

    def __init__(self, status: int, code: str, said: str, diagnostics: str = "") -> None:
        super().__init__(said)
        self.status = status
        self.code = code
        self.said = said
        self.diagnostics = diagnostics


class Asked(NamedTuple):
    """The input of the operation."""

    found: tuple[Found, ...]
    plain: tuple[Line, ...]
    focus: frozenset[str]
    patient: str
    least: int


def check_combination(body: object, desk: RecordsDesk, now: datetime) -> Resource:
    """
    The answer: a Bundle of DetectedIssues, worst first, with an OperationOutcome at its end.

    Raises RefusedError when there is nothing to check in the body, or too much.
    """
    asked = _asked(body, desk)
    gathered = gather(asked.found, desk, now)
    if not (gathered.lines or gathered.left_out or gathered.ended or asked.plain):
        raise RefusedError(400, "required", desk.say("error_fhir.required"))
    lines = _merged([*gathered.lines, *asked.plain, *gathered.ended])
    groups, others = _by_patient(lines, asked.patient)
    entries: list[tuple[int, Resource]] = []
    said: list[Resource] = []
    drugs = pairs = left_out = 0
    for patient, members in groups.items():
        about = person_of([one for one in gathered.others if _about(one, patient, len(groups))], now, desk)
        checked = check_drugs([*(line.drug for line in members), *about.takes], desk.knowledge, about.person)
        everything = [*members, *(Line(drug, drug.key if "/" in drug.key else "", "", patient) for drug in about.takes)]
        entries += _entries(checked, everything, about, asked, patient, gathered, desk, now)
        said += _said(checked, everything, about, desk)
        ended = sum(drug.ended for drug in checked.drugs)
        drugs += len(checked.drugs) - ended
        left_out += ended - len(checked.stopped)
        pairs += checked.pairs
    head = _head(drugs, pairs, len(groups), gathered._replace(left_out=gathered.left_out + left_out), others, desk)
    entries.sort(key=lambda one: -one[0])
    resources = [one for _, one in entries] + [outcome([*head, *said])]
    return _bundle(resources, desk, now)


def _bundle(resources: Sequence[Resource], desk: RecordsDesk, now: datetime) -> Resource:
    def url(one: Resource) -> str:
        return f"urn:uuid:{one.get('id') or stable_id(desk.knowledge.version, now.isoformat(), str(one))}"

    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": now.isoformat(timespec="seconds"),
        "entry": [{"fullUrl": url(one), "resource": one} for one in resources],
    }


def _asked(body: object, desk: RecordsDesk) -> Asked:
    given = things(body)
    kinds = [kind_of(one) for one in given]
    wrong = [kind for kind in kinds if kind not in USABLE and not (len(kinds) > 1 and kind in OTHERS)]
    if not given or wrong:
        raise RefusedError(400, "invalid", desk.say("error_fhir.invalid", type="".join(wrong[:1])[:60] or "?"))
    if kinds != ["Parameters"]:
        found = [
            one for number, resource in enumerate(given) for one in walk(resource, _root(resource, number, len(given)))
        ]
        return Asked(_few(found, desk), (), frozenset(), "", 0)
    return _parameters(given[0], desk)


def _root(resource: Resource, number: int, count: int) -> str:
    name = words(resource.get("resourceType"))
    return name if count == 1 else f"{name}[{number}]"


def _few(found: Sequence[Found], desk: RecordsDesk) -> tuple[Found, ...]:
    settings = desk.settings
    if len(found) > settings.most_resources:
        said = desk.say("error_fhir.too_large", most=settings.most_bytes, resources=settings.most_resources)
        raise RefusedError(413, "too-costly", said)
    return tuple(found)


def _parameters(body: Resource, desk: RecordsDesk) -> Asked:
    found: list[Found] = []
    plain: list[Line] = []
    focus: set[str] = set()
    patient, least = "", 0
    for number, one in enumerate(things(body.get("parameter"))):
        name, where = words(one.get("name")), f"Parameters.parameter[{number}]"
        if name == "medications":
            found += walk(one.get("resource"), f"{where}.resource")
        elif name == "medication":
            concept = (
                one.get("valueCodeableConcept") or one.get("valueCoding") or {"text": words(one.get("valueString"))}
            )
            read = read_concept([concept], where, desk)
            plain.append(Line(read.drug._replace(kind="Medication"), "", f"{where}.value", "", read.conflict))
        elif name == "focus":
            focus.add(last_two(reference_of(one.get("valueReference"))))
        elif name == "patient":
            patient = last_two(reference_of(one.get("valueReference")))
        elif name == "minimumSeverity":
            least = LEAST.get(words(one.get("valueCode")), 0)
    return Asked(_few(found, desk), tuple(plain), frozenset(focus), patient, least)


def _merged(lines: Sequence[Line]) -> list[Line]:
    """The same resource given twice is one."""
    found: dict[str, Line] = {}
    for line in lines:
        found.setdefault(f"{line.patient} {line.reference}" if line.reference else line.where, line)
    return list(found.values())


def _by_patient(lines: Sequence[Line], wanted: str) -> tuple[dict[str, list[Line]], int]:
    """Medications by whose they are, so that no two persons' are ever mixed; and how many were another's than asked for."""
    known = {line.patient for line in lines if line.patient}
    only = wanted or (next(iter(known)) if len(known) == 1 else "")
    groups: dict[str, list[Line]] = {}
    others = 0
    for line in lines:
        if wanted and line.patient and line.patient != wanted:
            others += 1
        else:
            groups.setdefault(line.patient or only, []).append(line)
    return groups or {wanted: []}, others


def _about(found: Found, patient: str, groups: int) -> bool:
    resource = found.resource
    if kind_of(resource) == "Patient":
        return groups == 1 or f"Patient/{words(resource.get('id'))}" == patient
    subject = last_two(reference_of(resource.get("subject") or resource.get("patient")))
    return subject == patient or (groups == 1 and not (subject and patient))


def _entries(
    checked: Checked, lines: Sequence[Line], about: About, asked: Asked, patient: str, gathered: Gathered, desk: RecordsDesk,
    now: datetime,
) -> Iterator[tuple[int, Resource]]:  # fmt: skip
    recorded = list(_mitigations(gathered.others))
    for found in checked.issues:
        references = {lines[place].reference for place in found.drugs}
        severity = SEVERITY.get(found.finding.severity, "")
        if asked.focus and not asked.focus & {last_two(one) for one in references}:
            continue
        if severity and LEAST[severity] < asked.least:
            continue
        mitigations = [one for implicated, one in recorded if implicated <= references]
        yield (
            RANK[found.finding.severity],
            detected_issue(
                found, lines, desk, now, patient=patient, facts=_facts(found, about), mitigations=mitigations,
            ),
        )  # fmt: skip


def _facts(found: Issue, about: About) -> list[str]:
    """The resources that say what made a finding about this person match."""
    factors = {
        step.fact.removesuffix("_over").removesuffix("_under")
        for step in found.finding.because
        if step.kind == "person"
    }
    if not factors:
        return []
    values = {
        value for step in found.finding.because if step.kind == "person" for value in step.value.split(", ")
    } | factors
    return list(dict.fromkeys(reference for name, reference in about.facts if name in values and reference))


def _mitigations(others: Sequence[Found]) -> Iterator[tuple[frozenset[str], Mapping[str, Any]]]:
    """Mitigations that are on record, with the resources that they are about."""
    for one in others:
        if kind_of(one.resource) == "DetectedIssue" and status_code(one.resource.get("status")) != "entered-in-error":
            implicated = frozenset(last_two(reference_of(link)) for link in things(one.resource.get("implicated")))
            for mitigation in things(one.resource.get("mitigation")):
                action = thing(mitigation.get("action"))
                coded = [
                    {key: words(coding[key]) for key in ("system", "code", "display") if words(coding.get(key))}
                    for coding in things(action.get("coding"))
                ]
                kept = {"coding": [one for one in coded if one], "text": words(action.get("text"))}
                clean = {key: value for key, value in kept.items() if value}
                if implicated and clean:
                    yield implicated, {"action": clean}


def _head(
    drugs: int, pairs: int, patients: int, gathered: Gathered, others: int, desk: RecordsDesk
) -> Iterator[Resource]:
    name, version = ("counted" if patients == 1 else "counted_patients"), desk.knowledge.version
    yield issue(
        "information", "informational", desk.say(name, drugs=drugs, pairs=pairs, patients=patients, version=version)
    )
    if gathered.left_out:
        yield issue("information", "informational", desk.say("left_out", count=gathered.left_out))
    if others:
        yield issue("information", "informational", desk.say("outcome_other_patient", count=others))
    if gathered.partial:
        yield issue("warning", "incomplete", desk.say("paged_detail"))
    yield issue("information", "informational", desk.say("outcome_unsigned"))


def _said(checked: Checked, lines: Sequence[Line], about: About, desk: RecordsDesk) -> Iterator[Resource]:
    """What has to be said of one patient's medications, besides the findings."""
    for place, name in checked.not_recognised:
        shown = lines[place].drug.name
        full = name if name.casefold() == shown.casefold() else desk.say("ingredient_of", ingredient=name, name=shown)
        yield issue("warning", "not-found", desk.say("outcome_not_checked", name=full), lines[place].where)
    for place, name in checked.not_reviewed:
        yield issue("warning", "not-found", desk.say("outcome_not_reviewed", name=name), lines[place].where)
    for place, name, families in checked.partly:
        text = desk.say("outcome_partly", name=name, families=desk.families(families))
        yield issue("warning", "incomplete", text, lines[place].where)
    for drug, line in zip(checked.drugs, lines, strict=True):
        yield from _reading(drug, line, checked, desk)
    for place, text in stopped_facts(checked, desk):
        yield issue("information", "informational", text, lines[place].where)
    for drug, line in zip(checked.drugs, lines, strict=True):
        if counted := list(drug_facts(drug, desk)):
            yield issue("information", "informational", "; ".join(counted), line.where)
    if about.facts:
        facts = ", ".join(dict.fromkeys(name.replace("_", " ") for name, _ in about.facts))
        yield issue("information", "informational", desk.say("outcome_person", facts=facts))
    if missing := missing_facts(checked, desk):
        yield issue("information", "informational", missing)


def _reading(drug: Drug, line: Line, checked: Checked, desk: RecordsDesk) -> Iterator[Resource]:
    """How one drug was read, where that was not plain."""
    for typed, substances in drug.spelled:
        names = desk.guide.names(substances)
        yield issue("warning", "informational", desk.say("outcome_spelled", typed=typed, names=names), line.where)
    assumed = {one["typed"]: one["assumed"] for one in checked.assessment.ambiguous} if checked.assessment else {}
    for one in drug.ambiguous:
        names = desk.guide.names(assumed.get(one.intake.text, ()))
        yield issue(
            "warning", "informational", desk.say("outcome_ambiguous", typed=one.intake.text, names=names), line.where
        )
    if line.conflict:
        system, _, code = line.conflict.partition(" ")
        code = code if system == "RXNORM" else line.conflict
        yield issue("warning", "conflict", desk.say("outcome_conflict", name=drug.name, code=code), line.where)
    if line.unresolved:
        yield issue("warning", "incomplete", desk.say("outcome_reference", reference=line.unresolved), line.where)
