"""What the page of changes is made from: every changed pair is counted once, in its kind, and none is passed over in silence."""

from __future__ import annotations

from itertools import combinations

import pytest

from mixwise.engine import changes
from mixwise.engine.changes import KINDS, kind_of, summary
from mixwise.engine.diff import Change, compare
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import RANK, SEVERITIES
from tests.invented import make, rule, substance


def version(*rules: tuple[str, str, str], names: str = "abcdef", unseen: str = "") -> Knowledge:
    return make(
        substances=[{**substance(name * 2), **({"reviewed": []} if name in unseen else {})} for name in names],
        rules=[
            rule(f"{a}-{b}", severity, between=[{"substance": a * 2}, {"substance": b * 2}]) for a, b, severity in rules
        ],
    )


def test_each_kind_is_counted_and_told_worst_first() -> None:
    old = version(("a", "b", "moderate"), ("a", "c", "major"), ("b", "c", "minor"), names="abcdg", unseen="d")
    new = version(("a", "b", "dangerous"), ("a", "c", "moderate"), ("a", "d", "major"))
    found = summary(old, new)
    told = {kind["kind"]: kind for kind in found["changes"]}
    assert list(told) == list(KINDS)
    assert {kind: told[kind]["count"] for kind in KINDS} == {
        "dangerous": 1, "milder": 2, "worse": 1, "unreviewed": 0, "reviewed": 2,
    }  # fmt: skip
    (step,) = told["dangerous"]["steps"]
    assert (step["from"], step["to"], step["count"]) == ("moderate", "dangerous", 1)
    assert step["lines"] == [{"substance": ["aa", "aa"], "count": 1, "with": [["bb", "bb"]]}]
    assert [(step["from"], step["to"]) for step in told["milder"]["steps"]] == [
        ("major", "moderate"), ("minor", "none_known"),
    ]  # fmt: skip
    assert found["new"] == {"count": 2, "names": [["ee", "ee"], ["ff", "ff"]]}
    assert found["gone"] == {"count": 1, "names": [["gg", "gg"]]}
    assert (found["substances"], found["compared"]) == ([5, 6], 6)
    assert summary(old, new) == found


def test_what_is_capped_is_still_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MOST_LINES", "LEAST_LINES", "MOST_NAMES", "MOST_NEW"):
        monkeypatch.setattr(changes, name, 1)
    old = version(names="abcd")
    new = version(*((a, b, "dangerous") for a, b in combinations("abcd", 2)))
    found = summary(old, new)
    assert found["changes"][0]["count"] == len(list(combinations("abcd", 2)))
    assert found["changes"][0]["shown"] == 1
    (step,) = found["changes"][0]["steps"]
    assert step["lines"] == [{"substance": ["aa", "aa"], "count": 3, "with": [["bb", "bb"]]}]
    assert (found["new"]["count"], len(found["new"]["names"])) == (2, 1)


def test_a_version_beside_itself_has_no_change() -> None:
    same = version(("a", "b", "major"))
    assert all(kind["count"] == 0 and not kind["steps"] for kind in summary(same, same)["changes"])
    assert list(compare(same, same)) == []


def test_every_step_is_of_one_kind_and_only_a_milder_one_is_called_milder() -> None:
    for old in SEVERITIES:
        for new in SEVERITIES:
            if old != new:
                kind = kind_of(Change(("a", "b"), old, new))
                assert kind in KINDS
                if kind == "milder":
                    assert RANK[new] < RANK[old]
                if RANK[old] > RANK["unknown"] and RANK[new] < RANK[old]:
                    assert kind == "milder", "a warning that falls is never told as a review"
    assert kind_of(Change(("a", "b"), None, "dangerous")) is None
