"""The locale's words with names filled in, and the numbering of sources as they are first cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mixwise.engine.findings import join
from mixwise.guide.item import Item
from mixwise.knowledge.store import Knowledge

if TYPE_CHECKING:
    from mixwise.guide.model import SourceEntry


class Desk:
    """What every part of a guide needs while it is written: words, names, and the growing list of sources."""

    def __init__(self, knowledge: Knowledge, language: str = "en") -> None:
        self.knowledge = knowledge
        self.language = language
        self.words: Mapping[str, Any] = knowledge.words(f"locale/{language}/guide")
        self._places: dict[str, dict[str, None]] = {}
        self._numbers: dict[str, int] = {}

    def say(self, path: str, **filled: object) -> str:
        """The locale's text at a dotted path, with its placeholders filled in."""
        found: Any = self.words
        for step in path.split("."):
            if self.language != "en" and (not isinstance(found, Mapping) or step not in found):
                return Desk(self.knowledge).say(path, **filled)  # a language may hold a part of the texts only
            found = found[step]
        return str(found).format_map(filled) if filled else str(found)

    def translated(self, part: str, name: str, text: str) -> str:
        """A text of the knowledge in the desk's language, from `locale/<language>/<part>`; as it is where that holds none."""
        if self.language == "en":
            return text
        return str(self.knowledge.words(f"locale/{self.language}/{part}").get(name, text))

    def label(self, word: str) -> str:
        """A label of the locale."""
        return self.say(f"labels.{word}")

    def name(self, substance: str) -> str:
        """The substance's name; the international one beside it where it differs."""
        us, international = self.knowledge.row("substance", substance)["label"]
        return us if us == international else f"{us} / {international}"

    def short(self, substance: str) -> str:
        """The substance's name alone."""
        return str(self.knowledge.row("substance", substance)["label"][0])

    def names(self, substances: Iterable[str]) -> str:
        """Several names as a reader lists them."""
        return join([self.short(substance) for substance in substances], self.words)

    def listed(self, words: Sequence[str]) -> str:
        """Several words as a reader lists them."""
        return join(list(words), self.words)

    def cite(self, cites: Iterable[Sequence[str]]) -> tuple[int, ...]:
        """The numbers of these (source, place) pairs, given out in the order of first use."""
        numbers = []
        for source, place in cites:
            number = self._numbers.setdefault(source, len(self._numbers) + 1)
            self._places.setdefault(source, {})[place] = None
            numbers.append(number)
        return tuple(sorted(set(numbers)))

    def item(self, kind: str, said: Sequence[Any] | None, label: str = "", missing: str = "") -> Item:
        """An item from a stored [text, citations]; the locale's word for a gap when there is none."""
        if said is None:
            return Item(kind, self.say(f"missing.{missing or 'field'}"), label)
        return Item(kind, said[0], label, self.cite(said[1]))

    def sources(self) -> tuple[SourceEntry, ...]:
        """Every source cited so far, by number."""
        return tuple(self._source(source, number) for source, number in self._numbers.items())

    def _source(self, source: str, number: int) -> SourceEntry:
        from mixwise.guide.model import SourceEntry  # late: a short answer lists no sources

        row = self.knowledge.row("source", source)
        how = self.say(f"seen_as.{row['seen_as']}")
        read = self.say("labels.read", date=row["seen"]) + (f", {how}" if how else "")
        line = ". ".join(part for part in (row["title"], row["publisher"], row.get("date", "")) if part) + "."
        link = f"https://doi.org/{row['doi']}" if row.get("doi") else row.get("url", "")
        return SourceEntry(number, source, line, link, tuple(self._places[source]), read)
