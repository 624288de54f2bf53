"""Reading YAML: nothing guessed, nothing lost, every problem with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mixwise.knowledge.read import Mapping, line_of, read


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "some.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("word", ["no", "on", "1e3", "2026-01-01", "0o7", "1.0", "null", "~", "12:30:45"])
def test_every_scalar_stays_the_text_that_was_written(tmp_path: Path, word: str) -> None:
    raw, problems = read(write(tmp_path, f"- {word}\n"), "some.yaml")
    assert raw == [word]
    assert problems == []


def test_a_duplicate_key_is_a_problem_with_both_lines(tmp_path: Path) -> None:
    raw, problems = read(write(tmp_path, "- id: a\n  level: one\n  level: two\n"), "some.yaml")
    assert [str(problem) for problem in problems] == [
        "some.yaml:3: the key 'level' stands here twice\n   It was first given in line 2."
    ]
    assert raw == [{"id": "a", "level": "two"}]


def test_a_place_inside_a_file_is_found_by_its_path(tmp_path: Path) -> None:
    raw, _ = read(write(tmp_path, "- id: a\n  traits:\n    dims: red\n    glow: [some]\n- id: b\n"), "some.yaml")
    assert line_of(raw, (0, "traits", "glow")) == 4
    assert line_of(raw, (1, "id")) == 5
    assert line_of(raw, (0, "traits", "nothing of that name")) == 2


def test_text_that_is_no_yaml_is_a_problem_with_its_line(tmp_path: Path) -> None:
    raw, problems = read(write(tmp_path, "- id: a\n  says: it: breaks: here\n"), "some.yaml")
    assert raw is None
    assert problems[0].where.line == 2


def test_bytes_that_are_no_utf8_are_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    path.write_bytes(b"- id: \xff\n")
    raw, problems = read(path, "some.yaml")
    assert raw is None
    assert "UTF-8" in problems[0].what


def test_an_empty_file_holds_no_records(tmp_path: Path) -> None:
    assert read(write(tmp_path, "# nothing yet\n"), "some.yaml") == ([], [])


def test_a_mapping_knows_the_lines_of_its_keys(tmp_path: Path) -> None:
    raw, _ = read(write(tmp_path, "a: one\nb: two\n"), "some.yaml")
    assert isinstance(raw, Mapping)
    assert raw.key_lines == {"a": 1, "b": 2}
