"""What an operator may ask of those who use /v1: a key, and not too many requests."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from time import time

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mixwise.faces.web.api.problems import Refused, problem
from mixwise.faces.web.settings import Settings

Endpoint = Callable[[Request], Awaitable[Response]]


class Operator:
    """Keys and limits. Who asks is known in memory only, and for the length of the limit's window."""

    def __init__(self, settings: Settings) -> None:
        self.keys = settings.api_keys
        self.limit = parse(settings.rate_limit) if settings.rate_limit else None
        self.limiter = FixedWindowRateLimiter(MemoryStorage())

    @property
    def free(self) -> bool:
        """Whether everybody is admitted."""
        return not self.keys and self.limit is None

    def admit(self, request: Request) -> None:
        """Raises Refused for whoever has no key, or asks too often."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if self.keys and not any(hmac.compare_digest(given.encode(), key.encode()) for key in self.keys):
            raise Refused(401, "send `Authorization: Bearer KEY`", {"www-authenticate": "Bearer"})
        who = given if self.keys else (request.client.host if request.client else "")
        if self.limit and not self.limiter.hit(self.limit, who):
            reset, _ = self.limiter.get_window_stats(self.limit, who)
            wait = str(max(1, int(reset - time()) + 1))
            raise Refused(429, f"at most {self.limit}; try again in {wait} seconds", {"retry-after": wait})


class Act:
    """
    What one path answers to, by method, behind key and limit, with refusals as problems.

    An ASGI app and no function, since the layers that Starlette puts around a function cost more than most checks.
    """

    def __init__(self, operator: Operator, get: Endpoint | None, post: Endpoint | None) -> None:
        self.operator = operator
        self.free = operator.free
        self.acts = {"GET": get, "HEAD": get, "POST": post}
        self.methods = [name for name, act in (("GET", get), ("POST", post)) if act]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            if not self.free:
                self.operator.admit(request)
            act = self.acts[scope["method"]]
            assert act is not None  # the route lets no other method through
            response = await act(request)
        except Refused as error:
            response = problem(error.status_code, error.detail, error.headers)
        await response(scope, receive, send)
