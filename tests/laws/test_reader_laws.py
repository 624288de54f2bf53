"""The laws of design §3 about what readers see: emergencies, crises, amounts, antidotes; over the real knowledge and made-up worlds."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mixwise
from mixwise.check import check
from mixwise.guide.answer import answer, notices
from mixwise.guide.words import Desk
from mixwise.knowledge.store import load
from tests.laws.generated import NAMES, World, worlds

KNOWLEDGE = load()
ALL = KNOWLEDGE.ids("substance")
LEADS = {
    kind: [item["plain"] for item in KNOWLEDGE.row("advice", name)["items"]]
    for kind, name in (("medical", "emergency_first"), ("crisis", "crisis_first"), ("dangerous", "emergency_line"))
}


def plain_texts() -> Iterator[tuple[str, str]]:
    """Every sentence that a reader may be shown, with where it stands."""
    for name in ALL:
        profile = KNOWLEDGE.row("profile", name)
        for field in (
            "what",
            "use",
            "forms",
            "routes",
            "action",
            "addictive",
            "why_mixed",
            "tolerance",
            "dependence",
            "withdrawal",
            "addiction",
        ):
            if profile[field]:
                yield f"{name}.{field}", profile[field][0]
        yield f"{name}.stopping", profile["stopping"][1]
    for kind in ("mechanism", "rule", "picture", "sign"):
        for name in KNOWLEDGE.ids(kind):
            row: dict[str, Any] = KNOWLEDGE.row(kind, name)
            yield f"{kind} {name}", str(row.get("plain") or "")
            yield f"{kind} {name}", str((row.get("management") or {}).get("plain", ""))
    for name in KNOWLEDGE.ids("advice"):
        for item in KNOWLEDGE.row("advice", name)["items"]:
            yield f"{name}.{item['id']}", item["plain"]


AMOUNT = re.compile(
    r"\d[\d.,]*\s?(mg|mcg|µg|micrograms?|milligrams?|grams?|g|ml|units?|lines|hits|tabs)\b", re.IGNORECASE
)
FINE = re.compile(
    r"\b(fine|ok|okay|harmless|allowed|no risk) (to (mix|take|combine)|after|once|when)\b|wait \d+ (hours|days)",
    re.IGNORECASE,
)
DEADLY = re.compile(
    r"\b(lethal|fatal|deadly) (dose|amount|quantity)|deadliest|most deadly|(die|dead|death) (with)?in \d", re.IGNORECASE
)


@pytest.mark.parametrize("pattern", [AMOUNT, FINE, DEADLY], ids=["amount", "fine", "deadly"])
def test_laws_9_and_15_no_plain_text_gives_an_amount_a_go_ahead_or_a_ranking(pattern: re.Pattern[str]) -> None:
    found = [(where, pattern.search(text)) for where, text in plain_texts() if pattern.search(text)]
    assert found == []


def test_law_9_a_stated_time_retires_nothing_without_a_sourced_span() -> None:
    chance = random.Random(9)
    for _ in range(300):
        one, other = chance.sample(ALL, 2)
        plain = mixwise.check([mixwise.Intake(one.replace("_", " ")), other.replace("_", " ")])
        told = mixwise.check(
            [mixwise.Intake(one.replace("_", " "), ago="3 weeks ago", dose="a little"), other.replace("_", " ")]
        )
        before, after = ({f.rule: f for f in answer.findings} for answer in (plain, told))
        assert set(before) <= set(after), (one, other)
        for rule, finding in before.items():
            held = after[rule]
            assert held.severity == finding.severity or (held.past and held.spacing and held.severity == "minor")
            assert not held.past or all(span["days"][1] * 24 <= 2.5 * 7 * 24 for span in held.spacing)


def test_law_14_the_emergency_line_stands_before_every_dangerous_answer() -> None:
    chance = random.Random(14)
    seen = 0
    for _ in range(1000):
        pair = chance.sample(ALL, 2)
        guide = mixwise.guide([name.replace("_", " ") for name in pair])
        if guide.severity == "dangerous":
            seen += 1
            assert guide.first, pair
            poison = any(KNOWLEDGE.row("substance", name)["origin"] == "household" for name in pair)
            assert LEADS["dangerous"][0] in [item.text for item in guide.first]
            assert poison or guide.first[0].text == LEADS["dangerous"][0]
            assert guide.to_text().startswith("!! ")
    assert seen > 20


@pytest.mark.parametrize(
    "words",
    [
        "he took oxycodone and xanax and won't wake up",
        "she is not breathing after fentanyl",
        "my friend is turning blue, he had methadone and wine",
    ],
)
def test_law_14_words_of_an_emergency_bring_it_first(words: str) -> None:
    assert mixwise.ask(words).emergency == "medical"
    assert mixwise.guide([words]).first[0].text == LEADS["medical"][0]


@pytest.mark.parametrize(
    "words", ["I want to die, I took all my amitriptyline", "thinking of killing myself with tylenol and vodka"]
)
def test_law_15_words_of_wanting_to_die_bring_the_crisis_line_first(words: str) -> None:
    first = [item.text for item in mixwise.guide([words]).first]
    assert mixwise.ask(words).emergency == "crisis"
    assert first[0] == LEADS["crisis"][0]
    assert first.index(LEADS["crisis"][0]) < first.index(LEADS["dangerous"][0])


def test_law_13_every_antidote_says_what_it_will_not_do_and_flumazenil_is_no_home_step() -> None:
    for name in KNOWLEDGE.ids("antidote"):
        assert KNOWLEDGE.row("antidote", name)["will_not"]
    assert KNOWLEDGE.row("antidote", "flumazenil")["home"] == "no"
    assert KNOWLEDGE.row("antidote", "naloxone")["home"] == "yes"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.lists(st.sampled_from([*NAMES, "fog", "zzyzx"]), min_size=1, max_size=4, unique=True))
def test_law_3_no_verdict_on_made_up_knowledge_says_that_a_mix_is_fine(world: World, typed: list[str]) -> None:
    found = check(typed, knowledge=world.knowledge)
    desk = Desk(world.knowledge)
    desk.words = KNOWLEDGE.words("locale/en/guide")
    titles = {"first": "first family", "second": "second family"}
    world.knowledge._rows["families", "all"] = titles
    text = " ".join([answer(found, desk), *(item.text for item in notices(found, desk))]).lower()
    assert not re.search(r"\bsafe|\bfine\b|harmless|low risk|go ahead", text)
    if not found.complete or found.severity in (None, "none_known"):
        assert "absence of a warning does not mean absence of danger" in text


def test_a_mild_rating_in_an_emergency_is_not_read_as_not_so_bad() -> None:
    guide = mixwise.guide(["I want to die, I took all my amitriptyline and wine"])
    assert guide.severity == "moderate"
    assert "says nothing on how ill someone is" in guide.first[-1].text


@pytest.mark.parametrize(
    "words", ["my son ate a blue pill he found", "my 2 year old ate a gummy", "toddler swallowed metoprolol"]
)
def test_a_child_or_a_pill_nobody_knows_brings_the_poison_line_first(words: str) -> None:
    poison = KNOWLEDGE.row("advice", "poison_first")["items"][0]["plain"]
    assert mixwise.guide([words]).first[0].text == poison
    assert mixwise.emergency([words]).guide.first[0].text == poison


@pytest.mark.parametrize(
    "words", ["my toddler swallowed metoprolol and isn't breathing", "my baby ate a pill and won't wake up"]
)
def test_a_grave_sign_in_a_child_brings_the_emergency_line_first(words: str) -> None:
    assert mixwise.guide([words]).first[0].text == LEADS["medical"][0]
    assert mixwise.emergency([words]).guide.first[0].text == LEADS["medical"][0]
