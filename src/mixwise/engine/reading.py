"""From names to substances taken: every ambiguous name read in the way that makes the whole answer worst."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from mixwise.engine.assess import Found, assess
from mixwise.engine.types import Intake, Person, Taken
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import RANK, worst
from mixwise.names.types import Ambiguous, Meaning, Resolution, Resolved, Unrecognised

MOST_READINGS = 256
"""With more readings of ambiguous names than this, each name's worst meaning is sought by itself, then together."""


class Named(NamedTuple):
    """One thing asked about, with what its name was found to mean."""

    intake: Intake
    resolution: Resolution
    key: str
    """The text normalised; the text itself when that leaves nothing."""


class Reading(NamedTuple):
    """One way to read every ambiguous name, and what the engine says of it."""

    chosen: tuple[Meaning, ...]
    taken: tuple[Taken, ...]
    found: Found


def worst_reading(named: Sequence[Named], person: Person, store: Knowledge) -> Reading:
    """Every ambiguous name read in the way that makes the whole worst; the first of equals in the order of the knowledge."""
    choices = [one.resolution.meanings for one in named if isinstance(one.resolution, Ambiguous)]
    if not choices:
        return _read(named, (), person, store)
    count = 1
    for meanings in choices:
        count *= len(meanings)
    if count <= MOST_READINGS:
        return max((_read(named, chosen, person, store) for chosen in product(*choices)), key=_badness)
    best = [meanings[0] for meanings in choices]
    for _ in range(2):
        for place, meanings in enumerate(choices):
            best[place] = max(
                meanings,
                key=lambda m: _badness(_read(named, (*best[:place], m, *best[place + 1 :]), person, store)),
            )
    return _read(named, tuple(best), person, store)


def _badness(reading: Reading) -> tuple[int, int, int]:
    severity = worst(reading.found.severity, "unknown" if reading.found.not_reviewed else None)
    worst_rank = RANK[severity] if severity else -1
    return (
        worst_rank,
        sum(1 for f in reading.found.findings if RANK[f.severity] == worst_rank),
        len(reading.found.findings),
    )


def _read(named: Sequence[Named], chosen: tuple[Meaning, ...], person: Person, store: Knowledge) -> Reading:
    remaining = iter(chosen)
    names: dict[str, set[str]] = {}
    context: dict[str, set[str]] = {}
    for one in named:
        if isinstance(one.resolution, Unrecognised):
            continue
        meaning = one.resolution.meaning if isinstance(one.resolution, Resolved) else next(remaining)
        for substance in meaning.substances:
            names.setdefault(substance, set()).add(called(one, meaning, store))
            context.setdefault(substance, set()).update(context_of(one.intake, meaning, substance, store))
    taken = tuple([Taken(name, tuple(sorted(names[name])), tuple(sorted(context[name]))) for name in sorted(names)])
    return Reading(chosen, taken, assess(taken, person, store))


def called(one: Named, meaning: Meaning, store: Knowledge) -> str:
    """
    The name under which this was taken: two of them for one ingredient are two intakes.

    A spelling, a salt or a dose beside the same name is still that name, so what the knowledge calls it counts.
    """
    if meaning.product:
        return str(store.row("product", meaning.product)["label"])
    return one.key if store.meanings(one.key) else meaning.label


def context_of(intake: Intake, meaning: Meaning, substance: str, store: Knowledge) -> set[str]:
    """Facts of how a substance was taken, such as `supply=street`."""
    supply = intake.supply or meaning.supply or store.row("substance", substance)["supply"]
    found = {f"supply={supply}"}
    if intake.route:
        found.add(f"route={intake.route}")
    use = intake.use or ("recreational" if "street" in (intake.supply, meaning.supply) else "")
    if use:  # a street name ("robotripping") says how it is used as well as where it came from
        found.add(f"use={use}")
    return found
