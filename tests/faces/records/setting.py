"""A small RxNorm release in RRF, and clients of the records faces, for tests. Names and relations of RxNorm's own, a handful."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from mixwise.faces.records.app import create_app
from mixwise.faces.records.rxnorm.load import load_release
from mixwise.faces.records.settings import Records

PAYLOADS = Path(__file__).with_name("payloads")
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CONCEPTS = [
    ("161", "IN", "acetaminophen"), ("1191", "IN", "aspirin"), ("5640", "IN", "ibuprofen"), ("7804", "IN", "oxycodone"),
    ("11289", "IN", "warfarin"), ("9000100", "IN", "nervoheel"), ("114194", "PIN", "warfarin sodium"),
    ("9000001", "SCDC", "aspirin 81 MG"), ("243670", "SCD", "aspirin 81 MG Oral Tablet"),
    ("9000002", "SCDC", "warfarin sodium 5 MG"), ("855332", "SCD", "warfarin sodium 5 MG Oral Tablet"),
    ("9000003", "SCDC", "ibuprofen 400 MG"), ("197805", "SCD", "ibuprofen 400 MG Oral Tablet"),
    ("9000010", "MIN", "acetaminophen / oxycodone"), ("9000011", "BN", "Percocet"),
    ("9000012", "SCD", "acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet"),
    ("9000013", "SBD", "acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet [Percocet]"),
    ("9000014", "SCDC", "acetaminophen 325 MG"), ("9000015", "SCDC", "oxycodone hydrochloride 5 MG"),
    ("9000020", "SCD", "nervoheel 10 MG / warfarin 1 MG Oral Tablet"), ("9000021", "BN", "Jantoven"),
    ("9000022", "SBD", "warfarin sodium 5 MG Oral Tablet [Jantoven]"), ("9000030", "GPCK", "{1 (aspirin 81 MG Oral Tablet) } Pack"),
]  # fmt: skip
RELATIONS = [
    ("243670", "consists_of", "9000001"), ("9000001", "has_ingredient", "1191"), ("855332", "consists_of", "9000002"),
    ("9000002", "has_precise_ingredient", "114194"), ("9000002", "has_ingredient", "11289"), ("114194", "form_of", "11289"),
    ("197805", "consists_of", "9000003"), ("9000003", "has_ingredient", "5640"), ("9000010", "has_part", "161"),
    ("9000010", "has_part", "7804"), ("9000011", "tradename_of", "161"), ("9000011", "tradename_of", "7804"),
    ("9000012", "consists_of", "9000014"), ("9000012", "consists_of", "9000015"), ("9000012", "has_ingredients", "9000010"),
    ("9000014", "has_ingredient", "161"), ("9000015", "has_ingredient", "7804"), ("9000013", "tradename_of", "9000012"),
    ("9000013", "has_ingredient", "9000011"), ("9000020", "has_ingredient", "9000100"), ("9000020", "has_ingredient", "11289"),
    ("9000021", "tradename_of", "11289"), ("9000022", "has_ingredient", "9000021"), ("9000022", "tradename_of", "855332"),
    ("9000030", "contains", "243670"),
]  # fmt: skip


def write_release(folder: Path) -> Path:
    """Write the release below a folder, as NLM packs it, and return that folder."""
    rrf = folder / "rrf"
    rrf.mkdir(parents=True)
    atoms = [(rxcui, "RXNORM", tty, rxcui, name) for rxcui, tty, name in CONCEPTS]
    atoms += [("11289", "ATC", "IN", "B01AA03", "warfarin"), ("11289", "MTHSPL", "SU", "5Q7ZVV76EI", "WARFARIN"),
              ("11289", "SNOMEDCT_US", "PT", "372756006", "Warfarin"), ("855332", "RXNORM", "PSN", "855332", "warfarin sodium 5 MG tablet")]  # fmt: skip
    conso = [
        f"{r}|ENG||||||{i}|{i}|||{sab}|{tty}|{code}|{name}||N|4096|"
        for i, (r, sab, tty, code, name) in enumerate(atoms)
    ]
    rel = [
        f"{other}||CUI|RO|{rxcui}||CUI|{rela}|{i}||RXNORM||||N||" for i, (rxcui, rela, other) in enumerate(RELATIONS)
    ]
    sat = ["855332|||1|AUI|855332|||NDC|RXNORM|00056017270|N|4096|", "855332|||1|AUI|855332|||NDC|RXNORM|00056017275|N|4096|",
           "855332|||1|AUI|855332|||RXN_AVAILABLE_STRENGTH|RXNORM|5 MG|N|4096|"]  # fmt: skip
    (rrf / "RXNCONSO.RRF").write_text("\n".join(conso) + "\n", encoding="utf-8")
    (rrf / "RXNREL.RRF").write_text("\n".join(rel) + "\n", encoding="utf-8")
    (rrf / "RXNSAT.RRF").write_text("\n".join(sat) + "\n", encoding="utf-8")
    (rrf / "RXNCUI.RRF").write_text("209999|2001|2020|1|855332|\n", encoding="utf-8")
    (rrf / "RXNSAB.RRF").write_text("|||RXNORM|||02-Nov-2026|||\n", encoding="utf-8")
    return folder


def loaded(folder: Path) -> Path:
    """The store of the small release."""
    target = folder / "rxnorm.db"
    load_release(write_release(folder / "release"), target)
    return target


def client(**settings: Any) -> TestClient:
    """A client of the records faces with these settings; none of this machine's own is read."""
    return TestClient(create_app(Records(**{"rxnorm": "", **settings})), raise_server_exceptions=False)


def payload(name: str) -> Any:
    """A payload of the contracts."""
    return json.loads((PAYLOADS / name).read_text(encoding="utf-8"))


def request_for(
    code: str = "", text: str = "", identity: str = "", kind: str = "MedicationRequest", **more: Any
) -> dict[str, Any]:
    """A medication resource for patient p1."""
    coding = {"coding": [{"system": RXNORM, "code": code}]} if code else {}
    return {
        "resourceType": kind, **({"id": identity} if identity else {}), "status": "active", "subject": {"reference": "Patient/p1"},
        "medicationCodeableConcept": {**coding, **({"text": text} if text else {})}, **more,
    }  # fmt: skip


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A Bundle of resources."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources], **more}
