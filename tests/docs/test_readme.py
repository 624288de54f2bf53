"""What the documents show exists and runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mixwise

ROOT = Path(__file__).parents[2]


def test_the_python_of_the_readme_runs_and_gives_what_it_says() -> None:
    (code,) = re.findall(r"```python\n([\s\S]*?)```", (ROOT / "README.md").read_text(encoding="utf-8"))
    scope: dict[str, object] = {}
    exec(code, scope)
    found = scope["found"]
    assert isinstance(found, mixwise.Assessment)
    assert found.severity == "dangerous"


def test_links_inside_the_repository_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "knowledge" / "README.md"]:
        for link in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / link).exists(), f"{document.name}: {link}"


def test_every_decision_is_numbered_once() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("0*.md")]
    assert len(numbers) == len(set(numbers))


def test_the_answer_in_the_readme_is_the_one_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "88")
    from docs.renew import readme

    assert (ROOT / "README.md").read_text(encoding="utf-8") == readme(), "renew it: COLUMNS=88 python docs/renew.py"
