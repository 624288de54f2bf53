"""What an operator can set. Everything has a default that needs nothing, and nothing of it can weaken privacy."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from mixwise.errors import UsageError


class Settings(NamedTuple):
    """
    How one server behaves; each field can be set by an environment variable of its name with MIXWISE_ before it.

    `api_keys` are the keys that /v1 asks for, none when empty. `rate_limit` is a limit of the `limits` library for each client,
    such as `120/minute`; empty means none. `memo` is how many encoded answers for exact names are held in memory, 0 for none.
    """

    base_url: str = "http://127.0.0.1:8000"
    exit_url: str = "https://www.wikipedia.org/"
    cors_origins: tuple[str, ...] = ("*",)
    api_keys: tuple[str, ...] = ()
    rate_limit: str = ""
    memo: int = 4096
    log: bool = True


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """
    The settings of this process. Lists are separated by commas.

    Raises UsageError for a value that cannot be used.
    """
    given = {
        field: environment[f"MIXWISE_{field.upper()}"]
        for field in Settings._fields
        if environment.get(f"MIXWISE_{field.upper()}")
    }
    found = Settings()
    for field, text in given.items():
        value: Any = text
        if isinstance(getattr(found, field), tuple):
            value = tuple(part.strip() for part in text.split(",") if part.strip())
        elif field == "memo":
            value = _number(field, text)
        elif field == "log":
            value = text.lower() not in ("0", "no", "false", "off")
        found = found._replace(**{field: value})
    return found._replace(base_url=found.base_url.rstrip("/"))


def _number(field: str, text: str) -> int:
    if not text.isdigit():
        raise UsageError(f"MIXWISE_{field.upper()} is a whole number, not {text!r}")
    return int(text)
