"""The rows of the compiled file: what the engine matches, what the guide prints, and what names mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from mixwise.knowledge import schema
from mixwise.knowledge.corpus import Corpus
from mixwise.knowledge.derive import Inheritance
from mixwise.knowledge.expand import Concrete, Gates, by_gate, concrete_rules, features, fits
from mixwise.knowledge.namerows import listed_rows

Row = dict[str, Any]
TEXTS = ("plain", "professional", "onset", "signs", "pictures", "management")
PROFILE = ("what", "use", "forms", "routes", "action", "addictive", "why_mixed")
DEPENDENCE = ("tolerance", "dependence", "withdrawal", "addiction")
AS_WRITTEN = {
    "mechanisms": "mechanism", "sources": "source", "signs": "sign", "pictures": "picture", "effects": "effect",
    "antidotes": "antidote", "adulterants": "adulterant", "products": "product", "countries": "country",
    "selfchecks": "selfcheck", "washouts": "washout",
}  # fmt: skip
"""Stores whose records go into the file as they were written, and what they are called there."""
MATCHED = {"pair": "pairs", "set": "sets", "load": "loads", "twice": "twice", "alone": "alone", "person": "person"}
"""Kinds of rule, and under which key a substance lists them; `person` are those about one substance in some person."""


def rows(corpus: Corpus) -> Iterator[tuple[str, str, Row]]:
    """Every record as (kind, id, data)."""
    heritage = Inheritance(corpus)
    rules = list(concrete_rules(corpus))
    gates = by_gate(rules)
    matches = {kind: _matches(kind, rules, gates, heritage) for kind in corpus.substances}
    used: set[int] = {number for found in matches.values() for kind in MATCHED.values() for number in found[kind]}
    for kind in corpus.substances:
        yield "substance", kind, _substance(kind, corpus, heritage, matches[kind])
        yield "profile", kind, _profile(corpus.substances[kind].record, heritage)
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
            yield "substance", name, _stand_in(entry.record, heritage, matches)
            yield "profile", name, _stand_in_profile(entry.record, heritage)
    for number, rule in enumerate(rules):
        if number in used:
            yield "rule", str(number), _rule(rule, corpus)
    for store, kind in AS_WRITTEN.items():
        for name, entry in getattr(corpus, store).items():
            yield kind, name, _plain(entry.record)
    uses = {kind: _uses(kind, heritage) for kind in corpus.substances} if corpus.uses else {}
    for name, use in corpus.uses.items():
        yield "use", name, {**_plain(use.record), "members": [kind for kind, held in uses.items() if name in held]}
    for kind in corpus.substances:
        if courses := _courses(kind, corpus):
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


def _plain(record: schema.Record) -> Row:
    return record.model_dump(by_alias=True, exclude_none=True, exclude_defaults=False)


def _matches(kind: str, rules: list[Concrete], gates: Gates, heritage: Inheritance) -> Row:
    """
    Which rules a substance can take part in, and in which roles, as bit masks (role 0 is bit 1).

    `if` lists roles that an intake fills only with some context: [rule, bit, [needs]].
    """
    found: Row = {"pairs": {}, "sets": {}, "loads": {}, "twice": {}, "alone": {}, "person": {}, "if": []}
    for number, role in sorted(set().union(*(gates.get(gate, ()) for gate in (None, *features(kind, heritage))))):
        rule = rules[number]
        where = found[_matched(rule)]
        for needs in fits(kind, rule.roles[role], heritage):
            if needs:
                found["if"].append([number, 1 << role, list(needs)])
                where.setdefault(number, 0)
            else:
                where[number] = where.get(number, 0) | 1 << role
    return found


def _matched(rule: Concrete) -> str:
    return "person" if rule.kind == "alone" and getattr(rule.record, "person", None) else MATCHED[rule.kind]


def _substance(kind: str, corpus: Corpus, heritage: Inheritance, matches: Row) -> Row:
    record = corpus.substances[kind].record
    reviewed = heritage.reviewed(kind)
    few = len(heritage.sources(kind)) < 3
    return {
        "label": [record.label.us, record.label.international],
        "origin": record.origin,
        "supply": record.supply,
        "classes": list(heritage.ancestors(kind)),
        "traits": _traits(kind, heritage),
        "not_reviewed": list(heritage.families)
        if few
        else [family for family in heritage.families if family not in reviewed],
        "sources": sorted(heritage.sources(kind)),
        "codes": record.codes,
        "clinically_reviewed": record.clinically_reviewed,
        "checked": record.checked_against_sources or record.drafted,
        **spans(kind, heritage),
        "uses": _uses(kind, heritage),
        **matches,
    }


def _uses(kind: str, heritage: Inheritance) -> list[str]:
    classes = set(heritage.ancestors(kind))
    return [
        name for name, entry in heritage.corpus.uses.items()
        if kind in entry.record.substances or classes & set(entry.record.classes)
    ]  # fmt: skip


def _courses(kind: str, corpus: Corpus) -> list[Row]:
    """How a substance comes and goes, by form; what its own record says of half-lives where nothing more is known."""
    found = [_plain(entry.record) for entry in corpus.courses.values() if entry.record.substance == kind]
    own = corpus.substances[kind].record.kinetics
    if not found and own and own.half_life_h:
        claims = [_plain(one) for one in corpus.substances[kind].record.claims if "kinetics" in one.supports]
        course = {"id": kind, "substance": kind, "form": "", "half_life_h": own.half_life_h, "metabolites": []}
        return [{**course, **({"peak_h": own.peak_h} if own.peak_h else {}), "claims": claims}]
    return found


def spans(kind: str, heritage: Inheritance) -> Row:
    """The washouts in which a substance is the last or the first of the two, and when it is never called over."""
    washouts = heritage.corpus.washouts
    never: Any = heritage.corpus.words.get("time/never_past", {})
    return {
        "last": [name for name, one in washouts.items() if () in fits(kind, one.record.last, heritage)],
        "first": [name for name, one in washouts.items() if () in fits(kind, one.record.first, heritage)],
        "never_past": [list(needs) for needs in fits(kind, never, heritage)] if never else [],
    }


def _spans_of_all(members: list[str], heritage: Inheritance) -> Row:
    """A stand-in has the spans that every usual member has, and is never past where one of them never is."""
    each = [spans(member, heritage) for member in members]
    shared = {
        side: [name for name in each[0][side] if all(name in one[side] for one in each)] for side in ("last", "first")
    }
    return {**shared, "never_past": [needs for one in each for needs in one["never_past"]]}


def _stand_in(record: schema.ClassRecord, heritage: Inheritance, matches: dict[str, Row]) -> Row:
    """A class asked about as such: it fills every role that any of its usual members fills, and remembers which do."""
    members = record.stand_in.members if record.stand_in else []
    merged: Row = {"pairs": {}, "sets": {}, "loads": {}, "twice": {}, "alone": {}, "person": {}, "if": []}
    witness: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for member in members:
        own = matches[member]
        for where in MATCHED.values():
            for number, mask in own[where].items():
                merged[where][number] = merged[where].get(number, 0) | mask
                for bit in _bits(mask):
                    witness[number][bit].append(member)
        for number, bit, needs in own["if"]:
            merged["if"].append([number, bit, needs])
            witness[number][bit].append(member)
    partial = [
        number for number, bits in witness.items()
        if any(len(set(found)) < len(members) for found in bits.values())
    ]  # fmt: skip
    missing = {family for member in members for family in heritage.families if family not in heritage.reviewed(member)}
    if any(len(heritage.sources(member)) < 3 for member in members):
        missing = set(heritage.families)
    if record.stand_in and record.stand_in.reviewed == "no":
        missing = set(heritage.families)
    supplies = {heritage.corpus.substances[member].record.supply for member in members}
    return {
        "label": [record.label.one, record.label.one],
        "stand_in": True,
        "members": list(members),
        "witness": {
            number: {bit: list(dict.fromkeys(found)) for bit, found in bits.items()} for number, bits in witness.items()
        },
        "partial": partial,
        "origin": "both",
        "supply": "street" if "street" in supplies else "pharmacy" if "pharmacy" in supplies else "shop",
        "classes": [record.id, *heritage.ancestors(record.id)],
        "traits": _traits(record.id, heritage),
        "not_reviewed": [family for family in heritage.families if family in missing],
        "sources": sorted(set().union(*(heritage.sources(member) for member in members))),
        "codes": {},
        "clinically_reviewed": record.clinically_reviewed,
        "checked": record.checked_against_sources or record.drafted or "",
        **_spans_of_all(list(members), heritage),
        **merged,
    }


def _traits(kind: str, heritage: Inheritance) -> Row:
    """Each trait with its values, who says so, and where that is written."""
    return {
        name: [list(trait.values), trait.holder, _cites(heritage.record(trait.holder), f"traits.{name}")]
        for name, trait in heritage.traits(kind).items()
    }


def _bits(mask: int) -> Iterator[int]:
    bit = 1
    while bit <= mask:
        if mask & bit:
            yield bit
        bit <<= 1


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
        "load": _plain(record.load) if getattr(record, "load", None) else None,
        "person": _plain(record.person) if getattr(record, "person", None) else None,
        "curated": rule.specificity,
        "overrides": list(getattr(record, "overrides", ())),
        "because": getattr(record, "because", None),
        "positions": [_plain(position) for position in record.positions],
        "claims": [[claim.says, claim.source, claim.locator] for claim in record.claims],
    }
    for name in TEXTS:
        value = getattr(record, name)
        if value is not None:
            found[name] = value.model_dump() if isinstance(value, schema.Management) else value
    return found


def _cites(record: schema.Kind, field: str) -> list[list[str]]:
    return [[claim.source, claim.locator] for claim in record.claims if field in claim.supports]


def _profile(record: schema.Kind, heritage: Inheritance) -> Row:
    """What the guide prints about one substance: each text from the nearest record that has it, with its citations."""
    lineage = (
        list(heritage.lineage(record.id))
        if isinstance(record, schema.Substance)
        else [record, *(heritage.corpus.classes[a].record for a in heritage.ancestors(record.id))]
    )
    found: Row = {}
    for field in PROFILE:
        found[field] = next(
            ([text, _cites(kind, field)] for kind in lineage if (text := getattr(kind.profile, field))), None
        )
    for field in DEPENDENCE:
        found[field] = next(
            ([text, _cites(kind, field)] for kind in lineage if (text := getattr(kind.dependence, field))),
            None,
        )
    for part in ("short", "long"):
        effects: dict[str, list[list[str]]] = {}
        for kind in lineage:
            for effect in getattr(kind.effects, part):
                effects.setdefault(effect, _cites(kind, f"effects.{part}"))
        found[part] = effects
    found["overdose"] = next((list(kind.overdose) for kind in lineage if kind.overdose), [])
    found["stopping"] = next(
        ([kind.stopping.level, kind.stopping.advice, _cites(kind, "stopping")] for kind in lineage if kind.stopping),
        None,
    )
    kinetics = getattr(record, "kinetics", None)
    found["kinetics"] = [_plain(kinetics), _cites(record, "kinetics")] if kinetics else None
    found["adulterants"] = [
        name for name, entry in heritage.corpus.adulterants.items() if record.id in entry.record.sold_as
    ]  # fmt: skip
    found["reviews"] = {
        family: [holder, review.says, review.source, review.locator]
        for family, (holder, review) in heritage.reviewed(record.id).items()
    }
    return found


STOPPING = ("none_known", "unpleasant", "dangerous")


def _stand_in_profile(record: schema.ClassRecord, heritage: Inheritance) -> Row:
    """As any profile; where the class says nothing of stopping, the usual member that is worst to stop speaks for it."""
    found = _profile(record, heritage)
    if found["stopping"] is None and record.stand_in:
        members = [_profile(heritage.record(member), heritage)["stopping"] for member in record.stand_in.members]
        found["stopping"] = max((one for one in members if one), key=lambda one: STOPPING.index(one[0]), default=None)
    return found


def _any_fits(kind: str, pattern: schema.Pattern, heritage: Inheritance) -> bool:
    """Whether a substance, or a usual member of a stand-in, fits a pattern whatever its context."""
    if kind in heritage.corpus.substances:
        return bool(fits(kind, pattern, heritage))
    stand_in = heritage.corpus.classes[kind].record.stand_in
    return any(fits(member, pattern, heritage) for member in (stand_in.members if stand_in else ()))


def _fitted(advice: schema.AdviceList, heritage: Inheritance) -> Row:
    """A list of advice, each item with the substances it is for (None: always)."""
    data = _plain(advice)
    takeable = heritage.corpus.takeable()
    for item, record in zip(data["items"], advice.items, strict=True):
        item.pop("when", None)
        pattern = record.when
        item["for"] = None if pattern is None else [kind for kind in takeable if _any_fits(kind, pattern, heritage)]
        doubt = record.unless_known
        item.pop("unless_known", None)
        item["if_any"] = None if doubt is None else [kind for kind in takeable if _any_fits(kind, doubt, heritage)]
    return data
