"""Cases that a pharmacist writes as YAML: what is asked, and what must be answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import mixwise

CASES: list[dict[str, Any]] = [
    case
    for file in sorted(Path(__file__).parent.glob("*.yaml"))
    for case in yaml.load(file.read_text(), yaml.BaseLoader)
]


@pytest.mark.parametrize("case", CASES, ids=[" + ".join(case["ask"]) for case in CASES])
def test_the_answer_is_as_severe_as_the_case_says(case: dict[str, Any]) -> None:
    found = mixwise.check(case["ask"])
    assert sorted(found.substances) == sorted(case["substances"])
    because = [(finding.severity, finding.rule, finding.substances) for finding in found.findings]
    assert found.severity == case["severity"], (because, found.not_reviewed)
