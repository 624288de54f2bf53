"""Help lines as values: the emergency number and every line of a country, what is missing there, and which countries are held."""

from __future__ import annotations

from typing import Any, NamedTuple

from mixwise.knowledge.store import Knowledge

KINDS = ("crisis", "poison", "treatment", "never_use_alone", "drug_checking", "antidote")
"""Kinds of help that are looked for in every country."""


class Helplines(NamedTuple):
    """
    Help in one country. `emergency` and each of `lines` carry their source, and the date that they or their page show.

    `held` is false when nothing is known of that country, and for no country at all; `missing` are the kinds of help for which no
    line is known; `countries` are the codes and names of all countries held.
    """

    country: str
    name: str
    held: bool
    emergency: dict[str, Any]
    lines: tuple[dict[str, Any], ...]
    missing: tuple[str, ...]
    sources: dict[str, dict[str, Any]]
    countries: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain lists and dictionaries."""
        return {**self._asdict(), "lines": list(self.lines), "missing": list(self.missing)}


def help_for(country: str, knowledge: Knowledge) -> Helplines:
    """The help lines of a country; an empty answer that lists the countries held when it is not one of them."""
    code = country.strip().upper()
    countries = {one: str(knowledge.row("country", one)["name"]) for one in knowledge.ids("country")}
    row = knowledge.get("country", code) if code in countries else None
    if row is None:
        return Helplines(code, "", False, {}, (), KINDS if code else (), {}, countries)
    lines = tuple(row["lines"])
    have = {line["kind"] for line in lines}
    cited = {part["source"] for part in (row["emergency"], *lines)}
    return Helplines(
        code, row["name"], True, dict(row["emergency"]), lines, tuple(kind for kind in KINDS if kind not in have),
        {name: knowledge.row("source", name) for name in sorted(cited)}, countries,
    )  # fmt: skip
