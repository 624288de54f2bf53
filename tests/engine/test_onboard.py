"""The model of what is on board against published measurements, and what it never says."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

import mixwise
from mixwise.engine.onboard import LN2, _bateman, courses_of, on_board, parts_of, rate_in
from mixwise.engine.types import Taken
from mixwise.guide.timeline import timeline
from mixwise.knowledge.schema_time import Course
from mixwise.names.when import Moment

STORE = mixwise.load()
COURSES: list[dict[str, Any]] = [
    course for name in STORE.ids("course") for course in STORE.row("course", name)["courses"]
]
TOLERANCE = 1.35
"""How far a published peak may lie outside the band of one compartment, as a factor."""
BEYOND = {
    # One compartment is known to miss these: two phases, a first pass that saturates, or a volume that is not the central one.
    "clonazepam.swallowed", "dexamethasone.swallowed", "diazepam.swallowed", "methylprednisolone.injected", "olanzapine.swallowed",
}  # fmt: skip
MEASURED = [
    course for course in COURSES if course.get("measured") and course.get("volume_l") and course.get("absorbed")
]


def peaks(course: dict[str, Any], dose: float) -> list[float]:
    """The highest level in ng/ml by the model, at every end of every range."""
    found = []
    for half, top, volume, absorbed in product(
        course["half_life_h"], course.get("peak_h") or (0.0,), course["volume_l"], course["absorbed"]
    ):
        out = LN2 / half
        start = absorbed * dose * 1000 / volume
        found.append(start * _bateman(top, rate_in(top, out), out) if top else start)
    return found


@pytest.mark.parametrize("course", MEASURED, ids=[course["id"] for course in MEASURED])
def test_published_peaks_lie_in_the_band(course: dict[str, Any]) -> None:
    outside = []
    for measured in course["measured"]:
        band = peaks(course, measured["dose_mg"])
        low, high = measured["peak_ng_ml"]
        if high < min(band) / TOLERANCE or low > max(band) * TOLERANCE:
            outside.append((measured, min(band), max(band)))
    assert bool(outside) == (course["id"] in BEYOND), outside


def test_at_least_twenty_five_substances_are_held_against_measurements() -> None:
    assert len({course["substance"] for course in MEASURED} - {name.partition(".")[0] for name in BEYOND}) >= 25


def test_two_hundred_substances_have_sourced_kinetics() -> None:
    assert len({course["substance"] for course in COURSES if course["form"]}) >= 200
    assert all(course["claims"] for course in COURSES)


CURVED = [course for course in COURSES if course.get("half_life_h")]


@pytest.mark.parametrize("course", CURVED, ids=[course["id"] for course in CURVED])
def test_a_curve_peaks_when_its_source_says_and_halves_as_it_says(course: dict[str, Any]) -> None:
    part = parts_of(course, set())[0]
    ends = sorted({*course.get("peak_h", (0.0, 0.0))})
    for curve, (top, half) in zip(
        part.curves, product(ends if ends[0] < ends[-1] else ends[:1], sorted({*course["half_life_h"]})), strict=True
    ):
        release = max(course.get("release_h") or (0.0,))
        assert curve(top) == pytest.approx(1.0, abs=0.02)
        if top and top < 1.4 * half:  # a level that is highest later is that of its filling (see `rate_in`)
            assert curve(top * 0.5) < 1.0
        late = max(top, release) + 6 * half
        if top <= half:
            assert curve(late + half) / curve(late) == pytest.approx(0.5, rel=0.05)
        assert all(0 <= curve(hour) <= 1.0001 for hour in (0, top / 3, top, release, late))


def test_what_the_body_makes_is_there_as_well() -> None:
    for typed, made in (
        ("diazepam yesterday", "nordazepam"),
        ("fluoxetine stopped 2 weeks ago", "norfluoxetine"),
        ("heroin 2h ago", "morphine"),
    ):
        parts = mixwise.check([typed, "alcohol"]).on_board[0]["parts"]
        entry = next(part for part in parts if part["name"].startswith(made))
        assert entry["made"]
        assert entry["of_peak"][1] > 0.05


def test_the_span_widens_with_what_is_not_known() -> None:
    def shares(low: float, high: float) -> tuple[float, float]:
        taken = Taken("methadone", ("methadone",), (), (Moment("ago", low, high),))
        found: tuple[float, float] = on_board([taken], STORE)[0]["parts"][0]["of_peak"]
        return found

    narrow, wide = shares(20, 21), shares(8, 44)
    assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]


def test_an_unknown_course_is_said_to_be_unknown() -> None:
    name = next(name for name in STORE.ids("substance") if not STORE.get("course", name))
    entry = on_board([Taken(name, (name,), (), (Moment("ago", 1, 2),))], STORE)[0]
    assert entry["known"] is False
    assert entry["rising"] is None


def test_an_injection_of_what_has_a_depot_is_the_depot() -> None:
    forms = {c["form"] for c in courses_of(Taken("naltrexone", (), ("route=injected",)), STORE)}
    assert forms == {"depot"}


def test_cocaethylene_is_made_only_beside_alcohol() -> None:
    def made(*names: str) -> set[str]:
        return {part["name"] for part in mixwise.check(names).on_board[0]["parts"]}

    assert "cocaethylene" in made("cocaine 1h ago", "alcohol")
    assert "cocaethylene" not in made("cocaine 1h ago", "ibuprofen")


def test_alcohol_leaves_in_a_straight_line_and_no_share_is_told() -> None:
    (course,) = STORE.row("course", "alcohol")["courses"]
    assert course.get("half_life_h") is None
    assert parts_of(course, set()) == []
    for typed in ("alcohol 20 minutes ago", "alcohol 3 hours ago", "alcohol yesterday", "alcohol 9 days ago"):
        found = mixwise.check([typed, "xanax"])
        entry = next(one for one in found.on_board if one["substance"] == "alcohol")
        assert entry["known"] is True
        assert entry["parts"] == []
        assert entry["falls_mg_dl_h"] == [8.0, 39.0]
        assert any("next day" in one for one in entry["plain"])
        assert found.severity == "dangerous"
        assert not any(one.past for one in found.findings)
    rising = [mixwise.check([f"alcohol {hours} hours ago"]).on_board[0]["rising"] for hours in (1, 5, 8)]
    assert rising == [True, True, False]


def test_only_alcohol_has_no_half_life() -> None:
    assert {course["id"] for course in COURSES if not course.get("half_life_h")} == {"alcohol.swallowed"}


def test_no_curve_of_alcohol_is_drawn() -> None:
    assert timeline(mixwise.check(["alcohol 3 hours ago"]), STORE) is None
    beside = timeline(mixwise.check(["alcohol 3 hours ago", "diazepam 3 hours ago"]), STORE)
    assert beside is not None
    assert {band.substance for band in beside.bands} == {"diazepam"}


@pytest.mark.parametrize(
    "given", [{}, {"half_life_h": [1, 2], "falls_mg_dl_h": [8, 39], "plain": "It leaves."}, {"falls_mg_dl_h": [8, 39]}]
)
def test_a_course_leaves_in_one_way(given: dict[str, Any]) -> None:
    claim = {"says": "It does.", "supports": ["half_life_h"], "source": "x", "locator": "page"}
    with pytest.raises(ValueError, match="so much an hour"):
        Course.model_validate({"id": "x.swallowed", "substance": "x", "form": "swallowed", "claims": [claim], **given})
