"""What to do now: the first screen, signs in any words, the pictures that fit, on any input and offline."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mixwise
from mixwise.guide.likely import likely
from tests.invented import make
from tests.laws.readable import CLAIM


def first(words: str = "", country: str = "") -> str:
    return " ".join(item.text for item in mixwise.emergency(words, country=country).guide.first)


def test_the_first_screen_is_short_and_has_every_step() -> None:
    screen = first()
    assert len(screen.split()) <= 120
    for word in ("emergency number", "naloxone", "breath", "side", "stay"):
        assert word in screen.lower(), word


@settings(max_examples=150, deadline=2000)
@given(
    st.one_of(
        st.text(max_size=400), st.lists(st.sampled_from(["blue lips", "won't wake", "took G", "\x00", "'; DROP"]))
    )
)
def test_whatever_is_typed_the_first_steps_are_given(words: str | list[str]) -> None:
    found = mixwise.emergency(words)
    assert found.guide.first
    assert found.kind in ("medical", "crisis", "poison")
    steps = " ".join(item.text for item in found.guide.first) + found.to_text()
    assert "emergency number" in steps


WHAT = [
    ("he's blue around the mouth and won't wake up, took fentanyl", "opioid_overdose"),
    ("she took GHB and snores oddly, can't be woken", "ghb_overdose"),
    ("MDMA and litres of water, now confused and had a seizure", "low_sodium"),
    ("chest pain after cocaine, heart racing", "stimulant_toxicity"),
    ("took his blood pressure pills twice, feels fine", "heart_medicine_overdose"),
    ("Benadryl, seeing spiders, can't pee, dry skin", "anticholinergic_toxicity"),
    ("sniffed poppers, skin looks grey, short of breath", "methaemoglobinaemia"),
    ("took too much insulin, shaky, sweating and confused", "low_blood_sugar"),
    ("swallowed a box of paracetamol yesterday, feels fine", "acetaminophen_overdose"),
    ("on Zoloft and tramadol, twitching, eyes moving, hot and sweating", "serotonin_toxicity"),
]


@pytest.mark.parametrize(("words", "picture"), WHAT)
def test_the_signs_lead_to_the_picture(words: str, picture: str) -> None:
    found = [one.picture for one in mixwise.emergency(words).likely]
    assert picture in found[:2], found


HAZARDS = [
    (["bleach", "vinegar"], "chlorine_gas"),
    (["Clorox", "Windex"], "chloramine_gas"),
    (["bleach"], "corrosive_swallowed"),
    (["hand sanitiser"], "sanitiser_or_spirits"),
    (["methylated spirits", "beer"], "methanol_poisoning"),
    (["antifreeze"], "ethylene_glycol_poisoning"),
]


@pytest.mark.parametrize(("names", "picture"), HAZARDS)
def test_household_hazards_bring_the_poison_line_and_are_never_unknown(names: list[str], picture: str) -> None:
    guide = mixwise.guide(names)
    poison = mixwise.load().row("advice", "poison_first")["items"][0]["plain"]
    assert guide.severity == "dangerous"
    assert guide.first[0].text == poison
    title = mixwise.load().row("picture", picture)["title"]
    assert title in guide.to_text(10_000)


POISONS = [
    "my toddler drank bleach",
    "she swallowed a button battery",
    "hand sanitizer, drank half a bottle",
    "drank antifreeze",
]


@pytest.mark.parametrize("words", POISONS)
def test_a_poison_without_grave_signs_puts_the_poison_line_first(words: str) -> None:
    assert mixwise.emergency(words).kind == "poison"
    assert mixwise.emergency(f"{words}, not breathing").kind == "medical"


WITHDRAWALS = [
    ("I quit drinking two days ago and I shake and see things", "alcohol_withdrawal"),
    ("ran out of xanax three days ago, had a seizure", "benzodiazepine_withdrawal"),
    ("stopped baclofen, hot and confused", "baclofen_withdrawal"),
    ("off tranq dope since yesterday, heart racing, blood pressure 200", "medetomidine_withdrawal"),
    ("stopped GHB, shaking, hallucinating", "ghb_withdrawal"),
    ("dope sick, vomiting and diarrhea", "opioid_withdrawal"),
]


@pytest.mark.parametrize(("words", "picture"), WITHDRAWALS)
def test_withdrawal_is_recognised(words: str, picture: str) -> None:
    assert picture in [one.picture for one in mixwise.emergency(words).likely[:2]]


def test_a_picture_says_what_to_do_what_not_to_do_and_what_to_tell() -> None:
    text = mixwise.emergency("took fentanyl, blue lips, won't wake").to_text(10_000)
    for words in ("Tell the responders:", "For professionals:", "WHAT NOT TO DO"):
        assert words in text, words
    own = mixwise.emergency("MDMA and litres of water, had a seizure and is confused").to_text(10_000)
    assert "What to do:" in own


def test_a_sign_that_is_denied_is_not_seen() -> None:
    assert "chest_pain" not in mixwise.emergency("no chest pain, but twitching").signs
    assert "chest_pain" in mixwise.emergency("chest pain").signs


def test_signs_may_be_given_as_ids() -> None:
    assert mixwise.emergency(["blue_lips", "no_breathing"]).signs == ("blue_lips", "no_breathing")


def test_nothing_understood_is_said_plainly_and_is_not_mild() -> None:
    found = mixwise.emergency("the sky is high today")
    assert found.unclear
    assert "does not mean that it is mild" in found.to_text(10_000)


def test_wanting_to_die_puts_the_crisis_line_first() -> None:
    found = mixwise.emergency("I want to die, I took all my pills")
    assert found.kind == "crisis"
    crisis = mixwise.load().row("advice", "crisis_first")["items"][0]["plain"]
    assert found.guide.first[0].text == crisis


def test_numbers_are_only_those_of_the_country_asked_for() -> None:
    def numbers(country: str) -> str:
        sections = {one.id: one for one in mixwise.emergency(country=country).guide.sections}
        return first(country=country) + " ".join(item.text for item in sections["help"].items)

    assert not re.search(r"\b(911|999|112|000)\b", numbers(""))
    assert "911" in numbers("us")


def test_every_form_says_the_same() -> None:
    found = mixwise.emergency("blue lips", country="GB")
    data = json.loads(json.dumps(found.to_dict()))
    words = found.guide.first[0].text
    for text in (found.to_text(10_000), found.to_html(), json.dumps(data, ensure_ascii=False)):
        assert words in re.sub(r"&#x27;", "'", text)
    assert data["signs"] == ["blue_lips"]


SIGNS = [f"sign_{letter}" for letter in "abcdefg"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(SIGNS), min_size=1, max_size=5, unique=True), min_size=1, max_size=6),
    st.lists(st.sampled_from(SIGNS), max_size=5, unique=True),
)
def test_more_of_its_signs_never_makes_a_picture_less_likely(held: list[list[str]], seen: list[str]) -> None:
    knowledge = make(
        pictures=[
            {
                "id": f"picture_{number}", "title": "A picture", "plain": "It looks bad.", "professional": "Bad.", "signs": signs,
                "do": [], "tell": "All.", "claims": [{**CLAIM, "supports": ["plain"]}],
            }
            for number, signs in enumerate(held)
        ],
    )  # fmt: skip

    def score(signs: list[str]) -> float:
        return next((one.score for one in likely(signs, (), {}, (), knowledge) if one.picture == "picture_0"), 0.0)

    more = [*seen, *(sign for sign in held[0] if sign not in seen)]
    whole = next((one for one in likely(more, (), {}, (), knowledge) if one.picture == "picture_0"), None)
    assert score(more) >= score(seen)
    assert whole is None or set(whole.signs) == set(held[0])


def test_no_help_line_stands_twice() -> None:
    knowledge = mixwise.load()
    for country in knowledge.ids("country"):
        lines = [line["id"] for line in knowledge.row("country", country)["lines"]]
        assert len(lines) == len(set(lines)), country


def test_chest_pain_after_sildenafil_comes_before_naloxone() -> None:
    steps = [item.text for item in mixwise.guide(["viagra 20h ago", "chest pain"]).first]
    fits = next(place for place, step in enumerate(steps) if "No heart spray" in step)
    assert fits < next(place for place, step in enumerate(steps) if "naloxone" in step)
    assert not any("No heart spray" in item.text for item in mixwise.guide(["he took oxycodone and won't wake"]).first)


def test_a_medicine_that_sounds_like_lyrics_is_no_song() -> None:
    assert mixwise.ask("he took lyrica and won't wake up").emergency == "medical"
