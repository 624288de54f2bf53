"""What is on board, as a drawing: a row for each part, its band from the least to the most there may be, open at its end."""

from __future__ import annotations

from typing import NamedTuple

from mixwise.engine.onboard import Band
from mixwise.engine.types import Assessment
from mixwise.guide.board import span_words
from mixwise.guide.timeline import Timeline, timeline
from mixwise.guide.words import Desk

WIDTH, HEAD, ROW, FOOT = 640, 22, 64, 26
TALL = 36


class Row(NamedTuple):
    """One part: its name, where its row begins, and the outline of its band."""

    name: str
    y: int
    path: str
    summary: str


class Picture(NamedTuple):
    """Rows with the width and height they need, where now is, and what stands below the axis."""

    rows: tuple[Row, ...]
    width: int
    height: int
    now: float
    ticks: tuple[tuple[float, str], ...]


def picture(assessment: Assessment, desk: Desk) -> Picture | None:
    """The drawing of an assessment; None where there is nothing to draw."""
    found = timeline(assessment, desk.knowledge)
    if found is None:
        return None
    rows = tuple(_row(number, band, found, desk) for number, band in enumerate(found.bands))
    ticks = tuple((_x(hour, found), label) for hour, label in _ticks(found, desk))
    return Picture(rows, WIDTH, HEAD + ROW * len(rows) + FOOT, _x(0.0, found), ticks)


def _row(number: int, band: Band, found: Timeline, desk: Desk) -> Row:
    top = HEAD + ROW * number + 20
    upper = [(_x(hour, found), top + TALL * (1 - min(1.0, high))) for hour, _, high in band.points]
    lower = [(_x(hour, found), top + TALL * (1 - min(1.0, low))) for hour, low, _ in band.points]
    path = "M" + "L".join(f"{x:.0f} {y:.1f}" for x, y in (*upper, *reversed(lower))) + "Z"
    low, high = next((one[1], one[2]) for one in band.points if one[0] >= 0)
    name = band.name.replace("_", " ")
    return Row(name, top, path, desk.say("board.row", name=name, low=round(low * 100), high=round(high * 100)))


def _x(hour: float, found: Timeline) -> float:
    return round((hour - found.start) / (found.end - found.start) * (WIDTH - 2) + 1, 1)


def _ticks(found: Timeline, desk: Desk) -> list[tuple[float, str]]:
    far = -found.start
    return [
        (found.start, desk.say("board.before", span=span_words((far, far), desk))),
        (0.0, desk.say("board.now")),
    ]
