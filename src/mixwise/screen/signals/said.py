"""What the knowledge says of combinations: the verdict of `check` for the same names, each combination once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import polars as pl

from mixwise.engine.assess import assess
from mixwise.engine.types import ANYONE, Taken
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import SEVERITIES, worst
from mixwise.screen.signals.naming import is_known
from mixwise.screen.signals.options import Told

SEVERITY = pl.Enum(SEVERITIES)
STEP = 2_000


class Verdict(NamedTuple):
    """What we say of a combination, with the mechanism and evidence of its first finding; both empty without one."""

    severity: str
    mechanism: str
    evidence: str
    complete: bool


def verdict(labels: Sequence[str], knowledge: Knowledge) -> Verdict:
    """Our verdict on these drugs together; a name that we do not know makes it incomplete, as in `check`."""
    known = [label for label in labels if is_known(label)]
    taken = [Taken(label, (label,), (f"supply={knowledge.row('substance', label)['supply']}",)) for label in known]
    found = assess(taken, ANYONE, knowledge)
    complete = len(known) == len(labels) and not found.not_reviewed
    severity = worst(found.severity, None if complete else "unknown") or "none_known"
    first = found.findings[0] if found.findings else None
    return Verdict(severity, first.mechanism if first else "", first.evidence if first else "", complete)


def verdicts(
    combinations: pl.DataFrame, keys: Sequence[str], labels: Sequence[str], knowledge: Knowledge, told: Told
) -> pl.DataFrame:
    """The verdict on each row of drug numbers, as columns beside them."""
    numbers = combinations.select(keys)
    found = list(_each(numbers.iter_rows(), numbers.height, labels, knowledge, told))
    said = pl.DataFrame(
        found,
        schema={"severity": SEVERITY, "mechanism": pl.String, "evidence": pl.String, "complete": pl.Boolean},
        orient="row",
    )
    return pl.concat([numbers, said], how="horizontal")


def _each(
    rows: Iterable[tuple[int, ...]], count: int, labels: Sequence[str], knowledge: Knowledge, told: Told
) -> Iterable[Verdict]:
    for place, row in enumerate(rows):
        if place % STEP == 0:
            told("verdicts", place, count + 1)
        yield verdict([labels[drug] for drug in row], knowledge)
    told("verdicts", count + 1, count + 1)
