"""
What may still be on board: one compartment, filled at first order and emptied at first order (Bateman 1910), always as a span.

Levels are shares of the highest level that one intake reaches, never amounts. Every figure of a source is a range; the lowest
and the highest of what all its ends give is what is told, so the cautious end is always in it. Half-lives of people are no
washout: nothing here makes a finding past, and no curve is drawn to an end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from mixwise.engine.types import Taken
from mixwise.knowledge.store import Knowledge

LN2 = math.log(2)
Curve = Callable[[float], float]
"""Hours since the intake to the share of its own highest level."""


class Part(NamedTuple):
    """A substance, or what the body makes of it: its name, whether it is a product of the body, and its possible curves."""

    name: str
    made: bool
    half_life_h: tuple[float, float]
    peak_h: tuple[float, float]
    curves: tuple[Curve, ...]

    def share(self, low: float, high: float) -> tuple[float, float]:
        """The lowest and the highest share of its peak that it may have, the intake lying between low and high hours back."""
        moments = {low, high, (low + high) / 2, *(p for p in self.peak_h if low < p < high)}
        shares = [curve(moment) for curve in self.curves for moment in moments]
        return min(shares), max(shares)


def on_board(taken: Sequence[Taken], knowledge: Knowledge) -> tuple[dict[str, Any], ...]:
    """For each substance whose moment was told: what may be left, and whether it may still be rising."""
    present = {one.substance for one in taken}
    return tuple(_entry(one, present, knowledge) for one in taken if any(one.moments))


def _entry(taken: Taken, present: set[str], knowledge: Knowledge) -> dict[str, Any]:
    moments = [moment for moment in taken.moments if moment]
    again = None in taken.moments  # one more of it, of which no moment was told, may be there whole
    low, high = 0.0 if again else min(one.low for one in moments), max(one.high for one in moments)
    told = {
        "substance": taken.substance,
        "kind": "ago" if again else moments[0].kind,
        "hours": [low, high],
        "sure": all(m.sure for m in moments),
    }
    courses = courses_of(taken, knowledge)
    if not courses:
        return {**told, "known": False, "forms": [], "rising": None, "parts": [], "claims": []}
    parts = [part for course in courses for part in parts_of(course, present)]
    falling = [course for course in courses if course.get("falls_mg_dl_h")]
    return {
        **told,
        "known": True,
        "forms": [course["form"] for course in courses if course["form"]],
        "rising": _rising([*(part.peak_h for part in parts), *map(_peak, falling)], low),
        "parts": list(_shares(parts, low, high)),
        **({"falls_mg_dl_h": list(falling[0]["falls_mg_dl_h"])} if falling else {}),
        "plain": [course["plain"] for course in courses if course.get("plain")],
        "claims": [claim for course in courses for claim in course["claims"]],
    }


def _rising(peaks: Sequence[tuple[float, float]], low: float) -> bool | None:
    """Whether anything of it may still rise; None when no source says when it is highest."""
    latest = [peak for _, peak in peaks if peak > 0]
    return any(low < peak for peak in latest) if latest else None


def _peak(course: dict[str, Any]) -> tuple[float, float]:
    return _span(course.get("peak_h") or (0.0, 0.0))


def _shares(parts: Sequence[Part], low: float, high: float) -> Iterator[dict[str, Any]]:
    names = dict.fromkeys((part.name, part.made) for part in parts)
    for name, made in names:
        same = [part for part in parts if (part.name, part.made) == (name, made)]
        shares = [part.share(low, high) for part in same]
        yield {
            "name": name,
            "made": made,
            "of_peak": [round(min(s[0] for s in shares), 3), round(max(s[1] for s in shares), 3)],
            "half_life_h": [min(p.half_life_h[0] for p in same), max(p.half_life_h[1] for p in same)],
        }


def courses_of(taken: Taken, knowledge: Knowledge) -> list[dict[str, Any]]:
    """The courses that fit how it was taken; all of them when that is not known, so that the span covers each."""
    row = knowledge.get("course", taken.substance)
    courses: list[dict[str, Any]] = row["courses"] if row else []
    routes = {fact.partition("=")[2] for fact in taken.context if fact.startswith("route=")}
    if "injected" in routes and any(course["form"] == "depot" for course in courses):
        routes.add("depot")  # "the injection" of a medicine that has a depot is most often that
    fitting = [course for course in courses if course["form"] in routes]
    return fitting or courses


def parts_of(course: dict[str, Any], present: set[str]) -> list[Part]:
    """
    A course as its substance and those products of the body that act; one that another makes counts only beside it.

    None of what leaves by so much an hour: without the amount no share of its peak can be told, at no time.
    """
    if not course.get("half_life_h"):
        return []
    half, peak = _span(course["half_life_h"]), _peak(course)
    release = max(course.get("release_h") or (0.0,))
    found = [Part(course["substance"], False, half, peak, tuple(_curves(peak, half, release)))]
    for made in course.get("metabolites", ()):
        if made.get("only_with") and made["only_with"] not in present:
            continue
        own = _span(made["half_life_h"])
        curves = tuple(_made(first, second) for first, second in product(_ends(half), _ends(own)))
        top = _span(made["peak_h"]) if made.get("peak_h") else (_top(half[0], own[0]), _top(half[1], own[1]))
        found.append(Part(made["name"], True, own, top, curves))
    return found


def _span(value: Sequence[float]) -> tuple[float, float]:
    return float(value[0]), float(value[1])


def _ends(span: tuple[float, float]) -> tuple[float, ...]:
    return span if span[0] < span[1] else span[:1]


def _curves(peak: tuple[float, float], half: tuple[float, float], release: float) -> Iterator[Curve]:
    for top, halves in product(_ends(peak), _ends(half)):
        yield _absorbed(top, halves, release)


def _absorbed(peak: float, half: float, release: float) -> Curve:
    """One intake that is highest after `peak` hours; held at its highest for as long as its form may keep giving."""
    out = LN2 / half
    into = rate_in(peak, out) if peak > 0 else 0.0

    def share(hours: float) -> float:
        if hours < 0:
            return 0.0
        if release > peak and hours >= peak:
            return math.exp(-out * max(0.0, hours - release))
        if peak > 0:
            return _bateman(hours, into, out) / _bateman(peak, into, out)
        return math.exp(-out * hours)

    return share


def _made(first: float, second: float) -> Curve:
    """What the body makes of something: it fills as the first empties, and empties by its own half-life."""
    into, out = LN2 / first, LN2 / second
    top = _bateman(_top(first, second), into, out)
    return lambda hours: _bateman(hours, into, out) / top if hours > 0 else 0.0


def _top(first: float, second: float) -> float:
    """When a product of the body is highest, hours after an intake that was all there at once."""
    into, out = LN2 / first, LN2 / second
    return 1 / out if abs(into - out) < 1e-9 * out else math.log(into / out) / (into - out)


def _bateman(hours: float, into: float, out: float) -> float:
    """The level of what enters at the rate `into` and leaves at the rate `out`, up to a factor."""
    if abs(into - out) < 1e-6 * out:
        return out * hours * math.exp(-out * hours)
    return into / (into - out) * (math.exp(-out * hours) - math.exp(-into * hours))


@lru_cache(maxsize=4096)
def rate_in(peak: float, out: float) -> float:
    """
    The rate of filling that makes a level highest after `peak` hours, when it empties at the rate `out`.

    A level that is highest later than 1/out fills more slowly than it empties: the end of its curve is then that of filling.
    """
    low, high = 1e-6 * out, 1e6 * out
    for _ in range(60):
        middle = math.sqrt(low * high)
        top = 1 / out if abs(middle - out) < 1e-9 * out else math.log(middle / out) / (middle - out)
        low, high = (middle, high) if top > peak else (low, middle)
    return math.sqrt(low * high)


class Band(NamedTuple):
    """One part over time: hours counted from now (before it negative), and the lowest and highest share of its peak at each."""

    substance: str
    name: str
    made: bool
    points: tuple[tuple[float, float, float], ...]


def bands(entry: dict[str, Any], present: set[str], knowledge: Knowledge, hours: Sequence[float]) -> tuple[Band, ...]:
    """The parts of an entry of `on_board` at these hours from now, for a picture."""
    context = tuple(f"route={form}" for form in entry["forms"])
    taken = Taken(entry["substance"], (), context)
    parts = [part for course in courses_of(taken, knowledge) for part in parts_of(course, present)]
    low, high = entry["hours"]
    found = []
    for name, made in dict.fromkeys((part.name, part.made) for part in parts):
        same = [part for part in parts if (part.name, part.made) == (name, made)]
        points = []
        for hour in hours:
            shares = [part.share(max(0.0, low + hour), high + hour) for part in same if high + hour > 0]
            points.append((hour, min((s[0] for s in shares), default=0.0), max((s[1] for s in shares), default=0.0)))
        found.append(Band(entry["substance"], name, made, tuple(points)))
    return tuple(found)
