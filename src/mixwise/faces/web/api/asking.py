"""POST: checks, guides, names, sentences, emergencies. What is asked stands in the body, and is kept nowhere."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

import mixwise
from mixwise.engine.types import Assessment
from mixwise.errors import UsageError
from mixwise.faces.questions import assess, wire
from mixwise.faces.shapes import MOST_SUBSTANCES, MOST_TEXT
from mixwise.faces.web.api.admission import Endpoint
from mixwise.faces.web.api.memo import Memo
from mixwise.faces.web.api.problems import Refused
from mixwise.faces.web.api.replies import answered, encoded, read
from mixwise.faces.web.site import Site
from mixwise.guide import make_guide
from mixwise.guide.render.wire import as_dict
from mixwise.names.types import Ambiguous, Resolution, Resolved, Unrecognised
from mixwise.urgent import emergency_guide

AT_ONCE = 200
"""A text of so many characters is answered at once; a longer one in a thread, so that other requests need not wait for it."""


def endpoints(site: Site) -> dict[str, Endpoint]:
    """The endpoints by path."""
    memo = Memo(site.settings.memo, site.knowledge)

    async def check(request: Request) -> Response:
        question = await read(request)
        key = memo.key(question)
        body = memo.get(key) if key else None
        if body is None:
            body = encoded(_with_id(question, wire(await _assess(question))))
            if key:
                memo.put(key, body)
        return answered(body)

    async def guide(request: Request) -> Response:
        question = await read(request)
        country, already = _option(question, "country", ""), _option(question, "already", False)
        assessment = await _assess(question)
        found = await run_in_threadpool(make_guide, assessment, site.knowledge, country=country, already=already)
        return answered(encoded(_with_id(question, as_dict(found))))

    async def resolve(request: Request) -> Response:
        return answered(encoded(resolution(mixwise.resolve(_text(await read(request))))))

    async def find(request: Request) -> Response:
        mentions = await run_in_threadpool(mixwise.find, _text(await read(request)))
        found = [{**mention._asdict(), "resolution": resolution(mention.resolution)} for mention in mentions]
        return answered(encoded({"mentions": found, "knowledge_version": site.knowledge.version}))

    async def emergency(request: Request) -> Response:
        question = await read(request)
        if not isinstance(question, dict):
            raise Refused(422, "an emergency is a JSON object with `text` or `signs`, and perhaps `country`")
        text, country = _option(question, "text", ""), _option(question, "country", "")
        signs = question.get("signs", [])
        if not isinstance(signs, list) or len(signs) > 100 or not all(isinstance(one, str) for one in signs):
            raise Refused(422, "`signs` is a list of at most 100 ids")
        known = [one for one in signs if site.knowledge.get("sign", one)]
        given = [*known, _short(text)] if text else known
        found = await run_in_threadpool(emergency_guide, given, country=country, knowledge=site.knowledge)
        return answered(encoded(found.to_dict()))

    return {"/check": check, "/guide": guide, "/resolve": resolve, "/find": find, "/emergency": emergency}


async def _assess(question: object) -> Assessment:
    text = question.get("text") if isinstance(question, dict) else None
    try:
        if isinstance(text, str):
            _short(text)
            if len(text) > AT_ONCE:
                return await run_in_threadpool(assess, question)
        elif isinstance(question, dict) and _size(question.get("substances")) > MOST_TEXT:
            raise Refused(422, f"the names together have at most {MOST_TEXT} characters")
        return assess(question, MOST_SUBSTANCES)
    except UsageError as error:
        raise Refused(422, str(error)) from error


def _size(substances: object) -> int:
    """How many characters the names of a list have together."""
    names = substances if isinstance(substances, list) else []
    return sum(
        len(one if isinstance(one, str) else str(one.get("text", ""))) for one in names if isinstance(one, str | dict)
    )


def _with_id(question: object, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "id": question["id"]} if isinstance(question, dict) and "id" in question else body


def _option(question: object, name: str, default: Any) -> Any:
    """A field that may be missing. Raises Refused for one of another type, and for a country that is no code."""
    value = question.get(name, default) if isinstance(question, dict) else default
    if type(value) is not type(default) or (name == "country" and len(value) > 2):
        kinds = {"country": "a code of two letters", "already": "true or false", "text": "a sentence"}
        raise Refused(422, f"`{name}` is {kinds[name]}")
    return value


def _text(question: object) -> str:
    text = question.get("text") if isinstance(question, dict) else None
    if not isinstance(text, str) or not text:
        raise Refused(422, "send a JSON object with `text`")
    return _short(text)


def _short(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise Refused(422, f"`text` has at most {MOST_TEXT} characters")
    return text


def resolution(found: Resolution) -> dict[str, Any]:
    """What a name means, in one shape for all three outcomes."""
    meanings = (
        found.meanings if isinstance(found, Ambiguous) else (found.meaning,) if isinstance(found, Resolved) else ()
    )
    return {
        "typed": found.typed,
        "outcome": type(found).__name__.lower(),
        "how": "" if isinstance(found, Unrecognised) else found.how,
        "meanings": [meaning._asdict() for meaning in meanings],
        "ordinary": list(found.ordinary) if isinstance(found, Ambiguous) else [],
        "kind": found.kind if isinstance(found, Unrecognised) else "",
        "suggestions": list(found.suggestions) if isinstance(found, Unrecognised) else [],
    }
