"""A self-check on the command line: the questions one by one, then what the answers mean and where help is. Nothing is kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import mixwise
from mixwise.errors import UsageError
from mixwise.faces.exits import COMPLETE
from mixwise.faces.printing import columns
from mixwise.guide.render.text import wrap
from mixwise.guide.selfcheck import Question, SelfCheck
from mixwise.guide.words import Desk


def run(name: str | None, answers: str | None, *, as_json: bool) -> int:
    """Without a name the checks that there are; without answers the questions are asked on the terminal."""
    if name is None:
        for held in mixwise.self_checks():
            print(f"{held}: {mixwise.self_check(held).title}")
        return COMPLETE
    check = mixwise.self_check(name)
    if as_json and answers is None:
        print(json.dumps(_questions(check), ensure_ascii=False, indent=2))
        return COMPLETE
    outcome = check.score(list(_given(answers) if answers is not None else _asked(check)))
    if as_json:
        print(json.dumps({**outcome._asdict(), "plain": list(outcome.plain)}, ensure_ascii=False, indent=2))
        return COMPLETE
    desk = Desk(mixwise.load())
    print()
    for text in (*outcome.plain, desk.say("selfcheck.help"), desk.say("selfcheck.no_label")):
        print("\n".join(wrap(text, columns())))
    print("\n".join(wrap(check.professional, columns(), f"{desk.label('professional')}: ", "  ")))
    for source in check.sources:
        row = desk.knowledge.row("source", source)
        print("\n".join(wrap(f"{row['title']}. {row['publisher']}. {row.get('url', '')}", columns(), "- ", "  ")))
    return COMPLETE


def _questions(check: SelfCheck) -> dict[str, object]:
    return {
        "id": check.id, "title": check.title, "intro": check.intro, "how": check.how,
        "questions": [
            {"id": one.id, "text": one.text, "options": [{"text": text, "points": points} for text, points in one.options]}
            for one in check.questions
        ],
    }  # fmt: skip


def _given(answers: str) -> Iterator[int]:
    for word in answers.replace(",", " ").split():
        if not word.isdigit():
            raise UsageError(f"answers are numbers such as 1,0,2: {word!r} is none")
        yield int(word)


def _asked(check: SelfCheck) -> Iterator[int]:
    """The answers typed, question by question; an answer that does not fit is asked for again."""
    print("\n".join(wrap(check.intro, columns())))
    for question in check.questions:
        print()
        print("\n".join(wrap(question.text, columns())))
        for number, (text, _) in enumerate(question.options):
            print(f"  {number}  {text}")
        yield _one(question)


def _one(question: Question) -> int:
    while True:
        print(f"0-{len(question.options) - 1}: ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            raise UsageError("not all questions were answered, so nothing is said; nothing was kept")
        if line.strip().isdigit() and int(line) < len(question.options):
            return int(line)
