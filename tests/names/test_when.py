"""What texts say of time, dose, route and person, on the real words of the language."""

from __future__ import annotations

import pytest

import mixwise
from mixwise.names.doses import milligrams
from mixwise.names.person import condition_of, person_in
from mixwise.names.placing import bare, said_of
from mixwise.names.when import span_of

STORE = mixwise.load()
WHEN = STORE.words("locale/en/when")
PERSON = STORE.words("locale/en/person")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2h", 1.5, 2.5), ("2 h ago", 1.5, 2.5), ("an hour ago", 0.5, 1.5), ("half an hour ago", 0, 1), ("a couple of hours ago", 1.5, 2.5),
        ("a few days ago", 48, 144), ("2-3 days ago", 36, 84), ("10 days ago", 228, 252), ("2 weeks", 252, 420), ("yesterday", 8, 44),
        ("last night", 3, 26), ("just now", 0, 0.5), ("30 minutes ago", 0.5, 0.5), ("six months ago", 4015, 4745),
    ],
)  # fmt: skip
def test_spans(text: str, low: float, high: float) -> None:
    span = span_of(text, WHEN)
    assert span is not None
    assert span[0] <= low + 0.01
    assert span[1] >= high - 0.01


@pytest.mark.parametrize("text", ["", "whenever", "fluoxetine", "500 mg", "at 72", "2 pills", "a day"])
def test_what_is_no_time(text: str) -> None:
    assert span_of(text, WHEN) is None or text == "a day"


SENTENCES = [
    ("heroin 2h ago and xanax 9h ago", {"heroin": ("ago", 2), "xanax": ("ago", 9)}),
    ("2 hours ago I took xanax", {"xanax": ("ago", 2)}),
    ("fluoxetine stopped 2 weeks ago", {"fluoxetine": ("stopped", 336)}),
    ("I came off prozac 3 weeks ago, can I start nardil", {"prozac": ("stopped", 504), "nardil": None}),
    ("been off nardil for 10 days", {"nardil": ("stopped", 240)}),
    ("Suboxone 12 h after fentanyl", {"suboxone": None, "fentanyl": ("ago", 12)}),
    ("methadone yesterday + alprazolam now", {"methadone": ("ago", 26), "alprazolam": ("ago", 0.2)}),
    ("haven't had alcohol for 3 days", {"alcohol": ("stopped", 72)}),
    ("he stopped breathing after heroin", {"heroin": None}),
    ("out of prison last week, one bag of heroin", {"heroin": None}),
    ("I have been on fluoxetine for 3 years and took MDMA an hour ago", {"fluoxetine": None, "mdma": ("ago", 1)}),
    ("quitting alcohol", {"alcohol": ("stopped", 360)}),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_whose_moment_it_is(text: str, expected: dict[str, tuple[str, float] | None]) -> None:
    lowered = text.lower()
    places = [(lowered.index(name), lowered.index(name) + len(name)) for name in expected]
    for said, moment in zip(said_of(text, places, WHEN), expected.values(), strict=True):
        if moment is None:
            assert said.moment is None
        else:
            assert said.moment is not None
            assert said.moment.kind == moment[0]
            assert said.moment.low <= moment[1] <= said.moment.high


def test_one_moment_for_several_is_not_sure() -> None:
    found = mixwise.check(["sertraline and phenelzine 9 weeks ago"])
    assert [one["sure"] for one in found.on_board] == [False, False]
    assert found.severity == "dangerous"


def test_what_is_left_without_moments_and_endings() -> None:
    rest, moment = bare("last drink two days ago", WHEN)
    assert rest == "drink"
    assert moment is not None
    assert moment.kind == "stopped"
    assert bare("quit smoking 2 weeks ago", WHEN)[0] == "smoking"


@pytest.mark.parametrize(
    ("text", "milligrams_a_day"),
    [("500 mg", 500), ("500mg twice a day", 1000), ("2 x 10 mg", 20), ("10 mg x 3", 30), ("0.5 mg tid", 1.5), ("1,000 mg", 1000), ("250 mcg", 0.25), ("1 g every 6 hours", 4000), ("a lot", 0), ("10/325", 0)],
)  # fmt: skip
def test_doses(text: str, milligrams_a_day: float) -> None:
    assert milligrams(text, WHEN) == pytest.approx(milligrams_a_day)


def test_doses_of_several_products_add_up() -> None:
    found = mixwise.check(["Tylenol 500 mg x 6", "paracetamol 1 g twice a day"])
    assert any(one.rule == "acetaminophen_over_label" for one in found.findings)
    assert not any(one.rule == "acetaminophen_over_label" for one in mixwise.check(["Tylenol 500 mg x 6"]).findings)


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("I have sleep apnea and take oxycodone", {"conditions": ("sleep_apnoea",)}),
        ("no history of epilepsy", {"conditions": ()}),
        ("my 4 year old swallowed it", {"age": 4}),
        ("amitriptyline + tramadol at 72", {"age": 72}),
        ("2 beers at 10 pm", {"age": None}),
        ("just out of prison, first time back", {"tolerance": "lost"}),
        ("I'm 12 weeks pregnant", {"pregnant": True}),
        ("I am not pregnant", {"pregnant": None}),
        ("using alone tonight", {"alone": True}),
    ],
)
def test_what_is_said_of_the_person(text: str, factors: dict[str, object]) -> None:
    said = person_in(text, PERSON)
    for name, value in factors.items():
        assert getattr(said, name) == value


def test_conditions_resolve_like_names() -> None:
    assert (
        condition_of("OSA", PERSON)
        == condition_of("sleep apnea", PERSON)
        == condition_of("sleep_apnoea", PERSON)
        == "sleep_apnoea"
    )
    assert condition_of("heroin", PERSON) == ""
    by_name = mixwise.check(["oxycodone", "alprazolam"], mixwise.Person(conditions=("sleep apnea",)))
    by_word = mixwise.check(["oxycodone", "alprazolam"], mixwise.Person(conditions=("sleep_apnoea",)))
    assert [one.rule for one in by_name.findings] == [one.rule for one in by_word.findings]


def test_every_condition_that_a_rule_asks_about_has_a_name_and_none_is_idle() -> None:
    rules = (STORE.row("rule", name)["person"] or {} for name in STORE.ids("rule"))
    asked = {condition for person in rules for condition in person.get("conditions", ())}
    assert asked == set(PERSON["conditions"])


def test_a_condition_typed_among_substances_is_no_substance() -> None:
    found = mixwise.check(["methadone yesterday", "alprazolam now", "sleep apnoea"])
    assert found.substances == ("alprazolam", "methadone")
    assert found.unrecognised == ()
    assert "conditions=sleep_apnoea" in found.person_read
