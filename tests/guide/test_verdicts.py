"""The first line of an answer: it never tells anybody to stop, and it never hides what stands below it."""

from __future__ import annotations

import pytest

import mixwise


@pytest.mark.parametrize("mix", [("clozapine", "tobacco"), ("methadone", "xanax"), ("warfarin", "ibuprofen")])
def test_where_a_plan_is_asked_for_the_verdict_does_not_say_avoid(mix: tuple[str, str]) -> None:
    verdict = mixwise.guide(list(mix)).answer
    assert "Do not stop one on your own" in verdict
    assert "Avoid" not in verdict


@pytest.mark.parametrize("mix", [("heroin", "xanax"), ("nardil", "sudafed")])
def test_where_a_finding_says_avoid_the_verdict_says_do_not(mix: tuple[str, str]) -> None:
    assert mixwise.guide(list(mix)).answer.startswith("No. Do not take")


def test_a_note_about_the_two_comes_before_nothing_known() -> None:
    assert mixwise.guide(["naloxone", "heroin"]).answer.startswith("There is a note about heroin and naloxone")
