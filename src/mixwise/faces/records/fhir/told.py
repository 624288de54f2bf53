"""What a medication resource tells of time, dose and route: moments as spans, milligrams a day at the least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from mixwise.faces.records.fhir.current import date_of
from mixwise.faces.records.fhir.lenient import Resource, codings, concept_text, items, status_code, thing, things, words
from mixwise.names.doses import milligrams
from mixwise.names.placing import route_of
from mixwise.names.when import Moment

HOUR, DAY = 3600.0, 24.0
ZONES = timedelta(hours=14)
"""A date without a time zone may be that of any."""
ENDED = {"completed", "stopped"}
PERIODS = {"s": 1 / HOUR, "min": 1 / 60, "h": 1.0, "d": DAY, "wk": 168.0, "mo": 730.0, "a": 8766.0}
A_DAY = {
    "QD": 1.0, "AM": 1.0, "PM": 1.0, "BED": 1.0, "BID": 2.0, "TID": 3.0, "QID": 4.0, "QOD": 0.5, "WK": 1 / 7, "MO": 1 / 31,
    "Q1H": 24.0, "Q2H": 12.0, "Q3H": 8.0, "Q4H": 6.0, "Q6H": 4.0, "Q8H": 3.0,
}  # fmt: skip
"""Codes of FHIR's timing abbreviations."""
PIECES = {"tab", "tabs", "cap", "caps", "ertab", "ercap", "tbl", "tablet", "tablets", "capsule", "capsules"}
"""Units that count pieces: the name of the product then says how many milligrams each holds."""


class Told(NamedTuple):
    """What one resource tells; None, 0 and "" where it tells nothing."""

    moment: Moment | None = None
    dose: float = 0.0
    route: str = ""


def told_of(resource: Resource, kind: str, name: str, now: datetime, read: Mapping[str, Any]) -> Told:
    """What a resource that counts as taken tells. `read` is how the language says when and how much."""
    dosages = list(_dosages(resource, kind, now))
    route = next((found for one in dosages if (found := route_of(concept_text(one.get("route")), read))), "")
    if kind == "MedicationAdministration":
        moment = given(resource, now)
        lately = moment is not None and moment.high <= DAY
        return Told(moment, sum(_once(one, name, read) for one in dosages) if lately else 0.0, route)
    ends = _ends(resource, kind)
    moment = _moment("stopped", *max(ends), now, False) if ends else None
    return Told(moment, _a_day(dosages, name, read), route)


def given(resource: Resource, now: datetime) -> Moment | None:
    """When an administration was. It need not have been the last, so it never makes anything past."""
    period = thing(resource.get("effectivePeriod") or resource.get("effectiveTimePeriod"))
    at = span_of_date(
        period.get("end")
        or resource.get("effectiveDateTime")
        or resource.get("effectiveTimeDateTime")
        or period.get("start")
    )
    return _moment("ago", at[1], at[0], now, False) if at else None


def ended(resource: Resource, kind: str, now: datetime) -> Moment | None:
    """When the use of what is completed or stopped ended, where the resource says so; None for all else."""
    if status_code(resource.get("status")) not in ENDED or kind not in ("MedicationRequest", "MedicationStatement"):
        return None
    if resource.get("doNotPerform") is True or resource.get("wasNotTaken") is True:
        return None
    ends = _ends(resource, kind)
    if not ends:
        return None
    latest, earliest = max(ends)
    if kind == "MedicationRequest":  # the end that was planned; what was stopped may have ended sooner
        begun = span_of_date(resource.get("authoredOn")) if status_code(resource.get("status")) == "stopped" else None
        return _moment("stopped", latest, min(earliest, begun[0]) if begun else earliest, now, False)
    return _moment("stopped", latest, earliest, now, True)


def span_of_date(value: object) -> tuple[datetime, datetime] | None:
    """The earliest and the latest moment that a FHIR date or dateTime can mean; None when it is none."""
    text, latest = words(value), date_of(value)
    if latest is None:
        return None
    if len(text) > 10:
        return latest, latest
    try:
        year, month, day = (int(part) for part in (text + "-01-01")[:10].split("-"))
        earliest = latest.replace(year=year, month=month, day=day)
    except ValueError:
        return None
    return earliest - ZONES, latest + ZONES


def _moment(kind: str, latest: datetime, earliest: datetime, now: datetime, sure: bool) -> Moment | None:
    """A moment that has been; None for one that is yet to come."""
    if earliest > now:
        return None
    low, high = ((now - one).total_seconds() / HOUR for one in (latest, earliest))
    return Moment(kind, round(max(0.0, low), 2), round(high, 2), sure)


def _ends(resource: Resource, kind: str) -> list[tuple[datetime, datetime]]:
    """Every end of use that the resource tells, its latest moment first."""
    if kind == "MedicationStatement":
        values = [thing(resource.get("effectivePeriod")).get("end")]
        if status_code(resource.get("status")) in ENDED:
            values.append(resource.get("effectiveDateTime"))
    elif kind == "MedicationRequest":
        values = [_bounds(one).get("end") for one in things(resource.get("dosageInstruction"))]
        if not all(values):
            return []  # one part of it has no end
    else:
        values = []
    return [(span[1], span[0]) for one in values if (span := span_of_date(one))]


def _bounds(dosage: Resource) -> Resource:
    return thing(thing(thing(dosage.get("timing")).get("repeat")).get("boundsPeriod"))


def _dosages(resource: Resource, kind: str, now: datetime) -> Iterator[Resource]:
    """The dosages that hold now."""
    part = "dosageInstruction" if kind in ("MedicationRequest", "MedicationDispense") else "dosage"
    for one in things(resource.get(part)):
        begins, ends = (span_of_date(_bounds(one).get(name)) for name in ("start", "end"))
        if not (begins and begins[0] > now) and not (ends and ends[1] < now):
            yield one


def _a_day(dosages: list[Resource], name: str, read: Mapping[str, Any]) -> float:
    """Dosages of one step are taken together; of steps that follow each other the highest counts."""
    steps: dict[str, float] = {}
    for one in dosages:
        step = words(one.get("sequence"))
        steps[step] = steps.get(step, 0.0) + _once(one, name, read) * _times(one, read)
    return round(max(steps.values(), default=0.0), 3)


def _once(dosage: Resource, name: str, read: Mapping[str, Any]) -> float:
    """The milligrams of one dose at the least; 0 when they are not told in a mass."""
    for each in (*things(dosage.get("doseAndRate")), dosage):
        low = thing(each.get("doseRange")).get("low")
        for quantity in (thing(each.get(part)) for part in ("doseQuantity", "dose", "quantity")):
            if found := _mass(quantity, name, read):
                return found
        if found := _mass(thing(low), name, read):
            return found
    said = milligrams(words(dosage.get("text")), read)
    return said / (_said_times(words(dosage.get("text")), read) or 1.0)


def _mass(quantity: Resource, name: str, read: Mapping[str, Any]) -> float:
    value = quantity.get("value")
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < 1e6:
        return 0.0
    units = [unit for part in ("code", "unit") if (unit := words(quantity.get(part)).strip("{}").lower())]
    if any(unit in PIECES for unit in units):
        return value * milligrams(name, read)
    found = (milligrams(f"{value:f} {unit}", read) for unit in units)
    return next((one for one in found if one), 0.0)


def _times(dosage: Resource, read: Mapping[str, Any]) -> float:
    """How often a day it is taken at the least; once where that is not told."""
    timing = thing(dosage.get("timing"))
    repeat = thing(timing.get("repeat"))
    per = PERIODS.get(words(repeat.get("periodUnit") or repeat.get("periodUnits")), 0.0)
    length = _number(repeat.get("periodMax")) or _number(repeat.get("period")) or 1.0
    often = max(
        _number(repeat.get("frequency")), len(items(repeat.get("timeOfDay"))), len(items(repeat.get("when"))), 1.0
    )
    if days := len(items(repeat.get("dayOfWeek"))):
        return often * min(days, 7) / 7
    if per:
        return often * DAY / (per * length)
    for _, code, _ in codings(timing.get("code")):
        if code.upper() in A_DAY:
            return A_DAY[code.upper()]
    said = (concept_text(timing.get("code")), words(dosage.get("text")))
    return next((found for one in said if (found := _said_times(one, read))), often)


def _said_times(text: str, read: Mapping[str, Any]) -> float:
    """How often a day by the words of a text; 0 when it tells nothing of it."""
    lowered = f" {text.lower()} "
    known: Mapping[str, Any] = read["doses"]["a_day"]
    fitting = [phrase for phrase in known if f" {phrase} " in lowered]
    return float(known[max(fitting, key=len)]) if fitting else 0.0


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e4 else 0.0
