"""What counts as taken: by status, by what an order forbids, and by dates long past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mixwise.faces.records.fhir.lenient import Resource, status_code, thing, things, words

NOT_TAKEN = {
    "MedicationRequest": {"completed", "cancelled", "stopped", "entered-in-error"},
    "MedicationStatement": {"completed", "stopped", "not-taken", "entered-in-error"},
    "MedicationDispense": {"entered-in-error", "cancelled", "declined", "not-done"},
    "MedicationAdministration": {"entered-in-error", "cancelled", "declined", "not-done"},
}
"""Statuses that leave a resource out. Every other status counts, one that nobody knows, too: silence would hide a danger."""
OLD_NAMES = {
    "MedicationOrder": "MedicationRequest",
    "MedicationPrescription": "MedicationRequest",
    "MedicationUsage": "MedicationStatement",
}


def kind_of(resource: Resource) -> str:
    """The resource's type, older and newer names taken as the R4 one."""
    name = words(resource.get("resourceType"))
    return OLD_NAMES.get(name, name)


def is_taken(resource: Resource, now: datetime, recent_days: int) -> bool:
    """Whether a medication resource speaks of something taken, ordered, or stopped so lately that it may still act."""
    kind = kind_of(resource)
    if status_code(resource.get("status")) in NOT_TAKEN.get(kind, set()) or resource.get("doNotPerform") is True:
        return False
    if resource.get("wasNotTaken") is True or resource.get("wasNotGiven") is True:
        return False
    ended = _ended(resource, kind)
    return ended is None or ended >= now - timedelta(days=recent_days)


def _ended(resource: Resource, kind: str) -> datetime | None:
    """When it ended, if the resource says so; None while it may go on."""
    if kind == "MedicationRequest":
        end = thing(thing(resource.get("dispenseRequest")).get("validityPeriod")).get("end")
        ends = [date_of(end), *(_bounds_end(one) for one in things(resource.get("dosageInstruction")))]
    elif kind == "MedicationStatement":
        ends = [date_of(thing(resource.get("effectivePeriod")).get("end"))]
    elif kind == "MedicationAdministration":
        period = thing(resource.get("effectivePeriod") or resource.get("effectiveTimePeriod"))
        ends = [
            date_of(period.get("end")),
            date_of(resource.get("effectiveDateTime") or resource.get("effectiveTimeDateTime")),
        ]
    else:
        handed = date_of(resource.get("whenHandedOver"))
        supply = thing(resource.get("daysSupply")).get("value")
        days = supply if isinstance(supply, int | float) and 0 <= supply < 4000 else 0
        ends = [handed + timedelta(days=days) if handed else None]
    known = [one for one in ends if one]
    return max(known) if known else None


def _bounds_end(dosage: Resource) -> datetime | None:
    repeat = thing(thing(dosage.get("timing")).get("repeat"))
    return date_of(thing(repeat.get("boundsPeriod")).get("end"))


def date_of(value: object) -> datetime | None:
    """
    A FHIR date or dateTime as the latest moment that it can mean; None when it is none.

    >>> date_of("2026-02")
    datetime.datetime(2026, 3, 1, 0, 0, tzinfo=datetime.timezone.utc)
    """
    text = words(value)
    try:
        if len(text) == 4:
            return datetime(int(text) + 1, 1, 1, tzinfo=UTC)
        if len(text) == 7:
            year, month = int(text[:4]), int(text[5:])
            return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) == 10:
        found += timedelta(days=1)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
