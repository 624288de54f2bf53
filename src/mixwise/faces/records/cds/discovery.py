"""Which services there are, and what each wants to be sent with a call."""

from __future__ import annotations

from typing import Any

from mixwise.faces.records.desk import RecordsDesk

SERVICES = {f"mixwise-{hook}": hook for hook in ("order-select", "order-sign", "patient-view")}
"""Each hook under an id of its own, since a client that stores services by address would keep only one."""
CURRENT = ("medicationRequests", "medicationStatements")
TEMPLATES = {
    "patient": "Patient/{{context.patientId}}",
    "medicationRequests": "MedicationRequest?patient={{context.patientId}}&status=active",
    "medicationStatements": "MedicationStatement?patient={{context.patientId}}&status=active",
}
MORE = {
    "medicationDispenses": "MedicationDispense?patient={{context.patientId}}",
    "medicationAdministrations": "MedicationAdministration?patient={{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}",
    "observations": "Observation?patient={{context.patientId}}&_sort=-date&_count=200",
}
"""Asked for only where a site wants it: not every server has them."""


def discovery(desk: RecordsDesk) -> dict[str, Any]:
    """The answer to `GET cds-services`."""
    services = []
    for identity, hook in SERVICES.items():
        texts = desk.words["services"][hook]
        services.append({
            "hook": hook, "id": identity, "title": texts["title"], "description": texts["description"],
            "usageRequirements": desk.say("usage"), "prefetch": templates(desk),
        })  # fmt: skip
    return {"services": services}


def templates(desk: RecordsDesk) -> dict[str, str]:
    """What is wanted beside the call itself."""
    return {**TEMPLATES, **(MORE if desk.settings.more_prefetch else {})}
