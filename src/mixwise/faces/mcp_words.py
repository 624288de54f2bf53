"""What the answers to assistants are worded with: the locale's texts, codes, sources."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mixwise.faces.mcp_shapes import Evidence
from mixwise.guide.words import Desk
from mixwise.knowledge.store import Knowledge

MOST_SOURCES = 2
RXCUI = re.compile(r"rxcui[:\s]*(\d+)", re.IGNORECASE)


class Words:
    """The locale's words for assistants beside those of guides."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.desk = Desk(knowledge)
        self._own = knowledge.words("locale/en/records")["mcp"]
        self._told = knowledge.words("locale/en/told")

    def say(self, path: str, **filled: object) -> str:
        """A text for assistants."""
        return str(self._own[path]).format_map(filled)

    def told(self, path: str, **filled: object) -> str:
        """A text for assistants about times, doses and the person."""
        return str(self._told["mcp"][path]).format_map(filled)

    def told_top(self, path: str, **filled: object) -> str:
        """The same, of those that records systems are told as well."""
        return str(self._told[path]).format_map(filled)

    def rxcui(self, substance: str) -> str | None:
        """The RxNorm identifier of a substance; None when it has none here."""
        code = self.knowledge.row("substance", substance)["codes"].get("rxcui")
        return str(code) if code else None


def plain_code(text: str) -> str:
    """A name as it was given, and an RxNorm identifier in the form that names have."""
    found = RXCUI.fullmatch(text.strip())
    return f"rxcui {found[1]}" if found else text


def evidence_of(sources: Iterable[str], words: Words) -> list[Evidence]:
    """Sources with their title and address."""
    rows = [words.knowledge.row("source", one) for one in sources]
    return [
        Evidence(title=row["title"], url=f"https://doi.org/{row['doi']}" if row.get("doi") else row.get("url") or "")
        for row in rows
    ]
