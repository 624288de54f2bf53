"""
Asking the EHR for what did not come with a call: only hosts that the operator named, with the token that the call brought.

Nothing is followed anywhere else: no redirect, no proxy of the environment, no next page on another host.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from mixwise.errors import UsageError
from mixwise.faces.records.fhir.lenient import thing, things, words
from mixwise.faces.records.settings import Records, origin

if TYPE_CHECKING:
    import httpx

FHIR_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
MOST_PAGES = 5


def may_ask(server: object, settings: Records) -> bool:
    """Whether an address is on a host that the operator named: same scheme, host and port."""
    if not isinstance(server, str):
        return False
    try:
        return origin(server) in {origin(host) for host in settings.fhir_hosts}
    except UsageError:
        return False


async def fetched(body: Mapping[str, Any], templates: Mapping[str, str], settings: Records) -> dict[str, Any]:
    """What the templates lead to on the call's own FHIR server, by key; a key that could not be had is left out."""
    server, patient = body.get("fhirServer"), words(thing(body.get("context")).get("patientId"))
    if not templates or not may_ask(server, settings) or not FHIR_ID.fullmatch(patient):
        return {}
    import httpx  # late: only a site that turned this on needs it

    token = words(thing(body.get("fhirAuthorization")).get("access_token"))
    headers = {"accept": "application/fhir+json", **({"authorization": f"Bearer {token}"} if token else {})}
    base = str(server).split("?")[0].split("#")[0].rstrip("/") + "/"
    found: dict[str, Any] = {}
    async with httpx.AsyncClient(
        headers=headers, timeout=settings.fhir_timeout, follow_redirects=False, trust_env=False
    ) as client:
        for key, template in templates.items():
            url = urljoin(base, "./" + template.replace("{{context.patientId}}", patient))
            try:
                found[key] = await _pages(client, url, settings)
            except (httpx.HTTPError, httpx.InvalidURL, ValueError, UsageError):
                continue  # as if the client had not looked: said on a card, or a 412
    return found


async def _pages(client: httpx.AsyncClient, url: str, settings: Records) -> dict[str, Any]:
    """A resource, or a search result with its next pages; where those end early the last link stays, which says so."""
    first = await _get(client, url, settings)
    page = first
    for _ in range(MOST_PAGES - 1):
        link = next((words(one.get("url")) for one in things(page.get("link")) if one.get("relation") == "next"), "")
        following = urljoin(url, link) if link else ""
        if not following or origin(following) != origin(url):
            break
        page = await _get(client, following, settings)
        first.setdefault("entry", []).extend(things(page.get("entry")))
        first["link"] = page.get("link", [])
    return first


async def _get(client: httpx.AsyncClient, url: str, settings: Records) -> dict[str, Any]:
    parts: list[bytes] = []
    size = 0
    async with client.stream("GET", url) as response:
        if response.status_code != 200:
            raise ValueError("no answer of use")
        async for part in response.aiter_bytes():
            size += len(part)
            if size > settings.most_bytes:
                raise ValueError("too large")
            parts.append(part)
    found = json.loads(b"".join(parts))
    if not isinstance(found, dict):
        raise ValueError("no resource")
    return found
