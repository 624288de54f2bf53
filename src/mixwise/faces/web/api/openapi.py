"""The OpenAPI 3.1 description, made from the types in `shapes` and the table below."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

import mixwise
from mixwise.faces import shapes
from mixwise.faces.web.api.problems import TITLES
from mixwise.faces.web.settings import Settings

REF = "#/components/schemas/{name}"


class Operation(NamedTuple):
    """
    One endpoint. `reveals` when its address names a substance, which the log of a proxy would then hold.

    `parameters` are (name, place, description, schema) and `example` is a body that can be sent as it stands.
    """

    method: str
    path: str
    name: str
    summary: str
    body: type | None
    answer: type
    parameters: tuple[tuple[str, str, str, dict[str, Any]], ...] = ()
    example: dict[str, Any] | None = None
    reveals: bool = False


TEXT, CODE = {"type": "string"}, {"type": "string", "maxLength": 2}
PAGED = (
    ("offset", "query", "how many to pass over", {"type": "integer", "minimum": 0, "maximum": 1_000_000, "default": 0}),
    (
        "limit",
        "query",
        "at most so many",
        {"type": "integer", "minimum": 1, "maximum": shapes.MOST_PAGE, "default": 100},
    ),
)
COUNTRY = ("country", "query", "a two-letter code for numbers to call; none is assumed", CODE)
OPERATIONS = (
    Operation(
        "post",
        "/check",
        "check",
        "Can these be mixed?",
        shapes.CheckIn,
        shapes.Answer,
        (),
        {"substances": ["heroin", "Xanax"]},
    ),
    Operation(
        "post",
        "/guide",
        "guide",
        "The whole guide, with every finding and source",
        shapes.GuideIn,
        shapes.Guide,
        (),
        {"substances": ["heroin", "Xanax"], "country": "US"},
    ),
    Operation(
        "post",
        "/resolve",
        "resolve",
        "What one name means",
        shapes.TextIn,
        shapes.Resolution,
        (),
        {"text": "percs"},
    ),
    Operation(
        "post",
        "/find",
        "find",
        "Every substance in a sentence, with its place",
        shapes.TextIn,
        shapes.Mentions,
        (),
        {"text": "I took percs and bars"},
    ),
    Operation(
        "post",
        "/emergency",
        "emergencyWhatIsSeen",
        "What to do now, for what is seen or was taken",
        shapes.EmergencyIn,
        shapes.Emergency,
        (),
        {"text": "took GHB, snores oddly, will not wake", "country": "US"},
    ),
    Operation(
        "get",
        "/emergency",
        "emergency",
        "What to do now: the first steps",
        None,
        shapes.Emergency,
        (COUNTRY,),
    ),
    Operation(
        "get",
        "/help/{country}",
        "help",
        "Numbers to call, text or chat with",
        None,
        shapes.Help,
        (("country", "path", "a two-letter code", {"type": "string", "minLength": 1}),),
    ),
    Operation(
        "get",
        "/substances",
        "substances",
        "Every substance and class that can be asked about",
        None,
        shapes.Substances,
        PAGED,
    ),
    Operation(
        "get",
        "/substances/{id}",
        "substance",
        "One substance",
        None,
        shapes.Substance,
        (("id", "path", "its id", {"type": "string", "minLength": 1}),),
        None,
        True,
    ),
    Operation(
        "get",
        "/interactions",
        "interactions",
        "What is known of one substance with every other",
        None,
        shapes.Interactions,
        (
            ("substance", "query", "an id, or a name that means one substance", {"type": "string", "minLength": 1}),
            *PAGED,
        ),
        None,
        True,
    ),
    Operation(
        "get",
        "/sources/{id}",
        "source",
        "A source, and the statements that rest on it",
        None,
        shapes.Source,
        (("id", "path", "its id", {"type": "string", "minLength": 1}),),
    ),
    Operation(
        "get",
        "/knowledge",
        "knowledge",
        "Which knowledge answers here",
        None,
        shapes.KnowledgeInfo,
    ),
)
TYPES = tuple(
    dict.fromkeys(kind for one in OPERATIONS for kind in (one.body, one.answer, shapes.Problem) if kind is not None)
)


def description(settings: Settings, version: str) -> dict[str, Any]:
    """The whole description."""
    _, schemas = msgspec.json.schema_components(TYPES, ref_template=REF)
    for name in ("CheckIn", "GuideIn"):
        schemas[name]["oneOf"] = [_only("substances", "text"), _only("text", "substances")]
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method] = _operation(one, keys=bool(settings.api_keys))
    told: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "mixwise",
            "version": mixwise.__version__,
            "summary": "What is known when things that people take are mixed, with sources.",
            "description": (
                f"Knowledge {version}. General information from cited sources; no clinician has signed it yet. `unknown` and "
                "`complete: false` mean that silence says nothing. Nothing that is sent in a body is stored or logged."
            ),
            "license": {
                "name": "Apache-2.0 (code), CC-BY-4.0 (knowledge)",
                "url": "https://creativecommons.org/licenses/by/4.0/",
            },
        },
        "servers": [{"url": "/v1"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }
    if settings.api_keys:
        told["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        told["security"] = [{"key": []}]
    return told


def _only(given: str, other: str) -> dict[str, Any]:
    """A question with one of two fields, the other missing or null."""
    return {"required": [given], "properties": {given: {"not": {"type": "null"}}, other: {"type": "null"}}}


def _operation(one: Operation, *, keys: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "responses": {
            "200": {"description": "the answer", "content": {"application/json": {"schema": _ref(one.answer)}}},
            **{str(status): _problem(status) for status in _statuses(one, keys)},
        },
    }
    if one.reveals:
        found["description"] = (
            "The address names a substance: the log of a proxy on the way would hold it. POST /check does not."
        )
    if one.method == "get":
        found["responses"]["304"] = {"description": "as it was, by `If-None-Match`"}
        found["responses"]["200"]["headers"] = {"ETag": {"description": "the version of the knowledge", "schema": TEXT}}
    if one.parameters:
        found["parameters"] = [
            {
                "name": name,
                "in": place,
                "required": place == "path" or name == "substance",
                "description": says,
                "schema": schema,
            }
            for name, place, says, schema in one.parameters
        ]
    if one.body:
        media: dict[str, Any] = {"schema": _ref(one.body)}
        if one.example:
            media["example"] = one.example
        found["requestBody"] = {"required": True, "content": {"application/json": media}}
    return found


def _statuses(one: Operation, keys: bool) -> list[int]:
    found = [400, 413, 415, 422] if one.body else []
    if one.parameters:
        found += [404] if any(place == "path" or name == "substance" for name, place, _, _ in one.parameters) else []
        found += [422] if any(place == "query" for _, place, _, _ in one.parameters) else []
    return sorted({*found, 429, *([401] if keys else [])})


def _problem(status: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": _ref(shapes.Problem)}}
    return {"description": TITLES[status], "content": content}


def _ref(kind: type) -> dict[str, str]:
    return {"$ref": REF.format(name=kind.__name__)}
