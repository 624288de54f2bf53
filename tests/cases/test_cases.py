"""Cases that a pharmacist writes as YAML: what is asked, and what must be answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import mixwise
from mixwise.knowledge.terms import RANK


def held(name: str) -> list[dict[str, Any]]:
    """The cases of one file, everything in it as text."""
    cases: list[dict[str, Any]] = yaml.load((Path(__file__).parent / name).read_text(), yaml.BaseLoader)
    return cases


RULES = [mixwise.load().row("rule", name) for name in mixwise.load().ids("rule")]
CASES = held("calibration.yaml")
AFTER, PERSON, THREE = held("after.yaml"), held("person.yaml"), held("three_way.yaml")


@pytest.mark.parametrize("case", CASES, ids=[" + ".join(case["ask"]) for case in CASES])
def test_the_answer_is_as_severe_as_the_case_says(case: dict[str, Any]) -> None:
    found = mixwise.check(case["ask"])
    assert sorted(found.substances) == sorted(case["substances"])
    because = [(finding.severity, finding.rule, finding.substances) for finding in found.findings]
    assert found.severity == case["severity"], (because, found.not_reviewed)


def person_of(said: dict[str, Any]) -> mixwise.Person:
    """A person as the cases write one."""
    flags = {name: said[name] in ("yes", "true") for name in ("pregnant", "alone") if name in said}
    conditions = said.get("conditions", ())
    return mixwise.Person(
        age=int(said["age"]) if "age" in said else None,
        conditions=tuple([conditions] if isinstance(conditions, str) else conditions),
        tolerance=said.get("tolerance", ""),
        **flags,
    )


def speaks(found: mixwise.Assessment, case: dict[str, Any]) -> bool:
    """Whether the rule of a case made a finding of its severity, or one of the same mechanism that is no milder stands for it."""
    mechanism = next(row["mechanism"] for row in RULES if row["id"] == case["rule"])
    everything = (*found.findings, *found.notes)
    return any(
        (one.rule == case["rule"] and one.severity == case["severity"])
        or (one.mechanism == mechanism and RANK.get(one.severity, -1) >= RANK.get(case["severity"], -1))
        for one in everything
    )


@pytest.mark.parametrize("case", AFTER, ids=[" + ".join(case["intakes"]) for case in AFTER])
def test_what_follows_an_end_or_a_while_is_found(case: dict[str, Any]) -> None:
    found = mixwise.check(case["intakes"])
    assert speaks(found, case), [(one.severity, one.rule) for one in (*found.findings, *found.notes)]
    plain = mixwise.check(list(found.substances))
    assert case["rule"] not in {one.rule for one in (*plain.findings, *plain.notes)}, "the rule needs no time at all"


@pytest.mark.parametrize("case", PERSON, ids=[f"{' + '.join(case['take'])}: {case['rule']}" for case in PERSON])
def test_the_person_is_counted(case: dict[str, Any]) -> None:
    doses = case.get("mg_a_day", {})
    taken = [mixwise.Intake(name, dose=f"{doses[name]} mg" if name in doses else "") for name in case["take"]]
    found = mixwise.check(taken, person_of(case.get("person", {})))
    assert speaks(found, case), [(one.severity, one.rule) for one in (*found.findings, *found.notes)]
    if case.get("person") or doses:
        nobody = mixwise.check(case["take"])
        assert case["rule"] not in {one.rule for one in nobody.findings}, "the rule asks nothing of person or dose"


@pytest.mark.parametrize("case", THREE, ids=[f"{' + '.join(case['take'])}: {case['rule']}" for case in THREE])
def test_three_together_show_what_no_pair_does(case: dict[str, Any]) -> None:
    found = mixwise.check(case["take"])
    mine = [one for one in found.findings if one.rule == case["rule"]]
    assert [one.severity for one in mine] == [case["severity"]], [(one.severity, one.rule) for one in found.findings]
    assert mine[0].shape == case["shape"]
    assert set(mine[0].substances) == set(found.substances)
    for left in found.substances:
        rest = mixwise.check([name for name in found.substances if name != left])
        assert case["rule"] not in {one.rule for one in rest.findings}, "two of them are enough"
