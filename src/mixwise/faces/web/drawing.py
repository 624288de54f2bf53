"""Which substance takes part in which effect, as a drawing: substances on the left, effects on the right, lines between them."""

from __future__ import annotations

from typing import NamedTuple

from mixwise.engine.types import Assessment, Finding
from mixwise.guide.words import Desk

ROW, BOX, GAP, FOOT = 64, 44, 20, 4
LEFT, RIGHT, WIDTH = 190, 300, 640
MOST = 7
"""More effects than this are listed below the drawing only."""


class Box(NamedTuple):
    """One box: where it is, its lines of text, and the severity it stands for."""

    x: int
    y: int
    width: int
    lines: tuple[str, ...]
    severity: str


class Line(NamedTuple):
    """From a substance to an effect that it takes part in."""

    x1: int
    y1: int
    x2: int
    y2: int
    severity: str


class Drawing(NamedTuple):
    """Boxes and lines with the height they need, and the same as rows of words: names, title, severity."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int
    rows: tuple[tuple[str, str, str], ...]


def meeting(assessment: Assessment, desk: Desk) -> Drawing | None:
    """Where these substances meet; None when there is nothing to draw."""
    findings = [finding for finding in assessment.findings if len(finding.substances) > 1]
    if not findings:
        return None
    rows = tuple(
        (desk.names(finding.substances), finding.title, desk.say(f"severity.{finding.severity}"))
        for finding in findings
    )
    effects: dict[str, list[Finding]] = {}
    for finding in findings:  # worst first, so the first of an effect gives its severity
        effects.setdefault(finding.title, []).append(finding)
    shown = list(effects.items())[:MOST]
    here = sorted({substance for _, ones in shown for one in ones for substance in one.substances})
    tall = max(len(here), len(shown))
    places = {name: _place(number, len(here), tall) for number, name in enumerate(here)}
    boxes = [Box(0, places[name], LEFT, _wrapped(desk.short(name), 20), "") for name in here]
    lines = []
    for number, (title, ones) in enumerate(shown):
        y = _place(number, len(shown), tall)
        boxes.append(Box(WIDTH - RIGHT, y, RIGHT, _wrapped(title, 29), ones[0].severity))
        worst = {name: one.severity for one in reversed(ones) for name in one.substances}
        lines += [
            Line(LEFT, places[name] + BOX // 2, WIDTH - RIGHT, y + BOX // 2, severity)
            for name, severity in sorted(worst.items())
        ]
    return Drawing(tuple(boxes), tuple(lines), WIDTH, tall * ROW - GAP + FOOT, rows)


def _place(number: int, count: int, tall: int) -> int:
    """The top of a box: the shorter column is spread over the height of the taller."""
    return round((number + 0.5) * tall * ROW / count - ROW / 2)


def _wrapped(text: str, width: int) -> tuple[str, ...]:
    """At most two lines."""
    if len(text) <= width:
        return (text,)
    cut = text.rfind(" ", 0, width + 1)
    cut = cut if cut > 0 else width
    rest = text[cut:].strip()
    return text[:cut], rest if len(rest) <= width else rest[: width - 1] + "…"
