"""What of times and doses was counted, in words: for one drug, for one finding, and what the person lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mixwise.engine.types import Finding
from mixwise.faces.records.desk import RecordsDesk
from mixwise.faces.records.drugs import Checked, Drug
from mixwise.guide.board import span_words
from mixwise.guide.person import factor

TOLD = "locale/en/told"


def told_words(desk: RecordsDesk) -> Mapping[str, Any]:
    """The texts that this module fills in."""
    return desk.knowledge.words(TOLD)


def drug_facts(drug: Drug, desk: RecordsDesk) -> Iterator[str]:
    """When a drug was last given or ended, and what is taken of it in a day, as far as either was told."""
    texts = told_words(desk)
    if drug.moment:
        span = span_words((drug.moment.low, drug.moment.high), desk.guide)
        key = "ended" if drug.moment.kind == "stopped" else "taken"
        yield str(texts[key]).format(name=drug.name, span=span)
    if drug.dose:
        yield str(texts["dose"]).format(name=drug.name, dose=f"{drug.dose:g}")


def finding_facts(finding: Finding, drugs: Sequence[Drug], desk: RecordsDesk) -> str:
    """The same for the drugs of a finding, with the spans that prescribers are told to leave; "" when nothing was told."""
    texts = told_words(desk)
    said = [f"{fact}." for drug in drugs for fact in drug_facts(drug, desk)]
    if finding.past:
        last, first = (desk.guide.short(finding.spacing[0][side]) for side in ("last", "first"))
        said.append(str(texts["past"]).format(last=last, first=first))
    for span in finding.spacing:
        said.append(span["plain"])
        if span["longer_if"]:
            said.append(span["longer_if"])
        if span["may_be_longer"]:
            said.append(str(texts["may_be_longer"]))
    return " ".join(dict.fromkeys(said))


def stopped_facts(checked: Checked, desk: RecordsDesk) -> Iterator[tuple[int, str]]:
    """What is not current and was counted as stopped, by position."""
    for place in checked.stopped:
        yield place, str(told_words(desk)["not_taken_now"]).format(name=checked.drugs[place].name)


def missing_facts(checked: Checked, desk: RecordsDesk) -> str:
    """What of the person was not sent and would add something; "" when nothing would."""
    missing = checked.assessment.person_missing if checked.assessment else ()
    if not missing:
        return ""
    names = sorted({factor(one, desk.guide) for one in missing}, key=str.lower)
    return str(told_words(desk)["missing"]).format(names=", ".join(names))
