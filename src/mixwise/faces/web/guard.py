"""
Around every request: headers that keep a page private, a log line without what was typed, counts, and errors that say nothing.

Pure ASGI, because it runs on every request and everything slower would be noticed.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from time import perf_counter

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mixwise.faces.web.metrics import Metrics

LOG = logging.getLogger("mixwise.access")
ERRORS = logging.getLogger("mixwise.errors")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
NO_STORE = (b"cache-control", b"no-store")
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), browsing-topics=()"),
    (b"x-robots-tag", b"noarchive"),
)
LEFT = 499
FAILED = b"The check failed, so nothing is known about this. Do not take silence for a yes.\n"


class Guard:
    """
    The outermost layer. `templates` gives the path template of each endpoint, which is all that the log says of an address.

    An exception becomes a plain 500: its type and place are logged, its message is not, because that may hold what was typed.
    """

    def __init__(self, app: ASGIApp, templates: Mapping[object, str], metrics: Metrics, *, log: bool) -> None:
        self.app = app
        self.templates = templates
        self.metrics = metrics
        self.log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and mend and count what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = perf_counter()
        status = 0

        async def guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _headers(message["headers"])
            await send(message)

        try:
            await self.app(scope, receive, guarded)
        except ClientDisconnect:  # whoever asked has left, so nobody waits for an answer
            status = status or LEFT
        except Exception as error:
            ERRORS.error("%s at %s", type(error).__name__, _place(error))
            if not status:
                await _fail(guarded)
            status = 500
        seconds = perf_counter() - start
        page = self.templates.get(scope.get("endpoint"), "(none)")
        self.metrics.count(page, status, seconds)
        if self.log:
            LOG.info("%s %s %s %.1f ms", scope["method"], page, status, 1000 * seconds)


class OnlyWith:
    """A layer for requests that bring a certain header, under a certain path; all others go past it at no cost."""

    def __init__(self, app: ASGIApp, header: bytes, within: str, layer: Callable[[ASGIApp], ASGIApp]) -> None:
        self.app = app
        self.layered = layer(app)
        self.header = header
        self.within = within

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request through the layer or past it."""
        if scope["type"] == "http" and scope["path"].startswith(self.within):
            for name, _ in scope["headers"]:
                if name == self.header:
                    await self.layered(scope, receive, send)
                    return
        await self.app(scope, receive, send)


def _headers(given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """A response's headers with ours; what a response says of caching itself holds, else nothing is stored."""
    names = {name for name, _ in given}
    ours = [header for header in HEADERS if header[0] not in names]
    return [*given, *ours] if b"cache-control" in names else [*given, *ours, NO_STORE]


async def _fail(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(FAILED)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": FAILED})


def _place(error: BaseException) -> str:
    """Where an exception arose: file and line, never a value."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
