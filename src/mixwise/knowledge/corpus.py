"""All records of a knowledge folder, validated one by one, each remembering where it stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from mixwise.knowledge import schema, schema_time
from mixwise.knowledge.read import Location, Mapping, Problem, Sequence, line_of, read

R = TypeVar("R", bound=schema.Record)


@dataclass(frozen=True)
class Entry(Generic[R]):
    """A record with the raw YAML that it was read from, so that a problem finds its line."""

    record: R
    raw: object
    file: str

    def at(self, *path: object) -> Location:
        """The place of a field, or of the nearest thing around it that was written."""
        return Location(self.file, line_of(self.raw, path))


Entries = dict[str, Entry[R]]


@dataclass
class Corpus:
    """Everything that was read. Records with problems are left out, and the problems kept."""

    problems: list[Problem] = field(default_factory=list)
    families: Entries[schema.Family] = field(default_factory=dict)
    effects: Entries[schema.Effect] = field(default_factory=dict)
    sources: Entries[schema.Source] = field(default_factory=dict)
    classes: Entries[schema.ClassRecord] = field(default_factory=dict)
    substances: Entries[schema.Substance] = field(default_factory=dict)
    products: Entries[schema.Product] = field(default_factory=dict)
    mechanisms: Entries[schema.Mechanism] = field(default_factory=dict)
    rules: Entries[schema.Rule] = field(default_factory=dict)
    interactions: Entries[schema.Interaction] = field(default_factory=dict)
    adulterants: Entries[schema.Adulterant] = field(default_factory=dict)
    signs: Entries[schema.Sign] = field(default_factory=dict)
    pictures: Entries[schema.Picture] = field(default_factory=dict)
    advice: Entries[schema.AdviceList] = field(default_factory=dict)
    antidotes: Entries[schema.Antidote] = field(default_factory=dict)
    courses: Entries[schema_time.Course] = field(default_factory=dict)
    washouts: Entries[schema_time.Washout] = field(default_factory=dict)
    uses: Entries[schema.Use] = field(default_factory=dict)
    countries: Entries[schema.Country] = field(default_factory=dict)
    selfchecks: Entries[schema.SelfCheck] = field(default_factory=dict)
    ambiguous: Entries[schema.AmbiguousName] = field(default_factory=dict)
    listed: Entries[schema.ListedNames] = field(default_factory=dict)
    words: dict[str, object] = field(default_factory=dict)
    """Language data that is not made of records, by its path without ending, such as `locale/en/guide`."""

    def kinds(self) -> dict[str, Entry[Any]]:
        """Every class and substance by id."""
        return {**self.classes, **self.substances}

    def said(self) -> list[Entry[Any]]:
        """Every mechanism, rule and interaction: the records with texts about a mix."""
        return [*self.mechanisms.values(), *self.rules.values(), *self.interactions.values()]

    def takeable(self) -> dict[str, Entry[Any]]:
        """Everything that can be asked about as taken: substances, and classes with a stand-in."""
        return {**self.substances, **{name: entry for name, entry in self.classes.items() if entry.record.stand_in}}


# Where each kind of record lives: folder or file, the store it fills, its model, the field that names it.
PLACES: tuple[tuple[str, str, type[schema.Record], str], ...] = (
    ("effects.yaml", "effects", schema.Effect, "id"),
    ("sources/*.yaml", "sources", schema.Source, "id"),
    ("classes/*.yaml", "classes", schema.ClassRecord, "id"),
    ("substances/*.yaml", "substances", schema.Substance, "id"),
    ("products/*.yaml", "products", schema.Product, "id"),
    ("interactions/*.yaml", "interactions", schema.Interaction, "id"),
    ("adulterants.yaml", "adulterants", schema.Adulterant, "id"),
    ("emergency/signs.yaml", "signs", schema.Sign, "id"),
    ("emergency/pictures.yaml", "pictures", schema.Picture, "id"),
    ("emergency/advice.yaml", "advice", schema.AdviceList, "id"),
    ("emergency/antidotes.yaml", "antidotes", schema.Antidote, "id"),
    ("time/kinetics_*.yaml", "courses", schema_time.Course, "id"),
    ("time/washouts.yaml", "washouts", schema_time.Washout, "id"),
    ("uses.yaml", "uses", schema.Use, "id"),
    ("names/listed.yaml", "listed", schema.ListedNames, "id"),
    ("names/ambiguous.yaml", "ambiguous", schema.AmbiguousName, "name"),
)
RAW = (
    "refused.yaml",
    "emergency/triggers.yaml",
    "emergency/points.yaml",
    "names/unidentified.yaml",
    "codes/*.yaml",
    "time/never_past.yaml",
    "time/longer.yaml",
    "locale/*/*.yaml",
)


def load(folder: Path) -> Corpus:
    """Read a knowledge folder whole; every problem is collected, none stops the rest."""
    corpus = Corpus()
    for pattern, store, model, key in PLACES:
        for path, raw in _files(folder, pattern, corpus):
            _add_all(corpus, store, model, key, raw, path)
    for path, raw in _files(folder, "traits.yaml", corpus):
        _add_all(corpus, "families", schema.Family, "id", _part(raw, "families"), path)
    for path, raw in _files(folder, "mechanisms/*.yaml", corpus):
        for unknown in set(raw) - {"mechanisms", "rules"} if isinstance(raw, Mapping) else ():
            corpus.problems.append(
                Problem(
                    Location(path, line_of(raw, (unknown,))),
                    f"unknown key {unknown!r}",
                    "Known: mechanisms, rules.",
                )
            )
        _add_all(corpus, "mechanisms", schema.Mechanism, "id", _part(raw, "mechanisms"), path)
        _add_all(corpus, "rules", schema.Rule, "id", _part(raw, "rules"), path)
    for path, raw in _files(folder, "help/*.yaml", corpus):
        _add(corpus, "countries", schema.Country, "country", raw, path)
    for path, raw in _files(folder, "selfcheck/*.yaml", corpus):
        _add(corpus, "selfchecks", schema.SelfCheck, "id", raw, path)
    for pattern in RAW:
        for path, raw in _files(folder, pattern, corpus):
            corpus.words[path.removesuffix(".yaml")] = raw
    return corpus


def _files(folder: Path, pattern: str, corpus: Corpus) -> Iterator[tuple[str, object]]:
    for path in sorted(folder.glob(pattern)):
        name = path.relative_to(folder).as_posix()
        raw, problems = read(path, name)
        corpus.problems.extend(problems)
        if raw is not None:
            yield name, raw


def _part(raw: object, key: str) -> object:
    return raw.get(key, Sequence()) if isinstance(raw, Mapping) else Sequence()


def _add_all(corpus: Corpus, store: str, model: type[schema.Record], key: str, raw: object, file: str) -> None:
    if not isinstance(raw, Sequence):
        corpus.problems.append(
            Problem(
                Location(file, line_of(raw)),
                "a list of records belongs here",
                "Begin each record with '- id: …'.",
            )
        )
        return
    for item in raw:
        _add(corpus, store, model, key, item, file)


def _add(corpus: Corpus, store: str, model: type[schema.Record], key: str, raw: object, file: str) -> None:
    try:
        record = model.model_validate(raw)
    except ValidationError as error:
        corpus.problems.extend(_explain(error, model, raw, file))
        return
    entries: dict[str, Entry[Any]] = getattr(corpus, store)
    name = str(getattr(record, key))
    if name in entries:
        corpus.problems.append(
            Problem(
                Location(file, line_of(raw)),
                f"{name!r} is defined twice",
                f"It was first defined at {entries[name].at()}.",
            )
        )
        return
    entries[name] = Entry(record, raw, file)


def _explain(error: ValidationError, model: type[schema.Record], raw: object, file: str) -> Iterator[Problem]:
    name = str(raw.get("id", raw.get("name", "")) if isinstance(raw, Mapping) else "")
    for detail in error.errors():
        path = detail["loc"]
        where = ".".join(str(step) for step in path)
        hint = ""
        if detail["type"] == "extra_forbidden":
            near = difflib.get_close_matches(str(path[-1]), model.model_fields, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else "See knowledge/README.md for the keys of this record."
        elif detail["type"] == "missing":
            hint = "Write it, or leave the whole record out until it is known."
        yield Problem(Location(file, line_of(raw, path)), f"{name or model.__name__}: {where}: {detail['msg']}", hint)
