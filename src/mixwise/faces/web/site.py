"""What every page needs: the knowledge, the words of the pages, the templates, and where static files are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

import mixwise
from mixwise.faces.web.settings import Settings
from mixwise.guide.item import Item
from mixwise.guide.words import Desk
from mixwise.knowledge.store import Knowledge

HERE = Path(__file__).parent
STATIC = HERE / "static"


class Site:
    """One for each app. Texts come from `locale/<language>/web` of the knowledge; what it lacks stands in English."""

    def __init__(self, settings: Settings, knowledge: Knowledge | None = None) -> None:
        self.settings = settings
        self.knowledge = knowledge or mixwise.load()
        self.templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            auto_reload=False,
        )
        self.templates.filters["slices"] = slices
        self.templates.globals.update(
            asset=asset, settings=settings, static=False, root="", version=self.knowledge.version
        )

    def desk(self, language: str = "en") -> Desk:
        """A fresh desk for the texts of a guide."""
        return Desk(self.knowledge, language)

    def words(self, language: str = "en") -> Words:
        """The words of the pages in a language."""
        return Words(self.knowledge, language)

    def html(self, template: str, language: str = "en", /, **values: Any) -> str:
        """A page as text."""
        return self.templates.get_template(template).render(t=self.words(language), language=language, **values)

    def page(self, template: str, language: str = "en", /, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page as a response; the guard adds `no-store`."""
        return HTMLResponse(self.html(template, language, **values), status)


class Slice(NamedTuple):
    """Items of one kind that stand together."""

    kind: str
    found: tuple[Item, ...]


def slices(items: Iterable[Item]) -> list[Slice]:
    """Items in runs of one kind, so that bullets become one list."""
    return [Slice(kind, tuple(run)) for kind, run in groupby(items, key=lambda item: item.kind)]


class Words:
    """Words of the pages, called with a dotted path and what to fill in."""

    def __init__(self, knowledge: Knowledge, language: str) -> None:
        self.language = language
        self._words = knowledge.words(f"locale/{language}/web")
        self._desk = Desk(knowledge, language)
        self._english = knowledge.words("locale/en/web")

    def __call__(self, path: str, **filled: object) -> str:
        """The text at a path, such as `home.title`."""
        text = str(self.get(path))
        return text.format_map(filled) if filled else text

    def severity(self, name: str) -> str:
        """A severity in the reader's words."""
        return self._desk.say(f"severity.{name}")

    def get(self, path: str) -> Any:
        """Whatever stands at a path, in English where the language has nothing there."""
        steps = path.split(".")
        found = _walk(self._words, steps)
        return _walk(self._english, steps) if found is None else found


def _walk(words: Mapping[str, Any], steps: list[str]) -> Any:
    found: Any = words
    for step in steps:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """The address of a static file, with a part of its hash, so that browsers may keep it for good."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"
