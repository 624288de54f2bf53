"""`report.html`: one file, plots and all, that any browser shows without a network."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import vl_convert
from jinja2 import Environment
from markupsafe import Markup

COLOURS = ("#7a0019", "#c8502b", "#e0a030", "#8a8a8a", "#7ba0c4", "#4a7a4a", "#d0d0d0")
"""One a severity, the worst first; words stand beside each bar, so colour never says it alone."""
TEMPLATE = Path(__file__).parent / "templates" / "report.html"


def page(facts: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """The report as a page; its words come from the locale."""
    sections = []
    for name, key, shape in (
        ("worst", "severity", ("severity", "persons")),
        ("pairs", "pairs", ("severity", "substances", "mechanism", "persons")),
        ("mechanisms", "mechanisms", ("severity", "mechanism", "persons")),
        ("lengths", "lengths", ("substances", "persons")),
    ):
        if rows := facts.get(key):
            plot = _plot(name, rows, words)
            title = words["sections"][name]
            sections.append({"title": title, "columns": shape, "rows": rows, "plot": plot})
    return (
        Environment(autoescape=True)
        .from_string(TEMPLATE.read_text(encoding="utf-8"))
        .render(
            facts=facts,
            words=words,
            title=words["title"].format(label=facts["input"]),
            sections=sections,
            number=_number,
            shown=lambda value, column: _shown(value, column, facts, words),
        )
    )


def _number(value: int) -> str:
    return f"{value:,}"


def _shown(value: Any, column: str, facts: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    if value is None:
        return f"<{facts['suppressed_below']}"
    if column == "severity":
        return str(words["severity"].get(value, value))
    return f"{value:,}" if isinstance(value, int) else str(value).replace("_", " ")


def _plot(name: str, rows: list[dict[str, Any]], words: Mapping[str, Any]) -> Markup | None:
    """Bars as SVG, drawn here, so that the page needs nothing from elsewhere."""
    said, columns = words["severity"], words["columns"]
    if name == "worst":
        frame = pl.DataFrame([{"what": said[row["severity"]], "persons": row["persons"] or 0} for row in rows])
        colour = alt.Color("what:N", scale=alt.Scale(domain=list(said.values()), range=list(COLOURS)), legend=None)
        across, down = alt.X("persons:Q", title=columns["persons"]), alt.Y("what:N", sort=None, title=None)
        return _svg(alt.Chart(frame).mark_bar().encode(x=across, y=down, color=colour).properties(width=520))
    if name == "lengths":
        frame = pl.DataFrame([{"what": row["substances"], "persons": row["persons"] or 0} for row in rows])
        across, up = alt.X("what:Q", title=columns["length"]), alt.Y("persons:Q", title=columns["persons"])
        return _svg(alt.Chart(frame).mark_bar().encode(x=across, y=up).properties(width=520, height=220))
    return None


def _svg(chart: alt.Chart) -> Markup:
    return Markup(vl_convert.vegalite_to_svg(chart.to_json()))
