"""Who takes it: what was counted of the person, and what was not told and would count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mixwise.engine.types import Assessment, Person
from mixwise.guide.item import Item
from mixwise.guide.words import Desk


def person(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """Which factors of the person were counted, which were read from the words, and which would add something here."""
    known = counted(assessment.person, desk)
    read = [one for one in assessment.person_read if not one.startswith("sign=")]
    if known:
        yield Item("text", desk.listed(known), desk.label("counted"))
        if read:
            yield Item("text", desk.say("person_read"))
    if assessment.person_missing:
        names = desk.listed(factors(assessment.person_missing, desk))
        yield Item("text", desk.say("person_missing", names=names), desk.label("would_count"))


def counted(known: Person, desk: Desk) -> list[str]:
    """What is known of the person, in the reader's words."""
    said = [factor(one, desk) for one in known.conditions]
    for name in ("age", "tolerance", "pregnant", "alone"):
        value = getattr(known, name)
        if value not in (None, "", False):
            said.append(desk.say(f"person.{name}", value=value))
    return said


def factors(names: Iterable[str], desk: Desk) -> list[str]:
    """Factors of the person in the reader's words, each once, in order."""
    return sorted({factor(one, desk) for one in names}, key=str.lower)


def factor(name: str, desk: Desk) -> str:
    """A factor of the person in the reader's words."""
    known = desk.knowledge.words(f"locale/{desk.language}/person") or desk.knowledge.words("locale/en/person")
    condition = known.get("conditions", {}).get(name)
    if condition:
        return str(condition["label"])
    words = desk.words.get("factors", {})
    return str(words.get(name, name.replace("_", " ")))
