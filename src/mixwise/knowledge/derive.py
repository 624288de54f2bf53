"""
What a substance is once everything it inherits is counted in.

Traits, reviews, effects and texts flow from class to member; a member's own word wins. Nothing here knows a drug.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mixwise.knowledge import schema
from mixwise.knowledge.corpus import Corpus

NONE = ["none"]
"""A trait given as `none` takes an inherited one away."""


@dataclass(frozen=True)
class Trait:
    """The values of one trait, and the record (a class or the substance itself) that says so."""

    values: tuple[str, ...]
    holder: str


class Inheritance:
    """Answers, for any class or substance, what it inherits. Assumes a class graph without loops."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._traits: dict[str, dict[str, Trait]] = {}
        self._ancestors: dict[str, tuple[str, ...]] = {}

    def record(self, kind: str) -> schema.Kind:
        """The class or substance of that id. A substance wins where a class has the same id."""
        entry = self.corpus.substances.get(kind) or self.corpus.classes[kind]
        return entry.record

    def parents(self, kind: str) -> list[str]:
        """Direct classes that exist, in the order written."""
        return [parent for parent in self.record(kind).is_ if parent in self.corpus.classes]

    def ancestors(self, kind: str) -> tuple[str, ...]:
        """Every class above, nearest first, each once."""
        if kind not in self._ancestors:
            found: list[str] = []
            level = self.parents(kind)
            while level:
                found += [parent for parent in level if parent not in found]
                level = [upper for parent in level for upper in self.parents(parent) if upper not in found]
            self._ancestors[kind] = tuple(found)
        return self._ancestors[kind]

    def lineage(self, kind: str) -> Iterator[schema.Kind]:
        """The record itself, then its classes, nearest first."""
        yield self.record(kind)
        for ancestor in self.ancestors(kind):
            yield self.corpus.classes[ancestor].record

    def traits(self, kind: str) -> dict[str, Trait]:
        """The effective traits. Where two parents differ, the first in order of writing stands (a check reports it)."""
        if kind not in self._traits:
            own = self.record(kind).traits
            merged: dict[str, Trait] = {}
            for parent in self.parents(kind):
                for name, trait in self.traits(parent).items():
                    merged.setdefault(name, trait)
            for name, values in own.items():
                if values == NONE:
                    merged.pop(name, None)
                else:
                    merged[name] = Trait(tuple(values), kind)
            self._traits[kind] = merged
        return self._traits[kind]

    def disagreements(self, kind: str) -> Iterator[str]:
        """Traits that two parents give different values, and that the record does not settle itself."""
        own = self.record(kind).traits
        seen: dict[str, tuple[str, ...]] = {}
        for parent in self.parents(kind):
            for name, trait in self.traits(parent).items():
                if name not in own and seen.setdefault(name, trait.values) != trait.values:
                    yield name

    def reviewed(self, kind: str) -> dict[str, tuple[str, schema.Reviewed]]:
        """Every reviewed family, with the record that holds the review."""
        found: dict[str, tuple[str, schema.Reviewed]] = {}
        for record in self.lineage(kind):
            for review in record.reviewed:
                for family in review.families:
                    found.setdefault(family, (record.id, review))
        return found

    def sources(self, kind: str) -> set[str]:
        """The different sources that this substance and its classes rest on."""
        return {
            source
            for record in self.lineage(kind)
            for source in (*(claim.source for claim in record.claims), *(review.source for review in record.reviewed))
            if source in self.corpus.sources
        }

    @cached_property
    def families(self) -> tuple[str, ...]:
        """Every trait family, in the order of traits.yaml."""
        return tuple(self.corpus.families)

    @cached_property
    def vocabulary(self) -> dict[str, dict[str, str]]:
        """Every trait with its allowed values and their meanings, enzyme by enzyme where a family has enzymes."""
        found: dict[str, dict[str, str]] = {}
        for entry in self.corpus.families.values():
            for trait in entry.record.traits:
                values = trait.levels or trait.kinds or {}
                for enzyme in entry.record.enzymes or [""]:
                    found[trait.id.replace("{enzyme}", enzyme)] = values
        return found

    @cached_property
    def titles(self) -> dict[str, str]:
        """Every trait with its title in plain words."""
        return {
            trait.id.replace("{enzyme}", enzyme): trait.title.replace("{enzyme}", title)
            for entry in self.corpus.families.values()
            for trait in entry.record.traits
            for enzyme, title in (entry.record.enzymes or {"": ""}).items()
        }
