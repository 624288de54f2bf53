"""CDS Hooks 2.0: discovery, order-select, order-sign, patient-view, feedback. A failure is a 500, never an empty list."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mixwise.errors import KnowledgeError, UsageError
from mixwise.faces.records.bodies import TooLargeError, body_of
from mixwise.faces.records.cds.calls import checked_call, missing_keys, read_call
from mixwise.faces.records.cds.cards import cards_for, notice
from mixwise.faces.records.cds.discovery import CURRENT, SERVICES, discovery, templates
from mixwise.faces.records.cds.feedback import Counts, count
from mixwise.faces.records.cds.fetch import fetched
from mixwise.faces.records.cds.repeats import FILTER, REMEMBER, Repeats
from mixwise.faces.records.cds.trust import Trust, UnauthorisedError
from mixwise.faces.records.desk import Front, RecordsDesk
from mixwise.faces.records.failing import place_of
from mixwise.faces.records.fhir import FAILED, NOT_LOADED
from mixwise.faces.records.fhir.issues import issue, outcome
from mixwise.faces.records.fhir.lenient import parse
from mixwise.faces.records.fhir.operation import RefusedError
from mixwise.faces.records.settings import Records, from_environment

ERRORS = logging.getLogger("mixwise.errors")
Act = Callable[[Request, RecordsDesk], Awaitable[dict[str, Any]]]


class Hooks:
    """The services of one server, with what it holds between calls: counts, used tokens, and hashes of cards shown."""

    def __init__(self, settings: Records) -> None:
        self.front = Front(settings)
        self.settings = settings
        self.counts: Counts = Counts()
        self.trust = Trust(settings)
        self.repeats = Repeats(settings.repeat_minutes)

    async def discover(self, request: Request, desk: RecordsDesk) -> dict[str, Any]:
        """`GET cds-services`."""
        del request
        return discovery(desk)

    async def call(self, request: Request, desk: RecordsDesk) -> dict[str, Any]:
        """`POST cds-services/{id}`."""
        hook = self._hook(request, desk)
        body = checked_call(await self._json(request, desk), hook, desk)
        if missing := missing_keys(body):
            asked = {key: template for key, template in templates(desk).items() if key in missing or key not in CURRENT}
            prefetch = body.get("prefetch")
            given = prefetch if isinstance(prefetch, dict) else {}
            asked = {key: template for key, template in asked.items() if key in missing or key not in given}
            body = {**body, "prefetch": {**given, **await fetched(body, asked, self.settings)}}
        return {"cards": self.answer(body, desk, datetime.now(UTC))}

    def answer(self, body: dict[str, Any], desk: RecordsDesk, now: datetime) -> list[dict[str, Any]]:
        """The cards of a call that has everything it will get."""
        call = read_call(body, desk, now)
        found = cards_for(call, desk, now)
        if call.hook == "order-select" and call.flags.get(REMEMBER):
            self.repeats.remember(call.who, found)
        if call.hook == "order-sign" and call.flags.get(FILTER):
            fresh = self.repeats.fresh(call.who, found)
            if len(fresh) < len(found):
                said = desk.say("filtered_card", count=len(found) - len(fresh))
                found = [*fresh, notice("info", said, desk.say("filtered_detail"), desk)]
        return found

    async def feedback(self, request: Request, desk: RecordsDesk) -> dict[str, Any]:
        """`POST cds-services/{id}/feedback`."""
        self._hook(request, desk)
        count(await self._json(request, desk), request.path_params["id"], self.counts, desk)
        return {}

    def _hook(self, request: Request, desk: RecordsDesk) -> str:
        hook = SERVICES.get(request.path_params["id"])
        if hook is None:
            raise RefusedError(404, "not-found", desk.say("error_fhir.service"))
        return hook

    async def _json(self, request: Request, desk: RecordsDesk) -> object:
        most = self.settings.most_bytes
        try:
            return parse(await body_of(request, most))
        except TooLargeError:
            said = desk.say("error_fhir.too_large", most=most, resources=self.settings.most_resources)
            raise RefusedError(413, "too-costly", said) from None
        except UsageError:
            raise RefusedError(400, "structure", desk.say("error_fhir.structure")) from None

    def answered(self, act: Act) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint: preflight first, then the token, then the act; every answer carries the headers that browsers need."""

        async def endpoint(request: Request) -> Response:
            headers = self._cors(request)
            if request.method == "OPTIONS":
                return Response(status_code=204, headers=headers)
            try:
                desk = self.front.desk()
                await self.trust.check(
                    request.headers.get("authorization", ""), self.settings.base_url + request.url.path
                )
                return JSONResponse(await act(request, desk), headers=headers)
            except UnauthorisedError:
                said = outcome([issue("error", "login", self.front.desk().say("error_fhir.unauthorised"))])
                return JSONResponse(said, 401, {**headers, "www-authenticate": "Bearer"})
            except RefusedError as refused:
                said = outcome([issue("error", refused.code, refused.said, diagnostics=refused.diagnostics)])
                return JSONResponse(said, refused.status, headers)
            except KnowledgeError:
                return JSONResponse(
                    outcome([issue("fatal", "transient", NOT_LOADED)]), 503, {**headers, "retry-after": "30"}
                )
            except Exception as error:  # whatever it is, it must not look like "no cards", nor say what was sent
                ERRORS.error("%s at %s", type(error).__name__, place_of(error))
                return JSONResponse(outcome([issue("fatal", "exception", FAILED)]), 500, headers)

        return endpoint

    def _cors(self, request: Request) -> dict[str, str]:
        """Headers for browsers. Any origin may call only while nobody has to show a token."""
        allowed = self.settings.cds_origins
        headers = {"cache-control": "no-store", "vary": "Origin"}
        given = request.headers.get("origin", "")
        if "*" in allowed and not self.settings.jwt_issuers:
            headers["access-control-allow-origin"] = "*"
        elif given and given in allowed:
            headers["access-control-allow-origin"] = given
        else:
            return headers
        return {
            **headers,
            "access-control-allow-methods": "GET, POST, OPTIONS",
            "access-control-allow-headers": "Authorization, Content-Type, Accept",
            "access-control-max-age": "3600",
        }


def routes(settings: Records | None = None) -> list[Route]:
    """The routes under /cds-services (below the configured prefix)."""
    return routes_of(Hooks(settings or from_environment()))


def routes_of(hooks: Hooks) -> list[Route]:
    """The routes of these services."""
    start = f"{hooks.settings.prefix}/cds-services"
    found = []
    for slash in ("", "/"):
        found += [
            Route(start + slash, hooks.answered(hooks.discover), methods=["GET", "OPTIONS"]),
            Route(f"{start}/{{id}}{slash}", hooks.answered(hooks.call), methods=["POST", "OPTIONS"]),
            Route(f"{start}/{{id}}/feedback{slash}", hooks.answered(hooks.feedback), methods=["POST", "OPTIONS"]),
        ]
    return found
