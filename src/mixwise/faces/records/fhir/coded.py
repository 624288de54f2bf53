"""From a CodeableConcept to a drug: RxNorm first, then other codes that a loaded release knows, then the words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mixwise.faces.records.desk import RecordsDesk
from mixwise.faces.records.drugs import Drug, by_rxcui, by_text
from mixwise.faces.records.fhir.lenient import codings, concept_text
from mixwise.faces.records.rxnorm.concepts import ORDER

SYSTEMS = {
    "www.nlm.nih.gov/research/umls/rxnorm": "RXNORM", "2.16.840.1.113883.6.88": "RXNORM",
    "fdasis.nlm.nih.gov": "UNII_CODE", "2.16.840.1.113883.4.9": "UNII_CODE",
    "www.whocc.no/atc": "ATC", "2.16.840.1.113883.6.73": "ATC",
    "hl7.org/fhir/sid/ndc": "NDC", "2.16.840.1.113883.6.69": "NDC",
    "snomed.info/sct": "SNOMEDCT", "2.16.840.1.113883.6.96": "SNOMEDCT",
}  # fmt: skip
BEST_FIRST = ("RXNORM", "UNII_CODE", "ATC", "NDC", "SNOMEDCT")


class Read(NamedTuple):
    """A drug as read, and the code that was used where the codings did not agree ("" where they did)."""

    drug: Drug
    conflict: str = ""


def system_of(uri: str) -> str:
    """Which code system an address means, its scheme and a trailing slash ignored; "" for one that is not used here."""
    plain = uri.strip().rstrip("/").removeprefix("urn:oid:").removeprefix("http://").removeprefix("https://")
    return SYSTEMS.get(plain.lower(), "")


def read_concept(concepts: Iterable[object], key: str, desk: RecordsDesk) -> Read:
    """The drug that a concept means; when several are given they are its ingredients."""
    reads = [_one(concept, key, desk) for concept in concepts]
    if len(reads) == 1:
        return reads[0]
    drugs = [one.drug for one in reads]
    whole = Drug(
        key, " / ".join(dict.fromkeys(drug.name for drug in drugs)), "", "",
        tuple(dict.fromkeys(one for drug in drugs for one in drug.substances)),
        tuple(one for drug in drugs for one in drug.ambiguous),
        tuple(one for drug in drugs for one in drug.missing),
        tuple(one for drug in drugs for one in drug.spelled),
    )  # fmt: skip
    return Read(whole, next((one.conflict for one in reads if one.conflict), ""))


def _one(concept: object, key: str, desk: RecordsDesk) -> Read:
    by_system: dict[str, list[str]] = {}
    for uri, code, _ in codings(concept):
        if code and (system := system_of(uri)):
            by_system.setdefault(system, []).append(code)
    said = concept_text(concept)
    found: list[tuple[str, Drug]] = []
    for system in BEST_FIRST:
        for code in by_system.get(system, ()):
            identifiers = (code,) if system == "RXNORM" else desk.concepts.by_code(system, code)
            drugs = [by_rxcui(one, desk.concepts, key) for one in identifiers]
            found += [(f"{system} {code}", drug) for drug in drugs if drug.substances][:1]
    if not found:
        named = (
            by_text(said, desk.knowledge, key)
            if said
            else Drug(key, _code(by_system) or key, missing=(_code(by_system) or key,))
        )
        return Read(named._replace(rxcui=next(iter(by_system.get("RXNORM", ())), "")))
    code, drug = max(found, key=lambda one: (one[0].startswith("RXNORM"), one[1].tty not in ORDER, one[1].tty == "PIN"))
    disagree = len({tuple(sorted(one.substances)) for _, one in found}) > 1
    return Read(drug._replace(name=said or drug.name), code if disagree else "")


def _code(by_system: dict[str, list[str]]) -> str:
    return next((f"{system} {codes[0]}" for system, codes in by_system.items()), "")
