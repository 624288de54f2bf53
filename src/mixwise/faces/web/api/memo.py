"""Encoded answers for names that everybody uses, held in memory for a while (decision 11)."""

from __future__ import annotations

from collections import OrderedDict

from mixwise.knowledge.normalise import normalise
from mixwise.knowledge.store import Knowledge

MOST_NAMES = 4
LONGEST = 60


class Memo:
    """
    The most recent answers, at most `size`, by the names asked.

    Only names that the knowledge itself holds are kept, and nothing else of a question: not who, not when, not how often.
    """

    def __init__(self, size: int, knowledge: Knowledge) -> None:
        self.size = size
        self.knowledge = knowledge
        self._held: OrderedDict[tuple[str, ...], bytes] = OrderedDict()

    def key(self, question: object) -> tuple[str, ...] | None:
        """The names of a question that is nothing but a few known names; None for any other."""
        if not self.size or not isinstance(question, dict) or len(question) != 1:
            return None
        names = question.get("substances")
        if not isinstance(names, list) or not 0 < len(names) <= MOST_NAMES:
            return None
        for name in names:
            if not isinstance(name, str) or len(name) > LONGEST:
                return None
        return tuple(names)

    def get(self, key: tuple[str, ...]) -> bytes | None:
        """The answer for these names, if it is held."""
        body = self._held.get(key)
        if body is not None:
            self._held.move_to_end(key)
        return body

    def put(self, key: tuple[str, ...], body: bytes) -> None:
        """Hold an answer, unless one of the names is none of the knowledge's."""
        if all(self.knowledge.meanings(normalise(name)) for name in key):
            self._held[key] = body
            if len(self._held) > self.size:
                self._held.popitem(last=False)
