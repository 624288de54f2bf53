"""What readers see holds no forbidden word, and no placeholder that nothing fills."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from mixwise.knowledge import schema
from mixwise.knowledge.checks.base import Check
from mixwise.knowledge.corpus import Corpus, Entry
from mixwise.knowledge.read import Mapping, Problem

PLACEHOLDERS = frozenset({"a", "b", "both", "all", "precipitant", "object", "enzyme"})
NOT_READ = frozenset({"id", "url", "doi", "seen_at", "title", "publisher", "locator", "names", "source"})
"""Fields that are not our sentences: a source's own title may hold any word."""


class PlaceholdersAreKnown(Check):
    """A text of a mechanism, rule or interaction uses only the placeholders that the engine fills."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        for entry in corpus.said():
            for path, text in texts(entry.record):
                for name in re.findall(r"\{(\w*)\}", text):
                    if name not in PLACEHOLDERS and path[0] != "claims":
                        yield Problem(
                            entry.at(*path),
                            f"{entry.record.id}: nothing fills {{{name}}}",
                            "Known: " + ", ".join(sorted(PLACEHOLDERS)) + ".",
                        )


class WordsAreAllowed(Check):
    """No reader-facing text holds a word or pattern that locale/<language>/forbidden.yaml names."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        forbidden = corpus.words.get("locale/en/forbidden")
        if not isinstance(forbidden, Mapping):
            return
        rules = [(re.compile(str(pattern), re.IGNORECASE), str(why)) for pattern, why in forbidden.items()]
        stores: list[dict[str, Entry[Any]]] = [
            {**getattr(corpus, name)} for name in (
                "effects", "classes", "substances", "products", "mechanisms", "rules", "interactions", "adulterants",
                "signs", "pictures", "advice", "antidotes", "countries", "selfchecks",
            )
        ]  # fmt: skip
        for store in stores:
            for name, entry in store.items():
                for path, text in texts(entry.record):
                    for pattern, why in rules:
                        if match := pattern.search(text):
                            yield Problem(
                                entry.at(*path),
                                f"{name}: {match.group()!r} in {'.'.join(map(str, path))}",
                                why,
                            )


def texts(record: Any, path: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], str]]:
    """Every sentence of a record with the path to it."""
    if isinstance(record, str):
        yield path, record
    elif isinstance(record, BaseModel):
        for name, info in type(record).model_fields.items():
            if name not in NOT_READ and not (name == "seen" and isinstance(record, schema.Source)):
                yield from texts(getattr(record, name), (*path, info.alias or name))
    elif isinstance(record, dict):
        for key, value in record.items():
            yield from texts(value, (*path, key))
    elif isinstance(record, list | tuple):
        for index, value in enumerate(record):
            yield from texts(value, (*path, index))
