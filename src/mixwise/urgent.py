"""
The second front door: what somebody sees or says, to what to do now.

Works on the compiled knowledge alone, without a network, and answers whatever is typed: the first steps hold even when nothing of
it was understood.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mixwise.check import ask
from mixwise.engine.types import ANYONE, Assessment
from mixwise.errors import UsageError
from mixwise.knowledge.store import Knowledge
from mixwise.names.observed import Observed, observed_in

if TYPE_CHECKING:
    from mixwise.guide.emergency import Emergency


def emergency_guide(
    signs: Sequence[str] | str = (), *, country: str = "", knowledge: Knowledge, language: str = "en"
) -> Emergency:
    """
    What to do now, for signs as ids ("blue_lips") or in any words ("he's grey and won't wake, took GHB and wine").

    Raises KnowledgeError when the knowledge cannot be trusted; never because of what was typed.
    """
    from mixwise.guide.emergency import build
    from mixwise.guide.likely import likely
    from mixwise.guide.words import Desk

    given = [signs] if isinstance(signs, str) else list(signs)
    known = [one for one in given if knowledge.get("sign", one)]
    said = " . ".join(one for one in given if one not in known and one.strip())
    seen = observed_in(said, knowledge.words(f"locale/{language}/signs")) if said else Observed((), ())
    everything = tuple(dict.fromkeys([*known, *seen.signs]))
    found = _named(said, knowledge)
    brings = {name: knowledge.row("profile", name)["overdose"] for name in found.substances}
    shown = {picture for one in found.findings if one.severity == "dangerous" for picture in one.pictures}
    fit = likely(everything, seen.causes, brings, shown, knowledge)
    kind = "medical" if found.emergency == "none" else found.emergency
    if kind != "crisis" and _is_poison(everything, seen.causes, found, knowledge):
        kind = "poison"
    return build(
        found._replace(emergency="medical"), kind, everything, fit, said, country.upper(), Desk(knowledge, language)
    )


def _is_poison(signs: Sequence[str], causes: Sequence[str], found: Assessment, knowledge: Knowledge) -> bool:
    """
    Whether the poison line comes first: a poison, a child or a pill that nobody knows was named, and no sign that calls for
    the emergency number at once.
    """
    from mixwise.guide.advice import is_for_poison_line

    if any(knowledge.row("sign", sign).get("grave") == "yes" for sign in signs):
        return False
    named = any(knowledge.row("picture", name).get("first") == "poison" for name in causes)
    return named or is_for_poison_line(found._replace(emergency="medical"), signs, knowledge)


def _named(said: str, knowledge: Knowledge) -> Assessment:
    """The assessment of the substances that were named; an empty one when there is none."""
    try:
        return ask(said, knowledge=knowledge)
    except UsageError:
        return Assessment(
            None, True, "none", (), (), (), (), (), (), (), (), (), ANYONE, knowledge.version, False
        )  # fmt: skip
