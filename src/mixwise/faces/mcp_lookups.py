"""What an assistant can look up beside a check: a name, a substance, an emergency, what the answers rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import mixwise
from mixwise.errors import UsageError
from mixwise.faces.mcp_shapes import EmergencySteps, KnowledgeInfo, Meaning, Profile, Resolution
from mixwise.faces.mcp_words import Words, evidence_of, plain_code
from mixwise.guide.advice import first
from mixwise.guide.answer import notices
from mixwise.guide.item import Item
from mixwise.names import resolve as resolve_name
from mixwise.names.types import Resolved, Unrecognised


def resolve(name: str, words: Words) -> Resolution:
    """What a name means; nothing is guessed."""
    found = resolve_name(plain_code(name), words.knowledge)
    meanings = (
        () if isinstance(found, Unrecognised) else (found.meaning,) if isinstance(found, Resolved) else found.meanings
    )
    said = _said(name, words)
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


def _said(name: str, words: Words) -> list[str]:
    """What has to be passed on about one name."""
    assessment = mixwise.check([plain_code(name)], knowledge=words.knowledge)
    return [item.text for item in (*first(assessment, words.desk), *notices(assessment, words.desk))]


def profile(name: str, words: Words) -> Profile:
    """What one substance is. Raises UsageError when the name is none, or has several meanings."""
    found = resolve_name(plain_code(name), words.knowledge)
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
    titles = words.knowledge.row("families", "all")
    stopping = held["stopping"]
    said = _said(name, words)
    if stopping and stopping[0] == "dangerous" and stopping[1]:
        said.insert(0, stopping[1])
    texts = {
        part: held[part][0] if held[part] else None
        for part in ("what", "use", "forms", "routes", "action", "addictive", "tolerance", "dependence")
    }
    return Profile(
        input=name, name=words.desk.name(substance), rxcui=words.rxcui(substance), **texts,
        stopping=stopping[1] if stopping else None, not_reviewed=[titles[one] for one in row["not_reviewed"]],
        evidence=evidence_of(row["sources"][:5], words), must_say=said, knowledge_version=words.knowledge.version,
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
