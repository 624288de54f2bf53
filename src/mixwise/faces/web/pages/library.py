"""What can be looked up: substances from A to Z, one substance, the sources and what rests on each."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

import mixwise
from mixwise.faces.web import forms
from mixwise.faces.web.site import Site
from mixwise.faces.web.statements import Statement, statements
from mixwise.guide.parts import effects, substances
from mixwise.knowledge.store import Knowledge
from mixwise.names.types import Ambiguous, Resolved, Unrecognised

PER_PAGE = 100


def routes(site: Site) -> list[BaseRoute]:
    """The pages of this part."""

    async def all_of_them(_: Request) -> Response:
        return site.page("substances.html", **listing(site))

    async def find(request: Request) -> Response:
        typed = (await forms.fields(request)).get("typed", [""])[0][: forms.MOST_TEXT]
        return site.page("substances.html", **listing(site, typed))

    async def one(request: Request) -> Response:
        name = request.path_params["id"]
        if site.knowledge.get("substance", name) is None:
            raise HTTPException(404)
        return site.page("substance.html", **substance(site, name))

    async def sources(request: Request) -> Response:
        number = request.query_params.get("page", "1")
        return site.page("sources.html", **await run_in_threadpool(source_list, site, number))

    async def source(request: Request) -> Response:
        name = request.path_params["id"]
        if site.knowledge.get("source", name) is None:
            raise HTTPException(404)
        return site.page("source.html", **await run_in_threadpool(source_values, site, name))

    return [
        Route("/substances", all_of_them, methods=["GET"]),
        Route("/substances", find, methods=["POST"]),
        Route("/substance/{id}", one, methods=["GET"]),
        Route("/sources", sources, methods=["GET"]),
        Route("/sources/{id}", source, methods=["GET"]),
    ]


def listing(site: Site, typed: str = "") -> dict[str, Any]:
    """The list of everything that can be asked about, and what was found for a name typed."""
    named = _named(site.knowledge)
    letters = [(letter, list(ones)) for letter, ones in groupby(named, key=lambda one: _letter(one[0]))]
    classes = [(label, name) for label, name in named if site.knowledge.row("substance", name).get("stand_in")]
    return {"letters": letters, "classes": classes, "typed": typed, "found": _found(site, typed) if typed else None}


def _named(knowledge: Knowledge) -> list[tuple[str, str]]:
    """Every name, the international one too, with its id, in order."""
    held: list[tuple[str, str]] | None = knowledge.memo.get("web.listing")
    if held is None:
        found = {
            (str(label), name)
            for name in knowledge.ids("substance")
            for label in knowledge.row("substance", name)["label"]
        }
        held = knowledge.memo["web.listing"] = sorted(found, key=lambda one: (_letter(one[0]), one[0].casefold()))
    return held


def _letter(label: str) -> str:
    first = label[:1].upper()
    return first if first.isascii() and first.isalpha() else "#"


def _found(site: Site, typed: str) -> list[tuple[str, str]]:
    """The substances that a typed name may mean; for an unknown one those that it resembles."""
    resolution = mixwise.resolve(typed)
    if isinstance(resolution, Unrecognised):
        near = [mixwise.resolve(name) for name in resolution.suggestions]
        meanings = [one.meaning for one in near if isinstance(one, Resolved)]
    else:
        meanings = list(resolution.meanings) if isinstance(resolution, Ambiguous) else [resolution.meaning]
    names = dict.fromkeys(name for meaning in meanings for name in meaning.substances)
    return [(site.desk().name(name), name) for name in names]


def substance(site: Site, name: str) -> dict[str, Any]:
    """What the page of one substance shows."""
    row = site.knowledge.row("substance", name)
    desk = site.desk()
    alone = mixwise.check([name.replace("_", " ")], knowledge=site.knowledge)._replace(
        substances=(name,), findings=(), notes=()
    )
    card = next(iter(substances(alone, desk)))
    titles = site.knowledge.row("families", "all")
    return {
        "name": name,
        "label": desk.name(name),
        "typed": name.replace("_", " "),
        "card": card,
        "effects": tuple(effects(alone, desk)),
        "classes": [(_class_label(site, one), one) for one in row["classes"] if one != name],
        "members": [(desk.name(one), one) for one in row.get("members", ())],
        "missing": [titles[family] for family in row["not_reviewed"]],
        "sources": desk.sources(),
        "linked": {one for one in row["classes"] if site.knowledge.get("substance", one)},
    }


def _class_label(site: Site, name: str) -> str:
    found = site.knowledge.get("class", name)
    return str(found["label"][0]) if found else name


def source_list(site: Site, number: str) -> dict[str, Any]:
    """One page of the bibliography, by publisher and title."""
    held = statements(site.knowledge)
    rows = [(name, site.knowledge.row("source", name)) for name in site.knowledge.ids("source")]
    rows.sort(key=lambda one: (one[1]["publisher"].casefold(), one[1]["title"].casefold()))
    total = max(1, -(-len(rows) // PER_PAGE))
    page = min(max(int(number) if number.isdecimal() and len(number) < 6 else 1, 1), total)
    shown = rows[(page - 1) * PER_PAGE : page * PER_PAGE]
    entries = [(name, row, len(held.get(name, ()))) for name, row in shown]
    return {"entries": entries, "page": page, "total": total}


def source_values(site: Site, name: str) -> dict[str, Any]:
    """What the page of one source shows: what it is, and what rests on it, by what that is about."""
    row = site.knowledge.row("source", name)
    ordered = sorted(statements(site.knowledge).get(name, ()), key=lambda one: one.about.casefold())
    groups: list[tuple[str, list[Statement]]] = [
        (about, list(ones)) for about, ones in groupby(ordered, key=lambda one: one.about)
    ]
    link = f"https://doi.org/{row['doi']}" if row.get("doi") else row.get("url", "")
    how = site.desk().say(f"seen_as.{row['seen_as']}")
    return {"row": row, "groups": groups, "link": link if link.startswith("http") else "", "how": how}
