"""Studies as what they are: a way of making data from the parameters of a draw.

A study of `n` patients gives each draw summary statistics that (nearly) hold all that its data
say on the parameters, and knows how likely given statistics are in each draw.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kth_sim.contracts import FloatArray
from kth_sim.economics.decision.outcomes import OutcomesError

if TYPE_CHECKING:
    import pandas as pd

Draws: TypeAlias = "Mapping[str, ArrayLike] | pd.DataFrame"
IntArray = NDArray[np.int64]
TINY = 1e-12  # risks are kept this far from 0 and 1 where their logarithm is taken


@dataclass(frozen=True, kw_only=True)
class Study(ABC):
    """What every study has.

    Attributes:
        name: its name in tables.
        fixed_cost: DKK, whatever the number of patients.
        cost_per_patient: DKK.
        patients_per_year: how fast patients are found; without a bound by default.
        years_fixed: set-up, follow-up and analysis, on top of recruitment.
    """

    name: str
    fixed_cost: float = 0.0
    cost_per_patient: float = 0.0
    patients_per_year: float = math.inf
    years_fixed: float = 0.0

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            OutcomesError: one cannot be; the argument is named.
        """
        for argument in ("fixed_cost", "cost_per_patient", "years_fixed"):
            check(self, argument, 0 <= getattr(self, argument) < math.inf, "0 or more")
        check(self, "patients_per_year", self.patients_per_year > 0, "above 0")

    @property
    @abstractmethod
    def parameters(self) -> tuple[str, ...]:
        """The columns of the draws that the study is informative of."""

    @property
    @abstractmethod
    def n_statistics(self) -> int:
        """How many summary statistics it gives."""

    @abstractmethod
    def simulate(self, draws: Draws, n: int, rng: np.random.Generator) -> FloatArray:
        """Summary statistics of one simulated study in each draw, `[draw, statistic]`.

        Args:
            draws: a column a parameter.
            n: patients in all.
            rng: the luck.

        Raises:
            OutcomesError: a column is missing, or `n` is too small for the design.
        """

    @abstractmethod
    def log_likelihood(self, draws: Draws, n: int, statistics: FloatArray) -> FloatArray:
        """How likely one study's statistics are in each draw, up to a constant, `[draw]`."""

    def cost(self, n: int) -> float:
        """DKK that the study costs; no patients, no study."""
        return self.fixed_cost + n * self.cost_per_patient if n else 0.0

    def years(self, n: int) -> float:
        """Years from now until it reports."""
        return self.years_fixed + n / self.patients_per_year if n else 0.0


def named(studies: Study | Sequence[Study]) -> Mapping[str, Study]:
    """Studies by name.

    Raises:
        OutcomesError: there are none, or two of a name.
    """
    several = (studies,) if isinstance(studies, Study) else tuple(studies)
    found = {study.name: study for study in several}
    if not several or len(found) < len(several):
        raise OutcomesError("study: give one or more, each with its own name")
    return found


def check(study: Study, argument: str, holds: bool, what: str) -> None:
    """Nothing, if a number of a study is as it must be.

    Raises:
        OutcomesError: it is not.
    """
    if not holds:
        raise OutcomesError(f"{argument}: is {what}, not {getattr(study, argument)} ({study.name})")


def column(draws: Draws, name: str, argument: str = "study") -> FloatArray:
    """A parameter's draws, `[draw]`.

    Raises:
        OutcomesError: there is no such column, or it holds something else than finite numbers.
    """
    if name not in draws:
        raise OutcomesError(f"{argument}: the draws have no column {name!r}")
    values: FloatArray = np.asarray(draws[name], dtype=float)
    if not np.all(np.isfinite(values)):
        raise OutcomesError(f"{argument}: column {name!r} holds values that are not finite")
    return values


def risk_column(draws: Draws, name: str) -> FloatArray:
    """A risk's draws, `[draw]`, all between 0 and 1.

    Raises:
        OutcomesError: some lie outside.
    """
    values = column(draws, name)
    if np.any((values < 0) | (values > 1)):
        raise OutcomesError(f"study: column {name!r} is no risk: it leaves 0 to 1")
    return values


def at_least(n: int, least: int, name: str) -> None:
    """Nothing, if there are patients enough.

    Raises:
        OutcomesError: there are not.
    """
    if n < least:
        raise OutcomesError(f"n: {name} needs {least} patients or more, not {n}")


def binomial_log_likelihood(share: float, n: float, risk: FloatArray) -> FloatArray:
    """Of a share of `n` patients with the event, up to a constant, `[draw]`."""
    p = np.clip(risk, TINY, 1 - TINY)
    found: FloatArray = n * (share * np.log(p) + (1 - share) * np.log1p(-p))
    return found


def normal_log_likelihood(found: float, mean: FloatArray, error: float) -> FloatArray:
    """Of a normal estimate, up to a constant, `[draw]`."""
    likely: FloatArray = -0.5 * ((found - mean) / error) ** 2
    return likely


@dataclass(frozen=True, kw_only=True)
class Binomial(Study):
    """One group, one yes-or-no outcome: the share with the event.

    Attributes:
        risk: column of its risk.

    Example:
        >>> study = Binomial(name="audit", risk="p")
        >>> study.simulate({"p": [0.0, 1.0]}, 20, np.random.default_rng(1)).tolist()
        [[0.0], [1.0]]
    """

    risk: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The risk."""
        return (self.risk,)

    @property
    def n_statistics(self) -> int:
        """One share."""
        return 1

    def simulate(self, draws: Draws, n: int, rng: np.random.Generator) -> FloatArray:
        """Share with the event, `[draw, 1]`."""
        at_least(n, 1, self.name)
        return (rng.binomial(n, risk_column(draws, self.risk)) / n)[:, np.newaxis]

    def log_likelihood(self, draws: Draws, n: int, statistics: FloatArray) -> FloatArray:
        """Binomial."""
        return binomial_log_likelihood(statistics[0], n, risk_column(draws, self.risk))


@dataclass(frozen=True, kw_only=True)
class NormalKnown(Study):
    """One group, a mean whose spread between patients is known.

    Attributes:
        mean: column of the mean.
        sd: between patients.
    """

    mean: str
    sd: float

    def __post_init__(self) -> None:
        """Check the numbers, as for every study."""
        super().__post_init__()
        check(self, "sd", 0 < self.sd < math.inf, "above 0")

    @property
    def parameters(self) -> tuple[str, ...]:
        """The mean."""
        return (self.mean,)

    @property
    def n_statistics(self) -> int:
        """One mean."""
        return 1

    def error(self, n: int) -> float:
        """Standard error of the estimate."""
        at_least(n, 1, self.name)
        return self.sd / math.sqrt(n)

    def simulate(self, draws: Draws, n: int, rng: np.random.Generator) -> FloatArray:
        """The mean found, `[draw, 1]`."""
        return rng.normal(column(draws, self.mean), self.error(n))[:, np.newaxis]

    def log_likelihood(self, draws: Draws, n: int, statistics: FloatArray) -> FloatArray:
        """Normal."""
        return normal_log_likelihood(statistics[0], column(draws, self.mean), self.error(n))


@dataclass(frozen=True, kw_only=True)
class CostSubStudy(NormalKnown):
    """Costs of patients under both strategies: their mean difference.

    Half of the patients are followed under each strategy, so the error is that of a difference of
    two means, 2 sd / sqrt(n) where n is even.

    Attributes:
        mean: column of the mean difference, DKK.
        sd: of the cost between patients of one strategy, DKK.
    """

    def error(self, n: int) -> float:
        """Standard error of the difference."""
        at_least(n, 2, self.name)
        half = n // 2
        return self.sd * math.sqrt(1 / half + 1 / (n - half))
