"""The REST interface: /v1, its description and docs, and what operators look at."""

from __future__ import annotations

import msgspec
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from mixwise.errors import KnowledgeError
from mixwise.faces.web.api import asking, reading
from mixwise.faces.web.api.admission import Act, Operator
from mixwise.faces.web.api.openapi import description
from mixwise.faces.web.api.problems import TITLES, problem
from mixwise.faces.web.metrics import Metrics
from mixwise.faces.web.settings import Settings
from mixwise.faces.web.site import Site

BASE = "/v1"
EXPOSED = ("etag", "retry-after")


def routes(site: Site, metrics: Metrics) -> list[BaseRoute]:
    """Everything for programs and for operators."""
    operator = Operator(site.settings)
    told = description(site.settings, site.knowledge.version)
    told_bytes = msgspec.json.encode(told)

    async def openapi(_: Request) -> Response:
        return Response(told_bytes, media_type="application/json", headers={"cache-control": "public, max-age=300"})

    async def docs(_: Request) -> Response:
        return site.page("docs.html", told=told, problems=TITLES)

    async def alive(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def ready(_: Request) -> Response:
        try:
            site.knowledge.row("families", "all")
        except KnowledgeError:
            return PlainTextResponse("the knowledge does not answer\n", 503)
        return PlainTextResponse(f"ready, knowledge {site.knowledge.version}\n")

    async def counts(_: Request) -> Response:
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    asked, read = asking.endpoints(site), reading.endpoints(site)
    acts = {path: Act(operator, read.get(path), asked.get(path)) for path in [*asked, *read]}
    return [
        *(Route(f"{BASE}{path}", act, methods=act.methods, name=path) for path, act in acts.items()),
        Route(f"{BASE}/openapi.json", openapi, methods=["GET"]),
        Route("/docs", docs, methods=["GET"]),
        Route("/healthz", alive, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
        Route("/metrics", counts, methods=["GET"]),
    ]


def cors(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Lets pages of other sites ask /v1, as the operator allows. Nothing else is for them."""
    return CORSMiddleware(
        app,
        allow_origins=list(settings.cors_origins),
        allow_methods=["GET", "POST"],
        allow_headers=["content-type", "authorization", "if-none-match"],
        expose_headers=list(EXPOSED),
    )


def refused(_: Site, error: HTTPException) -> Response:
    """A refusal that no endpoint made, such as an unknown address."""
    return problem(error.status_code, "", error.headers)
