"""Emergency and help: the pages that must open first, on the worst line, in more than one language."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from mixwise.faces.web import forms
from mixwise.faces.web.pages.help import helplines
from mixwise.faces.web.site import Site
from mixwise.guide.emergency import Emergency
from mixwise.urgent import emergency_guide

SHORT_TIME = "public, max-age=600"
"""Pages that depend on nothing that was typed may be kept for a while."""
PREFIXES = {"en": "", "es": "/es"}


def routes(site: Site) -> list[BaseRoute]:
    """The pages of this part, in every language that has them."""
    return [route for language, prefix in PREFIXES.items() for route in _routes(site, language, prefix)]


def _routes(site: Site, language: str, prefix: str) -> list[BaseRoute]:
    async def emergency(_: Request) -> Response:
        return _kept(site.page("emergency.html", language, **urgent(site, language)))

    async def seen(request: Request) -> Response:
        form = await forms.fields(request)
        words = " ".join(form.get("seen", ()))[: forms.MOST_TEXT]
        country = form.get("country", [""])[0][:2]
        return site.page("emergency.html", language, **urgent(site, language, words, form.get("sign", []), country))

    async def help_page(request: Request) -> Response:
        country = request.query_params.get("country", "")
        if country:
            return RedirectResponse(f"{prefix}/help/{country[:2].upper()}", 303)
        return _kept(site.page("help.html", language, **help_values(site, language, "")))

    async def country_page(request: Request) -> Response:
        country = request.path_params["country"].upper()
        if site.knowledge.get("country", country) is None:
            raise HTTPException(404)
        return _kept(site.page("help.html", language, **help_values(site, language, country)))

    return [
        Route(f"{prefix}/emergency", emergency, methods=["GET"]),
        Route(f"{prefix}/emergency", seen, methods=["POST"]),
        Route(f"{prefix}/help", help_page, methods=["GET"]),
        Route(f"{prefix}/help/{{country}}", country_page, methods=["GET"]),
    ]


def _kept(response: Response) -> Response:
    response.headers["cache-control"] = SHORT_TIME
    return response


def urgent(
    site: Site, language: str, words: str = "", signs: list[str] | None = None, country: str = ""
) -> dict[str, Any]:
    """What the emergency page shows."""
    given = [one for one in signs or () if site.knowledge.get("sign", one)]
    found = emergency_guide(
        [*given, words] if words else given, country=country, knowledge=site.knowledge, language=language
    )
    return {
        "found": found,
        "parts": {section.id: section for section in found.guide.sections},
        "typed": words,
        "ticked": set(found.signs),
        "steps": _steps(site, found),
        "grave": _grave(site, language),
        "lines": helplines(country, site, language) if country else None,
        "countries": countries(site),
        "prefix": PREFIXES[language],
        "here": "/emergency",
        "country": country.upper(),
    }


def _steps(site: Site, found: Emergency) -> list[tuple[str, str]]:
    """The first steps with the name of the drawing of each."""
    ids = {item["id"]: item["plain"] for item in site.knowledge.row("advice", "emergency_first")["items"]}
    desk = site.desk(found.guide.language)
    named = {desk.translated("advice", name, text): name for name, text in ids.items()}
    return [(named.get(item.text, ""), item.text) for item in found.guide.first]


def _grave(site: Site, language: str) -> list[tuple[str, str]]:
    """The signs that can be ticked: those that call for the emergency number, in the order of their words."""
    desk = site.desk(language)
    rows = ((name, site.knowledge.row("sign", name)) for name in site.knowledge.ids("sign"))
    named = [(name, desk.translated("sign", name, row["plain"])) for name, row in rows if row.get("grave") == "yes"]
    return sorted(named, key=lambda one: one[1])


def help_values(site: Site, language: str, country: str) -> dict[str, Any]:
    """What the help page shows."""
    return {
        "lines": helplines(country, site, language) if country else None,
        "countries": countries(site),
        "country": country,
        "prefix": PREFIXES[language],
        "here": "/help",
    }


def countries(site: Site) -> list[tuple[str, str]]:
    """Codes and names of the countries that help lines are held for, by name."""
    named = ((code, str(site.knowledge.row("country", code)["name"])) for code in site.knowledge.ids("country"))
    return sorted(named, key=lambda one: one[1])
