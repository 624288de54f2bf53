"""From an assessment to a guide: the nine parts of design §1, each there or saying plainly that it is not known."""

from __future__ import annotations

from collections.abc import Iterator

from mixwise.engine.types import Assessment
from mixwise.guide import after, parts, regimen
from mixwise.guide.advice import first as first_items
from mixwise.guide.answer import answer, notices
from mixwise.guide.board import board
from mixwise.guide.item import Item
from mixwise.guide.model import Guide, Section
from mixwise.guide.person import person
from mixwise.guide.words import Desk
from mixwise.knowledge.store import Knowledge


def build(
    assessment: Assessment,
    knowledge: Knowledge,
    *,
    country: str = "",
    already: bool = False,
    language: str = "en",
) -> Guide:
    """
    The guide for an assessment.

    `country` is a two-letter code; without one the countries that help lines are held for are listed, none is assumed.
    With `already` the part about what to do after mixing comes right behind the answer.
    """
    desk = Desk(knowledge, language)
    names = [_as_typed(one["typed"]) for one in assessment.interpretation]
    question = desk.say("question" if len(names) > 1 else "question_one", names=desk.listed(names))
    first = tuple(first_items(assessment, desk))
    sections = tuple(
        Section(name, title, items)
        for name, title, items in _sections(assessment, desk, country.upper(), already)
        if items
    )  # fmt: skip
    word = desk.say(f"severity.{assessment.severity}") if assessment.severity else ""
    return Guide(
        question,
        answer(assessment, desk),
        assessment.severity,
        word,
        first,
        sections,
        desk.sources(),
        assessment,
        language,
    )


def _as_typed(typed: str) -> str:
    return " ".join(typed.split())[:80]


def _sections(
    assessment: Assessment, desk: Desk, country: str, already: bool
) -> Iterator[tuple[str, str, tuple[Item, ...]]]:
    def section(name: str, items: Iterator[Item], title: str = "") -> tuple[str, str, tuple[Item, ...]]:
        return name, desk.say(f"sections.{title or name}"), tuple(items)

    yield section("answer", notices(assessment, desk))
    if already:
        yield section("already", after.already(assessment, desk))
    yield section("digest", regimen.digest(assessment, desk))
    yield section("substances", parts.substances(assessment, desk))
    yield section("risks", parts.risks(assessment, desk), "risks" if assessment.findings else "risks_none")
    yield section("board", board(assessment, desk))
    yield section("person", person(assessment, desk))
    yield section("instead", regimen.what_if(assessment, desk))
    yield section("signs", parts.signs(assessment, desk, already))
    yield section("antidotes", parts.antidotes(assessment, desk))
    yield section("effects", parts.effects(assessment, desk))
    yield section("anyway", after.anyway(assessment, desk))
    yield section("help", after.help_lines(desk, country))
    yield section("sources", after.not_known(assessment, desk))
