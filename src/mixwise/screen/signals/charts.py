"""Three drawings of the results as SVG, drawn by Altair without a browser; each says in words what it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl
import vl_convert

from mixwise.knowledge.terms import SEVERITIES

PAIRS, REACTIONS, FINDINGS = 20, 14, 24
WIDE = 460
COLOURS = ("#6b7280", "#4c7ea8", "#8a6fa8", "#c9912b", "#c2571a", "#8f1d21")
"""One for each severity, apart in lightness as well, so that they are told apart in grey."""


def combination(rows: pl.DataFrame) -> pl.Series:
    """The drugs of each row as one text."""
    drugs = [pl.col(f"drug_{place}").str.replace_all("_", " ") for place in "123"]
    return rows.select(pl.concat_str(drugs, separator=" + ", ignore_nulls=True).alias("pair")).to_series()


def heat_map(top: pl.DataFrame, words: Mapping[str, Any]) -> str:
    """The pairs and the reactions that stand out most, coloured by Ω025."""
    rows = top.with_columns(combination(top)).select("pair", "reaction", "omega025", "a")
    rows = rows.filter(pl.col("pair").is_in(_leading(rows, "pair", PAIRS)))
    rows = rows.filter(pl.col("reaction").is_in(_leading(rows, "reaction", REACTIONS)))
    sort = alt.EncodingSortField("omega025", op="max", order="descending")
    chart = (
        alt.Chart(_data(rows.to_dicts()))
        .mark_rect(stroke="white")
        .encode(
            x=alt.X("reaction:N", title=None, axis=alt.Axis(labelAngle=-45, labelLimit=170)),
            y=alt.Y("pair:N", title=None, sort=sort, axis=alt.Axis(labelLimit=260)),
            color=alt.Color("omega025:Q", title=words["omega025"], scale=alt.Scale(scheme="viridis", reverse=True)),
        )
        .properties(width=WIDE)
    )
    return _svg(chart, "heat")


def forest(top: pl.DataFrame, words: Mapping[str, Any]) -> str:
    """The findings that stand out most: Ω with its limits, coloured by what we say of the pair."""
    rows = top.head(FINDINGS).with_columns(combination(top.head(FINDINGS)))
    rows = rows.select("omega", "omega025", "omega975", "severity", name=pl.col("pair") + " · " + pl.col("reaction"))
    base = alt.Chart(_data(rows.cast({"severity": pl.String}).to_dicts())).encode(
        y=alt.Y("name:N", title=None, sort=[str(name) for name in rows["name"]], axis=alt.Axis(labelLimit=330)),
        color=alt.Color(
            "severity:N", title=words["severity"], scale=alt.Scale(domain=list(SEVERITIES), range=list(COLOURS))
        ),
    )
    limits = base.mark_rule(strokeWidth=2).encode(x=alt.X("omega025:Q", title=words["omega"]), x2="omega975:Q")
    nought = alt.Chart(_data([{"at": 0}])).mark_rule(strokeDash=[4, 3], color="#333").encode(x="at:Q")
    return _svg(
        (nought + limits + base.mark_point(filled=True, size=55).encode(x="omega:Q")).properties(width=WIDE), "forest"
    )


def beside(pairs: pl.DataFrame, words: Mapping[str, Any]) -> str:
    """How many pairs there are of each severity, and of how many a reaction stands out."""
    counted = counted_beside(pairs)
    shown = {True: words["stands_out"], False: words["does_not"]}
    rows = [{"severity": row["severity"], "which": shown[row["stands_out"]], "pairs": row["pairs"]} for row in counted]
    chart = (
        alt.Chart(_data(rows))
        .mark_bar()
        .encode(
            x=alt.X("pairs:Q", title=words["pairs"], stack="zero"),
            y=alt.Y("severity:N", title=words["severity"], sort=list(reversed(SEVERITIES))),
            color=alt.Color(
                "which:N", title=None, scale=alt.Scale(domain=list(shown.values()), range=["#8f1d21", "#b9c2cc"])
            ),
        )
        .properties(width=WIDE)
    )
    return _svg(chart, "beside")


def counted_beside(pairs: pl.DataFrame) -> list[dict[str, Any]]:
    """Pairs by severity and by whether a reaction stands out."""
    rows = pairs.group_by("severity", stands_out=pl.col("raised") > 0).agg(pairs=pl.len())
    return rows.sort("severity", "stands_out", descending=[True, True]).cast({"severity": pl.String}).to_dicts()


def _leading(rows: pl.DataFrame, column: str, most: int) -> pl.Series:
    """Those with the highest Ω025, at most so many."""
    order = rows.group_by(column).agg(pl.col("omega025").max()).sort("omega025", column, descending=[True, False])
    return order[column].head(most).implode()


def _data(rows: list[dict[str, Any]]) -> Any:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def _svg(chart: Any, name: str) -> str:
    drawn = str(vl_convert.vegalite_to_svg(chart.configure(font="sans-serif").to_json()))
    ids = {found: f"{name}-{place}" for place, found in enumerate(dict.fromkeys(re.findall(r' id="([^"]+)"', drawn)))}
    for found, ours in ids.items():  # they are numbered from run to run, and again in each drawing of a page
        drawn = drawn.replace(f' id="{found}"', f' id="{ours}"').replace(f"#{found})", f"#{ours})")
    return drawn[drawn.index("<svg") :].replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
