"""From the front door to what an assistant gets. Every sentence is the knowledge's own; nothing asked is kept or logged."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import mixwise
from mixwise.engine.types import ANYONE, Assessment, Intake, Person
from mixwise.engine.types import Finding as Found
from mixwise.errors import UsageError
from mixwise.faces.mcp_shapes import (
    Ambiguous,
    CheckResult,
    EmergencySteps,
    Evidence,
    Finding,
    KnowledgeInfo,
    Meaning,
    Mended,
    Named,
    NotChecked,
    OnBoard,
    PersonGiven,
    Profile,
    Resolution,
    Taken,
    Told,
)  # fmt: skip
from mixwise.guide.advice import first
from mixwise.guide.answer import answer, gaps, notices
from mixwise.guide.board import span_words
from mixwise.guide.item import Item
from mixwise.guide.person import factor
from mixwise.guide.words import Desk
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import RANK
from mixwise.names import resolve as resolve_name
from mixwise.names.types import Resolved, Unrecognised

MOST_FINDINGS = 25
MOST_CHARACTERS = 3000
"""Of findings in one answer; the rest is counted, so that an answer stays within what assistants read."""
MOST_SOURCES = 2
RXCUI = re.compile(r"rxcui[:\s]*(\d+)", re.IGNORECASE)


class Words:
    """The locale's words for assistants beside those of guides."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.desk = Desk(knowledge)
        self._own = knowledge.words("locale/en/records")["mcp"]
        self._told = knowledge.words("locale/en/told")

    def say(self, path: str, **filled: object) -> str:
        """A text for assistants."""
        return str(self._own[path]).format_map(filled)

    def told(self, path: str, **filled: object) -> str:
        """A text for assistants about times, doses and the person."""
        return str(self._told["mcp"][path]).format_map(filled)

    def told_top(self, path: str, **filled: object) -> str:
        """The same, of those that records systems are told as well."""
        return str(self._told[path]).format_map(filled)

    def rxcui(self, substance: str) -> str | None:
        """The RxNorm identifier of a substance; None when it has none here."""
        code = self.knowledge.row("substance", substance)["codes"].get("rxcui")
        return str(code) if code else None


def check(
    given: Sequence[str | Taken], minimum: str | None, words: Words, person: PersonGiven | None = None
) -> CheckResult:
    """
    The answer about several substances.

    Raises UsageError when fewer than two different ones were given and nothing sounds like an emergency, and for a time that
    cannot be read. One that ended or was taken at a told time is enough: stopping and wearing off are answered, too.
    """
    intakes = [_intake(one) for one in given]
    who = (
        Person(person.age, person.pregnant, tuple(person.conditions), person.tolerance, person.alone)
        if person
        else ANYONE
    )
    assessment = mixwise.check(intakes, who, knowledge=words.knowledge)
    typed = {substance: one["typed"] for one in reversed(assessment.interpretation) for substance in one["as"]}
    named = len({" ".join(one["typed"].split()).casefold() for one in assessment.interpretation})
    if assessment.emergency == "none" and named < 2 and len(assessment.substances) < 2 and not assessment.on_board:
        raise UsageError(words.say("give_two"))
    wanted = [one for one in assessment.findings if minimum is None or RANK[one.severity] >= RANK[minimum]]
    listed, more = _listed([_finding(one, typed, words) for one in wanted])
    count = len(assessment.substances)
    severity: Any = assessment.severity
    heard: Any = assessment.emergency
    return CheckResult(
        severity=severity, emergency=heard, findings=listed, more=more,
        not_checked=list(_not_checked(assessment, typed, words)), pairs_checked=count * (count - 1) // 2,
        complete=assessment.complete, ambiguous=list(_ambiguous(assessment, words)), spelling=list(_mended(assessment, words)),
        told=list(_told(assessment)), on_board=[_board(one, words) for one in assessment.on_board],
        person_used=_used(assessment, words), person_missing=_factors(assessment.person_missing, words),
        must_say=list(must_say(assessment, words)), knowledge_version=assessment.knowledge_version, notice=words.say("notice"),
    )  # fmt: skip


def must_say(assessment: Assessment, words: Words) -> Iterator[str]:
    """What has to be passed on: the emergency lines, the verdict, how the words were read, and what is missing."""
    desk = words.desk
    yield from (item.text for item in first(assessment, desk))
    said = answer(assessment, desk)
    severity = assessment.severity
    yield words.say("say_severity", severity=desk.say(f"severity.{severity}"), answer=said) if severity else said
    worst = [one for one in assessment.findings if one.severity in ("dangerous", "major")]
    yield from dict.fromkeys(str(one.management["plain"]) for one in worst[:3])
    yield from _say_told(assessment, words)
    yield from (item.text for item in notices(assessment, desk))
    yield words.say("say_no_dose")


def _say_told(assessment: Assessment, words: Words) -> Iterator[str]:
    """How times and doses were counted, what may be on board, what is past, and what of the person counts or would."""
    desk = words.desk
    for one in _told(assessment):
        if one.kind:
            yield words.told(f"told_{one.kind}", typed=one.input[:80], span=span_words(one.hours, desk))
        if one.mg_a_day:
            yield words.told("told_dose", typed=one.input[:80], dose=f"{one.mg_a_day:g}")
    for entry in assessment.on_board:
        yield from _board_says(entry, words)
    for finding in assessment.findings:
        if finding.past:
            last, first = (desk.short(finding.spacing[0][side]) for side in ("last", "first"))
            yield words.told_top("past", last=last, first=first)
        yield from dict.fromkeys(_spacing(finding))
    if used := _used(assessment, words):
        yield words.told("person_used", names=desk.listed(used))
    if missing := _factors(assessment.person_missing, words):
        yield desk.say("person_missing", names=desk.listed(missing))


def _told(assessment: Assessment) -> Iterator[Told]:
    for one in assessment.interpretation:
        if "told" in one or "mg_a_day" in one or "history" in one:
            told = one.get("told", {})
            yield Told(
                input=one["typed"], kind=told.get("kind"), hours=list(told.get("hours", ())), mg_a_day=one.get("mg_a_day"),
                history=one.get("history"),
            )  # fmt: skip


def _board(entry: dict[str, Any], words: Words) -> OnBoard:
    sources = list(dict.fromkeys(claim["source"] for claim in entry["claims"]))
    return OnBoard(
        name=words.desk.short(entry["substance"]), known=entry["known"], rising=entry["rising"],
        says=list(_board_says(entry, words)), evidence=_evidence(sources[:MOST_SOURCES], words),
    )  # fmt: skip


def _board_says(entry: dict[str, Any], words: Words) -> Iterator[str]:
    name = words.desk.short(entry["substance"])
    if not entry["known"]:
        yield words.told("board_unknown", name=name)
        return
    if entry["rising"]:
        yield words.told("board_rising", name=name)
    yield words.told("board_known", name=name)
    yield from entry.get("plain", ())


def _spacing(finding: Found) -> Iterator[str]:
    for span in finding.spacing:
        yield span["plain"]
        if span["longer_if"]:
            yield span["longer_if"]


def _used(assessment: Assessment, words: Words) -> list[str]:
    person, desk = assessment.person, words.desk
    used = [factor(one, desk) for one in person.conditions]
    used += [
        desk.say(f"person.{name}", value=getattr(person, name))
        for name in ("age", "tolerance")
        if getattr(person, name) not in (None, "")
    ]
    return used + [desk.say(f"person.{name}") for name in ("pregnant", "alone") if getattr(person, name)]


def _factors(names: Iterable[str], words: Words) -> list[str]:
    return sorted({factor(one, words.desk) for one in names}, key=str.lower)


def _intake(given: str | Taken) -> Intake:
    if isinstance(given, str):
        return Intake(_plain_code(given))
    regular = "yes" if given.regular else ""
    return Intake(
        _plain_code(given.text),
        route=given.route,
        dose=given.dose,
        ago=given.ago,
        stopped=given.stopped,
        regular=regular,
    )


def _plain_code(text: str) -> str:
    found = RXCUI.fullmatch(text.strip())
    return f"rxcui {found[1]}" if found else text


def _finding(found: Found, typed: dict[str, str], words: Words) -> Finding:
    severity: Any = found.severity
    return Finding(
        substances=[
            Named(input=typed.get(one, one), name=words.desk.short(one), rxcui=words.rxcui(one))
            for one in found.substances
        ],
        severity=severity, summary=f"{found.title}. {found.plain}", action=found.management["plain"],
        evidence=_evidence(found.sources[:MOST_SOURCES], words), past=found.past, spacing=list(dict.fromkeys(_spacing(found))),
    )  # fmt: skip


def _evidence(sources: Iterable[str], words: Words) -> list[Evidence]:
    rows = [words.knowledge.row("source", one) for one in sources]
    return [
        Evidence(title=row["title"], url=f"https://doi.org/{row['doi']}" if row.get("doi") else row.get("url") or "")
        for row in rows
    ]


def _listed(found: Sequence[Finding]) -> tuple[list[Finding], dict[str, int]]:
    """As many findings as an answer holds, the worst at least, and the rest by severity."""
    listed: list[Finding] = []
    size = 0
    for one in found[:MOST_FINDINGS]:
        size += len(json.dumps(one.model_dump()))
        if listed and size > MOST_CHARACTERS:
            break
        listed.append(one)
    more: dict[str, int] = {}
    for one in found[len(listed) :]:
        more[one.severity] = more.get(one.severity, 0) + 1
    return listed, more


def _not_checked(assessment: Assessment, typed: dict[str, str], words: Words) -> Iterator[NotChecked]:
    for one in assessment.unrecognised:
        yield NotChecked(input=one["typed"], reason="unrecognised", suggestions=one["suggestions"], detail=None)
    said = [item.text for item in gaps(assessment, words.desk)]
    for gap, detail in zip(assessment.not_reviewed, said, strict=True):
        yield NotChecked(
            input=typed.get(gap["substance"], gap["substance"]), reason="not_reviewed", suggestions=[], detail=detail
        )


def _ambiguous(assessment: Assessment, words: Words) -> Iterator[Ambiguous]:
    for one in assessment.ambiguous:
        meanings = [meaning["says"] or meaning["label"] for meaning in one["meanings"]] + one["ordinary"]
        yield Ambiguous(input=one["typed"], meanings=meanings, assumed=words.desk.names(one["assumed"]))


def _mended(assessment: Assessment, words: Words) -> Iterator[Mended]:
    for one in assessment.interpretation:
        if one.get("how") == "spelling":
            yield Mended(input=one["typed"], read_as=[words.desk.short(substance) for substance in one["as"]])


def resolve(name: str, words: Words) -> Resolution:
    """What a name means; nothing is guessed."""
    found = resolve_name(_plain_code(name), words.knowledge)
    meanings = (
        () if isinstance(found, Unrecognised) else (found.meaning,) if isinstance(found, Resolved) else found.meanings
    )
    assessment = mixwise.check([_plain_code(name)], knowledge=words.knowledge)
    said = [item.text for item in first(assessment, words.desk)] + [
        item.text for item in notices(assessment, words.desk)
    ]
    how: Any = None if isinstance(found, Unrecognised) else found.how
    return Resolution(
        input=name,
        status="unrecognised" if isinstance(found, Unrecognised) else "resolved" if isinstance(found, Resolved) else "ambiguous",
        how=how,
        meanings=[
            Meaning(
                name=one.says or one.label, substances=[words.desk.short(substance) for substance in one.substances],
                rxcuis=[code for substance in one.substances if (code := words.rxcui(substance))],
            )
            for one in meanings
        ],
        suggestions=list(found.suggestions) if isinstance(found, Unrecognised) else [],
        must_say=said, knowledge_version=words.knowledge.version,
    )  # fmt: skip


def profile(name: str, words: Words) -> Profile:
    """What one substance is. Raises UsageError when the name is none, or has several meanings."""
    found = resolve_name(_plain_code(name), words.knowledge)
    if isinstance(found, Unrecognised):
        raise UsageError(
            words.say("unknown_substance", name=name[:80], suggestions=", ".join(found.suggestions) or "-")
        )
    meaning = found.meaning if isinstance(found, Resolved) else found.meanings[0]
    if not isinstance(found, Resolved) or len(meaning.substances) != 1:
        known = [one.says or one.label for one in getattr(found, "meanings", (meaning,))]
        parts = known if not isinstance(found, Resolved) else [words.desk.short(one) for one in meaning.substances]
        raise UsageError(words.say("several", name=name[:80], meanings="; ".join(parts)))
    substance = meaning.substances[0]
    row, held = words.knowledge.row("substance", substance), words.knowledge.row("profile", substance)
    assessment = mixwise.check([_plain_code(name)], knowledge=words.knowledge)
    titles = words.knowledge.row("families", "all")
    stopping = held["stopping"]
    said = [item.text for item in first(assessment, words.desk)] + [
        item.text for item in notices(assessment, words.desk)
    ]
    if stopping and stopping[0] == "dangerous" and stopping[1]:
        said.insert(0, stopping[1])
    texts = {
        part: held[part][0] if held[part] else None
        for part in ("what", "use", "forms", "routes", "action", "addictive", "tolerance", "dependence")
    }
    return Profile(
        input=name, name=words.desk.name(substance), rxcui=words.rxcui(substance), **texts,
        stopping=stopping[1] if stopping else None, not_reviewed=[titles[one] for one in row["not_reviewed"]],
        evidence=_evidence(row["sources"][:5], words), must_say=said, knowledge_version=words.knowledge.version,
    )  # fmt: skip


def emergency(signs: Sequence[str], country: str, words: Words) -> EmergencySteps:
    """What to do now."""
    from mixwise.urgent import emergency_guide

    found = emergency_guide(list(signs), country=country, knowledge=words.knowledge)
    sections = {one.id: one.items for one in found.guide.sections}
    steps = [item.text for item in found.guide.first]
    kind: Any = found.kind
    likely = [str(words.knowledge.row("picture", one.picture)["title"]) for one in found.likely[:5]]

    def lines(name: str, most: int) -> list[str]:
        return list(_flat(sections.get(name, ())))[:most]

    return EmergencySteps(
        kind=kind, steps=steps, likely=likely, do=lines("now", 20), do_not=lines("not", 12),
        antidotes=lines("antidotes", 10), call=lines("help", 30), must_say=[*steps, found.guide.answer],
        knowledge_version=words.knowledge.version,
    )  # fmt: skip


def _flat(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        said = f"{item.label}: {item.text}" if item.label and item.text else item.text or item.label
        if said:
            yield said
        yield from _flat(item.items)


def info(words: Words) -> KnowledgeInfo:
    """What the answers rest on."""
    knowledge = words.knowledge
    substances = knowledge.ids("substance")
    return KnowledgeInfo(
        knowledge_version=knowledge.version, engine_version=mixwise.__version__, substances=len(substances),
        rules=len(knowledge.ids("rule")), sources=len(knowledge.ids("source")),
        clinically_reviewed=all(knowledge.row("substance", one)["clinically_reviewed"] != "none" for one in substances),
        licence="Apache-2.0 AND CC-BY-4.0", must_say=[words.desk.say("unsigned"), words.desk.say("absence")],
    )  # fmt: skip
