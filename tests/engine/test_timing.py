"""Moments in the engine, on invented knowledge: what may hold, what is past, and what never is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mixwise
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
