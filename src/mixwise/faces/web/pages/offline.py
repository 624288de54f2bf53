"""What makes the pages installable, and keeps emergency and help open without a network."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from mixwise.faces.web.site import STATIC, Site, asset

KEPT_PAGES = ("/emergency", "/help", "/kept", "/es/emergency", "/es/help", "/privacy")
ASSETS = ("vendor/design.css", "site.css", "vendor/exit-this-page.js", "site.js", "icon.svg")


def routes(site: Site) -> list[BaseRoute]:
    """The pages of this part."""

    async def worker(_: Request) -> Response:
        headers = {"cache-control": "no-cache", "service-worker-allowed": "/"}
        return Response(script(site.knowledge.version), media_type="text/javascript", headers=headers)

    async def manifest(_: Request) -> Response:
        return JSONResponse(
            manifest_of(site), media_type="application/manifest+json", headers={"cache-control": "no-cache"}
        )

    async def kept(_: Request) -> Response:
        return site.page("kept.html")

    async def robots(_: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /check\nDisallow: /kept\n")

    return [
        Route("/sw.js", worker, methods=["GET"]),
        Route("/manifest.webmanifest", manifest, methods=["GET"]),
        Route("/kept", kept, methods=["GET"]),
        Route("/robots.txt", robots, methods=["GET"]),
    ]


def script(version: str) -> str:
    """The service worker, with the version of the knowledge and the addresses that it keeps."""

    text = (STATIC / "sw.js").read_text(encoding="utf-8")
    keep = [*KEPT_PAGES, *(asset(name) for name in ASSETS)]
    name = f"{version}-{asset('site.css')[-10:]}-{asset('site.js')[-10:]}"
    return text.replace('"VERSION"', json.dumps(name)).replace('["KEEP"]', json.dumps(keep))


def manifest_of(site: Site) -> dict[str, object]:
    words = site.words()
    return {
        "name": words("site.name"),
        "short_name": words("site.name"),
        "description": words("site.tagline"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#12395b",
        "icons": [{"src": asset("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        "shortcuts": [
            {"name": words("emergency.title"), "url": "/emergency"},
            {"name": words("help.title"), "url": "/help"},
        ],
    }
