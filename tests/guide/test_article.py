"""The article that started mixwise: what the guide for heroin and Xanax must state, each with a source."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import mixwise
from mixwise.guide.item import Item

GUIDE = mixwise.guide(["heroin", "Xanax"], country="US")


def items(section: str) -> Iterator[Item]:
    """Every item of a section, inner ones included."""
    stack = [item for found in GUIDE.sections if found.id == section for item in found.items]
    while stack:
        item = stack.pop(0)
        yield item
        stack = [*item.items, *stack]


STATEMENTS = [
    ("substances", r"United States.*no accepted medical use|no accepted medical use in the United States"),
    ("substances", r"few other countries.*diamorphine|diamorphine.*other countries"),
    ("substances", r"white .*powder|powder.* white"),
    ("substances", r"black tar|tar"),
    ("substances", r"inject"),
    ("substances", r"smok"),
    ("substances", r"snort|sniff"),
    ("substances", r"(how|amount).*(fast|quick|strong)"),
    ("substances", r"morphine"),
    ("substances", r"opioid receptor"),
    ("substances", r"reward|pleasure|dopamine"),
    ("substances", r"benzodiazepine"),
    ("substances", r"anxiety"),
    ("substances", r"panic"),
    ("substances", r"insomnia|sleep"),
    ("substances", r"alcohol withdrawal"),
    ("substances", r"short"),
    ("substances", r"fentanyl"),
    ("substances", r"nitazene"),
    ("substances", r"xylazine"),
    ("substances", r"medetomidine"),
    ("substances", r"bromazolam"),
    ("risks", r"breath"),
    ("risks", r"death|die|kill"),
    ("signs", r"slow.* breath|breath.* slow"),
    ("signs", r"blue|grey|purple"),
    ("signs", r"wake"),
    ("antidotes", r"naloxone"),
    ("antidotes", r"flumazenil"),
    ("antidotes", r"opioids only|only .*opioids"),
    ("antidotes", r"wears off|wear off"),
    ("antidotes", r"hospital"),
    ("antidotes", r"seizure"),
    ("effects", r"warm flush"),
    ("effects", r"dry mouth"),
    ("effects", r"heavy arms and legs"),
    ("effects", r"nausea"),
    ("effects", r"vomiting"),
    ("effects", r"itching"),
    ("effects", r"clouded thinking"),
    ("effects", r"drowsiness"),
    ("effects", r"slow heartbeat"),
    ("effects", r"slow, shallow breathing"),
    ("effects", r"dizziness"),
    ("effects", r"low energy"),
    ("effects", r"headache"),
    ("effects", r"low mood"),
    ("effects", r"trouble sleeping"),
    ("effects", r"poor coordination"),
    ("effects", r"restlessness"),
    ("effects", r"poor memory"),
    ("effects", r"twitching"),
    ("effects", r"more saliva"),
    ("effects", r"rash"),
    ("effects", r"irregular heartbeat"),
    ("effects", r"chest pain"),
    ("effects", r"low blood pressure"),
    ("effects", r"changes in appetite"),
    ("effects", r"changes in weight"),
    ("effects", r"infection of the heart lining"),
    ("effects", r"lung infections"),
    ("effects", r"liver disease"),
    ("effects", r"kidney disease"),
    ("effects", r"HIV and hepatitis"),
    ("effects", r"white matter.*decisions, behaviour and response to stress"),
    ("effects", r"addiction"),
    ("effects", r"opioid use disorder"),
    ("effects", r"[Tt]reatment"),
    ("effects", r"weeks"),
    ("anyway", r"much less than usual"),
    ("anyway", r"never (use )?alone|not alone|[Nn]ever use alone"),
    ("anyway", r"naloxone"),
    ("anyway", r"break|prison|detox"),
    ("anyway", r"why|to |feel"),
]


@pytest.mark.parametrize(
    ("section", "words"), STATEMENTS, ids=[f"{section}: {words[:30]}" for section, words in STATEMENTS]
)
def test_the_article_s_statement_stands_there_with_a_source(section: str, words: str) -> None:
    stating = [item for item in items(section) if re.search(words, f"{item.label}: {item.text}", re.IGNORECASE)]
    assert stating, f"nothing in {section} says {words}"
    assert any(item.cites or any(inner.cites for inner in item.items) for item in stating), (
        f"{words}: said without a source"
    )


def test_both_are_named_dangerous_and_the_emergency_line_comes_first() -> None:
    assert GUIDE.severity == "dangerous"
    assert GUIDE.first
    assert "Do not take" in GUIDE.answer


def test_the_parts_stand_in_order() -> None:
    order = ["answer", "substances", "risks", "person", "signs", "antidotes", "effects", "anyway", "help", "sources"]
    assert [section.id for section in GUIDE.sections] == order
    assert GUIDE.question == "Can you safely mix heroin and Xanax?"


def test_help_lines_are_of_the_country_asked_for_and_none_is_assumed() -> None:
    assert any("988" in item.text for item in items("help"))
    unasked = mixwise.guide(["heroin", "Xanax"])
    help_section = next(section for section in unasked.sections if section.id == "help")
    assert [item.kind for item in help_section.items] == ["text"]
    assert "988" not in help_section.items[0].text


def test_every_number_cited_leads_to_a_source_with_a_link_and_a_day() -> None:
    numbers = {source.number: source for source in GUIDE.sources}
    cited = {number for section in GUIDE.sections for item in items(section.id) for number in item.cites}
    assert cited == set(numbers)
    assert all(source.link.startswith("http") and "2026" in source.read for source in GUIDE.sources)


def test_kratom_xanax_and_alcohol_in_a_chatty_sentence_are_dangerous() -> None:
    found = mixwise.ask("ok so i took some kratom earlier and a xanax, is it ok to have a few beers now")
    assert set(found.substances) == {"kratom", "alprazolam", "alcohol"}
    assert found.severity == "dangerous"


def test_dangerous_says_who_is_never_to_stop_at_once() -> None:
    text = GUIDE.to_text()
    assert re.search(r"Do not stop|not stop (it )?suddenly|stopp?(ing|ed)? .*sudden", text)
