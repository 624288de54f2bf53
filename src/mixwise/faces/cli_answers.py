"""The commands that answer: check, guide, ask, substance, emergency, helplines."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import mixwise
from mixwise.engine.types import Assessment, Person
from mixwise.errors import UsageError
from mixwise.faces.exits import COMPLETE, INCOMPLETE, REACHED
from mixwise.knowledge.terms import RANK

if TYPE_CHECKING:
    import argparse

    from mixwise.guide.model import Guide

MOST_TEXT = 1_000_000
"""More characters than this on standard input are refused: nobody takes a novel."""


def check(options: argparse.Namespace) -> int:
    """The short answer and every finding, or JSON."""
    if options.jsonl:
        from mixwise.faces.jsonl import run

        if options.names:
            raise UsageError("--jsonl reads its questions from standard input, one JSON object a line")
        return run(sys.stdin.buffer, sys.stdout)
    return _answer(mixwise.check(_names(options), _person(options)), options)


def ask(options: argparse.Namespace) -> int:
    """The same for a sentence."""
    return _answer(mixwise.ask(" ".join(_names(options)), _person(options)), options)


def guide(options: argparse.Namespace) -> int:
    """The whole guide in the form asked for."""
    names = _names(options)
    found = mixwise.guide(names, _person(options), country=options.country, already=options.already)
    kind = options.format or ("terminal" if not options.output and sys.stdout.isatty() else "text")
    if kind == "terminal" and not _show(found, options):
        kind = "text"
    if kind != "terminal":
        text = {"text": found.to_text, "md": found.to_markdown, "html": found.to_html, "json": found.to_json}[kind]()
        if options.output:
            _write(options.output, text)
        else:
            sys.stdout.write(text)
    if options.plot:
        _plot(found.assessment)
    return _code(found.assessment, options)


def substance(options: argparse.Namespace) -> int:
    """What each named thing is; a mix is asked about with `check`."""
    from mixwise.faces.printing import print_substance

    code = COMPLETE
    for name in _names(options):
        code = max(code, print_substance(name, as_json=options.json))
    return code


def emergency(options: argparse.Namespace) -> int:
    """What to do now, without a network; `-` reads what is seen from standard input."""
    words = " ".join(options.signs)
    if words == "-":
        words = sys.stdin.read(MOST_TEXT)
    found = mixwise.emergency(words, country=options.country)
    if options.json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        from mixwise.faces.printing import columns

        sys.stdout.write(found.to_text(columns()))
    return COMPLETE


def helplines(options: argparse.Namespace) -> int:
    """The numbers of a country; without one, which countries there are. Exit code 3 for a country that is not held."""
    found = mixwise.helplines(options.country)
    if options.json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        from mixwise.faces.printing import print_helplines

        print_helplines(found)
    return INCOMPLETE if options.country and not found.held else COMPLETE


def selfcheck(options: argparse.Namespace) -> int:
    """Ask the questions of a self-check and say what the answers mean; nothing is kept."""
    from mixwise.faces.asking import run

    return run(options.name, options.answers, as_json=options.json)


def conditions(options: argparse.Namespace) -> int:
    """Every condition of a person that some rule asks about, with the names that mean it."""
    known = mixwise.conditions()
    if options.json:
        print(json.dumps(known, ensure_ascii=False, indent=2))
    else:
        for name, names in known.items():
            print(f"{name}: {', '.join(names)}")
    return COMPLETE


def _plot(assessment: Assessment) -> None:
    """What may still be on board, in the terminal's width; without colour where none is wanted."""
    from mixwise.faces.plot import plot
    from mixwise.faces.printing import columns

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    sys.stdout.write("\n" + plot(assessment, mixwise.load(), columns(), colour=colour))


def _answer(assessment: Assessment, options: argparse.Namespace) -> int:
    if options.json:
        print(json.dumps(assessment.to_dict(), indent=2))
    else:
        from mixwise.faces.printing import print_answer

        print_answer(assessment, why=options.why)
        if options.plot:
            _plot(assessment)
    return _code(assessment, options)


def _code(assessment: Assessment, options: argparse.Namespace) -> int:
    if options.fail_on and assessment.severity and RANK[assessment.severity] >= RANK[options.fail_on]:
        return REACHED
    return COMPLETE if assessment.complete else INCOMPLETE


def _names(options: argparse.Namespace) -> list[str]:
    """The names given, or the lines of standard input: what people take stays out of the shell's history that way."""
    names = [name for name in options.names if name != "-"]
    if not names:
        if sys.stdin.isatty():
            print("One name a line, then Ctrl-D:", file=sys.stderr)
        text = sys.stdin.read(MOST_TEXT + 1)
        if len(text) > MOST_TEXT:
            raise UsageError("that is too much text for one question")
        names = text.splitlines()
    names = [name for name in names if name.strip()]
    if not names:
        raise UsageError("nothing to check: give one substance or more")
    return names


def _person(options: argparse.Namespace) -> Person:
    return Person(options.age, options.pregnant, tuple(options.condition), options.tolerance, options.alone)


def _show(found: Guide, options: argparse.Namespace) -> bool:
    """Print with Rich on a terminal; False when Rich is not installed, and plain text then does."""
    try:
        from rich.console import Console
    except ImportError:
        return False
    from mixwise.guide.render.terminal import show

    show(
        found,
        Console(no_color=options.no_color or bool(os.environ.get("NO_COLOR")), highlight=False, markup=False),
    )
    return True


def _write(target: str, text: str) -> None:
    """Write a file whole or not at all."""
    from pathlib import Path

    from mixwise.whole import whole_file

    with whole_file(Path(target)) as file:
        file.write(text.encode("utf-8", errors="backslashreplace"))
