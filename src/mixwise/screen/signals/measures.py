"""
The measures of one cell, from counts of reports, many cells at once. docs/signals.md has each formula with its paper.

PRR, ROR and the lower limit of BCPNN's information component are vigipy's. Ω is ours, after Norén and others (2008); it and the
information component in its present form are shrunk ratios of observed to expected with limits of a gamma distribution (2013).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import gammaincinv  # type: ignore[import-untyped]

Numbers = np.ndarray[tuple[int], np.dtype[np.float64]]
SHRINK = 0.5
"""α of Norén and others: half a report is added to what was observed and to what was expected."""
LOW, HIGH = 0.025, 0.975
AT_ONCE = 500_000
"""Cells given to vigipy at once."""


class Interval(NamedTuple):
    """An estimate with the limits between which it lies in 95 of 100."""

    value: Numbers
    low: Numbers
    high: Numbers


class Four(NamedTuple):
    """
    Reports by the presence of two drugs (or a pair and a third): `n` of them, and `r` of those with the reaction.

    11 with both, 10 with the first only, 01 with the second only, 00 with neither.
    """

    n11: Numbers
    r11: Numbers
    n10: Numbers
    r10: Numbers
    n01: Numbers
    r01: Numbers
    n00: Numbers
    r00: Numbers


def four(first: Numbers, second: Numbers, both: Numbers, total: float, with_reaction: tuple[Numbers, ...]) -> Four:
    """The table of two drugs from how many reports name each, both, any; `with_reaction` are those four with the reaction."""
    r_first, r_second, r_both, r_total = with_reaction
    return Four(
        both, r_both, first - both, r_first - r_both, second - both, r_second - r_both,
        total - first - second + both, r_total - r_first - r_second + r_both,
    )  # fmt: skip


def shrunk(observed: Numbers, expected: Numbers) -> Interval:
    """
    log2 of observed over expected, shrunk towards nought, with its 95 % credibility interval.

    The rate is taken as gamma with shape observed + ½ and rate expected + ½ (Norén, Hopstadius and Bate 2013).
    """
    shape, rate = observed + SHRINK, expected + SHRINK
    return Interval(
        np.log2(shape / rate), np.log2(gammaincinv(shape, LOW) / rate), np.log2(gammaincinv(shape, HIGH) / rate)
    )


def expected_together(table: Four) -> Numbers:
    """
    How many reports of both drugs would have the reaction if each added its own risk and no more (Norén and others 2008).

    g11 = 1 − 1 / (max(o00, o10) + max(o00, o01) − o00 + 1), where o = f / (1 − f) are the odds of the reaction in each part.
    A part without any report says nothing, so the background o00 stands for it.
    """
    o00 = _odds(table.r00, table.n00)
    o10 = np.maximum(o00, _odds(table.r10, table.n10))
    o01 = np.maximum(o00, _odds(table.r01, table.n01))
    with np.errstate(invalid="ignore"):
        rate = 1 - 1 / (o10 + o01 - o00 + 1)
    return table.n11 * np.where(np.isnan(rate), 1.0, rate)  # odds without limit on every side: all are expected


def omega(table: Four) -> Interval:
    """Ω: how much more often both drugs together are reported with the reaction than each adding its own risk would give."""
    return shrunk(table.r11, expected_together(table))


def _odds(reactions: Numbers, reports: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = reactions / (reports - reactions)
    return np.where(reports > 0, odds, 0.0)


class Ratios(NamedTuple):
    """The measures of vigipy."""

    prr: Interval
    ror: Interval
    bcpnn_low: Numbers


def ratios(a: Numbers, combination: Numbers, reaction: Numbers, total: int) -> Ratios:
    """PRR and ROR with limits, and BCPNN's lower limit; in a table with an empty cell half a report is added to each."""
    parts = [
        _ratios(a[at : at + AT_ONCE], combination[at : at + AT_ONCE], reaction[at : at + AT_ONCE], total)
        for at in range(0, len(a), AT_ONCE)
    ]
    columns = [np.concatenate(column) if column else np.empty(0) for column in zip(*parts, strict=True)] or [
        np.empty(0)
    ] * 7
    return Ratios(Interval(*columns[:3]), Interval(*columns[3:6]), columns[6])


def _ratios(a: Numbers, combination: Numbers, reaction: Numbers, total: int) -> tuple[Numbers, ...]:
    import pandas as pd  # late, with vigipy: they take seconds to load
    from vigipy import bcpnn, prr, ror
    from vigipy.utils.Container import DataContainer

    names = {"product_name": np.arange(len(a)), "ae_name": 0}
    data = pd.DataFrame(names | {"events": a, "product_aes": combination, "count_across_brands": reaction})
    container = DataContainer(data=data, N=total)
    found: list[Numbers] = []
    for method, columns in (
        (prr, ("PRR", "CI Lower", "CI Upper")),
        (ror, ("ROR", "CI Lower", "CI Upper")),
        (bcpnn, ("quantile",)),
    ):
        rows = method(container, min_events=1).all_signals.sort_values("Product")
        found += [rows[column].to_numpy(dtype=np.float64) for column in columns]
    return tuple(found)


def chi_squared(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Numbers:
    """χ² of the table with Yates's correction, to stand beside the PRR (Evans and others 2001); 0 where a margin is empty."""
    total = a + b + c + d
    margin = (a + b) * (c + d) * (a + c) * (b + d)
    apart = np.maximum(np.abs(a * d - b * c) - total / 2, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(margin > 0, total * apart**2 / margin, 0.0)
