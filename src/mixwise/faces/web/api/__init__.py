"""The REST interface: /v1, its description and docs, and what operators look at."""

from __future__ import annotations

import msgspec
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from mixwise.errors import KnowledgeError
from mixwise.faces.web.api import asking, reading
from mixwise.faces.web.api.admission import Endpoint, Operator
from mixwise.faces.web.api.openapi import description
from mixwise.faces.web.api.problems import TITLES, problem
from mixwise.faces.web.metrics import Metrics
from mixwise.faces.web.site import Site

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
    inner = [
        *(_route(path, operator, read.get(path), act) for path, act in asked.items()),
        *(_route(path, operator, act, None) for path, act in read.items() if path not in asked),
        Route("/openapi.json", openapi, methods=["GET"]),
    ]
    cors = Middleware(
        CORSMiddleware,
        allow_origins=list(site.settings.cors_origins),
        allow_methods=["GET", "POST"],
        allow_headers=["content-type", "authorization", "if-none-match"],
        expose_headers=list(EXPOSED),
    )
    return [
        Mount("/v1", routes=inner, middleware=[cors]),
        Route("/docs", docs, methods=["GET"]),
        Route("/healthz", alive, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
        Route("/metrics", counts, methods=["GET"]),
    ]


def _route(path: str, operator: Operator, get: Endpoint | None, post: Endpoint | None) -> Route:
    """One route for a path with all that it answers to, so that a refusal can name every method."""

    async def either(request: Request) -> Response:
        act = post if request.method == "POST" else get
        assert act is not None
        return await act(request)

    methods = [name for name, act in (("GET", get), ("POST", post)) if act]
    return Route(path, operator.guarded(either if get and post else get or post or either), methods=methods)


def refused(_: Site, error: HTTPException) -> Response:
    """A refusal that no endpoint made, such as an unknown address."""
    return problem(error.status_code, "", error.headers)
