"""What `docs/screening.md` shows runs, and names every option and column."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa

from mixwise.faces.parser import build_parser
from mixwise.screen.found import findings_schema, persons_schema

TEXT = (Path(__file__).parents[2] / "docs" / "screening.md").read_text(encoding="utf-8")


def test_its_python_runs_and_gives_what_it_says() -> None:
    (code,) = re.findall(r"```python\n([\s\S]*?)```", TEXT)
    scope: dict[str, object] = {}
    exec(code, scope)
    assert scope["found"].persons.to_pylist()[0]["severity"] == "dangerous"  # type: ignore[attr-defined]


def test_every_column_is_explained() -> None:
    columns = [*persons_schema(pa.int64()).names, *findings_schema(pa.int64()).names]
    assert [name for name in columns if f"`{name}`" not in TEXT] == []


def test_every_option_that_changes_what_comes_out_is_explained() -> None:
    words = build_parser("screen").parse_args(["screen", "in", "--out", "out"])
    options = {f"--{name.replace('_', '-')}" for name in vars(words)} - {"--command", "--input", "--threads", "--quiet"}
    assert [option for option in sorted(options) if option not in TEXT] == []
