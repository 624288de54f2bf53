"""
Which rules match these substances.

Every substance carries the rules it can take part in and its roles in them (bit 1 for the first role, 2 for the second,
4 for the third …), worked out when the knowledge was compiled. Matching is intersecting those.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from mixwise.engine.fitting import person_fits, unknown_of
from mixwise.engine.types import ANYONE, Person, Taken
from mixwise.knowledge.store import Knowledge, Row

Roles = dict[int, int]
PARTS = ("pairs", "sets", "loads", "twice", "alone", "person")


class Loaded(NamedTuple):
    """A substance as the engine sees it."""

    id: str
    context: tuple[str, ...]
    """What was said of this intake and counts in some rule."""
    row: Row
    pairs: Roles
    sets: Roles
    points: dict[int, float]
    """For each rule about a sum of points, how many this substance counts."""
    most: float
    """The most of its points."""
    weights: dict[int, float]
    """For each rule about a sum of doses, what a milligram of this substance counts."""
    twice: Roles
    alone: Roles
    person: Roles
    """Rules about this substance in some person."""
    dose: float
    """Milligrams a day, at the least; 0 when not told."""
    partial: frozenset[int]
    """For a class stand-in: the rules that only some of its usual members take part in."""
    witness: dict[int, dict[int, list[str]]]


class Match(NamedTuple):
    """A rule and the substances in its roles; for a set, all that fill any role, those changed last."""

    number: int
    rule: Row
    participants: tuple[Loaded, ...]


def loaded(taken: Taken, knowledge: Knowledge) -> Loaded:
    """The substance with the roles that this intake fills, its context counted in."""
    row = knowledge.row("substance", taken.substance)
    asked = knowledge.memo.get(("asks", taken.substance))
    if asked is None:
        asked = frozenset(need for _, _, needs in row["if"] for need in needs)
        knowledge.memo["asks", taken.substance] = asked
    context = tuple([fact for fact in taken.context if fact in asked]) if asked else ()
    if taken.moments and asked:
        from mixwise.engine.timing import facts  # late: a plain question tells no time

        context += tuple(sorted(facts(taken, asked)))
    key = ("loaded", taken.substance, context)
    found: Loaded | None = knowledge.memo.get(key)
    if found is None:
        found = knowledge.memo[key] = _load(taken.substance, row, context, knowledge)
    return found._replace(dose=taken.dose) if taken.dose else found


def _load(name: str, row: Row, context: tuple[str, ...], knowledge: Knowledge) -> Loaded:
    parts = [{int(number): mask for number, mask in row[part].items()} for part in PARTS]
    for number, bit, needs in row["if"]:
        if set(context).issuperset(needs):
            for part in parts:
                if number in part:
                    part[number] |= bit
    pairs, sets, loads, twice, alone, person = (
        {number: mask for number, mask in part.items() if mask} for part in parts
    )
    points, weights = _counted(loads, row, knowledge)
    witness = {
        int(number): {int(bit): who for bit, who in bits.items()} for number, bits in row.get("witness", {}).items()
    }
    return Loaded(
        name,
        context,
        row,
        pairs,
        sets,
        points,
        max(points.values(), default=0.0),
        weights,
        twice,
        alone,
        person,
        0.0,
        frozenset(row.get("partial", ())),
        witness,
    )


TEXTS = ("plain", "professional", "onset", "signs", "pictures", "management")


def rule(number: int, knowledge: Knowledge) -> Row:
    """A rule by its number in this compiled file; what it does not say itself, its mechanism says, with its claims."""
    found: Row | None = knowledge.memo.get(number)
    if found is None:
        own = knowledge.row("rule", str(number))
        mechanism = knowledge.row("mechanism", own["mechanism"])
        inherited = [name for name in TEXTS if name not in own]
        claims = [
            [claim["says"], claim["source"], claim["locator"]]
            for claim in mechanism["claims"]
            if any(name in inherited for name in claim["supports"])
        ]
        texts = {name: mechanism.get(name) for name in inherited}
        found = {**own, **texts, "title": mechanism["title"], "claims": _once([*own["claims"], *claims])}
        knowledge.memo[number] = found
    return found


def _once(claims: list[list[str]]) -> list[list[str]]:
    """Each claim once: a rule may repeat what its mechanism says."""
    return [list(claim) for claim in dict.fromkeys(map(tuple, claims))]


def pair_matches(
    first: Loaded, second: Loaded, person: Person, knowledge: Knowledge, missing: set[str]
) -> Iterator[Match]:
    """Every rule over two substances that these two fill, in either direction where direction matters."""
    for number in sorted(first.pairs.keys() & second.pairs.keys()):
        mine, yours = first.pairs[number], second.pairs[number]
        found = rule(number, knowledge)
        if found["person"] and (person is ANYONE or not person_fits(found["person"], person)):
            if (mine & 1 and yours & 2) or (yours & 1 and mine & 2):
                missing.update(_unknown(number, person, knowledge))
            continue
        forward = mine & 1 and yours & 2
        if forward:
            yield Match(number, found, (first, second))
        if yours & 1 and mine & 2 and (found["directed"] or not forward):
            yield Match(number, found, (second, first))


def _counted(loads: Roles, row: Row, knowledge: Knowledge) -> tuple[dict[int, float], dict[int, float]]:
    """What a substance counts in rules about sums of points, and about sums of doses."""
    found: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for number in loads:
        load = rule(number, knowledge)["load"]
        found[load["unit"] != "points"][number] = weight(row, load, knowledge)
    return found


def load_matches(all_of: Sequence[Loaded], person: Person, knowledge: Knowledge, missing: set[str]) -> Iterator[Match]:
    """Every rule about a sum over the list, of doses or of points, that is more than its limit."""
    if sum([one.most for one in all_of]) <= knowledge.least_points and not any(one.dose for one in all_of):
        return
    filling: dict[int, list[tuple[Loaded, float]]] = {}
    for one in all_of:
        for number, points in one.points.items():
            filling.setdefault(number, []).append((one, points))
        if one.dose:
            for number, each in one.weights.items():
                filling.setdefault(number, []).append((one, one.dose * each))
    for number in sorted(filling):
        found = rule(number, knowledge)
        if not sum(counts for _, counts in filling[number]) > found["load"]["over"]:
            continue
        if found["person"] and not person_fits(found["person"], person):
            missing.update(unknown_of(found["person"], person))
            continue
        yield Match(number, found, tuple(one for one, _ in filling[number]))


def weight(row: Row, load: dict[str, Any], knowledge: Knowledge) -> float:
    """The number that a load counts a substance with: of a class stand-in, the highest of its usual members."""
    trait = load.get("weight")
    if not trait:
        return 1.0
    rows = [row, *(knowledge.row("substance", member) for member in row.get("members", ()))]
    return max(float(value) for one in rows if trait in one["traits"] for value in one["traits"][trait][0])


def set_matches(all_of: Sequence[Loaded], person: Person, knowledge: Knowledge, missing: set[str]) -> Iterator[Match]:
    """Every rule over a set that some of these substances fill together."""
    if len(all_of) < knowledge.smallest_set:
        return
    filling: dict[int, list[tuple[Loaded, int]]] = {}
    for one in all_of:
        for number, mask in one.sets.items():
            filling.setdefault(number, []).append((one, mask))
    for number in sorted(filling):
        found, candidates = rule(number, knowledge), filling[number]
        if found["person"] and not person_fits(found["person"], person):
            missing.update(unknown_of(found["person"], person))
            continue
        if found["least"]:
            who = [one for one, mask in candidates if mask & 1]
            if len(who) >= found["least"]:
                yield Match(number, found, tuple(who))
        elif len(candidates) >= len(found["roles"]):
            yield from _by_roles(number, found, candidates)


def _by_roles(number: int, found: Row, candidates: list[tuple[Loaded, int]]) -> Iterator[Match]:
    """One match for all that take part; where the last role is the object that is changed, one for each object."""
    roles = [1 << index for index in range(len(found["roles"]))]
    if not found["directed"]:
        if _assignable(roles, candidates):
            yield Match(number, found, tuple(one for one, _ in candidates))
        return
    for changed, mask in candidates:
        others = [(one, bits) for one, bits in candidates if one is not changed and bits & (roles[-1] - 1)]
        if mask & roles[-1] and _assignable(roles[:-1], others):
            yield Match(number, found, (*(one for one, _ in others), changed))


def _assignable(roles: Sequence[int], candidates: Sequence[tuple[Loaded, int]]) -> bool:
    """Whether each role can be given to a different candidate; roles are few, so plain search will do."""
    if not roles:
        return True
    return any(
        _assignable(roles[1:], [other for other in candidates if other is not candidate])
        for candidate in candidates
        if candidate[1] & roles[0]
    )


def single_matches(
    one: Loaded, twice: bool, person: Person, knowledge: Knowledge, missing: set[str]
) -> Iterator[Match]:
    """Rules about one substance: by itself, in this person, or taken under two names."""
    for number in (*one.alone, *(one.twice if twice else ())):
        yield Match(number, rule(number, knowledge), (one,))
    if person is ANYONE:
        missing |= _all_unknown(one, knowledge)
        return
    for number in one.person:
        found = rule(number, knowledge)
        if person_fits(found["person"], person):
            yield Match(number, found, (one,))
        else:
            missing.update(unknown_of(found["person"], person))


def _unknown(number: int, person: Person, knowledge: Knowledge) -> Iterable[str]:
    """What a rule about persons would have to know of this one; held for a person of whom nothing is known."""
    if person is not ANYONE:
        return unknown_of(rule(number, knowledge)["person"], person)
    key = ("unknown", number)
    found: tuple[str, ...] | None = knowledge.memo.get(key)
    if found is None:
        found = knowledge.memo[key] = tuple(unknown_of(rule(number, knowledge)["person"], ANYONE))
    return found


def _all_unknown(one: Loaded, knowledge: Knowledge) -> frozenset[str]:
    """What would count of a person of whom nothing is known, for one substance alone."""
    key = ("person", one.id)
    found: frozenset[str] | None = knowledge.memo.get(key)
    if found is None:
        wanted = (rule(number, knowledge)["person"] for number in one.person)
        found = knowledge.memo[key] = frozenset(factor for one in wanted for factor in unknown_of(one, ANYONE))
    return found
