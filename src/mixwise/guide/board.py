"""What was told of time: what may be on board or rising still, and the spans that prescribers are told to leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mixwise.engine.types import Assessment, Finding
from mixwise.guide.item import Item
from mixwise.guide.words import Desk

LONG = 48.0
"""From so many hours on a span is told in days."""


def board(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """One card for each substance whose time was told. None of them says that anything is over."""
    for one in assessment.on_board:
        items = [Item("text", desk.say(f"board.{one['kind']}", span=span_words(one["hours"], desk)))]
        if not one["known"]:
            items.append(Item("text", desk.say("board.unknown")))
        elif one["rising"]:
            items.append(Item("text", desk.say("board.rising")))
        cites = desk.cite((claim["source"], claim["locator"]) for claim in one["claims"])
        items += [Item("bullet", _part(part, desk), "", cites) for part in one["parts"]]
        items += [Item("text", plain, "", cites) for plain in one.get("plain", ())]
        items.append(Item("text", desk.say("board.not_over")))
        yield Item("card", desk.name(one["substance"]), "", (), tuple(items))
    if assessment.on_board:
        yield Item("small", desk.say("board.model"), desk.label("professional"))


def _part(part: dict[str, Any], desk: Desk) -> str:
    low, high = part["of_peak"]
    shares = {"low": _percent(low), "high": _percent(high)}
    key = "board.little" if high < LITTLE else "board.share" if low >= LITTLE else "board.up_to"
    made = desk.say("board.made") if part["made"] else ""
    return desk.say(
        key, name=part["name"].replace("_", " "), made=made, half=span_words(part["half_life_h"], desk), **shares
    )


LITTLE = 0.01
"""Below this share of its highest level a part is told as less than one in a hundred, never as gone."""


def _percent(share: float) -> str:
    return f"{max(1, round(share * 100))} %"


def span_words(hours: list[float] | tuple[float, ...], desk: Desk) -> str:
    """A span as people say it: in minutes, hours or days, its ends rounded outwards no further than they were told."""
    low, high = float(hours[0]), float(hours[1])
    unit, each = ("days", 24.0) if high >= LONG else ("hours", 1.0) if high >= 1.5 else ("minutes", 1 / 60)
    if low and high - low <= 1.01 * each:  # the slack that a told moment was given
        return desk.say("span.about", span=desk.say(f"span.{unit}_one", number=_number((low + high) / 2 / each)))
    ends = [_number(low / each), _number(high / each)]
    if ends[0] == ends[1]:
        return desk.say(f"span.{unit}_one", number=ends[0])
    return desk.say(f"span.{unit}", low=ends[0], high=ends[1])


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.1f}".removesuffix(".0")


def spacing(finding: Finding, assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """Beside a finding: what prescribers are told to leave between the two, and that it counts as past where that is over."""
    if not finding.spacing:
        return
    told = {one["substance"]: one for one in assessment.on_board}
    last, first = finding.spacing[0]["last"], finding.spacing[0]["first"]
    if finding.past:
        span = span_words(told[last]["hours"], desk)
        yield Item("text", desk.say("board.past", last=desk.short(last), first=desk.short(first), span=span))
    items = []
    for one in finding.spacing:
        cites = desk.cite((source, place) for _, source, place in one["claims"])
        items.append(Item("bullet", one["plain"], "", cites))
        if one["longer_if"]:
            items.append(Item("bullet", one["longer_if"], "", cites))
    yield Item("card", desk.label("spacing"), "", (), tuple(items))
