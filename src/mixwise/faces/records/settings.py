"""What an operator can set for the faces of records systems. Everything has a default that needs nothing and sends nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from mixwise.errors import UsageError

CHOICES = {
    "not_checked": ("all", "unresolved", "off"),
    "critical_at": ("major", "dangerous"),
    "min_indicator": ("info", "warning", "critical"),
}


class Records(NamedTuple):
    """
    How one server answers records systems; each field can be set by an environment variable of its name with MIXWISE_ before it.

    `not_checked`: what the RxNav drop-in says was NOT checked: `all` (also what was reviewed in part), `unresolved`, or `off`.
    `critical_at` and `min_indicator`: from which severity on a card is critical, and which cards are left out.
    `fhir_hosts`: origins (https://host:port) that may be asked for data that did not come with a call; none by default.
    `jwt_issuers`: who may call CDS Hooks, as JSON: {issuer: {"jku": URL} or {"keys": [JWK, …]}}; anybody when it is empty.
    """

    base_url: str = "http://127.0.0.1:8000"
    prefix: str = ""
    rxnorm: str = ""
    not_checked: str = "all"
    most_rxcuis: int = 200
    cds_origins: tuple[str, ...] = ("*",)
    critical_at: str = "major"
    min_indicator: str = "info"
    most_cards: int = 10
    most_bytes: int = 5_000_000
    most_resources: int = 20_000
    recent_days: int = 100
    fhir_hosts: tuple[str, ...] = ()
    fhir_timeout: int = 3
    jwt_issuers: Mapping[str, Mapping[str, Any]] = {}
    jwt_algorithms: tuple[str, ...] = ("ES384", "RS384")
    jwt_leeway: int = 30
    more_prefetch: bool = False
    record_findings: bool = False
    repeat_minutes: int = 120


def from_environment(environment: Mapping[str, str] = os.environ) -> Records:
    """The settings of this process. Raises UsageError for a value that cannot be used."""
    found = Records()
    for field, default in found._asdict().items():
        if text := environment.get(f"MIXWISE_{field.upper()}", ""):
            found = found._replace(**{field: _value(field, text, default)})
    return found._replace(base_url=found.base_url.rstrip("/"), prefix=found.prefix.rstrip("/"))


def _value(field: str, text: str, default: object) -> Any:
    name = f"MIXWISE_{field.upper()}"
    if isinstance(default, bool):
        return text.lower() not in ("0", "no", "false", "off")
    if isinstance(default, int):
        if not text.isdigit():
            raise UsageError(f"{name} is a whole number, not {text!r}")
        return int(text)
    if field == "jwt_issuers":
        return _issuers(name, text)
    if isinstance(default, tuple):
        values = tuple(part.strip() for part in text.split(",") if part.strip())
        if field == "fhir_hosts":
            for value in values:
                origin(value)
        if field == "jwt_algorithms" and any(one.lower() == "none" or one.startswith("HS") for one in values):
            raise UsageError(f"{name} names signatures by a private key only, such as ES384")
        return values
    if field in CHOICES and text not in CHOICES[field]:
        raise UsageError(f"{name} is one of {', '.join(CHOICES[field])}, not {text!r}")
    return text


def _issuers(name: str, text: str) -> Mapping[str, Mapping[str, Any]]:
    try:
        given = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{name} is JSON: {error}") from error
    if not isinstance(given, dict) or not all(
        isinstance(one, dict) and ("jku" in one) != ("keys" in one) for one in given.values()
    ):
        raise UsageError(f'{name} is {{issuer: {{"jku": URL}} or {{"keys": [JWK, …]}}}}')
    return given


def origin(url: str) -> tuple[str, str, int]:
    """
    The scheme, host and port of an address, for comparing: never its text, of which a prefix says nothing.

    Raises UsageError for anything but a plain http or https address without a name and password in it.

    >>> origin("https://EHR.example/fhir")
    ('https', 'ehr.example', 443)
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UsageError("this is no address of http or https") from error
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or "@" in parts.netloc
        or "\\" in url
        or any(c.isspace() for c in url)
    ):
        raise UsageError("this is no address of http or https")
    return parts.scheme, parts.hostname.lower().rstrip("."), port or (443 if parts.scheme == "https" else 80)
