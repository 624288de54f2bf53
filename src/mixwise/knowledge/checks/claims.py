"""Judgements rest on claims, claims on sources, and nothing is there that nobody uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mixwise.knowledge import schema, schema_time
from mixwise.knowledge.checks.base import Check, claim_holders, claims_of, near
from mixwise.knowledge.corpus import Corpus, Entry
from mixwise.knowledge.read import Mapping, Problem

PROFILE = ("what", "use", "forms", "routes", "action", "addictive", "why_mixed")
DEPENDENCE = ("tolerance", "dependence", "withdrawal", "addiction")
TEXTS = ("plain", "professional", "onset", "signs", "management")
COURSE = (
    "onset_h",
    "peak_h",
    "half_life_h",
    "falls_mg_dl_h",
    "release_h",
    "volume_l",
    "absorbed",
    "metabolites",
    "measured",
    "plain",
)
ANTIDOTE = ("for", "who", "where", "how", "will_not", "after", "professional")


class CitedSourcesExist(Check):
    """Every claim, review, position and help line names a source of the bibliography."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        for entry, source, path in cited(corpus):
            if source not in corpus.sources:
                yield Problem(
                    entry.at(*path),
                    f"no source called {source!r}",
                    near(source, corpus.sources, "Sources live in knowledge/sources/."),
                )


class EverySourceIsCited(Check):
    """A source that nothing rests on does not belong in the bibliography."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        used = {source for _, source, _ in cited(corpus)}
        for source, entry in corpus.sources.items():
            if source not in used:
                yield Problem(
                    entry.at(),
                    f"nothing cites the source {source!r}",
                    "Take it out, or cite it where it was used.",
                )
            if entry.record.url is None and entry.record.doi is None:
                yield Problem(
                    entry.at(),
                    f"the source {source!r} has neither url nor doi",
                    "A reader must be able to look it up.",
                )


class RefusedPlacesAreNotCited(Check):
    """No source was read at a place that refused.yaml names."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        refused = corpus.words.get("refused")
        for name, entry in corpus.sources.items():
            places = f"{entry.record.url or ''} {entry.record.seen_at or ''}".lower()
            for host, why in refused.items() if isinstance(refused, Mapping) else ():
                if host in places:
                    yield Problem(entry.at(), f"the source {name!r} was read at {host}", f"{why} Find another source.")


class EveryJudgementIsSupported(Check):
    """Each judgement of a record rests on at least one claim, and each claim supports at least one judgement."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        for entry, part, path in claim_holders(corpus):
            needed = set(judgements(part))
            may_cite = needed | ({"professional"} if getattr(part, "professional", None) else set())
            may_cite |= {"how", "questions"} if isinstance(part, schema.SelfCheck) else set()
            given: set[str] = set()
            for index, claim in enumerate(claims_of(part)):
                for field in claim.supports:
                    if field not in may_cite:
                        hint = near(field, may_cite, "A claim may only support what the record says.")
                        yield Problem(
                            entry.at(*path, "claims", index, "supports"),
                            f"{part.id if hasattr(part, 'id') else ''}: this claim supports {field!r}, which is not said here",
                            hint,
                        )
                given |= set(claim.supports)
            for field in sorted(needed - given):
                name = getattr(part, "id", getattr(part, "substance", ""))
                yield Problem(
                    entry.at(*path),
                    f"{name}: no cited claim supports {field!r}",
                    "Add a claim with its source, or take the statement out.",
                )


def judgements(part: object) -> Iterator[str]:
    """The fields of a record that need a claim, as `supports` names them."""
    if isinstance(part, schema.Kind):
        yield from (name for name in PROFILE if getattr(part.profile, name))
        yield from (name for name in DEPENDENCE if getattr(part.dependence, name))
        yield from (f"effects.{name}" for name in ("short", "long") if getattr(part.effects, name))
        yield from (name for name in ("overdose", "stopping", "kinetics") if getattr(part, name, None))
        yield from (f"traits.{trait}" for trait in part.traits)
    elif isinstance(part, schema.Mechanism):
        yield from (name for name in TEXTS if getattr(part, name))
    elif isinstance(part, schema.Rule | schema.Interaction):
        yield from ("severity", "evidence")
        yield from (name for name in TEXTS if getattr(part, name))
        if isinstance(part, schema.Interaction):
            yield "mechanism"
            if part.overrides:
                yield "overrides"
    elif isinstance(part, schema.Picture):
        yield from (name for name in ("plain", "professional", "signs", "do", "avoid", "tell") if getattr(part, name))
    elif isinstance(part, schema_time.Course):
        yield from (name for name in COURSE if getattr(part, name))
    elif isinstance(part, schema_time.Washout):
        yield from ("days", "retires")
        yield from (name for name in ("longer_if",) if getattr(part, name))
    elif isinstance(part, schema.Use):
        yield "members"
    elif isinstance(part, schema.Antidote):
        yield from ANTIDOTE
    elif isinstance(part, schema.Product):
        yield "holds"
    elif isinstance(part, schema.Adulterant):
        yield "checks_miss"
    elif isinstance(part, schema.SelfCheck):
        yield from ("bands", "professional")
    else:
        yield "plain"


def cited(corpus: Corpus) -> Iterator[tuple[Entry[Any], str, tuple[object, ...]]]:
    """Every citation: the entry that makes it, the source named, and the path to it."""
    for listed in corpus.listed.values():
        yield listed, listed.record.source, ("source",)
    for entry, part, path in claim_holders(corpus):
        for index, claim in enumerate(claims_of(part)):
            yield entry, claim.source, (*path, "claims", index, "source")
        for index, review in enumerate(getattr(part, "reviewed", ())):
            yield entry, review.source, (*path, "reviewed", index, "source")
        for index, position in enumerate(getattr(part, "positions", ())):
            yield entry, position.source, (*path, "positions", index, "source")
    for entry in corpus.selfchecks.values():
        yield entry, entry.record.wording.source, ("wording", "source")
        for index, term in enumerate(entry.record.terms):
            yield entry, term.source, ("terms", index, "source")
    for country in corpus.countries.values():
        yield country, country.record.emergency.source, ("emergency", "source")
        for index, line in enumerate(country.record.lines):
            yield country, line.source, ("lines", index, "source")
