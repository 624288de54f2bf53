"""
A CDS Hooks call with 15 current medications, in process: `python -m bench.records.hooks`.

Then the cards that the same patients get at each floor, and which pairs of a reference list of alerts that must show are lost.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import mixwise
from mixwise.faces.records.cds import Hooks
from mixwise.faces.records.fhir.lenient import parse
from mixwise.faces.records.settings import Records
from tests.faces.records.patients import COMMON, coded, patients
from tests.faces.records.setting import bundle, request_for

CALLS = 1000
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def call(drafts: list[dict[str, Any]], current: list[dict[str, Any]]) -> bytes:
    """An order-select call as bytes."""
    body = {
        "hook": "order-select", "hookInstance": "d4ad5bb0-4b0e-4d26-8e1d-0f4b8f5f0a77",
        "context": {"userId": "Practitioner/1", "patientId": "p1", "draftOrders": bundle(*drafts)},
        "prefetch": {"medicationRequests": bundle(*current), "medicationStatements": None},
    }  # fmt: skip
    return json.dumps(body).encode()


def latency() -> dict[str, float]:
    """Milliseconds of processor time for a call, from bytes to bytes, over many calls that all differ, once each was seen."""
    hooks = Hooks(Records())
    desk = hooks.front.desk()
    codes = coded()
    calls = []
    for patient in patients(CALLS, seed=15, most=16):
        names = list(dict.fromkeys([*patient.substances, *COMMON]))[:16]
        resources = [
            request_for(codes[name], identity=f"m{number}") for number, name in enumerate(names) if name in codes
        ]
        calls.append(call(resources[:1], resources[1:]))

    def once(body: bytes) -> float:
        start = process_time()
        json.dumps({"cards": hooks.answer(parse(body), desk, NOW)}).encode()  # type: ignore[arg-type]
        return 1000 * (process_time() - start)

    for body in calls:
        once(body)
    times = sorted(once(body) for body in calls)
    return {"p50": times[len(times) // 2], "p99": times[int(len(times) * 0.99)], "max": times[-1]}


def loudness(count: int = 200) -> dict[str, dict[str, float]]:
    """Cards for a patient, by indicator, at each setting."""
    found = {}
    for name, settings in {
        "all": Records(most_cards=10_000), "min_indicator=warning": Records(most_cards=10_000, min_indicator="warning"),
        "min_indicator=critical": Records(most_cards=10_000, min_indicator="critical"),
        "critical_at=dangerous": Records(most_cards=10_000, critical_at="dangerous"),
    }.items():  # fmt: skip
        hooks = Hooks(settings)
        desk = hooks.front.desk()
        cards: Counter[str] = Counter()
        for patient in patients(count):
            first, *rest = [entry["resource"] for entry in patient.bundle["entry"]]
            body = json.loads(call([first], rest))
            body["context"]["patientId"] = str(patient.number)
            cards.update(card["indicator"] for card in hooks.answer(body, desk, NOW) if "overrideReasons" in card)
        found[name] = {level: cards[level] / count for level in ("critical", "warning", "info")}
    return found


def lost(reference: Path) -> dict[str, int]:
    """Pairs of the reference list of alerts: how many we hold by code, show at all, and lose at the floor `warning`."""
    codes = coded()
    shown = Counter[str]()
    hooks = Hooks(Records(min_indicator="warning"))
    desk = hooks.front.desk()
    with (reference / "onc_high_priority.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names = [_id(row[side]) for side in ("drug_a", "drug_b")]
            if not all(name in codes for name in names):
                continue
            shown["held"] += 1
            one, other = (request_for(codes[name], identity=name) for name in names if name)
            cards = hooks.answer(json.loads(call([one], [other])), desk, NOW)
            levels = {card["indicator"] for card in cards if "overrideReasons" in card}
            found = mixwise.check([mixwise.Intake(name, supply="pharmacy") for name in names if name]).findings
            shown["known"] += bool(found)
            shown["shown"] += bool(levels)
            shown["lost by the floor"] += (
                bool([one for one in found if one.severity in ("dangerous", "major", "moderate")]) and not levels
            )
    return dict(shown)


def _id(name: str) -> str:
    resolution = mixwise.resolve(name)
    return resolution.meaning.substances[0] if isinstance(resolution, mixwise.Resolved) else ""


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--reference", type=Path, help="a folder with onc_high_priority.csv")
    given = options.parse_args()
    print("milliseconds for a call:", {name: round(value, 2) for name, value in latency().items()})
    for name, levels in loudness().items():
        print(f"cards for a new order, {name}:", {level: round(value, 2) for level, value in levels.items()})
    if given.reference:
        print("reference alerts:", lost(given.reference))


if __name__ == "__main__":
    main()
