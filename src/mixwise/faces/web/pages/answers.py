"""Asking and the answer: the first page, the guide, and the wallet card. What is asked travels in the body of a form only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

import mixwise
from mixwise.engine.types import Assessment
from mixwise.errors import UsageError
from mixwise.faces.web import forms
from mixwise.faces.web.drawing import meeting
from mixwise.faces.web.pages.card import card_of
from mixwise.faces.web.pages.help import helplines
from mixwise.faces.web.pages.urgent import countries
from mixwise.faces.web.site import Site
from mixwise.faces.web.suggest import suggest
from mixwise.faces.web.timeline import picture
from mixwise.guide import make_guide
from mixwise.guide.item import Item
from mixwise.guide.model import Guide
from mixwise.names.types import Ambiguous

MOST_SUGGESTIONS = 8
TOP = ("risks", "signs")
OPEN_AT = ("dangerous", "major")


def routes(site: Site) -> list[BaseRoute]:
    """The pages of this part."""

    async def home(_: Request) -> Response:
        return _form(site, forms.Asked(), [])

    async def again(_: Request) -> Response:
        return RedirectResponse("/", 303)

    async def check(request: Request) -> Response:
        form = await forms.fields(request)
        asked, problems = forms.asked(form)
        if problems:
            return _form(site, asked, problems, status=422)
        return site.page("answer.html", **answer(site, asked))

    async def card(request: Request) -> Response:
        asked, problems = forms.asked(await forms.fields(request))
        if problems:
            return _form(site, asked, problems, status=422)
        return site.page("card.html", **card_of(site, asked))

    async def names(request: Request) -> Response:
        text = (await forms.fields(request)).get("typed", [""])[0]
        return JSONResponse(suggest(text, site.knowledge, MOST_SUGGESTIONS))

    return [
        Route("/", home, methods=["GET"]),
        Route("/check", check, methods=["POST"]),
        Route("/check", again, methods=["GET"]),
        Route("/card", card, methods=["POST"]),
        Route("/names", names, methods=["POST"]),
    ]


def _form(site: Site, asked: forms.Asked, problems: list[tuple[str, str]], status: int = 200) -> Response:
    words = site.words()
    most = {"error.too_many": forms.MOST_NAMES, "error.too_long": forms.MOST_TEXT}
    errors = {field: words(path, most=most[path]) if path in most else words(path) for field, path in problems}
    return site.page(
        "home.html", status=status, asked=asked, errors=errors, countries=countries(site), conditions=_conditions(site)
    )


def _conditions(site: Site) -> list[tuple[str, str]]:
    """Every condition that some rule asks about, with its name as a reader knows it."""
    known = site.knowledge.words("locale/en/person").get("conditions", {})
    return sorted(
        ((name, _capital(str(one["label"]))) for name, one in known.items()), key=lambda pair: pair[1].lower()
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def answer(site: Site, asked: forms.Asked) -> dict[str, Any]:
    """What the answer page shows."""
    try:
        assessment = mixwise.check(asked.names, asked.person, knowledge=site.knowledge)
    except UsageError:
        assessment = mixwise.check([asked.text], asked.person, knowledge=site.knowledge)
    guide = make_guide(assessment, site.knowledge, country=asked.country, already=asked.already)
    desk = site.desk()
    return {
        "asked": asked,
        "guide": guide,
        "parts": {section.id: section for section in guide.sections},
        "steps": _steps(guide),
        "choices": list(_choices(assessment)),
        "drawing": meeting(assessment, desk),
        "timeline": picture(assessment, desk),
        "signs": _sign_ids(site),
        "lines": helplines(asked.country, site) if asked.country else None,
        "countries": countries(site),
        "label": desk.label,
        "open": assessment.severity in OPEN_AT or assessment.emergency != "none",
    }


def _steps(guide: Guide) -> Item | None:
    """The card with the first steps, which the page shows at the top."""
    signs = next((section for section in guide.sections if section.id == "signs"), None)
    first = signs.items[0] if signs and signs.items else None
    return first if first and first.kind == "card" and first.items and first.items[0].kind == "step" else None


def _choices(assessment: Assessment) -> Iterator[dict[str, Any]]:
    """For each ambiguous name its meanings, each with the whole question asked anew with that meaning."""
    for one in assessment.ambiguous:
        found = mixwise.resolve(one["typed"])
        if not isinstance(found, Ambiguous):
            continue
        meanings = []
        for meaning in found.meanings:
            name = f"street {meaning.label}" if meaning.supply == "street" else meaning.label
            again = mixwise.resolve(name)
            if getattr(getattr(again, "meaning", None), "substances", None) != meaning.substances:
                continue
            others = [name if _same(typed, one["typed"]) else typed for typed in _typed(assessment)]
            meanings.append({"says": meaning.says or meaning.label, "taken": "\n".join(others)})
        if len(meanings) > 1:
            yield {"typed": one["typed"], "meanings": meanings}


def _typed(assessment: Assessment) -> list[str]:
    return [str(one["typed"]) for one in assessment.interpretation]


def _same(one: str, other: str) -> bool:
    return one.casefold().strip() == other.casefold().strip()


def _sign_ids(site: Site) -> Mapping[str, str]:
    """The id of each sign by its words, so that a list of signs can be ticked."""
    memo: dict[str, str] | None = site.knowledge.memo.get("web.signs")
    if memo is None:
        rows = ((name, site.knowledge.row("sign", name)) for name in site.knowledge.ids("sign"))
        memo = site.knowledge.memo["web.signs"] = {str(row["plain"]): name for name, row in rows}
    return memo
