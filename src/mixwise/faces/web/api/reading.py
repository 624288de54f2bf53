"""GET: what can be looked up. An address can stand in the log of a proxy, so the description says which name a substance."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

import mixwise
from mixwise.faces.questions import wire
from mixwise.faces.shapes import MOST_PAGE
from mixwise.faces.web.api.admission import Endpoint
from mixwise.faces.web.api.problems import Refused
from mixwise.faces.web.api.replies import looked_up
from mixwise.faces.web.site import Site
from mixwise.faces.web.statements import statements
from mixwise.knowledge.store import Knowledge
from mixwise.names.types import Resolved
from mixwise.urgent import emergency_guide

TEXTS = (
    "what", "use", "forms", "routes", "action", "addictive", "why_mixed", "tolerance", "dependence", "withdrawal",
    "addiction",
)  # fmt: skip
COUNTED = (
    "substance", "class", "product", "mechanism", "rule", "source", "sign", "picture", "antidote", "advice", "country",
)  # fmt: skip
PAGE = 100


def endpoints(site: Site) -> dict[str, Endpoint]:
    """The endpoints by path."""
    store = site.knowledge
    version = f"{store.version}-{mixwise.__version__}"

    async def substances(request: Request) -> Response:
        offset, limit = _page(request)
        names = store.ids("substance")
        part = [_line(name, store) for name in names[offset : offset + limit]]
        following = offset + limit if offset + limit < len(names) else None
        body = {"substances": part, "total": len(names), "next": following, "knowledge_version": store.version}
        return looked_up(request, body, version, public=True)

    async def substance(request: Request) -> Response:
        return looked_up(request, _record(_held("substance", request, store), store), version)

    async def interactions(request: Request) -> Response:
        given = request.query_params.get("substance", "")
        name = given if store.get("substance", given) else _only(given)
        offset, limit = _page(request)
        found = await run_in_threadpool(_interactions, name, store)
        following = offset + limit if offset + limit < len(found) else None
        body = {
            "substance": name, "interactions": found[offset : offset + limit], "total": len(found), "next": following,
            "knowledge_version": store.version,
        }  # fmt: skip
        return looked_up(request, body, version)

    async def emergency(request: Request) -> Response:
        country = request.query_params.get("country", "")
        if len(country) > 2:
            raise Refused(422, "`country` is a code of two letters")
        body = emergency_guide((), country=country, knowledge=store).to_dict()
        return looked_up(request, body, version, public=True)

    async def help_of(request: Request) -> Response:
        country = request.path_params["country"].upper()
        if not store.get("country", country):
            raise Refused(
                404, "no numbers are held for this country; GET /v1/help/US lists those that are, under `countries`"
            )
        return looked_up(request, mixwise.helplines(country).to_dict(), version, public=True)

    async def source(request: Request) -> Response:
        name = _held("source", request, store)
        held = (await run_in_threadpool(statements, store)).get(name, [])
        row = dict.fromkeys(("title", "publisher", "kind", "date", "seen", "seen_as", "url", "doi"), "")
        row |= {key: str(value) for key, value in store.row("source", name).items() if key in row}
        return looked_up(request, {"id": name, **row, "statements": [one._asdict() for one in held]}, version)

    async def knowledge(request: Request) -> Response:
        counts = {kind: len(store.ids(kind)) for kind in COUNTED}
        body = {"version": store.version, "engine": mixwise.__version__, "clinically_reviewed": False, "counts": counts}
        return looked_up(request, body, version, public=True)

    return {
        "/substances": substances,
        "/substances/{id}": substance,
        "/interactions": interactions,
        "/emergency": emergency,
        "/help/{country}": help_of,
        "/sources/{id}": source,
        "/knowledge": knowledge,
    }


def _held(kind: str, request: Request, store: Knowledge) -> str:
    name = str(request.path_params["id"])
    if store.get(kind, name) is None:
        raise Refused(404, f"there is no {kind} with this id")
    return name


def _only(given: str) -> str:
    """The one substance that a name means. Raises Refused for no name, an unknown one, and one with several meanings."""
    if not given.strip():
        raise Refused(422, "give `substance`, an id or a name")
    found = mixwise.resolve(given[:200])
    if not isinstance(found, Resolved) or len(found.meaning.substances) != 1:
        raise Refused(404, "this names no single substance; POST /v1/resolve says what it may mean")
    return found.meaning.substances[0]


def _page(request: Request) -> tuple[int, int]:
    numbers = []
    for name, default, most in (("offset", 0, 1_000_000), ("limit", PAGE, MOST_PAGE)):
        text = request.query_params.get(name, str(default))
        if not (text.isascii() and text.isdecimal() and len(text) < 8 and int(text) <= most) or (
            name == "limit" and int(text) == 0
        ):
            raise Refused(422, f"`{name}` is a whole number of at most {most}")
        numbers.append(int(text))
    return numbers[0], numbers[1]


def _line(name: str, store: Knowledge) -> dict[str, Any]:
    row = store.row("substance", name)
    us, international = row["label"]
    return {"id": name, "name": us, "international_name": international, "stand_in": bool(row.get("stand_in"))}


def _record(name: str, store: Knowledge) -> dict[str, Any]:
    row, profile = store.row("substance", name), store.row("profile", name)
    texts = {field: profile[field] for field in TEXTS if profile[field]}
    if profile["stopping"]:
        texts["stopping"] = profile["stopping"][1:]
    return {
        **_line(name, store),
        "classes": row["classes"],
        "members": row.get("members", []),
        "codes": row["codes"],
        "origin": row["origin"],
        "supply": row["supply"],
        "texts": {field: {"text": said[0], "cites": said[1]} for field, said in texts.items()},
        "short_effects": list(profile["short"]),
        "long_effects": list(profile["long"]),
        "not_reviewed": row["not_reviewed"],
        "clinically_reviewed": row["clinically_reviewed"] != "none",
        "knowledge_version": store.version,
    }


def _interactions(name: str, store: Knowledge) -> list[dict[str, Any]]:
    """Every other substance that has a finding together with this one, worked out once for each substance and kept."""
    held: list[dict[str, Any]] | None = store.memo.get(("api.interactions", name))
    if held is None:
        held = store.memo["api.interactions", name] = list(_found_with(name, store))
    return held


def _found_with(name: str, store: Knowledge) -> Any:
    for other in store.ids("substance"):
        if other == name:
            continue
        second = str(store.row("substance", other)["label"][0])
        found = wire(mixwise.check([name.replace("_", " "), other.replace("_", " ")], knowledge=store))
        both = [one for one in found["findings"] if len(one["substances"]) > 1]
        if both and {name, other} <= set(found["substances"]):
            yield {
                "id": other,
                "name": second,
                "severity": found["severity"],
                "complete": found["complete"],
                "findings": both,
            }
