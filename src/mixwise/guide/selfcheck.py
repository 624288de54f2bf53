"""
Short questionnaires that people answer about themselves: scored as their makers say, ending in help, never in a label.

Answers are worked out on the spot and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from mixwise.errors import UsageError
from mixwise.knowledge.store import Knowledge


class Question(NamedTuple):
    """A question with its answers, each a text and its points."""

    id: str
    text: str
    options: tuple[tuple[str, int], ...]


class Outcome(NamedTuple):
    """
    What the answers say. `points` by question; `total` when they are added up, else None; `plain` one sentence or more, each with
    where to find help.
    """

    check: str
    points: dict[str, int]
    total: int | None
    plain: tuple[str, ...]


class SelfCheck(NamedTuple):
    """A questionnaire as its source gives it: `intro` and `how` it is scored, for readers; `professional` says how good it is."""

    id: str
    title: str
    intro: str
    how: str
    questions: tuple[Question, ...]
    professional: str
    sources: tuple[str, ...]
    row: dict[str, Any]

    def score(self, answers: Sequence[int]) -> Outcome:
        """
        The outcome of one answer a question, each the place of the chosen option, from 0.

        Raises UsageError for too few, too many or impossible answers: nothing is guessed.
        """
        if len(answers) != len(self.questions):
            raise UsageError(
                f"{self.id} has {len(self.questions)} questions: give one answer to each, not {len(answers)}"
            )
        points = {}
        for question, answer in zip(self.questions, answers, strict=True):
            if not 0 <= answer < len(question.options):
                raise UsageError(
                    f"answer {question.id} with a number from 0 to {len(question.options) - 1}, not {answer}"
                )
            points[question.id] = question.options[answer][1]
        total = sum(points.values()) if self.row["scoring"] == "sum" else None
        return Outcome(self.id, points, total, tuple(self._said(points, total)))

    def _said(self, points: dict[str, int], total: int | None) -> list[str]:
        """The sentences for these points: one for a sum, else one for each question that needs a closer look."""
        whole = sum(points.values()) if total is None else total
        found = [
            band["plain"]
            for band in self.row["bands"]
            if _holds(band, whole if band.get("of") in (None, "all") else points[band["of"]])
        ]
        return [str(one) for one in found]


def _holds(band: dict[str, Any], points: int) -> bool:
    last = band.get("to")
    return bool(band["from"] <= points and (last is None or points <= last))


def self_check(name: str, knowledge: Knowledge) -> SelfCheck:
    """The questionnaire of that name. Raises UsageError, naming those that there are, for any other."""
    held = knowledge.ids("selfcheck")
    if name not in held:
        raise UsageError(f"no self-check called {name!r}: there are {', '.join(held) or 'none'}")
    row = knowledge.row("selfcheck", name)
    shared = row.get("options") or ()
    questions = tuple(
        Question(one["id"], one["text"], tuple((o["text"], o["points"]) for o in one.get("options") or shared))
        for one in row["questions"]
    )
    sources = dict.fromkeys([row["wording"]["source"], *(claim["source"] for claim in row["claims"])])
    return SelfCheck(
        name, row["title"], row["intro"], row["how"], questions, row["professional"], tuple(sources), row
    )  # fmt: skip
