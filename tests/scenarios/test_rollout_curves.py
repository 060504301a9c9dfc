"""Uptake, fidelity and incidence month by month, against closed forms and sums day by day."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kth_sim.scenarios.rollout import (
    Network,
    Start,
    Team,
    fidelity,
    incidence,
    months_of,
    uptake,
)

MONTHS = months_of(2026, 2)
ALL = ("own_home", "temporary_place", "nursing_home")
PLAIN = Start("A", date(2026, 1, 1), 0.0, ALL, 1.0, 1.0, 0.0, 6.0, 0.0, 0.0)
MONTH = 365.25 / 12


def team(name, people):
    return Team(name, name, "R", "R", (), (), people, math.nan, math.nan)


def network(*people, remainder=0.0, growth=0.0, year=2026):
    teams = tuple(team(f"T{i}", n) for i, n in enumerate(people))
    return Network("n", "N", teams, remainder, growth, year, date(2027, 1, 1))


def days_of(month):
    first = month.astype("datetime64[D]").astype(date)
    last = (month + 1).astype("datetime64[D]").astype(date)
    return [first + timedelta(days=i) for i in range((last - first).days)]


# Uptake -------------------------------------------------------------------------------------


def test_no_ramp_is_a_step():
    start = replace(PLAIN, date=date(2026, 4, 1), ceiling=0.7)
    assert uptake(start, MONTHS).tolist() == [0.0] * 3 + [0.7] * 21


def test_a_step_within_a_month_counts_the_days_that_are_left():
    start = replace(PLAIN, date=date(2026, 4, 11))  # 20 of the 30 days of April
    assert uptake(start, MONTHS)[:5].tolist() == pytest.approx([0, 0, 0, 20 / 30, 1])


def test_one_that_never_starts_has_none():
    assert not uptake(replace(PLAIN, date=None), MONTHS).any()


def test_one_that_started_long_ago_is_at_its_ceiling():
    start = replace(PLAIN, date=date(2020, 1, 1), ramp_up_months=6, ceiling=0.9)
    assert uptake(start, MONTHS).tolist() == [0.9] * 24


def test_one_that_starts_after_the_months_has_none():
    assert not uptake(replace(PLAIN, date=date(2030, 1, 1)), MONTHS).any()


@settings(max_examples=60, deadline=None)
@given(
    day=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    ramp=st.floats(0, 36),
    ceiling=st.floats(0, 1),
)
def test_a_month_is_the_mean_of_its_quarter_hours(day, ramp, ceiling):
    """The mean over a fine grid in time, of the ramp as a formula of the time since the start."""
    start = replace(PLAIN, date=day, ramp_up_months=ramp, ceiling=ceiling)
    found = uptake(start, MONTHS)
    for month, mean in zip(MONTHS, found, strict=True):
        begin = (days_of(month)[0] - day).days
        grid = begin + (np.arange(96 * len(days_of(month))) + 0.5) / 96
        length = ramp * MONTH
        line = grid >= 0 if length < 1e-9 else np.clip(grid / max(length, 1e-9), 0, 1)
        assert mean == pytest.approx(ceiling * np.mean(line), abs=2e-3 * ceiling + 1e-12)
    assert np.all((found >= 0) & (found <= ceiling))
    assert np.all(np.diff(found) >= -1e-12)


def test_what_a_linear_ramp_costs_is_half_its_length():
    """From the first day on, a ramp of 6 months is short of a step by half of 6 months."""
    step, ramp = PLAIN, replace(PLAIN, ramp_up_months=6.0)
    days = np.array([len(days_of(month)) for month in MONTHS])
    short = (uptake(step, MONTHS) - uptake(ramp, MONTHS)) @ days
    assert short == pytest.approx(3 * MONTH, rel=1e-12)


# Fidelity -----------------------------------------------------------------------------------


def test_without_turnover_fidelity_stays():
    assert fidelity(replace(PLAIN, fidelity=0.8), MONTHS).tolist() == [0.8] * 24


def test_with_retraining_at_once_fidelity_stays():
    start = replace(PLAIN, fidelity=0.8, turnover_per_year=0.3, retraining_months=0.0)
    assert fidelity(start, MONTHS).tolist() == [0.8] * 24


def test_fidelity_falls_to_the_share_trained_in_balance():
    """Leavers and newly trained balance where r T = (1 - T) / tau: T = 1 / (1 + 0.5 x 1) = 2/3."""
    start = replace(PLAIN, fidelity=0.9, turnover_per_year=0.5, retraining_months=12.0)
    late = fidelity(start, months_of(2076, 1))
    assert late == pytest.approx(0.9 * 2 / 3, rel=1e-12)


def test_fidelity_follows_its_differential_equation():
    """Against Runge-Kutta steps of dT/dt = -r T + (1 - T) / tau, averaged over each month."""
    from scipy.integrate import solve_ivp

    rate, retraining = 0.4, 0.75
    start = replace(PLAIN, date=date(2026, 3, 16), turnover_per_year=rate, retraining_months=9.0)
    found = fidelity(start, MONTHS)
    solution = solve_ivp(
        lambda _, y: [-rate * y[0] + (1 - y[0]) / retraining, y[0]],  # and its integral
        (0.0, 2.0),
        [1.0, 0.0],
        rtol=1e-11,
        atol=1e-12,
        dense_output=True,
    )
    ends = [((days_of(m)[-1] - start.date).days + 1) / 365.25 for m in MONTHS]
    assert found[:2].tolist() == [1.0, 1.0]
    for i in range(2, 24):
        begin, end = max(ends[i - 1], 0.0), ends[i]
        mean = (solution.sol(end)[1] - solution.sol(begin)[1]) / (end - begin)
        assert found[i] == pytest.approx(mean, abs=1e-8)


# Incidence ----------------------------------------------------------------------------------


def test_a_years_months_sum_to_its_people_leap_year_or_not():
    found = incidence(network(307.0, 65.0), months_of(2027, 2))  # 2028 is a leap year
    assert found.shape == (2, 24)
    assert found[:, :12].sum(axis=1) == pytest.approx([307, 65], rel=1e-12)
    assert found[:, 12:].sum(axis=1) == pytest.approx([307, 65], rel=1e-12)


def test_a_month_has_its_days_share_of_the_year():
    found = incidence(network(365.0), months_of(2026, 1))
    assert found[0].tolist() == pytest.approx([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def test_growth_compounds_from_the_year_of_the_volumes():
    found = incidence(network(100.0, growth=0.02, year=2024), months_of(2024, 4))
    years = found.reshape(4, 12).sum(axis=1)
    assert years == pytest.approx([100, 102, 104.04, 106.1208], rel=1e-12)


def test_growth_may_be_a_draws():
    net = network(100.0, growth=0.02)
    assert incidence(net, MONTHS, 0.0).sum() == pytest.approx(200, rel=1e-12)


def test_the_remainder_is_spread_in_proportion():
    found = incidence(network(30.0, 10.0, remainder=4.0), months_of(2026, 1)).sum(axis=1)
    assert found == pytest.approx([33, 11], rel=1e-12)


def test_no_people_no_incidence():
    assert incidence(network(0.0, 10.0), MONTHS)[0].tolist() == [0.0] * 24


def test_twice_the_people_twice_the_incidence():
    one, two = (incidence(network(n, growth=0.01), MONTHS) for n in (50.0, 100.0))
    assert two == pytest.approx(2 * one, rel=1e-14)
