"""What a check is: a sentence that says what must hold, and a method that finds where it does not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from mixwise.knowledge import schema
from mixwise.knowledge.corpus import Corpus, Entry
from mixwise.knowledge.read import Problem


class Check:
    """One thing that must hold over the whole knowledge; its docstring says what."""

    def check(self, corpus: Corpus) -> Iterable[Problem]:
        """Every place where it does not hold."""
        raise NotImplementedError


def near(word: str, known: Iterable[str], where: str) -> str:
    """A hint that offers the nearest known word, or says where the known ones live."""
    matches = difflib.get_close_matches(word, list(known), n=1)
    return (f"Did you mean {matches[0]!r}? " if matches else "") + where


def claim_holders(corpus: Corpus) -> Iterator[tuple[Entry[Any], Any, tuple[object, ...]]]:
    """Every record, or part of one, that carries claims: its entry, the part, and the path to the part."""
    others: list[dict[str, Entry[Any]]] = [
        {**corpus.products}, {**corpus.adulterants}, {**corpus.signs}, {**corpus.pictures}, {**corpus.antidotes},
        {**corpus.selfchecks}, {**corpus.courses}, {**corpus.washouts}, {**corpus.uses},
    ]  # fmt: skip
    for entry in (*corpus.kinds().values(), *corpus.said(), *chain.from_iterable(store.values() for store in others)):
        yield entry, entry.record, ()
    for adulterant in corpus.adulterants.values():
        for index, held in enumerate(adulterant.record.may_hold):
            yield adulterant, held, ("may_hold", index)
    for advice in corpus.advice.values():
        for index, item in enumerate(advice.record.items):
            yield advice, item, ("items", index)


def claims_of(part: Any) -> list[schema.Claim]:
    """The claims of a record or part."""
    claims: list[schema.Claim] = part.claims
    return claims
