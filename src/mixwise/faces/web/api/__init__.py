"""The REST interface."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from mixwise.faces.web.metrics import Metrics
from mixwise.faces.web.site import Site


def routes(site: Site, metrics: Metrics) -> list[BaseRoute]:
    """Everything."""
    return []


def refused(site: Site, error: HTTPException) -> Response:
    """x"""
    return JSONResponse({})
