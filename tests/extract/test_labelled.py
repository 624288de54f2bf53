"""The labelled sentences are what they say, and the figures on them do not fall below what was committed, nor below the peer."""

from __future__ import annotations

import json
from collections import Counter

from bench.accuracy.narratives import PEER, STORED, ours, read, score
from mixwise.knowledge.store import load

ROWS = read()
SLACK = 0.005


def test_the_set_is_as_described() -> None:
    assert len(ROWS) >= 400
    assert len({row["id"] for row in ROWS}) == len({row["text"] for row in ROWS}) == len(ROWS)
    halves = Counter(row["half"] for row in ROWS)
    assert abs(halves["look"] - halves["blind"]) < 10
    known = set(load().ids("substance"))
    for row in ROWS:
        for label in row["mentions"]:
            assert row["text"][label["start"] : label["end"]] == label["text"]
            assert known.issuperset(label["substances"])
            assert label["history"] in ("", "past", "other")


def test_no_figure_falls() -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    for half in ("look", "blind"):
        now = score([row for row in ROWS if row["half"] == half], ours)
        for kind in ("mention", "document", "negation", "past", "other"):
            assert now[kind]["f1"] >= stored["mixwise"][half][kind]["f1"] - SLACK, (half, kind)


def test_recall_and_f1_are_better_than_the_peers() -> None:
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    for half in ("look", "blind", "all"):
        for kind in ("mention", "document"):
            us, peer = stored["mixwise"][half][kind], stored[PEER][half][kind]
            assert us["recall"] > peer["recall"]
            assert us["f1"] > peer["f1"]
