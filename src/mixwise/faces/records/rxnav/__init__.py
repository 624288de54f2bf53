"""
The drug interaction interface that records systems called until 2024, and the look-ups beside it, under /REST.

Every answer with status 200 means "checked"; nothing that failed looks like an empty answer, since clients show that as "none".
"""

from __future__ import annotations

import logging
import re
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mixwise.errors import KnowledgeError
from mixwise.faces.records.desk import Front, RecordsDesk
from mixwise.faces.records.drugs import Checked
from mixwise.faces.records.failing import place_of
from mixwise.faces.records.rxnav import interactions, lookups
from mixwise.faces.records.rxnav.form import MEDIA, listed, parameters, split_path, wanted_form, write
from mixwise.faces.records.settings import Records, from_environment

ERRORS = logging.getLogger("mixwise.errors")
CORS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD, OPTIONS",
    "access-control-expose-headers": "X-Mixwise-Unresolved, X-Mixwise-Knowledge-Version",
}
IN_HEADER = re.compile(r"[^0-9A-Za-z._-]")
NOT_LOADED = "The knowledge is not loaded. Nothing was checked."
FAILED = "The check failed. Nothing was checked."
"""Said when the locale itself may be out of reach."""


class RefusedError(Exception):
    """A call that cannot be answered: the status and the words."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status = status
        self.said = said


def routes(settings: Records | None = None) -> list[Route]:
    """The routes under /REST (below the configured prefix)."""
    front = Front(settings or from_environment())

    async def rest(request: Request) -> Response:
        if request.method == "OPTIONS":
            asked = request.headers.get("access-control-request-headers", "*")
            return Response(
                status_code=204,
                headers={**CORS, "access-control-allow-headers": asked, "access-control-max-age": "86400"},
            )
        steps, form = split_path(request.path_params["path"])
        form = form or wanted_form(request.headers.get("accept", ""))
        root = "interactiondata" if steps[:1] == ["interaction"] else "rxnormdata"
        return await run_in_threadpool(_answer, front, steps, str(request.url.query), form, root)

    return [
        Route(f"{front.settings.prefix}/REST/{{path:path}}", rest, methods=["GET", "HEAD", "OPTIONS"], name="rxnav")
    ]


def _answer(front: Front, steps: list[str], query: str, form: str, root: str) -> Response:
    headers = {**CORS, "cache-control": "no-store", "vary": "Accept"}
    status = 200
    try:
        desk = front.desk()
        headers["x-mixwise-knowledge-version"] = desk.knowledge.version
        body, checked = _function(steps, parameters(query), desk)
        if checked and (unresolved := _unresolved(checked)):
            headers["x-mixwise-unresolved"] = unresolved
        content = write(body, form, root)
    except RefusedError as refused:
        status, content = refused.status, write(_error(refused.status, refused.said), form, root)
    except KnowledgeError:
        status, content = 503, write(_error(503, NOT_LOADED), form, root)
        headers["retry-after"] = "30"
    except Exception as error:  # whatever it is, it must not look like "no interactions", nor say what was asked
        ERRORS.error("%s at %s", type(error).__name__, place_of(error))
        status, content = 500, write(_error(500, FAILED), form, root)
    return Response(content, status, {**headers, "content-type": MEDIA[form]})


def _error(status: int, said: str) -> dict[str, str]:
    return {"error": said, "status": str(status)}


def _function(
    steps: list[str], given: dict[str, list[str]], desk: RecordsDesk
) -> tuple[dict[str, Any], Checked | None]:
    names = [step.lower() for step in steps]
    if names[:1] == ["interaction"] and len(names) == 2:
        return _interaction(names[1], given, desk)
    if names[:1] == ["prescribe"]:
        names, steps = names[1:], steps[1:]
    if len(names) == 1 and (by_query := lookups.BY_QUERY.get(names[0])):
        return by_query(given, desk), None
    if len(names) == 3 and names[0] == "rxcui" and (by_identifier := lookups.BY_IDENTIFIER.get(names[2])):
        return by_identifier(steps[1].strip(), given, desk), None
    raise RefusedError(404, desk.say("error.unknown"))


def _interaction(name: str, given: dict[str, list[str]], desk: RecordsDesk) -> tuple[dict[str, Any], Checked | None]:
    asked = listed(given.get("sources", []))
    if name == "list":
        return interactions.interactions_of_list(_identifiers("rxcuis", given, desk), asked, desk)
    if name == "interaction":
        rxcui = next(one for one in _identifiers("rxcui", given, desk) if one.isascii() and one.isdigit())
        return interactions.interactions_of_drug(rxcui, asked, desk)
    if name == "sources":
        return interactions.sources(desk), None
    if name == "version":
        return interactions.version(desk), None
    raise RefusedError(404, desk.say("error.unknown"))


def _identifiers(parameter: str, given: dict[str, list[str]], desk: RecordsDesk) -> list[str]:
    found = listed(given.get(parameter, []))
    if not found:
        raise RefusedError(400, desk.say("error.missing", parameter=parameter))
    if len(found) > desk.settings.most_rxcuis:
        raise RefusedError(400, desk.say("error.too_many", most=desk.settings.most_rxcuis))
    if not any(one.isascii() and one.isdigit() for one in found):
        raise RefusedError(400, desk.say("error.no_valid"))
    return found


def _unresolved(checked: Checked) -> str:
    """The identifiers that were not checked, for a header: letters and digits only, whatever was sent."""
    places = sorted({place for place, _ in (*checked.not_recognised, *checked.not_reviewed)})
    return " ".join(filter(None, (IN_HEADER.sub("", checked.drugs[place].key)[:40] for place in places)))
