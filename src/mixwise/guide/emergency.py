"""What to do now, as values: the first screen, the pictures that fit the signs, antidotes, what not to do, numbers to call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from mixwise.engine.types import Assessment
from mixwise.guide import after, parts
from mixwise.guide.advice import advice, titled
from mixwise.guide.item import Item
from mixwise.guide.likely import Likely
from mixwise.guide.model import Guide, Section
from mixwise.guide.words import Desk

LEADING = 3
"""So many of the likeliest pictures may give the first step."""


class Emergency(NamedTuple):
    """
    What to do now. `kind` is `medical`, `crisis` or `poison`; `signs` are the ids of the signs that were recognised.

    `likely` are the pictures that fit, likeliest first. `unclear` is true when nothing that was said fits any: the first steps
    hold all the same.
    """

    kind: str
    signs: tuple[str, ...]
    substances: tuple[str, ...]
    likely: tuple[Likely, ...]
    unclear: bool
    guide: Guide

    def to_text(self, width: int = 80) -> str:
        """Plain text, the first screen first."""
        return self.guide.to_text(width)

    def to_markdown(self) -> str:
        """Markdown (CommonMark)."""
        return self.guide.to_markdown()

    def to_html(self) -> str:
        """An HTML fragment, every text escaped."""
        return self.guide.to_html()

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dictionaries, with the field names of every face."""
        whole = self.guide.to_dict()
        return {
            "kind": self.kind,
            "signs": list(self.signs),
            "substances": list(self.substances),
            "likely": [{**one._asdict(), "signs": list(one.signs), "substances": list(one.substances)} for one in self.likely],
            "unclear": self.unclear,
            **{key: whole[key] for key in ("first", "question", "answer", "language", "sections", "sources")},
            "knowledge_version": self.guide.assessment.knowledge_version,
        }  # fmt: skip


def build(
    assessment: Assessment, kind: str, signs: Sequence[str], fit: Sequence[Likely], said: str, country: str, desk: Desk
) -> Emergency:
    """The emergency guide for what was recognised; `assessment` is that of the substances named, if any."""
    fitting = tuple(fit)
    if assessment.emergency == "none":  # whoever asks here is told everything, whatever was named
        assessment = assessment._replace(emergency="medical")
    first = (*_lead(kind, fitting, desk), *_first(kind, assessment, desk))
    what = ("likely", tuple(_likely(fitting, said, desk)))
    now = ("now", tuple(_now(kind, assessment, desk)))
    rest = (
        ("not", tuple(advice("do_not", assessment, desk))),
        ("antidotes", tuple(_antidotes(fitting, assessment, desk))),
        ("help", tuple(after.help_lines(desk, country))),
        ("sources", (Item("text", desk.say("version", version=assessment.knowledge_version)),)),
    )
    order = (what, now, *rest) if fitting else (now, what, *rest)
    sections = tuple(Section(name, desk.say(f"emergency.sections.{name}"), items) for name, items in order if items)
    guide = Guide(
        desk.say("emergency.question"), desk.say(f"emergency.answer.{kind}"), None, "", first, sections, desk.sources(),
        assessment, desk.language,
    )  # fmt: skip
    return Emergency(kind, tuple(signs), assessment.substances, fitting, bool(said) and not fitting, guide)


def _lead(kind: str, fit: Sequence[Likely], desk: Desk) -> Iterator[Item]:
    """The one step that matters most in what was told, when it is none of the steps for everybody ("Chest pain after …")."""
    leads = (desk.knowledge.row("picture", one.picture).get("lead") for one in fit[:LEADING])
    found = next(filter(None, leads), None)
    if kind != "crisis" and found:
        yield from (item._replace(kind="step", label="") for item in parts.labelled([found], set(), desk, "do"))


def _first(kind: str, assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """The first screen: the crisis or the poison line before the steps, when that is what it is about."""
    if kind in ("crisis", "poison"):
        yield from advice(f"{kind}_first", assessment, desk)
        yield from advice("emergency_line", assessment, desk)
    else:
        yield from advice("emergency_first", assessment, desk, "step")


def _now(kind: str, assessment: Assessment, desk: Desk) -> Iterator[Item]:
    if kind != "medical":
        yield from titled("emergency_first", assessment, desk, "step")
    for name in ("phone_words", "breathing_check"):
        yield from titled(name, assessment, desk)
    if kind == "medical":
        for name in ("poison_first", "withdrawal_emergency"):
            yield from titled(name, assessment, desk)


def _likely(fit: Sequence[Likely], said: str, desk: Desk) -> Iterator[Item]:
    """The pictures that fit, each with why, what to do, what not to do, and what to tell the responders."""
    if not fit:
        yield Item("text", desk.say("emergency.unclear" if said else "emergency.no_signs"))
        return
    yield Item("text", desk.say("emergency.rough"))
    told = parts.told_in(("emergency_first", "breathing_check"), desk)
    avoided = parts.told_in(("do_not",), desk)
    for one in fit:
        row = desk.knowledge.row("picture", one.picture)
        items = [Item("text", row["plain"], "", parts.claims(row, desk, "plain"))]
        if why := _why(one, desk):
            items.append(Item("text", why, desk.label("why")))
        items += parts.labelled(row["do"], told, desk, "do")
        items += parts.labelled(row["avoid"], avoided, desk, "not")
        items.append(Item("text", row["tell"], desk.label("tell"), parts.claims(row, desk, "tell")))
        items.append(
            Item("small", row["professional"], desk.label("professional"), parts.claims(row, desk, "professional"))
        )
        yield Item("card", row["title"], "", (), tuple(items))


def _why(one: Likely, desk: Desk) -> str:
    """Which signs, words and substances speak for a picture."""
    seen = [str(desk.knowledge.row("sign", sign)["plain"]) for sign in one.signs]
    if one.named:
        seen.append(desk.say("emergency.named"))
    if one.substances:
        seen.append(desk.say("emergency.taken", names=desk.names(one.substances)))
    return " ".join(seen)


def _antidotes(fit: Sequence[Likely], assessment: Assessment, desk: Desk) -> Iterator[Item]:
    wanted = {name for one in fit for name in desk.knowledge.row("picture", one.picture)["antidotes"]}
    found = list(parts.antidote_cards(wanted, assessment, desk))
    yield from found
