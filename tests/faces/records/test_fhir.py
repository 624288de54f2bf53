"""FHIR: lenient in, strict out; who is checked, what counts as current, and what is said of the rest."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fhirpathpy
import pytest
from fhir.resources.R4B import get_fhir_model_class
from starlette.testclient import TestClient

import mixwise
from mixwise.faces.records.desk import RecordsDesk
from mixwise.faces.records.fhir.current import is_taken
from mixwise.faces.records.fhir.lenient import last_two
from mixwise.faces.records.fhir.operation import check_combination
from mixwise.faces.records.settings import Records
from mixwise.knowledge.store import load
from tests.faces.records.setting import RXNORM, bundle, client, payload, request_for

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
CHECK = "/fhir/$check-combination"
IBUPROFEN = request_for("5640", identity="a")
WARFARIN = request_for("11289", identity="b")


def valid(resource: dict[str, Any]) -> dict[str, Any]:
    """The resource, after R4B's own models took it, every entry by itself as well."""
    for entry in resource.get("entry", []):
        valid(entry["resource"])
    get_fhir_model_class(resource["resourceType"]).model_validate_json(json.dumps(resource))
    return resource


def issues(body: dict[str, Any]) -> list[dict[str, Any]]:
    return [one["resource"] for one in body["entry"] if one["resource"]["resourceType"] == "DetectedIssue"]


def said(body: dict[str, Any]) -> list[tuple[str, str, str]]:
    outcome = body["entry"][-1]["resource"] if body["resourceType"] == "Bundle" else body
    assert outcome["resourceType"] == "OperationOutcome"
    return [(one["severity"], one["code"], one["details"]["text"]) for one in outcome["issue"]]


def check(what: Any, to: TestClient, status: int = 200, kind: str = "application/fhir+json") -> dict[str, Any]:
    content = what if isinstance(what, bytes) else json.dumps(what).encode()
    answer = to.post(CHECK, content=content, headers={"content-type": kind})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/fhir+json")
    return valid(answer.json())


def test_a_pair_is_a_detected_issue_that_points_at_what_was_sent(plain: TestClient) -> None:
    body = check(
        bundle(request_for("5640", "ibuprofen 400 MG Oral Tablet", "draft-1", status="draft"), WARFARIN), plain
    )
    (issue,) = issues(body)
    example = payload("fhir-1.json")
    assert issue.keys() == example.keys()
    assert issue["severity"] == example["severity"]
    assert issue["code"]["coding"] == example["code"]["coding"]
    assert [one["reference"] for one in issue["implicated"]] == ["MedicationRequest/draft-1", "MedicationRequest/b"]
    assert issue["patient"] == {"reference": "Patient/p1"}
    assert "No clinician has signed this" in issue["detail"]
    assert body.keys() == payload("fhir-2.json").keys()
    assert fhirpathpy.evaluate(body, "Bundle.entry.resource.ofType(DetectedIssue).implicated.reference") == [
        "MedicationRequest/draft-1",
        "MedicationRequest/b",
    ]


def test_the_same_content_has_the_same_id_and_bytes() -> None:
    desk = RecordsDesk(Records(), load())
    first, second = (json.dumps(check_combination(bundle(IBUPROFEN, WARFARIN), desk, NOW)) for _ in range(2))
    assert first == second
    moved = check_combination(bundle(WARFARIN, IBUPROFEN), desk, NOW)
    assert {one["id"] for one in issues(moved)} == {one["id"] for one in issues(json.loads(first))}


def test_nothing_found_is_a_bundle_with_an_outcome_alone(plain: TestClient) -> None:
    body = check(bundle(request_for("723"), request_for("161")), plain)
    assert issues(body) == []
    assert said(body)[0][2].startswith("2 medications checked, 1 pairs, knowledge version ")
    assert "does not mean absence of danger" in " ".join(text for _, _, text in said(body))


def test_what_is_not_recognised_is_said_with_its_place(plain: TestClient) -> None:
    body = check(bundle(IBUPROFEN, WARFARIN, request_for(text="Nervoheel N")), plain)
    assert ("warning", "not-found", "Not recognised, not checked: Nervoheel N") in said(body)
    (place,) = fhirpathpy.evaluate(
        body, "Bundle.entry.resource.ofType(OperationOutcome).issue.where(code = 'not-found').expression"
    )
    assert place == "Bundle.entry[2].resource"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "structure"), (b'{"a": NaN}', 400, "structure"), (b"\xff\xfe", 400, "structure"), (b"[" * 100_000, 400, "structure"),
        (b'{"resourceType": "Observation"}', 400, "invalid"), (b"[]", 400, "invalid"), (b'"x"', 400, "invalid"), (b"null", 400, "invalid"),
        (b'{"resourceType": ["Bundle"]}', 400, "invalid"), (b'{"resourceType": "Bundle"}', 400, "required"),
        (b'{"resourceType": "Parameters", "parameter": []}', 400, "required"), (b'{"resourceType": "Parameters", "parameter": null}', 400, "required"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_refused(plain: TestClient, body: bytes, status: int, code: str) -> None:
    assert said(check(body, plain, status))[0][:2] == ("error", code)


def test_what_is_too_large_is_refused_however_it_is_sent(plain: TestClient) -> None:
    big = json.dumps(bundle(*[IBUPROFEN] * 50_000)).encode()
    assert len(big) > 10_000_000
    assert said(check(big, plain, 413))[0][:2] == ("error", "too-costly")
    chunks = (big[start : start + 65_536] for start in range(0, len(big), 65_536))
    assert plain.post(CHECK, content=chunks).status_code == 413
    many = json.dumps(bundle(*[{"resourceType": "Basic"}] * 25_000)).encode()
    assert said(check(many, plain, 413))[0][:2] == ("error", "too-costly")


def test_formats(plain: TestClient) -> None:
    assert (
        plain.get("/fhir/metadata", params={"_format": "json"}, headers={"accept": "application/xml"}).status_code
        == 200
    )
    for headers, query in (({"accept": "application/fhir+xml"}, {}), ({}, {"_format": "xml"})):
        answer = plain.get("/fhir/metadata", params=query, headers=headers)
        assert (answer.status_code, said(valid(answer.json()))[0][1]) == (406, "not-supported")
    body = json.dumps(bundle(IBUPROFEN, WARFARIN)).encode()
    for kind in ("application/fhir+json", "application/json", "application/json+fhir"):
        assert plain.post("/fhir/%24check-combination", content=body, headers={"content-type": kind}).status_code == 200


@pytest.mark.parametrize("path", ["/fhir/Patient", "/fhir/", "/fhir/$other", "/fhir/metadata/x"])
def test_unknown_paths_are_an_outcome(plain: TestClient, path: str) -> None:
    answer = plain.get(path)
    assert (answer.status_code, said(valid(answer.json()))[0][1]) == (404, "not-found")


def test_the_statement_and_the_definition_are_valid_and_name_the_operation(plain: TestClient) -> None:
    statement = valid(plain.get("/fhir/metadata").json())
    definition = valid(plain.get("/fhir/OperationDefinition/check-combination").json())
    assert statement["fhirVersion"] == "4.0.1"
    assert statement["rest"][0]["operation"][0]["definition"] == definition["url"]
    assert (definition["affectsState"], definition["system"]) == (False, True)


# --------------------------------------------------------------------------------------------------- finding the drug


def concept(*codings: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"coding": list(codings), **more}


WAYS = {
    "a coding as an object": request_for() | {"medicationCodeableConcept": {"coding": {"system": RXNORM, "code": "11289"}}},
    "a number as a code": request_for() | {"medicationCodeableConcept": concept({"system": RXNORM, "code": 11289})},
    "spaces": request_for() | {"medicationCodeableConcept": concept({"system": f" {RXNORM}/ ", "code": " 11289 "})},
    "https": request_for() | {"medicationCodeableConcept": concept({"system": RXNORM.replace("http:", "https:"), "code": "11289"})},
    "an OID": request_for() | {"medicationCodeableConcept": concept({"system": "urn:oid:2.16.840.1.113883.6.88", "code": "11289"})},
    "text": request_for(text="Warfarin sodium 5 mg oral tablet"),
    "a display": request_for() | {"medicationCodeableConcept": concept({"system": "http://own.example", "code": "W5", "display": "Coumadin"})},
    "a code nobody knows, with text": request_for("99999999", "warfarin"),
    "STU3": request_for(kind="MedicationOrder"), "an R5 concept": {"resourceType": "MedicationRequest", "medication": {"concept": {"text": "warfarin"}}},
    "a reference by display": {"resourceType": "MedicationStatement", "status": "active", "medicationReference": {"reference": "Medication/none", "display": "warfarin"}},
    "contained": {"resourceType": "MedicationRequest", "contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "warfarin"}}], "medicationReference": {"reference": "#m"}},
    "a statement": request_for("11289", kind="MedicationStatement"), "a dispense": request_for("11289", kind="MedicationDispense", status="completed"),
    "an administration": request_for("11289", kind="MedicationAdministration", status="completed"),
    "a medication by itself": {"resourceType": "MedicationRequest", "medicationCodeableConcept": "warfarin"},
}  # fmt: skip
WAYS["STU3"]["medicationCodeableConcept"] = {"text": "warfarin"}


@pytest.mark.parametrize("way", WAYS)
def test_a_drug_is_found_in_every_way_that_it_is_sent(plain: TestClient, way: str) -> None:
    (issue,) = issues(check(bundle(IBUPROFEN, WAYS[way]), plain))
    assert issue["severity"] == "high"


@pytest.mark.parametrize(
    ("url", "reference"),
    [
        ("urn:uuid:2b0a6c0e-8d55-4c39-9d61-3f7f3f3c0a01",) * 2,
        ("https://ehr.example/fhir/Medication/m1", "Medication/m1"),
        ("", "Medication/m1"),
        ("", "https://ehr.example/fhir/Medication/m1"),
    ],
)
def test_references_are_followed_within_the_bundle(plain: TestClient, url: str, reference: str) -> None:
    medication = {
        "resourceType": "Medication",
        "id": "m1",
        "ingredient": [{"itemCodeableConcept": {"text": "warfarin"}}, {"itemCodeableConcept": {"text": "aspirin"}}],
    }
    order = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "id": "o",
        "medicationReference": {"reference": reference},
    }
    sent = bundle(IBUPROFEN, order)
    sent["entry"].append({"resource": medication, **({"fullUrl": url} if url else {})})
    assert {frozenset(one["reference"] for one in issue["implicated"]) for issue in issues(check(sent, plain))} == {
        frozenset({"MedicationRequest/a", "MedicationRequest/o"})
    }


def test_a_reference_that_leads_nowhere_is_said(plain: TestClient) -> None:
    body = check(
        bundle(
            IBUPROFEN,
            {"resourceType": "MedicationRequest", "id": "x", "medicationReference": {"reference": "Medication/gone"}},
        ),
        plain,
    )
    assert ("warning", "incomplete", "A reference cannot be resolved: Medication/gone") in said(body)
    assert any(code == "not-found" for _, code, _ in said(body))


def test_codings_that_disagree_are_said_and_the_most_specific_is_used(full: TestClient) -> None:
    mixed = request_for(identity="m") | {
        "medicationCodeableConcept": concept({"system": RXNORM, "code": "5640"}, {"system": RXNORM, "code": "855332"})
    }
    body = check(bundle(mixed, request_for("1191", identity="s")), full)
    assert any(code == "conflict" and "855332" in text for _, code, text in said(body))
    agreeing = request_for() | {
        "medicationCodeableConcept": concept(
            {"system": RXNORM, "code": "855332"}, {"system": "http://www.whocc.no/atc", "code": "B01AA03"}
        )
    }
    assert not any(code == "conflict" for _, code, _ in said(check(bundle(agreeing, IBUPROFEN), full)))


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("http://www.whocc.no/atc", "B01AA03"),
        ("http://fdasis.nlm.nih.gov", "5Q7ZVV76EI"),
        ("http://hl7.org/fhir/sid/ndc", "0056-0172-70"),
        ("http://snomed.info/sct", "372756006"),
    ],
)
def test_other_code_systems_are_read_with_a_release(full: TestClient, system: str, code: str) -> None:
    sent = request_for() | {"medicationCodeableConcept": concept({"system": system, "code": code})}
    assert len(issues(check(bundle(IBUPROFEN, sent), full))) == 1


def test_a_name_that_was_mended_or_has_several_meanings_is_told(plain: TestClient) -> None:
    body = check(bundle(request_for(text="diazepaam"), request_for(text="ice"), WARFARIN), plain)
    texts = " ".join(text for _, _, text in said(body))
    assert '"diazepaam" was read as diazepam' in texts
    assert '"ice" can mean several things' in texts


def test_drugs_without_an_id_are_contained(plain: TestClient) -> None:
    (issue,) = issues(
        check(
            {
                "resourceType": "Parameters",
                "parameter": [
                    {"name": "medication", "valueCodeableConcept": {"text": one}} for one in ("ibuprofen", "warfarin")
                ],
            },
            plain,
        )
    )
    assert [one["reference"] for one in issue["implicated"]] == ["#m1", "#m2"]
    assert [one["id"] for one in issue["contained"]] == ["engine", "m1", "m2"]


def test_a_list_is_read_through_its_items(plain: TestClient) -> None:
    listed = {
        "resourceType": "List",
        "status": "current",
        "mode": "working",
        "subject": {"reference": "Patient/p1"},
        "entry": [
            {"item": {"reference": "MedicationStatement/1", "display": "ibuprofen"}},
            {"item": {"display": "warfarin"}},
            {"deleted": True, "item": {"display": "nervoheel"}},
            {"item": {"reference": "MedicationStatement/9"}},
        ],
    }
    body = check(listed, plain)
    assert len(issues(body)) == 1
    assert any("MedicationStatement/9" in text for _, _, text in said(body))
    assert not any("nervoheel" in text for _, _, text in said(body))


def test_a_medication_alone_and_a_bundle_inside_parameters(plain: TestClient) -> None:
    assert said(check({"resourceType": "Medication", "code": {"text": "warfarin"}}, plain))[0][2].startswith(
        "1 medications checked, 0 pairs"
    )
    body = check(
        {
            "resourceType": "Parameters",
            "parameter": [
                {"name": "medications", "resource": bundle(IBUPROFEN, WARFARIN)},
                {"name": "patient", "valueReference": {"reference": "Patient/p1"}},
            ],
        },
        plain,
    )
    assert issues(body)[0]["patient"] == {"reference": "Patient/p1"}


def test_focus_and_minimum_severity(plain: TestClient) -> None:
    parts: list[dict[str, Any]] = [
        {"name": "medications", "resource": bundle(IBUPROFEN, WARFARIN, request_for("1191", identity="c"))}
    ]
    everything = issues(check({"resourceType": "Parameters", "parameter": parts}, plain))
    focused = issues(
        check(
            {
                "resourceType": "Parameters",
                "parameter": [*parts, {"name": "focus", "valueReference": {"reference": "MedicationRequest/a"}}],
            },
            plain,
        )
    )
    assert 0 < len(focused) < len(everything)
    assert all("MedicationRequest/a" in {one["reference"] for one in issue["implicated"]} for issue in focused)
    high = issues(
        check(
            {"resourceType": "Parameters", "parameter": [*parts, {"name": "minimumSeverity", "valueCode": "high"}]},
            plain,
        )
    )
    assert {issue["severity"] for issue in high} == {"high"}


# ------------------------------------------------------------------------------------------------- what counts as current

STATUS = [
    *(("MedicationRequest", one, True) for one in ("active", "draft", "on-hold", None, "unknown", "zzz")),
    *(("MedicationRequest", one, False) for one in ("completed", "cancelled", "stopped", "entered-in-error")),
    *(("MedicationStatement", one, True) for one in ("active", "intended", "on-hold", "unknown", None)),
    *(("MedicationStatement", one, False) for one in ("completed", "stopped", "not-taken", "entered-in-error")),
    *(
        (kind, one, True)
        for kind in ("MedicationDispense", "MedicationAdministration")
        for one in ("completed", "in-progress", None)
    ),
    *(
        (kind, one, False)
        for kind in ("MedicationDispense", "MedicationAdministration")
        for one in ("entered-in-error", "cancelled", "declined", "not-done")
    ),
]


@pytest.mark.parametrize(("kind", "status", "taken"), STATUS)
def test_status_decides(plain: TestClient, kind: str, status: str | None, taken: bool) -> None:
    body = check(bundle(IBUPROFEN, request_for("11289", kind=kind, status=status)), plain)
    assert bool(issues(body)) is taken
    assert any("left out" in text for _, _, text in said(body)) is not taken


@pytest.mark.parametrize(
    "intent",
    ["proposal", "plan", "order", "original-order", "reflex-order", "filler-order", "instance-order", "option", None],
)
def test_every_intent_counts(plain: TestClient, intent: str | None) -> None:
    assert issues(check(bundle(IBUPROFEN, request_for("11289", intent=intent)), plain))


@pytest.mark.parametrize("flag", ["doNotPerform", "wasNotTaken", "wasNotGiven"])
def test_what_was_not_to_be_or_not_taken_is_left_out(plain: TestClient, flag: str) -> None:
    assert not issues(check(bundle(IBUPROFEN, {**request_for("11289"), flag: True}), plain))


def day(days: int) -> str:
    return (NOW - timedelta(days=days)).date().isoformat()


DATES = [
    ({"resourceType": "MedicationStatement", "effectivePeriod": {"end": day(200)}}, False),
    ({"resourceType": "MedicationStatement", "effectivePeriod": {"end": day(14)}}, True),
    ({"resourceType": "MedicationStatement", "effectivePeriod": {"start": day(2000)}}, True),
    ({"resourceType": "MedicationStatement", "effectivePeriod": {"end": "not a date"}}, True),
    ({"resourceType": "MedicationStatement", "effectiveDateTime": day(400)}, True),
    ({"resourceType": "MedicationRequest", "authoredOn": day(3000)}, True),
    ({"resourceType": "MedicationRequest", "dispenseRequest": {"validityPeriod": {"end": day(300)}}}, False),
    ({"resourceType": "MedicationRequest", "dispenseRequest": {"validityPeriod": {"end": day(30)}}}, True),
    ({"resourceType": "MedicationRequest", "dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": {"end": "2025"}}}}]}, False),
    ({"resourceType": "MedicationDispense", "whenHandedOver": day(150)}, False),
    ({"resourceType": "MedicationDispense", "whenHandedOver": day(150), "daysSupply": {"value": 90}}, True),
    ({"resourceType": "MedicationAdministration", "effectiveDateTime": day(150)}, False),
    ({"resourceType": "MedicationAdministration", "effectiveDateTime": day(2)}, True),
    ({"resourceType": "MedicationAdministration", "effectivePeriod": {"end": day(101)}}, False),
]  # fmt: skip


@pytest.mark.parametrize(("resource", "taken"), DATES)
def test_only_what_ended_long_ago_is_past(resource: dict[str, Any], taken: bool) -> None:
    assert is_taken(resource, NOW, 100) is taken


# -------------------------------------------------------------------------------------------------------------- the person


def about(kind: str, code: str, system: str = "http://snomed.info/sct", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": kind,
        "id": "c",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": system, "code": code}]},
        **more,
    }


LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RECENT = day(10)
PEOPLE: dict[str, tuple[dict[str, Any], str, str]] = {
    "kidney disease by SNOMED CT": (about("Condition", "709044004"), "5640", "c"),
    "kidney disease by ICD-10-CM": (about("Condition", "N18.4", "http://hl7.org/fhir/sid/icd-10-cm"), "5640", "c"),
    "pregnancy as a condition": (about("Condition", "77386006"), "29046", "c"),
    "pregnancy as an observation": (about("Observation", "82810-3", LOINC, status="final", effectiveDateTime=RECENT, valueCodeableConcept={"coding": [{"system": SNOMED, "code": "77386006"}]}), "29046", "c"),
    "a low eGFR": (about("Observation", "62238-1", LOINC, status="final", effectiveDateTime=RECENT, valueQuantity={"value": 31, "unit": "mL/min/1.73m2", "code": "mL/min/{1.73_m2}"}), "5640", "c"),
    "a long QTc": (about("Observation", "8636-3", LOINC, status="final", effectiveDateTime=RECENT, valueQuantity={"value": 512, "code": "ms"}), "6813", "c"),
    "age": ({"resourceType": "Patient", "id": "p1", "birthDate": "1940-02-01"}, "5640", "p1"),
}  # fmt: skip


@pytest.mark.parametrize("case", PEOPLE)
def test_what_a_record_says_of_the_person_counts_and_is_implicated(plain: TestClient, case: str) -> None:
    resource, code, identity = PEOPLE[case]
    drug = request_for(code, identity="a")
    before = issues(check(bundle(drug), plain))
    body = check(bundle(drug, resource), plain)
    new = [one for one in issues(body) if one["id"] not in {old["id"] for old in before}]
    assert new
    assert {f"{resource['resourceType']}/{identity}"} <= {
        one["reference"] for issue in new for one in issue["implicated"]
    }
    assert any(text.startswith("Counted for the patient: ") for _, _, text in said(body))


NOT_THE_PERSON = [
    about("Condition", "709044004", clinicalStatus={"coding": [{"code": "resolved"}]}), about("Condition", "709044004", verificationStatus={"coding": [{"code": "refuted"}]}),
    about("Condition", "709044004", abatementDateTime="2020"), about("Condition", "999999"), about("Condition", "709044004", subject={"reference": "Patient/p2"}),
    about("Observation", "62238-1", LOINC, effectiveDateTime=RECENT, valueQuantity={"value": 90, "code": "mL/min/{1.73_m2}"}),
    about("Observation", "62238-1", LOINC, effectiveDateTime=RECENT, valueQuantity={"value": 1.2, "code": "mg/dL"}),
    about("Observation", "62238-1", LOINC, effectiveDateTime="2001-01-01", valueQuantity={"value": 20, "code": "mL/min/{1.73_m2}"}),
    about("Observation", "62238-1", LOINC, status="entered-in-error", effectiveDateTime=RECENT, valueQuantity={"value": 20, "code": "mL/min/{1.73_m2}"}),
    about("Observation", "62238-1", LOINC, effectiveDateTime=RECENT, valueQuantity={"value": True}),
]  # fmt: skip


@pytest.mark.parametrize("resource", NOT_THE_PERSON)
def test_what_a_record_does_not_say_does_not_count(plain: TestClient, resource: dict[str, Any]) -> None:
    assert issues(check(bundle(IBUPROFEN, resource), plain)) == []


def test_the_newest_observation_counts(plain: TestClient) -> None:
    def egfr(value: int, when: str) -> dict[str, Any]:
        return about(
            "Observation",
            "62238-1",
            LOINC,
            effectiveDateTime=when,
            valueQuantity={"value": value, "code": "mL/min/{1.73_m2}"},
        )

    assert issues(check(bundle(IBUPROFEN, egfr(30, day(300)), egfr(95, day(5))), plain)) == []
    assert issues(check(bundle(IBUPROFEN, egfr(30, day(5)), egfr(95, day(300))), plain))


def test_smoking_and_alcohol_are_taken_too(plain: TestClient) -> None:
    drinks = about("Observation", "74013-4", LOINC, effectiveDateTime=RECENT, valueQuantity={"value": 4})
    (issue, *_) = issues(check(bundle(request_for("596", identity="x"), drinks), plain))
    assert issue["severity"] == "high"
    assert {one["reference"] for one in issue["implicated"]} == {"MedicationRequest/x", "Observation/c"}
    smokes = about(
        "Observation",
        "72166-2",
        LOINC,
        effectiveDateTime=RECENT,
        valueCodeableConcept={"coding": [{"system": SNOMED, "code": "449868002"}]},
    )
    body = check(bundle(request_for(text="olanzapine", identity="o"), smokes), plain)
    assert any("Observation/c" in {one["reference"] for one in issue["implicated"]} for issue in issues(body))


# ----------------------------------------------------------------------------------------------- orders, patients, past alerts


def test_one_order_in_several_resources_is_not_held_against_itself(plain: TestClient) -> None:
    body = check(
        bundle(
            WARFARIN,
            request_for("11289", identity="s", kind="MedicationStatement"),
            request_for("11289", identity="d", kind="MedicationDispense"),
        ),
        plain,
    )
    assert issues(body) == []
    (issue,) = issues(
        check(bundle(WARFARIN, request_for("11289", identity="s", kind="MedicationStatement"), IBUPROFEN), plain)
    )
    assert {one["reference"] for one in issue["implicated"]} == {
        "MedicationRequest/a",
        "MedicationRequest/b",
        "MedicationStatement/s",
    }


def test_one_ingredient_in_two_orders_is_a_duplicate(full: TestClient) -> None:
    found = issues(check(bundle(request_for("9000013", identity="p"), request_for("161", identity="t")), full))
    assert any(
        one["evidence"][0]["code"][0]["text"]
        for one in found
        if {r["reference"] for r in one["implicated"]} == {"MedicationRequest/p", "MedicationRequest/t"}
    )
    assert not issues(check(bundle(request_for("9000013", identity="p")), full)), "a product is not held against itself"


def test_two_patients_are_never_mixed(plain: TestClient) -> None:
    other = request_for("11289", identity="z", subject={"reference": "Patient/p2"})
    assert issues(check(bundle(IBUPROFEN, other), plain)) == []
    asked = {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "medications", "resource": bundle(IBUPROFEN, WARFARIN, other)},
            {"name": "patient", "valueReference": {"reference": "Patient/p1"}},
        ],
    }
    body = check(asked, plain)
    assert len(issues(body)) == 1
    assert any("about another patient" in text for _, _, text in said(body))


def test_bulk_data_lines_are_checked_by_patient(plain: TestClient) -> None:
    lines = [
        json.dumps(request_for(code, identity=f"{p}-{code}", subject={"reference": f"Patient/{p}"}))
        for p in ("p1", "p2", "p3")
        for code in ("5640", "11289")
    ]
    body = check("\n".join([*lines, ""]).encode(), plain, kind="application/fhir+ndjson")
    assert [one["patient"]["reference"] for one in issues(body)] == ["Patient/p1", "Patient/p2", "Patient/p3"]
    assert said(body)[0][2].startswith("3 patients, 6 medications checked, 3 pairs")
    assert (
        said(check(lines[0].encode() + b"\n{broken\n", plain, 400, kind="application/fhir+ndjson"))[0][1] == "structure"
    )


def test_a_mitigation_on_record_is_noted_and_hides_nothing(plain: TestClient) -> None:
    recorded = {
        "resourceType": "DetectedIssue",
        "status": "final",
        "implicated": [{"reference": "MedicationRequest/a"}, {"reference": "MedicationRequest/b"}],
        "mitigation": [
            {
                "action": {
                    "coding": [
                        {
                            "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode",
                            "code": "9",
                            "display": "Instituted Ongoing Monitoring Program",
                        }
                    ]
                }
            }
        ],
    }
    (issue,) = issues(check(bundle(IBUPROFEN, WARFARIN, recorded), plain))
    assert issue["severity"] == "high"
    assert "Instituted Ongoing Monitoring Program" in issue["detail"]
    assert issue["mitigation"][0]["action"]["coding"][0]["code"] == "9"


def test_prescribed_opioids_are_not_taken_for_street_supply(plain: TestClient) -> None:
    details = " ".join(
        one["detail"]
        for one in issues(check(bundle(request_for("4337", identity="f"), request_for("596", identity="x")), plain))
    )
    assert details
    assert "supply is" not in details


def test_what_was_reviewed_in_part_is_a_warning(plain: TestClient) -> None:
    store = mixwise.load()
    name = next(
        one
        for one in store.ids("substance")
        if 0 < len(store.row("substance", one)["not_reviewed"]) < 18 and store.row("substance", one)["codes"]
    )
    body = check(bundle(request_for(store.row("substance", name)["codes"]["rxcui"]), WARFARIN), plain)
    assert any(code == "incomplete" and text.startswith("Only partly reviewed: ") for _, code, text in said(body))


def test_a_failure_is_an_outcome_that_says_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("warfarin")

    monkeypatch.setattr("mixwise.faces.records.fhir.operation.check_drugs", broken)
    body = check(bundle(IBUPROFEN, WARFARIN), client(), 500)
    assert said(body)[0][:2] == ("fatal", "exception")
    assert "warfarin" not in json.dumps(body) + caplog.text


def test_references_are_compared_without_server_and_version() -> None:
    assert last_two("https://a.example/fhir/Patient/1/_history/2") == "Patient/1"
    assert last_two("urn:uuid:x") == "urn:uuid:x"


def test_every_payload_of_the_contract_is_valid_r4(tmp_path: Path) -> None:
    del tmp_path
    for name in ("fhir-1.json", "fhir-2.json", "cds-hooks-4.json"):
        valid(payload(name))
