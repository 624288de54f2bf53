"""The laws of design §3 that the engine must keep, as properties over made-up knowledge."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mixwise.engine.assess import Found, assess
from mixwise.engine.types import ANYONE, Person, Taken
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import RANK
from tests.laws.generated import CLASS, MEMBERS, NAMES, World, lists, worlds

thorough = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
people = st.builds(
    Person,
    age=st.none() | st.integers(0, 99),
    conditions=st.sampled_from([(), ("tired",)]),
    alone=st.none() | st.booleans(),
)


def ask(knowledge: Knowledge, names: Sequence[str], person: Person = ANYONE, street: Sequence[str] = ()) -> Found:
    return assess(
        [Taken(name, (name,), ("supply=street",) if name in street else ()) for name in names], person, knowledge
    )


def rank(found: Found) -> int:
    return RANK[found.severity] if found.severity else -1


@thorough
@given(worlds(), lists, people, st.randoms())
def test_law_1_order_changes_nothing(world: World, names: list[str], person: Person, chance: random.Random) -> None:
    shuffled = list(names)
    chance.shuffle(shuffled)
    assert ask(world.knowledge, names, person) == ask(world.knowledge, shuffled, person)


@thorough
@given(worlds(), lists, st.sampled_from(NAMES), people)
def test_law_2_adding_a_substance_never_lowers(world: World, names: list[str], more: str, person: Person) -> None:
    before = ask(world.knowledge, names, person)
    after = ask(world.knowledge, list(dict.fromkeys([*names, more])), person)
    assert rank(after) >= rank(before)
    kept = {(finding.rule, finding.object) for finding in after.findings if finding.shape == "pair"}
    assert kept >= {(finding.rule, finding.object) for finding in before.findings if finding.shape == "pair"}


@thorough
@given(worlds(), lists, people)
def test_law_2_a_risk_factor_never_lowers(world: World, names: list[str], person: Person) -> None:
    assert rank(ask(world.knowledge, names, person)) >= rank(ask(world.knowledge, names))


@thorough
@given(worlds(), lists, st.sampled_from(NAMES))
def test_law_2_a_street_supply_never_lowers(world: World, names: list[str], which: str) -> None:
    assert rank(ask(world.knowledge, names, street=[which])) >= rank(ask(world.knowledge, names))


@thorough
@given(worlds(), lists)
def test_law_4_a_family_not_reviewed_is_always_listed(world: World, names: list[str]) -> None:
    found = {name for name, _ in ask(world.knowledge, names).not_reviewed}
    expected = {name for name in names if name in world.partly or (name == CLASS and world.partly & set(MEMBERS))}
    assert found == expected


@thorough
@given(worlds(), lists, st.sampled_from(MEMBERS), people)
def test_law_5_a_stand_in_is_at_least_as_bad_as_each_usual_member(
    world: World, names: list[str], member: str, person: Person
) -> None:
    others = [name for name in names if name not in (member, CLASS)]
    as_class = ask(world.knowledge, [*others, CLASS], person)
    as_member = ask(world.knowledge, [*others, member], person)
    assert rank(as_class) >= rank(as_member)


@thorough
@given(worlds(), lists, people)
def test_law_6_every_finding_has_a_mechanism_reasons_and_a_source(
    world: World, names: list[str], person: Person
) -> None:
    found = ask(world.knowledge, names, person)
    for finding in (*found.findings, *found.notes):
        assert finding.mechanism in ("meeting", "parting")
        assert finding.sources
        assert finding.because
        assert {step.subject for step in finding.because if step.subject in NAMES} <= set(finding.substances)


@thorough
@given(worlds(), lists, people)
def test_law_8_the_same_question_gives_the_same_answer(world: World, names: list[str], person: Person) -> None:
    first, second = (repr(ask(world.knowledge, names, person)) for _ in range(2))
    assert first == second


@thorough
@given(worlds(), lists)
def test_findings_stand_worst_first(world: World, names: list[str]) -> None:
    ranks = [RANK[finding.severity] for finding in ask(world.knowledge, names).findings]
    assert ranks == sorted(ranks, reverse=True)
