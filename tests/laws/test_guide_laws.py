"""Laws 10 to 15 of design §3 as properties over made-up knowledge: traces, stopping, opposites, antidotes, emergencies."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mixwise.check import ask, check
from mixwise.engine.types import Assessment
from mixwise.guide import make_guide
from mixwise.guide.item import Item
from mixwise.guide.model import Guide
from mixwise.knowledge.terms import RANK
from tests.invented import make, mechanism, rule, substance
from tests.laws.generated import NAMES, patterns, traits
from tests.laws.readable import Readable, readable_worlds

thorough = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)


class Watch:
    """Notes every file opened to write, every socket and every process, while it is on."""

    def __init__(self) -> None:
        self.on = False
        self.traces: list[str] = []
        sys.addaudithook(self._hook)

    def __enter__(self) -> list[str]:
        self.traces, self.on = [], True
        return self.traces

    def __exit__(self, *_: object) -> None:
        self.on = False

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            self.traces.append(f"opened {arguments[0]} to write")
        elif event.startswith(("socket.", "subprocess.", "os.remove", "os.rename", "os.mkdir", "shutil.")):
            self.traces.append(event)


WATCH = Watch()


def guide_of(found: Assessment, world: Readable, *, already: bool = False) -> Guide:
    return make_guide(found, world.knowledge, country="", already=already)


def texts(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield item.text
        yield from texts(item.items)


def whole(guide: Guide) -> list[str]:
    return [text for section in guide.sections for text in texts(section.items)]


@thorough
@given(readable_worlds(), names)
def test_law_10_a_question_leaves_no_trace(world: Readable, typed: list[str]) -> None:
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed), WATCH as traces:
        found = check(typed, knowledge=world.knowledge)
        guide_of(found, world).to_text()
        ask(f"can I take {typed[0]} with {typed[-1]}", knowledge=world.knowledge)
    assert traces == []
    assert printed.getvalue() == ""


def test_law_10_the_watch_sees_what_is_written(tmp_path: Path) -> None:
    with WATCH as traces:
        (tmp_path / "trace").write_text("x")
    assert traces


@thorough
@given(readable_worlds(), names)
def test_law_11_whatever_is_hard_to_stop_says_so_beside_every_answer(world: Readable, typed: list[str]) -> None:
    found = check(typed, knowledge=world.knowledge)
    said = whole(guide_of(found, world))
    for name in found.substances:
        level, advice = world.stopping[name]
        assert (advice in said) == (level != "none_known")


@thorough
@given(st.lists(patterns, min_size=2, max_size=2), traits, traits, traits)
def test_law_12_an_effect_the_other_way_never_takes_a_warning_away(
    between: list[dict[str, Any]], one: dict[str, Any], other: dict[str, Any], opposite: dict[str, Any]
) -> None:
    def found(more: dict[str, Any]) -> Assessment:
        both = dict(one)
        for trait, values in more.items():  # kinds add up; a level can only be raised
            old = both.get(trait, [])
            both[trait] = sorted({*old, *values}) if trait == "dims" else old or values
        knowledge = make(
            substances=[substance("druga", both), substance("drugb", other)],
            rules=[
                rule("meet", "major", "meeting", between=between),
                rule("part", "minor", "parting", between=between),
            ],
            mechanisms=[mechanism("meeting"), mechanism("parting")],
            classes=[{"id": "family_of_three", "label": {"one": "one", "many": "all"}}],
        )
        return check(["druga", "drugb"], knowledge=knowledge)

    plain, opposed = found({}), found(opposite)
    assert RANK[opposed.severity or "none_known"] >= RANK[plain.severity or "none_known"]
    assert {one.rule for one in opposed.findings} >= {one.rule for one in plain.findings}


@thorough
@given(readable_worlds(), names)
def test_law_13_an_antidote_or_a_note_changes_no_verdict(world: Readable, typed: list[str]) -> None:
    with_one, without = (check(typed, knowledge=one) for one in (world.knowledge, world.without_antidotes))
    assert (with_one.severity, with_one.complete) == (without.severity, without.complete)
    assert [one.mechanism for one in with_one.findings] == [one.mechanism for one in without.findings]


@thorough
@given(readable_worlds(), names)
def test_law_13_an_antidote_is_never_withheld_and_says_what_it_will_not_do(world: Readable, typed: list[str]) -> None:
    found = check(typed, knowledge=world.knowledge)
    said = whole(guide_of(found, world))
    for name in world.antidotes:
        fits = set(world.knowledge.row("reverses", name)["substances"]) & set(found.substances)
        if fits:
            assert f"The how of {name}." in said
        if f"The how of {name}." in said:
            assert {f"The {field} of {name}." for field in ("who", "where", "will_not", "after")} <= set(said)


@thorough
@given(readable_worlds(), names, st.booleans())
def test_law_14_the_emergency_line_stands_first_in_every_rendering(
    world: Readable, typed: list[str], already: bool
) -> None:
    guide = guide_of(check(typed, knowledge=world.knowledge), world, already=already)
    line = "Words of emergency line."
    if guide.severity == "dangerous":
        assert guide.first[0].text == line
        for rendered in (guide.to_text(), guide.to_markdown(), guide.to_html(), guide.to_json()):
            assert 0 <= rendered.find(line) < rendered.find(guide.answer[:20])
    assert "Words of emergency first." in whole(guide)


@thorough
@given(readable_worlds(), names, st.sampled_from(["he won't wake up", "she is not breathing", "his lips are blue"]))
def test_law_14_words_of_an_emergency_put_its_steps_first(world: Readable, typed: list[str], words: str) -> None:
    found = ask(f"took {' and '.join(typed)}, {words}", knowledge=world.knowledge)
    assert found.emergency == "medical"
    assert guide_of(found, world).first[0].text == "Words of emergency first."


@thorough
@given(readable_worlds(), names, st.sampled_from(["I want to die", "I am going to kill myself"]), st.booleans())
def test_law_15_words_of_wanting_to_die_put_the_crisis_line_before_all_else(
    world: Readable, typed: list[str], words: str, before: bool
) -> None:
    took = f"I took {' and '.join(typed)}"
    found = ask(f"{words}. {took}" if before else f"{took}. {words}", knowledge=world.knowledge)
    assert found.emergency == "crisis"
    first = [item.text for item in guide_of(found, world).first]
    assert first[:2] == ["Words of crisis first.", "Words of emergency line."]
