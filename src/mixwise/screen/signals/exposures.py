"""Who was reported to have taken what, and with which reactions, as two columns of numbers each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from mixwise.errors import UsageError
from mixwise.knowledge.store import Knowledge
from mixwise.screen.signals.cases import Cases
from mixwise.screen.signals.layout import Source
from mixwise.screen.signals.naming import CODED, Named, named
from mixwise.screen.signals.options import Options, Told
from mixwise.screen.signals.rows import Tally, frames

SERIOUS = ("DE", "LT", "HO", "DS", "CA", "RI", "OT")
"""The FDA's codes: death, danger to life, hospital, disability, harm to an unborn child, intervention, other serious outcome."""
DEATH = "DE"


class Exposures(NamedTuple):
    """
    The reports that count, in numbers.

    `drugs` (case, drug) and `reactions` (case, reaction) hold each once, in order; a drug's number is its place in `labels`,
    the rarest first, and a reaction's its place in `terms`. `total` is the number of cases in both. When every quarter says what
    became of people, `reactions` also says of each case whether it was `serious`, and whether somebody died (`deaths`).
    """

    drugs: pl.DataFrame
    reactions: pl.DataFrame
    labels: list[str]
    terms: list[str]
    total: int


class Words:
    """Numbers for words, given as they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def of(self, words: pl.Series) -> pl.Series:
        """The number of each word."""
        new = words.unique(maintain_order=True).to_list()
        numbers = [self.numbers.setdefault(word, len(self.numbers)) for word in new]
        return words.replace_strict(new, numbers, return_dtype=pl.UInt32) if new else words.cast(pl.UInt32)


class Reported(NamedTuple):
    """Rows of DRUG as (case, name), the names, and how often each was reported in the chosen roles."""

    rows: pl.DataFrame
    names: list[str]
    times: list[int]


def reported_drugs(files: Sequence[Source], cases: Cases, options: Options, tally: Tally, told: Told) -> Reported:
    """Read every DRUG: the rows of cases that count, in the chosen roles, by PROD_AI or else DRUGNAME."""
    words, parts, times = Words(), [pl.DataFrame(schema={"case": pl.UInt32, "name": pl.UInt32})], Counter[int]()
    for source in (one for one in files if one.kind == "drug"):
        for frame in frames(source, tally, told):
            rows = _in_roles(_of_cases(frame, cases, "drug", tally), options, tally)
            name = pl.coalesce(pl.lit(CODED) + _filled(frame, "ingredient"), _filled(frame, "name"))
            rows = rows.select("case", name=name)
            there = rows.filter(pl.col("name").is_not_null())
            tally.counts["drug_without_name"] += rows.height - there.height
            numbered = there.with_columns(words.of(there["name"]).alias("name"))
            times.update(dict(numbered["name"].value_counts().iter_rows()))
            parts.append(numbered.unique())
    names = list(words.numbers)
    return Reported(pl.concat(parts).unique(), names, [times[place] for place in range(len(names))])


def reported_reactions(
    files: Sequence[Source], cases: Cases, tally: Tally, told: Told
) -> tuple[pl.DataFrame, list[str]]:
    """Read every REAC: (case, reaction) of the cases that count, and the preferred terms."""
    words, parts = Words(), [pl.DataFrame(schema={"case": pl.UInt32, "reaction": pl.UInt32})]
    for source in (one for one in files if one.kind == "reac"):
        for frame in frames(source, tally, told):
            rows = _of_cases(frame, cases, "reac", tally).select("case", reaction=_term(pl.col("reaction")))
            there = rows.filter(pl.col("reaction") != "")
            tally.counts["reac_without_term"] += rows.height - there.height
            parts.append(there.with_columns(words.of(there["reaction"]).alias("reaction")).unique())
    return pl.concat(parts).unique().sort("case", "reaction"), list(words.numbers)


def indications(files: Sequence[Source], cases: Cases, terms: Sequence[str], tally: Tally, told: Told) -> pl.DataFrame:
    """Read every INDI: (case, reaction) for the terms that a report also gives as what a drug was taken for."""
    numbers = pl.DataFrame(
        {"term": terms, "reaction": range(len(terms))}, schema={"term": pl.String, "reaction": pl.UInt32}
    )
    parts = [pl.DataFrame(schema={"case": pl.UInt32, "reaction": pl.UInt32})]
    for source in (one for one in files if one.kind == "indi"):
        for frame in frames(source, tally, told):
            rows = _of_cases(frame, cases, "indi", tally).select("case", term=_term(pl.col("indication")))
            parts.append(rows.join(numbers, on="term").select("case", "reaction").unique())
    return pl.concat(parts).unique()


def outcomes(files: Sequence[Source], cases: Cases, tally: Tally, told: Told) -> pl.DataFrame | None:
    """Read every OUTC: the cases with a serious outcome, and with a death; None if a quarter has no such file."""
    if {one.quarter for one in files if one.kind == "demo"} != {one.quarter for one in files if one.kind == "outc"}:
        return None
    parts = [pl.DataFrame(schema={"case": pl.UInt32, "serious": pl.UInt32, "deaths": pl.UInt32})]
    for source in (one for one in files if one.kind == "outc"):
        for frame in frames(source, tally, told):
            code = pl.col("outcome").fill_null("").str.to_uppercase()
            rows = _of_cases(frame, cases, "outc", tally).with_columns(code.alias("outcome"))
            rows = rows.filter(pl.col("outcome").is_in(SERIOUS))
            died = (pl.col("outcome") == DEATH).cast(pl.UInt32)
            parts.append(rows.select("case", serious=pl.lit(1, pl.UInt32), deaths=died))
    return pl.concat(parts).group_by("case").agg(pl.col("serious", "deaths").max())


def exposures(
    files: Sequence[Source], cases: Cases, options: Options, knowledge: Knowledge, tally: Tally, told: Told
) -> tuple[Exposures, Reported, dict[str, Named]]:
    """Everything that is counted. Raises UsageError when no case has both a drug and a reaction."""
    reported = reported_drugs(files, cases, options, tally, told)
    reactions, terms = reported_reactions(files, cases, tally, told)
    taken_for = indications(files, cases, terms, tally, told)
    kept = reactions.join(taken_for, on=["case", "reaction"], how="anti")
    tally.counts["reac_is_indication"] += reactions.height - kept.height
    reactions = kept
    became = outcomes(files, cases, tally, told)
    meanings = named(reported.names, knowledge, told)
    drugs, labels = _substances(reported, meanings)
    sizes = drugs.group_by("case").len()
    long = sizes.filter(pl.col("len") > options.most_drugs).select("case")
    with_both = sizes.select("case").join(reactions.select("case").unique(), on="case", how="semi")
    counted = with_both.join(long, on="case", how="anti")
    tally.counts["without_drug"] += len(cases.reports) - sizes.height
    tally.counts["without_reaction"] += sizes.height - with_both.height
    tally.counts["too_many_drugs"] += with_both.height - counted.height
    tally.counts["cases"] += counted.height
    if not counted.height:
        raise UsageError("no case has both a drug in the chosen roles and a reaction")
    drugs = drugs.join(counted, on="case", how="semi").sort("case", "drug")
    reactions = reactions.join(counted, on="case", how="semi").sort("case", "reaction")
    if became is not None:
        reactions = reactions.join(became, on="case", how="left", maintain_order="left").fill_null(0)
    drugs, labels = _rarest_first(drugs, labels)
    return Exposures(drugs, reactions, labels, terms, counted.height), reported, meanings


def _of_cases(frame: pl.DataFrame, cases: Cases, kind: str, tally: Tally) -> pl.DataFrame:
    numbered = frame.with_columns(cases.numbers(frame["report"])).filter(pl.col("case").is_not_null())
    tally.counts[f"{kind}_of_other_reports"] += frame.height - numbered.height
    return numbered


def _in_roles(rows: pl.DataFrame, options: Options, tally: Tally) -> pl.DataFrame:
    rows = rows.with_columns(pl.col("role").fill_null("").str.to_uppercase())
    chosen = pl.col("role").is_in(options.roles)
    for role, count in rows.filter(~chosen)["role"].value_counts().iter_rows():
        tally.counts[f"drug_in_role {role or '(none given)'}"] += count
    return rows.filter(chosen)


def _filled(frame: pl.DataFrame, column: str) -> pl.Expr:
    """A name in one spelling of letters and spaces; null where the column is empty or not there."""
    if column not in frame.columns:
        return pl.lit(None, pl.String)
    clean = pl.col(column).str.to_uppercase().str.replace_all(r"\s+", " ").str.strip_chars(" .")
    return pl.when(clean != "").then(clean)


def _term(term: pl.Expr) -> pl.Expr:
    """A preferred term in one spelling: quarters differ in letter case."""
    clean = term.fill_null("").str.replace_all(r"\s+", " ").str.strip_chars()
    return clean.str.slice(0, 1).str.to_uppercase() + clean.str.slice(1).str.to_lowercase()


def _substances(reported: Reported, meanings: Mapping[str, Named]) -> tuple[pl.DataFrame, list[str]]:
    """Rows of (case, drug), each once: a product counts as each of its ingredients."""
    places: dict[str, int] = {}
    pairs = [
        (number, places.setdefault(label, len(places)))
        for number, name in enumerate(reported.names)
        for label in meanings[name].drugs
    ]
    table = pl.DataFrame(pairs, schema={"name": pl.UInt32, "drug": pl.UInt32}, orient="row")
    return reported.rows.join(table, on="name").select("case", "drug").unique(), list(places)


def _rarest_first(drugs: pl.DataFrame, labels: Sequence[str]) -> tuple[pl.DataFrame, list[str]]:
    """Numbers in the order of how rare a drug is, so that no drug is the first of very many pairs."""
    counts = drugs.group_by("drug").len()
    ordered = sorted(counts.iter_rows(), key=lambda row: (row[1], labels[row[0]]))
    old = [drug for drug, _ in ordered]
    renumbered = drugs.with_columns(pl.col("drug").replace_strict(old, range(len(old)), return_dtype=pl.UInt32))
    return renumbered.sort("case", "drug"), [labels[drug] for drug in old]
