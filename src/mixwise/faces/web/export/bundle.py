"""What `static/answer.js` needs to find what the engine finds: names, the roles of substances, and rules with their texts."""

from __future__ import annotations

from typing import Any

from mixwise.engine.matching import PARTS, rule, weight
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import SEVERITIES

LONGEST = 120
WORDS = (
    "verdict", "verdict_plan", "verdict_noted", "verdict_one", "severity", "evidence", "onset", "and", "absence", "unsigned",
    "unrecognised",
    "not_reviewed_at_all", "not_reviewed", "counted_twice", "question", "question_one", "labels",
)  # fmt: skip


def bundle(knowledge: Knowledge) -> dict[str, Any]:
    """The bundle as plain lists and dictionaries, in a fixed order, so that the same knowledge gives the same bytes."""
    substances = {name: _substance(name, knowledge) for name in knowledge.ids("substance")}
    rules = {number: _rule(int(number), knowledge) for number in sorted(knowledge.ids("rule"), key=int)}
    cited = sorted({claim[1] for one in rules.values() for claim in one["claims"]})
    guide = knowledge.words("locale/en/guide")
    return {
        "version": knowledge.version,
        "smallest_set": knowledge.smallest_set,
        "severities": list(SEVERITIES),
        "families": knowledge.row("families", "all"),
        "substances": substances,
        "rules": rules,
        "sources": {name: _source(name, knowledge) for name in cited},
        "names": _names(knowledge),
        "products": {name: knowledge.row("product", name)["label"] for name in knowledge.ids("product")},
        "words": {name: guide[name] for name in WORDS if name in guide},
        "first": [[item["plain"], item["for"]] for item in knowledge.row("advice", "emergency_line")["items"]],
    }


def _substance(name: str, knowledge: Knowledge) -> dict[str, Any]:
    row = knowledge.row("substance", name)
    found: dict[str, Any] = {"label": row["label"], "supply": row["supply"], "not_reviewed": row["not_reviewed"]}
    found |= {part: row[part] for part in PARTS if row[part] and part != "person"}
    for part in ("if", "partial"):
        if row.get(part):
            found[part] = row[part]
    points = {
        number: weight(row, load, knowledge)
        for number in row["loads"]
        if (load := rule(int(number), knowledge)["load"])["unit"] == "points"
    }
    if points:
        found["points"] = points
    if knowledge.row("substance", name)["origin"] == "household":
        found["poison"] = True
    return found


def _rule(number: int, knowledge: Knowledge) -> dict[str, Any]:
    row = rule(number, knowledge)
    kept = ("id", "kind", "directed", "roles", "least", "mechanism", "title", "severity", "evidence", "onset", "enzyme",
            "curated", "overrides", "plain", "claims")  # fmt: skip
    found = {name: row[name] for name in kept}
    found["roles"] = len(row["roles"])
    found["person"] = bool(row["person"])
    if row["load"]:
        found["over"] = row["load"]["over"]
    found["do"] = row["management"]["plain"]
    found["action"] = row["management"]["action"]
    return found


def _source(name: str, knowledge: Knowledge) -> list[str]:
    row = knowledge.row("source", name)
    line = ". ".join(part for part in (row["title"], row["publisher"], row.get("date", "")) if part) + "."
    return [line, f"https://doi.org/{row['doi']}" if row.get("doi") else row.get("url", "")]


def _names(knowledge: Knowledge) -> dict[str, list[list[Any]]]:
    """What each normalised name may mean: substances, label, supply, product, what tells it apart, and the kind of name."""
    keys = sorted(knowledge.keys_of_length(1, LONGEST))
    return {key: [[list(row[0]), *row[1:]] for row in knowledge.meanings(key)] for key in keys}
