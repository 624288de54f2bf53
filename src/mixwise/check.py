"""
The front door: words in, an assessment out.

Joins the three arrows of design §4 (names, engine, assessment) and holds no medical knowledge. A question leaves no trace:
nothing here writes, logs or sends.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from mixwise.engine.intakes import read_intake, read_sentence
from mixwise.engine.reading import Named, once, worst_reading
from mixwise.engine.types import ANYONE, Assessment, Intake, Person, Taken
from mixwise.errors import UsageError
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.store import load as load_knowledge
from mixwise.knowledge.terms import worst
from mixwise.names.types import Ambiguous, Meaning, Resolved, Unrecognised

MISSPELT_WORDS = 2
"""A text of so few words that was read as a misspelt name is that name, and no cry for help."""


def check(
    substances: Sequence[str | Intake], person: Person = ANYONE, *, knowledge: Knowledge | None = None
) -> Assessment:
    """
    Can these be mixed? Names in any form (brand, generic, street, misspelt), or intakes with more said of each.

    Everything given comes back in the answer: resolved, ambiguous, unrecognised, or said not to have been taken.
    Raises UsageError when nothing was given, and KnowledgeError when the knowledge cannot be trusted.
    """
    store = knowledge or load_knowledge()
    intakes = [one if isinstance(one, Intake) else Intake(one) for one in substances]
    intakes = [one for one in intakes if one.text.strip()]
    if not intakes:
        raise UsageError("nothing to check: give one substance or more")
    named: list[Named] = []
    denied: list[str] = []
    for intake in intakes:
        found, not_taken = read_intake(intake, store)
        named += found
        denied += not_taken
    person = _with_conditions(person, store)
    told = list(_told(intakes, named))
    if told:
        named, person, read = _of_the_person(named, told, person, store)
        return _assessment(named, denied, " ".join(told), person, store, read)
    return _assessment(named, denied, "", person, store)


def _of_the_person(
    named: list[Named], told: Sequence[str], person: Person, store: Knowledge
) -> tuple[list[Named], Person, tuple[str, ...]]:
    """What was said of the person among what was given: a condition or a sign by itself ("chest pain") is nothing taken."""
    from mixwise.engine.persons import not_substances, read_person  # late: plain names say nothing of a person

    strange = [one.intake.text if isinstance(one.resolution, Unrecognised) else "" for one in named]
    others = not_substances(strange, store)
    person, read = read_person(told, person, store)
    signs = [one for one in others.values() if one.startswith("sign=")]
    text = " . ".join(told)
    if emergency(text, store) == "medical":
        from mixwise.names.observed import observed_in  # late: a calm question tells no signs

        signs += [f"sign={one}" for one in observed_in(text, store.words("locale/en/signs")).signs]
        signs = list(dict.fromkeys(signs))
    return [one for place, one in enumerate(named) if place not in others], person, (*read, *signs)


def _told(intakes: Sequence[Intake], named: Sequence[Named]) -> Iterator[str]:
    """What was said beside plain names: only that can sound like an emergency."""
    plain = {
        one.intake.text
        for one in named
        if not isinstance(one.resolution, Unrecognised)
        and (one.resolution.how == "exact" or len(one.intake.text.split()) <= MISSPELT_WORDS)
    }
    return (intake.text for intake in intakes if intake.text not in plain)


def ask(text: str, person: Person = ANYONE, *, knowledge: Knowledge | None = None) -> Assessment:
    """
    The same for a question or story in a sentence: "can I take nyquil with zoloft?".

    Raises UsageError when the sentence names nothing that could be taken.
    """
    store = knowledge or load_knowledge()
    named, denied = read_sentence(Intake(text), store)
    if not named and not denied and emergency(text, store) == "none":
        raise UsageError("no substance found in this sentence: name what was taken, one after the other")
    named, person, read = _of_the_person(named, [text], _with_conditions(person, store), store)
    return _assessment(named, denied, text, person, store, read)


def check_named(named: Sequence[Named], person: Person = ANYONE, *, knowledge: Knowledge) -> Assessment:
    """
    The same for intakes that were read before, such as drugs that came as codes. Nothing given is dropped.

    Two intakes with the same key, and all else the same, are one; see `read` for how words become such intakes.
    """
    return _assessment(named, (), "", _with_conditions(person, knowledge), knowledge)


def read(intake: Intake, knowledge: Knowledge) -> tuple[list[Named], list[str]]:
    """What one given text names: one thing, or the several that it holds, and what it says was not taken."""
    return read_intake(intake, knowledge)


def emergency(text: str, store: Knowledge) -> str:
    """Whether words sound like an emergency now: `none`, `medical` or `crisis`."""
    if not text.strip():
        return "none"
    from mixwise.names.triggers import emergency_in  # late: plain names never need it

    return emergency_in(text, store.words("emergency/triggers"), store.words("emergency/points"))


def _assessment(
    named: Sequence[Named],
    denied: Sequence[str],
    text: str,
    person: Person,
    store: Knowledge,
    read: tuple[str, ...] = (),
) -> Assessment:
    named = once(named)
    reading = worst_reading(named, person, store)
    unknown = [one for one in named if isinstance(one.resolution, Unrecognised)]
    ambiguous = [one for one in named if isinstance(one.resolution, Ambiguous)]
    gaps = reading.found.not_reviewed
    complete = not (unknown or ambiguous or gaps)
    substances = tuple(one.substance for one in reading.taken)
    severity = worst(reading.found.severity, None if complete else "unknown")
    if severity is None and len(substances) > 1:
        severity = "none_known"
    chosen = {one.key: meaning for one, meaning in zip(ambiguous, reading.chosen, strict=True)}
    return Assessment(
        severity=severity,
        complete=complete,
        emergency=emergency(text, store),
        interpretation=tuple([_interpretation(one, chosen) for one in named]),
        substances=substances,
        findings=reading.found.findings,
        notes=reading.found.notes,
        unrecognised=tuple([_unrecognised(one) for one in unknown]),
        ambiguous=tuple([_ambiguous(one, chosen) for one in ambiguous]),
        not_reviewed=tuple([{"substance": name, "families": list(families)} for name, families in gaps]),
        not_taken=tuple(sorted(set(denied))) if denied else (),
        counted_twice=tuple(
            [{"substance": one.substance, "names": list(one.names)} for one in reading.taken if len(one.names) > 1]
        ),
        person=person,
        knowledge_version=store.version,
        clinically_reviewed=_signed(substances, store),
        on_board=_on_board(reading.taken, store),
        person_read=read,
        person_missing=reading.found.missing,
    )


def _on_board(taken: Sequence[Taken], store: Knowledge) -> tuple[dict[str, Any], ...]:
    for one in taken:
        if one.moments:
            from mixwise.engine.onboard import on_board  # late: a plain question tells no time

            return on_board(taken, store)
    return ()


def _with_conditions(person: Person, store: Knowledge) -> Person:
    if not person.conditions:
        return person
    from mixwise.engine.persons import with_conditions  # late: most questions name no condition

    return with_conditions(person, store)


def _signed(substances: Sequence[str], store: Knowledge) -> bool:
    """Whether somebody qualified has signed every record used; nobody is invented."""
    for name in substances:
        if store.row("substance", name)["clinically_reviewed"] == "none":
            return False
    return bool(substances)


def _interpretation(one: Named, chosen: dict[Any, Meaning]) -> dict[str, Any]:
    resolution = one.resolution
    if isinstance(resolution, Unrecognised):
        return {"typed": one.intake.text, "as": []}
    meaning = resolution.meaning if isinstance(resolution, Resolved) else chosen[one.key]
    found: dict[str, Any] = {"typed": one.intake.text, "as": list(meaning.substances), "how": resolution.how}
    if one.moment:
        found["told"] = {"kind": one.moment.kind, "hours": [one.moment.low, one.moment.high]}
    if one.dose:
        found["mg_a_day"] = one.dose
    if one.history:
        found["history"] = one.history
    return found


def _unrecognised(one: Named) -> dict[str, Any]:
    resolution = one.resolution
    assert isinstance(resolution, Unrecognised)
    return {"typed": one.intake.text, "kind": resolution.kind, "suggestions": list(resolution.suggestions)}


def _ambiguous(one: Named, chosen: dict[Any, Meaning]) -> dict[str, Any]:
    resolution = one.resolution
    assert isinstance(resolution, Ambiguous)
    meanings = [{"substances": list(m.substances), "label": m.label, "says": m.says} for m in resolution.meanings]
    assumed = chosen[one.key]
    return {
        "typed": one.intake.text,
        "meanings": meanings,
        "ordinary": list(resolution.ordinary),
        "assumed": list(assumed.substances),
    }
