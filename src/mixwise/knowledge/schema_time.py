"""What records about time may say: how a substance comes and goes, and which spans between two are told to prescribers."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from mixwise.knowledge.schema import Claim, Id, Pattern, Prose, Range, Record, RecordId

Form = Literal[
    "swallowed", "extended_release", "depot", "patch", "injected", "inhaled", "nasal", "under_the_tongue", "rectal"
]


def _rises(value: tuple[float, float]) -> tuple[float, float]:
    if not 0 < value[0] <= value[1]:
        raise ValueError("the lowest comes first, and both are above nought")
    return value


Span = Annotated[Range, AfterValidator(_rises)]

WINDOW = re.compile(r"(?P<from>\d+(?:\.\d+)?)-(?P<to>\d+(?:\.\d+)?)? (?P<unit>[hd])")
"""How a pattern says when: `0-4 h`, `2-14 d`, `1- d` (no end)."""


class Metabolite(Record):
    """What the body makes of a substance and what acts in its own right."""

    name: Prose
    substance: Id | None = None
    half_life_h: Span
    peak_h: Span | None = None
    only_with: Id | None = None
    """Another substance that must be there for the body to make it."""


class Measured(Record):
    """One published measurement after one dose, which the model is tested against."""

    dose_mg: float
    peak_ng_ml: Span
    peak_h: Span
    who: Prose


class Course(Record):
    """
    How one substance, taken in one way, comes and goes. Hours; `volume_l` in litres for an adult; `absorbed` a fraction.

    `release_h` says for how long a depot, a patch or a slow tablet keeps giving. What leaves by so much an hour at any level
    has no half-life: `falls_mg_dl_h` says by how many milligrams per 100 millilitres of blood it falls.
    """

    id: RecordId
    substance: Id
    form: Form
    onset_h: Span | None = None
    peak_h: Span | None = None
    half_life_h: Span | None = None
    falls_mg_dl_h: Span | None = None
    release_h: Span | None = None
    volume_l: Span | None = None
    absorbed: Span | None = None
    metabolites: list[Metabolite] = []
    measured: list[Measured] = []
    plain: Prose | None = None
    claims: Annotated[list[Claim], Field(min_length=1)]

    @model_validator(mode="after")
    def _leaves_in_one_way(self) -> Course:
        if (self.half_life_h is None) == (self.falls_mg_dl_h is None):
            raise ValueError("give half_life_h, or falls_mg_dl_h for what leaves by so much an hour")
        if self.falls_mg_dl_h and not self.plain:
            raise ValueError("what leaves by so much an hour is told in `plain`, since no share of a peak can be")
        return self


class Washout(Record):
    """
    A span that prescribers are told to leave between the last of one thing and the first of another, as its source gives it.

    Findings of the mechanisms in `retires` between the two count as past once the span, at its longest, is over.
    """

    id: RecordId
    last: Pattern
    first: Pattern
    retires: Annotated[list[Id], Field(min_length=1)]
    days: Span
    plain: Prose
    longer_if: Prose | None = None
    claims: Annotated[list[Claim], Field(min_length=1)]
