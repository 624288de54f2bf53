"""One name, as people type it, to what it means; and when that is not for us to say."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixwise.knowledge.normalise import normalise
from mixwise.names import Ambiguous, Resolution, Resolved, Unrecognised, resolve
from tests.names.invented_names import INDEX, NAMES, InventedIndex, row


def meant(resolution: Resolution) -> tuple[str, ...]:
    """Each meaning as substances and supply, written as briefly as can be."""
    if isinstance(resolution, Unrecognised):
        return ()
    meanings = (resolution.meaning,) if isinstance(resolution, Resolved) else resolution.meanings
    return tuple(f"{'+'.join(one.substances)} {one.supply}".strip() for one in meanings)


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("dormazine", "dormazine"),
        ("VEXALOR®", "dormazine pharmacy"),
        ("Combivex", "dormazine+pluvirane pharmacy"),
        ("St. Velma’s-Wort", "moonwort"),
        ("rxcui:4242", "quietol"),
        ("glowdust", "pluvirane street"),
        ("2 Vexalor", "dormazine pharmacy"),
        ("dormazine 50mg tablets twice a day", "dormazine"),
        ("500 mg dormazine", "dormazine"),
        ("dormazine hydrochloride", "dormazine"),
        ("a glass of grog", "grog"),
        ("my Vexalor", "dormazine pharmacy"),
        ("street Vexalor", "dormazine street"),
        ("Vexalor from a dealer", "dormazine street"),
        ("prescribed dormazine", "dormazine pharmacy"),
        ("prescribed glowdust", "pluvirane street"),
        ("dormazines", "dormazine"),
        ("grandma's vexalor", "dormazine pharmacy"),
        ("glow dust", "pluvirane street"),
        ("7cq", "seven"),
        ("copperine", "copperine"),
        ("vexalor 2", "dormazine pharmacy"),
    ],
)
def test_an_exact_name_with_words_around_it(typed: str, meaning: str) -> None:
    found = resolve(typed, INDEX)
    assert isinstance(found, Resolved)
    assert (found.typed, found.how, meant(found)) == (typed, "exact", (meaning,))


def test_a_name_with_several_meanings_lists_them() -> None:
    found = resolve("pebble", INDEX)
    assert isinstance(found, Ambiguous)
    assert meant(found) == ("pluvirane street", "quietol street")
    assert [meaning.says for meaning in found.meanings] == ["one", "other"]


def test_an_everyday_word_alone_is_asked_about_with_its_ordinary_meaning() -> None:
    found = resolve("anvils", INDEX)
    assert isinstance(found, Ambiguous)
    assert (meant(found), found.ordinary, found.how) == (("dormazine street",), ("what a smith uses",), "exact")


def test_a_name_of_ordinary_things_only_is_not_recognised_and_not_mended() -> None:
    assert resolve("gravel", INDEX) == Unrecognised("gravel", "unrecognised", ("small stones",))


def test_a_dosage_form_makes_an_everyday_word_an_ordinary_thing() -> None:
    assert isinstance(resolve("anvils cream", INDEX), Unrecognised)
    assert meant(resolve("anvils tablets", INDEX)) == ("dormazine street",)


@pytest.mark.parametrize(
    "typed",
    ["a blue pill", "grandma's pill", "herbal tea", "the white ones my uncle has", "a pill marked A 215", "some powder", "medicine",
     "something my friend gave me", "blood pressure pills"],
)  # fmt: skip
def test_a_thing_nobody_can_name_is_unidentified(typed: str) -> None:
    assert resolve(typed, INDEX) == Unrecognised(typed, "unidentified", ())


@pytest.mark.parametrize("typed", ["the", "one of those days", "my uncle", "stuff happens"])
def test_a_phrase_without_a_thing_in_it_is_not(typed: str) -> None:
    found = resolve(typed, INDEX)
    assert isinstance(found, Unrecognised)
    assert found.kind == "unrecognised"


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("dormazne", "dormazine"),
        ("dormasine", "dormazine"),
        ("dormaznie", "dormazine"),
        ("vexalr", "dormazine pharmacy"),
        ("veksalor", "dormazine pharmacy"),
        ("pluvirain", "pluvirane"),
        ("st velmas wart", "moonwort"),
        ("500mg of pluvirrane tablets", "pluvirane"),
    ],
)
def test_a_slip_is_mended_and_says_so(typed: str, meaning: str) -> None:
    found = resolve(typed, INDEX)
    assert isinstance(found, Resolved)
    assert (found.how, meant(found)) == ("spelling", (meaning,))


def test_a_slip_within_reach_of_two_things_is_ambiguous() -> None:
    found = resolve("quietel", INDEX)
    assert isinstance(found, Ambiguous)
    assert found.how == "spelling"
    assert set(meant(found)) == {"quietol", "quietal"}


def test_an_exact_name_is_never_ambiguous_by_sound() -> None:
    assert meant(resolve("quietol", INDEX)) == ("quietol",)
    assert meant(resolve("quietal", INDEX)) == ("quietal",)


def test_a_medicine_that_we_do_not_cover_is_not_taken_for_one_that_we_do() -> None:
    names = InventedIndex({"hydroxyzole": (row("hydroxyzole"),), "atenololine": (row("atenololine"),)})
    assert resolve("atenolol", names) == Unrecognised("atenolol", "unrecognised", ())
    near = resolve("hydralozine", InventedIndex({"hydrolazine": (row("hydrolazine"),)}))
    assert isinstance(near, Ambiguous)
    assert near.ordinary == ("hydralazine",)
    assert isinstance(resolve("hydralazinee", INDEX), Unrecognised)


@pytest.mark.parametrize(
    "typed",
    ["grot", "xz", "7c-r", "7d-q", "anvil", "water", "garden", "coffee maker", "happiness", "dorm", "quiet", "pebbles and sand", "vexalor pm", "vexalor d", "vexalor plus", "x" * 10_000,
     "word " * 5_000],
)  # fmt: skip
def test_what_is_far_or_plain_or_has_digits_is_not_mended(typed: str) -> None:
    found = resolve(typed, INDEX)
    assert not isinstance(found, Resolved)
    assert getattr(found, "how", "exact") == "exact"


def test_near_misses_are_suggested() -> None:
    assert resolve("dormazoline", INDEX) == Unrecognised("dormazoline", "unrecognised", ("dormazine",))
    assert resolve("pluvi", INDEX) == Unrecognised("pluvi", "unrecognised", ("pluvirane",))


def test_short_names_are_mended_with_care() -> None:
    names = InventedIndex({"zorvu": (row("zorvu"),), "zorx": (row("zorx"),)})
    assert meant(resolve("zorv", names)) == ("zorvu",)
    assert meant(resolve("zrox", names)) == ("zorx",)
    assert isinstance(resolve("zorb", names), Unrecognised)
    assert isinstance(resolve("vorx", names), Unrecognised)
    assert isinstance(resolve("zor", names), Unrecognised)


def test_a_name_near_to_much_is_not_mended_at_all() -> None:
    names = InventedIndex({f"zutir{end}n": (row(f"zutir{end}n"),) for end in "aeo"})
    assert isinstance(resolve("zitirun", names), Unrecognised)
    short = InventedIndex({"zorva": (row("zorva"),), "zorve": (row("zorve"),)})
    assert isinstance(resolve("zorv", short), Unrecognised)


def test_the_same_thing_under_two_near_names_is_one_meaning() -> None:
    names = InventedIndex(
        {"zutirane": (row("zutirane", "brand", "pharmacy"),), "zutirene": (row("zutirane", "common"),)}
    )
    assert meant(resolve("zutirine", names)) == ("zutirane pharmacy",)


def test_a_substances_own_name_wins_over_what_else_is_called_so() -> None:
    names = InventedIndex({"zut": (row("zut"), NAMES["Quietol"][0]._replace(label="zut"), row("other", "common"))})
    assert meant(resolve("zut", names)) == ("zut",)


def test_two_brands_of_one_name_are_ambiguous() -> None:
    assert meant(resolve("hush", INDEX)) == ("dormazine pharmacy", "quietol pharmacy")


def test_without_any_words_of_the_language_exact_names_still_work() -> None:
    bare = InventedIndex(language=False)
    assert meant(resolve("Vexalor", bare)) == ("dormazine pharmacy",)
    assert isinstance(resolve("my Vexalor", bare), Unrecognised)


@given(st.text(max_size=300))
def test_any_text_gives_a_result_and_is_kept_as_typed(text: str) -> None:
    found = resolve(text, INDEX)
    assert found.typed == text


@given(st.sampled_from(sorted(NAMES)), st.sampled_from(["", " ", "\u200b", "\u202e"]), st.booleans())
def test_an_exact_name_means_the_same_however_it_is_written(name: str, around: str, upper: bool) -> None:
    typed = around + (name.upper() if upper else name.title()) + around
    plain, other = resolve(name, INDEX), resolve(typed, INDEX)
    assert type(plain) is type(other)
    assert plain[1:] == other[1:]
    assert meant(plain) == tuple(
        dict.fromkeys(
            f"{'+'.join(r.substances)} {r.supply}".strip() for r in INDEX.meanings(normalise(name)) if r.substances
        )
    )


@pytest.mark.parametrize("typed", ["x" * 100_000, "a " * 50_000, "'" * 100_000, "2mg " * 25_000])
def test_the_time_is_bounded(typed: str) -> None:
    start = time.process_time()
    resolve(typed, INDEX)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("typed", "name"),
    [("dormazne", "dormazine"), ("dormazinne", "dormazine"), ("domrazine", "dormazine"), ("dormozine", "dormazine")],
)
def test_a_slip_that_people_make_is_mended(typed: str, name: str) -> None:
    assert meant(resolve(typed, INDEX)) == (name,)
    assert isinstance(resolve(typed, INDEX), Resolved)


@pytest.mark.parametrize(
    "typed", ["ethylvorate", "propylvorate", "normethylvorate", "hethylvorate", "methylvozate", "methylvorone"]
)
def test_another_chemical_part_or_consonant_is_asked_about(typed: str) -> None:
    index = InventedIndex({"methylvorate": (row("methylvorate"),), "vorone": (row("vorone"),)})
    assert not isinstance(resolve(typed, index), Resolved)


def test_a_blend_of_two_names_is_asked_about() -> None:
    index = InventedIndex({"tramivole": (row("tramivole"),), "trazimonatine": (row("trazimonatine"),)})
    found = resolve("trazivole", index)
    assert isinstance(found, Ambiguous)
    assert found.ordinary == ("trazimonatine",)
