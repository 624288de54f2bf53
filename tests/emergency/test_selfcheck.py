"""Self-checks: scored as their makers say, ending in help, never in a label, and kept nowhere."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mixwise
from mixwise.faces.cli import main
from mixwise.faces.exits import COMPLETE, USAGE

CHECKS = mixwise.self_checks()


def test_there_are_some_and_each_says_its_terms_and_how_good_it_is() -> None:
    assert {"audit_c", "taps_1"} <= set(CHECKS)
    for name in CHECKS:
        check = mixwise.self_check(name)
        assert check.row["terms"]
        assert re.search(r"\d", check.professional)
        assert "not stored" in check.intro


@given(st.sampled_from(CHECKS), st.data())
def test_every_set_of_answers_has_an_outcome_that_ends_in_help_and_names_nobody(name: str, data: st.DataObject) -> None:
    check = mixwise.self_check(name)
    answers = [data.draw(st.integers(0, len(one.options) - 1)) for one in check.questions]
    outcome = check.score(answers)
    assert outcome.plain
    text = " ".join(outcome.plain).lower()
    assert re.search(r"line|doctor|pharmacist", text)
    assert not re.search(r"\byou are (an?|dependent|addicted)|alcoholic|addict\b|disorder", text)
    if outcome.total is not None:
        assert outcome.total == sum(outcome.points.values())


@pytest.mark.parametrize(("answers", "total"), [((0, 0, 0), 0), ((4, 4, 4), 12), ((2, 1, 0), 3), ((3, 2, 2), 7)])
def test_audit_c_adds_up(answers: tuple[int, ...], total: int) -> None:
    assert mixwise.self_check("audit_c").score(answers).total == total


def test_heavy_drinking_is_never_told_to_stop_at_once() -> None:
    text = " ".join(mixwise.self_check("audit_c").score((4, 4, 4)).plain)
    assert "do not stop at once" in text


def test_taps_speaks_of_the_questions_that_were_answered_with_more_than_never() -> None:
    check = mixwise.self_check("taps_1")
    assert len(check.score((0, 0, 0, 0)).plain) == 1
    assert len(check.score((1, 0, 0, 2)).plain) == 2


@pytest.mark.parametrize("answers", [(0, 0), (0, 0, 9), (0, 0, -1)])
def test_answers_that_do_not_fit_are_refused(answers: tuple[int, ...]) -> None:
    with pytest.raises(mixwise.UsageError):
        mixwise.self_check("audit_c").score(answers)


def test_the_questions_are_asked_one_by_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("4\nnine\n4\n4\n"))
    assert main(["selfcheck", "audit_c"]) == COMPLETE
    text = capsys.readouterr().out
    assert "How often did you have a drink" in text
    assert "were not stored" in text


def test_an_unfinished_check_says_nothing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("4\n"))
    assert main(["selfcheck", "audit_c"]) == USAGE
    assert "not all questions" in capsys.readouterr().err


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["selfcheck", "audit_c", "--answers", "1,0,2", "--json"]) == COMPLETE
    assert json.loads(capsys.readouterr().out)["total"] == 3
    assert main(["selfcheck", "taps_1", "--json"]) == COMPLETE
    assert len(json.loads(capsys.readouterr().out)["questions"]) == 4


def test_without_a_name_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["selfcheck"]) == COMPLETE
    assert "audit_c" in capsys.readouterr().out
    assert main(["selfcheck", "nosuch"]) == USAGE
