"""The row of a class that is asked about as such: what any of its usual members fills, and which of them do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mixwise.knowledge import schema
from mixwise.knowledge.derive import Inheritance
from mixwise.knowledge.substancerows import MATCHED, Row, spans, traits_of


def stand_in_row(record: schema.ClassRecord, heritage: Inheritance, matches: dict[str, Row]) -> Row:
    """A class asked about as such: it fills every role that any of its usual members fills, and remembers which do."""
    members = record.stand_in.members if record.stand_in else []
    merged: Row = {"pairs": {}, "sets": {}, "loads": {}, "twice": {}, "alone": {}, "person": {}, "if": []}
    witness: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for member in members:
        own = matches[member]
        for where in MATCHED.values():
            for number, mask in own[where].items():
                merged[where][number] = merged[where].get(number, 0) | mask
                for bit in _bits(mask):
                    witness[number][bit].append(member)
        for number, bit, needs in own["if"]:
            merged["if"].append([number, bit, needs])
            witness[number][bit].append(member)
    partial = [
        number for number, bits in witness.items()
        if any(len(set(found)) < len(members) for found in bits.values())
    ]  # fmt: skip
    missing = {family for member in members for family in heritage.families if family not in heritage.reviewed(member)}
    if any(len(heritage.sources(member)) < 3 for member in members):
        missing = set(heritage.families)
    if record.stand_in and record.stand_in.reviewed == "no":
        missing = set(heritage.families)
    supplies = {heritage.corpus.substances[member].record.supply for member in members}
    return {
        "label": [record.label.one, record.label.one],
        "stand_in": True,
        "members": list(members),
        "witness": {
            number: {bit: list(dict.fromkeys(found)) for bit, found in bits.items()} for number, bits in witness.items()
        },
        "partial": partial,
        "origin": "both",
        "supply": "street" if "street" in supplies else "pharmacy" if "pharmacy" in supplies else "shop",
        "classes": [record.id, *heritage.ancestors(record.id)],
        "traits": traits_of(record.id, heritage),
        "not_reviewed": [family for family in heritage.families if family in missing],
        "sources": sorted(set().union(*(heritage.sources(member) for member in members))),
        "codes": {},
        "clinically_reviewed": record.clinically_reviewed,
        "checked": record.checked_against_sources or record.drafted or "",
        **_spans_of_all(list(members), heritage),
        **merged,
    }


def _spans_of_all(members: list[str], heritage: Inheritance) -> Row:
    """A stand-in has the spans that every usual member has, and is never past where one of them never is."""
    each = [spans(member, heritage) for member in members]
    shared = {
        side: [name for name in each[0][side] if all(name in one[side] for one in each)] for side in ("last", "first")
    }
    return {**shared, "never_past": [needs for one in each for needs in one["never_past"]]}


def _bits(mask: int) -> Iterator[int]:
    bit = 1
    while bit <= mask:
        if mask & bit:
            yield bit
        bit <<= 1
