"""Discounting in continuous time, by a schedule of yearly rates (Danish rule: three steps).

The factor at year t is the product of (1 + rate)^-years over the steps passed; a flow of 1 a day
from 0 to x is the integral of the factor.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from kth_sim.contracts import DAYS_PER_YEAR, FloatArray
from kth_sim.model.compiled import compiled
from kth_sim.model.elementary import expm1

STEP_YEARS = (0.0, 35.0, 70.0)  # the rates of the Danish schedule hold from these years on


class Periods(NamedTuple):
    """The periods of the quantities, ready for compiled code.

    Attributes:
        edges: `[period + 1]` days since operation.
        first: `[day]` the period in force when each day begins, to look a time up fast.
        factor: `[period]` discount factor at the period's start.
        force: `[period]` continuous discount rate a day inside it.
        flow: `[period]` present value at the period's start of 1 a day through it.
        moment: `[period]` the same of t a day at time t.
    """

    edges: FloatArray
    first: np.ndarray[tuple[int], np.dtype[np.int32]]
    factor: FloatArray
    force: FloatArray
    flow: FloatArray
    moment: FloatArray


_SMALL = 0.05  # below it, seven terms of a power series are exact to the last bit or two


def discount_factor(years: float, rates: tuple[float, float, float]) -> float:
    """Discount factor at `years` from now.

    Examples:
        >>> round(discount_factor(2.0, (0.035, 0.025, 0.015)), 7)
        0.9335107
    """
    factor = 1.0
    for start, stop, rate in zip(STEP_YEARS, (*STEP_YEARS[1:], math.inf), rates, strict=True):
        factor *= (1.0 + rate) ** -max(min(years, stop) - start, 0.0)
    return factor


def rate_in_force(years: float, rates: tuple[float, float, float]) -> float:
    """The yearly rate that holds from `years` on."""
    return rates[sum(years >= step for step in STEP_YEARS) - 1]


def make_periods(edges: FloatArray, rates: tuple[float, float, float]) -> Periods:
    """Periods between these edges, discounted by these yearly rates.

    Raises:
        ValueError: the edges do not begin at 0 and rise, or straddle a step of the schedule.
    """
    if edges[0] != 0.0 or np.any(np.diff(edges) <= 0.0):
        raise ValueError("period edges begin at 0 and rise")
    for step in STEP_YEARS[1:]:
        if edges[-1] > step * DAYS_PER_YEAR and step * DAYS_PER_YEAR not in edges:
            raise ValueError(f"year {step:g}, where the discount rate changes, must be an edge")
    years = edges[:-1] / DAYS_PER_YEAR
    days = np.arange(math.floor(edges[-1]) + 1)
    first = np.minimum(np.searchsorted(edges, days, "right") - 1, len(edges) - 2)
    force = np.array([math.log1p(rate_in_force(y, rates)) / DAYS_PER_YEAR for y in years])
    through = [flow_and_moment(f, x) for f, x in zip(force, np.diff(edges), strict=True)]
    factor = np.array([discount_factor(y, rates) for y in years])
    return Periods(edges, first.astype(np.int32), factor, force, *np.array(through).T.copy())


@compiled
def period_of(periods: Periods, day: float) -> int:
    """The period in which a day before or at the horizon falls."""
    i = int(periods.first[int(day)])
    while i < len(periods.edges) - 2 and day >= periods.edges[i + 1]:
        i += 1
    return i


@compiled
def flow_and_moment(force: float, x: float) -> tuple[float, float]:
    """Integrals of exp(-force t) and of t exp(-force t) over t from 0 to x.

    The closed forms cancel for a small force x x, so series replace them there.
    """
    y = force * x
    if y > _SMALL:
        lost = expm1(-y)
        return -lost / force, -(lost + y * (1.0 + lost)) / force**2
    flow_series = 1 / 24 - y * (1 / 120 - y * (1 / 720 - y / 5040))
    moment_series = 1 / 144 - y * (1 / 840 - y * (1 / 5760 - y / 45360))
    return (
        x * (1 - y * (1 / 2 - y * (1 / 6 - y * flow_series))),
        x * x * (1 / 2 - y * (1 / 3 - y * (1 / 8 - y * (1 / 30 - y * moment_series)))),
    )


@compiled
def flow(force: float, x: float) -> float:
    """Integral of exp(-force t) over t from 0 to x."""
    return flow_and_moment(force, x)[0]


def discounted_years(years: float, rates: tuple[float, float, float]) -> float:
    """Present value of a continuous flow of 1 a year over `years`.

    Examples:
        >>> round(discounted_years(10.0, (0.035, 0.025, 0.015)), 7)
        8.4613115
    """
    total = 0.0
    for start, stop in zip(STEP_YEARS, (*STEP_YEARS[1:], math.inf), strict=True):
        length = max(min(years, stop) - start, 0.0)
        total += discount_factor(start, rates) * flow(
            math.log1p(rate_in_force(start, rates)), length
        )
    return total
