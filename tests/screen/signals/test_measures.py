"""
The measures, against tables worked by hand. The quantiles of χ² are those of printed tables: a gamma distribution of shape s has
half the quantile of χ² with 2 s degrees of freedom, so 4 observed reports (shape 4½) need χ² with 9: 2.70039 and 19.02277.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mixwise.screen.signals.measures import Four, Numbers, chi_squared, expected_together, four, omega, ratios, shrunk

CHI2_9 = (2.70039, 19.02277)
CHI2_7 = (1.68987, 16.01276)


def one(*values: float) -> tuple[Numbers, ...]:
    return tuple(np.array([float(value)]) for value in values)


def table(*counts: float) -> Four:
    """n and r with both drugs, with the first only, with the second only, with neither."""
    return Four(*one(*counts))


def test_omega_of_a_table_worked_by_hand() -> None:
    # 1000 reports: 110 with the first drug, 210 with the second, 10 with both; the reaction in 9, 12, 4, and 24 of all.
    #   neither 690 with  7: odds 7 / 683 = 0.0102489
    #   first   100 with  5: odds 5 /  95 = 0.0526316
    #   second  200 with  8: odds 8 / 192 = 0.0416667
    # g11 = 1 − 1 / (0.0526316 + 0.0416667 − 0.0102489 + 1) = 1 − 1 / 1.0840494 = 0.0775328, so of 10 reports 0.775328 are expected.
    first, second, both = one(110, 210, 10)
    made = four(first, second, both, 1000, one(9, 12, 4, 24))
    assert [float(part[0]) for part in made] == [10, 4, 100, 5, 200, 8, 690, 7]
    assert expected_together(made)[0] == pytest.approx(0.775328, abs=1e-6)
    # Ω = log2(4.5 / 1.275328) = log2(3.528504) = 1.81906
    found = omega(made)
    assert found.value[0] == pytest.approx(1.81906, abs=1e-5)
    # limits: log2(2.70039 / 2 / 1.275328) = log2(1.058704) and log2(19.02277 / 2 / 1.275328) = log2(7.457992)
    assert (
        found.low[0] == pytest.approx(math.log2(CHI2_9[0] / 2 / 1.275328), abs=1e-4) == pytest.approx(0.0823, abs=1e-4)
    )
    assert (
        found.high[0] == pytest.approx(math.log2(CHI2_9[1] / 2 / 1.275328), abs=1e-4) == pytest.approx(2.8988, abs=1e-4)
    )


def test_a_drug_that_seems_to_protect_does_not_lower_what_is_expected() -> None:
    # the first drug alone: 1 of 100, odds 1/99, below the background of 50 in 500, odds 50/450 = 1/9: the background stands for it.
    # second alone: 20 of 100, odds 1/4. g11 = 1 − 1 / (1/9 + 1/4 − 1/9 + 1) = 1 − 1/1.25 = 0.2; of 20 reports 4.
    assert expected_together(table(20, 3, 100, 1, 100, 20, 500, 50))[0] == pytest.approx(4)


def test_parts_without_a_report_are_no_evidence_either_way() -> None:
    # never the first drug without the second: g11 = 1 − 1 / (1/9 + 1/4 − 1/9 + 1) = 0.2 as well
    assert expected_together(table(20, 3, 0, 0, 100, 20, 500, 50))[0] == pytest.approx(4)
    # every report has both drugs: nothing is expected, and α alone shrinks: Ω = log2(3.5 / 0.5) = log2 7
    found = omega(table(20, 3, 0, 0, 0, 0, 0, 0))
    assert found.value[0] == pytest.approx(math.log2(7))
    assert found.low[0] == pytest.approx(math.log2(CHI2_7[0] / 2 / 0.5), abs=1e-4)


def test_where_one_drug_always_comes_with_the_reaction_all_are_expected() -> None:
    assert expected_together(table(20, 20, 30, 30, 100, 20, 500, 50))[0] == 20
    assert expected_together(table(20, 20, 30, 30, 40, 40, 50, 50))[0] == 20
    assert omega(table(20, 20, 30, 30, 40, 40, 50, 50)).value[0] == 0


def test_a_combination_that_only_adds_up_is_not_raised() -> None:
    # odds 1/9 and 1/4 over a background of 1/99: 1/9 + 1/4 − 1/99 = 0.35101, rate 0.25981; of 1000 reports 260 are expected.
    found = omega(table(1000, 260, 1000, 100, 1000, 200, 10000, 100))
    assert abs(found.value[0]) < 0.01
    assert found.low[0] < 0 < found.high[0]


def test_the_others_of_a_table_worked_by_hand() -> None:
    # a 4, b 6, c 20, d 970 (a combination in 10 reports, a reaction in 24, of 1000)
    a, combination, reaction = one(4, 10, 24)
    found = ratios(a, combination, reaction, 1000)
    # PRR = (4 / 10) / (20 / 990) = 19.8; SE of its logarithm √(1/4 − 1/10 + 1/20 − 1/990) = 0.446083;
    # ln 19.8 = 2.985682; limits e^(2.985682 ∓ 1.959964 · 0.446083) = e^2.111375, e^3.859989
    assert found.prr.value[0] == pytest.approx(19.8)
    assert (found.prr.low[0], found.prr.high[0]) == pytest.approx((8.2596, 47.4648), rel=1e-5)
    # ROR = 4 · 970 / (6 · 20) = 32.3333; SE √(1/4 + 1/6 + 1/20 + 1/970) = 0.683884; ln = 3.476099
    assert found.ror.value[0] == pytest.approx(32.33333, rel=1e-6)
    assert (found.ror.low[0], found.ror.high[0]) == pytest.approx(
        (math.exp(3.476099 - 1.959964 * 0.683884), math.exp(3.476099 + 1.959964 * 0.683884)), rel=1e-5
    )
    # IC: expected 10 · 24 / 1000 = 0.24; log2(4.5 / 0.74) = 2.60433
    ic = shrunk(*one(4, 0.24))
    assert ic.value[0] == pytest.approx(2.60433, abs=1e-5)
    assert ic.low[0] == pytest.approx(math.log2(CHI2_9[0] / 2 / 0.74), abs=1e-4)
    assert ic.high[0] == pytest.approx(math.log2(CHI2_9[1] / 2 / 0.74), abs=1e-4)
    # χ² after Yates: 1000 (|4 · 970 − 6 · 20| − 500)² / (10 · 990 · 24 · 976) = 1000 · 3260² / 231 897 600 = 45.8289
    assert chi_squared(*one(4, 6, 20, 970))[0] == pytest.approx(45.8289, abs=1e-4)


def test_three_reports_can_not_be_raised_by_a_hair() -> None:
    """Shrinkage of ½ keeps the lower limit below nought for up to three reports where nearly as many are expected."""
    assert shrunk(*one(1, 0)).low[0] < 0
    assert shrunk(*one(3, 1)).low[0] < 0 < shrunk(*one(3, 0)).low[0]


def test_order_and_number_of_rows_change_nothing_for_vigipy(monkeypatch: pytest.MonkeyPatch) -> None:
    a, combination, reaction = one(4)[0].repeat(5), np.array([10.0, 40, 4, 9, 11]), np.array([24.0, 90, 4, 70, 4])
    together = ratios(a, combination, reaction, 1000)
    for place in range(5):
        alone = ratios(a[place : place + 1], combination[place : place + 1], reaction[place : place + 1], 1000)
        assert alone.prr.low[0] == together.prr.low[place]
        assert alone.ror.value[0] == together.ror.value[place]
        assert alone.bcpnn_low[0] == together.bcpnn_low[place]
    monkeypatch.setattr("mixwise.screen.signals.measures.AT_ONCE", 2)
    apart = ratios(a, combination, reaction, 1000)
    assert np.array_equal(apart.prr.high, together.prr.high)
    none = ratios(np.empty(0), np.empty(0), np.empty(0), 1000)
    assert none.prr.value.size == none.bcpnn_low.size == 0


def test_an_empty_cell_gets_half_a_report() -> None:
    # a 4, b 0, c 20, d 976: with ½ added to each, ROR = 4.5 · 976.5 / (0.5 · 20.5)
    a, combination, reaction = one(4, 4, 24)
    assert ratios(a, combination, reaction, 1000).ror.value[0] == pytest.approx(4.5 * 976.5 / (0.5 * 20.5))


COUNT = st.integers(0, 400)


@given(st.tuples(COUNT, COUNT, COUNT, COUNT), st.tuples(*[st.floats(0, 1)] * 4))
def test_what_is_expected_never_exceeds_the_reports_and_limits_stand_around_the_estimate(
    reports: tuple[int, ...], shares: tuple[float, ...]
) -> None:
    counts = [number for n, share in zip(reports, shares, strict=True) for number in (n, int(n * share))]
    made = table(*counts)
    expected, found = expected_together(made), omega(made)
    assert 0 <= expected[0] <= made.n11[0]
    assert found.low[0] < found.high[0]
    assert found.low[0] <= found.value[0] <= found.high[0] or made.r11[0] == 0
