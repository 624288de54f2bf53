"""Names that explain another are one thing, and nothing that was typed is lost."""

from __future__ import annotations

import pytest

import mixwise

ONE_THING = [
    ("can I take alprazolam (Xanax) with wine", {"alprazolam", "alcohol"}),
    ("sertraline 50mg (Zoloft), trazodone 100 mg (Desyrel)", {"sertraline", "trazodone"}),
    ("percocet (oxycodone/acetaminophen) and xanax", {"oxycodone", "acetaminophen", "alprazolam"}),
    ("zoloft (an SSRI) and tramadol", {"sertraline", "tramadol"}),
    ("my blood thinner (eliquis) and advil", {"apixaban", "ibuprofen"}),
    ("benzo (xanax or klonopin) with oxy", {"alprazolam", "clonazepam", "oxycodone"}),
    (
        "why is there naloxone in my suboxone doesn't it cancel the buprenorphine",
        {"buprenorphine", "naloxone"},
    ),
]


@pytest.mark.parametrize(("text", "substances"), ONE_THING, ids=[text for text, _ in ONE_THING])
def test_what_explains_a_name_is_no_second_intake(text: str, substances: set[str]) -> None:
    answer = mixwise.ask(text)
    assert set(answer.substances) == substances
    assert answer.counted_twice == ()


@pytest.mark.parametrize(
    "text",
    [
        "tylenol and acetaminophen",
        "xanax, then alprazolam",
        "percocet and the oxycodone",
        "advil (not tylenol) and ibuprofen",
    ],
)
def test_two_names_that_explain_nothing_stay_two_intakes(text: str) -> None:
    assert mixwise.ask(text).counted_twice


def test_brackets_choose_between_the_meanings_of_a_name() -> None:
    answer = mixwise.ask("took some blues (M30) and drank whiskey")
    (one,) = answer.ambiguous
    assert one["typed"] == "blues (M30)"
    assert {name for meaning in one["meanings"] for name in meaning["substances"]} == {"fentanyl", "oxycodone"}


def test_all_that_was_typed_comes_back() -> None:
    typed = [
        one["typed"] for one in mixwise.ask("alprazolam (Xanax) with percocet (oxycodone/acetaminophen)").interpretation
    ]
    for word in ("alprazolam", "Xanax", "percocet", "oxycodone", "acetaminophen"):
        assert any(word in one for one in typed)


@pytest.mark.parametrize(
    "text",
    [
        "my dad quit drinking 3 days ago and is shaking",
        "quit drinking cold turkey after 10 years, can i take my wifes klonopin",
        "haven't had a drink in 2 days, took librium",
    ],
)
def test_drinking_that_has_ended_is_alcohol_that_was_stopped(text: str) -> None:
    answer = mixwise.ask(text)
    assert "alcohol" in answer.substances
    assert any(finding.mechanism == "depressant_withdrawal" for finding in answer.findings)


@pytest.mark.parametrize(
    ("text", "taken", "denied"),
    [
        ("took oxy (no alcohol) and xanax", {"oxycodone", "alprazolam"}, {"alcohol"}),
        ("took oxy - no alcohol - and xanax", {"oxycodone", "alprazolam"}, {"alcohol"}),
        ("no alcohol tonight, oxy and xanax instead", {"oxycodone", "alprazolam"}, {"alcohol"}),
        ("pharmacist said don't take ibuprofen with warfarin but i did", {"ibuprofen", "warfarin"}, set()),
        ("can't sleep without ambien, can I add oxycodone", {"zolpidem", "oxycodone"}, set()),
        ("denies heroin (and fentanyl) and cocaine", set(), {"heroin", "fentanyl", "cocaine"}),
        ("no alcohol, xanax or soma; took oxy", {"oxycodone"}, {"alcohol", "xanax", "soma"}),
    ],
)
def test_a_denial_does_not_reach_what_was_taken(text: str, taken: set[str], denied: set[str]) -> None:
    answer = mixwise.ask(text)
    assert (set(answer.substances), set(answer.not_taken)) == (taken, denied)


def test_a_name_that_was_explained_is_not_explained_again() -> None:
    said = mixwise.guide(["alprazolam (Xanax) with vodka"]).answer
    assert "alprazolam (Xanax) and" in said
    assert "(alprazolam)" not in said
