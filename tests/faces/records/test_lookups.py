"""The RxNorm look-ups: shapes that clients test by key, found and nothing found, JSON and XML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.faces.records.setting import PAYLOADS, payload

CANDIDATE = ["rxcui", "rxaui", "score", "rank", "name", "source"]


def get(client: TestClient, path: str) -> Any:
    answer = client.get(f"/REST/{path}")
    assert answer.status_code == 200
    return answer.json()


NOTHING = {
    "rxcui.json?name=zzyzx": {"idGroup": {}},
    "rxcui.json?idtype=NONE&id=1": {"idGroup": {}},
    "approximateTerm.json?term=qqqqqqqqqqqqqqqqqqqqqq": {"approximateGroup": {"inputTerm": None}},
    "rxcui/999999999/properties.json": {},
    "drugs.json?name=zzyzx": {"drugGroup": {"name": None}},
    "rxcui/999999999/allrelated.json": {"allRelatedGroup": {"rxcui": ""}},
    "rxcui/999999999/related.json?tty=IN": {"relatedGroup": {"rxcui": None}},
    "spellingsuggestions.json?name=qqqqqqqqqqqqqqqqqqqqqq": {"suggestionGroup": {"name": None, "suggestionList": {}}},
    "rxcui/999999999/ndcs.json": {"ndcGroup": {"rxcui": None, "ndcList": {}}},
    "rxcui/999999999/allProperties.json?prop=attributes": {},
}


@pytest.mark.parametrize("path", NOTHING)
@pytest.mark.parametrize("tree", ["", "Prescribe/"])
def test_nothing_found_is_said_by_an_absent_key(full: TestClient, path: str, tree: str) -> None:
    assert get(full, tree + path) == NOTHING[path]


FOUND = {
    "rxcui.json?name=Warfarin&search=2": ("idGroup", "rxnormId"),
    "approximateTerm.json?term=warfrin": ("approximateGroup", "candidate"),
    "rxcui/1191/properties.json": ("properties", "name"),
    "drugs.json?name=aspirin": ("drugGroup", "conceptGroup"),
    "rxcui/243670/allrelated.json": ("allRelatedGroup", "conceptGroup"),
    "rxcui/243670/related.json?tty=IN+BN": ("relatedGroup", "conceptGroup"),
    "spellingsuggestions.json?name=warfrin": ("suggestionGroup", "suggestionList"),
    "displaynames.json": ("displayTermsList", "term"),
    "rxcui/855332/ndcs.json": ("ndcGroup", "ndcList"),
    "rxcui/855332/allProperties.json?prop=attributes": ("propConceptGroup", "propConcept"),
    "rxcui/209999/historystatus.json": ("rxcuiStatusHistory", "metaData"),
}


@pytest.mark.parametrize("path", FOUND)
@pytest.mark.parametrize("tree", ["", "Prescribe/"])
def test_found_is_under_its_keys_in_json_and_in_xml(full: TestClient, path: str, tree: str) -> None:
    outer, inner = FOUND[path]
    assert get(full, tree + path)[outer][inner]
    root = ET.fromstring(full.get(f"/REST/{tree}{path.replace('.json', '')}").text)
    assert root.tag == "rxnormdata"
    assert root.find(f"{outer}/{inner}") is not None


def test_the_contract_s_examples(full: TestClient) -> None:
    assert get(full, "rxcui.json?name=Warfarin&search=2") == payload("rxnorm-lookup-2.json")
    (first, *_) = get(full, "approximateTerm.json?term=warfrin&maxEntries=2")["approximateGroup"]["candidate"]
    assert first == payload("rxnorm-lookup-3.json")["approximateGroup"]["candidate"][0]
    assert list(first) == list(payload("rxnorm-lookup-1.json")) == CANDIDATE
    groups = {
        one["tty"]: one["conceptProperties"]
        for one in get(full, "rxcui/243670/allrelated.json")["allRelatedGroup"]["conceptGroup"]
    }
    for group in payload("rxnorm-lookup-4.json")["allRelatedGroup"]["conceptGroup"]:
        assert groups[group["tty"]] == group["conceptProperties"]
    example = (PAYLOADS / "rxnorm-lookup-1.xml").read_text(encoding="utf-8")
    assert full.get("/REST/rxcui/1191/properties").text == example.strip()


def test_scores_are_whole_numbers_sorted_by_rank(full: TestClient) -> None:
    found = get(full, "approximateTerm.json?term=asprin%2081%20mg&option=1")["approximateGroup"]["candidate"]
    assert all(50 <= int(one["score"]) <= 100 for one in found)
    assert [int(one["rank"]) for one in found] == sorted(int(one["rank"]) for one in found)
    assert found[0]["rank"] == "1"
    by_score: dict[str, set[str]] = {}
    for one in found:
        by_score.setdefault(one["score"], set()).add(one["rank"])
    assert all(len(ranks) == 1 for ranks in by_score.values())


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("name=warfarin", "11289"), ("name=WARFARIN", "11289"), ("name=%20warfarin+", "11289"), ("name=coumadin", "11289"),
        ("name=warfarin+sodium&search=2", "114194"), ("name=warfrin&search=9", "11289"), ("name=Percocet", "9000011"),
        ("name=tablet+oral+81+aspirin+mg&search=1", "243670"), ("idtype=ATC&id=b01aa03", "11289"), ("idtype=UNII_CODE&id=5Q7ZVV76EI", "11289"),
        ("idtype=NDC&id=00056017270", "855332"), ("idtype=NDC&id=0056-0172-70", "855332"), ("idtype=NDC&id=00056-0172-70", "855332"),
        ("idtype=NDC&id=0056017270", "855332"), ("idtype=NDC&id=0056-0172", "855332"), ("IDTYPE=NDC&ID=0056-0172-*70", "855332"),
    ],
)  # fmt: skip
def test_names_and_codes_lead_to_the_plainest_concept_first(full: TestClient, query: str, first: str) -> None:
    assert get(full, f"rxcui.json?{query}")["idGroup"]["rxnormId"][0] == first


@pytest.mark.parametrize(
    "query",
    [
        "name=warfrin",
        "name=warfrin&search=1",
        "name=",
        "name=%01",
        "idtype=NDC&id=12",
        "idtype=NDC&id=abc",
        "idtype=ATC&id=",
    ],
)
def test_what_is_not_exact_is_not_found_by_an_exact_search(full: TestClient, query: str) -> None:
    assert get(full, f"rxcui.json?{query}") == {"idGroup": {}}


def test_without_a_release_our_own_coded_substances_answer(plain: TestClient) -> None:
    assert get(plain, "rxcui.json?name=coumadin")["idGroup"]["rxnormId"] == ["11289"]
    assert get(plain, "rxcui/11289/properties.json")["properties"] == {
        "rxcui": "11289", "name": "warfarin", "synonym": "", "tty": "IN", "language": "ENG", "suppress": "N", "umlscui": "",
    }  # fmt: skip
    assert get(plain, "rxcui/243670/properties.json") == {}
    assert len(get(plain, "displaynames.json")["displayTermsList"]["term"]) > 500
    assert get(plain, "version.json").keys() == {"version", "apiVersion"}


def test_the_release_s_version_is_told(full: TestClient) -> None:
    assert get(full, "version.json") == {"version": "02-Nov-2026", "apiVersion": "3.1.0"}


def test_a_retired_code_says_what_it_became(full: TestClient) -> None:
    history = get(full, "rxcui/209999/historystatus.json")["rxcuiStatusHistory"]
    assert history["metaData"]["status"] == "Remapped"
    assert history["derivedConcepts"]["remappedConcept"][0]["remappedRxCui"] == "855332"


@pytest.mark.parametrize(
    "path",
    [
        "rxclass/class/byRxcui.json?rxcui=1",
        "RxTerms/allconcepts.json",
        "rximage/x.json",
        "rxcui/1/nothing.json",
        "Prescribe/rxclass/x.json",
    ],
)
def test_what_is_out_of_scope_is_a_404_and_no_empty_answer(plain: TestClient, path: str) -> None:
    answer = plain.get(f"/REST/{path}")
    assert answer.status_code == 404
    assert answer.json().keys() == {"error", "status"}
