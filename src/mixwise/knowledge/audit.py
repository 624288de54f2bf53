"""
The claims of the knowledge beside their sources, for somebody who reads them again; and which records want it most.

Part of the compiler's side: it reads the YAML with its lines, so that whoever finds a fault knows where to mend it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from mixwise.knowledge.checks.base import claim_holders
from mixwise.knowledge.corpus import Corpus, Entry
from mixwise.knowledge.terms import RANK

CONSEQUENTIAL = RANK["major"]
"""From this severity on, a judgement that rests on one source alone is listed."""
SECOND_HAND = ("abstract", "quoted")
"""Ways of having seen a source in which not all of it was read."""


class ClaimAt(NamedTuple):
    """One claim, where it is written, and the source that it names."""

    file: str
    line: int
    record: str
    supports: tuple[str, ...]
    says: str
    source: str
    locator: str


class Due(NamedTuple):
    """A record that wants a second reading, and why."""

    why: str
    record: str
    file: str
    line: int
    what: str


def claims(corpus: Corpus) -> Iterator[ClaimAt]:
    """Every claim and every statement of a review, in the order of the files."""
    for entry, part, path in claim_holders(corpus):
        record = str(getattr(part, "id", "") or getattr(entry.record, "id", ""))
        for index, claim in enumerate(part.claims):
            place = entry.at(*path, "claims", index)
            yield ClaimAt(
                place.file, place.line, record, tuple(claim.supports), claim.says, claim.source, claim.locator
            )
        for index, seen in enumerate(getattr(part, "reviewed", ())):
            place = entry.at(*path, "reviewed", index)
            families = tuple(f"reviewed.{family}" for family in seen.families)
            yield ClaimAt(place.file, place.line, record, families, seen.says, seen.source, seen.locator)


def sample(corpus: Corpus, size: int, seed: int) -> list[ClaimAt]:
    """So many claims at random, the same ones for the same seed and knowledge."""
    everything = sorted(claims(corpus))
    return random.Random(seed).sample(everything, min(size, len(everything)))


def due(corpus: Corpus, today: str) -> Iterator[Due]:
    """
    What wants a second reading most: oldest, thinnest, most consequential, least certain, in that order.

    `today` is a date as YYYY-MM-DD; a record whose `next_review` is past it is overdue.
    """
    yield from _oldest(corpus, today)
    yield from _thinnest(corpus)
    yield from _most_consequential(corpus)
    yield from _least_certain(corpus)


def _oldest(corpus: Corpus, today: str) -> Iterator[Due]:
    dated = []
    for name, entry in corpus.kinds().items():
        record = entry.record
        read = record.checked_against_sources or record.drafted
        if record.next_review and record.next_review <= today[: len(record.next_review)]:
            yield _due("overdue", name, entry, f"review was due {record.next_review}")
        elif read and not record.checked_against_sources:
            dated.append((read, name, entry))
    for read, name, entry in sorted(dated, key=lambda one: one[:2]):
        yield _due("oldest", name, entry, f"drafted {read}, never read a second time")


def _thinnest(corpus: Corpus) -> Iterator[Due]:
    found = []
    for name, entry in corpus.substances.items():
        record = entry.record
        own = len({claim.source for claim in record.claims} | {one.source for one in record.reviewed})
        judged = len(record.traits) + len(record.reviewed) + len(record.overdose)
        found.append((own - judged / 10, name, entry, own))
    for _, name, thin, sources in sorted(found, key=lambda one: one[:2]):
        yield _due("thinnest", name, thin, f"{sources} sources of its own")


def _most_consequential(corpus: Corpus) -> Iterator[Due]:
    for name, entry in _judgements(corpus):
        record = entry.record
        sources = {claim.source for claim in record.claims} | {view.source for view in record.positions}
        worst = max((RANK[one] for one in _severities(record.severity) if one in RANK), default=0)
        if worst >= CONSEQUENTIAL and len(sources) == 1:
            yield _due("most consequential", name, entry, "major or dangerous, on one source alone")


def _least_certain(corpus: Corpus) -> Iterator[Due]:
    for name, entry in _judgements(corpus):
        record = entry.record
        seen = {
            corpus.sources[claim.source].record.seen_as for claim in record.claims if claim.source in corpus.sources
        }
        if record.evidence in ("disputed", "theoretical"):
            yield _due("least certain", name, entry, f"evidence {record.evidence}")
        elif seen and seen <= set(SECOND_HAND):
            yield _due("least certain", name, entry, "no source of it was read whole: " + ", ".join(sorted(seen)))


def _judgements(corpus: Corpus) -> Iterator[tuple[str, Entry[Any]]]:
    yield from corpus.rules.items()
    yield from corpus.interactions.items()


def _severities(severity: Any) -> set[str]:
    """The severities of a rule: one, or those of a table."""
    if isinstance(severity, str):
        return {severity}
    return {cell for row in severity.values() for cell in row.values()}


def _due(why: str, name: str, entry: Entry[Any], what: str) -> Due:
    place = entry.at()
    return Due(why, name, place.file, place.line, what)
