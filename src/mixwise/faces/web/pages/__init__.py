"""The pages that people read, each part a list of routes."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute

from mixwise.faces.web.pages import answers, chart, library, offline, texts, urgent
from mixwise.faces.web.site import Site

MESSAGES = {404: "error.not_found", 405: "error.method", 413: "error.too_large"}


def routes(site: Site) -> list[BaseRoute]:
    """Every page."""
    return [
        *answers.routes(site),
        *urgent.routes(site),
        *library.routes(site),
        *chart.routes(site),
        *texts.routes(site),
        *offline.routes(site),
    ]


def refused(site: Site, error: HTTPException) -> Response:
    """A page that says why there is none."""
    text = site.words()(MESSAGES.get(error.status_code, "error.failed"))
    headers = error.headers or {}
    response = site.page("error.html", status=error.status_code, message=text)
    response.headers.update(headers)
    return response
