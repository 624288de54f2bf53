"""From names to substances taken: every ambiguous name read in the way that makes the whole answer worst."""

from collections.abc import Sequence
from itertools import product
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from mixwise.engine.assess import Found, assess
from mixwise.engine.types import Intake, Person, Taken
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import RANK, worst
from mixwise.names.types import Ambiguous, Meaning, Resolution, Resolved, Unrecognised

if TYPE_CHECKING:
    from mixwise.names.when import Moment

MOST_READINGS = 256
"""With more readings of ambiguous names than this, each name's worst meaning is sought by itself, then together."""


class Named(NamedTuple):
    """One thing asked about, with what its name was found to mean."""

    intake: Intake
    resolution: Resolution
    key: str
    """The text normalised; the text itself when that leaves nothing."""
    moment: "Moment | None" = None
    dose: float = 0.0
    """Milligrams a day, at the least; 0 when not told."""
    history: str = ""
    """`past` or `other` where a sentence says that it was formerly, or is somebody else's; it counts all the same."""


_key = attrgetter("key")


class Reading(NamedTuple):
    """One way to read every ambiguous name, and what the engine says of it."""

    chosen: tuple[Meaning, ...]
    taken: tuple[Taken, ...]
    found: Found


def once(named: Sequence[Named]) -> list[Named]:
    """The same words typed twice are one thing, in an order of their own, so that the order typed makes no difference."""
    if len({one.key for one in named}) == len(named):
        return sorted(named, key=_key)
    found: dict[tuple[object, ...], Named] = {}
    for one in named:
        key = (one.key, *one.intake[1:], one.moment or (), one.dose)
        found.setdefault(key, one)
    return [found[key] for key in sorted(found)]


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
    told = False
    for one in named:
        if isinstance(one.resolution, Unrecognised):
            continue
        meaning = one.resolution.meaning if isinstance(one.resolution, Resolved) else next(remaining)
        told = told or bool(one.moment or one.dose)
        for substance in meaning.substances:
            names.setdefault(substance, set()).add(called(one, meaning, store))
            context.setdefault(substance, set()).update(context_of(one.intake, meaning, substance, store))
    taken = tuple([Taken(name, tuple(sorted(names[name])), tuple(sorted(context[name]))) for name in sorted(names)])
    if told:
        taken = _with_told(taken, named, chosen)
    return Reading(chosen, taken, assess(taken, person, store))


def _with_told(taken: tuple[Taken, ...], named: Sequence[Named], chosen: tuple[Meaning, ...]) -> tuple[Taken, ...]:
    """The same with the moments and the doses that were told."""
    remaining = iter(chosen)
    moments: dict[str, list[Moment | None]] = {}
    doses: dict[str, float] = {}
    for one in named:
        if isinstance(one.resolution, Unrecognised):
            continue
        meaning = one.resolution.meaning if isinstance(one.resolution, Resolved) else next(remaining)
        for substance in meaning.substances:
            moments.setdefault(substance, []).append(one.moment)
            if len(meaning.substances) == 1:  # of a product it is not known whose milligrams they are
                doses[substance] = doses.get(substance, 0.0) + one.dose
    return tuple(
        one._replace(moments=_told(moments[one.substance]), dose=doses.get(one.substance, 0.0)) for one in taken
    )


def _told(moments: "list[Moment | None]") -> "tuple[Moment | None, ...]":
    """The moments of all intakes of one substance; () when none was told, so that a plain question stays plain."""
    if not any(moments):
        return ()
    return (*sorted(one for one in moments if one), *(None for one in moments if not one))


def called(one: Named, meaning: Meaning, store: Knowledge) -> str:
    """
    The name under which this was taken: two of them for one ingredient are two intakes.

    A spelling, a salt or a dose beside the same name is still that name, so what the knowledge calls it counts.
    """
    if meaning.product:
        return str(store.row("product", meaning.product)["label"])
    return one.key if store.meanings(one.key) else meaning.label


def context_of(intake: Intake, meaning: Meaning, substance: str, store: Knowledge) -> tuple[str, ...]:
    """Facts of how a substance was taken, such as `supply=street`."""
    supply = intake.supply or meaning.supply or store.row("substance", substance)["supply"]
    if len(intake) == intake.count("") + 1 and not meaning.supply:  # nothing is said beside the name
        return (f"supply={supply}",)
    found = [f"supply={supply}"]
    if intake.route:
        found.append(f"route={intake.route}")
    use = intake.use or ("recreational" if "street" in (intake.supply, meaning.supply) else "")
    if intake.regular:
        found.append("regular=yes")
    if use:  # a street name ("robotripping") says how it is used as well as where it came from
        found.append(f"use={use}")
    return tuple(found)
