"""`mixwise emergency` and `mixwise helplines` as a frightened person types them."""

from __future__ import annotations

import json
import time

import pytest

import mixwise
from mixwise.faces.cli import main
from mixwise.faces.exits import COMPLETE, INCOMPLETE


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(arguments)
    return code, capsys.readouterr().out


def test_emergency_begins_with_the_first_steps(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = run(capsys, "emergency")
    assert code == COMPLETE
    assert text.startswith("!! ")


def test_emergency_takes_words_without_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    _, text = run(capsys, "emergency", "he", "took", "fentanyl", "and", "will", "not", "wake")
    assert "Opioid overdose" in text


def test_emergency_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    _, text = run(capsys, "emergency", "blue lips", "--json", "--country", "GB")
    found = json.loads(text)
    assert found["signs"] == ["blue_lips"]
    assert found["first"]


def test_emergency_is_there_within_a_second() -> None:
    start = time.monotonic()
    mixwise.emergency("he took GHB and wine and will not wake").to_text()
    assert time.monotonic() - start < 1


def test_helplines_assume_no_country(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = run(capsys, "helplines")
    assert code == COMPLETE
    assert "(US)" in text
    assert "911" not in text


def test_helplines_of_a_country_have_sources_and_say_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = run(capsys, "helplines", "--country", "us")
    assert code == COMPLETE
    assert "988" in text
    assert "http" in text
    found = mixwise.helplines("US")
    assert all(line["source"] in found.sources for line in found.lines)
    assert all(found.sources[line["source"]]["seen"] for line in found.lines)


def test_a_country_that_is_not_held_is_said_to_be_missing(capsys: pytest.CaptureFixture[str]) -> None:
    code, text = run(capsys, "helplines", "--country", "ZZ")
    assert code == INCOMPLETE
    assert "no numbers" in text
    assert not mixwise.helplines("ZZ").held


def test_helplines_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    _, text = run(capsys, "helplines", "--country", "GB", "--json")
    assert json.loads(text)["country"] == "GB"
