"""
Emergencies in free text: the phrases of `knowledge/emergency/triggers.yaml`, and how the matcher reads such phrases.

The sets in `sets/` are scored as a whole, so that a rate can fall and be seen. The last part of each was written after the
phrases and never used to mend them: its rate is the one to believe. `pytest -rP` prints the rates.
"""

from __future__ import annotations

import time
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
FLOORS = {
    "used": {"medical": 0.98, "crisis": 0.98, "none": 0.99},
    "held out": {"medical": 0.5, "crisis": 0.65, "none": 0.95},
}
"""Rates below which a change of the phrases lost more than it won."""


def phrases(kind: str) -> dict[str, list[str]]:
    """The texts of a set: those used to write the phrases, and those held out."""
    parts: dict[str, list[str]] = {"used": [], "held out": []}
    part = "used"
    for line in (SETS / f"emergency_{kind}.txt").read_text("utf-8").splitlines():
        if line.startswith("# held out"):
            part = "held out"
        elif line and not line.startswith("#"):
            parts[part].append(line)
    return parts


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", ["used", "held out"])
def test_most_texts_of_a_set_are_what_they_are(kind: str, part: str) -> None:
    """The rate of a set stays at its floor or above; the message names every text that it got wrong."""
    texts = phrases(kind)[part]
    wrong = [f"{found}: {text}" for text in texts if (found := emergency_in(text, WORDS)) != kind]
    rate = 1 - len(wrong) / len(texts)
    print(f"{kind}, {part}: {len(texts) - len(wrong)} of {len(texts)} ({rate:.0%})", *wrong, sep="\n  ")
    assert rate >= FLOORS[part][kind], wrong


def test_the_sets_are_large_and_held_out_parts_are_not_copies() -> None:
    """At least 60, 40 and 100 texts, a held-out part of a size, and no text in two places."""
    least = {"medical": 60, "crisis": 40, "none": 100}
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
    ],
)
def test_a_sign_is_seen_and_a_lone_word_or_a_story_is_not(text: str, kind: str) -> None:
    """The examples that the conventions name, and their neighbours."""
    assert emergency_in(text, WORDS) == kind


@pytest.mark.parametrize("word", ["overdose", "blue", "grey", "unresponsive", "suicidal", "seizure", "911", "naloxone"])
def test_a_lone_word_is_never_an_emergency(word: str) -> None:
    """A word by itself is a name or a search, not a sign."""
    assert emergency_in(word, WORDS) == "none"


def test_every_phrase_can_be_read() -> None:
    """No phrase names a group that is not there, and none begins with a gap."""
    for rules in triggers._rules(WORDS):
        for listed in rules:
            assert all(listed.elements(text) for text in listed)


def test_no_substance_alone_is_an_emergency() -> None:
    """A plain list of substances, as most people type it, stays a list."""
    assert emergency_in("alprazolam, oxycodone and a glass of wine", WORDS) == "none"


# ---- how phrases are read, on an invented language

INVENTED: dict[str, object] = {
    "xx": {
        "groups": {"one": ["ka", "ka lo"], "all": ["{one}", "mi"], "part": ["rin", "dos"]},
        "crisis": ["vem {all}", "sol"],
        "crisis_harmless": ["vem mi tu"],
        "crisis_about": ["da ruk~"],
        "medical": ["{all} * pel", "{one} nok"],
        "harmless": ["nok bo"],
        "named": ["tam pek"],
        "negators": ["ni"],
        "weak": ["wa", "we"],
        "past_or_asked": ["olu"],
        "asking": ["ci"],
        "now": ["jetz"],
        "telling": ["lala"],
        "telling_start": ["kant"],
    }
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ka pel", "medical"),
        ("mi a b c pel", "medical"),  # a gap is up to three words
        ("mi a b c d pel", "none"),
        ("ka lo nok", "medical"),  # a member of two words
        ("ka nok bo", "none"),  # shares a word with a harmless phrase
        ("ka lo nok. bo", "medical"),  # the full stop parts them
        ("tam pek", "medical"),
        ("ni tam pek", "none"),  # negated
        ("ni ka pel", "medical"),  # a whole clause is not taken back
        ("wa de", "none"),
        ("wa zu we", "medical"),  # two weak signs
        ("wa. we", "none"),  # not in one sentence
        ("olu ka pel", "none"),
        ("olu ka pel jetz", "medical"),
        ("ci ka pel", "none"),
        ("ka pel ci", "medical"),  # a question word only counts at the start
        ("ka pel lala", "none"),
        ("kant ka pel", "none"),
        ("vem ka", "crisis"),
        ("vem mi tu", "none"),
        ("vem ka da ruki", "none"),  # a stem
        ("ka pel, vem ka", "crisis"),  # a crisis comes first
        ("pel ka", "none"),
        ("", "none"),
        ("sol", "none"),  # a lone word
        ("sol ax", "crisis"),
    ],
)
def test_phrases_are_read_as_documented(text: str, kind: str) -> None:
    """Groups, gaps, stems, masks, negators, questions and stories, without a word of a real language."""
    assert emergency_in(text, INVENTED) == kind


def test_without_data_there_is_no_emergency_and_no_error() -> None:
    """A store without triggers answers `none`, whatever is said."""
    assert emergency_in("he is grey and will not wake", {}) == "none"
    assert emergency_in("he is grey and will not wake", {"xx": {}}) == "none"
    assert emergency_in("he is grey and will not wake", {"xx": "nothing"}) == "none"


def test_a_phrase_that_begins_with_a_gap_is_refused() -> None:
    """Such a phrase would have to be tried at every word."""
    with pytest.raises(ValueError, match="begins with a word"):
        emergency_in("a b", {"xx": {"medical": ["* b"]}})


def test_a_long_text_does_not_take_long() -> None:
    """A text far longer than any question is read up to a bound."""
    started = time.perf_counter()
    emergency_in("my friend is " * 20_000, WORDS)
    assert time.perf_counter() - started < 2
