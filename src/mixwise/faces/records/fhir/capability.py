"""What this end offers, in FHIR's own words: CapabilityStatement and OperationDefinition."""

from __future__ import annotations

from typing import Any

import mixwise
from mixwise.faces.records.desk import RecordsDesk

Resource = dict[str, Any]


def definition_url(desk: RecordsDesk) -> str:
    """Where the definition of the operation is."""
    return f"{desk.settings.base_url}{desk.settings.prefix}/fhir/OperationDefinition/check-combination"


def _date(desk: RecordsDesk) -> str:
    """The day of the knowledge, which is what changes answers."""
    return (
        "-".join(desk.knowledge.version.split("-")[0].split("."))
        if desk.knowledge.version[:4].isdigit()
        else "2026-01-01"
    )


def capability_statement(desk: RecordsDesk) -> Resource:
    """The CapabilityStatement."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": _date(desk),
        "publisher": "mixwise",
        "kind": "instance",
        "software": {"name": "mixwise", "version": f"{mixwise.__version__} ({desk.knowledge.version})"},
        "implementation": {
            "description": desk.say("operation_description"),
            "url": f"{desk.settings.base_url}{desk.settings.prefix}/fhir",
        },
        "fhirVersion": "4.0.1",
        "format": ["json"],
        "rest": [{"mode": "server", "operation": [{"name": "check-combination", "definition": definition_url(desk)}]}],
    }


def operation_definition(desk: RecordsDesk) -> Resource:
    """The OperationDefinition of `$check-combination`."""

    def parameter(name: str, use: str, least: int, most: str, kind: str) -> Resource:
        return {"name": name, "use": use, "min": least, "max": most, "type": kind}

    return {
        "resourceType": "OperationDefinition",
        "id": "check-combination",
        "url": definition_url(desk),
        "name": "CheckCombination",
        "title": desk.say("operation_title"),
        "status": "active",
        "kind": "operation",
        "date": _date(desk),
        "description": desk.say("operation_description"),
        "affectsState": False,
        "code": "check-combination",
        "system": True,
        "type": False,
        "instance": False,
        "parameter": [
            parameter("medications", "in", 0, "*", "Any"),
            parameter("medication", "in", 0, "*", "CodeableConcept"),
            parameter("focus", "in", 0, "*", "Reference"),
            parameter("patient", "in", 0, "1", "Reference"),
            parameter("minimumSeverity", "in", 0, "1", "code"),
            parameter("return", "out", 1, "1", "Bundle"),
        ],
    }
