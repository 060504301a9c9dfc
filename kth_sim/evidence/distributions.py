"""How far a value may lie from its point estimate: distributions with checked hyper-parameters."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kth_sim.evidence.checking import placed_error
from kth_sim.evidence.fitting import Fit, FitError, hyperparameters

if TYPE_CHECKING:
    from scipy.stats._distn_infrastructure import rv_continuous_frozen

Positive = Annotated[float, Field(gt=0)]


class _Base(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Fixed(_Base):
    """No uncertainty was found, or none is meant."""

    kind: Literal["fixed"]
    value: float

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The value twice, in the entry's unit."""
        return self.value, self.value

    def mean(self) -> float:
        """The value, in the entry's unit."""
        return self.value


class _Fitted(_Base):
    """A distribution whose hyper-parameters are typed, or fitted to what a source prints.

    Attributes:
        fit: what they were fitted to; absent if typed.
    """

    fit: Fit | None = None

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, data: object) -> object:
        """Put the fitted hyper-parameters beside what they were fitted to."""
        if not isinstance(data, dict) or not isinstance(data.get("fit"), dict):
            return data
        found = _hyperparameters(str(data.get("kind")), data["fit"])
        if found is None:  # pydantic will complain of `fit`, and shall of nothing else
            wanted = cls.model_fields.keys() - {"kind", "group", "fit"}
            return {**dict.fromkeys(wanted, 1.0), **data}
        for name, number in found.items():
            if name in data and data[name] != number:  # equal after a round trip through JSON
                raise placed_error((name,), "stands beside fit, which gives it: keep one")
        return {**data, **found}


def _hyperparameters(kind: str, numbers: dict[str, object]) -> dict[str, float] | None:
    """Fitted hyper-parameters; None where the numbers themselves are wrong."""
    try:
        fit = Fit.model_validate(numbers, strict=True)
    except ValidationError:
        return None
    try:
        return hyperparameters(kind, fit)
    except FitError as error:
        raise placed_error(("fit", error.field), str(error)) from None


class _Known(_Fitted):
    """A distribution that scipy has; scipy is imported when first asked."""

    def in_scipy(self) -> tuple[str, dict[str, float]]:
        """Name and arguments of the distribution in scipy.stats."""
        raise NotImplementedError

    def frozen(self) -> rv_continuous_frozen:
        """The scipy distribution with these hyper-parameters."""
        from scipy import stats  # noqa: PLC0415  # half a second that --help must not pay

        name, arguments = self.in_scipy()
        frozen: rv_continuous_frozen = getattr(stats, name)(**arguments)
        return frozen

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Bounds of the central interval, in the entry's unit."""
        low, high = self.frozen().interval(level)
        return float(low), float(high)

    def mean(self) -> float:
        """The mean, in the entry's unit."""
        return float(self.frozen().mean())


class Normal(_Known):
    """Normal on the natural scale: mean mu, standard deviation sigma."""

    kind: Literal["normal"]
    mu: float
    sigma: Positive

    def in_scipy(self) -> tuple[str, dict[str, float]]:
        """Name and arguments of the distribution in scipy.stats."""
        return "norm", {"loc": self.mu, "scale": self.sigma}


class LogNormal(_Known):
    """The exponential of a normal: exp(mu) is the median.

    >>> low, high = LogNormal(kind="lognormal", mu=0.0, sigma=0.3).interval()
    >>> round(low, 2), round(high, 2)
    (0.56, 1.8)
    """

    kind: Literal["lognormal"]
    mu: float
    sigma: Positive

    def in_scipy(self) -> tuple[str, dict[str, float]]:
        """Name and arguments of the distribution in scipy.stats."""
        return "lognorm", {"s": self.sigma, "scale": math.exp(self.mu)}


class Beta(_Known):
    """Beta: a events and b non-events."""

    kind: Literal["beta"]
    a: Positive
    b: Positive

    def in_scipy(self) -> tuple[str, dict[str, float]]:
        """Name and arguments of the distribution in scipy.stats."""
        return "beta", {"a": self.a, "b": self.b}


class Gamma(_Known):
    """Gamma with mean shape x scale."""

    kind: Literal["gamma"]
    shape: Positive
    scale: Positive

    def in_scipy(self) -> tuple[str, dict[str, float]]:
        """Name and arguments of the distribution in scipy.stats."""
        return "gamma", {"a": self.shape, "scale": self.scale}


class Dirichlet(_Known):
    """One share of a whole: its members are drawn together and sum to 1.

    Attributes:
        group: the name the members share.
        alpha: this member's weight.
        total: the sum of the weights of the group; the register checks it.
    """

    kind: Literal["dirichlet"]
    group: str
    alpha: Positive
    total: Positive

    def in_scipy(self) -> tuple[str, dict[str, float]]:
        """Name and arguments in scipy.stats of this share alone."""
        return "beta", {"a": self.alpha, "b": self.total - self.alpha}

    @model_validator(mode="after")
    def _alpha_below_total(self) -> Self:
        if self.alpha >= self.total:
            raise placed_error(("total",), "the group's total must exceed this member's alpha")
        return self


class Uniform(_Known):
    """Anything between two bounds, equally likely."""

    kind: Literal["uniform"]
    low: float
    high: float

    def in_scipy(self) -> tuple[str, dict[str, float]]:
        """Name and arguments of the distribution in scipy.stats."""
        return "uniform", {"loc": self.low, "scale": self.high - self.low}

    @model_validator(mode="after")
    def _low_below_high(self) -> Self:
        if self.low >= self.high:
            raise placed_error(("high",), f"must lie above low, {self.low:g}")
        return self


class Triangular(Uniform):
    """Between two bounds, most likely at the mode."""

    kind: Literal["triangular"]  # type: ignore[assignment]  # narrower than the parent's tag
    mode: float

    def in_scipy(self) -> tuple[str, dict[str, float]]:
        """Name and arguments of the distribution in scipy.stats."""
        width = self.high - self.low
        peak = (self.mode - self.low) / width
        return "triang", {"c": peak, "loc": self.low, "scale": width}

    @model_validator(mode="after")
    def _mode_inside(self) -> Self:
        if not self.low <= self.mode <= self.high:
            raise placed_error(("mode",), f"must lie in [{self.low:g}, {self.high:g}]")
        return self


class SplitNormal(_Fitted):
    """The exponential of two half normals that meet at the median, exp(mu).

    Each half has probability 1/2, so a printed interval that is not symmetric on the log scale
    is met at both ends.

    >>> or_death = SplitNormal(kind="split_normal", mu=-0.5108, sigma_low=0.2466, sigma_high=0.1777)
    >>> low, high = or_death.interval()
    >>> round(low, 2), round(high, 2)
    (0.37, 0.85)
    """

    kind: Literal["split_normal"]
    mu: float
    sigma_low: Positive
    sigma_high: Positive

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Bounds of the central interval, in the entry's unit."""
        z = NormalDist().inv_cdf((1 + level) / 2)
        return math.exp(self.mu - z * self.sigma_low), math.exp(self.mu + z * self.sigma_high)

    def mean(self) -> float:
        """The mean, in the entry's unit."""
        low, high, below = self.sigma_low, self.sigma_high, NormalDist().cdf
        halves = math.exp(low**2 / 2) * below(-low) + math.exp(high**2 / 2) * below(high)
        return math.exp(self.mu) * halves


Distribution = Annotated[
    Fixed | Normal | LogNormal | Beta | Gamma | Dirichlet | Uniform | Triangular | SplitNormal,
    Field(discriminator="kind"),
]
