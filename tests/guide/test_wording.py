"""What readers see, measured as conventions.md asks: grade, sentence length, forbidden words."""

from __future__ import annotations

import re
import statistics

import pytest
import textstat

import mixwise
from mixwise.knowledge.store import load

KNOWLEDGE = load()
NAMES = {
    word.lower()
    for name in KNOWLEDGE.ids("substance")
    for label in KNOWLEDGE.row("substance", name)["label"]
    for word in label.split()
} | {"naloxone", "narcan", "xylazine", "medetomidine", "benzodiazepine", "benzodiazepines", "opioid", "opioids", "alcohol"}  # fmt: skip
PLACEHOLDER = re.compile(r"\{\w+\}")


def plain(text: str) -> str:
    """Without drug and class names, which ruin every reading formula: a short word stands for each."""
    text = PLACEHOLDER.sub("it", text)
    return " ".join("it" if word.strip(".,;:()").lower() in NAMES else word for word in text.split())


def grade(text: str) -> float:
    return float(textstat.flesch_kincaid_grade(plain(text)))


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]


def advice(name: str) -> list[str]:
    return [item["plain"] for item in KNOWLEDGE.row("advice", name)["items"]]


@pytest.mark.parametrize(
    "name",
    ["emergency_line", "emergency_first", "phone_words", "do_not", "already_mixed", "breathing_check", "crisis_first"],
)
def test_emergency_text_is_plain(name: str) -> None:
    text = " ".join(line if line.endswith((".", "!", "?")) else line + "." for line in advice(name))
    assert grade(text) <= 6, grade(text)
    assert statistics.median(len(sentence.split()) for sentence in sentences(text)) <= 12


def test_the_first_emergency_screen_fits_on_one() -> None:
    assert len(" ".join(advice("emergency_first")).split()) <= 120


@pytest.mark.parametrize("name", KNOWLEDGE.ids("mechanism"))
def test_each_mechanism_in_plain_words_is_plain(name: str) -> None:
    row = KNOWLEDGE.row("mechanism", name)
    text = f"{row['plain']} {row['management']['plain']}"
    assert grade(text) <= 9, (grade(text), text)


def test_all_plain_words_of_mechanisms_together_are_grade_eight_at_most() -> None:
    texts = [
        f"{KNOWLEDGE.row('mechanism', n)['plain']} {KNOWLEDGE.row('mechanism', n)['management']['plain']}"
        for n in KNOWLEDGE.ids("mechanism")
    ]
    assert grade(" ".join(texts)) <= 8


def test_profiles_together_are_grade_eight_at_most() -> None:
    texts = []
    for name in KNOWLEDGE.ids("substance"):
        profile = KNOWLEDGE.row("profile", name)
        texts += [
            profile[field][0]
            for field in ("what", "use", "action", "addictive", "tolerance", "dependence", "withdrawal", "addiction")
            if profile[field]
        ]
    assert grade(" ".join(texts)) <= 8.0


FORBIDDEN = [
    (r"(?<!not )(?<!never )\b(un)?safe(ly|r|st)?\b(?! place)", {"can you safely mix"}),
    (r"\babus(e|er|ed)\b", set()),
    (r"\baddicts?\b", set()),
    (r"\blow[- ]risk\b", set()),
    (r"\bsynerg", set()),
]  # fmt: skip


@pytest.mark.parametrize("pair", [("heroin", "xanax"), ("amoxicillin", "acetaminophen"), ("mdma", "sertraline"), ("moon rocks 9000", "Adderall"), ("cocaine", "alcohol"),
                                  ("lithium", "ibuprofen"), ("kratom", "quetiapine"), ("H", "bars")])  # fmt: skip
def test_law_3_nothing_says_that_a_mix_is_fine(pair: tuple[str, str]) -> None:
    guide = mixwise.guide(pair, already=True, country="US")
    body = guide.to_text(10_000).split("SOURCES, VERSION")[0]
    body = body.lower().replace("can you safely mix", "")
    for pattern, _ in FORBIDDEN:
        assert re.findall(pattern, body) == [], re.findall(".{30}" + pattern, body)


def test_unknown_and_none_known_never_look_alike() -> None:
    none_known = mixwise.guide(["amoxicillin", "acetaminophen"])
    unknown = mixwise.guide(["moon rocks 9000", "acetaminophen"])
    assert none_known.severity_word != unknown.severity_word
    assert none_known.answer != unknown.answer
    assert "not proof" in none_known.answer
    assert "Treat it as a risk" in unknown.answer


def test_absence_of_a_warning_is_never_taken_for_a_yes() -> None:
    for names in (
        ["amoxicillin", "acetaminophen"],
        ["moon rocks 9000"],
        ["acetaminophen"],
        ["loratadine", "ibuprofen"],
    ):
        assert "Absence of a warning does not mean absence of danger" in " ".join(
            mixwise.guide(names).to_text().split()
        )
