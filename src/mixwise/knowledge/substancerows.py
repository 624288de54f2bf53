"""The rows of substances: the rules they take part in, their traits, uses, courses and spans."""

from __future__ import annotations

from typing import Any

from mixwise.knowledge import schema
from mixwise.knowledge.corpus import Corpus
from mixwise.knowledge.derive import Inheritance
from mixwise.knowledge.expand import Concrete, Gates, features, fits

Row = dict[str, Any]
MATCHED = {"pair": "pairs", "set": "sets", "load": "loads", "twice": "twice", "alone": "alone", "person": "person"}
"""Kinds of rule, and under which key a substance lists them; `person` are those about one substance in some person."""


def matches_of(kind: str, rules: list[Concrete], gates: Gates, heritage: Inheritance) -> Row:
    """
    Which rules a substance can take part in, and in which roles, as bit masks (role 0 is bit 1).

    `if` lists roles that an intake fills only with some context: [rule, bit, [needs]].
    """
    found: Row = {"pairs": {}, "sets": {}, "loads": {}, "twice": {}, "alone": {}, "person": {}, "if": []}
    for number, role in sorted(set().union(*(gates.get(gate, ()) for gate in (None, *features(kind, heritage))))):
        rule = rules[number]
        where = found[_matched(rule)]
        for needs in fits(kind, rule.roles[role], heritage):
            if needs:
                found["if"].append([number, 1 << role, list(needs)])
                where.setdefault(number, 0)
            else:
                where[number] = where.get(number, 0) | 1 << role
    return found


def _matched(rule: Concrete) -> str:
    return "person" if rule.kind == "alone" and getattr(rule.record, "person", None) else MATCHED[rule.kind]


def substance_row(kind: str, corpus: Corpus, heritage: Inheritance, matches: Row) -> Row:
    record = corpus.substances[kind].record
    reviewed = heritage.reviewed(kind)
    few = len(heritage.sources(kind)) < 3
    return {
        "label": [record.label.us, record.label.international],
        "origin": record.origin,
        "supply": record.supply,
        "classes": list(heritage.ancestors(kind)),
        "traits": traits_of(kind, heritage),
        "not_reviewed": list(heritage.families)
        if few
        else [family for family in heritage.families if family not in reviewed],
        "sources": sorted(heritage.sources(kind)),
        "codes": record.codes,
        "clinically_reviewed": record.clinically_reviewed,
        "checked": record.checked_against_sources or record.drafted,
        **spans(kind, heritage),
        "uses": uses_of(kind, heritage),
        **matches,
    }


def uses_of(kind: str, heritage: Inheritance) -> list[str]:
    classes = set(heritage.ancestors(kind))
    return [
        name for name, entry in heritage.corpus.uses.items()
        if kind in entry.record.substances or classes & set(entry.record.classes)
    ]  # fmt: skip


def courses_of(kind: str, corpus: Corpus) -> list[Row]:
    """How a substance comes and goes, by form; what its own record says of half-lives where nothing more is known."""
    found = [plain(entry.record) for entry in corpus.courses.values() if entry.record.substance == kind]
    own = corpus.substances[kind].record.kinetics
    if not found and own and own.half_life_h:
        claims = [plain(one) for one in corpus.substances[kind].record.claims if "kinetics" in one.supports]
        course = {"id": kind, "substance": kind, "form": "", "half_life_h": own.half_life_h, "metabolites": []}
        return [{**course, **({"peak_h": own.peak_h} if own.peak_h else {}), "claims": claims}]
    return found


def spans(kind: str, heritage: Inheritance) -> Row:
    """The washouts in which a substance is the last or the first of the two, and when it is never called over."""
    washouts = heritage.corpus.washouts
    never: Any = heritage.corpus.words.get("time/never_past", {})
    return {
        "last": [name for name, one in washouts.items() if () in fits(kind, one.record.last, heritage)],
        "first": [name for name, one in washouts.items() if () in fits(kind, one.record.first, heritage)],
        "never_past": [list(needs) for needs in fits(kind, never, heritage)] if never else [],
    }


def traits_of(kind: str, heritage: Inheritance) -> Row:
    """Each trait with its values, who says so, and where that is written."""
    return {
        name: [list(trait.values), trait.holder, cites(heritage.record(trait.holder), f"traits.{name}")]
        for name, trait in heritage.traits(kind).items()
    }


def cites(record: schema.Kind, field: str) -> list[list[str]]:
    """The sources and places of the claims that support a field."""
    return [[claim.source, claim.locator] for claim in record.claims if field in claim.supports]


def plain(record: schema.Record) -> Row:
    """A record as it was written."""
    return record.model_dump(by_alias=True, exclude_none=True, exclude_defaults=False)
