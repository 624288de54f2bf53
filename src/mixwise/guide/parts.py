"""The parts of a guide after the short answer, each a few items built from what the knowledge says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mixwise.engine.types import Assessment, Finding
from mixwise.guide.advice import titled
from mixwise.guide.board import spacing
from mixwise.guide.item import Item
from mixwise.guide.reasons import because
from mixwise.guide.words import Desk
from mixwise.knowledge.terms import RANK

Row = dict[str, Any]


def substances(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """What each is, its use, forms and routes, how it acts, why it is or is not addictive, and what may be sold as it."""
    for name in assessment.substances:
        profile = desk.knowledge.row("profile", name)
        items = [
            desk.item("text", profile[field], desk.label(field), "use" if field == "use" else "")
            for field in ("what", "use", "forms", "routes", "action", "addictive")
        ]
        items += _time(profile, desk)
        items += [street for held in profile["adulterants"] for street in _street(held, desk)]
        yield Item("card", desk.name(name), "", (), tuple(items))


def _time(profile: Row, desk: Desk) -> Iterator[Item]:
    kinetics = profile["kinetics"]
    if kinetics and kinetics[0].get("notes"):
        yield Item("text", kinetics[0]["notes"], desk.label("time"), desk.cite(kinetics[1]))
    elif not kinetics:
        yield Item("text", desk.say("missing.time"), desk.label("time"))


def _street(name: str, desk: Desk) -> Iterator[Item]:
    row = desk.knowledge.row("adulterant", name)
    items = []
    for held in row["may_hold"]:
        found = desk.say("labels.found", date=held["date"], region=held["region"])
        items.append(
            Item(
                "bullet",
                f"{held['plain']} ({found})",
                "",
                desk.cite((c["source"], c["locator"]) for c in held["claims"]),
            )
        )
    items.append(Item("text", row["checks_miss"], "", desk.cite((c["source"], c["locator"]) for c in row["claims"])))
    yield Item("card", f"{desk.label('street')}: {row['as']}", "", (), tuple(items))


def risks(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """Each finding with its mechanism in plain and in professional words, who says so, how sure it is."""
    for finding in assessment.findings:
        yield _card(finding, assessment, desk)
    if not assessment.findings:
        yield Item("text", desk.say("missing.findings"))
        yield Item("text", desk.say("absence"))
    for note in assessment.notes:
        yield _card(note, assessment, desk)


def _card(finding: Finding, assessment: Assessment, desk: Desk) -> Item:
    items = [
        *spacing(finding, assessment, desk),
        Item("text", finding.plain, "", desk.cite((source, place) for _, source, place in finding.claims)),
        Item("text", finding.management["plain"], desk.label("do")),
        Item("text", desk.say(f"evidence.{finding.evidence}"), desk.label("sure")),
    ]
    if finding.onset:
        items.append(Item("text", desk.say(f"onset.{finding.onset}"), desk.label("when")))
    said = tuple(Item("bullet", says, "", desk.cite([(source, place)])) for says, source, place in finding.claims)
    items.append(Item("card", desk.label("says"), "", (), said))
    if finding.positions:
        views = tuple(
            Item(
                "bullet",
                f"{desk.say('severity.' + view['severity'])}: {view['says']}",
                "",
                desk.cite([(view["source"], view["locator"])]),
            )
            for view in finding.positions
        )
        items.append(Item("card", desk.label("disagree"), "", (), views))
    management = finding.management.get("professional")
    professional = finding.professional + (f" {management}" if management else "")
    items.append(Item("small", professional, desk.label("professional")))
    items.append(
        Item(
            "small",
            "; ".join(dict.fromkeys(because(step, desk) for step in finding.because)) + ".",
            desk.label("because"),
            desk.cite(cite for step in finding.because for cite in step.cites),
        )
    )
    return Item(
        "card",
        f"{finding.title}: {desk.names(finding.substances)}",
        "",
        (),
        tuple(items),
        finding.severity,
        desk.say(f"severity.{finding.severity}"),
    )


def pictures(assessment: Assessment, desk: Desk) -> list[Row]:
    """The pictures (toxidromes) that belong to this mix: those of its findings, worst first, then each substance's own."""
    names: dict[str, None] = {}
    for finding in assessment.findings:
        if RANK[finding.severity] >= RANK["moderate"]:
            names.update(dict.fromkeys(finding.pictures))
    for substance in assessment.substances:
        names.update(dict.fromkeys(desk.knowledge.row("profile", substance)["overdose"]))
    return [row for name in names if (row := desk.knowledge.get("picture", name))]


def signs(assessment: Assessment, desk: Desk, already: bool = False) -> Iterator[Item]:
    """Signs of an overdose or a bad reaction, and what to do now; with `already` what not to do was said before."""
    found = pictures(assessment, desk)
    yield from titled("emergency_first", assessment, desk, "step")
    yield from titled("phone_words", assessment, desk)
    if not found:
        yield Item("text", desk.say("missing.signs"))
    shown: set[str] = set()
    told = told_in(("emergency_first", "do_not", "phone_words", "breathing_check"), desk)
    for picture in found:
        new = [sign for sign in picture["signs"] if sign not in shown]
        shown.update(new)
        items = [Item("text", picture["plain"], "", claims(picture, desk, "plain"))]
        items += [
            Item("bullet", row["plain"], "", claims(row, desk))
            for sign in new
            if (row := desk.knowledge.get("sign", sign))
        ]
        items += labelled(picture["do"], told, desk, "do")
        items += labelled(picture["avoid"], told, desk, "not")
        items.append(Item("text", picture["tell"], desk.label("tell"), claims(picture, desk, "tell")))
        items.append(Item("small", picture["professional"], desk.label("professional")))
        yield Item("card", picture["title"], "", (), tuple(items))
    more = dict.fromkeys(sign for finding in assessment.findings for sign in finding.signs)
    rest = [row for sign in more if sign not in shown and (row := desk.knowledge.get("sign", sign))]
    if rest:
        yield Item(
            "card",
            desk.label("signs"),
            "",
            (),
            tuple(Item("bullet", row["plain"], "", claims(row, desk)) for row in rest),
        )
    if not already:
        yield from titled("do_not", assessment, desk)


def told_in(lists: Iterable[str], desk: Desk) -> set[str]:
    """The ids of the pieces of advice that these lists hold."""
    rows = (desk.knowledge.get("advice", name) for name in lists)
    return {item["id"] for row in rows if row for item in row["items"]}


def labelled(wanted: Iterable[str], told: set[str], desk: Desk, label: str) -> list[Item]:
    """The pieces of advice with these ids beyond what was `told` already, to which they are added: each once in a guide."""
    lists = (desk.knowledge.row("advice", name)["items"] for name in desk.knowledge.ids("advice"))
    held = {item["id"]: item for items in lists for item in items}
    found = []
    for name in wanted:
        if name not in told and name in held:
            told.add(name)
            found.append(Item("bullet", held[name]["plain"], desk.label(label), claims(held[name], desk)))
    return found


def claims(row: Row, desk: Desk, field: str = "") -> tuple[int, ...]:
    """The numbers of the claims of a record, or of those that support one field of it."""
    return desk.cite((one["source"], one["locator"]) for one in row["claims"] if not field or field in one["supports"])


def antidotes(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """Which antidotes there are for these, who may give them and where, and what they will not do."""
    wanted = {name for picture in pictures(assessment, desk) for name in picture["antidotes"]}
    found = list(antidote_cards(wanted, assessment, desk))
    yield from found or [Item("text", desk.say("missing.antidotes"))]
    yield from titled("breathing_check", assessment, desk)


def antidote_cards(wanted: set[str], assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """The antidotes that are wanted or undo one of the substances; those that anybody may give first."""
    here = set(assessment.substances)
    everyone_first = sorted(
        desk.knowledge.ids("antidote"), key=lambda name: desk.knowledge.row("antidote", name)["home"] != "yes"
    )
    for name in everyone_first:
        undone = set(desk.knowledge.row("reverses", name)["substances"])
        if here & undone or (name in wanted and (not undone or not here)):
            row = desk.knowledge.row("antidote", name)
            items = [
                Item("text", row[field], desk.label(field), claims(row, desk, field))
                for field in ("for", "who", "where", "how", "will_not", "after")
            ]
            items.append(Item("small", row["professional"], desk.label("professional")))
            yield Item("card", row["label"], "", (), tuple(items))


def effects(assessment: Assessment, desk: Desk) -> Iterator[Item]:
    """Short-term and long-term effects, those that are shared first; tolerance, dependence, withdrawal, addiction told apart."""
    profiles = {name: desk.knowledge.row("profile", name) for name in assessment.substances}
    for part in ("short", "long"):
        yield Item("card", desk.label(part), "", (), tuple(_effects(part, profiles, desk)))
    for field in ("tolerance", "dependence", "withdrawal", "addiction"):
        items = tuple(each(field, profiles, desk))
        if items:
            yield Item("card", desk.label(field), "", (), items)
    yield from titled("treatment_works", assessment, desk)
    for name in desk.knowledge.ids("advice"):
        if name.startswith("treatment_") and name != "treatment_works":
            yield from titled(name, assessment, desk)


def each(field: str, profiles: dict[str, Row], desk: Desk) -> Iterator[Item]:
    """One text for each substance; a text that several inherit from one class stands once, for all of them."""
    said: dict[str, list[str]] = {}
    for name, profile in profiles.items():
        if profile[field]:
            said.setdefault(profile[field][0], []).append(name)
    for text, names in said.items():
        cites = [cite for name in names for cite in profiles[name][field][1]]
        yield Item("text", text, desk.names(names), desk.cite(cites))


def _effects(part: str, profiles: dict[str, Row], desk: Desk) -> Iterator[Item]:
    def words(chosen: Iterable[str]) -> str:
        return ", ".join(desk.knowledge.row("effect", effect)["plain"] for effect in chosen)

    shared = [
        effect for effect in next(iter(profiles.values()))[part]
        if len(profiles) > 1 and all(effect in profile[part] for profile in profiles.values())
    ] if profiles else []  # fmt: skip
    if shared:
        cites = [cite for profile in profiles.values() for effect in shared for cite in profile[part][effect]]
        yield Item(
            "text",
            words(shared) + ".",
            desk.label("shared" if len(profiles) == 2 else "shared_all"),
            desk.cite(cites),
        )
    for name, profile in profiles.items():
        own = [effect for effect in profile[part] if effect not in shared]
        cites = [cite for effect in own for cite in profile[part][effect]]
        label = desk.say("labels.only", name=desk.short(name)) if shared else desk.short(name)
        yield Item("text", words(own) + "." if own else desk.say("missing.effects"), label, desk.cite(cites))
