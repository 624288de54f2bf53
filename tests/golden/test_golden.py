"""Whole guides, as a reader sees them. A change here is read by eye before it is renewed."""

from __future__ import annotations

import pytest

import mixwise
from tests.golden import emergencies
from tests.golden.cases import CASES, Case, path, text


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_guide_reads_as_it_was_reviewed(case: Case) -> None:
    assert text(case) == path(case).read_text(encoding="utf-8"), "read the change, then: python -m tests.golden.cases"


def test_no_guide_is_kept_that_nothing_asks_for() -> None:
    kept = {file.stem for file in path(CASES[0]).parent.glob("*.txt")}
    assert kept == {case.name for case in CASES}


@pytest.mark.parametrize("case", emergencies.CASES, ids=lambda case: case.name)
def test_the_emergency_reads_as_it_was_reviewed(case: emergencies.Case) -> None:
    assert emergencies.text(case) == emergencies.path(case).read_text(encoding="utf-8"), (
        "Read the change; renew with `python -m tests.golden.emergencies`."
    )


@pytest.mark.parametrize("case", emergencies.CASES, ids=lambda case: case.name)
def test_the_emergency_is_of_its_kind_and_finds_its_picture(case: emergencies.Case) -> None:
    found = mixwise.emergency(case.words)
    assert found.kind == case.kind
    assert case.picture in [one.picture for one in found.likely[:2]], found.likely
