"""The app: the pages and the REST interface in one, behind one guard."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette_compress import CompressMiddleware

from mixwise.faces.records import app as records
from mixwise.faces.web import api, assistants, pages
from mixwise.faces.web.guard import Guard, OnlyWith
from mixwise.faces.web.metrics import Metrics
from mixwise.faces.web.settings import Settings, from_environment
from mixwise.faces.web.site import STATIC, Site

FOREVER = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Static files, whose addresses hold a part of their hash: kept for good."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """A file, to be kept by whoever fetched it."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = FOREVER
        return response


def create_app(settings: Settings | None = None) -> Starlette:
    """
    The whole app. Other faces add a line to `parts`: each is a list of routes.

    Raises KnowledgeError when the knowledge cannot be trusted: a server that cannot answer does not start.
    """
    site = Site(settings or from_environment())
    metrics = Metrics()
    door = assistants.assistants(site.settings)
    parts: list[list[BaseRoute]] = [
        api.routes(site, metrics),  # first, because routes are tried in order and programs ask most
        list(records.routes()),  # RxNav, FHIR and CDS Hooks
        pages.routes(site),
        assistants.routes(door),
    ]
    routes = [route for part in parts for route in part]
    routes.append(Mount("/static", Assets(directory=STATIC), name="static"))

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        respond = api.refused if request.url.path.startswith(f"{api.BASE}/") else pages.refused
        return respond(site, error)

    return Starlette(
        routes=routes,
        exception_handlers={HTTPException: refused},
        lifespan=door.lifespan if door else None,
        middleware=[
            Middleware(Guard, templates=_templates(routes), metrics=metrics, log=site.settings.log),
            # No secret stands beside what was typed, so it may be packed.
            Middleware(
                OnlyWith,
                header=b"accept-encoding",
                within="/",
                layer=lambda app: CompressMiddleware(app, minimum_size=1000),
            ),
            Middleware(
                OnlyWith, header=b"origin", within=f"{api.BASE}/", layer=lambda app: api.cors(app, site.settings)
            ),
        ],
    )


def _templates(routes: Iterable[BaseRoute], before: str = "") -> dict[object, str]:
    """The path template of each endpoint, for the log and the counts."""
    found: dict[object, str] = {}
    for route in routes:
        if isinstance(route, Route):
            found[route.endpoint] = before + route.path
        elif isinstance(route, Mount):
            found |= _templates(route.routes, before + route.path) or {route.app: f"{route.path}/…"}
    return found
