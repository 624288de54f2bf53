"""The findings of a list by groups: each pair, each substance alone, each set; what holds for anyone is worked out once."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import chain, combinations

from mixwise.engine.findings import explain, settle
from mixwise.engine.matching import Loaded, Match, load_matches, pair_matches, set_matches, single_matches
from mixwise.engine.types import ANYONE, Finding, Person
from mixwise.knowledge.store import Knowledge

Group = tuple[tuple[Finding, ...], frozenset[str]]
"""The findings of a group, and the factors of the person that were not known and asked for."""

MOST_KEPT = 20_000
"""Groups that are kept for the next question; past this many all are let go, so memory stays bounded."""


def groups(
    all_of: Sequence[Loaded], twice: Collection[str], person: Person, knowledge: Knowledge, missing: set[str]
) -> Iterator[tuple[Finding, ...]]:
    """
    What is found about each pair, each substance by itself, and each set of these.

    Factors of the person that are not known, and that a rule asked for, are added to `missing`. Nothing of a question is kept
    but pairs of substances with what counts of their use, and only for a person of whom nothing is said.
    """
    for first, second in combinations(all_of, 2):
        key = (first.id, first.context, second.id, second.context)
        yield _kept(key, partial(pair_matches, first, second, person, knowledge), person, knowledge, missing)
    for one in all_of:
        again = one.id in twice
        matches = partial(single_matches, one, again, person, knowledge)
        yield _kept((one.id, one.context, again), matches, person, knowledge, missing)
    for match in chain(
        set_matches(all_of, person, knowledge, missing), load_matches(all_of, person, knowledge, missing)
    ):
        yield (explain(match, person, knowledge),)


def _kept(
    key: tuple[object, ...],
    matches: Callable[[set[str]], Iterator[Match]],
    person: Person,
    knowledge: Knowledge,
    missing: set[str],
) -> tuple[Finding, ...]:
    """The group as it was found before; worked out when it was not, or when something is said of the person."""
    kept: dict[tuple[object, ...], Group] = knowledge.memo.setdefault("groups", {})
    found = kept.get(key) if person is ANYONE else None
    if found is None:
        unknown: set[str] = set()
        group = list(matches(unknown))
        found = (tuple([explain(match, person, knowledge) for match in settle(group)]), frozenset(unknown))
        if person is ANYONE:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[key] = found
    if found[1]:
        missing |= found[1]
    return found[0]
