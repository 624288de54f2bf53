"""With dates only what is on board at the same time counts: at every moment what `check` says of the list that is there."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mixwise.check import check
from mixwise.knowledge.store import load
from mixwise.knowledge.terms import RANK
from mixwise.screen.screener import Screened, Screener
from mixwise.screen.washouts import washouts
from tests.laws.generated import CLASS, NAMES, World, worlds

DAY = date(2020, 1, 1)
WASHOUT = 5
Exposure = tuple[str, int | None, int | None]


@st.composite
def exposures(draw: st.DrawFn) -> Exposure:
    """A name, and the days from and to which it is taken, where they are known."""
    start = draw(st.none() | st.integers(0, 30))
    stop = draw(st.none() | st.integers(start or 0, 40))
    return draw(st.sampled_from([*NAMES, CLASS, "Duo Plus", "fog", "wibble"])), start, stop


def ask(screener: Screener, persons: list[list[Exposure]]) -> Screened:
    def days(place: int) -> pa.Array:
        return pa.array(
            [
                [None if one[place] is None else DAY + timedelta(int(one[place] or 0)) for one in person]
                for person in persons
            ],
            pa.list_(pa.date32()),
        )

    names = pa.array([[name for name, _, _ in person] for person in persons], pa.list_(pa.string()))
    return screener.screen(
        pa.RecordBatch.from_arrays(
            [pa.array(range(len(persons))), names, days(1), days(2)], names=["person_id", "substances", "start", "stop"]
        )
    )


def together(person: list[Exposure]) -> list[tuple[str, int, int]]:
    """The same with what is not known as always, washouts added, and exposures to one name that touch made one."""
    found: list[tuple[str, int, int]] = []
    for name, start, stop in sorted(person, key=lambda one: (one[0], -1 if one[1] is None else one[1])):
        first = -1 if start is None else start
        last = 10**6 if stop is None else stop + WASHOUT * (name in ("druga", "Duo Plus"))
        if found and found[-1][0] == name and first <= found[-1][2] + 1:
            found[-1] = (name, found[-1][1], max(last, found[-1][2]))
        else:
            found.append((name, first, last))
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds(), st.lists(st.lists(exposures(), min_size=1, max_size=7), min_size=1, max_size=8))
def test_findings_are_those_of_every_moment(world: World, persons: list[list[Exposure]]) -> None:
    washout = {"druga": WASHOUT}
    found = ask(Screener(world.knowledge, washout=washout), persons)
    assert found.findings is not None
    rows = found.findings.to_pylist()
    for number, person in enumerate(persons):
        spans = together(person)
        lists = {frozenset(at for at, (_, a, b) in enumerate(spans) if a <= day <= b) for _, day, _ in spans}
        most = [one for one in lists if not any(one < other for other in lists)]
        answers = [check([spans[at][0] for at in sorted(one)], knowledge=world.knowledge) for one in most]
        expected = {(f.severity, f.rule, f.substances, f.object) for answer in answers for f in answer.findings}
        own = [row for row in rows if row["person_id"] == number]
        assert {(f["severity"], f["rule"], tuple(f["substances"]), f["object"] or "") for f in own} == expected
        assert len(own) == len(expected)
        worst = max((a.severity for a in answers if a.severity), key=RANK.__getitem__, default=None)
        assert found.persons.column("severity")[number].as_py() == worst


def test_an_overlap_says_when_it_begins_and_how_long_it_lasts() -> None:
    found = ask(
        Screener(load()),
        [
            [("heroin", 0, 10), ("xanax", 7, 20)],
            [("heroin", 0, 5), ("xanax", 6, 9)],
            [("heroin", None, None), ("xanax", 6, 9)],
        ],
    )
    assert found.findings is not None
    pairs = [row for row in found.findings.to_pylist() if row["substances"] == ["alprazolam", "heroin"]]
    assert [
        (row["person_id"], row["overlap_start"], row["overlap_days"]) for row in pairs if row["severity"] == "dangerous"
    ] == [
        (0, DAY + timedelta(7), 4),
        (2, DAY + timedelta(6), 4),
    ]


def test_sourced_spans_stretch_dated_exposures() -> None:
    spans = washouts(load())
    assert spans["fluoxetine"] >= 35
    assert "heroin" not in spans
    persons: list[list[Exposure]] = [
        [("fluoxetine", 0, 10), ("phenelzine", 30, 60)],
        [("fluoxetine", 0, 10), ("phenelzine", 90, 99)],
    ]
    found = ask(Screener(load(), washout=spans), persons).persons
    assert found.column("dangerous").to_pylist() == [1, 0]


def test_a_washout_makes_an_exposure_longer() -> None:
    persons: list[list[Exposure]] = [[("fluoxetine", 0, 10), ("tramadol", 20, 25)]]
    assert ask(Screener(load()), persons).persons.column("dangerous").to_pylist() + ask(
        Screener(load()), persons
    ).persons.column("major").to_pylist() == [0, 0]
    long = ask(Screener(load(), washout={"fluoxetine": 35}), persons).persons
    assert long.column("major").to_pylist() != [0]
