"""The person as given, with what the words themselves say of them added; nothing given is ever changed or taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mixwise.engine.tongues import person_words
from mixwise.engine.types import Person
from mixwise.knowledge.store import Knowledge

SIGNS = "locale/en/signs"
LONGEST_SIGN = 4
"""More words than these may hold the name of something taken as well."""


def with_conditions(person: Person, knowledge: Knowledge) -> Person:
    """The person with each condition under its own word, whichever of its names was given; unknown words stay as they are."""
    if not person.conditions:
        return person
    from mixwise.names.person import condition_of

    words = person_words(knowledge)
    if not words:
        return person
    known = [condition_of(one, words) or one for one in person.conditions]
    return person._replace(conditions=tuple(dict.fromkeys(known)))


def not_substances(texts: Sequence[str], knowledge: Knowledge) -> dict[int, str]:
    """Those of the texts, by place, that are the name of a condition, or of a sign such as chest pain, and nothing else."""
    from mixwise.names.observed import observed_in
    from mixwise.names.person import condition_of, only_person

    words, signs = person_words(knowledge), knowledge.words(SIGNS)
    found: dict[int, str] = {}
    for place, text in enumerate(texts):
        if condition := condition_of(text, words) if text and words else "":
            found[place] = f"conditions={condition}"
        elif text and words and only_person(text, words):
            found[place] = f"person={text}"
        elif text and signs and len(text.split()) <= LONGEST_SIGN and (seen := observed_in(text, signs).signs):
            found[place] = f"sign={seen[0]}"
    return found


def read_person(texts: Iterable[str], person: Person, knowledge: Knowledge) -> tuple[Person, tuple[str, ...]]:
    """The person with what these texts say of them, and what was read, as words such as `age=72`."""
    from mixwise.names.person import person_in

    words = person_words(knowledge)
    read: list[str] = []
    for text in texts if words else ():
        said = person_in(text, words)
        new = [one for one in said.conditions if one not in person.conditions]
        person = person._replace(conditions=(*person.conditions, *new))
        read += [f"conditions={one}" for one in new]
        for factor in ("age", "pregnant", "tolerance", "alone"):
            value = getattr(said, factor)
            if value not in (None, "") and getattr(person, factor) in (None, ""):
                person = person._replace(**{factor: value})
                read.append(f"{factor}={str(value).lower()}")
    return person, tuple(read)
