"""
Invented knowledge for tests: no real drug, no real rule, so that correcting a fact never breaks a test of the code.

`make` turns a few lines into compiled knowledge, through the same schema, derivation and store as the real one.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mixwise.knowledge import compile as compiler
from mixwise.knowledge import schema
from mixwise.knowledge.corpus import Corpus, Entry
from mixwise.knowledge.namerows import name_rows
from mixwise.knowledge.rows import rows
from mixwise.knowledge.store import FORMAT, Knowledge, _open

CLAIM = {
    "says": "An invented source says so.",
    "supports": ["x"],
    "source": "invented-1",
    "locator": "page 1",
}
SOURCES = [
    {"id": f"invented-{n}", "title": f"Invented source {n}", "publisher": "Nobody", "kind": "review", "url": f"https://example.org/{n}",
     "seen": "2026-01-01", "seen_as": "page"}
    for n in (1, 2, 3)
]  # fmt: skip
FAMILIES: list[dict[str, Any]] = [
    {
        "id": "first",
        "title": "first family",
        "traits": [
            {"id": "dims", "title": "dims", "kinds": {"red": "Red.", "blue": "Blue.", "grey": "Grey."}},
            {"id": "glow", "title": "glows", "levels": {"some": "Some.", "marked": "Marked."}},
        ],
    },
    {
        "id": "second",
        "title": "second family",
        "traits": [
            {
                "id": "{enzyme}_inhibitor",
                "title": "blocks {enzyme}",
                "levels": {"weak": "Weak.", "strong": "Strong."},
            },
            {
                "id": "{enzyme}_object",
                "title": "cleared by {enzyme}",
                "levels": {"moderate": "Moderate.", "sensitive": "Sensitive."},
            },
            {"id": "excess", "title": "too much", "levels": {"mild": "Mild.", "serious": "Serious."}},
        ],
        "enzymes": {"e1": "E1", "e2": "E2"},
    },
]
EVERY = ["first", "second"]
WORDS = {"and": " and ", "or": " or "}


def substance(
    name: str, traits: Mapping[str, Any] | None = None, classes: Sequence[str] = (), **more: Any
) -> dict[str, Any]:
    """A substance record, reviewed in every family unless `reviewed` says otherwise."""
    return {
        "id": name,
        "is": list(classes),
        "label": {"us": name, "international": name},
        "origin": "medicine",
        "supply": "pharmacy",
        "traits": dict(traits or {}),
        "reviewed": [
            {"families": EVERY, "says": "Looked at.", "source": f"invented-{n}", "locator": "all"} for n in (1, 2, 3)
        ],
        "drafted": "2026-01-01",
        "checked_against_sources": "2026-01-01",
        **more,
    }


def mechanism(name: str, **more: Any) -> dict[str, Any]:
    """A mechanism record."""
    return {
        "id": name,
        "title": name.title(),
        "kind": "pharmacodynamic",
        "plain": "{both} meet.",
        "professional": "{a} meets {b}.",
        "management": {"action": "avoid", "plain": "Ask someone."},
        "claims": [CLAIM],
        **more,
    }


def rule(name: str, severity: Any, mechanism_id: str = "meeting", **shape: Any) -> dict[str, Any]:
    """A rule record; `shape` holds between, together, of and so on."""
    return {
        "id": name,
        "mechanism": mechanism_id,
        "severity": severity,
        "evidence": "established",
        "claims": [CLAIM],
        **shape,
    }


def corpus(**stores: Sequence[dict[str, Any]]) -> Corpus:
    """A corpus of the given records, with the invented families, sources and one mechanism unless others are given."""
    models: dict[str, type[schema.Record]] = {
        "families": schema.Family, "sources": schema.Source, "substances": schema.Substance, "classes": schema.ClassRecord,
        "products": schema.Product, "mechanisms": schema.Mechanism, "rules": schema.Rule, "interactions": schema.Interaction,
        "effects": schema.Effect, "pictures": schema.Picture, "signs": schema.Sign, "advice": schema.AdviceList,
        "antidotes": schema.Antidote, "ambiguous": schema.AmbiguousName, "adulterants": schema.Adulterant,
        "countries": schema.Country, "selfchecks": schema.SelfCheck,
    }  # fmt: skip
    defaults: dict[str, Sequence[dict[str, Any]]] = {
        "families": FAMILIES,
        "sources": SOURCES,
        "mechanisms": [mechanism("meeting")],
    }
    found = Corpus()
    for store, records in {**defaults, **stores}.items():
        for record in records:
            model = models[store].model_validate(record)
            key = record.get("id") or record.get("name") or record["country"]
            getattr(found, store)[key] = Entry(model, record, f"{store}.yaml")
    return found


_numbers = itertools.count()
_folder = tempfile.TemporaryDirectory(prefix="mixwise-invented-")


def make(words: Mapping[str, Any] | None = None, **stores: Sequence[dict[str, Any]]) -> Knowledge:
    """Compiled knowledge of the given records."""
    found = corpus(**stores)
    found.words = {"locale/en/guide": WORDS, **(words or {})}
    target = Path(_folder.name) / f"{next(_numbers)}.db"
    compiler.write(target, rows(found), name_rows(found), {"format": FORMAT, "version": "invented", "fingerprint": ""})
    return _open(str(target))
