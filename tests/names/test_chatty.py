"""
A name beside a medicine is never lost, wherever it stands in a sentence as people write them.

Most street names are ordinary words, too. Beside a known substance they are asked about rather than dropped (law 7).
"""

from __future__ import annotations

import pytest

from mixwise import check, find
from mixwise.knowledge.normalise import normalise

SENTENCES = """
can i take {X} with {Y}
{X} and {Y}?
is {X} ok with {Y}
i took {Y} last night and had some {X} this morning
took {Y} an hour ago, now want {X}
my friend did {X} while on {Y}
my {X} feels way stronger since i started {Y}
since starting {Y} my {X} does nothing
{X} doesnt work anymore since {Y}
why does {X} feel weird on {Y}
i cant feel my {X} on {Y}
how long after {X} can i take {Y}
how long do i wait after {Y} before {X}
will {Y} ruin my {X}
does {Y} cancel out {X}
is it bad that i had {X} on top of {Y}
{Y} plus {X} plus a long night
doctor put me on {Y}, i still use {X} on weekends
on {Y} daily. {X} tonight?
prescribed {Y}. thinking of {X} for the first time
{X} while taking {Y} what happens
what happens if you mix {Y} and {X}
{X} + {Y} = ?
my mom takes {Y} and she drank {X}
gave my brother {X}, he is on {Y}
he had {X} and {Y} in his system
does {X} interact with {Y}
can {X} be taken together with {Y}
{X} makes me sick now that i take {Y}
am i going to be ok, {X} and {Y}
sipping {X} on {Y}
hey so i do {X} sometimes and my doc wants me on {Y}
been on {Y} for years, tried {X} yesterday
i'm on {Y}. is {X} going to hurt me
{Y} and a little bit of {X}
{Y}, {X}, and no sleep
thoughts on {X} with {Y}
anyone done {X} on {Y}
anyone combine {Y} with {X}
is {X} dangerous if you're taking {Y}
stopped {Y} two weeks ago, is {X} fine
had {X} before my {Y} dose
accidentally took {Y} after {X}
i mixed up {Y} with {X}
using {X} to come down from {Y}
{X} to help with the {Y} comedown
{X} hits harder with {Y}
{Y} before {X} or after
should i skip {Y} if i want to do {X}
skipping my {Y} so i can have {X}
swallowed {Y} then {X}
can't sleep after {X}, can i take {Y}
would {Y} be bad after all that {X}
what about {X} if i have {Y} in me
i have {Y} in my system, {X} ok?
with {Y} on board is {X} risky
{X} w/ {Y}
{X}/{Y}
{Y} & {X} combo
started {Y}, quit {X}
""".strip().splitlines()

NAMES = (
    "weed", "pot", "acid", "coke", "coffee", "wine", "beer", "molly", "bars", "percs", "crack", "shrooms", "special k",
    "lean", "speed", "grapefruit", "poppers", "benzos", "energy drinks", "blow", "cough syrup", "edibles", "vodka",
    "crystal", "dope", "smack", "mushrooms", "dabs", "nitrous", "whippets", "xans", "robitussin", "tylenol", "the pill",
    "viagra", "kratom",
)  # fmt: skip
MEDICINES = ("lexapro", "lithium", "suboxone", "warfarin")

NOT_SUBSTANCES = """
took my lexapro with a glass of water
i put ice on my knee and took ibuprofen
does lexapro make your hair grow like grass
i crack my neck since starting lexapro
i keep my xanax in a glass jar
took tylenol then stood in line at the bank
my joint hurts, can i take ibuprofen
does prednisone make my joints hurt
can i take ibuprofen for a bump on my head
my horse is on gabapentin
charlie is on warfarin
i cut the grass while on doxycycline
the doctor said lexapro is a trip
can i go skiing in the snow on warfarin
rock climbing on propranolol
""".strip().splitlines()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_neither_name_is_lost(sentence: str) -> None:
    lost = []
    for name in NAMES:
        for medicine in MEDICINES:
            found = [normalise(one.text) for one in find(sentence.replace("{X}", name).replace("{Y}", medicine))]
            lost += [
                (name, medicine, wanted)
                for wanted in (normalise(name), normalise(medicine))
                if not any(wanted in text or (text in wanted and len(text) > 3) for text in found)
            ]
    assert not lost


@pytest.mark.parametrize("sentence", NOT_SUBSTANCES)
def test_an_ordinary_word_beside_a_medicine_is_left_alone(sentence: str) -> None:
    assert len(find(sentence)) == 1


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("heroin 2h ago", ["heroin"]),
        ("took xanax 2 h ago and drank", ["xanax", "drank"]),
        ("ritalin at 8am then wine at 9pm", ["ritalin", "wine"]),
        ("took 2mg xanax 45min ago", ["xanax"]),
        ("2-3 hours after xanax can i drink", ["xanax", "drink"]),
        ("5-meo-dmt 2h after moclobemide", ["5-meo-dmt", "moclobemide"]),
    ],
)
def test_a_moment_in_figures_is_no_name(sentence: str, names: list[str]) -> None:
    assert [one.text for one in find(sentence)] == names


@pytest.mark.parametrize(
    "moment", ["2h ago", "2 h ago", "45min ago", "3hrs ago", "at 9pm", "2d ago", "1/2h ago", "10 days ago"]
)
def test_a_moment_after_a_name_is_no_part_of_it(moment: str) -> None:
    assert [one.text for one in find(f"heroin {moment}")] == ["heroin"]
    assert not check([f"heroin {moment}", "xanax"]).unrecognised


def test_what_somebody_was_found_with_is_kept() -> None:
    assert [one.text for one in find("found with percs and bars")] == ["percs", "bars"]
