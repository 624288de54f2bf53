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

from mixwise.faces.web.api.problems import Refused, problem
from mixwise.faces.web.settings import Settings

Endpoint = Callable[[Request], Awaitable[Response]]


class Operator:
    """Keys and limits. Who asks is known in memory only, and for the length of the limit's window."""

    def __init__(self, settings: Settings) -> None:
        self.keys = settings.api_keys
        self.limit = parse(settings.rate_limit) if settings.rate_limit else None
        self.limiter = FixedWindowRateLimiter(MemoryStorage())

    def guarded(self, endpoint: Endpoint) -> Endpoint:
        """An endpoint behind key and limit, and with its refusals as problems."""
        free = not self.keys and self.limit is None

        async def wrapped(request: Request) -> Response:
            try:
                if not free:
                    self._admit(request)
                return await endpoint(request)
            except Refused as error:
                return problem(error.status_code, error.detail, error.headers)

        return wrapped

    def _admit(self, request: Request) -> None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        if self.keys and not any(hmac.compare_digest(given.encode(), key.encode()) for key in self.keys):
            raise Refused(401, "send `Authorization: Bearer KEY`", {"www-authenticate": "Bearer"})
        who = given if self.keys else (request.client.host if request.client else "")
        if self.limit and not self.limiter.hit(self.limit, who):
            reset, _ = self.limiter.get_window_stats(self.limit, who)
            wait = str(max(1, int(reset - time()) + 1))
            raise Refused(429, f"at most {self.limit}; try again in {wait} seconds", {"retry-after": wait})
