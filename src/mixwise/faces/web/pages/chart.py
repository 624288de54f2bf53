"""The severity of every pair, of classes or of a list that a reader chose. No order by danger, and a real table underneath."""

from __future__ import annotations

from typing import Any, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

import mixwise
from mixwise.faces.web import forms
from mixwise.faces.web.site import Site

FEWEST, MOST = 2, 20


class Cell(NamedTuple):
    """One pair: the ids with # between, what is asked when it is chosen, its severity, and the word for it."""

    pair: str
    taken: str
    severity: str
    word: str


class Chart(NamedTuple):
    """Rows in the order of the names; `own` when a reader chose them."""

    names: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    own: bool


def routes(site: Site) -> list[BaseRoute]:
    """The pages of this part."""

    async def classes(_: Request) -> Response:
        return site.page("chart.html", chart=await run_in_threadpool(of_classes, site), text="", error="")

    async def own(request: Request) -> Response:
        form = await forms.fields(request)
        names = tuple(
            dict.fromkeys(line.strip() for box in form.get("taken", ()) for line in box.splitlines() if line.strip())
        )
        if not FEWEST <= len(names) <= MOST or sum(map(len, names)) > forms.MOST_TEXT:
            error = site.words()("error.too_many" if len(names) > MOST else "error.empty", most=MOST)
            held = await run_in_threadpool(of_classes, site)
            return site.page("chart.html", status=422, chart=held, text="\n".join(names), error=error)
        named = tuple((name, name) for name in names)
        return site.page(
            "chart.html", chart=await run_in_threadpool(_chart, named, site, True), text="\n".join(names), error=""
        )

    return [Route("/chart", classes, methods=["GET"]), Route("/chart", own, methods=["POST"])]


def of_classes(site: Site) -> Chart:
    """The chart of the classes that the locale names, worked out once."""
    held: Chart | None = site.knowledge.memo.get("web.chart")
    if held is None:
        wanted = [name for name in site.words().get("chart.classes") if site.knowledge.get("substance", name)]
        named = tuple((str(site.knowledge.row("substance", name)["label"][0]), name) for name in wanted)
        held = site.knowledge.memo["web.chart"] = _chart(tuple(sorted(named)), site, False)
    return held


def _chart(named: tuple[tuple[str, str], ...], site: Site, own: bool) -> Chart:
    rows = tuple(tuple(None if a == b else _cell(a, b, site, own) for _, b in named) for _, a in named)
    return Chart(named, rows, own)


def _cell(a: str, b: str, site: Site, own: bool) -> Cell:
    """A pair; ids of the knowledge are asked about by their words, which mean that id and nothing else."""
    asked = [a, b] if own else [name.replace("_", " ") for name in (a, b)]
    severity: Any = mixwise.check(asked, knowledge=site.knowledge).severity or "unknown"
    return Cell(f"{a}#{b}", "\n".join(asked), severity, site.desk().say(f"severity.{severity}"))
