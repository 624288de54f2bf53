"""Lists of advice from the emergency knowledge: what stands before everything, and what is said under a title."""

from __future__ import annotations

from collections.abc import Iterator

from mixwise.engine.types import Assessment
from mixwise.guide.item import Item
from mixwise.guide.words import Desk


def first(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """What stands before everything: the crisis line, the poison line or the emergency line, when there is reason for it."""
    if assessment.emergency == "crisis":
        yield from advice("crisis_first", assessment, desk)
    if any(desk.knowledge.row("substance", name)["origin"] == "household" for name in assessment.substances):
        yield from advice("poison_first", assessment, desk)
    if assessment.emergency == "medical":
        yield from advice("emergency_first", assessment, desk, "step")
    elif assessment.severity == "dangerous" or assessment.emergency == "crisis":
        yield from advice("emergency_line", assessment, desk)
    if assessment.emergency != "none":
        yield Item("text", desk.say("rating_in_emergency"))


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
