"""Help lines as the pages show them: what to tap, what is said beside it, and who says so."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from mixwise.faces.web.site import Site
from mixwise.guide.help import help_for


class Way(NamedTuple):
    """One way to reach a line: `kind` is call, text, chat or relay; `link` is empty where there is nothing to tap."""

    kind: str
    text: str
    link: str


class Line(NamedTuple):
    """One line of help."""

    kind: str
    name: str
    ways: tuple[Way, ...]
    details: tuple[str, ...]
    date: str
    source: dict[str, Any]


class Help(NamedTuple):
    """The help of a country; `held` is false where nothing is known."""

    country: str
    name: str
    held: bool
    number: Way | None
    lines: tuple[Line, ...]
    missing: tuple[str, ...]
    emergency_source: dict[str, Any]
    emergency_date: str


def helplines(country: str, site: Site, language: str = "en") -> Help:
    """The help lines of a country, ready to be shown."""
    found = help_for(country, site.knowledge)
    desk = site.desk(language)
    if not found.held:
        return Help(found.country, "", False, None, (), (), {}, "")
    lines = tuple(
        Line(
            desk.say(f"line_kind.{line['kind']}"),
            line["name"],
            tuple(_ways(line)),
            tuple(line[key] for key in ("hours", "languages", "note") if line.get(key)),
            line.get("date_seen") or line.get("seen", ""),
            found.sources[line["source"]],
        )
        for line in found.lines
    )
    number = found.emergency["number"]
    return Help(
        found.country,
        found.name,
        True,
        Way("call", number, _tel(number)),
        lines,
        tuple(desk.say(f"line_kind.{kind}") for kind in found.missing),
        found.sources[found.emergency["source"]],
        found.emergency.get("date_seen") or found.emergency.get("seen", ""),
    )


def _ways(line: dict[str, Any]) -> list[Way]:
    ways = []
    if voice := line.get("voice"):
        ways.append(Way("call", voice, _tel(voice)))
    if text := line.get("text"):
        number = _digits(text)
        ways.append(Way("text", text, f"sms:{number}" if number else ""))
    if chat := line.get("chat"):
        link = re.match(r"https?://\S+", chat)
        ways.append(Way("chat", chat, link.group() if link else ""))
    if relay := line.get("relay"):
        ways.append(Way("relay", relay, ""))
    return ways


def _tel(text: str) -> str:
    number = _digits(text)
    return f"tel:{number}" if number else ""


def _digits(text: str) -> str:
    """The number at the start of a text, as a phone dials it; "" where letters belong to it: a wrong one is worse than none."""
    found = re.match(r"\+?\d[\d .-]*(?![\w])", text.strip())
    if not found or re.match(r"[\w/]", text.strip()[found.end() :]):
        return ""
    return re.sub(r"[^\d+]", "", found.group())
