"""The old interaction interface: what its clients send, what they read, and what they must never mistake for "none"."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

import mixwise
from mixwise.errors import KnowledgeError
from mixwise.faces.records import desk as desk_module
from mixwise.faces.records.rxnav.form import listed, wanted_form
from tests.faces.records.setting import client, payload

LIST = "/REST/interaction/list.json?rxcuis="
TEXT = {"type": "string", "minLength": 1}


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": list(properties), "properties": properties}


def many(of: dict[str, Any], least: int = 1, most: int | None = None) -> dict[str, Any]:
    return {"type": "array", "items": of, "minItems": least, **({"maxItems": most} if most else {})}


CONCEPT = closed(rxcui=TEXT, name=TEXT, tty=TEXT)
SIDE = closed(minConceptItem=CONCEPT, sourceConceptItem=closed(id=TEXT, name=TEXT, url=TEXT))
PAIR = closed(
    interactionConcept=many(SIDE, 2, 2), severity={"enum": ["high", "moderate", "low", "N/A"]}, description=TEXT
)
ENTRY = closed(comment=TEXT, minConcept=many(CONCEPT, 2, 2), interactionPair=many(PAIR, 1, 1))
GROUP = closed(sourceDisclaimer=TEXT, sourceName=TEXT, fullInteractionType=many(ENTRY))
LIST_SCHEMA = {**closed(nlmDisclaimer=TEXT, fullInteractionTypeGroup=many(GROUP, 1, 1)), "required": ["nlmDisclaimer"]}
KIND = closed(comment=TEXT, minConceptItem=CONCEPT, interactionPair=many(PAIR))
ONE_GROUP = closed(sourceDisclaimer=TEXT, sourceName=TEXT, interactionType=many(KIND))
ONE_SCHEMA = {**closed(nlmDisclaimer=TEXT, interactionTypeGroup=many(ONE_GROUP, 1, 1)), "required": ["nlmDisclaimer"]}


def entries(body: dict[str, Any]) -> list[dict[str, Any]]:
    Draft202012Validator(LIST_SCHEMA).validate(body)
    return (
        list(body["fullInteractionTypeGroup"][0]["fullInteractionType"]) if "fullInteractionTypeGroup" in body else []
    )


@pytest.mark.parametrize(
    "sent",
    [
        "5640+11289",
        "5640%2011289",
        "5640%2B11289",
        "5640+11289+",
        "+5640++11289",
        "5640,11289",
        "5640;11289",
        "5640&rxcuis=11289",
        "5640%0911289&caller=x&values=y&format=z",
    ],
)
def test_every_spelling_of_the_list_is_the_same_list(plain: TestClient, sent: str) -> None:
    (entry,) = entries(plain.get(LIST + sent).json())
    assert [one["rxcui"] for one in entry["minConcept"]] == ["5640", "11289"]
    assert entry["interactionPair"][0]["severity"] == "high"


def test_parameter_names_may_be_in_any_case(plain: TestClient) -> None:
    assert entries(plain.get("/REST/interaction/list.json?RxCUIs=5640+11289").json())


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "xml"), ("*/*", "xml"), ("application/json, text/plain, */*", "json"),
        ("application/json, text/javascript, */*; q=0.01", "json"), ("application/json, text/xml, application/xml, */*", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "xml"), ("text/xml;q=0.4, text/json;q=0.5", "json"),
    ],
)  # fmt: skip
def test_the_form_follows_the_accept_header(plain: TestClient, accept: str, form: str) -> None:
    assert wanted_form(accept) == form
    answer = plain.get("/REST/interaction/list?rxcuis=5640+11289", headers={"accept": accept})
    assert answer.headers["content-type"] == {"json": "application/json", "xml": "application/xml;charset=UTF-8"}[form]


def test_a_suffix_wins_over_the_accept_header(plain: TestClient) -> None:
    answer = plain.get("/REST/interaction/list.xml/?rxcuis=5640+11289", headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert answer.text.startswith('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')
    assert plain.get(LIST + "5640+11289", headers={"accept": "text/xml"}).json()


def test_the_contract_s_worked_example(full: TestClient) -> None:
    wanted = payload("rxnav-interaction-1.json")["fullInteractionTypeGroup"][0]["fullInteractionType"]
    found = entries(full.get(LIST + "5640+11289+243670").json())
    by_couple = {tuple(one["rxcui"] for one in entry["minConcept"]): entry for entry in found}
    for example in wanted:
        entry = by_couple[tuple(one["rxcui"] for one in example["minConcept"])]
        assert entry["minConcept"] == example["minConcept"]
        assert entry["comment"].startswith(example["comment"].partition("Checked")[0])
        pair, model = entry["interactionPair"][0], example["interactionPair"][0]
        assert pair["severity"] == model["severity"]
        assert [one["minConceptItem"] for one in pair["interactionConcept"]] == [
            one["minConceptItem"] for one in model["interactionConcept"]
        ]
        assert [one["sourceConceptItem"]["id"] for one in pair["interactionConcept"]] == [
            one["sourceConceptItem"]["id"] for one in model["interactionConcept"]
        ]


def test_nothing_found_is_the_disclaimer_and_no_other_key(plain: TestClient) -> None:
    assert mixwise.check(["amoxicillin", "acetaminophen"]).severity == "none_known"
    assert plain.get(LIST + "723+161").json().keys() == payload("rxnav-interaction-2.json").keys()


@pytest.mark.parametrize("sent", ["5640", "5640+5640", "5640+197805"])
def test_one_drug_alone_or_under_two_codes_is_the_same_shape(full: TestClient, sent: str) -> None:
    assert full.get(LIST + sent).json().keys() == {"nlmDisclaimer"}


def test_worst_comes_first_and_xml_readers_count_one_pair_an_entry(plain: TestClient) -> None:
    codes = "+".join(one for one, _ in coded()[:40])
    order = ["N/A", "high", "moderate", "low"]
    found = entries(plain.get(LIST + codes).json())
    ranks = [order.index(one["interactionPair"][0]["severity"]) for one in found]
    assert ranks == sorted(ranks)
    root = ET.fromstring(plain.get(f"/REST/interaction/list.xml?rxcuis={codes}").text)
    assert len(root.findall(".//interactionPair")) * 2 == len(root.findall(".//fullInteractionType/minConcept"))


def coded() -> list[tuple[str, str]]:
    store = mixwise.load()
    rows = [
        (str(code), one)
        for one in store.ids("substance")
        if (code := store.row("substance", one)["codes"].get("rxcui"))
    ]
    return sorted(rows, key=lambda row: int(row[0]))


def as_xml(value: Any, name: str) -> list[ET.Element]:
    if isinstance(value, list):
        return [element for one in value for element in as_xml(one, name)]
    element = ET.Element(name)
    if isinstance(value, dict):
        for key, inner in value.items():
            element.extend(as_xml(inner, key))
    else:
        element.text = value or None
    return [element]


@pytest.mark.parametrize(
    "path",
    ["list{}?rxcuis=5640+11289+999", "interaction{}?rxcui=5640", "sources{}", "version{}", "list{}?rxcuis=723+161"],
)
def test_xml_and_json_are_the_same_object(plain: TestClient, path: str) -> None:
    body = plain.get("/REST/interaction/" + path.format(".json")).json()
    (wanted,) = as_xml(body, "interactiondata")
    found = ET.fromstring(plain.get("/REST/interaction/" + path.format("")).text)
    assert ET.canonicalize(ET.tostring(found)) == ET.canonicalize(ET.tostring(wanted))


def test_the_xml_example_has_the_same_elements(plain: TestClient) -> None:
    from tests.faces.records.setting import PAYLOADS

    example = ET.fromstring((PAYLOADS / "rxnav-interaction-1.xml").read_text(encoding="utf-8").encode())
    found = ET.fromstring(plain.get("/REST/interaction/list?rxcuis=5640+11289").text)
    assert [one.tag for one in found.iter()] == [one.tag for one in example.iter()]


# ------------------------------------------------------------------------------------------------- what was not checked


def test_an_unknown_drug_is_said_first_and_in_a_header(plain: TestClient) -> None:
    answer = plain.get(LIST + "5640+11289+999999999")
    first, second = entries(answer.json())
    pair = first["interactionPair"][0]
    assert pair["severity"] == "N/A"
    assert "was NOT checked" in pair["description"]
    assert "999999999" in pair["description"]
    assert pair["description"] in first["comment"]
    assert {"rxcui": "999999999", "name": "999999999", "tty": "NA"} in first["minConcept"]
    assert second["interactionPair"][0]["severity"] == "high"
    assert answer.headers["x-mixwise-unresolved"] == "999999999"
    assert "X-Mixwise-Unresolved" in answer.headers["access-control-expose-headers"]
    assert answer.headers["x-mixwise-knowledge-version"] == mixwise.load().version


def test_when_nothing_could_be_checked_that_is_the_entry(plain: TestClient) -> None:
    (entry,) = entries(plain.get(LIST + "999999998+999999999").json())
    assert "999999998" in entry["interactionPair"][0]["description"]
    assert "999999999" in entry["interactionPair"][0]["description"]


def test_a_recognised_drug_that_nobody_reviewed_is_said_not_checked(plain: TestClient) -> None:
    store = mixwise.load()
    whole = len(store.row("families", "all"))
    code, name = next((code, one) for code, one in coded() if len(store.row("substance", one)["not_reviewed"]) == whole)
    (entry, *_) = entries(plain.get(LIST + f"11289+{code}").json())
    assert store.row("substance", name)["label"][0] in entry["interactionPair"][0]["description"]
    assert "NOT checked" in entry["interactionPair"][0]["description"]


def test_an_ingredient_that_is_not_known_is_named(full: TestClient) -> None:
    first, *rest = entries(full.get(LIST + "9000020+5640").json())
    assert "nervoheel in nervoheel 10 MG / warfarin 1 MG Oral Tablet" in first["interactionPair"][0]["description"]
    assert any(one["interactionPair"][0]["severity"] == "high" for one in rest)


def test_what_was_reviewed_in_part_is_said_unless_turned_off(plain: TestClient) -> None:
    store = mixwise.load()
    part = next(code for code, one in coded() if 0 < len(store.row("substance", one)["not_reviewed"]) < 18)
    (first, *_) = entries(plain.get(LIST + f"723+{part}").json())
    assert "partly reviewed" in first["interactionPair"][0]["description"]
    assert not [
        one
        for one in entries(client(not_checked="unresolved").get(LIST + f"723+{part}").json())
        if one["interactionPair"][0]["severity"] == "N/A"
    ]
    assert client(not_checked="off").get(LIST + "723+999999999").json().keys() == {"nlmDisclaimer"}


def test_a_member_that_is_no_number_is_unresolved_and_cannot_break_a_header(plain: TestClient) -> None:
    answer = plain.get(LIST + "5640+11289+" + quote("x\r\nset-cookie: a=b<script>"))
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "\n" not in answer.headers["x-mixwise-unresolved"]
    assert "<script>" in entries(answer.json())[0]["interactionPair"][0]["description"]
    ET.fromstring(
        plain.get("/REST/interaction/list?rxcuis=5640+" + quote("\x01<&>\ud800".encode("utf-8", "surrogatepass"))).text
    )


# -------------------------------------------------------------------------------------------------------- products, sets


def test_products_come_down_to_their_ingredients(full: TestClient) -> None:
    found = entries(full.get(LIST + "9000013+855332").json())
    couples = [
        tuple(one["minConceptItem"]["name"] for one in entry["interactionPair"][0]["interactionConcept"])
        for entry in found
    ]
    assert ("warfarin", "acetaminophen") in couples
    assert ("warfarin", "oxycodone") in couples
    assert {one["tty"] for entry in found for one in entry["minConcept"]} <= {"SCD", "SBD"}


@pytest.mark.parametrize(
    ("code", "ingredients"),
    [
        ("114194", {"11289"}),
        ("9000010", {"161", "7804"}),
        ("9000011", {"161", "7804"}),
        ("9000021", {"11289"}),
        ("9000030", {"1191"}),
        ("209999", {"11289"}),
    ],
)
def test_every_term_type_and_a_retired_code_resolve(full: TestClient, code: str, ingredients: set[str]) -> None:
    partner = "5640" if ingredients == {"11289"} else "11289"
    found = entries(full.get(LIST + f"{code}+{partner}").json())
    named = {
        one["minConceptItem"]["rxcui"] for entry in found for one in entry["interactionPair"][0]["interactionConcept"]
    } - {partner}
    assert named
    assert named <= ingredients
    assert all(code in {one["rxcui"] for one in entry["minConcept"]} for entry in found)


def test_what_only_three_together_show_is_in_the_list(plain: TestClient) -> None:
    codes = {one: code for code, one in coded()}
    sent = "+".join(codes[one] for one in ("lisinopril", "hydrochlorothiazide", "naproxen"))
    assert any(
        one.shape == "conditional" for one in mixwise.check(["lisinopril", "hydrochlorothiazide", "naproxen"]).findings
    )
    assert any("Together with" in entry["comment"] for entry in entries(plain.get(LIST + sent).json()))


# --------------------------------------------------------------------------------------------------------------- sources


def test_an_old_source_s_name_never_empties_the_answer(plain: TestClient) -> None:
    codes = "+".join(code for code, _ in coded()[:30])
    whole = entries(plain.get(LIST + codes).json())
    for sources in ("DrugBank", "DrugBank+ONCHigh", "A%2BB", ""):
        assert entries(plain.get(f"{LIST}{codes}&sources={sources}").json()) == whole
    high = entries(plain.get(f"{LIST}{codes}&sources=ONCHigh").json())
    assert {one["interactionPair"][0]["severity"] for one in high} == {"high", "N/A"}


def test_sources_and_version(plain: TestClient) -> None:
    assert plain.get("/REST/interaction/sources.json").json()["sourceList"] == {"source": ["mixwise"]}
    (version,) = plain.get("/REST/interaction/version.json").json()["sourceVersionList"]["sourceVersion"]
    assert version.split(":") == ["mixwise", mixwise.load().version]


def test_one_drug_with_everything_known_about_it(plain: TestClient) -> None:
    body = plain.get("/REST/interaction/interaction.json?rxcui=5640").json()
    Draft202012Validator(ONE_SCHEMA).validate(body)
    (kind,) = body["interactionTypeGroup"][0]["interactionType"]
    assert (
        kind["comment"]
        == payload("rxnav-interaction-3.json")["interactionTypeGroup"][0]["interactionType"][0]["comment"]
    )
    others = {
        pair["interactionConcept"][1]["minConceptItem"]["name"]: pair["severity"] for pair in kind["interactionPair"]
    }
    assert others["warfarin"] == "high"
    assert all(pair["interactionConcept"][0]["minConceptItem"]["rxcui"] == "5640" for pair in kind["interactionPair"])
    order = [("high", "moderate", "low").index(pair["severity"]) for pair in kind["interactionPair"]]
    assert order == sorted(order)
    unknown = plain.get("/REST/interaction/interaction.json?rxcui=999999999").json()
    Draft202012Validator(ONE_SCHEMA).validate(unknown)
    assert (
        "NOT checked" in unknown["interactionTypeGroup"][0]["interactionType"][0]["interactionPair"][0]["description"]
    )


# ---------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("path", "status"),
    [("list?rxcuis=", 400), ("list", 400), ("list?rxcuis=+%2B,", 400), ("list?rxcuis=abc+def", 400), ("interaction", 400), ("nothing", 404), ("", 404),
     ("list?rxcuis=" + "+".join(str(n) for n in range(1, 300)), 400)],
)  # fmt: skip
def test_errors_have_their_status_and_never_a_group(plain: TestClient, path: str, status: int) -> None:
    answer = plain.get(f"/REST/interaction/{path}", headers={"accept": "application/json"})
    assert answer.status_code == status
    assert answer.json().keys() == {"error", "status"}
    assert answer.json()["status"] == str(status)
    xml = ET.fromstring(plain.get(f"/REST/interaction/{path}").text)
    assert xml.tag == "interactiondata"
    assert [one.tag for one in xml] == ["error", "status"]


def test_two_hundred_identifiers_are_checked(plain: TestClient) -> None:
    codes = [code for code, _ in coded()[:200]]
    assert len(codes) == 200
    assert plain.get(LIST + "+".join(codes)).status_code == 200


def test_knowledge_that_is_not_loaded_is_a_503(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise KnowledgeError("damaged")

    monkeypatch.setattr(desk_module, "load", gone)
    answer = client().get(LIST + "5640+11289")
    assert (answer.status_code, answer.json().keys()) == (503, {"error", "status"})
    assert answer.headers["retry-after"]


def test_a_failure_of_the_engine_is_a_500_that_says_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("warfarin 11289")

    monkeypatch.setattr("mixwise.faces.records.rxnav.interactions.check_drugs", broken)
    answer = client().get(LIST + "5640+11289")
    assert (answer.status_code, answer.json().keys()) == (500, {"error", "status"})
    assert "RuntimeError" in caplog.text
    assert "11289" not in answer.text + caplog.text
    assert "warfarin" not in answer.text + caplog.text


def test_head_options_and_no_redirects(plain: TestClient) -> None:
    head = plain.head(LIST + "5640+11289")
    assert (head.status_code, head.content) == (200, b"")
    flight = plain.options(
        LIST + "5640", headers={"origin": "https://a.example", "access-control-request-headers": "x-own"}
    )
    assert flight.status_code == 204
    assert flight.headers["access-control-allow-origin"] == "*"
    assert flight.headers["access-control-allow-headers"] == "x-own"
    assert plain.get("/REST/interaction/list.json/?rxcuis=5640+11289", follow_redirects=False).status_code == 200


def test_a_prefix_moves_the_tree() -> None:
    moved = client(prefix="/secret")
    assert moved.get("/secret" + LIST + "5640+11289").status_code == 200
    assert moved.get(LIST + "5640+11289").status_code == 404


def test_no_cache_keeps_an_answer_and_a_content_type_on_a_get_is_ignored(plain: TestClient) -> None:
    answer = plain.get(LIST + "5640+11289", headers={"content-type": "text/xml; charset=windows-1252"})
    assert answer.headers["cache-control"] == "no-store"
    assert entries(answer.json())


def strings_only(value: Any) -> bool:
    if isinstance(value, dict):
        return all(strings_only(one) for one in value.values())
    if isinstance(value, list):
        return bool(value) and all(strings_only(one) for one in value)
    return isinstance(value, str)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.lists(
        st.one_of(st.integers(0, 12_000).map(str), st.sampled_from(["1", "zz", "00011289", "٣"])),
        min_size=1,
        max_size=12,
    )
)
def test_any_list_answers_in_strings_with_a_group_that_is_absent_or_full(plain: TestClient, sent: list[str]) -> None:
    answer = plain.get("/REST/interaction/list.json", params={"rxcuis": "+".join(sent)})
    assert answer.status_code in (200, 400)
    assert strings_only(answer.json())
    if answer.status_code == 200:
        entries(answer.json())


def test_listing_keeps_the_order_first_seen() -> None:
    assert listed(["3 1", "2+3"]) == ["3", "1", "2"]
