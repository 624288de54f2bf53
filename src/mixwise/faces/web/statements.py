"""Which statements rest on which source: the way back from the bibliography to what readers are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from mixwise.knowledge.store import Knowledge

CLAIMING = {
    "rule": "claims", "mechanism": "claims", "picture": "claims", "sign": "claims", "antidote": "claims",
    "adulterant": "claims", "selfcheck": "claims", "advice": "items", "effect": "claims",
}  # fmt: skip
"""Kinds of record with claims of their own, and where those stand."""
TEXTS = (
    "what", "use", "forms", "routes", "action", "addictive", "why_mixed", "tolerance", "dependence", "withdrawal",
    "addiction",
)  # fmt: skip


class Statement(NamedTuple):
    """One sentence that rests on a source: what it is about, the sentence, and the place in the source."""

    about: str
    text: str
    place: str


def statements(knowledge: Knowledge) -> dict[str, list[Statement]]:
    """For every source the statements that rest on it, each once. Worked out at the first call and kept."""
    held: dict[str, list[Statement]] | None = knowledge.memo.get("web.statements")
    if held is None:
        found: dict[str, dict[tuple[str, str], Statement]] = defaultdict(dict)
        for source, one in _all(knowledge):
            found[source].setdefault((one.text, one.place), one)
        held = knowledge.memo["web.statements"] = {source: list(ones.values()) for source, ones in found.items()}
    return held


def _all(knowledge: Knowledge) -> Iterator[tuple[str, Statement]]:
    for kind in CLAIMING:
        for name in knowledge.ids(kind):
            yield from _of_record(kind, name, knowledge.row(kind, name), knowledge)
    for name in knowledge.ids("substance"):
        label = str(knowledge.row("substance", name)["label"][0])
        yield from _of_profile(label, knowledge.row("profile", name))
    for name in knowledge.ids("country"):
        row = knowledge.row("country", name)
        for line in (row["emergency"], *row["lines"]):
            text = ": ".join(
                part for part in (line.get("name", ""), line.get("number") or line.get("voice", "")) if part
            )
            yield line["source"], Statement(str(row["name"]), text, line.get("locator", ""))


def _of_record(kind: str, name: str, row: dict[str, Any], knowledge: Knowledge) -> Iterator[tuple[str, Statement]]:
    if kind == "advice":
        for item in row["items"]:
            for claim in item["claims"]:
                yield claim["source"], Statement(str(row["title"]), claim["says"], claim["locator"])
        return
    if kind == "rule":
        mechanism = knowledge.get("mechanism", row["mechanism"])
        about = str(mechanism["title"] if mechanism else row["record"])
        for says, source, place in row["claims"]:
            yield source, Statement(about, says, place)
        return
    about = str(row.get("title") or row.get("label") or row.get("plain") or row.get("as") or name)
    for claim in row.get("claims") or ():
        yield claim["source"], Statement(about, claim["says"], claim["locator"])


def _of_profile(label: str, profile: dict[str, Any]) -> Iterator[tuple[str, Statement]]:
    for field in TEXTS:
        if profile.get(field):
            text, cites = profile[field]
            for source, place in cites:
                yield source, Statement(label, text, place)
    if profile.get("stopping"):
        _, text, cites = profile["stopping"]
        for source, place in cites:
            yield source, Statement(label, text, place)
    for _, text, source, place in profile["reviews"].values():
        yield source, Statement(label, text, place)
