"""Whole guides, as a reader sees them. A change here is read by eye before it is renewed."""

from __future__ import annotations

import pytest

from tests.golden.cases import CASES, Case, path, text


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_guide_reads_as_it_was_reviewed(case: Case) -> None:
    assert text(case) == path(case).read_text(encoding="utf-8"), "read the change, then: python -m tests.golden.cases"


def test_no_guide_is_kept_that_nothing_asks_for() -> None:
    kept = {file.stem for file in path(CASES[0]).parent.glob("*.txt")}
    assert kept == {case.name for case in CASES}
