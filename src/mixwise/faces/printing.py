"""How answers look on the command line: plain lines, the most important first, the same piped or not."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import mixwise
from mixwise.engine.types import Assessment, Finding
from mixwise.faces.exits import COMPLETE, INCOMPLETE
from mixwise.faces.width import width
from mixwise.guide.advice import first
from mixwise.guide.answer import answer, notices
from mixwise.guide.board import board, spacing
from mixwise.guide.person import person
from mixwise.guide.reasons import because
from mixwise.guide.render.text import items, source_lines, wrap
from mixwise.guide.words import Desk
from mixwise.knowledge.store import Knowledge
from mixwise.names.types import Ambiguous, Resolved

if TYPE_CHECKING:
    from mixwise.guide.help import Helplines


def columns() -> int:
    """How many columns to use: the terminal's, within reason."""
    return max(40, min(width(), 100))


def print_answer(assessment: Assessment, *, why: bool) -> None:
    """The emergency line when there is danger, the verdict, how the words were read, and each finding with its sources."""
    store = mixwise.load()
    desk = Desk(store)
    for item in first(assessment, desk):
        _wrap(item.text, "!! " if item.kind != "step" else "-> ", "   ")
    word = f"{desk.say('severity.' + assessment.severity)}. " if assessment.severity else ""
    print()
    _wrap(word + answer(assessment, desk))
    for notice in notices(assessment, desk):
        _wrap(notice.text)
    for finding in (*assessment.findings, *assessment.notes):
        print()
        _finding(finding, assessment, desk, why)
    for title, shown in (("board", board(assessment, desk)), ("person", person(assessment, desk))):
        lines = list(items(tuple(shown), columns(), 0))
        if lines:
            print(f"\n{desk.say('sections.' + title)}:")
            print("\n".join(lines))
    print()
    _wrap(desk.say("version", version=assessment.knowledge_version))


def _finding(finding: Finding, assessment: Assessment, desk: Desk, why: bool) -> None:
    _wrap(f"[{desk.say('severity.' + finding.severity)}] {finding.title}: {desk.names(finding.substances)}")
    for line in items(tuple(spacing(finding, assessment, desk)), columns(), 1):
        print(line)
    _wrap(finding.plain, "  ", "  ")
    _wrap(f"{desk.label('do')}: {finding.management['plain']}", "  ", "  ")
    sure = f"{desk.label('sure')}: {desk.say('evidence.' + finding.evidence)}"
    when = f" {desk.label('when')}: {desk.say('onset.' + finding.onset)}" if finding.onset else ""
    _wrap(sure + when, "  ", "  ")
    for view in finding.positions:
        source = desk.knowledge.row("source", view["source"])
        _wrap(
            f"{desk.label('disagree')}: {desk.say('severity.' + view['severity'])}, {source['publisher']}: {view['says']}",
            "  ",
            "  ",
        )
    for name in finding.sources:
        source = desk.knowledge.row("source", name)
        origin = ", ".join(part for part in (source["publisher"], source.get("date", "")) if part)
        _wrap(f"{desk.label('says')}: {source['title']} ({origin})", "  ", "    ")
    if why:
        print(f"  {desk.label('because')} ({finding.rule}):")
        for step in finding.because:
            cites = f" [{'; '.join(f'{source}, {place}' for source, place in step.cites)}]" if step.cites else ""
            _wrap(because(step, desk) + cites, "    - ", "      ")
        _wrap(finding.professional, "    ", "    ")


def print_substance(name: str, *, as_json: bool) -> int:
    """One substance's own part of the guide, or its records as JSON."""
    store = mixwise.load()
    resolution = mixwise.resolve(name)
    if not isinstance(resolution, Resolved | Ambiguous):
        assessment = mixwise.check([name])
        print_answer(assessment, why=False)
        return INCOMPLETE
    found = resolution.meanings if isinstance(resolution, Ambiguous) else (resolution.meaning,)
    ids = list(dict.fromkeys(substance for meaning in found for substance in meaning.substances))
    if as_json:
        rows = [{"id": one, **store.row("substance", one), "profile": store.row("profile", one)} for one in ids]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        _print_profiles(name, ids, store)
    return COMPLETE if isinstance(resolution, Resolved) else INCOMPLETE


def _print_profiles(name: str, ids: list[str], store: Knowledge) -> None:
    from mixwise.guide.parts import substances

    desk = Desk(store)
    assessment = mixwise.check([name])._replace(substances=tuple(ids), findings=(), notes=())
    for notice in notices(assessment, desk):
        _wrap(notice.text)
    for line in items(tuple(substances(assessment, desk)), columns(), 0):
        print(line)
    print()
    for source in desk.sources():
        print("\n".join(source_lines(source, columns())))


def print_helplines(found: Helplines) -> None:
    """The numbers of one country with their sources, what is missing there, and which countries are held."""
    from mixwise.guide.after import help_lines

    desk = Desk(mixwise.load())
    if found.held:
        _wrap(desk.say("helplines.title", name=found.name))
        for line in items(tuple(help_lines(desk, found.country)), columns(), 0):
            print(line)
        if found.missing:
            _wrap(desk.say("helplines.missing", kinds=", ".join(desk.say(f"line_kind.{one}") for one in found.missing)))
        print()
        for source in desk.sources():
            print("\n".join(source_lines(source, columns())))
        return
    if found.country:
        _wrap(desk.say("helplines.not_held", country=found.country))
    countries = ", ".join(f"{name} ({code})" for code, name in found.countries.items())
    _wrap(desk.say("helplines.held", countries=countries))


def _wrap(text: str, first: str = "", rest: str = "") -> None:
    for line in wrap(text, columns(), first, rest):
        sys.stdout.write(line + "\n")
