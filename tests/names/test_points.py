"""Emergencies word for word: what the points add to the phrases, and the blind sets of session 5."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mixwise.names.points import features, sounds_like
from mixwise.names.signs import words_of
from mixwise.names.triggers import emergency_in

ROOT = Path(__file__).parents[2]
SETS = Path(__file__).parent / "sets"


def read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.load((ROOT / f"knowledge/emergency/{name}.yaml").read_text("utf-8"), yaml.BaseLoader)
    return data


WORDS, POINTS = read("triggers"), read("points")
SEEN_AS = {"medical": ("medical", "crisis"), "crisis": ("crisis",), "ordinary": ("none",)}
FLOORS = {"medical": 0.95, "crisis": 0.95, "ordinary": 0.97}
HELD_OUT = {"medical": 0.96, "crisis": 0.65, "ordinary": 0.95}
"""Of set 6, which nothing was mended or learned from: low, and the rate to believe."""


@pytest.mark.parametrize("kind", ["medical", "crisis", "ordinary"])
@pytest.mark.parametrize("number", range(1, 7))
def test_the_blind_sets_keep_their_rates(number: int, kind: str) -> None:
    lines = (SETS / f"blind_5_{number}_{kind}.txt").read_text("utf-8").splitlines()
    texts = [line for line in lines if line and not line.startswith("#")]
    wrong = [f"{found}: {text}" for text in texts if (found := emergency_in(text, WORDS, POINTS)) not in SEEN_AS[kind]]
    rate = 1 - len(wrong) / len(texts)
    print(f"{number} {kind}: {rate:.0%}", *wrong, sep="\n  ")
    assert rate >= (HELD_OUT if number == 6 else FLOORS)[kind], wrong


INVENTED = {
    "xx": {
        "medical": {"least": "10", "points": {"6": ["pelo", "# mora"], "-8": ["mora suke"]}},
        "crisis": {"least": "5", "points": {"6": ["^ dusa"]}},
    }
}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a pelo b 7 mora", "medical"),  # 12 points
        ("a pelo b pelo", "none"),  # each once
        ("pelo 7 mora", "none"),  # too short
        ("a pelo b 7 mora suke", "none"),  # something speaks against it
        ("a pelo b. 7 mora c", "medical"),  # over the whole text
        ("dusa a b c", "crisis"),
        ("dusa a pelo b 7 mora", "crisis"),  # the graver first
        ("a dusa b c", "none"),  # not where the sentence begins
        ("", "none"),
    ],
)
def test_points_are_added_up(text: str, kind: str) -> None:
    assert sounds_like(text, INVENTED) == kind
    assert sounds_like(text, {}) == "none"


def test_points_only_ever_add_to_the_phrases() -> None:
    words = {
        "xx": {
            "groups": {},
            "slips": [],
            "not_slips": [],
            "named": ["suke mora"],
            "telling": ["vato"],
            "negators": ["no"],
        }
    }
    text = "a pelo b 7 mora"
    assert emergency_in(text, words) == "none"
    assert emergency_in(text, words, INVENTED) == "medical"
    assert emergency_in(f"vato {text}", words, INVENTED) == "none"  # a story
    assert emergency_in(f"no suke mora {text}", words, INVENTED) == "none"  # a sign that was taken back


def test_features_are_words_and_neighbours() -> None:
    assert list(features(words_of("Two 2mg"))) == ["two", "#", "^ two", "two #", "# $"]


def test_a_list_of_substances_has_no_points() -> None:
    for text in (
        "alprazolam, oxycodone and a glass of wine",
        "heroin xanax alcohol cocaine",
        "fentanyl with gabapentin and beer",
    ):
        assert emergency_in(text, WORDS, POINTS) == "none"
