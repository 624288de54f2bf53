"""
The report as one HTML page: figures with plots, and every disagreement beside what we find or do not, the worst first.

It names pairs of the reference folder, whose terms do not let them be published, so it is written where one asks and is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import altair as alt
import polars as pl
import vl_convert
from jinja2 import Environment
from markupsafe import Markup

import mixwise
from bench.accuracy import reference
from bench.accuracy.measure import EXPECTED, LADDER, Figures, known
from mixwise.knowledge.terms import RANK

TEMPLATE = Path(__file__).parent / "templates" / "report.html"
MOST_ROWS = 400
"""So many disagreements of one source are written out, the worst; how many there are in all is always said."""


class Row(NamedTuple):
    """A pair that a source and we rate differently."""

    apart: tuple[
        int, int, int
    ]  # how bad: their severity above ours first, more where silence was meant to mean something
    pair: str
    theirs: str
    ours: str
    findings: list[str]
    open: str


def page(folder: Path, figures: Figures) -> str:
    """The whole page for a reference folder and the figures that were measured on it."""
    sets = []
    for source in reference.PAIR_FILES:
        rated = reference.pairs(folder, source)
        if rated is None:
            continue
        rows = sorted(_rows(rated), reverse=True)
        found = figures["sets"][source.name]
        plot = _matrix(found["matrix"]) if any(map(any, map(dict.values, found["matrix"].values()))) else None
        sets.append({"name": source.name, **found, "differ": len(rows), "rows": rows[:MOST_ROWS], "plot": plot})
    agreed = figures["agreement"]["sources"]
    return (
        Environment(autoescape=True)
        .from_string(TEMPLATE.read_text(encoding="utf-8"))
        .render(
            version=figures["knowledge_version"],
            sets=sets,
            rates=_rates(sets),
            agreement=agreed,
            kappas=_bars([{"what": name, "value": one["mean_kappa"]} for name, one in agreed.items()], "mean kappa"),
            questions=list(_questions(reference.questions(folder) or [])),
            percent=lambda share: "–" if share is None else f"{100 * share:.1f} %",
        )
    )


def _rows(rated: Sequence[reference.Pair]) -> Iterator[Row]:
    for pair in rated:
        a, b = known(pair.a), known(pair.b)
        if a is None or b is None or a == b:
            continue
        answer = mixwise.check([pair.a, pair.b])
        worst = max((one.severity for one in answer.findings), key=RANK.__getitem__, default="none_known")
        below = RANK[EXPECTED[pair.level]] - RANK[worst]
        if below <= 0 and not (worst in ("major", "dangerous") and pair.level != "major"):
            continue
        yield Row(
            (below, int(answer.complete), RANK[EXPECTED[pair.level]]),
            f"{pair.a} + {pair.b}",
            pair.word,
            answer.severity or "none_known",
            [f"{one.severity}: {one.title}" for one in answer.findings],
            "; ".join(f"{one['substance']} ({', '.join(one['families'])})" for one in answer.not_reviewed),
        )


def _questions(asked: Sequence[reference.Question]) -> Iterator[dict[str, str]]:
    for question in asked:
        try:
            answer = mixwise.ask(question.text)
        except mixwise.UsageError:
            continue
        if answer.severity != question.severity or set(answer.substances) != question.substances:
            yield {
                "text": question.text,
                "expected": question.severity,
                "ours": answer.severity or "none",
                "wanted": ", ".join(sorted(question.substances)),
                "found": ", ".join(answer.substances),
            }


def _rates(sets: Sequence[Mapping[str, Any]]) -> Markup:
    rows = [{"what": one["title"], "value": one["shown"]["sensitivity"]} for one in sets if one["shown"]["sensitivity"]]
    return _bars(rows, "their severe pairs that are major or worse here")


def _bars(rows: list[dict[str, Any]], title: str) -> Markup:
    across, down = alt.X("value:Q", title=title), alt.Y("what:N", sort="-x", title=None)
    return _svg(alt.Chart(pl.DataFrame(rows)).mark_bar().encode(x=across, y=down).properties(width=520))


def _matrix(matrix: Mapping[str, Mapping[str, int]]) -> Markup:
    """Theirs against ours, each square with its number."""
    rows = [
        {"theirs": word, "ours": ours, "pairs": count} for word, row in matrix.items() for ours, count in row.items()
    ]
    base = alt.Chart(pl.DataFrame(rows)).encode(
        x=alt.X("ours:N", sort=list(LADDER), title="ours"), y=alt.Y("theirs:N", title="theirs")
    )
    squares = base.mark_rect().encode(
        color=alt.Color("pairs:Q", scale=alt.Scale(type="symlog", scheme="blues"), legend=None)
    )
    return _svg((squares + base.mark_text().encode(text="pairs:Q")).properties(width=420))


def _svg(chart: alt.TopLevelMixin) -> Markup:
    return Markup(vl_convert.vegalite_to_svg(chart.to_json()))
