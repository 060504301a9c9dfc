"""Arrivals: a Poisson process with a rhythm, looked up patient by patient."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from kth_sim.model.arrivals import (
    Population,
    arrivals,
    cumulative_arrivals,
    fill_population,
    n_arrivals,
    rhythm,
)
from kth_sim.model.case import Case
from kth_sim.model.patients import new_room

CaseOf = Callable[..., Case]
NEW_YEAR = date(2026, 1, 1)
FOUR_YEARS = 1461


def population(people: float, days: int = 365, **changed: np.ndarray) -> Population:
    cumulative = cumulative_arrivals(people, rhythm(NEW_YEAR, days, 1.3, 0.8))
    offer = {"start_day": np.zeros(3), "ramp_days": np.zeros(3), "ceiling": np.ones(3)}
    return Population(cumulative, **(offer | changed))


def test_winter_is_to_summer_as_given() -> None:
    """Days of December-February against June-August: the ratio that the evidence states."""
    relative = rhythm(NEW_YEAR, FOUR_YEARS, winter=1.3, weekend=1.0)
    month = (np.datetime64(NEW_YEAR) + np.arange(FOUR_YEARS)).astype("datetime64[M]").astype(int)
    winter, summer = np.isin(month % 12, [11, 0, 1]), np.isin(month % 12, [5, 6, 7])
    assert relative[winter].mean() / relative[summer].mean() == pytest.approx(1.3, abs=0.005)


def test_weekends_are_to_weekdays_as_given_and_the_mean_is_one() -> None:
    relative = rhythm(NEW_YEAR, 7, winter=1.0, weekend=0.8)  # begins on a Thursday
    assert relative[2] / relative[0] == pytest.approx(0.8)
    assert relative[[2, 3]] == pytest.approx(relative[2])
    assert relative.mean() == pytest.approx(1.0)
    assert rhythm(NEW_YEAR, 7 * FOUR_YEARS, 1.3, 0.8).mean() == pytest.approx(1.0, abs=1e-4)


def test_the_number_of_arrivals_is_poisson() -> None:
    """Mean and variance both the expectation; 4 standard errors over 2,000 keys."""
    people, counts = population(60.0), np.empty(2000)
    for draw in range(len(counts)):
        counts[draw] = n_arrivals(people, (1, draw))
    mean, n = people.cumulative[-1], len(counts)
    assert abs(counts.mean() - mean) < 4 * math.sqrt(mean / n)
    # The variance of a sample variance of Poisson numbers is about (2 m^2 + m) / n.
    assert abs(counts.var(ddof=1) - mean) < 4 * math.sqrt((2 * mean**2 + mean) / n)


def test_arrivals_follow_the_intensity() -> None:
    """Kolmogorov-Smirnov on the transformed times: uniform on the cumulative intensity."""
    from scipy.stats import kstest

    people = population(1.0)
    days = arrivals(people, (3, 0, 0, 20_000))
    risen = np.interp(days, np.arange(366.0), people.cumulative) / people.cumulative[-1]
    assert kstest(risen, "uniform").pvalue > 1e-4
    assert days.min() > 0.0
    assert days.max() < 365.0


def test_a_patient_comes_at_the_same_time_whoever_else_comes() -> None:
    few, many = (arrivals(population(volume), (5, 2, 0, n)) for volume, n in ((50, 40), (500, 400)))
    assert np.allclose(few, many[:40], rtol=0, atol=1e-9)


def test_kth_is_offered_from_the_start_day_up_to_the_ceiling(case_of: CaseOf) -> None:
    case, n = case_of(uptake_kth=1.0), 20_000
    ceiling, start = np.array([0.5, 1.0, 1.0]), np.array([100.0, 100.0, math.inf])
    people = population(n, start_day=start, ramp_days=np.full(3, 100.0), ceiling=ceiling)
    room = new_room(n)
    fill_population(case, 0, people, (1, 0), n, room)
    offered, day, goes = room.offered, room.operation_day, room.destination
    assert not offered[day < 100].any()
    assert not offered[goes == 2].any()
    for destination, most in ((0, 0.5), (1, 1.0)):
        for low, high, share in ((140, 160, 0.5), (200, 365, 1.0)):
            there = offered[(goes == destination) & (low <= day) & (day < high)]
            se = math.sqrt(0.25 / len(there))
            assert abs(there.mean() - most * share) < 4 * se


def test_without_rhythm_or_start_it_is_the_closed_cohort(case_of: CaseOf) -> None:
    """The same uniform gives the same share of the calendar as in a cohort's intake."""
    from kth_sim.model.patients import clusters_of, draw_patients, tables_for

    case = case_of()
    flat = Population(
        cumulative_arrivals(100.0, np.ones(365)), np.zeros(3), np.zeros(3), np.ones(3)
    )
    ours, theirs = new_room(200), new_room(200)
    key = fill_population(case, 0, flat, (1, 0), 200, ours)
    (p,), (s,) = case.draw(0)
    draw_patients(p, s, tables_for(p), clusters_of(case.cohort), key, theirs)
    for mine, other in zip(ours, theirs, strict=True):
        assert np.allclose(mine, other, rtol=0, atol=1e-9)
