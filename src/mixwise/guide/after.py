"""The last parts of a guide: what to do after or in spite of it all, where to get help, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator

from mixwise.engine.types import Assessment
from mixwise.guide.advice import advice, titled
from mixwise.guide.answer import gaps
from mixwise.guide.item import Item
from mixwise.guide.parts import each
from mixwise.guide.words import Desk


def already(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """For someone who has taken them: stay, keep watching, when to call, what helps and what does not."""
    yield from advice("already_mixed", assessment, desk, "step")
    yield from titled("do_not", assessment, desk)


def anyway(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """
    Why people mix these, then harm reduction, a plan, lost tolerance, and what must not be stopped at once.

    Medicines that nobody takes for an effect get no party advice: what counts there is not to stop them alone.
    """
    profiles = {name: desk.knowledge.row("profile", name) for name in assessment.substances}
    reasons = tuple(each("why_mixed", profiles, desk))
    unknown = (Item("text", desk.say("missing.why_mixed")),)
    yield Item("card", desk.label("why_mixed"), "", (), reasons or unknown)
    for_effect = reasons or any(desk.knowledge.row("substance", name)["supply"] == "street" for name in profiles)
    for name in ("harm_reduction", "lost_tolerance", "plan", "alone") if for_effect else ("stopping_general",):
        yield from titled(name, assessment, desk)
    for substance, profile in profiles.items():
        if profile["stopping"] and profile["stopping"][0] != "none_known":
            _, text, cites = profile["stopping"]
            yield Item("text", text, desk.say("labels.stopping", name=desk.short(substance)), desk.cite(cites))


def help_lines(desk: Desk, country: str) -> Iterator[Item]:
    """Help lines of the reader's country; without one, the countries that we hold. None is assumed."""
    held = desk.knowledge.ids("country")
    row = desk.knowledge.get("country", country) if country else None
    if row is None:
        if country:
            yield Item("text", desk.say("missing.lines"))
        names = ", ".join(f"{desk.knowledge.row('country', code)['name']} ({code})" for code in held)
        yield Item("text", desk.say("choose_country", countries=names))
        return
    number = row["emergency"]
    yield Item(
        "text",
        number["number"],
        desk.label("emergency_number"),
        desk.cite([(number["source"], number.get("locator", ""))]),
    )
    for line in row["lines"]:
        ways = [
            desk.say(f"labels.{key}", number=line[way], url=line[way])
            for key, way in (("call", "voice"), ("text", "text"), ("chat", "chat"), ("relay", "relay"))
            if line.get(way)
        ]
        details = [*ways, *(line[key] for key in ("hours", "languages", "note") if line.get(key))]
        seen = desk.say("labels.checked", date=line.get("date_seen") or line.get("seen", ""))
        text = f"{line['name']}: {'; '.join(details)}. {seen}"
        yield Item(
            "bullet",
            text,
            desk.say(f"line_kind.{line['kind']}"),
            desk.cite([(line["source"], line.get("locator", ""))]),
        )


def not_known(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """What this answer does not know, and the version of what it does."""
    items = [
        *gaps(assessment, desk),
        *(Item("text", desk.say("outcome.unrecognised", names=one["typed"])) for one in assessment.unrecognised),
    ]
    told = {one["substance"] for one in assessment.on_board}
    timed = bool(told) and told.issuperset(assessment.substances)
    topics = ["dose", "person", "pairs"] if timed else ["dose", "person", "time", "pairs"]
    if any("supply=street" in _supplies(name, desk) for name in assessment.substances):
        topics.append("supply")
    items += [Item("bullet", desk.say(f"not_known.{topic}")) for topic in topics]
    yield Item("card", desk.label("not_known"), "", (), tuple(items))
    yield Item("text", desk.say("version", version=assessment.knowledge_version))
    yield Item("text", desk.say("absence"))


def _supplies(name: str, desk: Desk) -> set[str]:
    row = desk.knowledge.row("substance", name)
    return {f"supply={row['supply']}"} | (
        {"supply=street"} if desk.knowledge.row("profile", name)["adulterants"] else set()
    )
