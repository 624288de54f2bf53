"""Street names of two lists: does one that is typed lead to the right drug, or list it among at most four meanings?"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import mixwise
from bench.accuracy import reference

MOST_MEANINGS = 4
LIST, OTHER = "DEA slang terms (2018)", "noslang.com"


def street_names(folder: Path) -> dict[str, Any] | None:
    """The names that both lists give one drug; None when the folder does not hold them."""
    path = folder / "slang.csv"
    if not path.is_file():
        return None
    drugs: dict[str, set[str]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sources = {source.strip() for source in row["source"].split(";")}
            if sources >= {LIST, OTHER}:
                drugs[row["alias"].lower()].add(row["drug"].lower())
    right = sum(any(_meant(name) & _meant(drug) for drug in meant) for name, meant in drugs.items())
    return {"names": len(drugs), "share_right": reference.share(right, len(drugs))}


@cache
def _meant(name: str) -> frozenset[str]:
    found = mixwise.resolve(name)
    meanings = (
        [found.meaning] if isinstance(found, mixwise.Resolved) else getattr(found, "meanings", ())[:MOST_MEANINGS]
    )
    return frozenset(substance for meaning in meanings for substance in meaning.substances)
