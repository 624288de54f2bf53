"""Every substance that a sentence mentions, at its exact place, and nothing that is none."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mixwise.names import Ambiguous, Resolved, find, split_list
from tests.names.invented_names import INDEX


def told(text: str) -> list[str]:
    """The mentions as text, each with a mark: = known, ? ambiguous, * unidentified, ! unrecognised, and a minus when denied."""
    marks = []
    for mention in find(text, INDEX):
        assert text[mention.start : mention.end] == mention.text
        found = mention.resolution
        mark = (
            "="
            if isinstance(found, Resolved)
            else "?"
            if isinstance(found, Ambiguous)
            else "*"
            if found.kind == "unidentified"
            else "!"
        )
        marks.append(f"{'-' if mention.negated else ''}{mark}{mention.text}")
    return marks


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("can i take vexalor with quietol?", ["=vexalor", "=quietol"]),
        ("Vexalor/Quietol + st. velma's wort", ["=Vexalor", "=Quietol", "=st. velma's wort"]),
        ("is 'moon rocks 9000' ok with vexalor", ["!moon rocks 9000", "=vexalor"]),
        ("is moon rocks 9000 ok with vexalor", ["!moon rocks 9000", "=vexalor"]),
        ('"night and day" with vexalor', ["!night and day", "=vexalor"]),
        ("I took some blorvax and a cup of grog", ["!blorvax", "=grog"]),
        ("what happens if I take zorblax with wuffle dust?", ["!zorblax", "!wuffle dust"]),
        ("vexalor, zorblax, grog", ["=vexalor", "!zorblax", "=grog"]),
        ("he snorted blue lightning", ["!blue lightning"]),
        ("my doctor prescribed maraxopril and quietol", ["!maraxopril", "=quietol"]),
        ("a bump of frostine", ["!frostine"]),
        ("gave my son florbax", ["!florbax"]),
        ("gave me florbax", ["!florbax"]),
        ("took like 3 zorblax", ["!zorblax"]),
        ("4-zor-blax with vexalor", ["!4-zor-blax", "=vexalor"]),
        ("vexalor zorblax interaction", ["=vexalor", "!zorblax"]),
        ("is florbax ok with zintol", ["!florbax", "!zintol"]),
        ("florbin with a pebble", ["!florbin", "?pebble"]),
        ("drank moon root tea", ["!moon root tea"]),
        ("dr. fizzog with vexalor?", ["!dr. fizzog", "=vexalor"]),
    ],
)
def test_whatever_stands_where_a_substance_would_stand_is_kept(text: str, mentions: list[str]) -> None:
    assert told(text) == mentions


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("I took a blue pill with grog", ["*a blue pill", "=grog"]),
        ("grandma's pill and vexalor", ["*grandma's pill", "=vexalor"]),
        ("i took a bunch of pills and grog", ["*a bunch of pills", "=grog"]),
        ("I swallowed a white pill marked M30", ["*a white pill marked M30"]),
        ("herbal tea with vexalor", ["*herbal tea", "=vexalor"]),
    ],
)
def test_what_nobody_can_name_is_kept_too(text: str, mentions: list[str]) -> None:
    assert told(text) == mentions


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("took two anvils", ["?anvils"]),
        ("anvils and vexalor", ["?anvils", "=vexalor"]),
        ("a pebble with grog", ["?pebble", "=grog"]),
        ("the anvils were heavy", []),
        ("I took the anvils to the smith", []),
        ("I took a pebble of great beauty", []),
        ("anvils in the shed", []),
        ("an anvils shop", []),
        ("The copperine is on the wall.", []),
        ("The wall is copperine and I take quietol.", ["=copperine", "=quietol"]),
        ("I need copperine", ["=copperine"]),
        ("anvils", ["?anvils"]),
        ("took xq and grog", ["=xq", "=grog"]),
        ("XQ is bad", ["=XQ"]),
        ("xq is bad", []),
    ],
)
def test_an_everyday_word_counts_only_where_a_substance_would_stand(text: str, mentions: list[str]) -> None:
    assert told(text) == mentions


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("The tin lantern hung in the hall.", []),
        ("Tin lantern", ["=Tin lantern"]),
        ("we took tin lantern at noon", ["=tin lantern"]),
        ("Her cellar is damp and cold.", []),
        ("the cellar is cold and i take vexalor", ["=cellar", "=vexalor"]),
        ("is tin lantern ok with grog", ["=tin lantern", "=grog"]),
        ("I like bramble in the morning.", ["=bramble"]),
        ("The bramble hedge needs a trim.", []),
        ("the bramble hedge and 5mg of vexalor", ["=bramble", "=vexalor"]),
    ],
)
def test_a_name_made_of_plain_words_counts_only_where_the_text_speaks_of_substances(
    text: str, mentions: list[str]
) -> None:
    assert told(text) == mentions


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("would hupraxene stop my cough", ["!hupraxene"]),
        ("we saw Hupraxene in town", []),
        ("we saw Hupraxene in town, vexalor", ["!Hupraxene", "=vexalor"]),
        ("Hupraxene 25 mg at nine", ["!Hupraxene"]),
        ("the road to Hupraxene is 25 km long", []),
        ("the K-42 bus is late", []),
        ("K-42 and vexalor", ["!K-42", "=vexalor"]),
        ("RGV-2203 25 mg daily", ["!RGV-2203"]),
        ("N-zupyl-fenax with vexalor", ["!N-zupyl-fenax", "=vexalor"]),
        ("tomorow is definately betterr", []),
        ("we meet everytime it rains", []),
        ("soooooo tired todayyyyy", []),
        ("write to qovrantel@example.com or see www.qovrantel.example", []),
        ("acetylene welding is taught here", []),
        ("took acetylene with vexalor", ["!acetylene", "=vexalor"]),
        ("kubo zimbra tanu felika waro mezani", []),
    ],
)
def test_a_word_that_nobody_knows_counts_by_itself_or_by_what_stands_in_the_text(
    text: str, mentions: list[str]
) -> None:
    assert told(text) == mentions


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("copper kettle with vexalor", ["!copper kettle", "=vexalor"]),
        ("3 bumps of copper kettle then grog", ["!copper kettle", "=grog"]),
        ("bought copper kettle off a guy, i take quietol", ["!copper kettle", "=quietol"]),
        ("he took something called copper kettle with vexalor", ["!copper kettle", "=vexalor"]),
        ("anyone tried copper kettle on vexalor?", ["!copper kettle", "=vexalor"]),
        ("is copper kettle a kind of grog? i take quietol", ["!copper kettle", "=grog", "=quietol"]),
        ("copper kettle after vexalor, quietol", ["!copper kettle", "=vexalor", "=quietol"]),
        ("I took my copper kettle to the shop and vexalor home", ["=vexalor"]),
        ("I bought a copper kettle for my sister.", []),
        ("The copper kettle goes with the tiles.", []),
        ("Is a copper kettle better than an iron pot?", []),
        ("vexalor in the school holidays", ["=vexalor"]),
    ],
)
def test_plain_words_count_in_the_place_of_a_substance_beside_one(text: str, mentions: list[str]) -> None:
    assert told(text) == mentions


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("can I drink on vexalor", ["=drink", "=vexalor"]),
        ("can I drink water on vexalor", ["=vexalor"]),
        ("I drink a lot.", []),
        ("after zorblax can I drink", ["!zorblax", "=drink"]),
    ],
)
def test_a_verb_alone_can_mean_a_substance(text: str, mentions: list[str]) -> None:
    assert told(text) == mentions


@pytest.mark.parametrize(
    ("text", "supply", "mention"),
    [
        ("I took street vexalor", "street", "street vexalor"),
        ("vexalor from a dealer with grog", "street", "vexalor from a dealer"),
        ("he was prescribed dormazine", "pharmacy", "dormazine"),
        ("some vexalor", "pharmacy", "vexalor"),
        ("vexalor tablets off the street", "street", "vexalor tablets off the street"),
    ],
)
def test_words_beside_a_name_tell_its_supply(text: str, supply: str, mention: str) -> None:
    found = find(text, INDEX)[0]
    assert isinstance(found.resolution, Resolved)
    assert (found.text, found.resolution.meaning.supply) == (mention, supply)


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("I did not take Vexalor, just Quietol", ["-=Vexalor", "=Quietol"]),
        ("patient denies dormazine, quietol or pluvirane", ["-=dormazine", "-=quietol", "-=pluvirane"]),
        ("never tried quietol but took vexalor", ["-=quietol", "=vexalor"]),
        ("no quietol found", ["-=quietol"]),
        ("quietol was not found", ["-=quietol"]),
        ("vexalor positive, quietol negative", ["=vexalor", "-=quietol"]),
        ("mother's Vexalor", ["-=Vexalor"]),
        ("mother's Vexalor and grog", ["=Vexalor", "=grog"]),
        ("I took my mother's Vexalor", ["=Vexalor"]),
        ("can I take my mother's Vexalor?", ["=Vexalor"]),
        ("why can't I take quietol with vexalor?", ["=quietol", "=vexalor"]),
        ("can I take quietol without vexalor?", ["=quietol", "-=vexalor"]),
        ("not sure if quietol goes with vexalor", ["=quietol", "=vexalor"]),
        ("I can't sleep. I took vexalor", ["=vexalor"]),
        ("I haven't slept, is vexalor ok with quietol", ["=vexalor", "=quietol"]),
    ],
)
def test_what_was_not_taken_is_kept_and_marked(text: str, mentions: list[str]) -> None:
    assert told(text) == mentions


def test_a_brands_variant_that_is_not_known_is_not_the_brand() -> None:
    assert told("I took Vexalor PM with grog") == ["=Vexalor", "!PM", "=grog"]
    assert told("vexalor-D") == ["=vexalor", "!D"]
    assert told("vexalor cold and flu") == ["=vexalor", "!cold and flu"]
    assert told("dormazine plus quietol") == ["=dormazine", "=quietol"]


def test_misspelt_names_are_found_in_and_out_of_place() -> None:
    assert told("I take dormazne") == ["=dormazne"]
    assert told("the vexallor makes me sleepy") == ["=vexallor"]
    assert find("I take dormazne", INDEX)[0].resolution[2] == "spelling"


@pytest.mark.parametrize(
    "text",
    [
        "I took the bus to work",
        "She danced on the table",
        "pot of soup",
        "Mix the flour with the eggs.",
        "a walk with my friend",
        "",
        "🙂",
        "...",
        "?!",
    ],
)
def test_ordinary_sentences_name_nothing(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I took vexalor with my friend at a party",
        "vexalor and drove home",
        "is vexalor ok with food",
        "vexalor on Monday",
        "vexalor for my headache",
    ],
)
def test_people_times_food_and_deeds_beside_a_substance_are_none(text: str) -> None:
    assert told(text) == ["=vexalor"]


@pytest.mark.parametrize(
    "text",
    ["'; DROP TABLE names; -- vexalor", "<b>vexalor</b>", "../../etc/vexalor", "=cmd|' /C vexalor'!A0", "\u202evexalor\u202c", "vexa\u200blor",
     "vexalor\x00\x07", "ｖｅｘａｌｏｒ", "vexalor\ud800"],
)  # fmt: skip
def test_strange_text_is_only_text(text: str) -> None:
    assert any(mark.startswith("=") for mark in told(text))


def test_right_to_left_text_keeps_its_places() -> None:
    marks = told("אני לוקח vexalor עם grog")
    assert "=vexalor" in marks
    assert "=grog" in marks


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a, b and c", ("a", "b", "c")),
        ("vexalor + grog", ("vexalor", "grog")),
        ("vexalor/grog", ("vexalor", "grog")),
        ("vexalor w/ grog", ("vexalor", "grog")),
        ("vexalor, and grog", ("vexalor", "grog")),
        ("st velma's wort", ("st velma's wort",)),
        ("vexalor with", ("vexalor with",)),
        ("and", ("and",)),
        ("  ", ()),
        ("🙂", ("🙂",)),
    ],
)
def test_a_list_is_parted_and_nothing_is_lost(text: str, parts: tuple[str, ...]) -> None:
    assert split_list(text, INDEX) == parts


def test_a_name_with_a_joining_word_is_not_parted() -> None:
    from tests.names.invented_names import InventedIndex, row

    index = InventedIndex({"salt and moss": (row("saltmoss"),), "grog": (row("grog"),)})
    assert split_list("salt and moss", index) == ("salt and moss",)
    assert split_list("grog and salt and moss", index) == ("grog", "salt and moss")


WORDS = st.sampled_from(
    ["vexalor", "grog", "anvils", "zorblax", "took", "and", "with", "the", "not", "my", "blue", "pill", "on", "can", "I", "drink", ",", ".", "?",
     "'", '"', "+", "2mg", "of", "glass", "ok with", "he gave me", "from a dealer", "never", "mother's"]
)  # fmt: skip


@example("vexalor from a dealer vexalor")
@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=200))
def test_mentions_are_in_order_apart_and_where_they_say(text: str) -> None:
    found = find(text, INDEX)
    assert all(text[mention.start : mention.end] == mention.text == mention.resolution.typed for mention in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(st.lists(WORDS, max_size=20).map(" ".join))
def test_a_known_name_is_never_dropped(text: str) -> None:
    covered = [range(mention.start, mention.end) for mention in find(text, INDEX)]
    start = text.find("vexalor")
    while start >= 0:
        assert any(start in span for span in covered), text
        start = text.find("vexalor", start + 1)


@given(st.lists(st.sampled_from(["Vexalor", "grog", "zorblax", "a blue pill"]), min_size=1, max_size=6))
def test_a_list_keeps_every_part_in_any_letter_case(parts: list[str]) -> None:
    text = ", ".join(parts)
    for typed in (text, text.upper(), text.lower()):
        assert len(find(typed, INDEX)) == len(parts)


@pytest.mark.parametrize(
    "text",
    [
        "vexalor and zorblax, " * 5_000,
        "copper kettle and anvils, " * 5_000,
        "qwxz" * 25_000,
        "took " * 20_000,
        "'\"" * 50_000,
        "the pill my uncle has " * 4_500,
        "zork, " * 16_000,
        " ".join(
            f"{first}{second}{third}oxal"
            for first in "bdfgklmnprst"
            for second in "aeiou"
            for third in ("bl", "cr", "dr", "fl", "gr", "kl", "ml", "nt", "pl", "rv", "st", "tr", "vl", "zr")
            for _ in range(6)
        ),
        "vexalor " + " ".join(f"Qu{number:04}xa-{number}" for number in range(5_000)),
    ],
)
def test_the_time_is_linear_in_the_text(text: str) -> None:
    start = time.process_time()
    find(text, INDEX)
    assert time.process_time() - start < 15
