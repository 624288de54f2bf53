"""The laws over the real knowledge: every pair of substances, and random larger sets."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations, islice

import pytest

import mixwise
from mixwise.engine.assess import Found, assess
from mixwise.engine.types import ANYONE, Person, Taken
from mixwise.knowledge.store import load
from mixwise.knowledge.terms import RANK

KNOWLEDGE = load()
ALL = KNOWLEDGE.ids("substance")
STAND_INS = [name for name in ALL if KNOWLEDGE.row("substance", name).get("stand_in")]
FULL = [name for name in ALL if not KNOWLEDGE.row("substance", name)["not_reviewed"]]


def ask(names: Sequence[str], person: Person = ANYONE, supply: str = "") -> Found:
    taken = [
        Taken(name, (name,), (f"supply={supply or KNOWLEDGE.row('substance', name)['supply']}",)) for name in names
    ]
    return assess(taken, person, KNOWLEDGE)


def rank(found: Found) -> int:
    return RANK[found.severity] if found.severity else -1


PARTS = 4


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.more) for part in range(1, PARTS))])
def test_laws_1_4_and_6_hold_for_every_pair(part: int) -> None:
    """One pass over all of them, each law quick to look at; every fourth pair in `./test`, all of them with `--all`."""
    taken = {
        name: Taken(name, (name,), (f"supply={KNOWLEDGE.row('substance', name)['supply']}",)) for name in ALL
    }  # fmt: skip
    known, full = set(KNOWLEDGE.ids("source")), set(FULL)
    for one, other in islice(combinations(ALL, 2), part, None, PARTS):
        found = assess([taken[one], taken[other]], ANYONE, KNOWLEDGE)
        assert found == assess([taken[other], taken[one]], ANYONE, KNOWLEDGE), (one, other)
        assert found.not_reviewed or {one, other} <= full, (one, other)
        for finding in (*found.findings, *found.notes):
            assert finding.sources, (one, other, finding.rule)
            assert finding.because, (one, other, finding.rule)
            assert finding.mechanism
            assert known.issuperset(finding.sources)


def test_law_2_over_random_larger_sets() -> None:
    chance = random.Random(2)
    for _ in range(4000):
        names = chance.sample(ALL, chance.randint(2, 7))
        assert rank(ask(names)) >= rank(ask(names[:-1])), names


def test_law_2_for_persons_and_supplies_over_random_pairs() -> None:
    chance = random.Random(3)
    persons = [
        Person(age=80),
        Person(age=10),
        Person(pregnant=True),
        Person(tolerance="lost"),
        Person(conditions=("sleep_apnoea", "kidney_disease")),
        Person(alone=True),
    ]
    for _ in range(3000):
        names = chance.sample(ALL, 3)
        assert rank(ask(names, chance.choice(persons))) >= rank(ask(names)), names
        assert rank(ask(names, supply="street")) >= rank(ask(names)), names


@pytest.mark.parametrize("stand_in", STAND_INS)
def test_law_5_a_class_answers_for_its_worst_usual_member(stand_in: str) -> None:
    members = KNOWLEDGE.row("substance", stand_in)["members"]
    for other in ALL:
        if other != stand_in:
            worst = (
                max(rank(ask([member, other])) for member in members if member != other)
                if set(members) - {other}
                else -1
            )
            assert rank(ask([stand_in, other])) >= worst, other


def test_law_11_every_substance_says_what_stopping_does() -> None:
    missing = [name for name in ALL if not KNOWLEDGE.row("profile", name)["stopping"]]
    assert missing == []


def test_law_11_every_dangerous_stop_is_said_where_a_finding_says_avoid() -> None:
    for name in ALL:
        level, advice, cites = KNOWLEDGE.row("profile", name)["stopping"]
        assert cites, name
        if level == "dangerous":
            text = " ".join(mixwise.guide([name.replace("_", " "), "alcohol"]).to_text(10_000).split())
            assert advice in text or name == "alcohol", name


OPPOSITES = [("cocaine", "heroin"), ("methamphetamine", "fentanyl"), ("caffeine", "alcohol"), ("amphetamine", "alprazolam"), ("cocaine", "alprazolam"), ("methamphetamine", "ghb")]  # fmt: skip


@pytest.mark.parametrize("pair", OPPOSITES)
def test_law_12_opposite_effects_never_cancel(pair: tuple[str, str]) -> None:
    assert rank(ask(pair)) >= RANK["moderate"]


def test_law_13_naloxone_is_never_a_warning_and_never_a_reason() -> None:
    opioids = [name for name in ALL if "opioid" in KNOWLEDGE.row("substance", name)["classes"]]
    for name in opioids:
        found = ask([name, "naloxone"])
        assert found.findings == () or all(f.substances == (name,) for f in found.findings), name


def test_law_13_the_four_sentences() -> None:
    text = " ".join(mixwise.guide(["fentanyl", "xylazine"], already=True).to_text(10_000).lower().split())
    for words in ("not breathing well, or", "at least every 6 seconds", "no naloxone", "wears off", "opioids only"):
        assert words in text or words.replace("opioids only", "only opioids") in text, words
    flumazenil = " ".join(mixwise.guide(["alprazolam", "alcohol"]).to_text(10_000).split())
    assert "Flumazenil" in flumazenil or "flumazenil" in flumazenil


@pytest.mark.parametrize(
    "names",
    [["moon rocks 9000", "Adderall"], ["an unnamed herbal tea", "the pill"], ["the white ones my uncle has", "heroin"]],
)
def test_what_is_not_known_is_never_silence(names: list[str]) -> None:
    found = mixwise.check(names)
    assert not found.complete
    assert found.severity in ("unknown", "major", "dangerous")
    assert len(found.unrecognised) == 1


def test_paracetamol_twice_is_major_and_echoed() -> None:
    found = mixwise.check(["Tylenol", "Percocet", "acetaminophen"])
    assert any(f.severity == "major" and f.substances == ("acetaminophen",) for f in found.findings)
    assert found.counted_twice[0]["substance"] == "acetaminophen"
