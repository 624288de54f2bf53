"""
Drugs as records hold them, checked together.

A drug is what a caller gave under one key: a code or a text, with the substances that it comes down to. What could not be read is
kept beside them; it is never dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, product
from typing import NamedTuple

from mixwise.check import check_named, read
from mixwise.engine.reading import Named
from mixwise.engine.types import ANYONE, Assessment, Finding, Intake, Person
from mixwise.faces.records.rxnorm.concepts import Concepts
from mixwise.knowledge.normalise import normalise
from mixwise.knowledge.store import Knowledge
from mixwise.names.types import Ambiguous, Meaning, Resolved, Unrecognised
from mixwise.names.when import Moment


class Drug(NamedTuple):
    """
    One drug that a caller gave.

    `substances` are those that are certain; `ambiguous` the readings that are not; `missing` what of it nobody recognised:
    itself, or an ingredient. `kind` tells a draft, an order and a statement apart, since one order may appear as several of them.
    """

    key: str
    name: str
    rxcui: str = ""
    tty: str = ""
    substances: tuple[str, ...] = ()
    ambiguous: tuple[Named, ...] = ()
    missing: tuple[str, ...] = ()
    spelled: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What was read by its spelling: the text, and as what."""
    kind: str = ""
    supply: str = ""
    moment: Moment | None = None
    dose: float = 0.0
    """Milligrams a day, at the least; 0 when not told."""
    route: str = ""
    planned: bool = False
    """Whether it is a draft: ordered, and not begun yet."""
    ended: bool = False
    """Whether it is not taken any more. It counts as stopped, and only what is said of its end is told of it."""


class Issue(NamedTuple):
    """A finding with the drugs, by position, that it is about."""

    finding: Finding
    drugs: tuple[int, ...]
    substances: tuple[str, ...]
    """The substances of the finding, in the order of the drugs that hold them, for a pair."""


class Checked(NamedTuple):
    """
    What was found about drugs together. `assessment` is None when nothing of them was recognised.

    What was not recognised, not reviewed at all, or reviewed only in part (with the families missing) stands with its position.
    """

    drugs: tuple[Drug, ...]
    assessment: Assessment | None
    issues: tuple[Issue, ...]
    not_recognised: tuple[tuple[int, str], ...]
    not_reviewed: tuple[tuple[int, str], ...]
    partly: tuple[tuple[int, str, tuple[str, ...]], ...]
    pairs: int
    stopped: tuple[int, ...] = ()
    """The positions of what was counted as stopped; what ended and is not among them was left out."""

    @property
    def complete(self) -> bool:
        """Whether silence means that all was reviewed and nothing is known."""
        return not (
            self.not_recognised or self.not_reviewed or self.partly or any(drug.ambiguous for drug in self.drugs)
        )


def by_rxcui(rxcui: str, concepts: Concepts, key: str = "") -> Drug:
    """The drug that an RxCUI stands for; one with only `missing` when nobody knows it."""
    concept = concepts.concept(rxcui)
    if concept is None:
        return Drug(key or rxcui, rxcui, rxcui, "NA", missing=(rxcui,))
    known, missing = concepts.made_of(concept)
    return Drug(key or rxcui, concept.name, rxcui, concept.tty, known, (), missing)


def by_text(text: str, knowledge: Knowledge, key: str = "") -> Drug:
    """The drug that a text names, read by the same door as everything that people type."""
    name = " ".join(text.split())[:200]
    named, denied = read(Intake(name), knowledge)
    known: list[str] = []
    missing: list[str] = []
    ambiguous: list[Named] = []
    spelled: list[tuple[str, tuple[str, ...]]] = []
    for one in named:
        if isinstance(one.resolution, Unrecognised):
            missing.append(one.intake.text)
        elif isinstance(one.resolution, Ambiguous):
            ambiguous.append(one)
        else:
            known += one.resolution.meaning.substances
            if one.resolution.how != "exact":
                spelled.append((one.intake.text, one.resolution.meaning.substances))
    missing += denied  # an order that says "no aspirin" is no order for aspirin, and nobody knows what it is for
    if not (known or missing or ambiguous):
        missing = [name]
    return Drug(
        key or name, name, "", "", tuple(dict.fromkeys(known)), tuple(ambiguous), tuple(missing), tuple(spelled)
    )


def check_drugs(drugs: Sequence[Drug], knowledge: Knowledge, person: Person = ANYONE) -> Checked:
    """
    Everything found about these drugs together, each finding with the drugs it is about, worst first.

    What one product holds is not held against itself. What ended counts as stopped (see `_speaks`). Drugs with the same
    substances under different `kind`s are one order.
    """
    which = _orders(drugs)
    drugs = list(_going_on(drugs))
    skipped = {place for place, drug in enumerate(drugs) if drug.ended and not drug.moment}
    doses = _doses(drugs, which)
    named = [
        one
        for place, drug in enumerate(drugs)
        if place not in skipped
        for one in _named(drug, which[place], doses.get(place, 0.0))
    ]
    not_recognised = tuple((place, name) for place, drug in enumerate(drugs) for name in drug.missing)
    if not named:
        return Checked(tuple(drugs), None, (), not_recognised, (), (), 0)
    assessment = check_named(named, person, knowledge=knowledge)
    assumed = {one["typed"]: one["assumed"] for one in assessment.ambiguous}
    held = [() if place in skipped else _held(drug, assumed) for place, drug in enumerate(drugs)]
    whole = len(knowledge.row("families", "all"))
    gaps = {gap["substance"]: tuple(gap["families"]) for gap in assessment.not_reviewed}
    current = [place for place, drug in enumerate(drugs) if not drug.ended]
    found = [(place, substance) for place in current for substance in held[place] if substance in gaps]
    label = {substance: str(knowledge.row("substance", substance)["label"][0]) for _, substance in found}
    over = {one for substances in held for one in substances} - {one for place in current for one in held[place]}
    findings = [one for one in assessment.findings if _speaks(one, over)]
    return Checked(
        tuple(drugs),
        assessment,
        tuple(_issues(findings, held, which)),
        not_recognised,
        tuple((place, label[one]) for place, one in found if len(gaps[one]) == whole),
        tuple((place, label[one], gaps[one]) for place, one in found if len(gaps[one]) < whole),
        sum(
            1
            for first, second in combinations(current, 2)
            if which[first] != which[second] and held[first] and held[second]
        ),
        tuple(place for place, drug in enumerate(drugs) if drug.ended and place not in skipped),
    )


def _going_on(drugs: Sequence[Drug]) -> Iterator[Drug]:
    """The drugs without the end of what goes on in another order that is no draft: a renewed order is no stop."""
    going_on = {
        one for drug in drugs if not (drug.ended or drug.planned or _stopped(drug)) for one in drug.substances
    }  # fmt: skip
    for drug in drugs:
        yield drug._replace(moment=None) if _stopped(drug) and going_on.issuperset(drug.substances) else drug


def _stopped(drug: Drug) -> bool:
    return drug.moment is not None and drug.moment.kind == "stopped"


def _doses(drugs: Sequence[Drug], which: Sequence[str]) -> dict[int, float]:
    """
    The milligrams a day of each order, at its first position: the most that one kind of resource tells of it.

    Administrations of the last day are added up; an order that appears as a request and a statement counts once.
    """
    told: dict[str, dict[str, float]] = defaultdict(dict)
    first: dict[str, int] = {}
    for place, drug in enumerate(drugs):
        first.setdefault(which[place], place)
        so_far = told[which[place]].get(drug.kind, 0.0)
        added = drug.moment is not None and drug.moment.kind == "ago"
        told[which[place]][drug.kind] = so_far + drug.dose if added else max(so_far, drug.dose)
    return {place: max(told[order].values()) for order, place in first.items()}


def _speaks(finding: Finding, over: Collection[str]) -> bool:
    """
    Whether a finding stands although some of its substances are not taken any more.

    It does where a span is to be left after one of them and is not over, or where its rule asks for that end; and it is about
    something that is taken or ordered as well.
    """
    ended = set(over).intersection(finding.substances)
    if not ended:
        return True
    if finding.past or len(ended) == len(finding.substances):
        return False
    asked = any(
        step.kind == "context" and step.fact in ("stopped", "ago") and step.subject in ended for step in finding.because
    )
    return asked or any(one["last"] in ended for one in finding.spacing)


def _held(drug: Drug, assumed: dict[str, list[str]]) -> tuple[str, ...]:
    """The substances that a drug was checked as."""
    worst = [substance for one in drug.ambiguous for substance in assumed.get(one.intake.text, ())]
    return tuple(dict.fromkeys([*drug.substances, *worst]))


def _named(drug: Drug, order: str, dose: float) -> Iterator[Named]:
    """The intakes of a drug. Their key says which order they are, so that one order is counted once."""
    if drug.substances:
        meaning = Meaning(drug.substances, order, drug.supply, "", "")
        intake = Intake(drug.name, supply=drug.supply, route=drug.route)
        yield Named(intake, Resolved(drug.name, meaning, "exact"), order, drug.moment, dose)
    for one in drug.ambiguous:
        yield one._replace(intake=one.intake._replace(supply=drug.supply, route=drug.route), moment=drug.moment)


def _orders(drugs: Sequence[Drug]) -> list[str]:
    """
    Which order each drug is: the same for an order that appears as a draft, a request and a statement.

    Drugs of one kind with the same substances are different orders when their codes or names differ: two of them are a duplicate.
    """
    products: dict[tuple[tuple[str, ...], str], dict[str, int]] = defaultdict(dict)
    found = []
    for drug in drugs:
        same = products[tuple(sorted(drug.substances)), drug.kind]
        number = same.setdefault(drug.rxcui or normalise(drug.name), len(same))
        holds = "+".join(sorted(drug.substances)) or drug.key
        found.append(f"\0{holds}\0{number}")
    return found


def _issues(findings: Sequence[Finding], held: Sequence[tuple[str, ...]], which: Sequence[str]) -> Iterator[Issue]:
    known = {one: _by_order(one, held, which) for substances in held for one in substances}
    for finding in findings:
        holders = [known.get(substance, {}) for substance in finding.substances]
        if not all(holders):
            continue
        if len(holders) == 2:
            for (first, one), (second, other) in product(holders[0].items(), holders[1].items()):
                if first != second:
                    yield Issue(finding, (*one, *other), tuple(finding.substances))
            continue
        orders = {order: places for held_by in holders for order, places in held_by.items()}
        if len(orders) > 1 or len(finding.substances) == 1:
            yield Issue(
                finding, tuple(sorted({place for places in orders.values() for place in places})), finding.substances
            )


def _by_order(substance: str, held: Sequence[tuple[str, ...]], which: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The positions of the drugs that hold a substance, by order."""
    found: dict[str, tuple[int, ...]] = {}
    for place, substances in enumerate(held):
        if substance in substances:
            found[which[place]] = (*found.get(which[place], ()), place)
    return found
