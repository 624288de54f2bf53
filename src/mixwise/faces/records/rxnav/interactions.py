"""The interaction functions of the old interface: `list`, `interaction`, `sources`, `version`, in their old shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mixwise.engine.types import Finding
from mixwise.faces.records.desk import SEVERITY, RecordsDesk
from mixwise.faces.records.drugs import Checked, Drug, Issue, by_rxcui, check_drugs
from mixwise.faces.records.rxnorm.store import Concept
from mixwise.knowledge.terms import RANK

Body = dict[str, Any]
HIGH_ONLY = {"onchigh"}
"""The one name of an old source that stands for the severe findings alone; no other name filters anything away."""


class End(NamedTuple):
    """One side of an entry: the drug as sent, and the ingredient of it that is meant."""

    drug: Drug
    ingredient: Concept
    url: str


class Entry(NamedTuple):
    """One couple of drugs and of their ingredients, with every finding about it, worst first."""

    first: End
    second: End
    findings: tuple[Finding, ...]
    others: tuple[str, ...]


def interactions_of_list(rxcuis: Sequence[str], sources: Sequence[str], desk: RecordsDesk) -> tuple[Body, Checked]:
    """The answer to `list`: every known interaction between the drugs, worst first, what was not checked before all."""
    drugs = [_drug(one, desk) for one in rxcuis]
    checked = check_drugs(drugs, desk.knowledge)
    entries = [_full(entry, desk) for entry in _entries(checked, desk)]
    entries = [entry for entry in entries if _passes(entry["interactionPair"][0]["severity"], sources)]
    if (said := not_checked(checked, desk)) and (ends := _not_checked_ends(checked, desk)):
        entries.insert(0, _wrapped(*ends, "N/A", said, said))
    body: Body = {"nlmDisclaimer": desk.say("disclaimer")}
    if entries:
        body["fullInteractionTypeGroup"] = [{**_group(desk), "fullInteractionType": entries}]
    return body, checked


def interactions_of_drug(rxcui: str, sources: Sequence[str], desk: RecordsDesk) -> tuple[Body, Checked]:
    """The answer to `interaction`: everything known to interact with one drug."""
    drug = by_rxcui(rxcui, desk.concepts)
    found: list[tuple[tuple[int, str], Body]] = []
    for code, substance in desk.concepts.coded().items() if drug.substances else ():
        if substance in drug.substances:
            continue
        for entry in _entries(check_drugs([drug, by_rxcui(code, desk.concepts)], desk.knowledge), desk):
            mine, other = (entry.first, entry.second) if entry.first.drug is drug else (entry.second, entry.first)
            pair = _pair(mine, other, _severity(entry), _description(entry, desk))
            found.append(((-RANK[entry.findings[0].severity], other.ingredient.name.casefold()), pair))
    pairs = [pair for _, pair in sorted(found, key=lambda one: one[0]) if _passes(pair["severity"], sources)]
    checked = check_drugs([drug], desk.knowledge)
    if said := not_checked(checked, desk):
        pairs.insert(0, _pair(_as_sent(drug, desk), _anything(desk), "N/A", said))
    body: Body = {"nlmDisclaimer": desk.say("disclaimer")}
    if pairs:
        ingredients = ", ".join(f"{one.name} ({one.rxcui})" for one in desk.concepts.ingredients(rxcui)) or drug.name
        comment = desk.say("resolved", name=drug.name, rxcui=rxcui, ingredients=ingredients)
        kind = {"comment": comment, "minConceptItem": _item(drug.rxcui, drug.name, drug.tty), "interactionPair": pairs}
        body["interactionTypeGroup"] = [{**_group(desk), "interactionType": [kind]}]
    return body, checked


def sources(desk: RecordsDesk) -> Body:
    """The answer to `sources`."""
    return {"nlmDisclaimer": desk.say("disclaimer"), "sourceList": {"source": [desk.say("source")]}}


def version(desk: RecordsDesk) -> Body:
    """The answer to `version`: name and version in one string, since clients cut it at the colon."""
    named = f"{desk.say('source')}:{desk.knowledge.version}"
    return {"nlmDisclaimer": desk.say("disclaimer"), "sourceVersionList": {"sourceVersion": [named]}}


def not_checked(checked: Checked, desk: RecordsDesk) -> str:
    """What was not checked, in words; "" when all was, or when the operator has turned this off."""
    mode = desk.settings.not_checked
    if mode == "off":
        return ""
    names = [_of(checked.drugs[place], name, desk) for place, name in (*checked.not_recognised, *checked.not_reviewed)]
    said = [desk.say("not_checked", names=", ".join(dict.fromkeys(names)))] if names else []
    several = len({one for drug in checked.drugs for one in drug.substances}) > 1
    if mode == "all" and checked.partly and several:
        partly = dict.fromkeys(_of(checked.drugs[place], name, desk) for place, name, _ in checked.partly)
        said.append(desk.say("partly_checked", names=", ".join(partly)))
    return " ".join(said)


def _of(drug: Drug, name: str, desk: RecordsDesk) -> str:
    """What was not checked: the drug itself, with its code beside the name, or one ingredient of it."""
    if name.casefold() == drug.name.casefold() or len(drug.substances) + len(drug.missing) < 2:
        return drug.name if drug.name == drug.rxcui else f"{drug.name} ({drug.rxcui})"
    return desk.say("ingredient_of", ingredient=name, name=f"{drug.name} ({drug.rxcui})")


def _drug(member: str, desk: RecordsDesk) -> Drug:
    if member.isascii() and member.isdigit():
        return by_rxcui(member, desk.concepts)
    shown = member[:80]
    return Drug(shown, shown, shown, "NA", missing=(shown,))


def _entries(checked: Checked, desk: RecordsDesk) -> Iterator[Entry]:
    """Every couple of drugs and ingredients with something found; a set stands with the first couple that it holds."""
    together: dict[tuple[int, str, int, str], list[tuple[Finding, tuple[str, ...]]]] = {}
    for issue in checked.issues:
        if couple := _couple(issue, checked):
            others = tuple(one for one in issue.substances if one not in (couple[1], couple[3]))
            together.setdefault(couple, []).append((issue.finding, others))
    for (one, substance, two, other), found in together.items():
        first = _end(checked.drugs[one], substance, desk)
        second = _end(checked.drugs[two], other, desk)
        if _number(second.drug.rxcui) < _number(first.drug.rxcui):
            first, second = second, first
        findings = sorted(found, key=lambda one: -RANK[one[0].severity])
        yield Entry(first, second, tuple(finding for finding, _ in findings), findings[0][1])


def _couple(issue: Issue, checked: Checked) -> tuple[int, str, int, str] | None:
    """Two drugs with one substance of the finding each; None when there are no two of both."""
    held = [(place, one) for one in issue.substances for place in issue.drugs if one in checked.drugs[place].substances]
    for number, (one, substance) in enumerate(held):
        for two, other in held[number + 1 :]:
            if one != two and substance != other:
                return (one, substance, two, other)
    return None


def _end(drug: Drug, substance: str, desk: RecordsDesk) -> End:
    meant = next(
        (one for one in desk.concepts.ingredients(drug.rxcui) if desk.concepts.substance(one) == substance), None
    )
    return End(drug, meant or Concept(drug.rxcui, drug.name, drug.tty), desk.substance_url(substance))


def _as_sent(drug: Drug, desk: RecordsDesk) -> End:
    return End(drug, Concept(drug.rxcui, drug.name, drug.tty), f"{desk.settings.base_url}/substances")


def _anything(desk: RecordsDesk) -> End:
    other = desk.say("other_drug")
    return End(Drug("0", other, "0", "NA"), Concept("0", other, "NA"), f"{desk.settings.base_url}/substances")


def _not_checked_ends(checked: Checked, desk: RecordsDesk) -> tuple[End, End] | None:
    """The first drug that was not checked, beside the first other one."""
    places = [place for place, _ in (*checked.not_recognised, *checked.not_reviewed)]
    places += [place for place, _, _ in checked.partly]
    if not places:
        return None
    first = _as_sent(checked.drugs[places[0]], desk)
    others = [drug for place, drug in enumerate(checked.drugs) if place != places[0]]
    second = _as_sent(others[0], desk) if others else _anything(desk)
    return (second, first) if others and _number(second.drug.rxcui) < _number(first.drug.rxcui) else (first, second)


def _number(rxcui: str) -> tuple[int, str]:
    return (int(rxcui), "") if rxcui.isascii() and rxcui.isdigit() and len(rxcui) < 20 else (10**20, rxcui)


def _full(entry: Entry, desk: RecordsDesk) -> Body:
    """An entry of `list`."""
    comment = desk.say("checked_as", first=entry.first.ingredient.name, second=entry.second.ingredient.name)
    if entry.others:
        comment += " " + desk.say("together_with", names=desk.guide.names(entry.others))
    if len(entry.findings) > 1:
        comment += " " + desk.say("also", titles="; ".join(dict.fromkeys(one.title for one in entry.findings[1:])))
    return _wrapped(entry.first, entry.second, _severity(entry), comment, _description(entry, desk))


def _wrapped(first: End, second: End, severity: str, comment: str, description: str) -> Body:
    ends = (first, second)
    leading = " ".join(
        f"Drug{number} (rxcui = {end.drug.rxcui}, name = {end.drug.name}, tty = {end.drug.tty})."
        for number, end in enumerate(ends, 1)
    )
    return {
        "comment": f"{leading} {comment}",
        "minConcept": [_item(end.drug.rxcui, end.drug.name, end.drug.tty) for end in ends],
        "interactionPair": [_pair(first, second, severity, description)],
    }


def _pair(first: End, second: End, severity: str, description: str) -> Body:
    return {"interactionConcept": [_side(first), _side(second)], "severity": severity, "description": description}


def _side(end: End) -> Body:
    one = end.ingredient
    return {
        "minConceptItem": _item(one.rxcui, one.name, one.tty),
        "sourceConceptItem": {"id": one.rxcui, "name": one.name, "url": end.url},
    }


def _item(rxcui: str, name: str, tty: str) -> Body:
    return {"rxcui": rxcui, "name": name, "tty": tty}


def _severity(entry: Entry) -> str:
    return SEVERITY.get(entry.findings[0].severity, "N/A")


def _description(entry: Entry, desk: RecordsDesk) -> str:
    """The worst finding in plain words, naming both drugs; what else was found by its title."""
    worst, *others = entry.findings
    text = worst.plain[:1].upper() + worst.plain[1:]
    names = (entry.first.ingredient.name, entry.second.ingredient.name)
    if any(name.casefold() not in text.casefold() for name in names):
        text = desk.say("naming", names=" + ".join(names), text=text)
    titles = dict.fromkeys(one.title for one in others if one.title != worst.title)
    return f"{text} {desk.say('also', titles='; '.join(titles))}" if titles else text


def _passes(severity: str, sources: Sequence[str]) -> bool:
    return severity == "high" or {one.casefold() for one in sources} != HIGH_ONLY


def _group(desk: RecordsDesk) -> Body:
    return {"sourceDisclaimer": desk.say("source_disclaimer"), "sourceName": desk.say("source")}
