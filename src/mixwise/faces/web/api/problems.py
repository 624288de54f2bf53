"""Errors as problem+json (RFC 9457), in words for whoever wrote the program."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import Response

TITLES = {
    400: "The question cannot be read",
    401: "A key is needed",
    404: "There is nothing here",
    405: "This method is not for this address",
    413: "Too large",
    415: "JSON is needed",
    422: "The question cannot be answered as it was put",
    429: "Too many requests",
    500: "The check failed, so nothing is known about this",
    503: "Not ready",
}


class Refused(HTTPException):
    """A request that gets no answer, with what a developer can do about it. Never holds what was typed."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail, dict(headers or {}))


def problem(status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> Response:
    """A problem as a response."""
    title = TITLES.get(status, "Refused")
    body = {"type": f"/docs#problem-{status}", "title": title, "status": status, "detail": detail or title}
    return Response(msgspec.json.encode(body), status, dict(headers or {}), "application/problem+json")
