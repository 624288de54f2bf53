"""
From rules as written to rules as matched: tables over enzymes unrolled, interactions made rules, roles applied to substances.

Matching is done here once, at compile time, over the closed world of known substances; at run time the engine only
intersects what each substance already knows about itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mixwise.knowledge import schema
from mixwise.knowledge.corpus import Corpus
from mixwise.knowledge.derive import Inheritance

Needs = tuple[str, ...]
"""Facts of one intake that a role asks for beside what the substance is, such as `supply=street`; () for none."""

CONTEXT = ("supply", "route", "use", "ago", "stopped", "regular")


class Concrete(NamedTuple):
    """A rule ready to be matched: each role is a pattern; `least` substances fill role 0 when it counts."""

    id: str
    record: schema.Rule | schema.Interaction
    kind: str  # pair | set | load | twice | alone
    directed: bool
    roles: tuple[schema.Pattern, ...]
    least: int
    severity: str
    specificity: int
    enzyme: str


def concrete_rules(corpus: Corpus) -> Iterator[Concrete]:
    """Every rule and interaction, in a fixed order."""
    for name in sorted(corpus.rules):
        rule = corpus.rules[name].record
        if rule.for_each:
            yield from _unrolled(rule)
        else:
            yield _plain(rule)
    for name in sorted(corpus.interactions):
        yield _curated(corpus.interactions[name].record, corpus)


def _plain(rule: schema.Rule) -> Concrete:
    severity = str(rule.severity)
    if rule.between:
        return Concrete(rule.id, rule, "pair", False, rule.between, 0, severity, 0, "")
    if rule.precipitant is not None:
        return Concrete(
            rule.id,
            rule,
            "pair",
            True,
            (_pattern(rule.precipitant), _pattern(rule.object)),
            0,
            severity,
            0,
            "",
        )
    if rule.together:
        return Concrete(rule.id, rule, "set", False, tuple(rule.together), 0, severity, 0, "")
    if rule.stacked:
        return Concrete(rule.id, rule, "set", True, (*rule.stacked, _pattern(rule.object)), 0, severity, 0, "")
    if rule.of is not None:
        return Concrete(rule.id, rule, "set", False, (rule.of,), rule.at_least or 2, severity, 0, "")
    if rule.load is not None:
        return Concrete(rule.id, rule, "load", False, (rule.load.of,), 0, severity, 0, "")
    if rule.twice is not None:
        return Concrete(rule.id, rule, "twice", False, (rule.twice,), 0, severity, 0, "")
    return Concrete(rule.id, rule, "alone", False, (rule.alone or {},), 0, severity, 0, "")


def _pattern(value: Any) -> schema.Pattern:
    return value if isinstance(value, dict) else {}


def _unrolled(rule: schema.Rule) -> Iterator[Concrete]:
    """One rule a cell: enzyme × strength of the precipitant × level of the object × consequence for the object."""
    severities = rule.severity if isinstance(rule.severity, dict) else {}
    for enzyme in (rule.for_each or {}).get("enzyme", ()):
        precipitant = str(rule.precipitant).replace("{enzyme}", enzyme)
        target = str(rule.object).replace("{enzyme}", enzyme)
        for strength, row in (rule.change or {}).items():
            for level, change in row.items():
                for consequence, by_change in severities.items():
                    if change in by_change:
                        roles: tuple[schema.Pattern, ...] = (
                            {precipitant: strength},
                            {target: level, str(rule.consequence): consequence},
                        )
                        cell = f"{rule.id}.{enzyme}.{strength}.{level}.{consequence}"
                        yield Concrete(cell, rule, "pair", True, roles, 0, by_change[change], 0, enzyme)


def _curated(interaction: schema.Interaction, corpus: Corpus) -> Concrete:
    directed = interaction.between is None
    sides = interaction.between or (str(interaction.precipitant), str(interaction.object))
    roles = tuple[schema.Pattern, ...]({"substance" if side in corpus.substances else "class": side} for side in sides)
    specificity = 1 + sum(1 for side in sides if side in corpus.substances)
    return Concrete(interaction.id, interaction, "pair", directed, roles, 0, interaction.severity, specificity, "")


Feature = tuple[str, str]
Gates = dict[Feature | None, list[tuple[int, int]]]
"""Roles as (rule, role) by one of the features that a substance must have to fill it; None: any substance may."""


def by_gate(rules: Sequence[Concrete]) -> Gates:
    """The roles of all rules, so that a substance is tried only in those that it may fill."""
    gates: Gates = defaultdict(list)
    for number, rule in enumerate(rules):
        for role, pattern in enumerate(rule.roles):
            for gate in _gate(pattern):
                gates[gate].append((number, role))
    return gates


def features(kind: str, heritage: Inheritance) -> Iterator[Feature]:
    """What a substance is and does, as the keys and values of patterns."""
    yield "substance", kind
    yield from (("class", name) for name in heritage.ancestors(kind))
    for key, trait in heritage.traits(kind).items():
        yield from ((key, value) for value in trait.values)


def _gate(pattern: Mapping[str, Any]) -> list[Feature | None]:
    """The features of which a pattern asks for one; a key that counts where it is not said opens for all."""
    for key, wanted in pattern.items():
        if key not in (*CONTEXT, "any", "except", "excess", "lack"):
            return [(key, value) for value in ([wanted] if isinstance(wanted, str) else wanted)]
    return [None]


def fits(kind: str, pattern: Mapping[str, Any], heritage: Inheritance, mild: str = "mild") -> list[Needs]:
    """
    How a substance fits a role: [] when it does not, [()] when it always does, else what an intake of it must bring.

    An object whose `excess` or `lack` is not given counts as `mild` (knowledge-model.md, construct 2).
    """
    traits = heritage.traits(kind)
    alternatives: list[Needs] = [()]
    for key, wanted in pattern.items():
        values = [wanted] if isinstance(wanted, str) else wanted
        if key == "any":
            inner = [need for part in values if isinstance(part, dict) for need in fits(kind, part, heritage, mild)]
            alternatives = [(*have, *more) for have in alternatives for more in inner]
        elif key == "class":
            if not set(values) & set(heritage.ancestors(kind)):
                return []
        elif key == "substance":
            if kind not in values:
                return []
        elif key == "except":
            if kind in values:
                return []
        elif key in CONTEXT:
            alternatives = [(*have, f"{key}={value}") for have in alternatives for value in values]
        else:
            own = traits[key].values if key in traits else ((mild,) if key in ("excess", "lack") else ())
            if not set(values) & set(own):
                return []
    return list(dict.fromkeys(tuple(sorted(set(needs))) for needs in alternatives))
