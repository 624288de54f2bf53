"""The short answer: a verdict that never says a mix is fine, and how every word typed was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mixwise.engine.types import Assessment
from mixwise.guide.item import Item
from mixwise.guide.words import Desk

PLANNED = ("dangerous", "major")
"""Severities whose verdict says not to, unless every finding that brings them asks for a plan."""


def answer(assessment: Assessment, desk: Desk) -> str:
    """The verdict in one line."""
    names = desk.listed([called(one, desk) for one in assessment.interpretation if one["as"]])
    if len(assessment.interpretation) > 1 or len(assessment.substances) > 1:
        return desk.say(verdict(assessment), names=names)
    if not assessment.substances:
        return desk.say("verdict.unknown")
    return desk.say(f"verdict_one.{assessment.severity or 'none'}", names=names)


def verdict(assessment: Assessment) -> str:
    """
    Which verdict of the locale stands for an answer about several things.

    "Avoid" is for what one finding at least says to avoid: where all of the worst ask for a plan, it could be read as "stop one".
    """
    severity = assessment.severity or "unknown"
    worst = [finding for finding in assessment.findings if finding.severity == severity]
    if severity in PLANNED and all(finding.management["action"] != "avoid" for finding in worst):
        return f"verdict_plan.{severity}"
    if severity == "none_known" and any(len(note.substances) > 1 for note in assessment.notes):
        return "verdict_noted"
    return f"verdict.{severity}"


def called(one: dict[str, Any], desk: Desk) -> str:
    """
    What was typed, with what it was read as beside it where that is another name.

    A verb that means a substance ("drinking") is no name to speak of: what it was read as stands alone.
    """
    typed = " ".join(str(one["typed"]).split())[:80]
    if one["as"] and typed.casefold() in desk.knowledge.words(f"locale/{desk.language}/sentences").get(
        "objectless", ()
    ):
        return desk.names(one["as"])
    return f"{typed} ({desk.names(one['as'])})" if _differs(one, desk) else typed


def notices(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """How the words were read, what is missing from the answer, and what it rests on."""
    for one in assessment.ambiguous:
        yield Item("text", _ambiguous(one, desk))
    for one in assessment.unrecognised:
        yield Item(
            "text",
            desk.say("unidentified" if one["kind"] == "unidentified" else "unrecognised", typed=one["typed"]),
        )
        if one["suggestions"]:
            yield Item("text", desk.say("suggestions", names=desk.listed(one["suggestions"])))
    for one in assessment.interpretation:
        if one.get("how") == "spelling":
            yield Item("text", desk.say("spelled_as", typed=one["typed"], names=desk.names(one["as"])))
    for one in assessment.counted_twice:
        yield Item(
            "text",
            desk.say("counted_twice", names=desk.listed(one["names"]), substance=desk.short(one["substance"])),
        )
    if assessment.not_taken:
        yield Item("text", desk.say("not_taken", names=desk.listed(assessment.not_taken)))
    yield from gaps(assessment, desk)
    if assessment.severity == "none_known":
        date = max(str(desk.knowledge.row("substance", name)["checked"]) for name in assessment.substances)
        yield Item("text", desk.say("outcome.none_known", date=date))
    if assessment.severity in (None, "none_known", "unknown", "minor") or not assessment.complete:
        yield Item("text", desk.say("absence"))
    yield Item("text", desk.say("signed" if assessment.clinically_reviewed else "unsigned"))


def gaps(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """What was recognised but not reviewed well enough, by trait family."""
    titles = desk.knowledge.row("families", "all")
    for gap in assessment.not_reviewed:
        if len(gap["families"]) == len(titles):
            yield Item("text", desk.say("not_reviewed_at_all", substance=desk.short(gap["substance"])))
            continue
        families = desk.listed([titles[family] for family in gap["families"]])
        yield Item("text", desk.say("not_reviewed", substance=desk.short(gap["substance"]), families=families))


def _differs(one: dict[str, Any], desk: Desk) -> bool:
    names = [desk.short(name).casefold() for name in one["as"]]
    typed = one["typed"].strip().casefold()
    return typed not in names and not all(name in typed.split() for name in names)


def _ambiguous(one: dict[str, Any], desk: Desk) -> str:
    meanings = [m["says"] or m["label"] for m in one["meanings"]]
    text = desk.say("or").join([", ".join(meanings[:-1]), meanings[-1]]) if len(meanings) > 1 else "".join(meanings)
    if one["ordinary"]:
        text += desk.say("ambiguous_ordinary", ordinary=", ".join(one["ordinary"]))
    return desk.say("ambiguous", typed=one["typed"], meanings=text, assumed=desk.names(one["assumed"]))
