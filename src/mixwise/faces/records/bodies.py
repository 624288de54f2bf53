"""Bodies of requests, never larger than allowed however they are sent."""

from __future__ import annotations

from starlette.requests import Request


class TooLargeError(Exception):
    """A body past the limit."""


async def body_of(request: Request, most: int) -> bytes:
    """The whole body. Raises TooLargeError as soon as it is clear that it is larger than `most` bytes."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise TooLargeError
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise TooLargeError
        parts.append(part)
    return b"".join(parts)
