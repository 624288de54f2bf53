"""Reading a call to the old interface and writing its answer: which form is wanted, how lists are spelled, JSON and XML alike."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

JSON_TYPES = ("application/json", "text/json")
XML_TYPES = ("application/xml", "text/xml")
MEDIA = {"json": "application/json", "xml": "application/xml;charset=UTF-8"}
SEPARATORS = re.compile(r"[\s+,;]+")
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def split_path(path: str) -> tuple[list[str], str]:
    """The steps of a path below /REST, and the form that its suffix asks for ("" for none)."""
    steps = [step for step in path.split("/") if step]
    if steps:
        for form in MEDIA:
            if steps[-1].lower().endswith(f".{form}"):
                steps[-1] = steps[-1][: -len(form) - 1]
                return steps, form
    return steps, ""


def wanted_form(accept: str) -> str:
    """
    `json` or `xml`, by an Accept header: the higher quality, then the one listed first; XML when neither is named.

    >>> wanted_form("application/json, text/plain, */*"), wanted_form("*/*")
    ('json', 'xml')
    """
    best, form = 0.0, "xml"
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        named = "json" if media in JSON_TYPES else "xml" if media in XML_TYPES else ""
        quality = next((_number(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
        if named and quality > best:
            best, form = quality, named
    return form


def _number(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0


def parameters(query: str) -> dict[str, list[str]]:
    """The parameters of a query, their names in small letters; `+` and `%20` are spaces, `%2B` is a plus."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="replace"):
        found.setdefault(name.strip().lower(), []).append(value)
    return found


def listed(values: list[str]) -> list[str]:
    """
    The members of a list in any of its spellings, each once, in the order sent.

    >>> listed(["+5640++11289", "5640,7"])
    ['5640', '11289', '7']
    """
    return list(dict.fromkeys(member for value in values for member in SEPARATORS.split(value) if member))


def write(body: Mapping[str, Any], form: str, root: str) -> bytes:
    """The same object as JSON or as XML."""
    if form == "json":
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return (head + _element(root, body)).encode("utf-8", "replace")


def _element(name: str, value: object) -> str:
    """One element; a list is its members repeated, and what is null is left out."""
    if isinstance(value, Mapping):
        return f"<{name}>" + "".join(_element(key, inner) for key, inner in value.items()) + f"</{name}>"
    if isinstance(value, list | tuple):
        return "".join(_element(name, member) for member in value)
    return "" if value is None else f"<{name}>{escape(NOT_XML.sub('', str(value)))}</{name}>"
