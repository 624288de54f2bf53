"""Two hundred synthetic patients through the faces, against the command line's own path to an answer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

import mixwise
from tests.faces.records.patients import Patient, patients
from tests.faces.records.setting import client

COUNT = 200
FHIR_WORD = {"dangerous": "high", "major": "high", "moderate": "moderate", "minor": "low"}


def prescribed(name: str) -> dict[str, str]:
    """A question's intake for a medicine that was ordered: it came from a pharmacy."""
    return {"text": name, "supply": "pharmacy"}


@pytest.fixture(scope="module")
def everybody() -> list[Patient]:
    return patients(COUNT)


@pytest.fixture(scope="module")
def told(everybody: list[Patient]) -> list[dict[str, Any]]:
    """What `mixwise check --jsonl` says of each, by name: another door, another process."""
    lines = "".join(
        json.dumps({"id": one.number, "substances": [prescribed(name) for name in one.substances]}) + "\n"
        for one in everybody
    )
    done = subprocess.run(
        [sys.executable, "-m", "mixwise", "check", "--jsonl"],
        input=lines,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_finding_is_a_detected_issue_and_no_other(
    everybody: list[Patient], told: list[dict[str, Any]], plain: TestClient
) -> None:
    whole: Counter[str] = Counter()
    for patient, answer in zip(everybody, told, strict=True):
        body = plain.post("/fhir/$check-combination", json=patient.bundle).json()
        found = Counter(
            (one["resource"].get("severity"), len(one["resource"]["implicated"]))
            for one in body["entry"] if one["resource"]["resourceType"] == "DetectedIssue"
        )  # fmt: skip
        wanted = Counter((FHIR_WORD[one["severity"]], len(one["substances"])) for one in answer["findings"])
        assert found == wanted, patient.substances
        incomplete = any(one["code"] in ("not-found", "incomplete") for one in body["entry"][-1]["resource"]["issue"])
        assert incomplete is not answer["complete"]
        whole.update(one["severity"] for one in answer["findings"])
    assert sum(whole.values()) > 1000, "the patients are too well to show anything"
    assert set(whole) == {"dangerous", "major", "moderate", "minor"}


def test_the_same_pairs_come_out_of_the_old_interface(
    everybody: list[Patient], told: list[dict[str, Any]], plain: TestClient
) -> None:
    for patient, answer in zip(everybody[:60], told, strict=False):
        codes = {
            one["resource"]["medicationCodeableConcept"]["coding"][0]["code"]: name
            for one, name in zip(patient.bundle["entry"], patient.substances, strict=True)
        }
        body = plain.get("/REST/interaction/list.json", params={"rxcuis": " ".join(codes)}).json()
        entries = body.get("fullInteractionTypeGroup", [{"fullInteractionType": []}])[0]["fullInteractionType"]
        found = {
            frozenset(codes[one["rxcui"]] for one in entry["minConcept"]): entry["interactionPair"][0]["severity"]
            for entry in entries if entry["interactionPair"][0]["severity"] != "N/A"
        }  # fmt: skip
        pairs: dict[frozenset[str], str] = {}
        for one in answer["findings"]:
            if len(one["substances"]) == 2:
                pairs.setdefault(frozenset(one["substances"]), FHIR_WORD[one["severity"]])
        order = ["low", "moderate", "high"]  # a couple that stands for a set as well may be worse than the pair alone
        assert [pair for pair, severity in pairs.items() if order.index(found[pair]) < order.index(severity)] == []
        assert ("fullInteractionTypeGroup" in body) is bool(answer["findings"] or not answer["complete"])


def test_a_floor_loses_no_alert_above_it(everybody: list[Patient]) -> None:
    """Against alert fatigue: what each floor leaves, and that nothing dangerous or major is ever lost, whatever the floor."""
    counts: dict[str, Counter[str]] = {}
    for floor in ("info", "warning", "critical"):
        to = client(min_indicator=floor, most_cards=1000)
        counts[floor] = Counter()
        for patient in everybody[:80]:
            call = {
                "hook": "patient-view", "hookInstance": "x", "context": {"userId": "Practitioner/1", "patientId": str(patient.number)},
                "prefetch": {"medicationRequests": patient.bundle, "medicationStatements": None},
            }  # fmt: skip
            cards = to.post("/cds-services/mixwise-patient-view", json=call).json()["cards"]
            counts[floor].update(card["indicator"] for card in cards if "overrideReasons" in card)
    assert counts["info"]["critical"] == counts["warning"]["critical"] == counts["critical"]["critical"] > 0
    assert counts["info"]["warning"] == counts["warning"]["warning"] > 0
    assert set(counts["critical"]) == {"critical"}
    expected = sum(
        one.severity in ("dangerous", "major")
        for patient in everybody[:80]
        for one in mixwise.check([mixwise.Intake(**prescribed(name)) for name in patient.substances]).findings
    )
    assert counts["critical"]["critical"] == expected
