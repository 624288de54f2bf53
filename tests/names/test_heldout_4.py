"""
A fourth set of sentences, by a writer who saw neither the program nor the knowledge nor the other sets.

First run: of 458 names in 200 chatty sentences 22 were lost (4.8 %), 4 of 120 invented names were dropped, 13 of 200 ordinary
sentences yielded a mention (6.5 %), 33 of 80 sentences about one medicine were given something more (most of it asked about),
74 of 80 emergencies and 43 of 50 crises were heard, and 12 of 120 others were taken for one. Since then verbs, times, drinks
and "can't have" were mended. The floors are what holds now; they are not the bar.
"""

from __future__ import annotations

from pathlib import Path

import mixwise
from mixwise.check import emergency
from mixwise.knowledge.normalise import normalise
from mixwise.knowledge.store import load

SETS = Path(__file__).with_name("sets")


def lines(kind: str) -> list[str]:
    text = (SETS / f"heldout_4_{kind}").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip()]


def found(sentence: str) -> list[str]:
    return [normalise(one.text) for one in mixwise.find(sentence) if not one.negated]


def test_names_in_chatty_sentences_are_kept() -> None:
    lost = []
    for line in lines("chatty.tsv"):
        sentence, _, names = line.partition("\t")
        texts = found(sentence)
        lost += [
            (sentence, name)
            for name in map(normalise, names.split(";"))
            if not any(name in text or (text in name and len(text) > 3) for text in texts)
        ]
    assert len(lost) <= 14, lost


def test_invented_names_are_kept() -> None:
    dropped = [
        line
        for line in lines("invented.tsv")
        if not any(normalise(line.split("\t")[1]) in one for one in found(line.split("\t")[0]))
    ]
    assert len(dropped) <= 4, dropped


def test_ordinary_sentences_rarely_mention_a_substance() -> None:
    wrong = [line for line in lines("ordinary.txt") if mixwise.find(line)]
    assert len(wrong) <= 13, wrong


def test_a_medicine_beside_ordinary_words_is_never_lost() -> None:
    lost = [
        line
        for line in lines("beside.tsv")
        if not any(normalise(line.split("\t")[1]) in one for one in found(line.split("\t")[0]))
    ]
    assert len(lost) <= 3, lost


def test_emergencies_are_heard() -> None:
    store = load()
    missed = [line for line in lines("medical.txt") if emergency(line, store) == "none"]
    crises = [line for line in lines("crisis.txt") if emergency(line, store) != "crisis"]
    false = [line for line in lines("none.txt") if emergency(line, store) != "none"]
    assert (len(missed), len(crises), len(false)) <= (6, 7, 12), (missed, crises, false)
    assert len(missed) <= 6
    assert len(crises) <= 7
    assert len(false) <= 12
