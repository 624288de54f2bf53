"""
Emergencies in free text: the phrases of `knowledge/emergency/triggers.yaml`, and how the matcher reads such phrases.

The sets in `sets/` are scored as a whole, so that a rate can fall and be seen. The parts called held out were never used to mend
the phrases: their rate is the one to believe. `pytest -rP` prints the rates.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from mixwise.names import triggers
from mixwise.names.triggers import emergency_in

ROOT = Path(__file__).parents[2]
SETS = Path(__file__).parent / "sets"
WORDS: dict[str, Any] = yaml.load((ROOT / "knowledge/emergency/triggers.yaml").read_text("utf-8"), yaml.BaseLoader)

KINDS = ("medical", "crisis", "none")
SEEN_AS = {"medical": ("medical", "crisis"), "crisis": ("crisis",), "none": ("none",)}
"""What a text of a set may be taken for: the crisis line comes with the medical steps, not the other way round."""

FLOORS = {
    "used": {"medical": 0.99, "crisis": 0.99, "none": 0.99},
    "held out": {"medical": 0.92, "crisis": 0.95, "none": 0.98},
}
"""Rates below which a change of the phrases lost more than it won."""


def phrases(kind: str) -> dict[str, list[str]]:
    """The texts of a set: those used to write the phrases, and those held out."""
    parts: dict[str, list[str]] = {"used": [], "held out": []}
    part = "used"
    for line in (SETS / f"emergency_{kind}.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            part = "held out" if line.startswith("# held out") else "used"
        elif line:
            parts[part].append(line)
    return parts


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", ["used", "held out"])
def test_most_texts_of_a_set_are_what_they_are(kind: str, part: str) -> None:
    """The rate of a set stays at its floor or above; the message names every text that it got wrong."""
    texts = phrases(kind)[part]
    wrong = [f"{found}: {text}" for text in texts if (found := emergency_in(text, WORDS)) not in SEEN_AS[kind]]
    rate = 1 - len(wrong) / len(texts)
    print(f"{kind}, {part}: {len(texts) - len(wrong)} of {len(texts)} ({rate:.0%})", *wrong, sep="\n  ")
    assert rate >= FLOORS[part][kind], wrong


def test_the_sets_are_large_and_held_out_parts_are_not_copies() -> None:
    """At least 200 texts a kind, a held-out part of a size, and no text in two places."""
    least = dict.fromkeys(KINDS, 200)
    every = [text for kind in KINDS for part in phrases(kind).values() for text in part]
    assert len(every) == len(set(every))
    for kind in KINDS:
        parts = phrases(kind)
        assert sum(map(len, parts.values())) >= least[kind]
        assert len(parts["held out"]) * 3 >= least[kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("he's grey and won't wake", "medical"),
        ("he’s grey and won’t wake", "medical"),
        ("HES GREY AND WONT WAKE", "medical"),
        ("blue cheese on Nardil", "none"),
        ("blues", "none"),
        ("passed out laughing", "none"),
        ("song: he won't wake and his lips are blue", "none"),
        ("I overdosed on chocolate", "none"),
        ("what are the signs of an overdose?", "none"),
        ("what are the signs of an overdose? my friend won't wake up", "medical"),
        ("I quit drinking and I shake", "medical"),
        ("I can't wake him", "medical"),
        ("I can't wake up early on quetiapine", "none"),
        ("no chest pain", "none"),
        ("I have chest pain", "medical"),
        ("he overdosed last year", "none"),
        ("I took all my pills to die and now I have chest pain", "crisis"),
        ("does fluoxetine cause suicidal thoughts", "none"),
        ("side effects include suicidal thoughts", "none"),
        ("suicide squad", "none"),
        ("i'm suicidal, are suicidal thoughts a side effect of fluoxetine", "crisis"),
        ("denies suicidal ideation", "none"),
        ("i dont want to die i just want to sleep", "none"),
        ("hes nt breethin", "medical"),  # a slip, and a contraction cut short
        ("is he overdosing", "medical"),
        ("how do i know if he is overdosing", "medical"),  # someone is there
        ("how do i know if someone is overdosing", "none"),
        ("why wont she wake up", "medical"),
        ("my gran had a stroke last year, can she take aspirin", "none"),
        ("my uncle had a stroke years ago and now hes not breathing", "medical"),
        ("my kid ate my gummies", "medical"),
        ("my kid ate a gummy vitamin", "none"),
        ("she took the whole bottle", "crisis"),
        ("he finished the whole bottle of wine", "none"),
        ("can i take xanax if i feel anxious", "none"),
        ("he's breathing fine", "none"),
    ],
)
def test_a_sign_is_seen_and_a_lone_word_or_a_story_is_not(text: str, kind: str) -> None:
    """The examples that the conventions name, and their neighbours."""
    assert emergency_in(text, WORDS) == kind


@pytest.mark.parametrize("word", ["overdose", "blue", "grey", "unresponsive", "seizure", "911", "naloxone"])
def test_a_lone_word_is_no_medical_emergency(word: str) -> None:
    """A word by itself is a name or a search, not a sign."""
    assert emergency_in(word, WORDS) == "none"


@pytest.mark.parametrize("word", ["suicide", "suicidal", "Suicidal!", "suicidle", "kms", "sewerslide"])
def test_a_lone_word_of_wanting_to_die_is_a_crisis(word: str) -> None:
    """Better too often than once too seldom."""
    assert emergency_in(word, WORDS) == "crisis"


def test_every_list_is_one_that_is_read() -> None:
    """No list of the data is forgotten, or called by a name that nothing reads; every group is used."""
    assert triggers._phrases(WORDS)
    for data in WORDS.values():
        assert set(data) == {"groups", "slips", "not_slips", *triggers.SIGNS, *triggers.NO_SIGNS}
        phrases = " ".join(text for listed in (*data["groups"].values(), *data.values()) for text in listed)
        assert [name for name in data["groups"] if f"{{{name}}}" not in phrases] == []


def test_no_substance_alone_is_an_emergency() -> None:
    """A plain list of substances, as most people type it, stays a list."""
    assert emergency_in("alprazolam, oxycodone and a glass of wine", WORDS) == "none"


# ---- how phrases are read, on an invented language

INVENTED: dict[str, object] = {
    "xx": {
        "slips": ["pelemo"],
        "not_slips": ["pelema"],
        "groups": {
            "one": ["ka", "ka lo"],
            "all": ["{one}", "mi"],
            "row": ["{all} fu * fu"],
            "many": ["#", "sto~"],
        },
        "crisis": ["vem {all}", "sol"],
        "crisis_sure": ["hu hu"],
        "crisis_harmless": ["vem mi tu"],
        "crisis_about": ["da ruk~"],
        "medical": [
            "{all} * pel",
            "{one} nok",
            "^ su $",
            "^ su lin $",
            "pelemo ax",
            "{row} en",
            "rin ** dos",
            "ab ac & ad",
        ],
        "harmless": ["nok bo"],
        "named": ["tam pek", "{many} tra"],
        "negators": ["ni"],
        "weak": ["wa", "we"],
        "taken": ["gu ma"],
        "taken_harmless": ["ma vi"],
        "about": ["ci", "^ ce"],
        "past": ["olu"],
        "present": ["es da"],
        "now": ["jetz"],
        "telling": ["lala", "^ kant"],
    }
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ka pel", "medical"),
        ("mi a b c pel", "medical"),  # a gap is up to three words
        ("mi a b c d pel", "none"),
        ("rin a b c d e f g dos", "medical"),  # a far one up to seven
        ("rin a b c d e f g h dos", "none"),
        ("ab ac zu ad", "medical"),  # both, in either order
        ("ad zu ab ac", "medical"),
        ("ad zu ab", "none"),
        ("ka lo nok", "medical"),  # a member of two words
        ("ka nok bo", "none"),  # shares a word with a harmless phrase
        ("ka lo nok. bo", "medical"),  # the full stop parts them
        ("ka fu zu fu en", "medical"),  # a group that uses a group, with a gap
        ("12 tra", "medical"),  # a digit
        ("12mg tra", "medical"),
        ("stolo tra", "medical"),  # a stem in a group
        ("su lin", "medical"),  # the whole sentence
        ("su lin zu", "none"),
        ("pelemo ax", "medical"),
        ("pelmo ax", "medical"),  # a letter less
        ("pelenmo ax", "medical"),  # a letter more
        ("pelimo ax", "medical"),  # another letter
        ("peelmo ax", "medical"),  # two swapped
        ("peeeelemo ax", "medical"),  # drawn out
        ("pelema ax", "none"),  # a word of its own
        ("belemo ax", "none"),  # the first letter is right
        ("plmo ax", "none"),  # two slips
        ("tam pek", "medical"),
        ("ni tam pek", "none"),  # negated
        ("ni ka pel", "medical"),  # what is said of someone is not taken back
        ("gu ma", "medical"),
        ("ni gu ma", "none"),
        ("gu ma vi", "none"),
        ("gu ma nok bo", "medical"),  # harmless words are for other signs
        ("wa de", "none"),
        ("wa zu we", "medical"),  # two weak signs
        ("wa. we", "none"),  # not in one sentence
        ("olu ka pel", "none"),
        ("olu ka pel jetz", "medical"),
        ("olu ka pel. es da", "none"),  # long over, whatever is so now
        ("ci ka pel", "none"),
        ("ci ka pel. es da", "medical"),  # asked of someone who is there
        ("ci ka pel. jetz", "medical"),
        ("ci ka. ka pel", "medical"),  # another sentence asks
        ("ce ka pel", "none"),
        ("ka pel ce", "medical"),  # this one asks at the start only
        ("ka pel lala", "none"),
        ("kant ka pel", "none"),
        ("vem ka", "crisis"),
        ("vem mi tu", "none"),
        ("vem ka da ruki", "none"),  # a stem
        ("hu hu da ruki", "crisis"),  # sure, whatever is asked beside it
        ("ka pel, vem ka", "crisis"),  # a crisis comes first
        ("pel ka", "none"),
        ("", "none"),
        ("sol", "crisis"),  # a lone word
        ("tra", "none"),
    ],
)
def test_phrases_are_read_as_documented(text: str, kind: str) -> None:
    """Groups, gaps, stems, slips, masks, negators, questions and stories, without a word of a real language."""
    assert emergency_in(text, INVENTED) == kind


def test_without_data_there_is_no_emergency_and_no_error() -> None:
    """A store without triggers answers `none`, whatever is said."""
    assert emergency_in("he is grey and will not wake", {}) == "none"
    assert emergency_in("he is grey and will not wake", {"xx": {}}) == "none"
    assert emergency_in("he is grey and will not wake", {"xx": "nothing"}) == "none"


def test_a_phrase_that_cannot_be_read_is_refused() -> None:
    """It begins with a gap, so that it would have to be tried at every word; or it names no group, or its own."""
    with pytest.raises(ValueError, match="begins with a word"):
        emergency_in("a b", {"xx": {"medical": ["* b"]}})
    with pytest.raises(ValueError, match="no group is called up"):
        emergency_in("a b", {"xx": {"groups": {"low": ["a {up}"]}, "medical": ["{low}"]}})
    with pytest.raises(ValueError, match="uses itself"):
        emergency_in("a b", {"xx": {"groups": {"low": ["a {up}"], "up": ["{low} b"]}, "medical": ["{low}"]}})


@pytest.mark.parametrize("words", [INVENTED, WORDS])
def test_the_order_of_the_groups_does_not_matter(words: dict[str, object]) -> None:
    """Compiled knowledge has its keys in alphabetical order."""
    compiled = json.loads(json.dumps(words, sort_keys=True))
    texts = [text for kind in KINDS for text in phrases(kind)["held out"]] + [
        "ka fu zu fu en",
        "ka lo nok",
        "ni ka pel",
    ]
    assert [emergency_in(text, compiled) for text in texts] == [emergency_in(text, words) for text in texts]


def test_readers_in_many_threads_see_the_same() -> None:
    """The trees of phrases grow while they are read; nobody meets a half-grown branch."""
    texts = [text for kind in KINDS for text in phrases(kind)["held out"]]
    alone = [emergency_in(text, WORDS) for text in texts]
    for _ in range(3):
        words = dict(WORDS)  # read anew
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(lambda text, words=words: emergency_in(text, words), texts)) == alone


def test_a_long_text_does_not_take_long() -> None:
    """A text far longer than any question is read up to a bound."""
    started = time.process_time()
    emergency_in("my friend is " * 20_000, WORDS)
    assert time.process_time() - started < 2
