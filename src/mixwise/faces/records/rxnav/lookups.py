"""The RxNorm look-ups that clients of the interaction interface also call, in their old shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz, process

from mixwise.faces.records.desk import RecordsDesk
from mixwise.faces.records.rxnorm.concepts import ORDER, Concepts
from mixwise.faces.records.rxnorm.store import Concept
from mixwise.knowledge.normalise import normalise
from mixwise.names import resolve
from mixwise.names.types import Resolved

Body = dict[str, Any]
Parameters = Mapping[str, Sequence[str]]
TYPES = (
    "IN",
    "PIN",
    "MIN",
    "BN",
    "SCDC",
    "SBDC",
    "SCDF",
    "SBDF",
    "SCDG",
    "SBDG",
    "SCD",
    "SBD",
    "GPCK",
    "BPCK",
    "DF",
    "DFG",
)
PRODUCTS = ("SCD", "SBD", "GPCK", "BPCK")
LEAST_SCORE = 50
MOST_CANDIDATES = 100
MENDED = 93
"""The score of a name that our own reader mends; 100 is an exact one."""
API_VERSION = "3.1.0"
ID_TYPES = {"NDC": "NDC", "ATC": "ATC", "UNII_CODE": "UNII_CODE", "UNII": "UNII_CODE", "SNOMEDCT": "SNOMEDCT"}


def rxcui(given: Parameters, desk: RecordsDesk) -> Body:
    """A name or a code of another system to identifiers."""
    concepts = desk.concepts
    if kind := _first(given, "idtype"):
        found = concepts.by_code(ID_TYPES[kind.upper()], _first(given, "id")) if kind.upper() in ID_TYPES else ()
    else:
        name, search = _first(given, "name"), _first(given, "search") or "0"
        found = concepts.named(name)
        if not found and search in ("1", "2", "9"):
            found = concepts.named(name, mended=True)
        if not found and search == "9":
            found = tuple(dict.fromkeys(one.rxcui for _, one in _near(name, concepts)))
    return {"idGroup": {"rxnormId": list(found)} if found else {}}


def approximate_term(given: Parameters, desk: RecordsDesk) -> Body:
    """A misspelt name to candidates, the best first."""
    most = _first(given, "maxentries")
    limit = min(int(most), MOST_CANDIDATES) if most.isdigit() and most.isascii() else 20
    found = _near(_first(given, "term"), desk.concepts)
    ranks = {score: str(rank) for rank, score in enumerate(dict.fromkeys(score for score, _ in found), 1)}
    candidates = [
        {
            "rxcui": one.rxcui,
            "rxaui": "0",
            "score": str(score),
            "rank": ranks[score],
            "name": one.name,
            "source": "RXNORM",
        }
        for score, one in found
        if int(ranks[score]) <= limit
    ]
    return {"approximateGroup": {"inputTerm": None, **({"candidate": candidates} if candidates else {})}}


def spelling_suggestions(given: Parameters, desk: RecordsDesk) -> Body:
    """Names near to one that is misspelt."""
    found = list(dict.fromkeys(one.name for _, one in _near(_first(given, "name"), desk.concepts)))[:10]
    return {"suggestionGroup": {"name": None, "suggestionList": {"suggestion": found} if found else {}}}


def display_names(given: Parameters, desk: RecordsDesk) -> Body:
    """Every name to choose from."""
    del given
    return {"displayTermsList": {"term": list(desk.concepts.display_names())}}


def drugs(given: Parameters, desk: RecordsDesk) -> Body:
    """The products of a drug; where no release is loaded, the ingredient alone."""
    name = _first(given, "name")
    starts = desk.concepts.named(name, mended=True)
    found = [one for start in starts for one in _family(start, desk.concepts) if one.tty in PRODUCTS]
    if not found:
        found = [one for start in starts if (one := desk.concepts.concept(start))]
    return {"drugGroup": {"name": None, **_groups(found)}}


def properties(identifier: str, given: Parameters, desk: RecordsDesk) -> Body:
    """The name and type of a concept."""
    del given
    concept = desk.concepts.concept(identifier)
    return {"properties": _properties(concept._replace(rxcui=identifier))} if concept else {}


def all_related(identifier: str, given: Parameters, desk: RecordsDesk) -> Body:
    """Ingredients, brands and products around a concept."""
    del given
    return {"allRelatedGroup": {"rxcui": "", **_groups(_family(identifier, desk.concepts))}}


def related(identifier: str, given: Parameters, desk: RecordsDesk) -> Body:
    """Those of one or several term types, or by one or several relations."""
    types = {one.upper() for one in " ".join(given.get("tty", ())).replace("+", " ").split()}
    relations = set(" ".join(given.get("rela", ())).replace("+", " ").split())
    if relations and desk.concepts.release:
        linked = [other for rela, other in desk.concepts.release.related(identifier) if rela in relations]
        found = [one for other in linked if (one := desk.concepts.concept(other))]
    else:
        found = [one for one in _family(identifier, desk.concepts) if one.tty in types]
    return {"relatedGroup": {"rxcui": None, **_groups(found)}}


def ndcs(identifier: str, given: Parameters, desk: RecordsDesk) -> Body:
    """Package codes of a concept."""
    del given
    found = list(desk.concepts.release.codes("NDC", identifier)) if desk.concepts.release else []
    return {"ndcGroup": {"rxcui": None, "ndcList": {"ndc": found} if found else {}}}


def all_properties(identifier: str, given: Parameters, desk: RecordsDesk) -> Body:
    """What else is known of a concept: attributes, names and codes, as `prop` asks."""
    concept = desk.concepts.concept(identifier)
    if concept is None:
        return {}
    wanted = {one.lower() for one in " ".join(given.get("prop", ())).replace("+", " ").split()} or {"all"}
    release = desk.concepts.release
    found = [("NAMES", "RxNorm Name", concept.name), ("ATTRIBUTES", "TTY", concept.tty)]
    if release:
        found += [("ATTRIBUTES", name, value) for name, value in release.attributes(identifier)]
        found += [
            ("CODES", system, code)
            for system in ("ATC", "UNII_CODE", "NDC")
            for code in release.codes(system, identifier)
        ]
    kept = [one for one in found if "all" in wanted or one[0].lower() in wanted]
    listed = [{"propCategory": category, "propName": name, "propValue": value} for category, name, value in kept]
    return {"propConceptGroup": {"propConcept": listed}} if listed else {}


def history_status(identifier: str, given: Parameters, desk: RecordsDesk) -> Body:
    """Whether an identifier is current, was remapped, or is not known."""
    del given
    release = desk.concepts.release
    current = release.current(identifier) if release else identifier
    concept = desk.concepts.concept(identifier)
    status = "Unknown" if concept is None else "Active" if current == identifier else "Remapped"
    body: Body = {"rxcuiStatusHistory": {"metaData": {"status": status, "source": "RXNORM"}}}
    if concept:
        known = _properties(concept)
        body["rxcuiStatusHistory"]["attributes"] = {"rxcui": identifier, "name": known["name"], "tty": known["tty"]}
    if status == "Remapped" and concept:
        remapped = [{"remappedRxCui": concept.rxcui, "remappedName": concept.name, "remappedTTY": concept.tty}]
        body["rxcuiStatusHistory"]["derivedConcepts"] = {"remappedConcept": remapped}
    return body


def version(given: Parameters, desk: RecordsDesk) -> Body:
    """The version of the names: of the release that is loaded, else of the knowledge."""
    del given
    release = desk.concepts.release
    return {"version": release.version if release else desk.knowledge.version, "apiVersion": API_VERSION}


BY_QUERY: dict[str, Callable[[Parameters, RecordsDesk], Body]] = {
    "rxcui": rxcui, "approximateterm": approximate_term, "spellingsuggestions": spelling_suggestions,
    "displaynames": display_names, "drugs": drugs, "version": version,
}  # fmt: skip
BY_IDENTIFIER: dict[str, Callable[[str, Parameters, RecordsDesk], Body]] = {
    "properties": properties, "allrelated": all_related, "related": related, "ndcs": ndcs, "allproperties": all_properties,
    "historystatus": history_status,
}  # fmt: skip


def _first(given: Parameters, name: str) -> str:
    """The value of a parameter, spaces set right; "" when it is not given."""
    return " ".join(next(iter(given.get(name, ())), "").split())[:500]


def _near(text: str, concepts: Concepts) -> list[tuple[int, Concept]]:
    """Concepts with a name near to the text, each with a score of 50 to 100, the best first."""
    key = normalise(text)
    if not key:
        return []
    best: dict[tuple[str, str], int] = {(one, ""): 100 for one in concepts.named(text)}
    if not best:
        meaning = resolve(text, concepts.knowledge)
        known = meaning.meaning.substances if isinstance(meaning, Resolved) else ()
        if len(known) == 1 and (own := concepts.rxcui(known[0])):
            best[own, ""] = MENDED
    names = concepts.all_names()
    for _, score, place in process.extract(
        key, [one[0] for one in names], scorer=fuzz.ratio, score_cutoff=LEAST_SCORE, limit=200
    ):
        _, name, identifier = names[place]
        if (identifier, "") not in best:
            best[identifier, name] = min(99, int(score))
    found = []
    for (identifier, name), score in best.items():
        concept = concepts.concept(identifier)
        if concept:
            found.append((score, concept._replace(name=name or concept.name)))
    return sorted(found, key=lambda one: (-one[0], *_plainness(one[1]), one[1].name))


def _plainness(concept: Concept) -> tuple[int, int, str]:
    return (ORDER.index(concept.tty) if concept.tty in ORDER else len(ORDER), len(concept.rxcui), concept.rxcui)


def _family(identifier: str, concepts: Concepts) -> list[Concept]:
    """A concept, its ingredients, what it is linked to, and for an ingredient or a brand everything made of it."""
    concept = concepts.concept(identifier)
    if concept is None:
        return []
    found = {concept.rxcui: concept, **{one.rxcui: one for one in concepts.ingredients(identifier)}}
    if release := concepts.release:
        linked = [other for _, other in release.related(concept.rxcui)]
        if concept.tty == "IN":
            linked += release.made_of(concept.rxcui)
        elif concept.tty in ("BN", "PIN", "MIN"):
            linked += [further for other in linked for _, further in release.related(other)]
        for other in linked:
            if other not in found and (one := concepts.concept(other)):
                found[other] = one
    return list(found.values())


def _groups(found: Sequence[Concept]) -> Body:
    """Concepts by term type, ingredients first; nothing when there are none."""
    groups = []
    known = {one.rxcui: one for one in found}
    for tty in (*TYPES, *sorted({one.tty for one in known.values()} - set(TYPES))):
        members = sorted((one for one in known.values() if one.tty == tty), key=_plainness)
        if members:
            groups.append({"tty": tty, "conceptProperties": [_properties(one) for one in members]})
    return {"conceptGroup": groups} if groups else {}


def _properties(concept: Concept) -> Body:
    return {
        "rxcui": concept.rxcui, "name": concept.name, "synonym": concept.synonym, "tty": concept.tty, "language": "ENG",
        "suppress": "N", "umlscui": "",
    }  # fmt: skip
