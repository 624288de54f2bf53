"""Findings as DetectedIssue, and everything else that has to be said as OperationOutcome: FHIR R4, strict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import mixwise
from mixwise.engine.types import Finding
from mixwise.faces.records.desk import SEVERITY, RecordsDesk
from mixwise.faces.records.drugs import Issue
from mixwise.faces.records.fhir.counted import finding_facts
from mixwise.faces.records.fhir.reading import Line
from mixwise.guide.reasons import because

Resource = dict[str, Any]
SPACE = uuid5(NAMESPACE_URL, "https://mixwise.example/fhir")
MOST_KEPT = 10_000
"""Findings whose words are kept; past this many all are let go, so memory stays bounded."""
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"


def stable_id(*parts: str) -> UUID:
    """An id that the same content always has."""
    return uuid5(SPACE, "\x1f".join(parts))


def outcome(issues: Iterable[Resource]) -> Resource:
    """An OperationOutcome of issues; at least one has to be given."""
    return {"resourceType": "OperationOutcome", "issue": list(issues)}


def issue(severity: str, code: str, text: str, where: str = "", diagnostics: str = "") -> Resource:
    """One issue of an OperationOutcome."""
    found: Resource = {"severity": severity, "code": code, "details": {"text": text}}
    if diagnostics:
        found["diagnostics"] = diagnostics
    if where:
        found["expression"] = [where]
    return found


def title_of(names: Sequence[str], desk: RecordsDesk) -> str:
    """The drugs of a finding, as a clinician lists them."""
    return str(desk.guide.words["and"]).join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def said_of(finding: Finding, desk: RecordsDesk) -> list[tuple[str, str]]:
    """The parts of a finding, kept for the next call unless they are about a person."""
    if any(step.kind == "person" for step in finding.because):
        return _parts(finding, desk)
    key = (finding.rule, finding.substances, finding.precipitant, finding.object)
    found = desk.said.get(key)
    if found is None:
        if len(desk.said) >= MOST_KEPT:
            desk.said.clear()
        found = desk.said[key] = _parts(finding, desk)
    return found


def _parts(finding: Finding, desk: RecordsDesk) -> list[tuple[str, str]]:
    """
    The parts of a finding that a clinician judges it by, each with its label: consequence, mechanism, what to do, evidence,
    disagreement, and the facts that matched. A part that is not known is left out.
    """
    guide = desk.guide
    do = " ".join(
        dict.fromkeys(part for part in (finding.management.get("professional"), finding.management["plain"]) if part)
    )
    onset = guide.say(f"onset.{finding.onset}") if finding.onset else ""
    consequence = f"{finding.plain} {onset}".strip()
    sources = "; ".join(_source(name, desk) for name in finding.sources)
    disagree = " ".join(
        f"{guide.say('severity.' + view['severity'])}, {_source(view['source'], desk)}: {view['says']}"
        for view in finding.positions
    )
    matched = " ".join(dict.fromkeys(f"{because(step, guide).rstrip('.')}." for step in finding.because))
    parts = [
        ("consequence", f"{finding.title}. {consequence}"), ("why", finding.professional), ("do", do),
        ("evidence", f"{guide.say('evidence.' + finding.evidence)} {sources}."), ("disagree", disagree), ("matched", matched),
    ]  # fmt: skip
    return [(desk.say(f"labels.{label}"), text) for label, text in parts if text.strip()]


def _source(name: str, desk: RecordsDesk) -> str:
    row = desk.knowledge.row("source", name)
    return ", ".join(part for part in (row["title"], row["publisher"], row.get("date", "")) if part)


def basis(finding: Finding, desk: RecordsDesk) -> str:
    """Which rule, of which knowledge, and that nobody has signed it."""
    return f"{desk.say('basis', rule=finding.rule, version=desk.knowledge.version)} {desk.say('unsigned')}"


def evidence_url(finding: Finding, desk: RecordsDesk) -> str:
    """The page of the finding's first source; no page has an address that says what somebody takes."""
    return (
        f"{desk.settings.base_url}/sources/{finding.sources[0]}"
        if finding.sources
        else f"{desk.settings.base_url}/sources"
    )


def detected_issue(
    found: Issue, lines: Sequence[Line], desk: RecordsDesk, now: datetime, *, patient: str = "",
    facts: Sequence[str] = (), mitigations: Sequence[Mapping[str, Any]] = (),
) -> Resource:  # fmt: skip
    """One finding as a DetectedIssue that points at what the caller sent."""
    finding = found.finding
    contained: list[Resource] = [
        {
            "resourceType": "Device", "id": "engine",
            "deviceName": [{"name": "mixwise", "type": "user-friendly-name"}],
            "version": [{"value": f"{mixwise.__version__} ({desk.knowledge.version})"}],
        }
    ]  # fmt: skip
    implicated: list[Resource] = []
    for place in found.drugs:
        line = lines[place]
        reference = line.reference
        if not reference:
            contained.append({"resourceType": "Medication", "id": f"m{place + 1}", "code": _code(line, desk)})
            reference = f"#m{place + 1}"
        implicated.append({"reference": reference, "display": line.drug.name or line.drug.key})
    implicated += [{"reference": fact} for fact in facts if fact]
    names = list(dict.fromkeys(lines[place].drug.name for place in found.drugs))
    detail = " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for _, text in said_of(finding, desk))
    if told := finding_facts(finding, [lines[place].drug for place in found.drugs], desk):
        detail += f" {told}"
    if mitigations:
        actions = "; ".join(dict.fromkeys(_said(one) for one in mitigations if _said(one)))
        detail += " " + desk.say("mitigated", actions=actions)
    severity = SEVERITY.get(finding.severity)
    body: Resource = {
        "resourceType": "DetectedIssue",
        "id": str(
            stable_id(
                desk.knowledge.version,
                finding.rule,
                patient,
                *finding.substances,
                *(one["reference"] for one in implicated),
            )
        ),
        "contained": contained,
        "status": "preliminary",
        "code": {
            "coding": [{"system": ACT_CODE, "code": "DRG", "display": "Drug Interaction Alert"}],
            "text": title_of(names, desk),
        },
        **({"severity": severity} if severity else {}),
        **({"patient": {"reference": patient}} if patient else {}),
        "identifiedDateTime": now.isoformat(timespec="seconds"),
        "author": {"reference": "#engine"},
        "implicated": implicated,
        "evidence": [{"code": [{"text": finding.title}]}],
        "detail": f"{detail} {basis(finding, desk)}",
        "reference": evidence_url(finding, desk),
    }
    if mitigations:
        body["mitigation"] = [dict(one) for one in mitigations]
    return body


def _code(line: Line, desk: RecordsDesk) -> Resource:
    found: Resource = {"text": line.drug.name or line.drug.key}
    if line.drug.rxcui and desk.concepts.concept(line.drug.rxcui):
        found["coding"] = [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": line.drug.rxcui}]
    return found


def _said(mitigation: Mapping[str, Any]) -> str:
    action = mitigation.get("action", {})
    return str(
        action.get("text") or next((one.get("display") or one.get("code", "") for one in action.get("coding", ())), "")
    )
