"""The claims that somebody reads again, and the records that want it most."""

from __future__ import annotations

import csv
import io
from functools import cache

import pytest

from mixwise.faces.cli import main
from mixwise.knowledge import audit
from mixwise.knowledge import corpus as corpora
from mixwise.knowledge.corpus import Corpus
from tests.invented import corpus, rule, substance

READ_ONCE = cache(corpora.load)


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The knowledge takes seconds to read, and no test here changes it."""
    monkeypatch.setattr(corpora, "load", READ_ONCE)


def world() -> Corpus:
    return corpus(
        substances=[substance("druga", next_review="2026-01"), substance("drugb", checked_against_sources=None)],
        rules=[
            rule("sure", "major", between=[{"dims": "red"}, {"dims": "blue"}]),
            rule("unsure", "minor", between=[{"dims": "red"}, {"dims": "blue"}]) | {"evidence": "theoretical"},
        ],
    )


def test_every_claim_is_found_with_its_place_and_source() -> None:
    found = list(audit.claims(world()))
    assert {one.record for one in found} == {"druga", "drugb", "sure", "unsure", "meeting"}
    assert all(one.source.startswith("invented-") and one.locator for one in found)
    assert any(one.supports == ("reviewed.first", "reviewed.second") for one in found)


def test_the_same_seed_gives_the_same_claims() -> None:
    whole = world()
    assert audit.sample(whole, 4, 7) == audit.sample(whole, 4, 7)
    assert audit.sample(whole, 4, 7) != audit.sample(whole, 4, 8)
    assert len(audit.sample(whole, 10_000, 7)) == len(list(audit.claims(whole)))


def test_what_is_due_says_why() -> None:
    found = {(one.why, one.record) for one in audit.due(world(), "2026-11-24")}
    assert {
        ("overdue", "druga"),
        ("oldest", "drugb"),
        ("most consequential", "sure"),
        ("least certain", "unsure"),
    } <= found
    assert ("most consequential", "unsure") not in found
    assert ("least certain", "sure") not in found


def test_audit_prints_a_table_to_fill_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "audit", "--sample", "5", "--seed", "3", "--csv"]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(table) == 5
    assert all(row["says"] and row["source"] and row["locator"] and row["link"] and not row["verdict"] for row in table)


def test_audit_and_review_are_readable(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["knowledge", "audit", "--sample", "2"]) == 0
    assert main(["knowledge", "review", "--most", "2"]) == 0
    text = capsys.readouterr().out
    for words in ("oldest", "thinnest", "most consequential", "least certain", ".yaml:"):
        assert words in text, words
