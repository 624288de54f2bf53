"""Times, doses and routes of medication resources: read at their cautious ends, and counted without loosening what is current."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mixwise.engine.tongues import when_words
from mixwise.faces.records.cds.calls import read_call
from mixwise.faces.records.cds.cards import cards_for
from mixwise.faces.records.desk import RecordsDesk
from mixwise.faces.records.fhir.operation import check_combination
from mixwise.faces.records.fhir.told import ended, span_of_date, told_of
from mixwise.faces.records.settings import Records
from mixwise.knowledge.store import load
from tests.faces.records.setting import bundle, request_for

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
DESK = RecordsDesk(Records(), load())
READ = when_words(load())


def ago(**back: float) -> str:
    return (NOW - timedelta(**back)).isoformat()


def statement(text: str, status: str, end: str = "", identity: str = "s") -> dict[str, Any]:
    period: dict[str, Any] = {"effectivePeriod": {"end": end}} if end else {}
    return request_for(text=text, identity=identity, kind="MedicationStatement", status=status, **period)


def request(text: str, identity: str = "r", **more: Any) -> dict[str, Any]:
    return request_for(text=text, identity=identity, **more)


def dose(value: float, unit: str = "mg", **timing: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"doseAndRate": [{"doseQuantity": {"value": value, "code": unit}}]}
    return {**found, "timing": {"repeat": timing}} if timing else found


def found(*resources: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
    """The issues, and what the outcome says."""
    entries = [one["resource"] for one in check_combination(bundle(*resources), DESK, NOW)["entry"]]
    return entries[:-1], [one["details"]["text"] for one in entries[-1]["issue"]]


@pytest.mark.parametrize(
    ("dosages", "name", "expected"),
    [
        ([dose(500, "mg", frequency=3, period=1, periodUnit="d")], "x", 1500), ([dose(1, "g", frequency=1, period=8, periodUnit="h")], "x", 3000),
        ([dose(20, "mg", frequency=1, period=1, periodUnit="wk")], "x", 2.857), ([dose(250, "ug", frequency=1, period=1, periodUnit="d")], "x", 0.25),
        ([dose(10, "mg", frequency=1, period=4, periodMax=6, periodUnit="h")], "x", 40), ([dose(5, "mg")], "x", 5),
        ([dose(500, "mg", timeOfDay=["08:00:00", "20:00:00"])], "x", 1000), ([dose(7, "mg", dayOfWeek=["mon", "fri"])], "x", 2),
        ([dose(2, "{tbl}", frequency=2, period=1, periodUnit="d")], "acetaminophen 325 MG Oral Tablet", 1300), ([dose(2, "mL")], "x 5 MG/ML", 0),
        ([dose(500), dose(1000)], "x", 1500), ([{"sequence": 1, **dose(40)}, {"sequence": 2, **dose(20)}], "x", 40),
        ([{"text": "take 500 mg twice a day"}], "x", 1000), ([{"text": "500 mg twice a day", **dose(500)}], "x", 1000),
        ([{**dose(5), "timing": {"code": {"coding": [{"code": "TID"}]}}}], "x", 15), ([{"doseQuantity": {"value": 5, "unit": "mg"}}], "x", 5),
        ([{"doseAndRate": [{"doseRange": {"low": {"value": 5, "unit": "mg"}, "high": {"value": 10, "unit": "mg"}}}]}], "x", 5),
        ([dose(5, "mg", boundsPeriod={"end": "2026-01-01"}), dose(9)], "x", 9), ([dose(5, "mg", boundsPeriod={"start": "2027-01-01"})], "x", 0),
        ([dose(True, "mg")], "x", 0), ([dose(-5, "mg")], "x", 0), ([{}], "x", 0), ([], "x", 0), (["twice"], "x", 0), ([dose(5, "mg", frequency="2")], "x", 5),
    ],
)  # fmt: skip
def test_a_dose_is_milligrams_a_day_at_the_least(dosages: list[Any], name: str, expected: float) -> None:
    assert told_of({"dosageInstruction": dosages}, "MedicationRequest", name, NOW, READ).dose == pytest.approx(
        expected, abs=0.01
    )


@pytest.mark.parametrize(
    ("route", "expected"),
    [("Oral route", "swallowed"), ("Intravenous", "injected"), ("Transdermal", "patch"), ("by owl", ""), ("", "")],
)
def test_a_route_is_one_of_our_words(route: str, expected: str) -> None:
    assert (
        told_of({"dosageInstruction": [{"route": {"text": route}}]}, "MedicationRequest", "x", NOW, READ).route
        == expected
    )


def test_a_date_without_a_zone_may_be_that_of_any() -> None:
    earliest, latest = span_of_date("2026-11-18") or (NOW, NOW)
    assert earliest <= datetime(2026, 11, 17, 12, tzinfo=UTC)
    assert latest >= datetime(2026, 11, 19, 12, tzinfo=UTC)
    assert span_of_date("2026-11-18T10:00:00Z") == (datetime(2026, 11, 18, 10, tzinfo=UTC),) * 2
    assert span_of_date("2026") is not None
    assert span_of_date("2026-13-40") is None
    assert span_of_date({"no": "date"}) is None


def test_an_administration_is_a_moment_that_is_not_sure() -> None:
    given = {
        "effectiveDateTime": ago(hours=3),
        "dosage": {"dose": {"value": 10, "unit": "mg"}, "route": {"text": "IV"}},
    }
    told = told_of(given, "MedicationAdministration", "x", NOW, READ)
    assert told.moment is not None
    assert (told.moment.kind, told.moment.low, told.moment.high, told.moment.sure) == ("ago", 3, 3, False)
    assert (told.dose, told.route) == (10, "injected")
    assert told_of({"effectiveDateTime": ago(hours=-3)}, "MedicationAdministration", "x", NOW, READ).moment is None
    assert told_of({**given, "effectiveDateTime": ago(days=3)}, "MedicationAdministration", "x", NOW, READ).dose == 0


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error", "not-taken", "active", "unknown"])
def test_only_what_is_completed_or_stopped_has_ended(status: str) -> None:
    assert ended({"status": status, "effectivePeriod": {"end": ago(days=5)}}, "MedicationStatement", NOW) is None
    assert ended({"status": "completed"}, "MedicationStatement", NOW) is None
    assert (
        ended(
            {"status": "completed", "doNotPerform": True, "effectivePeriod": {"end": ago(days=5)}},
            "MedicationStatement",
            NOW,
        )
        is None
    )
    moment = ended({"status": "completed", "effectivePeriod": {"end": ago(days=5)}}, "MedicationStatement", NOW)
    assert moment is not None
    assert (moment.low, moment.sure) == (120, True)


@pytest.mark.parametrize("status", ["stopped", "completed"])
def test_a_span_after_what_ended_lately_is_found_and_said(status: str) -> None:
    issues, said = found(request("phenelzine"), statement("fluoxetine", status, ago(days=20)))
    assert {one["code"]["text"] for one in issues} == {"fluoxetine and phenelzine"}
    assert issues[0]["severity"] == "high"
    assert {one["reference"] for one in issues[0]["implicated"]} == {"MedicationRequest/r", "MedicationStatement/s"}
    assert any("five weeks" in one["detail"] for one in issues)
    assert all("fluoxetine: use ended about 20 days ago" in one["detail"] for one in issues)
    assert any(one.startswith("fluoxetine is not current") for one in said)
    assert said[0].startswith("1 medications checked, 0 pairs")


def test_past_its_span_it_is_left_out_as_before() -> None:
    issues, said = found(request("phenelzine"), statement("fluoxetine", "completed", ago(days=60)))
    assert not issues
    assert any("1 resources left out" in one for one in said)
    assert not any("is not current" in one for one in said)


def test_what_is_current_is_not_loosened() -> None:
    for status, end in (("completed", ""), ("not-taken", ago(days=5)), ("entered-in-error", ago(days=5))):
        issues, said = found(request("phenelzine"), statement("fluoxetine", status, end))
        assert not issues
        assert any("1 resources left out" in one for one in said)
    issues, said = found(request("warfarin"), statement("fluoxetine", "completed", ago(days=5)))
    assert not issues  # they interact, but no source names a span for that
    assert not any("Only partly" in one and "fluoxetine" in one for one in said)
    assert not found(
        statement("fluoxetine", "completed", ago(days=5)), statement("phenelzine", "completed", ago(days=5), "t")
    )[0]


def test_a_renewed_order_is_no_stop() -> None:
    issues, said = found(request("oxycodone"), statement("oxycodone", "completed", ago(days=30)))
    assert not issues
    assert any("1 resources left out" in one for one in said)
    renewed, _ = found(request("oxycodone"), statement("oxycodone", "active", ago(days=30)))
    assert not renewed


def test_an_opioid_ordered_again_after_a_break_is_found() -> None:
    issues, _ = found(request("oxycodone", status="draft"), statement("oxycodone", "completed", ago(days=30)))
    assert [one["severity"] for one in issues] == ["high"]
    assert "no longer used to it" in issues[0]["detail"]


def test_an_active_order_with_an_end_behind_it_is_never_past() -> None:
    course = dose(40, "mg", frequency=1, period=1, periodUnit="d", boundsPeriod={"end": ago(days=60)})
    issues, _ = found(request("phenelzine"), request("fluoxetine", "f", dosageInstruction=[course]))
    assert any(one["severity"] == "high" for one in issues)


def test_an_administration_long_ago_is_never_past() -> None:
    given = request_for(
        text="phenelzine",
        identity="g",
        kind="MedicationAdministration",
        status="completed",
        effectiveDateTime=ago(days=50),
    )
    issues, said = found(request("sertraline"), given)
    assert issues[0]["severity"] == "high"
    assert any("last known dose" in one for one in said)


def test_doses_of_two_orders_are_added_and_of_one_order_are_not() -> None:
    daily = [dose(1, "g", frequency=3, period=1, periodUnit="d")]
    one = request("acetaminophen", "a", dosageInstruction=daily)
    same = request_for(text="acetaminophen", identity="b", kind="MedicationStatement", dosage=daily)
    other = request("acetaminophen extra", "c", dosageInstruction=daily) | {
        "medicationCodeableConcept": {"text": "tylenol"}
    }

    def summed(*resources: dict[str, Any]) -> bool:
        return any("a day" in one["detail"] and "acetaminophen" in one["code"]["text"] for one in found(*resources)[0])

    assert not any(one["severity"] == "high" for one in found(one, same)[0])
    assert summed(one, other)
    assert any("at least 3000 mg a day" in text for text in found(one, same)[1])


def test_a_card_says_what_ended_and_the_span() -> None:
    draft = request("phenelzine", "d", status="draft")
    call: dict[str, Any] = {
        "hook": "order-sign", "hookInstance": "x", "context": {"userId": "u", "patientId": "p1", "draftOrders": bundle(draft)},
        "prefetch": {"medicationRequests": None, "medicationStatements": bundle(statement("fluoxetine", "completed", ago(days=20)))},
    }  # fmt: skip
    cards = cards_for(read_call(call, DESK, NOW), DESK, NOW)
    card = next(one for one in cards if "fluoxetine" in one["summary"])
    assert card["indicator"] == "critical"
    assert "**Times and doses counted:**" in card["detail"]
    assert "fluoxetine: use ended about 20 days ago" in card["detail"]
    call["prefetch"]["medicationStatements"] = bundle(statement("fluoxetine", "completed", ago(days=70)))
    assert not [one for one in cards_for(read_call(call, DESK, NOW), DESK, NOW) if "fluoxetine" in one["summary"]]


def test_what_of_the_person_is_missing_is_said() -> None:
    _, said = found(request("methadone"), request("alprazolam", "b"))
    assert any(one.startswith("Not sent, and each would add") for one in said)
