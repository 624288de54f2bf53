"""Times, doses and the person as an assistant gets them: what was counted, what may be on board, what is past."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mixwise.engine.types import Assessment
from mixwise.engine.types import Finding as Found
from mixwise.faces.mcp_shapes import OnBoard, Told
from mixwise.faces.mcp_words import MOST_SOURCES, Words, evidence_of
from mixwise.guide.board import span_words
from mixwise.guide.person import counted, factors


def say_told(assessment: Assessment, words: Words) -> Iterator[str]:
    """How times and doses were counted, what may be on board, what is past, and what of the person counts or would."""
    desk = words.desk
    for one in told_of(assessment):
        if one.kind:
            yield words.told(f"told_{one.kind}", typed=one.input[:80], span=span_words(one.hours, desk))
        if one.mg_a_day:
            yield words.told("told_dose", typed=one.input[:80], dose=f"{one.mg_a_day:g}")
    for entry in assessment.on_board:
        yield from _board_says(entry, words)
    for finding in assessment.findings:
        if finding.past:
            last, first = (desk.short(finding.spacing[0][side]) for side in ("last", "first"))
            yield words.told_top("past", last=last, first=first)
        yield from dict.fromkeys(spacing_of(finding))
    if used := counted(assessment.person, desk):
        yield words.told("person_used", names=desk.listed(used))
    if missing := factors(assessment.person_missing, desk):
        yield desk.say("person_missing", names=desk.listed(missing))


def told_of(assessment: Assessment) -> Iterator[Told]:
    """What was told of each intake."""
    for one in assessment.interpretation:
        if "told" in one or "mg_a_day" in one or "history" in one:
            told = one.get("told", {})
            yield Told(
                input=one["typed"], kind=told.get("kind"), hours=list(told.get("hours", ())), mg_a_day=one.get("mg_a_day"),
                history=one.get("history"),
            )  # fmt: skip


def board_of(entry: dict[str, Any], words: Words) -> OnBoard:
    """What may still be on board of one substance."""
    sources = list(dict.fromkeys(claim["source"] for claim in entry["claims"]))
    return OnBoard(
        name=words.desk.short(entry["substance"]), known=entry["known"], rising=entry["rising"],
        says=list(_board_says(entry, words)), evidence=evidence_of(sources[:MOST_SOURCES], words),
    )  # fmt: skip


def _board_says(entry: dict[str, Any], words: Words) -> Iterator[str]:
    name = words.desk.short(entry["substance"])
    if not entry["known"]:
        yield words.told("board_unknown", name=name)
        return
    if entry["rising"]:
        yield words.told("board_rising", name=name)
    yield words.told("board_known", name=name)
    yield from entry.get("plain", ())


def spacing_of(finding: Found) -> Iterator[str]:
    """The spans that prescribers leave between the two, and what makes them longer."""
    for span in finding.spacing:
        yield span["plain"]
        if span["longer_if"]:
            yield span["longer_if"]
