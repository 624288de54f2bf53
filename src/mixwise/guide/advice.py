"""Lists of advice from the emergency knowledge: what stands before everything, and what is said under a title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mixwise.engine.types import Assessment
from mixwise.guide.item import Item
from mixwise.guide.words import Desk
from mixwise.knowledge.store import Knowledge


def first(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """What stands before everything: the crisis line, the poison line or the emergency line, when there is reason for it."""
    if assessment.emergency == "crisis":
        yield from advice("crisis_first", assessment, desk)
    if is_for_poison_line(assessment, _signs(assessment), desk.knowledge):
        yield from advice("poison_first", assessment, desk)
    if assessment.emergency == "medical":
        yield from advice("emergency_first", assessment, desk, "step")
    elif assessment.severity == "dangerous" or assessment.emergency == "crisis":
        yield from advice("emergency_line", assessment, desk)
    if assessment.emergency != "none":
        yield Item("text", desk.say("rating_in_emergency"))


def is_for_poison_line(assessment: Assessment, signs: Iterable[str], knowledge: Knowledge) -> bool:
    """
    Whether the poison line comes first: a household poison, or in an emergency a child or a pill that nobody knows.

    Not where a sign was told that calls for the emergency number at once.
    """
    if any(knowledge.row("substance", name)["origin"] == "household" for name in assessment.substances):
        return True
    if assessment.emergency != "medical" or any(knowledge.row("sign", one).get("grave") == "yes" for one in signs):
        return False
    age, under = assessment.person.age, (knowledge.get("advice", "poison_first") or {}).get("age_under")
    young = age is not None and under is not None and age < under
    return young or any(one["kind"] == "unidentified" for one in assessment.unrecognised)


def _signs(assessment: Assessment) -> list[str]:
    """The signs that were read from the words."""
    return [one.removeprefix("sign=") for one in assessment.person_read if one.startswith("sign=")]


def advice(name: str, assessment: Assessment, desk: Desk, kind: str = "bullet") -> Iterator[Item]:
    """The items of an advice list that are for any mix, or for a substance of this one."""
    row = desk.knowledge.get("advice", name)
    here = set(assessment.substances)
    certain = _is_known(assessment, desk)
    for one in row["items"] if row else ():
        if certain and one["if_any"] is not None and not here & set(one["if_any"]):
            continue  # "give naloxone" beside two medicines that have nothing to do with breathing
        if one["for"] is None or here & set(one["for"]):
            cites = desk.cite((claim["source"], claim["locator"]) for claim in one["claims"])
            yield Item(kind, desk.translated("advice", one["id"], one["plain"]), "", cites)


def _is_known(assessment: Assessment, desk: Desk) -> bool:
    """Whether all that was taken is known, came from where it is controlled, and nothing sounds like an emergency."""
    if not assessment.substances or assessment.unrecognised or assessment.ambiguous or assessment.emergency != "none":
        return False
    return not any(
        desk.knowledge.row("substance", name)["supply"] == "street"
        or desk.knowledge.row("profile", name)["adulterants"]
        for name in assessment.substances
    )


def titled(name: str, assessment: Assessment, desk: Desk, kind: str = "bullet") -> Iterator[Item]:
    """An advice list under its own title, when anything of it applies."""
    row = desk.knowledge.get("advice", name)
    items = tuple(advice(name, assessment, desk, kind))
    if row and items:
        yield Item("card", desk.translated("advice", f"{name}.title", row["title"]), "", (), items)
