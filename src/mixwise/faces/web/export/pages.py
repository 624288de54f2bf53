"""Every page of the static site: which there are, and the text of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mixwise
from mixwise.faces.web.pages import chart, library, texts, urgent
from mixwise.faces.web.site import Site
from mixwise.faces.web.statements import statements
from mixwise.guide.answer import answer, gaps
from mixwise.guide.parts import risks
from mixwise.guide.words import Desk

Page = tuple[str, str, str, dict[str, Any]]
"""Address, template, language, values."""


def few(site: Site) -> Iterator[Page]:
    """The pages of which there is a known number: everything but substances and mixes."""
    yield "/", "home_static.html", "en", {}
    yield "/chart", "chart.html", "en", {"chart": chart.of_classes(site), "text": "", "error": ""}
    yield "/substances", "substances.html", "en", library.listing(site)
    for path, name in texts.PROSE.items():
        yield path, "prose.html", "en", {"name": name, "parts": site.words().get(f"{name}.parts")}
    yield "/accuracy", "accuracy.html", "en", {"rows": texts.figures()}
    yield "/changes", "changes.html", "en", texts.changes_values(site)
    for language, prefix in urgent.PREFIXES.items():
        yield f"{prefix}/emergency", "emergency.html", language, urgent.urgent(site, language)
        yield f"{prefix}/help", "help.html", language, urgent.help_values(site, language, "")
        for country in site.knowledge.ids("country"):
            yield f"{prefix}/help/{country}", "help.html", language, urgent.help_values(site, language, country)
    held = statements(site.knowledge)
    total = library.source_list(site, "1")["total"]
    for number in range(1, total + 1):
        values = library.source_list(site, str(number))
        yield f"/sources?page={number}", "sources_static.html", "en", {**values, "held": held}


def names(site: Site) -> list[str]:
    """Every substance and class that gets a page."""
    return site.knowledge.ids("substance")


def substance(site: Site, name: str) -> Page:
    """The page of one substance."""
    return f"/substance/{name}", "substance.html", "en", library.substance(site, name)


def mixed(site: Site) -> list[str]:
    """What gets a page of its mixes: every class, and everything in the chart."""
    store = site.knowledge
    classes = {name for name in store.ids("substance") if store.row("substance", name).get("stand_in")}
    return sorted(classes | {name for _, name in chart.of_classes(site).names})


def mixes(site: Site, name: str) -> Page:
    """One class with every other: for each pair the verdict, the findings with their sources, and what is missing."""
    desk = site.desk()
    pairs = [_pair(site, desk, name, other) for other in mixed(site) if other != name]
    values = {"name": name, "label": desk.name(name), "pairs": pairs, "sources": desk.sources()}
    return f"/mix/{name}", "mix.html", "en", values


def _pair(site: Site, desk: Desk, name: str, other: str) -> dict[str, Any]:
    assessment = mixwise.check([one.replace("_", " ") for one in (name, other)], knowledge=site.knowledge)
    assert set(assessment.substances) == {name, other}, (assessment.substances, name, other)
    interpretation = tuple({"typed": desk.short(one), "as": [one], "how": "exact"} for one in (name, other))
    assessment = assessment._replace(interpretation=interpretation)
    return {
        "id": other,
        "label": desk.name(other),
        "severity": assessment.severity,
        "word": desk.say(f"severity.{assessment.severity}"),
        "answer": answer(assessment, desk),
        "gaps": list(gaps(assessment, desk)),
        "findings": [item for item in risks(assessment, desk) if item.kind == "card"],
    }
