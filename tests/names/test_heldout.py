"""
Names measured on sets that were written by someone who had not seen the code.

The first sets (`heldout_`) were run once when the code stood: 96 of 100 invented names kept, 14 of 250 ordinary sentences with a
mention, 1 of 75 look-alikes silently read as something else. The second ones (`heldout_2_`), run by the same code: 18 of the 147
lines that invented.tsv had then dropped (20 of the 150 that it has), 24 of 350 ordinary sentences with a mention, 9 of 200
look-alikes wrong. What they showed was then mended, in general and not by the phrase, so they hold the code to that now and
measure nothing new.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import mixwise
from mixwise.knowledge.normalise import normalise

SETS = Path(__file__).parent / "sets"


def lines(name: str) -> list[str]:
    return [line for line in (SETS / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def outcome(typed: str) -> str:
    found = mixwise.resolve(typed)
    if isinstance(found, mixwise.Resolved):
        return " ".join(found.meaning.substances)
    return "ambiguous" if isinstance(found, mixwise.Ambiguous) else found.kind


def is_dropped(line: str) -> bool:
    sentence, name = line.split("\t")
    return not any(normalise(name) in normalise(mention.text) for mention in mixwise.find(sentence))


@pytest.mark.parametrize("name", ["heldout_invented.txt", "heldout_2_invented.tsv"])
def test_invented_names_in_the_sentences_of_others_are_kept(name: str) -> None:
    assert not [line for line in lines(name) if is_dropped(line)]


@pytest.mark.parametrize(("name", "most"), [("heldout_ordinary.txt", 2), ("heldout_2_ordinary.txt", 3)])
def test_the_ordinary_sentences_of_others_rarely_mention_a_substance(name: str, most: int) -> None:
    wrong = [line for line in lines(name) if mixwise.find(line)]
    assert len(wrong) <= most, wrong


def test_the_look_alikes_of_others_are_almost_never_silently_another_substance() -> None:
    """A medicine that was not covered when the set was written may have come to be: then its exact name is itself."""
    cases: list[dict[str, Any]] = yaml.load(
        (SETS / "heldout_sound_alike.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
    )
    silent = []
    for case in cases:
        found = mixwise.resolve(case["typed"])
        if isinstance(found, mixwise.Resolved):
            got = outcome(case["typed"])
            covered = case["expect"] == "unrecognised" and found.how == "exact" and got != case.get("not")
            if got != case["expect"] and not covered:
                silent.append(case)
    assert len(silent) <= 1, silent


def test_no_look_alike_is_silently_what_it_never_is() -> None:
    """Each line: what is typed; what it is ("?": not for us to say); and what it never is."""
    silent = []
    for line in lines("heldout_2_soundalike.tsv"):
        typed, right, never = line.split("\t")
        found = mixwise.resolve(typed)
        if not isinstance(found, mixwise.Resolved):
            continue
        got = outcome(typed)
        if got == typed.lower().replace(" ", "_"):
            continue  # a substance's own name, which is never ambiguous
        is_right = got in {outcome(name) for name in right.split(";") if name != "?"}
        if right == "?" or (got in {outcome(name) for name in never.split(";")} and not is_right):
            silent.append((line, got))
    assert not silent
