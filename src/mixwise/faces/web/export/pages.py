"""Every page of the static site: which there are, and the text of each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement
from typing import Any

import mixwise
from mixwise.faces.web.pages import chart, library, texts, urgent
from mixwise.faces.web.site import Site
from mixwise.faces.web.statements import statements
from mixwise.guide.advice import first
from mixwise.guide.answer import answer, notices
from mixwise.guide.parts import risks

Page = tuple[str, str, str, dict[str, Any]]
"""Address, template, language, values."""


def few(site: Site) -> Iterator[Page]:
    """The pages of which there is a known number: everything but substances and pairs."""
    yield "/", "home_static.html", "en", {}
    yield "/chart", "chart.html", "en", {"chart": chart.of_classes(site), "text": "", "error": ""}
    yield "/substances", "substances.html", "en", library.listing(site)
    for path, name in texts.PROSE.items():
        yield path, "prose.html", "en", {"name": name, "parts": site.words().get(f"{name}.parts")}
    yield "/accuracy", "accuracy.html", "en", {"rows": texts.figures()}
    yield "/changes", "changes.html", "en", {"parts": texts.changelog()}
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


def pairs(site: Site) -> list[tuple[str, str]]:
    """Every pair of classes, and every pair of the chart, each in the order of their ids; no class beside itself."""
    store = site.knowledge
    classes = [name for name in store.ids("substance") if store.row("substance", name).get("stand_in")]
    shown = [name for _, name in chart.of_classes(site).names]
    found = {pair for some in (classes, shown) for pair in combinations_with_replacement(sorted(some), 2)}
    return sorted(pair for pair in found if pair[0] != pair[1])


def pair(site: Site, names: tuple[str, str]) -> Page:
    """The short page of one pair: the verdict, the findings with their sources, and what is missing."""
    a, b = names
    desk = site.desk()
    assessment = mixwise.check([name.replace("_", " ") for name in names], knowledge=site.knowledge)
    assert assessment.substances == names, (assessment.substances, names)
    interpretation = tuple({"typed": desk.short(name), "as": [name], "how": "exact"} for name in names)
    assessment = assessment._replace(interpretation=interpretation)
    values = {
        "names": [(desk.name(name), name) for name in names],
        "severity": assessment.severity,
        "word": desk.say(f"severity.{assessment.severity}"),
        "first": list(first(assessment, desk)),
        "answer": answer(assessment, desk),
        "notices": list(notices(assessment, desk)),
        "risks_title": desk.say("sections.risks" if assessment.findings else "sections.risks_none"),
        "risks": list(risks(assessment, desk)),
        "sources": desk.sources(),
    }
    return f"/pair/{a}/{b}", "pair.html", "en", values
