"""What is gained: life-years and QALYs, exact from days alive and their first moment."""

from __future__ import annotations

import numpy as np

from kth_sim.contracts import DAYS_PER_MONTH, DAYS_PER_YEAR, PLACES, FloatArray
from kth_sim.economics.axes import (
    EDGE_TOLERANCE_DAYS,
    Parameters,
    edge_index,
    over_periods,
    parameter,
    resource,
)

# Where the utility's straight lines meet, months since operation; constant after the last.
KNOTS = (
    (0.0, "utility_admission"),
    (1.0, "utility_1m"),
    (4.0, "utility_4m"),
    (12.0, "utility_12m"),
)
KNOT_DAYS = np.array([months * DAYS_PER_MONTH for months, _ in KNOTS])

# Sign and parameter of what is added to the base utility on each day spent so.
ON_TOP = {
    "days_nursing_home": (-1.0, "disutility_nursing_home"),
    "days_readmitted": (-1.0, "disutility_readmission"),
    "days_kth": (+1.0, "utility_gain_kth"),
}

UTILITY_PARAMETERS = (
    *(name for _, name in KNOTS),
    "utility_cap",
    *(name for _, name in ON_TOP.values()),
)


def life_years(array: FloatArray) -> FloatArray:
    """Years alive, `[...]` out of `[..., period, resource]`, summed over patients and periods.

    Alive is the sum of the five places; discounted in, discounted out.

    Example:
        >>> from kth_sim.contracts import RESOURCES
        >>> array = np.zeros((1, len(RESOURCES)))
        >>> array[0, RESOURCES.index("days_own_home")] = 365.25
        >>> float(life_years(array))
        1.0
    """
    days: FloatArray = resource(array, *PLACES).sum(axis=-1)
    return days / DAYS_PER_YEAR


def utility_at_knots(parameters: Parameters) -> FloatArray:
    """Base utility at each of `KNOTS`, `[draw, knot]`, none above `utility_cap`.

    Raises:
        UserError: if a parameter is missing.
    """
    values = np.stack([parameter(parameters, name) for _, name in KNOTS], axis=-1)
    return np.minimum(values, parameter(parameters, "utility_cap", 2))


def utility_lines(
    period_edges: FloatArray, parameters: Parameters
) -> tuple[FloatArray, FloatArray]:
    """Base utility at each period's start, and its slope per day inside it, `[draw, period]` each.

    Raises:
        UserError: if a knot is not an edge (the line would bend inside a period), or a parameter
            is missing.
    """
    for (months, _), day in zip(KNOTS, KNOT_DAYS, strict=True):
        edge_index(period_edges, float(day), f"{months:g} months")
    utilities = utility_at_knots(parameters)
    slopes = np.diff(utilities, axis=-1) / np.diff(KNOT_DAYS)
    slopes = np.concatenate([slopes, np.zeros_like(slopes[:, :1])], axis=-1)
    starts = period_edges[:-1]
    line = np.searchsorted(KNOT_DAYS, starts + EDGE_TOLERANCE_DAYS, side="right") - 1
    at_start = utilities[:, line] + slopes[:, line] * (starts - KNOT_DAYS[line])
    return at_start, slopes[:, line]


def qalys(array: FloatArray, period_edges: FloatArray, parameters: Parameters) -> FloatArray:
    """Quality-adjusted life-years, `[draw, ...]`, summed over patients and periods.

    Inside a period the base utility is a straight line, so its integral over the days alive is
    `utility at start x days alive + slope x moment_alive`: exact, and as exact when both are
    discounted.

    Args:
        array: `[draw, ..., period, resource]`, discounted or not.
        period_edges: `[period + 1]`, days since operation.
        parameters: `{id: [draw]}`.

    Raises:
        UserError: if a knot is not an edge, or a parameter is missing.
    """
    ndim = array.ndim - 1
    at_start, slope = utility_lines(period_edges, parameters)
    days = over_periods(at_start, ndim) * resource(array, *PLACES)
    days = days + over_periods(slope, ndim) * resource(array, "moment_alive")
    for name, (sign, per_day) in ON_TOP.items():
        days = days + sign * parameter(parameters, per_day, ndim) * resource(array, name)
    total: FloatArray = days.sum(axis=-1) / DAYS_PER_YEAR
    return total
