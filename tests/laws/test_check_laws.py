"""The laws of design §3 that hold from typed words to the assessment, over made-up knowledge."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mixwise.check import check
from mixwise.engine.types import Assessment, Intake, Person
from mixwise.knowledge.terms import RANK
from tests.laws.generated import CLASS, NAMES, World, worlds

thorough = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TYPED = [*NAMES[:6], CLASS.replace("_", " "), "threes", "Duo Plus", "fog", "zzyzx", "quorbal", "drugx"]
words = st.lists(st.sampled_from(TYPED), min_size=1, max_size=5)


def rank(found: Assessment) -> int:
    return RANK[found.severity] if found.severity else -1


def said(found: Assessment) -> tuple[object, ...]:
    """All that an assessment says but the spelling of what was typed."""
    return found.severity, found.complete, found.substances, found.findings, found.notes, found.not_reviewed


@thorough
@given(worlds(), words, st.randoms())
def test_law_1_order_case_and_repetition_change_nothing(world: World, typed: list[str], chance: random.Random) -> None:
    other = [chance.choice([word, word.upper(), f" {word} ", word.title()]) for word in [*typed, chance.choice(typed)]]
    chance.shuffle(other)
    assert said(check(typed, knowledge=world.knowledge)) == said(check(other, knowledge=world.knowledge))


@thorough
@given(worlds(), words, st.sampled_from(TYPED))
def test_law_2_one_more_thing_never_lowers(world: World, typed: list[str], more: str) -> None:
    assert rank(check([*typed, more], knowledge=world.knowledge)) >= rank(check(typed, knowledge=world.knowledge))


@thorough
@given(worlds(), words)
def test_law_4_none_known_is_only_said_when_everything_is_known_and_reviewed(world: World, typed: list[str]) -> None:
    found = check(typed, knowledge=world.knowledge)
    if found.severity == "none_known":
        assert found.complete
        assert not found.findings
        assert len(found.substances) > 1
    if not found.complete:
        assert found.severity in ("unknown", "moderate", "major", "dangerous")


@thorough
@given(worlds(), words)
def test_law_7_nothing_typed_is_dropped(world: World, typed: list[str]) -> None:
    found = check(typed, knowledge=world.knowledge)
    assert {one["typed"] for one in found.interpretation} == set(typed)
    for one in found.interpretation:
        kept = [*found.unrecognised, *found.ambiguous]
        assert one["as"] or any(other["typed"] == one["typed"] for other in kept)


@thorough
@given(worlds())
def test_law_7_an_ambiguous_name_is_answered_for_its_worst_meaning(world: World) -> None:
    for other in NAMES:
        found = check(["fog", other], knowledge=world.knowledge)
        first = check(["drugb", other], knowledge=world.knowledge)
        second = check([Intake("drugf", supply="street"), other], knowledge=world.knowledge)
        if other not in ("drugb", "drugf"):
            assert rank(found) >= max(rank(first), rank(second), RANK["unknown"])
            assert found.ambiguous[0]["assumed"] in (["drugb"], ["drugf"])


@thorough
@given(worlds(), words)
def test_law_8_the_same_question_gives_the_same_bytes(world: World, typed: list[str]) -> None:
    assert repr(check(typed, knowledge=world.knowledge)) == repr(check(typed, knowledge=world.knowledge))


@thorough
@given(
    worlds(),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
    st.sampled_from(["2h ago", "3 weeks ago"]),
    st.sampled_from(["10 mg", "a lot"]),
)
def test_law_9_a_stated_time_or_dose_never_lowers(world: World, one: str, other: str, ago: str, dose: str) -> None:
    plain = check([one, other], knowledge=world.knowledge)
    told = check(
        [Intake(one, ago=ago, dose=dose, route="swallowed", use="recreational"), other], knowledge=world.knowledge
    )
    assert rank(told) >= rank(plain)


@thorough
@given(worlds(), st.sampled_from(NAMES))
def test_one_substance_alone_is_never_none_known(world: World, name: str) -> None:
    assert check([name], knowledge=world.knowledge).severity != "none_known"


@thorough
@given(worlds(), words, st.sampled_from([Person(age=70), Person(conditions=("tired",))]))
def test_law_2_a_person_never_lowers(world: World, typed: list[str], person: Person) -> None:
    assert rank(check(typed, person, knowledge=world.knowledge)) >= rank(check(typed, knowledge=world.knowledge))
