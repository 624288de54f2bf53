"""CDS Hooks: what clients send, what is on a card, and what is said when something is missing."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from starlette.testclient import TestClient

import mixwise
from mixwise.errors import KnowledgeError
from mixwise.faces.records import desk as desk_module
from mixwise.faces.records.cds import Hooks, routes_of
from mixwise.faces.records.settings import Records
from tests.faces.records.setting import bundle, client, payload, request_for

SELECT, SIGN, VIEW = (f"/cds-services/mixwise-{hook}" for hook in ("order-select", "order-sign", "patient-view"))
HOOK = {SELECT: "order-select", SIGN: "order-sign", VIEW: "patient-view"}


def draft(code: str = "", text: str = "", identity: str = "draft-1", **more: Any) -> dict[str, Any]:
    return request_for(code, text, identity, status="draft", **more)


def body(
    service: str, drafts: list[dict[str, Any]] | None = None, current: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    context: dict[str, Any] = {"userId": "Practitioner/17", "patientId": "p1"}
    if drafts is not None:
        context["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": one} for one in drafts]}
    prefetch = (
        {}
        if current is None
        else {"prefetch": {"medicationRequests": bundle(*current, type="searchset"), "medicationStatements": None}}
    )
    call = {
        "hook": HOOK[service],
        "hookInstance": "d4ad5bb0-4b0e-4d26-8e1d-0f4b8f5f0a77",
        "context": context,
        **prefetch,
    }
    context.update(more.pop("context", {}))
    return {**call, **more}


def cards(to: TestClient, service: str, sent: dict[str, Any]) -> list[dict[str, Any]]:
    answer = to.post(service, json=sent)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found.keys() == {"cards"}
    for card in found["cards"]:
        assert 0 < len(card["summary"]) < 140
        assert card["indicator"] in ("info", "warning", "critical")
        assert card["source"]["label"].startswith("mixwise ")
        assert "<" not in card.get("detail", "")
        assert ("suggestions" in card) == ("selectionBehavior" in card)
        for suggestion in card.get("suggestions", ()):
            assert suggestion["uuid"]
            assert all(action["description"] for action in suggestion["actions"])
        reasons = card.get("overrideReasons", ())
        assert not reasons or 2 <= len(reasons) <= 6
        assert all(reason.keys() == {"system", "code", "display"} and reason["display"] for reason in reasons)
        assert all(link["type"] == "absolute" for link in card.get("links", ()))
    uuids = [card["uuid"] for card in found["cards"]]
    assert len(set(uuids)) == len(uuids)
    return list(found["cards"])


def refused(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    found = answer.json()
    get_fhir_model_class("OperationOutcome").model_validate_json(json.dumps(found))
    assert "cards" not in found
    return dict(found["issue"][0])


# ----------------------------------------------------------------------------------------------------------- discovery


def test_discovery_has_what_the_contract_shows(plain: TestClient) -> None:
    wanted, found = payload("cds-hooks-1.json")["services"], plain.get("/cds-services").json()["services"]
    assert found == [{**one, "usageRequirements": found[0]["usageRequirements"]} for one in wanted]
    assert plain.get("/cds-services/", follow_redirects=False).status_code == 200
    assert all("version" not in one for one in found)


def test_more_is_asked_for_only_where_a_site_wants_it() -> None:
    assert "observations" in client(more_prefetch=True).get("/cds-services").json()["services"][0]["prefetch"]


# ---------------------------------------------------------------------------------------------------------------- cards


def test_the_contract_s_request(plain: TestClient) -> None:
    (card,) = cards(plain, SELECT, payload("cds-hooks-5.json"))
    example = payload("cds-hooks-2.json")["cards"][0]
    assert set(example) <= set(card)
    assert card["indicator"] == example["indicator"]
    assert "ibuprofen" in card["summary"]
    assert "warfarin" in card["summary"]
    (action,) = card["suggestions"][0]["actions"]
    assert action.keys() == {"type", "description", "resourceId"}
    assert (action["type"], action["resourceId"]) == ("delete", "MedicationRequest/draft-1")
    order = [
        card["detail"].index(f"**{label}:**")
        for label in ("Drugs", "Consequence", "Why", "What to do", "Evidence", "Limits")
    ]
    assert order == sorted(order)
    assert "No clinician has signed this" in card["detail"]
    assert mixwise.load().version in card["detail"]


def test_selected_orders_against_all_others_and_nothing_old(plain: TestClient) -> None:
    drafts = [draft("5640", identity="draft-1"), draft("723", identity="draft-2")]
    current = [request_for("11289", identity="c1"), request_for("1191", identity="c2")]

    def pairs(service: str, **more: Any) -> set[str]:
        return {
            card["summary"].partition(":")[0]
            for card in cards(plain, service, body(service, drafts, current, **more))
            if "suggestions" in card
        }

    assert pairs(SELECT, context={"selections": ["MedicationRequest/draft-2"]}) == {
        "amoxicillin and warfarin",
        "amoxicillin, ibuprofen and warfarin",
    }
    new = {"ibuprofen and warfarin", "aspirin and ibuprofen", "aspirin, ibuprofen and warfarin"} | {
        "amoxicillin, ibuprofen and warfarin"
    }
    assert pairs(SELECT, context={"selections": ["draft-1"]}) == new
    everything = {"amoxicillin and warfarin", *new}
    assert (
        pairs(SELECT) == pairs(SELECT, context={"selections": ["MedicationRequest/none"]}) == pairs(SIGN) == everything
    )
    old = [card["summary"] for card in cards(plain, VIEW, body(VIEW, None, current))]
    assert any(one.startswith("aspirin and warfarin") for one in old)


def test_drafts_are_checked_among_themselves(plain: TestClient) -> None:
    (card,) = cards(plain, SIGN, body(SIGN, [draft("5640"), draft("11289", identity="draft-2")], []))
    assert len(card["suggestions"]) == 2


@pytest.mark.parametrize(
    "one",
    [
        {"resourceType": "MedicationRequest", "id": "d", "status": "draft"},
        {"resourceType": "MedicationRequest", "medicationCodeableConcept": {}},
        {"resourceType": "ServiceRequest", "id": "s"},
    ],
)
def test_a_form_that_was_only_opened_gives_no_card(plain: TestClient, one: dict[str, Any]) -> None:
    assert cards(plain, SELECT, body(SELECT, [one], [request_for("11289", identity="c")])) == []


def test_no_finding_is_an_empty_list(plain: TestClient) -> None:
    assert cards(plain, SIGN, body(SIGN, [draft("723")], [request_for("161", identity="c")])) == []


def test_a_re_order_is_not_held_against_itself(plain: TestClient) -> None:
    assert cards(plain, SIGN, body(SIGN, [draft("11289")], [request_for("11289", identity="old")])) == []
    again = request_for("5640", identity="draft-1")
    assert len(cards(plain, SIGN, body(SIGN, [again], [again, request_for("11289", identity="c")]))) == 1


def test_orders_that_are_signed_again_count_whatever_their_status(plain: TestClient) -> None:
    assert (
        len(
            cards(
                plain,
                SIGN,
                body(SIGN, [request_for("5640", identity="d", status="active")], [request_for("11289", identity="c")]),
            )
        )
        == 1
    )


def test_worst_first_ten_cards_and_the_rest_counted_and_named(plain: TestClient) -> None:
    codes = ["596", "7804", "704", "36437", "10689", "6448", "11289", "1191", "2598", "4493", "8745"]
    sent = body(SIGN, [draft(code, identity=f"d{code}") for code in codes], [])
    found = [
        card for card in cards(plain, SIGN, sent) if not card["summary"].startswith(("Only partly", "Not checked"))
    ]
    *first, rest = found
    assert len(first) == 10
    levels = [("critical", "warning", "info").index(card["indicator"]) for card in first]
    assert levels == sorted(levels)
    count = int(rest["summary"].split()[0])
    assert rest["indicator"] == "info"
    assert rest["detail"].count("\n- ") == count
    few = client(most_cards=3)
    assert (
        int(next(one["summary"] for one in cards(few, SIGN, sent) if " more: " in one["summary"]).split()[0])
        == count + 7
    )


def test_floors(plain: TestClient) -> None:
    sent = body(SIGN, [draft("36437"), draft("10689", identity="d2")], [request_for("11289", identity="c")])
    levels = {card["indicator"] for card in cards(plain, SIGN, sent)}
    assert levels == {"critical", "warning", "info"}
    assert {
        card["indicator"] for card in cards(client(min_indicator="warning"), SIGN, sent) if "overrideReasons" in card
    } == {"critical", "warning"}
    assert {
        card["indicator"] for card in cards(client(critical_at="dangerous"), SIGN, sent) if "overrideReasons" in card
    } == {"warning", "info"}


def test_what_was_not_recognised_is_one_warning(plain: TestClient) -> None:
    found = cards(
        plain,
        SIGN,
        body(
            SIGN,
            [draft(text="Nervoheel N"), draft(text="Zappelin *forte* <b>", identity="d2")],
            [request_for("11289", identity="c")],
        ),
    )
    (card,) = [one for one in found if one["indicator"] == "warning"]
    assert card["summary"].startswith("Not checked: Nervoheel N")
    assert "&lt;b" in card["detail"]
    assert "\\*forte\\*" in card["detail"]


def test_a_mended_name_is_told(plain: TestClient) -> None:
    assert any(
        card["summary"].startswith("Read by its spelling: diazepaam as diazepam")
        for card in cards(plain, SIGN, body(SIGN, [draft(text="diazepaam")], []))
    )


def test_the_patient_counts(plain: TestClient) -> None:
    sent = body(SIGN, [draft("5640")], [])
    sent["prefetch"]["patient"] = {"resourceType": "Patient", "id": "p1", "birthDate": "1940-01-01"}
    assert [card["summary"] for card in cards(plain, SIGN, sent)] == [
        "ibuprofen in this patient: A stomach that has bled or an older stomach"
    ]


def test_another_patient_s_resources_are_not_read(plain: TestClient) -> None:
    assert (
        cards(
            plain,
            SIGN,
            body(SIGN, [draft("5640")], [request_for("11289", identity="c", subject={"reference": "Patient/p2"})]),
        )
        == []
    )


def test_a_finding_is_kept_only_where_a_site_wants_that() -> None:
    (card,) = cards(
        client(record_findings=True), SIGN, body(SIGN, [draft("5640")], [request_for("11289", identity="c")])
    )
    (resource,) = [
        action["resource"] for one in card["suggestions"] for action in one["actions"] if action["type"] == "create"
    ]
    get_fhir_model_class("DetectedIssue").model_validate_json(json.dumps(resource))
    assert resource["patient"] == {"reference": "Patient/p1"}
    assert len(resource["implicated"]) == 2


def test_long_names_are_shortened(plain: TestClient) -> None:
    cards(
        plain,
        SIGN,
        body(
            SIGN,
            [draft("5640", "ibuprofen " * 80), draft(text="x" * 5000, identity="d2")],
            [request_for("11289", identity="c")],
        ),
    )


# -------------------------------------------------------------------------------------------------------------- prefetch


def with_prefetch(service: str, prefetch: Any) -> dict[str, Any]:
    return {
        **body(service, [draft("5640"), draft("11289", identity="d2")] if service != VIEW else None),
        "prefetch": prefetch,
    }


FAILED: dict[str, Any] = {"resourceType": "OperationOutcome", "issue": []}
ONE = bundle(request_for("1191", identity="c"), type="searchset")


@pytest.mark.parametrize(
    "prefetch",
    [
        {},
        None,
        {"patient": None},
        {"medicationRequests": FAILED, "medicationStatements": FAILED},
        {"medicationRequests": "x"},
    ],
)
def test_nobody_looked_for_current_medication(plain: TestClient, prefetch: Any) -> None:
    found = cards(plain, SIGN, with_prefetch(SIGN, prefetch))
    assert found[0]["indicator"] == "critical"
    assert found[-1]["summary"] == "Current medication was not available; only the new orders were checked."
    assert "absent" in refused(plain.post(VIEW, json=with_prefetch(VIEW, prefetch)), 412)["diagnostics"]


@pytest.mark.parametrize(
    "prefetch",
    [
        {"medicationRequests": None, "medicationStatements": None},
        {"medicationRequests": bundle(type="searchset"), "medicationStatements": {"resourceType": "Bundle"}},
    ],
)
def test_null_and_an_empty_bundle_mean_that_there_is_nothing(plain: TestClient, prefetch: Any) -> None:
    assert len(cards(plain, SIGN, with_prefetch(SIGN, prefetch))) == 1
    assert cards(plain, VIEW, with_prefetch(VIEW, prefetch)) == []


PARTS = [
    {"medicationRequests": ONE},
    {"medicationRequests": ONE, "medicationStatements": FAILED},
    {"medicationRequests": {**ONE, "link": [{"relation": "next", "url": "x"}]}, "medicationStatements": None},
    {"medicationRequests": {**ONE, "entry": [*ONE["entry"], {"resource": FAILED}]}, "medicationStatements": None},
]


@pytest.mark.parametrize("prefetch", PARTS)
def test_a_part_is_used_and_said_to_be_one(plain: TestClient, prefetch: Any) -> None:
    found = cards(plain, SIGN, with_prefetch(SIGN, prefetch))
    assert any("aspirin" in card["summary"] for card in found)
    assert found[-1]["summary"] == "Only a part of the current medication was available."


# ------------------------------------------------------------------------------------------------------ loose and old calls


def test_loose_calls_are_read(plain: TestClient) -> None:
    sent = payload("cds-hooks-5.json")
    del sent["context"]["userId"], sent["context"]["selections"]
    sent["hookInstance"] = f"urn:uuid:{sent['hookInstance']}"
    sent["extension"] = {"own": {"thing": 1}}
    assert len(cards(plain, SELECT, sent)) == 1
    answer = plain.post(
        SELECT + "/", content=b"\xef\xbb\xbf" + json.dumps(sent).encode(), headers={"content-type": "text/plain"}
    )
    assert (answer.status_code, len(answer.json()["cards"])) == (200, 1)
    old = copy.deepcopy(sent)
    old["context"]["draftOrders"]["entry"][0]["resource"]["resourceType"] = "MedicationOrder"
    assert len(cards(plain, SELECT, old)) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"hook": "order-sign"},
        {"hook": None},
        {"hookInstance": ""},
        {"context": None},
        {"context": []},
        {"context": {}},
        {"hook": 5},
    ],
)
def test_a_call_without_what_it_needs_is_refused(plain: TestClient, change: dict[str, Any]) -> None:
    refused(plain.post(SELECT, json={**payload("cds-hooks-5.json"), **change}), 400)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 50_000, b'{"hook": NaN}'])
def test_what_is_no_json_object_is_refused(plain: TestClient, content: bytes) -> None:
    refused(plain.post(SELECT, content=content), 400)


def test_unknown_services_and_large_bodies(plain: TestClient) -> None:
    refused(plain.post("/cds-services/nothing", json={}), 404)
    refused(plain.post("/cds-services/nothing/feedback", json={}), 404)
    refused(plain.post(SELECT, content=b'{"a": "' + b"x" * 10_000_000 + b'"}'), 413)


def test_knowledge_that_is_not_loaded_is_a_503_and_a_failure_a_500(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone() -> None:
        raise KnowledgeError("damaged")

    def broken(*_: object) -> None:
        raise RuntimeError("warfarin")

    with monkeypatch.context() as patch:
        patch.setattr(desk_module, "load", gone)
        assert refused(client().post(SELECT, json=payload("cds-hooks-5.json")), 503)["code"] == "transient"
    monkeypatch.setattr("mixwise.faces.records.cds.cards.check_drugs", broken)
    answer = client().post(SELECT, json=payload("cds-hooks-5.json"))
    refused(answer, 500)
    assert "warfarin" not in answer.text + caplog.text
    assert answer.headers["access-control-allow-origin"] == "*"


# ---------------------------------------------------------------------------------------------------------- CORS, feedback


def test_browsers_get_their_headers_on_every_answer(plain: TestClient) -> None:
    flight = plain.options(SELECT, headers={"origin": "https://ehr.example", "access-control-request-method": "POST"})
    assert flight.status_code == 204
    assert flight.headers["access-control-allow-headers"] == "Authorization, Content-Type, Accept"
    for answer in (plain.get("/cds-services"), plain.post(SELECT, json={}), plain.post("/cds-services/none", json={})):
        assert answer.headers["access-control-allow-origin"] == "*"
    few = client(cds_origins=("https://ehr.example",))
    assert (
        few.get("/cds-services", headers={"origin": "https://ehr.example"}).headers["access-control-allow-origin"]
        == "https://ehr.example"
    )
    for origin in ("https://evil.example", "https://ehr.example.evil.example", "null"):
        assert "access-control-allow-origin" not in few.get("/cds-services", headers={"origin": origin}).headers


def test_feedback_is_counted_without_anybody_in_it() -> None:
    hooks = Hooks(Records())
    from starlette.applications import Starlette

    to = TestClient(Starlette(routes=list(routes_of(hooks))))
    given = payload("cds-hooks-3.json")["feedback"][0]
    accepted = {
        "card": "x",
        "outcome": "accepted",
        "acceptedSuggestions": [{"id": "y"}],
        "outcomeTimestamp": "2026-11-20T10:05:31.5+01:00",
    }
    own = {**given, "overrideReason": {"reason": {"code": "Mr Smith"}, "userComment": "Mr Smith wants it"}}
    answer = to.post(f"{SELECT}/feedback", json={"feedback": [given, accepted, own]})
    assert (answer.status_code, answer.json()) == (200, {})
    assert hooks.counts == {
        ("mixwise-order-select", "overridden", "risk-benefit-ratio"): 1, ("mixwise-order-select", "accepted", ""): 1,
        ("mixwise-order-select", "overridden", "other"): 1,
    }  # fmt: skip
    assert "Smith" not in repr(vars(hooks))


@pytest.mark.parametrize(
    "change",
    [
        {"card": ""},
        {"outcome": "ignored"},
        {"outcomeTimestamp": "yesterday"},
        {"outcomeTimestamp": "2026-11-20T10:05:31"},
        {"outcome": "accepted"},
        {"outcome": "accepted", "acceptedSuggestions": ["x"]},
    ],
)
def test_feedback_that_cannot_be_read_is_refused(plain: TestClient, change: dict[str, Any]) -> None:
    given = {**payload("cds-hooks-3.json")["feedback"][0], **change}
    refused(plain.post(f"{SELECT}/feedback", json={"feedback": [given]}), 400)
    refused(plain.post(f"{SELECT}/feedback", json={"feedback": given}), 400)
    refused(plain.post(f"{SELECT}/feedback", json=[given]), 400)


# ----------------------------------------------------------------------------------------------------------------- repeats


@pytest.mark.parametrize("name", ["pddi-configuration-items", "configuration-items"])
def test_repeated_cards_are_left_out_only_where_the_client_asks(name: str) -> None:
    to = client()
    drafts, current = [draft("5640")], [request_for("11289", identity="c")]
    remember, leave_out = (
        {"extension": {name: {"cache-for-order-sign-filtering": True}}},
        {"extension": {name: {"filter-out-repeated-alerts": True, "own": 3}}},
    )
    assert len(cards(to, SELECT, body(SELECT, drafts, current))) == 1
    assert len(cards(to, SIGN, body(SIGN, drafts, current, **leave_out))) == 1, "not remembered unless asked"
    cards(to, SELECT, body(SELECT, drafts, current, **remember))
    (said,) = cards(to, SIGN, body(SIGN, drafts, current, **leave_out))
    assert said["summary"] == "Shown before and not repeated: 1"
    assert len(cards(to, SIGN, body(SIGN, drafts, current))) == 1, "not left out unless asked"
    (other,) = cards(to, SIGN, body(SIGN, drafts, current, context={"userId": "Practitioner/18"}, **leave_out))
    assert other["indicator"] == "critical"
    (other,) = cards(to, SIGN, body(SIGN, drafts, current, context={"encounterId": "e2"}, **leave_out))
    assert other["indicator"] == "critical"
    new = cards(to, SIGN, body(SIGN, [*drafts, draft("1191", identity="d2")], current, **leave_out))
    assert any(card["indicator"] == "critical" for card in new)
