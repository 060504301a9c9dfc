"""Hyper-parameters from what sources print: a mean and standard error, or an interval.

Each function takes checked numbers and gives the hyper-parameters of one kind of distribution.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import NormalDist
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kth_sim.evidence.checking import placed_error

Positive = Annotated[float, Field(gt=0)]
Numbers = dict[str, float]


class FitError(ValueError):
    """Numbers that no distribution of this kind has.

    Attributes:
        field: which of them is at fault.
    """

    def __init__(self, field: str, what: str) -> None:
        super().__init__(what)
        self.field = field


class Fit(BaseModel):
    """What a source prints of a distribution.

    Attributes:
        mean: the mean; goes with `se`.
        se: standard error of the estimate: the standard deviation of the distribution.
        median: the median; goes with `low` and `high`, for kinds on the log scale.
        low: lower end of the central interval.
        high: upper end of the central interval.
        level: probability of the interval.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    mean: float | None = None
    se: Positive | None = None
    median: float | None = None
    low: float | None = None
    high: float | None = None
    level: Annotated[float, Field(gt=0, lt=1)] = 0.95

    @model_validator(mode="after")
    def _one_reading(self) -> Self:
        given = self.given()
        if given not in _READINGS:
            raise placed_error((), f"give one of: {'; '.join(map(_words, _READINGS))}")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise placed_error(("high",), f"must lie above low, {self.low:g}")
        return self

    def given(self) -> frozenset[str]:
        """The names of the numbers that are given, `level` aside."""
        return frozenset(n for n in Fit.model_fields if getattr(self, n) is not None) - {"level"}

    @property
    def z(self) -> float:
        """Distance from the centre to either end of the interval, in standard deviations."""
        return NormalDist().inv_cdf((1 + self.level) / 2)


_MOMENTS = frozenset({"mean", "se"})
_INTERVAL = frozenset({"low", "high"})
_CENTRED = frozenset({"median", "low", "high"})
_READINGS = {_MOMENTS: "mean and se", _INTERVAL: "low and high", _CENTRED: "median, low and high"}


def _words(reading: frozenset[str]) -> str:
    return _READINGS[reading]


def hyperparameters(kind: str, fit: Fit) -> Numbers:
    """The hyper-parameters of a kind of distribution that agrees with the numbers.

    Raises:
        FitError: this kind is not made from these numbers, or none agrees with them.

    >>> hyperparameters("gamma", Fit(mean=40000.0, se=20000.0))
    {'shape': 4.0, 'scale': 10000.0}
    """
    ways = FITS.get(kind, {})
    given = fit.given()
    if given not in ways:
        offered = "; ".join(map(_words, ways)) or "nothing"
        raise FitError("", f"{kind} is fitted to {offered}, not to {_words(given)}")
    return ways[given](fit)


def _need(holds: bool, field: str, what: str) -> None:
    if not holds:
        raise FitError(field, what)


def _moments(fit: Fit) -> tuple[float, float]:
    assert fit.mean is not None
    assert fit.se is not None
    return fit.mean, fit.se


def _ends(fit: Fit) -> tuple[float, float]:
    assert fit.low is not None
    assert fit.high is not None
    return fit.low, fit.high


def _normal_moments(fit: Fit) -> Numbers:
    mean, se = _moments(fit)
    return {"mu": mean, "sigma": se}


def _normal_interval(fit: Fit) -> Numbers:
    low, high = _ends(fit)
    return {"mu": (low + high) / 2, "sigma": (high - low) / (2 * fit.z)}


def _lognormal_moments(fit: Fit) -> Numbers:
    mean, se = _moments(fit)
    _need(mean > 0, "mean", "must be above 0")
    variance = math.log1p((se / mean) ** 2)
    return {"mu": math.log(mean) - variance / 2, "sigma": math.sqrt(variance)}


def _log_ends(fit: Fit) -> tuple[float, float]:
    low, high = _ends(fit)
    _need(low > 0, "low", "must be above 0")
    return math.log(low), math.log(high)


def _lognormal_interval(fit: Fit) -> Numbers:
    low, high = _log_ends(fit)
    return {"mu": (low + high) / 2, "sigma": (high - low) / (2 * fit.z)}


def _lognormal_centred(fit: Fit) -> Numbers:
    return _lognormal_interval(fit) | {"mu": _log_median(fit)}


def _log_median(fit: Fit) -> float:
    low, high = _ends(fit)
    median = fit.median or 0.0
    _need(low < median < high, "median", f"must lie between {low:g} and {high:g}")
    return math.log(median)


def _split_normal_centred(fit: Fit) -> Numbers:
    low, high = _log_ends(fit)
    mu = _log_median(fit)
    return {"mu": mu, "sigma_low": (mu - low) / fit.z, "sigma_high": (high - mu) / fit.z}


def _beta_moments(fit: Fit) -> Numbers:
    mean, se = _moments(fit)
    people = _effective_number(mean, se)
    return {"a": mean * people, "b": (1 - mean) * people}


def _dirichlet_moments(fit: Fit) -> Numbers:
    mean, se = _moments(fit)
    people = _effective_number(mean, se)
    return {"alpha": mean * people, "total": people}


def _effective_number(mean: float, se: float) -> float:
    """How many people would give a share this standard error, less one."""
    _need(0 < mean < 1, "mean", "must lie between 0 and 1")
    most = math.sqrt(mean * (1 - mean))
    _need(se < most, "se", f"must be below {most:g}, the most a share with this mean can have")
    return mean * (1 - mean) / se**2 - 1


def _gamma_moments(fit: Fit) -> Numbers:
    mean, se = _moments(fit)
    _need(mean > 0, "mean", "must be above 0")
    return {"shape": (mean / se) ** 2, "scale": se**2 / mean}


def _gamma_interval(fit: Fit) -> Numbers:
    """The gamma with these two quantiles: their ratio gives the shape."""
    from scipy.optimize import brentq  # noqa: PLC0415  # only files that ask for it pay
    from scipy.special import gammaincinv  # noqa: PLC0415

    log_low, log_high = _log_ends(fit)
    tail = (1 - fit.level) / 2

    def miss(log_shape: float) -> float:
        low, high = gammaincinv(math.exp(log_shape), [tail, 1 - tail])
        return float(math.log(high / low)) - (log_high - log_low)

    _need(miss(-3) > 0, "high", "lies too far from low for a gamma: check both")
    _need(miss(20) < 0, "high", "lies too near to low for a gamma: check both")
    shape = math.exp(brentq(miss, -3, 20, xtol=1e-13))
    return {"shape": shape, "scale": math.exp(log_high) / float(gammaincinv(shape, 1 - tail))}


def _beta_interval(fit: Fit) -> Numbers:
    """The beta with these two quantiles, solved from the one with about their spread."""
    from scipy.optimize import root  # noqa: PLC0415  # only files that ask for it pay
    from scipy.special import betaincinv, logit  # noqa: PLC0415

    low, high = _ends(fit)
    _need(low > 0, "low", "must be above 0")
    _need(high < 1, "high", "must be below 1")
    tails = [(1 - fit.level) / 2, (1 + fit.level) / 2]
    mean, se = (low + high) / 2, (high - low) / (2 * fit.z)
    start = _beta_moments(Fit(mean=mean, se=min(se, 0.9 * math.sqrt(mean * (1 - mean)))))

    def miss(logs: Any) -> Any:  # noqa: ANN401  # arrays of two
        a, b = (math.exp(min(max(x, -20), 40)) for x in logs)
        return logit(betaincinv(a, b, tails)) - logit([low, high])

    found = root(miss, [math.log(start["a"]), math.log(start["b"])], tol=1e-13)
    _need(bool(abs(miss(found.x)).max() < 1e-8), "high", "no beta has this interval: check it")
    return {"a": math.exp(found.x[0]), "b": math.exp(found.x[1])}


def _uniform_moments(fit: Fit) -> Numbers:
    mean, se = _moments(fit)
    return {"low": mean - math.sqrt(3) * se, "high": mean + math.sqrt(3) * se}


def _uniform_interval(fit: Fit) -> Numbers:
    low, high = _ends(fit)
    half = (high - low) / fit.level / 2
    return {"low": (low + high) / 2 - half, "high": (low + high) / 2 + half}


def _triangular_moments(fit: Fit) -> Numbers:
    """The symmetric one."""
    mean, se = _moments(fit)
    return {"low": mean - math.sqrt(6) * se, "high": mean + math.sqrt(6) * se, "mode": mean}


def _triangular_interval(fit: Fit) -> Numbers:
    """The symmetric one."""
    low, high = _ends(fit)
    mode, half = (low + high) / 2, (high - low) / 2 / (1 - math.sqrt(1 - fit.level))
    return {"low": mode - half, "high": mode + half, "mode": mode}


FITS: dict[str, dict[frozenset[str], Callable[[Fit], Numbers]]] = {
    "normal": {_MOMENTS: _normal_moments, _INTERVAL: _normal_interval},
    "lognormal": {
        _MOMENTS: _lognormal_moments,
        _INTERVAL: _lognormal_interval,
        _CENTRED: _lognormal_centred,
    },
    "beta": {_MOMENTS: _beta_moments, _INTERVAL: _beta_interval},
    "gamma": {_MOMENTS: _gamma_moments, _INTERVAL: _gamma_interval},
    "dirichlet": {_MOMENTS: _dirichlet_moments},
    "uniform": {_MOMENTS: _uniform_moments, _INTERVAL: _uniform_interval},
    "triangular": {_MOMENTS: _triangular_moments, _INTERVAL: _triangular_interval},
    "split_normal": {_CENTRED: _split_normal_centred},
}
