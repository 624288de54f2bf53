"""The picture of what is on board, as numbers: bands over time, from the earliest moment that was told to some hours from now."""

from __future__ import annotations

from typing import NamedTuple

from mixwise.engine.onboard import Band, bands
from mixwise.engine.types import Assessment
from mixwise.knowledge.store import Knowledge

POINTS = 60
AHEAD = 12.0
"""Hours from now that are drawn: to show what may still rise, not when anything ends. Every band is left open at its end."""
LONGEST = 24.0 * 30


class Timeline(NamedTuple):
    """From `start` hours (negative: before now) to `end`; a band for each part of each substance whose time was told."""

    start: float
    end: float
    bands: tuple[Band, ...]


def timeline(assessment: Assessment, knowledge: Knowledge) -> Timeline | None:
    """The bands of an assessment; None where no time was told or no share of a peak is known."""
    known = [one for one in assessment.on_board if one["known"]]
    if not known:
        return None
    longest = min(max(one["hours"][1] for one in known), LONGEST)
    start, end = -max(longest, 2.0), max(AHEAD, longest / 4)
    hours = [start + (end - start) * step / POINTS for step in range(POINTS + 1)]
    present = set(assessment.substances)
    found = [band for one in known for band in bands(one, present, knowledge, hours)]
    return Timeline(start, end, tuple(found)) if found else None
