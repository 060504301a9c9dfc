"""Quantile functions of the gamma and the normal distribution, tabulated once and then cheap.

SciPy gives the values and slopes at 4,097 points of logit(u); between them a cubic runs through
both. The error stays below 1e-9 of the distribution's scale over all of (2**-53, 1 - 2**-53)
(tests/model/test_quantiles.py measures it), tails included, since the logit stretches them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from scipy import special

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import compiled
from kth_sim.model.elementary import log

_REACH = 37.0  # logit(2**-53) is -36.7
_CELLS = 4096
_PER_UNIT = _CELLS / (2 * _REACH)


Quantile = Callable[[FloatArray], np.ndarray[Any, Any]]


def _grid() -> FloatArray:
    """The tabulated points, on the logit scale."""
    return np.linspace(-_REACH, _REACH, _CELLS + 1)


def _tabulate(values: FloatArray, log_density: FloatArray) -> FloatArray:
    """`[point, (value, slope per cell)]` of a quantile function at the grid."""
    z = _grid()
    log_step = -np.logaddexp(0.0, z) - np.logaddexp(0.0, -z) - log_density
    return np.column_stack([values, np.exp(log_step) / _PER_UNIT])


def _both_tails(lower: Quantile, upper: Quantile) -> FloatArray:
    """Quantiles at the grid, each taken from the tail that is the smaller."""
    z = _grid()
    values: FloatArray = np.where(z < 0, lower(special.expit(z)), upper(special.expit(-z)))
    return values


@cache
def gamma_table(shape: float) -> FloatArray:
    """`[point, (value, slope per cell)]` of the gamma distribution with that shape and scale 1."""
    values = _both_tails(
        lambda u: special.gammaincinv(shape, u), lambda u: special.gammainccinv(shape, u)
    )
    log_density = special.xlogy(shape - 1.0, values) - values - special.gammaln(shape)
    return _tabulate(values, log_density)


@cache
def normal_table() -> FloatArray:
    """`[point, (value, slope per cell)]` of the standard normal distribution."""
    values = _both_tails(special.ndtri, lambda u: -special.ndtri(u))
    return _tabulate(values, -0.5 * values**2 - 0.5 * math.log(2.0 * math.pi))


@compiled
def place_in_table(u: float) -> float:
    """Where in every table the probability u in (0, 1) lies: cells from its beginning."""
    return (log(u / (1.0 - u)) + _REACH) * _PER_UNIT


@compiled
def value_in_table(table: FloatArray, place: float) -> float:
    """The tabulated quantile at that place of the table."""
    cell = int(place)
    t = place - cell
    low, high = float(table[cell, 0]), float(table[cell + 1, 0])
    rise = high - low
    start, stop = float(table[cell, 1]) - rise, float(table[cell + 1, 1]) - rise
    return low + t * (rise + (1.0 - t) * (start * (1.0 - t) - stop * t))


@compiled
def quantile(table: FloatArray, u: float) -> float:
    """The tabulated distribution's quantile at probability u in (0, 1)."""
    return value_in_table(table, place_in_table(u))
