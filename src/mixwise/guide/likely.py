"""
Which pictures (toxidromes) fit the signs that somebody sees, likeliest first.

A sign counts the more the fewer pictures have it, and more among the first three signs of a picture; words that name the cause,
and substances that are known to bring the picture, count as well. A rough order for what to read first, never a diagnosis.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mixwise.knowledge.store import Knowledge

FIRST_SIGNS = 3
FIRST, CAUSE, TAKEN, FOUND = 1.5, 3.0, 1.0, 6.0
"""What a first sign, a named cause, a substance taken and a finding of the mix weigh, beside 1 for a sign of one picture only."""
SHARE, FEWEST, MOST = 0.45, 0.7, 4
"""Pictures are shown from this share of the best score, and this score, on; at most so many."""


class Likely(NamedTuple):
    """A picture that fits, with its score and why: the signs seen, whether its cause was named, the substances taken."""

    picture: str
    score: float
    signs: tuple[str, ...]
    named: bool
    substances: tuple[str, ...]


def likely(
    signs: Sequence[str],
    named: Iterable[str],
    taken: Mapping[str, Sequence[str]],
    found: Iterable[str],
    knowledge: Knowledge,
) -> tuple[Likely, ...]:
    """
    The pictures that fit, at most four.

    `signs` are sign ids; `named` pictures whose cause was said in words ("drank bleach"); `taken` gives for each substance the
    pictures it is known to bring; `found` are the pictures of the findings of the mix.
    """
    pictures = {name: knowledge.row("picture", name) for name in knowledge.ids("picture")}
    how_many = Counter(sign for row in pictures.values() for sign in row["signs"])
    named, found = set(named), set(found)
    scored = []
    for name, row in pictures.items():
        seen = tuple(sign for sign in row["signs"] if sign in signs)
        by = tuple(substance for substance, brings in taken.items() if name in brings)
        score = sum((FIRST if sign in row["signs"][:FIRST_SIGNS] else 1) / how_many[sign] ** 0.5 for sign in seen)
        score += CAUSE * (name in named) + TAKEN * bool(by) + FOUND * (name in found and bool(seen or not signs))
        if score >= FEWEST and (seen or name in named or not signs):
            scored.append(Likely(name, round(score, 3), seen, name in named, by))
    scored.sort(key=lambda one: (-one.score, one.picture))
    return tuple(one for one in scored[:MOST] if one.score >= SHARE * scored[0].score)
