"""Moments in the engine, on invented knowledge: what may hold, what is past, and what never is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mixwise
from mixwise.engine import timing
from mixwise.engine.assess import assess
from mixwise.engine.timing import facts
from mixwise.engine.types import ANYONE, Intake, Taken
from mixwise.knowledge.terms import RANK
from mixwise.names.when import Moment

STORE = mixwise.load()
WASHOUTS = [STORE.row("washout", name) for name in STORE.ids("washout")]
DAY = 24.0


def pairs() -> list[tuple[str, str, dict[str, Any]]]:
    """For each washout one pair that it speaks of, with a finding that it retires."""
    found = []
    for washout in WASHOUTS:
        lasts = [n for n in STORE.ids("substance") if washout["id"] in STORE.row("substance", n)["last"]]
        firsts = [n for n in STORE.ids("substance") if washout["id"] in STORE.row("substance", n)["first"]]
        pair = next(
            (
                (last, first, washout)
                for last in lasts
                for first in firsts
                if last != first
                and any(f.mechanism in washout["retires"] for f in said([Taken(last, (last,)), Taken(first, (first,))]))
            ),
            None,
        )
        assert pair, f"{washout['id']} speaks of nothing"
        found.append(pair)
    return found


def said(taken: list[Taken]) -> tuple[mixwise.Finding, ...]:
    return assess(taken, ANYONE, STORE).findings


PAIRS = pairs()


def test_at_least_forty_washouts_are_held() -> None:
    assert len(WASHOUTS) >= 40


@pytest.mark.parametrize(("last", "first", "washout"), PAIRS, ids=[w["id"] for _, _, w in PAIRS])
def test_a_finding_is_past_only_beyond_its_longest_span(last: str, first: str, washout: dict[str, Any]) -> None:
    every = [
        one
        for one in WASHOUTS
        if one["id"] in set(STORE.row("substance", last)["last"]) & set(STORE.row("substance", first)["first"])
    ]
    longest = max(one["days"][1] for one in every) * DAY

    def told(low: float, high: float, sure: bool = True) -> list[mixwise.Finding]:
        moment = Moment("stopped", low, high, sure)
        supply = (f"supply={STORE.row('substance', last)['supply']}",)
        findings = said([Taken(last, (last,), supply, (moment,)), Taken(first, (first,))])
        return [one for one in findings if one.mechanism in washout["retires"] and len(one.substances) == 2]

    before, after = told(longest - 1, longest + 99), told(longest + 1, longest + 99)
    assert before
    assert after
    assert all(one.spacing for one in before)
    street = STORE.row("substance", last)["supply"] == "street"
    for one in after:
        assert one.past != street
        assert one.severity == "minor" or street
        assert one.claims
    assert not any(one.past for one in told(longest + 1, longest + 99, sure=False))


def test_what_slows_breathing_is_never_past() -> None:
    for name in ("heroin", "methadone", "alprazolam", "alcohol", "ghb", "gabapentin", "baclofen", "ketamine"):
        assert STORE.row("substance", name)["last"] == []
        assert [] in STORE.row("substance", name)["never_past"]


def test_street_supply_is_never_past() -> None:
    findings = mixwise.check([Intake("phenelzine", supply="street", stopped="8 weeks ago"), "sertraline"]).findings
    assert findings[0].severity == "dangerous"
    assert not any(one.past for one in findings)
    pharmacy = mixwise.check([Intake("phenelzine", stopped="8 weeks ago"), "sertraline"])
    assert pharmacy.severity == "minor"
    assert pharmacy.findings[0].past


def test_time_never_makes_none_known() -> None:
    for last, first, _ in PAIRS:
        found = mixwise.check([Intake(last.replace("_", " "), stopped="9 years ago"), first.replace("_", " ")])
        assert found.severity not in (None, "none_known")
        assert found.on_board


@given(st.floats(0, 2000), st.floats(0, 2000), st.floats(0, 2000), st.sampled_from(PAIRS))
def test_moving_an_intake_back_never_raises(low: float, width: float, further: float, pair: Any) -> None:
    last, first, washout = pair

    def worst(start: float) -> int:
        taken = [Taken(last, (last,), (), (Moment("stopped", start, start + width),)), Taken(first, (first,))]
        kept = [one for one in said(taken) if one.mechanism in washout["retires"]]
        return max((RANK[one.severity] for one in kept), default=-1)

    assert worst(low + further) <= worst(low) or further == 0


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(0, 1000), st.floats(0, 1000))
def test_a_window_holds_where_the_moment_may_lie_in_it(low: float, width: float, start: float, length: float) -> None:
    fact = f"stopped={start:.2f}-{start + length:.2f} h"
    taken = Taken("x", ("x",), (), (Moment("stopped", low, low + width),))
    overlap = low <= round(start + length, 2) and low + width >= round(start, 2)
    assert list(facts(taken, [fact])) == ([fact] if overlap else [])
    assert list(facts(taken._replace(moments=(Moment("ago", low, low + width),)), [fact])) == []


def test_an_unreadable_time_is_a_clear_error() -> None:
    with pytest.raises(mixwise.UsageError, match="as a time"):
        mixwise.check([Intake("phenelzine", stopped="whenever")])


def retired(intakes: list[Any], person: dict[str, Any], washout: str) -> list[bool]:
    """Of each finding that this span stands beside, whether it is past."""
    found = mixwise.check(intakes, mixwise.Person(**person)).findings
    return [one.past for one in found if any(span["washout"] == washout for span in one.spacing)]


PROZAC, VIAGRA = "fluoxetine-then-maoi", "sildenafil-then-nitrate"


@pytest.mark.parametrize(
    ("washout", "last", "first", "person", "beside", "past"),
    [
        (PROZAC, {}, "phenelzine", {}, [], True), (PROZAC, {"dose": "60 mg"}, "phenelzine", {}, [], False),
        (PROZAC, {}, "phenelzine", {"age": 80}, ["acetaminophen"], True), (VIAGRA, {}, "isosorbide mononitrate", {}, [], True),
        (VIAGRA, {}, "isosorbide mononitrate", {"age": 80}, [], False), (VIAGRA, {}, "isosorbide mononitrate", {"age": 40}, [], True),
        (VIAGRA, {}, "isosorbide mononitrate", {"conditions": ("cirrhosis",)}, [], False),
        (VIAGRA, {}, "isosorbide mononitrate", {}, ["ritonavir"], False), (VIAGRA, {}, "isosorbide mononitrate", {}, ["acetaminophen"], True),
    ],
)  # fmt: skip
def test_what_makes_a_span_longer_keeps_the_finding(
    washout: str, last: dict[str, str], first: str, person: dict[str, Any], beside: list[str], past: bool
) -> None:
    one = Intake(washout.partition("-")[0], stopped="9 weeks ago", **last)
    found = retired([one, first, *beside], person, washout)
    assert found
    assert all(found) is past
    assert any(found) is past


def test_every_span_that_can_be_longer_says_when() -> None:
    told = STORE.words(timing.LONGER)
    assert set(told) == {one["id"] for one in WASHOUTS if one.get("longer_if")}


def test_a_span_without_longer_if_is_over_whatever_else_is_told() -> None:
    found = mixwise.check(
        [Intake("phenelzine", stopped="8 weeks ago", dose="60 mg"), "sertraline"], mixwise.Person(age=80)
    )
    assert next(one for one in found.findings if one.mechanism == "serotonin_toxicity").past


TRIO = ("linezolid", "amitriptyline", "fentanyl")


def trio(monkeypatch: pytest.MonkeyPatch, spans: set[tuple[str, str]], stopped: str = "5 weeks ago") -> mixwise.Finding:
    """The finding about a set of three, as if these spans of two weeks were sourced."""
    span = {**WASHOUTS[0], "days": [14, 14], "longer_if": None}
    monkeypatch.setattr(timing, "_spans", lambda last, first, *_: [span] if (last, first) in spans else [])
    findings = mixwise.check([Intake(TRIO[0], stopped=stopped), *TRIO[1:]]).findings
    return next(one for one in findings if one.rule == "three_linezolid_tca_fentanyl")


def test_a_set_is_past_only_when_one_is_past_towards_every_other(monkeypatch: pytest.MonkeyPatch) -> None:
    every = {(TRIO[0], TRIO[1]), (TRIO[0], TRIO[2])}
    found = trio(monkeypatch, every)
    assert found.past
    assert found.severity == "minor"
    assert len(found.spacing) == 2
    assert not trio(monkeypatch, every, "13 days ago").past
    for one in every:
        found = trio(monkeypatch, every - {one})
        assert not found.past
        assert found.severity == "dangerous"
    assert not trio(monkeypatch, {(TRIO[2], TRIO[0]), (TRIO[2], TRIO[1])}).past


def test_a_set_that_the_rest_still_fills_is_not_past(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = trio(monkeypatch, set())
    span = {**WASHOUTS[0], "days": [14, 14], "longer_if": None}
    monkeypatch.setattr(timing, "_spans", lambda *_: [span])
    told = {TRIO[0]: Taken(TRIO[0], (TRIO[0],), (), (Moment("stopped", 900.0, 1000.0),))}
    asked = timing.Asked(told, frozenset(TRIO), ANYONE, lambda *_: False)
    assert timing.spaced(finding, asked, STORE).past
    assert not timing.spaced(finding, asked._replace(fills=lambda *_: True), STORE).past
    street = {TRIO[0]: told[TRIO[0]]._replace(context=("supply=street",))}
    assert not timing.spaced(finding, timing.Asked(street, frozenset(TRIO), ANYONE, lambda *_: False), STORE).past


@pytest.mark.parametrize(
    "intakes",
    [
        [Intake("oxycodone", stopped="3 weeks ago"), "oxycodone"], ["stopped heroin 3 months ago", "heroin"],
        ["stopped heroin 3 months ago", Intake("heroin", supply="street")], ["fentanyl stopped 6 weeks ago", "fentanyl"],
    ],
)  # fmt: skip
def test_an_opioid_again_after_a_break_is_dangerous_without_a_moment(intakes: list[Any]) -> None:
    found = mixwise.check(intakes)
    assert found.severity == "dangerous"
    assert "opioid_break_then_same" in {one.rule for one in found.findings}
    assert found.on_board[0]["hours"][0] == 0
    assert "opioid_break_then_same" not in {one.rule for one in mixwise.check(intakes[:1]).findings}


def test_named_again_is_now_only_after_an_end() -> None:
    fact = ("ago=0-2 h",)
    assert list(facts(Taken("x", ("x",), (), (Moment("stopped", 400, 500), None)), fact)) == list(fact)
    assert not list(facts(Taken("x", ("x",), (), (Moment("ago", 400, 500), None)), fact))
    assert not list(facts(Taken("x", ("x",), (), (Moment("stopped", 400, 500),)), fact))
