"""FHIR R4: `POST /fhir/$check-combination`, and what says that it is there. Not a FHIR server: nothing is stored or searched."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mixwise.errors import KnowledgeError, UsageError
from mixwise.faces.records.bodies import TooLargeError, body_of
from mixwise.faces.records.desk import Front, RecordsDesk
from mixwise.faces.records.failing import place_of
from mixwise.faces.records.fhir.capability import capability_statement, operation_definition
from mixwise.faces.records.fhir.issues import issue, outcome
from mixwise.faces.records.fhir.lenient import parse
from mixwise.faces.records.fhir.operation import RefusedError, check_combination
from mixwise.faces.records.settings import Records, from_environment

ERRORS = logging.getLogger("mixwise.errors")
JSON_NAMES = ("json", "application/json", "application/fhir+json", "application/json+fhir", "text/json")
NDJSON = ("application/fhir+ndjson", "application/ndjson", "application/x-ndjson", "application/jsonl")
NOT_LOADED = "The knowledge is not loaded. Nothing was checked."
FAILED = "The check failed. Nothing was checked."
"""Said when the locale itself may be out of reach."""


def routes(settings: Records | None = None) -> list[Route]:
    """The routes under /fhir (below the configured prefix)."""
    front = Front(settings or from_environment())
    start = f"{front.settings.prefix}/fhir"

    async def metadata(request: Request) -> Response:
        return await answered(request, front, lambda desk, _: capability_statement(desk))

    async def definition(request: Request) -> Response:
        return await answered(request, front, lambda desk, _: operation_definition(desk))

    async def check(request: Request) -> Response:
        return await answered(request, front, lambda desk, body: _check(desk, body, _is_lines(request)))

    async def unknown(request: Request) -> Response:
        def refuse(desk: RecordsDesk, _: bytes) -> dict[str, Any]:
            raise RefusedError(404, "not-found", desk.say("error_fhir.unknown"))

        return await answered(request, front, refuse)

    return [
        Route(f"{start}/metadata", metadata, methods=["GET"]),
        Route(f"{start}/OperationDefinition/check-combination", definition, methods=["GET"]),
        Route(f"{start}/$check-combination", check, methods=["POST"]),
        Route(f"{start}/{{path:path}}", unknown, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
    ]


async def answered(request: Request, front: Front, act: Callable[[RecordsDesk, bytes], dict[str, Any]]) -> Response:
    """The JSON of what an act returns; whatever goes wrong is an OperationOutcome that says nothing of what was sent."""
    try:
        desk = front.desk()
        _acceptable(request, desk)
        most = front.settings.most_bytes
        try:
            body = await body_of(request, most)
        except TooLargeError:
            said = desk.say("error_fhir.too_large", most=most, resources=front.settings.most_resources)
            raise RefusedError(413, "too-costly", said) from None
        return reply(await run_in_threadpool(act, desk, body))
    except RefusedError as refused:
        return reply(
            outcome([issue("error", refused.code, refused.said, diagnostics=refused.diagnostics)]), refused.status
        )
    except KnowledgeError:
        return reply(outcome([issue("fatal", "transient", NOT_LOADED)]), 503, {"retry-after": "30"})
    except Exception as error:  # whatever it is, it must not look like "nothing found", nor say what was sent
        ERRORS.error("%s at %s", type(error).__name__, place_of(error))
        return reply(outcome([issue("fatal", "exception", FAILED)]), 500)


def reply(body: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A FHIR resource as a response; no cache keeps it."""
    content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(
        content,
        status,
        {**(headers or {}), "cache-control": "no-store", "content-type": "application/fhir+json;charset=utf-8"},
    )


def _acceptable(request: Request, desk: RecordsDesk) -> None:
    wanted = request.query_params.get("_format", "").split(";")[0].replace(" ", "+")
    if wanted:
        if wanted.lower() not in JSON_NAMES:
            raise RefusedError(406, "not-supported", desk.say("error_fhir.not_acceptable"))
        return
    accepts = [part.split(";")[0].strip().lower() for part in request.headers.get("accept", "*/*").split(",")]
    if not any(one in JSON_NAMES or one in ("", "*/*", "application/*", *NDJSON) for one in accepts):
        raise RefusedError(406, "not-supported", desk.say("error_fhir.not_acceptable"))


def _is_lines(request: Request) -> bool:
    return request.headers.get("content-type", "").split(";")[0].strip().lower() in NDJSON


def _check(desk: RecordsDesk, body: bytes, lines: bool) -> dict[str, Any]:
    try:
        given = [parse(line) for line in body.splitlines() if line.strip()] if lines else parse(body)
    except UsageError:
        raise RefusedError(400, "structure", desk.say("error_fhir.structure")) from None
    return check_combination(given, desk, datetime.now(UTC))
