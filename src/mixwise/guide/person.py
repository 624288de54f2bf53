"""Who takes it: what was counted of the person, and what was not told and would count."""

from __future__ import annotations

from collections.abc import Iterator

from mixwise.engine.types import Assessment
from mixwise.guide.item import Item
from mixwise.guide.words import Desk


def person(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """Which factors of the person were counted, which were read from the words, and which would add something here."""
    known = assessment.person
    counted = [*(factor(one, desk) for one in known.conditions)]
    counted += [
        desk.say(f"person.{name}", value=getattr(known, name))
        for name in ("age", "tolerance")
        if getattr(known, name) not in (None, "")
    ]
    counted += [desk.say(f"person.{name}") for name in ("pregnant", "alone") if getattr(known, name)]
    read = [one for one in assessment.person_read if not one.startswith("sign=")]
    if counted:
        yield Item("text", desk.listed(counted), desk.label("counted"))
        if read:
            yield Item("text", desk.say("person_read"))
    if assessment.person_missing:
        names = sorted({factor(one, desk) for one in assessment.person_missing}, key=str.lower)
        yield Item("text", desk.say("person_missing", names=desk.listed(names)), desk.label("would_count"))


def factor(name: str, desk: Desk) -> str:
    """A factor of the person in the reader's words."""
    known = desk.knowledge.words(f"locale/{desk.language}/person") or desk.knowledge.words("locale/en/person")
    condition = known.get("conditions", {}).get(name)
    if condition:
        return str(condition["label"])
    words = desk.words.get("factors", {})
    return str(words.get(name, name.replace("_", " ")))
