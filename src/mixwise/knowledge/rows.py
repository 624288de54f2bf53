"""The rows of the compiled file: what the engine matches, what the guide prints, and what names mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from mixwise.knowledge import schema
from mixwise.knowledge.corpus import Corpus
from mixwise.knowledge.derive import Inheritance
from mixwise.knowledge.expand import Concrete, by_gate, concrete_rules, fits
from mixwise.knowledge.namerows import listed_rows
from mixwise.knowledge.profilerows import profile_row, stand_in_profile
from mixwise.knowledge.standinrows import stand_in_row
from mixwise.knowledge.substancerows import MATCHED, Row, courses_of, matches_of, plain, substance_row, uses_of

TEXTS = ("plain", "professional", "onset", "signs", "pictures", "management")
AS_WRITTEN = {
    "mechanisms": "mechanism", "sources": "source", "signs": "sign", "pictures": "picture", "effects": "effect",
    "antidotes": "antidote", "adulterants": "adulterant", "products": "product", "countries": "country",
    "selfchecks": "selfcheck", "washouts": "washout",
}  # fmt: skip
"""Stores whose records go into the file as they were written, and what they are called there."""


def rows(corpus: Corpus) -> Iterator[tuple[str, str, Row]]:
    """Every record as (kind, id, data)."""
    heritage = Inheritance(corpus)
    rules = list(concrete_rules(corpus))
    gates = by_gate(rules)
    matches = {kind: matches_of(kind, rules, gates, heritage) for kind in corpus.substances}
    used: set[int] = {number for found in matches.values() for kind in MATCHED.values() for number in found[kind]}
    for kind in corpus.substances:
        yield "substance", kind, substance_row(kind, corpus, heritage, matches[kind])
        yield "profile", kind, profile_row(corpus.substances[kind].record, heritage)
    for name, entry in corpus.classes.items():
        yield (
            "class",
            name,
            {
                "label": [entry.record.label.one, entry.record.label.many],
                "is": list(heritage.ancestors(name)),
            },
        )
        if entry.record.stand_in:
            yield "substance", name, stand_in_row(entry.record, heritage, matches)
            yield "profile", name, stand_in_profile(entry.record, heritage)
    for number, rule in enumerate(rules):
        if number in used:
            yield "rule", str(number), _rule(rule, corpus)
    for store, kind in AS_WRITTEN.items():
        for name, entry in getattr(corpus, store).items():
            yield kind, name, plain(entry.record)
    uses = {kind: uses_of(kind, heritage) for kind in corpus.substances} if corpus.uses else {}
    for name, use in corpus.uses.items():
        yield "use", name, {**plain(use.record), "members": [kind for kind, held in uses.items() if name in held]}
    for kind in corpus.substances:
        if courses := courses_of(kind, corpus):
            yield "course", kind, {"courses": courses}
    for name, advice in corpus.advice.items():
        yield "advice", name, _fitted(advice.record, heritage)
    for name, antidote in corpus.antidotes.items():
        reversed_by = [kind for kind in corpus.takeable() if _any_fits(kind, antidote.record.reverses, heritage)]
        yield "reverses", name, {"substances": reversed_by}
    for name, meanings in listed_rows(corpus).items():
        yield "listed", name, {"meanings": meanings}
    for trait, values in heritage.vocabulary.items():
        yield "trait", trait, {"title": heritage.titles[trait], "values": values}
    yield "families", "all", {name: entry.record.title for name, entry in corpus.families.items()}
    for name, data in corpus.words.items():
        if name.endswith("/words"):
            yield from (("words", f"{name}/{start}", lists) for start, lists in words_by_start(data).items())
        else:
            yield "words", name, data if isinstance(data, dict) else {"all": data}


def words_by_start(data: Any) -> dict[str, Row]:
    """A list of words as rows, so that a sentence reads only those that begin as its words do: start, list, its line."""
    found: dict[str, Row] = defaultdict(dict)
    for name, lines in data.items():
        for line in lines:
            found[line[:2]][name] = line
    return dict(sorted(found.items()))


def _rule(rule: Concrete, corpus: Corpus) -> Row:
    """A rule with its own texts only; what it does not say itself, its mechanism says (see `engine.matching.rule`)."""
    record: Any = rule.record
    enzymes = {
        name: title for entry in corpus.families.values() for name, title in (entry.record.enzymes or {}).items()
    }
    found: Row = {
        "id": rule.id,
        "record": record.id,
        "kind": rule.kind,
        "directed": rule.directed,
        "roles": list(rule.roles),
        "least": rule.least,
        "shape": getattr(record, "shape", None) or "pair",
        "mechanism": record.mechanism,
        "severity": rule.severity,
        "evidence": record.evidence,
        "enzyme": enzymes.get(rule.enzyme, ""),
        "load": plain(record.load) if getattr(record, "load", None) else None,
        "person": plain(record.person) if getattr(record, "person", None) else None,
        "curated": rule.specificity,
        "overrides": list(getattr(record, "overrides", ())),
        "because": getattr(record, "because", None),
        "positions": [plain(position) for position in record.positions],
        "claims": [[claim.says, claim.source, claim.locator] for claim in record.claims],
    }
    for name in TEXTS:
        value = getattr(record, name)
        if value is not None:
            found[name] = value.model_dump() if isinstance(value, schema.Management) else value
    return found


def _any_fits(kind: str, pattern: schema.Pattern, heritage: Inheritance) -> bool:
    """Whether a substance, or a usual member of a stand-in, fits a pattern whatever its context."""
    if kind in heritage.corpus.substances:
        return bool(fits(kind, pattern, heritage))
    stand_in = heritage.corpus.classes[kind].record.stand_in
    return any(fits(member, pattern, heritage) for member in (stand_in.members if stand_in else ()))


def _fitted(advice: schema.AdviceList, heritage: Inheritance) -> Row:
    """A list of advice, each item with the substances it is for (None: always)."""
    data = plain(advice)
    takeable = heritage.corpus.takeable()
    for item, record in zip(data["items"], advice.items, strict=True):
        item.pop("when", None)
        pattern = record.when
        item["for"] = None if pattern is None else [kind for kind in takeable if _any_fits(kind, pattern, heritage)]
        doubt = record.unless_known
        item.pop("unless_known", None)
        item["if_any"] = None if doubt is None else [kind for kind in takeable if _any_fits(kind, doubt, heritage)]
    return data
