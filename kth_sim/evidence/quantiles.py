"""Inverse distribution functions, cut to the range of the unit; SciPy loads when first used."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kth_sim.evidence.distributions import (
    Beta,
    Dirichlet,
    Distribution,
    Fixed,
    Gamma,
    LogNormal,
    Normal,
    SplitNormal,
    Triangular,
    Uniform,
)
from kth_sim.evidence.units import RANGES, Range, Unit

FloatArray = NDArray[np.float64]


class EmptyRangeError(ValueError):
    """A distribution that gives its unit's range no probability."""


def quantile(distribution: Distribution, u: FloatArray) -> FloatArray:
    """The values below which the distribution has probability u, in the entry's unit.

    >>> quantile(Uniform(kind="uniform", low=2.0, high=4.0), np.array([0.25])).tolist()
    [2.5]
    """
    found: FloatArray = _QUANTILE[type(distribution)](distribution, u)
    return found


def probability_below(distribution: Distribution, x: float) -> float:
    """The probability of a value up to x.

    >>> probability_below(Uniform(kind="uniform", low=2.0, high=4.0), 2.5)
    0.25
    """
    return float(_BELOW[type(distribution)](distribution, x))


def truncated_quantile(distribution: Distribution, u: FloatArray, unit: Unit) -> FloatArray:
    """Quantiles of the distribution, given that the value lies in the range of the unit.

    Where the distribution keeps to the range by itself, these are `quantile(u)` to the bit.

    Raises:
        EmptyRangeError: it hardly ever lies there.
    """
    allowed = RANGES[unit]
    below, upto = probability_in(distribution, allowed)
    if upto - below < 1e-6:
        raise EmptyRangeError(f"gives {allowed}, the range of unit {unit}, no probability")
    inside = u if (below, upto) == (0.0, 1.0) else below + u * (upto - below)
    lowest = math.nextafter(allowed.low, math.inf) if allowed.above else allowed.low
    values: FloatArray = np.clip(quantile(distribution, inside), lowest, allowed.high)
    return values


def probability_in(distribution: Distribution, allowed: Range) -> tuple[float, float]:
    """The probabilities of a value below the range, and of one below its upper end."""
    below = 0.0 if math.isinf(allowed.low) else probability_below(distribution, allowed.low)
    upto = 1.0 if math.isinf(allowed.high) else probability_below(distribution, allowed.high)
    return below, upto


def _special() -> Any:  # noqa: ANN401  # a module
    from scipy import special  # noqa: PLC0415  # --help must not pay for it

    return special


def _log(x: float) -> float:
    return math.log(x) if x > 0 else -math.inf


def _split_quantile(d: SplitNormal, u: FloatArray) -> FloatArray:
    z = _special().ndtri(u)
    values: FloatArray = np.exp(d.mu + np.where(z < 0, d.sigma_low, d.sigma_high) * z)
    return values


def _split_below(d: SplitNormal, x: float) -> float:
    distance = _log(x) - d.mu
    return float(_special().ndtr(distance / (d.sigma_low if distance < 0 else d.sigma_high)))


def _triangular_quantile(d: Triangular, u: FloatArray) -> FloatArray:
    width, left = d.high - d.low, d.mode - d.low
    rising = d.low + np.sqrt(u * width * left)
    falling = d.high - np.sqrt((1 - u) * width * (width - left))
    return np.where(u * width < left, rising, falling)


def _triangular_below(d: Triangular, x: float) -> float:
    width, x = d.high - d.low, min(max(x, d.low), d.high)
    if x < d.mode:
        return (x - d.low) ** 2 / (width * (d.mode - d.low))
    return 1.0 if x >= d.high else 1 - (d.high - x) ** 2 / (width * (d.high - d.mode))


_QUANTILE: dict[type[Distribution], Callable[[Any, FloatArray], FloatArray]] = {
    Fixed: lambda d, u: np.full_like(u, d.value),
    Normal: lambda d, u: d.mu + d.sigma * _special().ndtri(u),
    LogNormal: lambda d, u: np.exp(d.mu + d.sigma * _special().ndtri(u)),
    Beta: lambda d, u: _special().betaincinv(d.a, d.b, u),
    Gamma: lambda d, u: d.scale * _special().gammaincinv(d.shape, u),
    Dirichlet: lambda d, u: _special().betaincinv(d.alpha, d.total - d.alpha, u),
    Uniform: lambda d, u: d.low + (d.high - d.low) * u,
    Triangular: _triangular_quantile,
    SplitNormal: _split_quantile,
}
_BELOW: dict[type[Distribution], Callable[[Any, float], float]] = {
    Fixed: lambda d, x: x >= d.value,
    Normal: lambda d, x: _special().ndtr((x - d.mu) / d.sigma),
    LogNormal: lambda d, x: _special().ndtr((_log(x) - d.mu) / d.sigma),
    Beta: lambda d, x: _special().betainc(d.a, d.b, min(max(x, 0), 1)),
    Gamma: lambda d, x: _special().gammainc(d.shape, max(x, 0) / d.scale),
    Dirichlet: lambda d, x: _special().betainc(d.alpha, d.total - d.alpha, min(max(x, 0), 1)),
    Uniform: lambda d, x: min(max((x - d.low) / (d.high - d.low), 0), 1),
    Triangular: _triangular_below,
    SplitNormal: _split_below,
}
