"""Mixes that kill: each must come out at least as severe as its source says, under the names that people type."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import mixwise
from mixwise.knowledge.compile import lint
from mixwise.knowledge.store import CHECKOUT
from mixwise.knowledge.terms import RANK

CASES: list[dict[str, Any]] = yaml.load(Path(__file__).with_name("deadly.yml").read_text(), yaml.BaseLoader)
CORPUS, _ = lint(Path(CHECKOUT))


def _name(case: dict[str, Any]) -> str:
    return " + ".join(case["mix"])


def test_there_are_many_and_none_stands_twice() -> None:
    mixes = [tuple(sorted(case["mix"])) for case in CASES]
    assert len(mixes) >= 150
    assert len(set(mixes)) == len(mixes)


def test_each_case_names_a_level_and_a_source_of_the_bibliography() -> None:
    for case in CASES:
        assert set(case) <= {"mix", "severity", "source", "exactly", "needs"}, _name(case)
        assert case["severity"] in RANK, _name(case)
        here = "needs" not in case or case["needs"] in CORPUS.substances
        assert case["source"] in CORPUS.sources or not here, (_name(case), case["source"])


@pytest.mark.parametrize("case", CASES, ids=map(_name, CASES))
def test_the_mix_is_at_least_as_severe_as_its_source_says(case: dict[str, Any]) -> None:
    if "needs" in case and case["needs"] not in CORPUS.substances:
        pytest.skip(f"{case['needs']} is not in the knowledge yet")
    found = mixwise.check(case["mix"])
    because = [(finding.severity, finding.rule, finding.substances) for finding in found.findings]
    assert not found.unrecognised, found.unrecognised
    assert len(found.substances) >= len(case["mix"]), found.substances
    if case.get("exactly") == "yes":
        assert found.severity == case["severity"], (because, found.not_reviewed)
    assert found.severity is not None
    assert RANK[found.severity] >= RANK[case["severity"]], (because, found.not_reviewed)
