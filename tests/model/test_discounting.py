"""Discounting: golden values, closed forms, and SciPy's quadrature."""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from kth_sim.model.discounting import (
    discount_factor,
    discounted_years,
    flow,
    flow_and_moment,
    make_periods,
    period_of,
)

DANISH = (0.035, 0.025, 0.015)
YEAR = 365.25


def danish_factor(t: float) -> float:
    """The rule as the Ministry of Finance states it, year by year from the steps."""
    if t <= 35:
        return 1.035**-t
    if t <= 70:
        return 1.035**-35 * 1.025 ** -(t - 35)
    return 1.035**-35 * 1.025**-35 * 1.015 ** -(t - 70)


def danish_years(years: float) -> float:
    """Present value of 1 a year, by quadrature between the steps."""
    steps = [0.0, *(s for s in (35.0, 70.0) if s < years), years]
    return math.fsum(quad(danish_factor, a, b, epsabs=1e-12)[0] for a, b in pairwise(steps))


def test_year_two_at_three_and_a_half_percent() -> None:
    assert discount_factor(2.0, DANISH) == pytest.approx(0.9335107, abs=5e-8)  # issue 2


def test_a_flow_of_one_a_year_over_ten_years() -> None:
    # (1 - 1.035^-10) / ln 1.035 = 8.4613115, issue 2
    assert discounted_years(10.0, DANISH) == pytest.approx(8.4613115, abs=5e-8)
    assert discounted_years(10.0, DANISH) == pytest.approx(
        (1 - 1.035**-10) / math.log(1.035), rel=1e-14
    )


@pytest.mark.parametrize("years", [1.0, 35.0, 40.0, 70.0, 85.5])
def test_flows_across_the_steps(years: float) -> None:
    assert discounted_years(years, DANISH) == pytest.approx(danish_years(years), rel=1e-12)


@pytest.mark.parametrize("years", [0.0, 1.0, 34.9, 35.0, 36.0, 70.0, 71.0, 100.0])
def test_factors_of_the_schedule(years: float) -> None:
    assert discount_factor(years, DANISH) == pytest.approx(danish_factor(years), rel=1e-14)


def test_rate_zero_is_undiscounted() -> None:
    assert discount_factor(50.0, (0.0, 0.0, 0.0)) == 1.0
    assert discounted_years(50.0, (0.0, 0.0, 0.0)) == 50.0
    periods = make_periods(YEAR * np.arange(81.0), (0.0, 0.0, 0.0))
    assert np.all(periods.factor == 1.0)
    assert np.all(periods.force == 0.0)
    assert flow(0.0, 12.5) == 12.5
    assert flow_and_moment(0.0, 12.5)[1] == pytest.approx(12.5**2 / 2, rel=1e-15)


@given(force=st.floats(0, 0.1), x=st.floats(0, 1000))
def test_flow_and_moment_are_the_integrals_they_say(force: float, x: float) -> None:
    # Beyond 40 times 1 / force nothing is left: quadrature there would only lose digits.
    end = min(x, 40 / force) if force > 0 else x
    expected = quad(lambda t: math.exp(-force * t), 0, end, epsabs=0, epsrel=1e-12)[0]
    first = quad(lambda t: t * math.exp(-force * t), 0, end, epsabs=0, epsrel=1e-12)[0]
    assert flow(force, x) == pytest.approx(expected, rel=1e-11)
    assert flow_and_moment(force, x)[1] == pytest.approx(first, rel=1e-11)


@pytest.mark.parametrize("force_times_x", [1e-300, 1e-12, 1e-6, 0.049, 0.0501, 0.099, 0.101, 3.0])
def test_no_jump_where_a_series_takes_over(force_times_x: float) -> None:
    # exp(-y) expanded far beyond need: sum of (-y)^n / (n + 1)! and of (-y)^n / (n! (n + 2)).
    y, x = force_times_x, 30.0
    terms = [(-y) ** n / math.factorial(n) for n in range(40)]
    assert flow(y / x, x) == pytest.approx(
        x * math.fsum(t / (n + 1) for n, t in enumerate(terms)), rel=1e-14
    )
    assert flow_and_moment(y / x, x)[1] == pytest.approx(
        x * x * math.fsum(t / (n + 2) for n, t in enumerate(terms)), rel=2e-13
    )


@given(
    lengths=st.lists(st.floats(0.01, 4000), min_size=1, max_size=20),
    share=st.floats(0, 1),
)
def test_every_day_falls_in_its_period(lengths: list[float], share: float) -> None:
    edges = np.concatenate([[0.0], np.cumsum(lengths)])
    steps = [s * YEAR for s in (35, 70) if s * YEAR < edges[-1]]
    edges = np.unique(np.concatenate([edges, steps]))
    periods = make_periods(edges, DANISH)
    for day in (share * edges[-1], *edges):
        expected = min(bisect_right(edges.tolist(), day) - 1, len(edges) - 2)
        assert period_of(periods, float(day)) == expected


def test_periods_are_discounted_from_their_start_at_the_rate_in_force() -> None:
    periods = make_periods(YEAR * np.arange(81.0), DANISH)
    for year in range(80):
        assert periods.factor[year] == pytest.approx(danish_factor(year), rel=1e-14)
        rate = 0.035 if year < 35 else 0.025 if year < 70 else 0.015
        assert periods.force[year] * YEAR == pytest.approx(math.log(1 + rate), rel=1e-14)


@pytest.mark.parametrize(
    "edges",
    [
        [1.0, 2.0],
        [0.0, 3.0, 2.0],
        [0.0, 2.0, 2.0],
        [0.0, 34 * YEAR, 36 * YEAR],
        [0.0, 35 * YEAR, 71 * YEAR],
    ],
)
def test_edges_that_make_no_sense_are_refused(edges: list[float]) -> None:
    with pytest.raises(ValueError, match="edge"):
        make_periods(np.array(edges), DANISH)
