"""Every id that a record names exists, and every rule has one shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mixwise.knowledge import schema
from mixwise.knowledge.checks.base import Check, near
from mixwise.knowledge.corpus import Corpus, Entry
from mixwise.knowledge.derive import NONE, Inheritance
from mixwise.knowledge.read import Problem

Reference = tuple[Entry[Any], tuple[object, ...], str, "Iterable[str]", str]


class ReferencesExist(Check):
    """Every class, substance, effect, mechanism, sign, picture, piece of advice and antidote that is named exists."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        for entry, path, name, known, what in references(corpus):
            if name not in known:
                yield Problem(entry.at(*path), f"no {what} called {name!r}", near(name, known, ""))


class TraitsAreDefined(Check):
    """Every trait and value that a substance, class or pattern names stands in traits.yaml."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        vocabulary = Inheritance(corpus).vocabulary
        for kind, entry in corpus.kinds().items():
            for trait, values in entry.record.traits.items():
                yield from self._values(
                    entry, ("traits", trait), trait, [] if values == NONE else values, vocabulary, kind
                )
        for entry, path, pattern in patterns(corpus):
            for trait, wanted in flat(pattern):
                if trait not in CONTEXT:
                    yield from self._values(entry, path, trait, wanted, vocabulary, entry.record.id)

    def _values(
        self,
        entry: Entry[Any],
        path: tuple[object, ...],
        trait: str,
        values: list[str],
        vocabulary: dict[str, dict[str, str]],
        name: str,
    ) -> Iterator[Problem]:
        if trait not in vocabulary:
            yield Problem(
                entry.at(*path),
                f"{name}: no trait called {trait!r}",
                near(trait, vocabulary, "Traits live in knowledge/traits.yaml."),
            )
            return
        for value in values:
            if value not in vocabulary[trait]:
                yield Problem(
                    entry.at(*path),
                    f"{name}: {trait} cannot be {value!r}",
                    "It is one of: " + ", ".join(vocabulary[trait]) + ".",
                )


CONTEXT = ("class", "substance", "supply", "route", "use", "except", "ago", "stopped", "regular")
"""Keys of a pattern that are not traits."""

SHAPES = ("between", "precipitant", "together", "of", "stacked", "twice", "alone", "load")


class RulesHaveOneShape(Check):
    """A rule looks for exactly one kind of thing, and a disputed judgement shows at least two positions."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        for name, entry in corpus.rules.items():
            rule = entry.record
            shapes = [shape for shape in SHAPES if getattr(rule, shape) is not None]
            if len(shapes) != 1:
                yield Problem(
                    entry.at(),
                    f"{name}: give exactly one of {', '.join(SHAPES)}",
                    f"Found: {', '.join(shapes) or 'none'}.",
                )
            if (rule.precipitant or rule.stacked) and not rule.object:
                yield Problem(entry.at(), f"{name}: no object", "Say what is changed, under `object`.")
            table = isinstance(rule.severity, dict)
            if table != bool(rule.change and rule.consequence and rule.for_each):
                yield Problem(
                    entry.at("severity"),
                    f"{name}: for_each, change, consequence and a severity table go together",
                    "",
                )
            if (rule.together or rule.of or rule.stacked or rule.load) and not rule.shape:
                yield Problem(
                    entry.at(),
                    f"{name}: a rule over a set says its `shape`",
                    "shared_effect, stacked or conditional.",
                )
        for entry in corpus.said():
            record: Any = entry.record
            if getattr(record, "evidence", "") == "disputed" and len(record.positions) < 2:
                yield Problem(
                    entry.at("evidence"),
                    f"{record.id}: disputed, but fewer than two positions",
                    "Show both, with their sources.",
                )
        for name, interaction in corpus.interactions.items():
            if interaction.record.overrides and not interaction.record.because:
                yield Problem(
                    interaction.at("overrides"),
                    f"{name}: an override needs its reason",
                    "Say why under `because`.",
                )
            if (interaction.record.between is None) == (interaction.record.precipitant is None):
                yield Problem(interaction.at(), f"{name}: give either between, or precipitant and object", "")


def flat(pattern: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Every key of a pattern with its wanted values, inner patterns included."""
    for key, wanted in pattern.items():
        if key == "any":
            for inner in wanted:
                if isinstance(inner, dict):
                    yield from flat(inner)
        else:
            yield key, [wanted] if isinstance(wanted, str) else [w for w in wanted if isinstance(w, str)]


def patterns(corpus: Corpus) -> Iterator[tuple[Entry[Any], tuple[object, ...], schema.Pattern]]:
    """Every role pattern that is not a template over enzymes."""
    for entry in corpus.rules.values():
        rule = entry.record
        for field in ("between", "together", "stacked"):
            for index, pattern in enumerate(getattr(rule, field) or ()):
                yield entry, (field, index), pattern
        for field in ("precipitant", "object", "of", "twice", "alone"):
            pattern = getattr(rule, field)
            if isinstance(pattern, dict):
                yield entry, (field,), pattern
        if rule.load:
            yield entry, ("load", "of"), rule.load.of
    for antidote in corpus.antidotes.values():
        yield antidote, ("reverses",), antidote.record.reverses
    for washout in corpus.washouts.values():
        yield washout, ("last",), washout.record.last
        yield washout, ("first",), washout.record.first
    for advice in corpus.advice.values():
        for index, item in enumerate(advice.record.items):
            if item.when is not None:
                yield advice, ("items", index, "when"), item.when


def references(corpus: Corpus) -> Iterator[Reference]:
    """Every mention of another record: who mentions it and where, the name, the known names, what it should be."""
    takeable = corpus.takeable()
    advice_items = {item.id for entry in corpus.advice.values() for item in entry.record.items}
    for kind in corpus.kinds().values():
        yield from ((kind, ("is", i), name, corpus.classes, "class") for i, name in enumerate(kind.record.is_))
        for part in ("short", "long"):
            yield from (
                (kind, ("effects", part, i), name, corpus.effects, "effect")
                for i, name in enumerate(getattr(kind.record.effects, part))
            )
        yield from (
            (kind, ("overdose", i), name, corpus.pictures, "picture") for i, name in enumerate(kind.record.overdose)
        )
        for index, review in enumerate(kind.record.reviewed):
            yield from (
                (kind, ("reviewed", index, "families"), name, corpus.families, "trait family")
                for name in review.families
            )
    for entry in corpus.classes.values():
        if entry.record.stand_in:
            yield from (
                (entry, ("stand_in", "members", i), name, corpus.substances, "substance")
                for i, name in enumerate(entry.record.stand_in.members)
            )
    for product in corpus.products.values():
        yield from (
            (product, ("holds", i), name, corpus.substances, "substance") for i, name in enumerate(product.record.holds)
        )
    for said in corpus.said():
        record: Any = said.record
        yield from ((said, ("signs", i), name, corpus.signs, "sign") for i, name in enumerate(record.signs or ()))
        yield from (
            (said, ("pictures", i), name, corpus.pictures, "picture") for i, name in enumerate(record.pictures or ())
        )
        if hasattr(record, "mechanism"):
            yield said, ("mechanism",), record.mechanism, corpus.mechanisms, "mechanism"
    for interaction in corpus.interactions.values():
        sides = interaction.record.between or (interaction.record.precipitant, interaction.record.object)
        yield from ((interaction, ("between",), name, corpus.kinds(), "substance or class") for name in sides if name)
        yield from (
            (interaction, ("overrides", i), name, corpus.mechanisms, "mechanism")
            for i, name in enumerate(interaction.record.overrides)
        )
    for entry, path, pattern in patterns(corpus):
        for key, wanted in flat(pattern):
            if key in ("class", "substance", "except"):
                known = corpus.classes if key == "class" else takeable
                yield from ((entry, path, name, known, "class" if key == "class" else "substance") for name in wanted)
    for picture in corpus.pictures.values():
        yield from ((picture, ("signs", i), name, corpus.signs, "sign") for i, name in enumerate(picture.record.signs))
        if picture.record.lead:
            yield picture, ("lead",), picture.record.lead, advice_items, "piece of advice"
        for part in ("do", "avoid"):
            yield from (
                (picture, (part, i), name, advice_items, "piece of advice")
                for i, name in enumerate(getattr(picture.record, part))
            )
        yield from (
            (picture, ("antidotes", i), name, corpus.antidotes, "antidote")
            for i, name in enumerate(picture.record.antidotes)
        )
    for adulterant in corpus.adulterants.values():
        yield from (
            (adulterant, ("sold_as", i), name, takeable, "substance")
            for i, name in enumerate(adulterant.record.sold_as)
        )
        yield from (
            (adulterant, ("may_hold", i, "substance"), held.substance, takeable, "substance")
            for i, held in enumerate(adulterant.record.may_hold)
            if held.substance
        )
    for course in corpus.courses.values():
        yield course, ("substance",), course.record.substance, corpus.substances, "substance"
        yield from (
            (course, ("metabolites", i, "substance"), made.substance, corpus.substances, "substance")
            for i, made in enumerate(course.record.metabolites)
            if made.substance
        )
        yield from (
            (course, ("metabolites", i, "only_with"), made.only_with, corpus.substances, "substance")
            for i, made in enumerate(course.record.metabolites)
            if made.only_with
        )
    for use in corpus.uses.values():
        yield from ((use, ("classes", i), name, corpus.classes, "class") for i, name in enumerate(use.record.classes))
        yield from (
            (use, ("substances", i), name, corpus.substances, "substance")
            for i, name in enumerate(use.record.substances)
        )
    for washout in corpus.washouts.values():
        yield from (
            (washout, ("retires", i), name, corpus.mechanisms, "mechanism")
            for i, name in enumerate(washout.record.retires)
        )
    for listed in corpus.listed.values():
        yield listed, ("substance",), listed.record.substance, takeable, "substance"
    for ambiguous in corpus.ambiguous.values():
        for index, meaning in enumerate(ambiguous.record.meanings):
            if meaning.substance:
                yield ambiguous, ("meanings", index, "substance"), meaning.substance, takeable, "substance"
            if meaning.product:
                yield ambiguous, ("meanings", index, "product"), meaning.product, corpus.products, "product"
