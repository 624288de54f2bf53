"""Pages about mixwise itself: about, privacy, intended use, accuracy, changes. Their words live in the locale."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from mixwise.faces.web.site import HERE, Site

PROSE = {"/about": "about", "/privacy": "privacy", "/intended-use": "intended"}
SHIPPED, CHECKOUT = HERE / "data", HERE.parents[3]
"""In an installed package, and in a checkout."""
FIGURES = (SHIPPED / "figures.json", CHECKOUT / "bench" / "accuracy" / "figures.json")
CHANGELOG = (SHIPPED / "CHANGELOG.md", CHECKOUT / "CHANGELOG.md")
CHANGES = (SHIPPED / "changes", CHECKOUT / "docs" / "changes")
"""Made by `mixwise knowledge diff --json`, one file for each pair of versions, numbered."""
LEVELS, RATES = ("major", "moderate"), ("sensitivity", "specificity")


def routes(site: Site) -> list[BaseRoute]:
    """The pages of this part."""

    def prose(name: str) -> Any:
        async def page(_: Request) -> Response:
            return site.page("prose.html", name=name, parts=site.words().get(f"{name}.parts"))

        return page

    async def accuracy(_: Request) -> Response:
        return site.page("accuracy.html", rows=figures())

    async def changes(_: Request) -> Response:
        return site.page("changes.html", **changes_values(site))

    return [
        *(Route(path, prose(name), methods=["GET"]) for path, name in PROSE.items()),
        Route("/accuracy", accuracy, methods=["GET"]),
        Route("/changes", changes, methods=["GET"]),
    ]


class Figure(NamedTuple):
    """How a set of independent data compares: pairs covered of all, and two shares at each of two levels; None where unknown."""

    title: str
    covered: int
    pairs: int
    shares: tuple[tuple[str, str, float | None], ...]


def figures() -> list[Figure]:
    """The published accuracy figures; none where they were not shipped."""
    path = _first(FIGURES)
    if path is None:
        return []
    sets = json.loads(path.read_text(encoding="utf-8"))["sets"]
    return [
        Figure(
            found["title"],
            found["covered"],
            found["pairs"],
            tuple((rate, level, found[level][rate]) for level in LEVELS for rate in RATES),
        )
        for found in sets.values()
    ]


def changes_values(site: Site) -> dict[str, Any]:
    """What the page of changes shows: how verdicts changed from version to version, the newest first, and the changelog."""
    linked = set(site.knowledge.ids("substance"))
    return {"versions": verdict_changes(), "parts": changelog(), "linked": linked}


def verdict_changes() -> list[dict[str, Any]]:
    """The summaries of how verdicts changed, the newest first; none where they were not shipped."""
    folder = next((path for path in CHANGES if path.is_dir()), None)
    files = sorted(folder.glob("*.json"), reverse=True) if folder else []
    return [json.loads(path.read_text(encoding="utf-8")) for path in files]


def _first(paths: tuple[Path, ...]) -> Path | None:
    return next((path for path in paths if path.is_file()), None)


def changelog() -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """The changelog as versions, each with its lists; none where it was not shipped."""
    path = _first(CHANGELOG)
    if path is None:
        return []
    versions: list[tuple[str, list[tuple[str, list[str]]]]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            versions.append((line[3:], []))
        elif line.startswith("### ") and versions:
            versions[-1][1].append((line[4:], []))
        elif line.startswith("* ") and versions and versions[-1][1]:
            versions[-1][1][-1][1].append(_bare(line[2:]))
        elif line.startswith("  ") and versions and versions[-1][1] and versions[-1][1][-1][1]:
            versions[-1][1][-1][1][-1] += " " + _bare(line.strip())
    return versions


def _bare(text: str) -> str:
    return re.sub(r"[`*]", "", text)
