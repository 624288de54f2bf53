"""A guide as values: sections in a fixed order, sources with the places used."""

from typing import Any, NamedTuple

from mixwise.engine.types import Assessment
from mixwise.guide.item import Item


class Section(NamedTuple):
    """One part of the guide."""

    id: str
    title: str
    items: tuple[Item, ...]


class SourceEntry(NamedTuple):
    """A source as the guide lists it: its number, a line that names it, where to find it, the places used, when it was read."""

    number: int
    id: str
    line: str
    link: str
    places: tuple[str, ...]
    read: str


class Guide(NamedTuple):
    """An assessment made readable, in the order of design §1. `first` stands before everything when there is danger."""

    question: str
    answer: str
    severity: str | None
    severity_word: str
    first: tuple[Item, ...]
    sections: tuple[Section, ...]
    sources: tuple[SourceEntry, ...]
    assessment: Assessment
    language: str = "en"

    def to_text(self, width: int = 80) -> str:
        """Plain text, wrapped at `width` columns."""
        from mixwise.guide.render.text import render

        return render(self, width)

    def to_markdown(self) -> str:
        """Markdown (CommonMark)."""
        from mixwise.guide.render.markdown import render

        return render(self)

    def to_html(self) -> str:
        """An HTML fragment, every text escaped, without scripts or styles."""
        from mixwise.guide.render.html import render

        return render(self)

    def to_json(self) -> str:
        """JSON as published in docs/schema/guide.schema.json: the assessment with the sections and sources."""
        from mixwise.guide.render.wire import render

        return render(self)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain lists and dictionaries."""
        from mixwise.guide.render.wire import as_dict

        return as_dict(self)
