"""Reading bodies, writing answers: JSON by msgspec, ETags by the version of the knowledge."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mixwise.faces.web import forms
from mixwise.faces.web.api.problems import Refused

MOST_BYTES = 64_000
JSON = "application/json"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


async def read(request: Request) -> Any:
    """The JSON of a body. Raises Refused for one that is too large, of another type, or no JSON."""
    kind = next((value for name, value in request.scope["headers"] if name == b"content-type"), b"application/json")
    if kind != b"application/json" and kind.partition(b";")[0].strip().lower() != b"application/json":
        raise Refused(415, "send application/json")
    try:
        return _decode(await forms.body(request, MOST_BYTES))
    except HTTPException as error:
        raise Refused(413, f"a body has at most {MOST_BYTES} bytes") from error
    except (ValueError, RecursionError) as error:
        raise Refused(400, f"this is not JSON: {error}") from error


def encoded(value: object) -> bytes:
    """A value as JSON bytes."""
    return _encode(value)


def answered(body: bytes) -> Response:
    """An answer to what somebody asked; the guard adds `no-store`."""
    return Response(body, media_type=JSON)


def looked_up(request: Request, value: object, version: str, *, public: bool = False) -> Response:
    """
    Something looked up, with an ETag; 304 when the caller has it already.

    Only what tells nothing of a person is `public`; a proxy may keep that for a while.
    """
    tag = f'W/"{version}"'
    headers = {"etag": tag, "cache-control": "public, max-age=300" if public else "private, no-cache"}
    given = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if tag in given or "*" in given:
        return Response(status_code=304, headers=headers)
    return Response(_encode(value), headers=headers, media_type=JSON)
