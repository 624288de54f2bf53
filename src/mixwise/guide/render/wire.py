"""A guide and an assessment as JSON, with the field names that every face uses."""

from __future__ import annotations

import json
from typing import Any

from mixwise.guide.item import Item
from mixwise.guide.model import Guide


def render(guide: Guide) -> str:
    """The guide as JSON, two spaces deep, ending in a newline."""
    return json.dumps(as_dict(guide), ensure_ascii=False, indent=2) + "\n"


def as_dict(guide: Guide) -> dict[str, Any]:
    """The guide as plain lists and dictionaries."""
    return {
        "first": [_item(item) for item in guide.first],
        "question": guide.question,
        "answer": guide.answer,
        "language": guide.language,
        "sections": [
            {"id": section.id, "title": section.title, "items": [_item(item) for item in section.items]}
            for section in guide.sections
        ],
        "sources": [{**source._asdict(), "places": list(source.places)} for source in guide.sources],
        "assessment": guide.assessment.to_dict(),
    }


def _item(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": item.kind, "text": item.text}
    if item.label:
        found["label"] = item.label
    if item.cites:
        found["cites"] = list(item.cites)
    if item.severity:
        found["severity"] = item.severity
    if item.items:
        found["items"] = [_item(inner) for inner in item.items]
    return found
