"""The door for AI assistants in `mixwise serve`: what `mixwise mcp --http` answers, at /mcp, where its extra is installed."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mixwise.faces.web.api.admission import Operator
from mixwise.faces.web.api.problems import Refused, problem
from mixwise.faces.web.settings import Settings

PATH = "/mcp"


class Assistants:
    """
    An ASGI app behind the operator's key and limit, like /v1. Host and Origin are this machine's or those of the base address.

    It answers within its lifespan only, which is made anew for each start of the app.
    """

    def __init__(self, settings: Settings) -> None:
        self.operator = Operator(settings)
        self.host = urlsplit(settings.base_url).hostname or ""
        self.app: ASGIApp = problem(503)

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Answer while the app runs."""
        from mixwise.faces.mcp import create_server, http_app  # late: it is large, and an extra

        logging.getLogger("mcp").setLevel(logging.CRITICAL)  # its lines may hold what was asked
        server = create_server()
        inner = http_app(server, allowed=[f"[{self.host}]" if ":" in self.host else self.host])
        async with server.session_manager.run():
            self.app = inner
            yield
        self.app = problem(503)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        app = self.app
        try:
            self.operator.admit(Request(scope))
        except Refused as error:
            app = problem(error.status_code, error.detail, error.headers)
        await app(dict(scope), receive, send)  # a copy, so that the log keeps our name for the page


def assistants(settings: Settings) -> Assistants | None:
    """The door, or None where the `mcp` extra is not installed."""
    return Assistants(settings) if find_spec("mcp") else None


def routes(door: Assistants | None) -> list[BaseRoute]:
    """Its route; none without it. No stream is offered (GET), as nothing is ever said unasked."""
    return [Route(PATH, door, methods=["POST"])] if door else []
