"""Showing the figures: as text, as the README's table, and against the figures that were committed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.accuracy.measure import LADDER, Figures

BARS = ("major", "moderate")
RATES = ("sensitivity", "specificity")
BEGIN, END = "<!-- accuracy:begin -->", "<!-- accuracy:end -->"

HIGHER_IS_BETTER = (
    "covered", "sensitivity", "specificity", "complete", "recognised", "dangerous_major", "mild_not_major", "kappa",
)  # fmt: skip
"""Figures that may not fall; every figure whose name begins with `share_` too, but for the ones below."""
LOWER_IS_BETTER = ("share_major", "median_major", "major_findings", "nothing_found", "understated", "forbidden_said")
NOT_JUDGED = ("share_covered",)  # `covered` is
ROUNDING = 0.0005


def text(figures: Figures) -> str:
    """Everything, for a terminal."""
    lines = [f"knowledge {figures['knowledge_version']}"]
    for found in figures["sets"].values():
        lines += [
            "",
            f"{found['title']}: {found['covered']} of {found['pairs']} pairs covered ({_percent(found['share_covered'])})",
        ]
        for bar in BARS:
            rates = found[bar]
            lines.append(
                f"  at {bar:8}  sensitivity {_percent(rates['sensitivity']):>6} of {rates['severe']:<6}"
                f"specificity {_percent(rates['specificity']):>6} of {rates['mild']}"
            )
        shown = found["shown"]
        lines.append(
            f"  of {found['known']} pairs known, reviewed or not: {_percent(shown['sensitivity'])} of their severe ones are "
            f"major or worse here ({shown['severe']}), {_percent(shown['specificity'])} of the others are not"
        )
        if "chart" in found:
            lines += _chart(found["chart"])
        elif found["matrix"]:
            lines.append(f"  {'theirs / ours':26}" + "".join(f"{severity:>11}" for severity in LADDER))
            for word, row in found["matrix"].items():
                lines.append(f"  {word:26}" + "".join(f"{row[severity]:>11}" for severity in LADDER))
    return "\n".join([*lines, "", *_sentences(figures)])


def _chart(chart: Figures) -> Iterator[str]:
    """What a reader of a chart sees here, with answers that are not complete."""
    yield (
        f"  as shown, complete or not: {chart['recognised']} of {chart['pairs']} recognised; their Dangerous major+ "
        f"{_percent(chart['dangerous_major'])}; their Low Risk below major {_percent(chart['mild_not_major'])}; "
        f"weighted kappa {chart['kappa']} ({chart['drafts']} draft rows apart: {chart['drafts_kappa']})"
    )
    columns: Figures = next(iter(chart["matrix"].values()), {})
    yield f"  {'theirs / ours':26}" + "".join(f"{severity:>11}" for severity in columns)
    for word, row in chart["matrix"].items():
        yield f"  {word:26}" + "".join(f"{row[severity]:>11}" for severity in columns)


def table(figures: Figures) -> str:
    """The README's table."""
    heads = (
        "measured against", "pairs covered", *(f"{rate} at {bar}" for bar in BARS for rate in RATES),
        "pairs known, reviewed or not", "of their severe ones major here",
    )  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    for found in figures["sets"].values():
        cells = [found["title"], f"{found['covered']} of {found['pairs']}"]
        cells += [_percent(found[bar][rate]) for bar in BARS for rate in RATES]
        cells += [str(found["known"]), _percent(found["shown"]["sensitivity"])]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", *(f"{sentence}  " for sentence in _sentences(figures))]).rstrip()


def write_readme(path: Path, figures: Figures) -> None:
    """Put the table between the two marks of the README; raises ValueError when they are not there."""
    whole = path.read_text(encoding="utf-8")
    before, begin, rest = whole.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path} has no place for the table: write {BEGIN} and {END} on lines of their own")
    path.write_text(f"{before}{BEGIN}\n{table(figures)}\n{END}{after}", encoding="utf-8")


def worse(now: Figures, before: Figures, where: str = "") -> Iterator[str]:
    """One line for each figure that is worse than the one that was committed, or is no longer measured."""
    for key, old in before.items():
        new, name = now.get(key), f"{where}{key}"
        if isinstance(old, dict) and key not in ("matrix", "loudest"):
            yield from worse(new if isinstance(new, dict) else {}, old, f"{name}.")
        elif isinstance(old, int | float) and _judged(key):
            if not isinstance(new, int | float):
                yield f"{name} was {old} and is not measured now"
            elif (old - new if key not in LOWER_IS_BETTER else new - old) > ROUNDING:
                yield f"{name} was {old} and is {new}"


def _judged(key: str) -> bool:
    return key not in NOT_JUDGED and (key in HIGHER_IS_BETTER or key in LOWER_IS_BETTER or key.startswith("share_"))


def _sentences(figures: Figures) -> Iterator[str]:
    if agreed := figures.get("agreement"):
        yield (
            f"Agreement on what is severe, the mean of Cohen's kappa with each other source: ours "
            f"{agreed['mean_kappa_ours']}, the best of the others {agreed['mean_kappa_best_other']}."
        )
    used, minds = figures["most_used"], figures["psychiatry"]
    yield (
        f"Random lists of ten of {used['medicines']} of the most used medicines: {used['median_major']:g} findings of major or "
        f"worse in the middle list, {used['major_findings']} on average. On the pairs that DDInter rates, "
        f"{used['mean_on_rated']} a list are major here and {used['their_mean_on_rated']} are there."
    )
    yield (
        f"Random lists of six, three of them from psychiatry: {minds['median_major']:g} in the middle list, "
        f"{minds['major_findings']} on average."
    )
    for found in figures["sets"].values():
        if "chart" in found:
            chart = found["chart"]
            yield (
                f"{found['title']}, as a reader sees it: {chart['recognised']} of {chart['pairs']} pairs recognised; of those "
                f"called Dangerous {_percent(chart['dangerous_major'])} are major or worse; weighted kappa {chart['kappa']}."
            )
    if names := figures.get("street_names"):
        yield f"Street names on two lists: {_percent(names['share_right'])} of {names['names']} lead to the right drug."
    asked = figures.get("questions")
    if asked:
        yield (
            f"Questions as typed: {asked['questions']}; the very substances found in {_percent(asked['share_substances'])}; "
            f"severity exact in {_percent(asked['share_exact'])}, within one level in {_percent(asked['share_within_one'])}; "
            f"{asked['understated']} dangerous ones below major. Facts that a guide must mention: "
            f"{_percent(asked['share_mentioned'])} of {asked['facts']}; words that it must not say: {asked['forbidden_said']}."
        )
        yield (
            f"Of the {asked['complete']} questions about substances that are all covered: exact in "
            f"{_percent(asked['share_exact_when_complete'])}, within one level in "
            f"{_percent(asked['share_within_one_when_complete'])}."
        )


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"
