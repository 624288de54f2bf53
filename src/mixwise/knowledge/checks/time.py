"""Moments in patterns can be read, and no span of time retires what never may be retired."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mixwise.knowledge.checks.base import Check
from mixwise.knowledge.checks.references import flat, patterns
from mixwise.knowledge.corpus import Corpus
from mixwise.knowledge.derive import Inheritance
from mixwise.knowledge.expand import fits
from mixwise.knowledge.read import Location, Problem
from mixwise.knowledge.schema_time import WINDOW

NEVER_PAST, LONGER = "time/never_past", "time/longer"


class WindowsCanBeRead(Check):
    """`ago` and `stopped` in a pattern are spans such as `0-4 h`, `2-14 d` or `1- d`."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        for entry, path, pattern in patterns(corpus):
            for key, wanted in flat(pattern):
                for value in wanted if key in ("ago", "stopped") else ():
                    if not WINDOW.fullmatch(value):
                        yield Problem(
                            entry.at(*path), f"{key} cannot be {value!r}", "Write spans as 0-4 h, 2-14 d or 1- d."
                        )


class NothingRetiresWhatIsNeverPast(Check):
    """No washout is given for what `time/never_past.yaml` says is never called over, whatever its supply."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        never = corpus.words.get(NEVER_PAST)
        if not isinstance(never, Mapping):
            return
        heritage = Inheritance(corpus)
        for name, entry in corpus.washouts.items():
            for kind in corpus.substances:
                if fits(kind, entry.record.last, heritage) and () in fits(kind, never, heritage):
                    yield Problem(entry.at("last"), f"{name}: {kind} is never called over", f"See {NEVER_PAST}.yaml.")


class LongerSpansAreTold(Check):
    """Every washout with `longer_if` says in `time/longer.yaml` which facts make it hold, and nothing else stands there."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        told = corpus.words.get(LONGER) or {}
        if not isinstance(told, Mapping):
            return
        for name, entry in corpus.washouts.items():
            if bool(entry.record.longer_if) != (name in told):
                yield Problem(
                    entry.at("longer_if"), f"{name}: `longer_if` and {LONGER}.yaml do not agree", "Both or none."
                )
        for name, facts in told.items():
            if name not in corpus.washouts:
                yield Problem(Location(f"{LONGER}.yaml", 1), f"no washout is called {name!r}", "Give the id of one.")
            elif unknown := set(facts) - {"dose", "route", "person", "beside"}:
                yield Problem(
                    corpus.washouts[name].at("longer_if"), f"{LONGER}.yaml: unknown key {min(unknown)!r}", "See there."
                )
