"""How the tests of screening compare it with `check`: one person after the other, finding by finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from mixwise.check import check
from mixwise.engine.types import Assessment
from mixwise.knowledge.store import Knowledge

SEVERITIES = ("dangerous", "major", "moderate", "minor")
Said = tuple[Any, ...]


def person_by_check(found: Assessment) -> Said:
    """What `check` says of a list, as `persons.parquet` does."""
    return (
        found.severity, found.complete, len(found.substances), len(found.not_reviewed), len(found.unrecognised),
        len(found.ambiguous), *(sum(one.severity == name for one in found.findings) for name in SEVERITIES),
    )  # fmt: skip


def person_by_screen(row: Mapping[str, Any]) -> Said:
    """The same from a row of `persons.parquet`."""
    names = ("severity", "complete", "substances", "not_reviewed", "unrecognised", "ambiguous", *SEVERITIES)
    return tuple(row[name] for name in names)


def findings_by_check(found: Assessment) -> Counter[Said]:
    """The findings of `check`."""
    return Counter(
        (one.severity, one.mechanism, one.evidence, one.substances, one.precipitant, one.object, one.rule)
        for one in found.findings
    )


def findings_by_screen(rows: Sequence[Mapping[str, Any]]) -> Counter[Said]:
    """The same from rows of `findings.parquet`."""
    return Counter(
        (
            one["severity"], one["mechanism"], one["evidence"], tuple(one["substances"]), one["precipitant"] or "",
            one["object"] or "", one["rule"],
        )
        for one in rows
    )  # fmt: skip


def by_person(findings: Sequence[Mapping[str, Any]]) -> dict[Any, list[Mapping[str, Any]]]:
    """Rows of findings by the person they are about."""
    found: dict[Any, list[Mapping[str, Any]]] = {}
    for one in findings:
        found.setdefault(one["person_id"], []).append(one)
    return found


def assert_same(
    lists: Mapping[Any, Sequence[str]],
    persons: Sequence[Mapping[str, Any]],
    findings: Sequence[Mapping[str, Any]],
    knowledge: Knowledge,
) -> None:
    """Every person once, and of each the very same as `check` says."""
    found = by_person(findings)
    assert [row["person_id"] for row in persons] == sorted(lists)
    assert set(found) <= set(lists)
    for row in persons:
        asked = lists[row["person_id"]]
        expected = check(asked, knowledge=knowledge)
        assert person_by_screen(row) == person_by_check(expected), asked
        assert findings_by_screen(found.get(row["person_id"], [])) == findings_by_check(expected), asked
