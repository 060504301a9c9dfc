"""How the room's arrays fit together: parameters over axes, safe ratios, marks among the edges."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kth_sim.contracts import DAYS_3_MONTHS, RESOURCES, FloatArray
from kth_sim.errors import UserError

Parameters = Mapping[str, FloatArray]

# Edges come from sums and products of months and whole days: equal up to rounding.
EDGE_TOLERANCE_DAYS = 1e-6


def over_leading(values: FloatArray, ndim: int) -> FloatArray:
    """The same values with unit axes appended, so that they multiply an array of `ndim` axes.

    `[draw]` goes along the first axis, `[draw, block]` along the first two.

    Example:
        >>> over_leading(np.array([1.0, 2.0]), 3).shape
        (2, 1, 1)
    """
    return values.reshape(values.shape + (1,) * (ndim - values.ndim))


def over_periods(values: FloatArray, ndim: int) -> FloatArray:
    """`[draw, period]` values with unit axes between, to multiply `[draw, ..., period]`.

    Example:
        >>> over_periods(np.ones((2, 5)), 4).shape
        (2, 1, 1, 5)
    """
    draws, periods = values.shape
    return values.reshape((draws,) + (1,) * (ndim - 2) + (periods,))


def parameter(parameters: Parameters, name: str, ndim: int = 1) -> FloatArray:
    """One parameter's values, `[draw, 1, ...]` with `ndim` axes, in the parameter's own unit.

    Raises:
        UserError: if the parameter is not there.

    Example:
        >>> parameter({"cost_x": np.array([3.0])}, "cost_x", 2).shape
        (1, 1)
    """
    if name not in parameters:
        raise UserError(f"parameters: '{name}' is missing, and the costs and effects need it")
    return over_leading(np.asarray(parameters[name], dtype=np.float64), ndim)


def ratio(
    numerator: FloatArray | float, denominator: FloatArray, otherwise: float = np.nan
) -> FloatArray:
    """Numerator / denominator, and `otherwise` where the denominator is zero, without a warning.

    Example:
        >>> ratio(1.0, np.array([2.0, 0.0]))
        array([0.5, nan])
    """
    top, bottom = np.broadcast_arrays(np.asarray(numerator, dtype=np.float64), denominator)
    result = np.full(top.shape, otherwise)
    np.divide(top, bottom, out=result, where=bottom != 0)
    return result


def resource(array: FloatArray, *names: str) -> FloatArray:
    """The sum of the named resources, `[..., period]` out of `[..., period, resource]`.

    Example:
        >>> array = np.arange(float(len(RESOURCES)))[np.newaxis, :]
        >>> resource(array, RESOURCES[1], RESOURCES[2])
        array([3.])
    """
    total: FloatArray = array[..., [RESOURCES.index(name) for name in names]].sum(axis=-1)
    return total


def edge_index(period_edges: FloatArray, day: float, what: str) -> int:
    """Which edge lies at `day` (days since operation).

    Raises:
        UserError: if no edge does; a result would then be a guess about what lies inside a period.

    Example:
        >>> edge_index(np.array([0.0, 30.4375, 91.3125]), 91.3125, "3 months")
        2
    """
    near = np.flatnonzero(np.abs(period_edges - day) < EDGE_TOLERANCE_DAYS)
    if near.size == 0:
        raise UserError(f"period edges: none at {what} (day {day:g}), so nothing is exact there")
    return int(near[0])


def periods_in_3_months(period_edges: FloatArray) -> int:
    """How many periods end by 3 months after the operation, the evaluation's horizon for costs.

    Raises:
        UserError: if 3 months is not an edge.

    Example:
        >>> periods_in_3_months(np.array([0.0, 30.4375, 91.3125, 365.25]))
        2
    """
    return edge_index(period_edges, DAYS_3_MONTHS, "3 months")
