"""The wallet card: two to four substances, how bad the mix is, the first steps, and a code that opens the emergency page."""

from __future__ import annotations

import io
from typing import Any

import segno

import mixwise
from mixwise.faces.web.forms import Asked
from mixwise.faces.web.pages.help import helplines
from mixwise.faces.web.site import Site
from mixwise.guide.advice import advice

FEWEST, MOST = 2, 4


def card_of(site: Site, asked: Asked) -> dict[str, Any]:
    """What the card page shows; without `card` it asks for other names."""
    assessment = mixwise.check(asked.names, asked.person, knowledge=site.knowledge)
    desk = site.desk()
    fits = FEWEST <= len(assessment.interpretation) <= MOST
    return {
        "asked": asked,
        "fits": fits,
        "names": [desk.name(name) for name in assessment.substances],
        "severity": assessment.severity or "unknown",
        "word": desk.say(f"severity.{assessment.severity or 'unknown'}"),
        "steps": [item.text for item in advice("emergency_first", assessment, desk, "step")],
        "lines": helplines(asked.country, site) if asked.country else None,
        "code": qr(f"{site.settings.base_url}/emergency"),
        "address": f"{site.settings.base_url}/emergency",
    }


def qr(text: str) -> str:
    """A QR code as an inline SVG element without styles."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, scale=4, border=2, light="white", omitsize=True
    )
    return out.getvalue().decode().strip()
