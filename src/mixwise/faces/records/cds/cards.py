"""One card a finding, worst first, with what a clinician needs to judge it; then what was not checked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from mixwise.faces.records.cds.calls import DRAFT, Call
from mixwise.faces.records.desk import RecordsDesk
from mixwise.faces.records.drugs import Checked, Issue, check_drugs
from mixwise.faces.records.fhir.counted import finding_facts, told_words
from mixwise.faces.records.fhir.issues import (
    ACT_CODE,
    basis,
    detected_issue,
    evidence_url,
    said_of,
    stable_id,
    title_of,
)
from mixwise.faces.records.fhir.reading import Line

Card = dict[str, Any]
INDICATORS = ("info", "warning", "critical")
INDICATOR = {"dangerous": "critical", "major": "critical", "moderate": "warning"}
OVERRIDES = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"
MOST_SUMMARY = 139
MOST_LINKS = 3
MARKS = re.compile(r"([\\`*_\[\]|~])")


def cards_for(call: Call, desk: RecordsDesk, now: datetime) -> list[Card]:
    """The cards of a call; none when there is nothing new in it, or when all was checked and nothing is known."""
    if call.hook != "patient-view" and not call.drafts:
        return []
    beside = [Line(drug, drug.key if "/" in drug.key else "", "", call.patient) for drug in call.about.takes]
    lines = [*call.drafts, *call.current, *beside, *call.ended]
    checked = check_drugs([line.drug for line in lines], desk.knowledge, call.about.person)
    wanted = _wanted(call)
    shown = [one for one in checked.issues if wanted is None or wanted & set(one.drugs)]
    shown = [one for one in shown if _rank(indicator(one, desk)) >= _rank(desk.settings.min_indicator)]
    most = max(1, desk.settings.most_cards)
    first = shown if len(shown) <= most else shown[:most]
    found = [_card(one, lines, call, desk, now) for one in first]
    if rest := shown[len(first) :]:
        found.append(_rest(rest, desk))
    return [*found, *_unchecked(checked, desk), *_about_call(call, desk)]


def indicator(found: Issue, desk: RecordsDesk) -> str:
    """How loud a finding is, as the site has set it."""
    severity = found.finding.severity
    if severity == "major" and desk.settings.critical_at == "dangerous":
        return "warning"
    return INDICATOR.get(severity, "info")


def _rank(name: str) -> int:
    return INDICATORS.index(name)


def _wanted(call: Call) -> set[int] | None:
    """The positions of which a finding must hold one; None when all findings count."""
    if call.hook == "patient-view":
        return None
    return set(call.selected) if call.hook == "order-select" else set(range(len(call.drafts)))


def _names(found: Issue, desk: RecordsDesk) -> list[str]:
    """The drugs of a finding by the names of their substances, which are short."""
    return [desk.guide.short(one) for one in found.substances]


def _card(found: Issue, lines: Sequence[Line], call: Call, desk: RecordsDesk, now: datetime) -> Card:
    finding = found.finding
    url = evidence_url(finding, desk)
    names = _names(found, desk)
    template = (
        "pair"
        if len(names) > 1
        else "person_drug"
        if any(step.kind == "person" for step in finding.because)
        else "pair"
    )
    summary = desk.say(template, names=title_of(names, desk), name=names[0], title=finding.title)
    references = [lines[place].reference or lines[place].drug.key for place in found.drugs]
    identity = str(
        stable_id(desk.knowledge.version, "card", call.hook, call.patient, finding.rule, *found.substances, *references)
    )
    card: Card = {
        "uuid": identity,
        "summary": shortened(summary),
        "indicator": indicator(found, desk),
        "detail": _detail(found, lines, desk),
        "source": {
            "label": f"mixwise {desk.knowledge.version}", "url": url,
            "topic": {"system": ACT_CODE, "code": "DRG", "display": "Drug Interaction Alert"},
        },
        "overrideReasons": [
            {"system": OVERRIDES, "code": code, "display": said} for code, said in desk.words["override"].items()
        ],
        "links": list(_links(found, desk)),
    }  # fmt: skip
    if suggestions := list(_suggestions(found, lines, call, identity, desk, now)):
        card |= {"suggestions": suggestions, "selectionBehavior": "at-most-one"}
    return card


def shortened(text: str) -> str:
    """A summary within its limit, cut at a word."""
    text = " ".join(text.split())
    return text if len(text) <= MOST_SUMMARY else text[: MOST_SUMMARY - 1].rpartition(" ")[0] + "…"


def plain(text: str) -> str:
    """What a client sent, as text that neither Markdown nor HTML reads anything into."""
    return MARKS.sub(r"\\\1", html.escape(" ".join(text.split())[:200], quote=False))


def plain_all(text: str) -> str:
    """The same for a text that holds what a client sent beside words of ours, whole."""
    return MARKS.sub(r"\\\1", html.escape(text, quote=False))


def _detail(found: Issue, lines: Sequence[Line], desk: RecordsDesk) -> str:
    drugs = ", ".join(dict.fromkeys(plain(lines[place].drug.name) for place in found.drugs))
    parts = [(desk.say("labels.drugs"), drugs)]
    parts += [(label, html.escape(text, quote=False)) for label, text in said_of(found.finding, desk)]
    if told := finding_facts(found.finding, [lines[place].drug for place in found.drugs], desk):
        parts.append((str(told_words(desk)["label"]), plain_all(told)))
    parts.append((desk.say("labels.limits"), basis(found.finding, desk)))
    return "\n\n".join(f"**{label}:** {text}" for label, text in parts)


def _links(found: Issue, desk: RecordsDesk) -> Iterator[Card]:
    for name in found.finding.sources[:MOST_LINKS]:
        row = desk.knowledge.row("source", name)
        label = desk.say("link_source", publisher=row["publisher"], title=row["title"])
        yield {"label": shortened(label), "url": f"{desk.settings.base_url}/sources/{name}", "type": "absolute"}


def _suggestions(
    found: Issue, lines: Sequence[Line], call: Call, identity: str, desk: RecordsDesk, now: datetime
) -> Iterator[Card]:
    """Taking a draft away again; keeping the finding, where a site wants that. Never another drug."""
    for place in found.drugs:
        line = lines[place]
        if line.drug.kind == DRAFT and line.reference:
            name = line.drug.name[:80]
            action: Card = {
                "type": "delete",
                "description": desk.say("remove_action", name=name),
                "resourceId": line.reference,
            }
            yield {
                "label": desk.say("remove", name=name),
                "uuid": str(stable_id(identity, "delete", line.reference)),
                "actions": [action],
            }
    if desk.settings.record_findings and call.patient:
        resource = detected_issue(found, lines, desk, now, patient=f"Patient/{call.patient}")
        action = {
            "type": "create",
            "description": desk.say("record_action", title=found.finding.title),
            "resource": resource,
        }
        yield {"label": desk.say("record"), "uuid": str(stable_id(identity, "create")), "actions": [action]}


def notice(level: str, summary: str, detail: str, desk: RecordsDesk) -> Card:
    """A card about the call itself, not about a finding."""
    return {
        "uuid": str(stable_id(desk.knowledge.version, level, summary, detail)),
        "summary": shortened(summary), "indicator": level, "detail": detail,
        "source": {"label": f"mixwise {desk.knowledge.version}", "url": desk.settings.base_url},
    }  # fmt: skip


def _rest(found: Sequence[Issue], desk: RecordsDesk) -> Card:
    """What stands on no card of its own: how many, and each by name."""
    named = [
        f"- {html.escape(desk.say('pair', names=title_of(_names(one, desk), desk), title=one.finding.title), quote=False)}"
        for one in found
    ]
    names = "; ".join(dict.fromkeys(title_of(_names(one, desk), desk) for one in found))
    return notice(
        "info",
        desk.say("summary_more", count=len(found), names=names),
        "\n".join([desk.say("more_detail"), "", *named]),
        desk,
    )


def _unchecked(checked: Checked, desk: RecordsDesk) -> Iterator[Card]:
    """One card for what was not checked, or only in part; one for what was read by its spelling."""
    parts = ((place, name) for place, name in (*checked.not_recognised, *checked.not_reviewed))
    names = list(dict.fromkeys(_unknown(checked, place, name, desk) for place, name in parts))
    partly = list(
        dict.fromkeys(
            desk.say("partly_one", name=name, families=desk.families(families)) for _, name, families in checked.partly
        )
    )
    said = [desk.say("not_checked_detail", names=", ".join(names))] if names else []
    said += [desk.say("partly_detail", names="; ".join(partly))] if partly else []
    if names:
        yield notice("warning", desk.say("not_checked_card", names=", ".join(names)), "\n\n".join(said), desk)
    elif partly:
        short = ", ".join(dict.fromkeys(name for _, name, _ in checked.partly))
        yield notice("info", desk.say("partly_card", names=short), "\n\n".join(said), desk)
    assumed = {one["typed"]: one["assumed"] for one in checked.assessment.ambiguous} if checked.assessment else {}
    read = [
        (typed, substances)
        for drug in checked.drugs
        for typed, substances in (
            *drug.spelled,
            *((one.intake.text, assumed.get(one.intake.text, ())) for one in drug.ambiguous),
        )
    ]
    for typed, substances in dict.fromkeys((typed, tuple(substances)) for typed, substances in read):
        names_read = desk.guide.names(substances)
        summary = desk.say("read_as_card", typed=plain(typed), names=names_read)
        yield notice("info", summary, desk.say("read_as", typed=plain(typed), names=names_read), desk)


def _unknown(checked: Checked, place: int, name: str, desk: RecordsDesk) -> str:
    drug = checked.drugs[place].name
    return (
        plain(name)
        if name.casefold() == drug.casefold()
        else desk.say("ingredient_of", ingredient=plain(name), name=plain(drug))
    )


def _about_call(call: Call, desk: RecordsDesk) -> Iterator[Card]:
    if not call.known:
        yield notice("info", desk.say("unavailable_card"), desk.say("unavailable_detail"), desk)
    elif call.partial:
        yield notice("info", desk.say("paged_card"), desk.say("paged_detail"), desk)
