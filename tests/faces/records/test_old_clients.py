"""What public clients read of an answer, in their own way; each of these showed "no interactions" when it read nothing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from mixwise.faces.records.settings import Records

DOCUMENT = Path(__file__).parents[3] / "docs" / "records.md"
LIST = "/REST/interaction/list"


def test_openemr_shows_every_entry_of_the_first_group(full: TestClient) -> None:
    """PHP: explicit empty check on group 0, then comment, both names, first pair's severity and description, for each entry."""
    answer = full.get(f"{LIST}.json?rxcuis=855332+197805+9000100")
    assert answer.status_code == 200
    shown = [
        (item["comment"], item["minConcept"][0]["name"], item["minConcept"][1]["name"], item["interactionPair"][0]["severity"], item["interactionPair"][0]["description"])
        for item in answer.json()["fullInteractionTypeGroup"][0]["fullInteractionType"]
    ]  # fmt: skip
    assert len(shown) == 2
    assert all(all(part for part in one) for one in shown)


def test_nosh_reads_each_description_and_fails_on_any_error_or_redirect(full: TestClient) -> None:
    answer = full.get(f"{LIST}.json?rxcuis=855332+197805+888888888+", follow_redirects=False)
    assert answer.status_code == 200
    assert any(
        "warfarin" in one["interactionPair"][0]["description"].casefold()
        for one in answer.json()["fullInteractionTypeGroup"][0]["fullInteractionType"]
    )
    for path in (
        "Prescribe/drugs.json?name=aspirin",
        "rxcui/243670/properties.json",
        "Prescribe/rxcui/855332/allProperties.json?prop=attributes",
        "Prescribe/rxcui/855332/ndcs.json",
        "displaynames.json",
    ):
        assert full.get(f"/REST/{path}", follow_redirects=False).status_code == 200
    assert full.get("/REST/Prescribe/rxcui/855332/ndcs.json").json()["ndcGroup"]["ndcList"]["ndc"][0] == "00056017270"


def test_openclinic_joins_both_source_ids_as_a_key_and_none_overwrites_another(full: TestClient) -> None:
    root = ET.fromstring(full.get(f"{LIST}.xml?rxcuis=855332+197805+243670+").text)
    found = {}
    entries = root.findall("fullInteractionTypeGroup/fullInteractionType")
    for entry in entries:
        ids = [one.text for one in entry.findall("interactionPair/interactionConcept/sourceConceptItem/id")]
        assert len(set(ids)) == 2
        found[";".join(str(one) for one in ids)] = entry.findtext("interactionPair/description")
    assert len(found) == len(entries)


def test_rxnav_jl_reads_by_xpath_and_wants_no_namespace(plain: TestClient) -> None:
    root = ET.fromstring(plain.get(f"{LIST}?rxcuis=5640+11289").text)
    (pair,) = root.findall(".//fullInteractionTypeGroup/fullInteractionType/interactionPair")
    assert pair.findtext("severity") == "high"
    assert [one.text for one in pair.findall("interactionConcept/minConceptItem/name")] == ["ibuprofen", "warfarin"]
    one = ET.fromstring(plain.get("/REST/interaction/interaction?rxcui=5640").text)
    assert one.findall("./interactionTypeGroup/interactionType/interactionPair")


def test_the_exercises_of_mitre_ask_whether_the_key_exists(plain: TestClient) -> None:
    headers = {"accept": "application/json"}
    assert "fullInteractionTypeGroup" in plain.get(f"{LIST}.json?rxcuis=5640+11289", headers=headers).json()
    assert "fullInteractionTypeGroup" not in plain.get(f"{LIST}.json?rxcuis=723+161", headers=headers).json()


def test_browser_scripts_read_across_origins(plain: TestClient) -> None:
    answer = plain.get(f"{LIST}.json?rxcuis=5640+11289", headers={"origin": "https://app.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    pair: dict[str, Any] = answer.json()["fullInteractionTypeGroup"][0]["fullInteractionType"][0]["interactionPair"][0]
    assert pair["interactionConcept"][0]["minConceptItem"]["name"]


def test_java_readers_take_the_nth_pair_for_the_nth_couple(full: TestClient) -> None:
    root = ET.fromstring(full.get(f"{LIST}.xml?rxcuis=9000013+855332+197805").text)
    pairs, concepts = root.findall(".//interactionPair"), root.findall(".//fullInteractionType/minConcept/rxcui")
    assert len(concepts) == 2 * len(pairs) > 4


# ------------------------------------------------------------------------------------------------------------- the document


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`MIXWISE_(\w+)`", DOCUMENT.read_text(encoding="utf-8")))))
def test_every_setting_of_the_document_exists(name: str) -> None:
    assert name.lower() in Records._fields


def test_the_document_s_replacements_change_the_address_and_no_more() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    source = "oeHttp::get('https://rxnav.nlm.nih.gov/REST/interaction/list.json?rxcuis=' . $list); 'http://rxnav.nlm.nih.gov/REST/rxcui.json'"
    found = re.findall(r"'s#(.+?)#(.+?)#'", text)
    assert len(found) == 2
    for old, new in found:
        changed = re.sub(old, new, source)
        assert "http://127.0.0.1:8000/REST/interaction/list.json?rxcuis=" in changed
