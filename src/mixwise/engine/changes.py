"""What changes between two versions of the knowledge, short enough for a page: every pair counted, the worst named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from mixwise.engine.diff import Change, compare
from mixwise.knowledge.store import Knowledge
from mixwise.knowledge.terms import RANK, SEVERITIES

MOST_LINES, LEAST_LINES, MOST_NAMES, MOST_NEW = 25, 3, 10, 300
WORST, UNKNOWN = SEVERITIES[-1], "unknown"
KINDS: Final = ("dangerous", "milder", "worse", "unreviewed", "reviewed")
"""In the order of a page. The last two: reviewed no longer; and not known before, now reviewed, at most a small effect known."""


def summary(before: Knowledge, after: Knowledge) -> dict[str, Any]:
    """
    Every change between two versions, as JSON can hold it.

    `count` counts all pairs of a kind, `shown` those that the lines name: a line is one substance with those it changes with.
    """
    names = set(before.ids("substance")), set(after.ids("substance"))
    pairs: dict[str, list[Change]] = {kind: [] for kind in KINDS}
    for change in compare(before, after):
        kind = kind_of(change)
        if kind:
            pairs[kind].append(change)
    added, removed = sorted(names[1] - names[0]), sorted(names[0] - names[1])
    return {
        "from": before.version,
        "to": after.version,
        "substances": [len(one) for one in names],
        "compared": len(names[0] & names[1]) * (len(names[0] & names[1]) - 1) // 2,
        "changes": [{"kind": kind, **_told(found, before, after)} for kind, found in pairs.items()],
        "new": {"count": len(added), "names": [_named(one, before, after) for one in added[:MOST_NEW]]},
        "gone": {"count": len(removed), "names": [_named(one, before, after) for one in removed[:MOST_NEW]]},
    }


def kind_of(change: Change) -> str | None:
    """Which of the kinds a change is; None for a pair that only one version knows, which is told as a new or gone substance."""
    old, new = change.old, change.new
    if old is None or new is None:
        return None
    if new == WORST:
        return "dangerous"
    if UNKNOWN in (old, new) and RANK[worse_of(old, new)] <= RANK[UNKNOWN]:
        return "reviewed" if old == UNKNOWN else "unreviewed"
    return "milder" if change.milder else "worse"


def worse_of(*severities: str) -> str:
    """The worse of severities."""
    return max(severities, key=RANK.__getitem__)


def _told(changes: list[Change], before: Knowledge, after: Knowledge) -> dict[str, Any]:
    steps: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for change in changes:
        assert change.old is not None
        assert change.new is not None
        steps[change.old, change.new].append(change.pair)
    told: list[dict[str, Any]] = []
    left, shown = MOST_LINES, 0
    for old, new in sorted(steps, key=lambda step: (-RANK[worse_of(*step)], -abs(RANK[step[0]] - RANK[step[1]]), step)):
        lines: list[dict[str, Any]] = [
            {
                "substance": _named(name, before, after),
                "count": len(others),
                "with": [_named(one, before, after) for one in others[:MOST_NAMES]],
            }
            for name, others in islice(_gathered(steps[old, new]), max(left, LEAST_LINES))
        ]
        left -= len(lines)
        shown += sum(len(line["with"]) for line in lines)
        told.append({"from": old, "to": new, "count": len(steps[old, new]), "lines": lines})
    return {"count": len(changes), "shown": shown, "steps": told}


def _gathered(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Each pair once: the substance with most pairs left first, and those it stands with."""
    partners: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        partners[one].add(other)
        partners[other].add(one)
    while partners:
        name = min(partners, key=lambda one: (-len(partners[one]), one))
        others = sorted(partners.pop(name))
        for other in others:
            partners[other].discard(name)
            if not partners[other]:
                del partners[other]
        yield name, others


def _named(name: str, before: Knowledge, after: Knowledge) -> list[str]:
    """The id of a substance and its label."""
    row = after.get("substance", name) or before.row("substance", name)
    return [name, str(row["label"][0])]
