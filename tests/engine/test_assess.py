"""Matching and explaining, on invented knowledge: what each shape of rule finds, and what it must not find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from mixwise.engine.assess import Found, assess
from mixwise.engine.types import ANYONE, Person, Taken
from mixwise.knowledge.store import Knowledge
from tests.invented import make, mechanism, rule, substance

SUBSTANCES = [
    substance("red1", {"dims": ["red"]}),
    substance("red2", {"dims": ["red"]}),
    substance("blue1", {"dims": ["blue"]}),
    substance("grey1", {"dims": ["grey"]}, supply="street"),
    substance("blocker", {"e1_inhibitor": ["strong"]}),
    substance("blocker2", {"e2_inhibitor": ["strong"]}),
    substance("cleared", {"e1_object": ["sensitive"], "e2_object": ["moderate"], "excess": ["serious"]}),
    substance("mellow", {"e1_object": ["sensitive"]}),
]


def ask(knowledge: Knowledge, names: Sequence[str], person: Person = ANYONE, **context: tuple[str, ...]) -> Found:
    taken = [Taken(name, (name,), context.get(name, ())) for name in names]
    return assess(taken, person, knowledge)


def severities(found: Found) -> list[tuple[str, tuple[str, ...]]]:
    return [(finding.severity, finding.substances) for finding in found.findings]


def test_a_pair_rule_matches_either_way_round_and_once() -> None:
    knowledge = make(substances=SUBSTANCES, rules=[rule("r", "major", between=[{"dims": "red"}, {"dims": "blue"}])])
    assert severities(ask(knowledge, ["blue1", "red1"])) == [("major", ("blue1", "red1"))]
    assert ask(knowledge, ["blue1", "red1"]) == ask(knowledge, ["red1", "blue1"])
    assert ask(knowledge, ["red1", "red2"]).findings == ()
    assert ask(knowledge, ["red1"]).severity is None


def test_a_rule_within_one_kind_matches_two_of_it_and_not_one() -> None:
    knowledge = make(substances=SUBSTANCES, rules=[rule("r", "moderate", between=[{"dims": "red"}, {"dims": "red"}])])
    assert severities(ask(knowledge, ["red1", "red2"])) == [("moderate", ("red1", "red2"))]
    assert ask(knowledge, ["red1"]).findings == ()


def test_an_inhibitor_is_the_precipitant_whichever_way_round_it_is_asked() -> None:
    table = rule(
        "inh",
        {"serious": {"large": "major"}, "mild": {"large": "minor"}},
        for_each={"enzyme": ["e1", "e2"]},
        precipitant="{enzyme}_inhibitor",
        object="{enzyme}_object",
        change={"strong": {"sensitive": "large"}},
        consequence="excess",
    )
    knowledge = make(
        substances=SUBSTANCES,
        rules=[table],
        mechanisms=[mechanism("meeting", plain="{precipitant} raises {object} by {enzyme}.")],
    )
    (finding,) = ask(knowledge, ["cleared", "blocker"]).findings
    assert (finding.precipitant, finding.object, finding.severity) == ("blocker", "cleared", "major")
    assert finding.plain == "blocker raises cleared by E1."
    assert [step.fact for step in finding.because] == ["e1_inhibitor", "e1_object", "excess"]
    assert severities(ask(knowledge, ["mellow", "blocker"])) == [("minor", ("blocker", "mellow"))]  # no `excess`: mild
    assert ask(knowledge, ["cleared", "blocker2"]).findings == ()  # only moderate: no cell


def test_of_one_mechanism_the_worst_match_stands_for_the_others() -> None:
    rules = [
        rule("a", "minor", between=[{"dims": "red"}, {"dims": "blue"}]),
        rule("b", "major", between=[{"dims": "red"}, {"dims": ["blue", "grey"]}]),
    ]
    assert [f.rule for f in ask(make(substances=SUBSTANCES, rules=rules), ["red1", "blue1"]).findings] == ["b"]


def test_a_set_needs_a_different_substance_for_each_role() -> None:
    shape: dict[str, Any] = {
        "together": [{"dims": "red"}, {"dims": ["red", "blue"]}, {"dims": "grey"}],
        "shape": "conditional",
    }
    knowledge = make(substances=SUBSTANCES, rules=[rule("r", "dangerous", **shape)])
    assert ask(knowledge, ["red1", "grey1"]).findings == ()
    (finding,) = ask(knowledge, ["red1", "grey1", "blue1"]).findings
    assert (finding.substances, finding.shape) == (("blue1", "grey1", "red1"), "conditional")
    assert severities(ask(knowledge, ["red1", "grey1", "red2"])) == [("dangerous", ("grey1", "red1", "red2"))]


def test_a_shared_effect_counts_to_its_threshold() -> None:
    knowledge = make(
        substances=SUBSTANCES,
        rules=[rule("r", "major", of={"dims": ["red", "blue"]}, at_least=3, shape="shared_effect")],
    )
    assert ask(knowledge, ["red1", "red2", "grey1"]).findings == ()
    assert severities(ask(knowledge, ["red1", "red2", "blue1", "grey1"])) == [("major", ("blue1", "red1", "red2"))]


def test_a_stacked_block_names_the_substance_whose_ways_out_are_blocked() -> None:
    shape: dict[str, Any] = {
        "stacked": [{"e1_inhibitor": "strong"}, {"e2_inhibitor": "strong"}],
        "object": {"e1_object": "sensitive", "e2_object": "moderate"},
        "shape": "stacked",
    }
    knowledge = make(substances=SUBSTANCES, rules=[rule("r", "major", **shape)])
    (finding,) = ask(knowledge, ["blocker", "blocker2", "cleared", "mellow"]).findings
    assert (finding.object, finding.shape) == ("cleared", "stacked")
    assert ask(knowledge, ["blocker", "blocker2", "mellow"]).findings == ()


def test_supply_opens_a_rule_only_for_the_intake_that_has_it() -> None:
    knowledge = make(
        substances=SUBSTANCES,
        rules=[rule("r", "dangerous", between=[{"dims": "red", "supply": "street"}, {"dims": "blue"}])],
    )
    assert ask(knowledge, ["red1", "blue1"]).findings == ()
    assert severities(ask(knowledge, ["red1", "blue1"], red1=("supply=street",))) == [("dangerous", ("blue1", "red1"))]
    assert ask(knowledge, ["red1", "blue1"], blue1=("supply=street",)).findings == ()


@pytest.mark.parametrize(
    ("person", "fits"),
    [
        (ANYONE, False),
        (Person(conditions=("sleepy",)), True),
        (Person(age=70), True),
        (Person(age=65), False),
        (Person(age=10), True),
        (Person(tolerance="lost"), True),
        (Person(tolerance="usual"), False),
        (Person(pregnant=True), True),
        (Person(pregnant=False), False),
    ],
)
def test_a_person_rule_speaks_only_of_such_a_person(person: Person, fits: bool) -> None:
    wanted = {
        "conditions": ["sleepy"],
        "age_over": 65,
        "age_under": 18,
        "tolerance": ["none", "lost"],
        "pregnant": "yes",
    }
    knowledge = make(substances=SUBSTANCES, rules=[rule("r", "major", alone={"dims": "red"}, person=wanted)])
    assert bool(ask(knowledge, ["red1"], person).findings) is fits


def test_one_ingredient_under_two_names_is_a_duplicate() -> None:
    knowledge = make(substances=SUBSTANCES, rules=[rule("r", "major", twice={"dims": "red"})])
    assert assess([Taken("red1", ("brand", "red1"))], ANYONE, knowledge).severity == "major"
    assert assess([Taken("red1", ("red1",))], ANYONE, knowledge).severity is None


def test_a_note_says_something_without_being_a_warning() -> None:
    knowledge = make(substances=SUBSTANCES, rules=[rule("r", "note", between=[{"dims": "red"}, {"dims": "blue"}])])
    found = ask(knowledge, ["red1", "blue1"])
    assert (found.severity, found.findings, len(found.notes)) == (None, (), 1)


CURATED = {
    "id": "red1-blue1",
    "between": ["red1", "blue1"],
    "mechanism": "meeting",
    "severity": "minor",
    "evidence": "probable",
    "overrides": ["meeting"],
    "because": "This pair was studied.",
}


def test_an_override_sharpens_its_own_pair_and_no_other() -> None:
    knowledge = make(
        substances=SUBSTANCES,
        rules=[rule("r", "major", between=[{"dims": "red"}, {"dims": "blue"}])],
        interactions=[CURATED],
    )
    (finding,) = ask(knowledge, ["red1", "blue1"]).findings
    assert (finding.severity, finding.rule) == ("minor", "red1-blue1")
    assert any(step.kind == "curated" for step in finding.because)
    assert severities(ask(knowledge, ["red2", "blue1"])) == [("major", ("blue1", "red2"))]


def test_an_override_never_lowers_a_set() -> None:
    knowledge = make(
        substances=SUBSTANCES,
        rules=[
            rule("r", "dangerous", together=[{"dims": "red"}, {"dims": "blue"}, {"dims": "grey"}], shape="conditional")
        ],
        interactions=[CURATED],
    )
    assert ask(knowledge, ["red1", "blue1", "grey1"]).severity == "dangerous"


def reds(*members: str) -> dict[str, Any]:
    return {
        "id": "reddish",
        "label": {"one": "a red", "many": "reds"},
        "stand_in": {"names": {"common": ["reds"]}, "members": list(members)},
    }


def test_a_stand_in_answers_for_its_worst_usual_member_and_says_which() -> None:
    members = [
        substance("red1", {"dims": ["red"]}, ["reddish"]),
        substance("red3", {"dims": ["red"], "glow": ["marked"]}, ["reddish"]),
    ]
    knowledge = make(
        substances=[*members, substance("blue1", {"dims": ["blue"]})],
        classes=[reds("red1", "red3")],
        rules=[
            rule("r", "minor", between=[{"dims": "red"}, {"dims": "blue"}]),
            rule("worse", "dangerous", between=[{"glow": "marked"}, {"dims": "blue"}]),
        ],
    )
    (finding,) = ask(knowledge, ["reddish", "blue1"]).findings
    assert finding.severity == "dangerous"
    assert [step.value for step in finding.because if step.kind == "stands_for"] == ["red3"]


def test_what_lowers_only_some_members_does_not_lower_their_stand_in() -> None:
    members = [substance("red1", {"dims": ["red"]}, ["reddish"]), substance("red2", {"dims": ["red"]}, ["reddish"])]
    knowledge = make(
        substances=[*members, substance("blue1", {"dims": ["blue"]})],
        classes=[reds("red1", "red2")],
        rules=[rule("r", "major", between=[{"dims": "red"}, {"dims": "blue"}])],
        interactions=[CURATED],
    )
    assert ask(knowledge, ["reddish", "blue1"]).severity == "major"


def test_families_that_were_not_reviewed_are_listed() -> None:
    partly = substance("partly")
    for review in partly["reviewed"]:
        review["families"] = ["first"]
    knowledge = make(substances=[partly, substance("red1")])
    assert ask(knowledge, ["partly", "red1"]).not_reviewed == (("partly", ("second",)),)


def test_fewer_than_three_sources_is_not_reviewed_at_all() -> None:
    thin = substance("thin")
    thin["reviewed"] = thin["reviewed"][:2]
    assert ask(make(substances=[thin]), ["thin"]).not_reviewed == (("thin", ("first", "second")),)
