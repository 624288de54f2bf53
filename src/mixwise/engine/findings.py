"""From matches to findings: overrides applied to their pair, the worst of each mechanism kept, each explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mixwise.engine.matching import Loaded, Match
from mixwise.engine.types import Finding, Person, Step
from mixwise.knowledge.store import Knowledge, Row
from mixwise.knowledge.terms import NOTE, RANK


def settle(group: Sequence[Match]) -> list[Match]:
    """
    What remains of the matches of one pair (or set) once curated interactions have had their say.

    An override replaces rules of the mechanisms it names, for this pair only, and only where it holds for every usual
    member of a class stand-in. Then the worst match of each mechanism and direction stands for the others.
    """
    if len(group) == 1:
        return list(group)
    overriding = [
        m for m in group if m.rule["overrides"] and not any(m.number in one.partial for one in m.participants)
    ]
    kept = [match for match in group if not _overridden(match, overriding)] if overriding else group
    best: dict[tuple[object, ...], Match] = {}
    for match in kept:
        row = match.rule
        who = tuple(one.id for one in match.participants) if row["directed"] else ()
        key = (row["mechanism"], row["severity"] == NOTE, who)
        if key not in best or _weight(match) > _weight(best[key]):
            best[key] = match
    return list(best.values())


def _overridden(match: Match, overriding: Sequence[Match]) -> bool:
    return any(
        other is not match
        and match.rule["mechanism"] in other.rule["overrides"]
        and other.rule["curated"] > match.rule["curated"]
        for other in overriding
    )


def _weight(match: Match) -> tuple[int, int, bool, str]:
    """Worst first; then what was curated; then what holds for every usual member of a stand-in."""
    row = match.rule
    whole = not any(match.number in one.partial for one in match.participants)
    return RANK.get(row["severity"], -1), row["curated"], whole, row["id"]


def explain(match: Match, person: Person, knowledge: Knowledge) -> Finding:
    """The finding that a match stands for, with its texts filled in and the facts that led to it."""
    row = match.rule
    who = match.participants
    names = [one.row["label"][0] for one in who]
    words = _texts(names, row, knowledge)
    management = row["management"]
    directed = row["directed"]
    ids = tuple(one.id for one in who)
    return Finding(
        severity=row["severity"],
        mechanism=row["mechanism"],
        title=row["title"],
        substances=tuple(sorted(ids)),
        evidence=row["evidence"],
        onset=row["onset"] or "",
        sources=tuple(dict.fromkeys(source for _, source, _ in row["claims"])),
        plain=row["plain"].format_map(words),
        professional=row["professional"].format_map(words),
        management={
            key: value.format_map(words) if key != "action" and value else value for key, value in management.items()
        },
        because=tuple(_steps(match, person)),
        rule=row["id"],
        shape=row["shape"] if row["kind"] in ("set", "load") else row["kind"],
        precipitant=ids[0] if directed and len(ids) == 2 else "",
        object=ids[-1] if directed else "",
        signs=tuple(row["signs"] or ()),
        pictures=tuple(row["pictures"] or ()),
        claims=tuple((says, source, locator) for says, source, locator in row["claims"]),
        positions=tuple(row["positions"]),
    )


def _texts(names: list[str], row: Row, knowledge: Knowledge) -> dict[str, str]:
    words = knowledge.words("locale/en/guide")
    joined = join(names, words)
    first, last = names[0], names[-1]
    precipitants = join(names[:-1], words) if row["directed"] and len(names) > 2 else first
    return {
        "a": first,
        "b": last,
        "both": joined,
        "all": joined,
        "precipitant": precipitants,
        "object": last,
        "enzyme": row["enzyme"],
    }


def join(names: Sequence[str], words: object) -> str:
    """Names as a reader lists them, in the language's own way; the last comma and the `and` come from the locale."""
    found = words if isinstance(words, dict) else {}
    last = str(found.get("and", " + "))
    return last.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _steps(match: Match, person: Person) -> Iterator[Step]:
    row = match.rule
    for index, one in enumerate(match.participants):
        roles = (
            row["roles"]
            if row["kind"] == "set" and not row["least"]
            else [row["roles"][min(index, len(row["roles"]) - 1)]]
        )
        bits = one.sets if row["kind"] == "set" else {}
        for place, pattern in enumerate(roles):
            if len(roles) > 1 and not bits.get(match.number, 0) & 1 << place:
                continue
            if one.witness:
                bit = 1 << (place if len(roles) > 1 else min(index, len(row["roles"]) - 1))
                members = one.witness.get(match.number, {}).get(bit) or one.row["members"]
                yield Step("stands_for", one.id, "", members[0], "")
            yield from _facts(one, pattern)
    if row["because"]:
        yield Step("curated", row["record"], row["because"], row["severity"], "")
    if row["person"]:
        for factor, wanted in row["person"].items():
            value = getattr(person, factor.removesuffix("_over").removesuffix("_under"), None)
            if factor == "conditions":
                value = tuple(one for one in person.conditions if one in wanted)
            if value not in (None, (), ""):
                yield Step("person", "", factor, ", ".join(value) if isinstance(value, tuple) else str(value), "")


def _facts(one: Loaded, pattern: Row) -> Iterator[Step]:
    for key, wanted in pattern.items():
        if key == "any":
            for inner in wanted:
                yield from _facts(one, inner)
            continue
        values = [wanted] if isinstance(wanted, str) else wanted
        if key in ("class", "substance"):
            yield Step(
                "class",
                one.id,
                key,
                next((v for v in values if v in one.row["classes"] or v == one.id), one.id),
                "",
            )
        elif key in ("supply", "route", "use", "ago", "stopped", "regular"):
            yield Step("context", one.id, key, values[0], "")
        elif key in one.row["traits"]:
            own, holder, cites = one.row["traits"][key]
            if shared := [value for value in own if value in values]:
                yield Step("trait", one.id, key, shared[0], holder, tuple((source, place) for source, place in cites))
