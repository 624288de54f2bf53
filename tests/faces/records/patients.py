"""Synthetic patients: nobody real, the same for the same seed; each takes a handful of coded substances as people of that age might."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import mixwise
from tests.faces.records.setting import bundle, request_for

COMMON = (
    "warfarin", "ibuprofen", "aspirin", "lisinopril", "hydrochlorothiazide", "metoprolol", "atorvastatin", "simvastatin", "amlodipine",
    "omeprazole", "metformin", "levothyroxine", "sertraline", "fluoxetine", "citalopram", "tramadol", "oxycodone", "gabapentin",
    "alprazolam", "zolpidem", "amitriptyline", "quetiapine", "lithium", "clarithromycin", "azithromycin", "amoxicillin", "prednisone",
    "digoxin", "furosemide", "spironolactone", "clopidogrel", "naproxen", "acetaminophen", "loratadine", "methadone", "clonazepam",
)  # fmt: skip


class Patient(NamedTuple):
    """A patient's medicines by substance, and as a FHIR Bundle."""

    number: int
    substances: tuple[str, ...]
    bundle: dict[str, Any]


def coded() -> dict[str, str]:
    """Substances with an RxCUI that have nothing but that name in play, by substance."""
    store = mixwise.load()
    return {
        one: str(code) for one in store.ids("substance") if (code := store.row("substance", one)["codes"].get("rxcui"))
    }


def patients(count: int, seed: int = 8, most: int = 12) -> list[Patient]:
    """That many patients; two in three medicines are common ones."""
    codes = coded()
    common = [one for one in COMMON if one in codes]
    others = sorted(set(codes) - set(common))
    chance = random.Random(seed)
    found = []
    for number in range(count):
        size = chance.randint(2, most)
        names = {chance.choice(common if chance.random() < 0.67 else others) for _ in range(size)}
        order = sorted(names)
        resources = [
            request_for(codes[one], identity=f"{number}-{place}", subject={"reference": f"Patient/{number}"})
            for place, one in enumerate(order)
        ]
        found.append(Patient(number, tuple(order), bundle(*resources)))
    return found
