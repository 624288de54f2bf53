"""The facts that made a rule match, in words."""

from __future__ import annotations

from mixwise.engine.types import Step
from mixwise.guide.words import Desk


def because(step: Step, desk: Desk) -> str:
    """One fact that made a rule match, as a reader sees it."""
    subject = (
        desk.short(step.subject) if step.subject and desk.knowledge.get("substance", step.subject) else step.subject
    )
    if step.kind == "trait":
        trait = desk.knowledge.row("trait", step.fact)
        words = str(trait["values"].get(step.value, step.value)).rstrip(".")
        meaning = f"{trait['title']} ({step.value.replace('_', ' ')}: {words})"
        group = desk.knowledge.get("class", step.via) if step.via != step.subject else None
        if group:
            return desk.say("because.trait_via", subject=subject, via=group["label"][0], meaning=meaning)
        return desk.say("because.trait", subject=subject, meaning=meaning)
    value = desk.short(step.value) if desk.knowledge.get("substance", step.value) else step.value.replace("_", " ")
    return desk.say(f"because.{step.kind}", subject=subject, fact=step.fact.replace("_", " "), value=value)
