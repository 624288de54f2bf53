"""What every face of records needs: the settings, the knowledge, RxNorm, and the locale's words."""

from __future__ import annotations

from typing import Any

from mixwise.errors import UsageError
from mixwise.faces.records.rxnorm.concepts import Concepts
from mixwise.faces.records.rxnorm.store import default_place, open_release
from mixwise.faces.records.settings import Records
from mixwise.guide.words import Desk
from mixwise.knowledge.store import Knowledge, load

SEVERITY = {"dangerous": "high", "major": "high", "moderate": "moderate", "minor": "low"}
"""An engine's severity in the words of the RxNav interface and of FHIR; `unknown` has none there."""


class RecordsDesk:
    """Opened once for each knowledge; holds nothing of a call."""

    def __init__(self, settings: Records, knowledge: Knowledge) -> None:
        place = settings.rxnorm or str(default_place())
        try:
            release = open_release(place)
        except UsageError:
            if settings.rxnorm:
                raise  # one that was asked for by name has to be there
            release = None
        self.settings = settings
        self.knowledge = knowledge
        self.concepts = Concepts(knowledge, release)
        self.words: dict[str, Any] = dict(knowledge.words("locale/en/records"))
        self.guide = Desk(knowledge)
        self.said: dict[object, list[tuple[str, str]]] = {}
        """Words of findings for the next call; they say nothing of who asked."""

    def say(self, path: str, **filled: object) -> str:
        """The locale's text at a dotted path, with its placeholders filled in."""
        found: Any = self.words
        for step in path.split("."):
            found = found[step]
        return str(found).format_map(filled) if filled else str(found)

    def substance_url(self, substance: str) -> str:
        """The page of a substance; no page has an address that holds two, since that would say what somebody takes."""
        return f"{self.settings.base_url}/substance/{substance}"

    def families(self, names: tuple[str, ...]) -> str:
        """Trait families in words."""
        titles = self.knowledge.row("families", "all")
        return ", ".join(str(titles[name]) for name in names)


class Front:
    """Where the routes of one server find their desk; it is opened at the first call, and anew when the knowledge is another."""

    def __init__(self, settings: Records) -> None:
        self.settings = settings
        self._desk: RecordsDesk | None = None

    def desk(self) -> RecordsDesk:
        """The desk. Raises KnowledgeError when the knowledge cannot be trusted."""
        knowledge = load()
        if self._desk is None or self._desk.knowledge is not knowledge:
            self._desk = RecordsDesk(self.settings, knowledge)
        return self._desk
