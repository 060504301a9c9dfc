"""Inputs: 20,000 draws of each parameter against the distribution that they come from.

Expectations come from SciPy's laws (closed forms, or quadrature where a unit cuts a tail off), not
from the functions that make the draws.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.evidence.distributions import Dirichlet, Distribution, Fixed, SplitNormal
from kth_sim.evidence.links import links
from kth_sim.evidence.units import RANGES
from kth_sim.verify.check import DoesNotApplyError, Finding, check
from kth_sim.verify.findings import STANDARD_ERRORS, none_of, rounding, standard_errors, z_of
from kth_sim.verify.subject import Subject

if TYPE_CHECKING:
    import pandas as pd

_NEARLY_ALL = 1.0 - 1e-12  # of a distribution inside its unit's range: nothing is cut off
_DEEP = 10.0  # the chance that none of n draws falls in a tail of probability 10 / n: exp(-10)
TWO_SIDED = math.erfc(STANDARD_ERRORS / math.sqrt(2.0))  # probability beyond 4 standard errors


@dataclass(frozen=True)
class Law:
    """A distribution with its unit's range and, of a share, what is left for its group.

    Attributes:
        stated: the distribution.
        low: the smallest value that the unit allows.
        high: the largest.
        rest: what the other members of a Dirichlet group leave; 1 for everything else.
    """

    stated: Distribution
    low: float
    high: float
    rest: float = 1.0

    def frozen(self) -> Any:  # noqa: ANN401 - SciPy's distributions have no common public type
        """The law in SciPy; of a share, as a part of the rest."""
        assert not isinstance(self.stated, Fixed | SplitNormal)
        return self.stated.frozen()

    def below(self, x: FloatArray) -> FloatArray:
        """The probability below each value, the range's ends cut off."""
        first, last = self.cdf(np.array([self.low, self.high]))
        found: FloatArray = (self.cdf(x) - first) / (last - first)
        return found

    def cdf(self, x: FloatArray) -> FloatArray:
        """The probability below each value of the distribution as stated."""
        if isinstance(self.stated, SplitNormal):
            from scipy.special import ndtr  # noqa: PLC0415

            away = np.log(np.maximum(x, np.finfo(float).tiny)) - self.stated.mu
            half = np.where(away < 0.0, self.stated.sigma_low, self.stated.sigma_high)
            return np.asarray(ndtr(away / half))
        return np.asarray(self.frozen().cdf(x / self.rest))

    def mean(self) -> float:
        """The mean inside the unit's range."""
        if isinstance(self.stated, SplitNormal):
            return self.stated.mean()
        law = self.frozen()
        if law.cdf(self.high / self.rest) - law.cdf(self.low / self.rest) >= _NEARLY_ALL:
            return self.rest * float(law.mean())
        return float(law.expect(lb=self.low, ub=self.high, conditional=True))


def laws(subject: Subject) -> dict[str, Law]:
    """The law of every parameter that varies; a Dirichlet member as one share of what is left."""
    stated, found = subject.distributions(), {}
    for name, law in stated.items():
        allowed = RANGES[subject.register.entries[name].unit]
        rest = 1.0
        one = law
        if isinstance(law, Dirichlet):
            rest = 1.0 - set_share(subject, law.group)
            one = law.model_copy(update={"total": weights(stated.values(), law.group)})
        found[name] = Law(one, allowed.low, allowed.high, rest)
    if not found:
        raise DoesNotApplyError("nothing is uncertain in this scenario")
    return found


def weights(of: Iterable[Distribution | None], group: str) -> float:
    """The sum of the weights of a Dirichlet group's members among these distributions."""
    return math.fsum(d.alpha for d in of if isinstance(d, Dirichlet) and d.group == group)


def set_share(subject: Subject, group: str) -> float:
    """How much of a Dirichlet group the scenario has set."""
    base, register = subject.base, subject.register
    return math.fsum(
        number
        for name, number in base.overrides.items()
        if weights([register.estimate(name).distribution], group) > 0.0
    )


@check("inputs.draws_mean", "Do 20,000 draws of each parameter have its distribution's mean?")
def draws_mean(subject: Subject) -> Finding:
    """Every parameter that varies, by the spread of its own draws."""
    draws = subject.draws()
    z = {
        name: z_of(float(draws[name].mean()), law.mean(), error_of_mean(draws[name]))
        for name, law in laws(subject).items()
    }
    return standard_errors(z, f"means of {len(draws):,} draws as distributed")


def error_of_mean(column: pd.Series[float]) -> float:
    """Standard error of a column's mean."""
    return float(column.std()) / math.sqrt(len(column))


@check("inputs.draws_support", "Do the draws fill their distribution's support, and only that?")
def draws_support(subject: Subject) -> Finding:
    """No draw outside, the extremes as deep in the tails as 20,000 draws are; the rest fixed."""
    draws, known = subject.draws(), laws(subject)
    wrong = [name for name, law in known.items() if not fills(law, draws[name].to_numpy())]
    varying = known.keys() | following(draws, known)
    fixed = {n: point for n, point in subject.values().items() if n in draws and n not in varying}
    wrong += [f"{n} (fixed)" for n, point in fixed.items() if (draws[n] != point).any()]
    expected = f"draws inside their support, reaching its outermost {_DEEP / len(draws):.2g}"
    return none_of(wrong, draws.shape[1], "parameters", expected)


def fills(law: Law, x: FloatArray) -> bool:
    """Whether draws lie inside a law's range, and deep enough in both of its tails."""
    if x.min() < law.low or x.max() > law.high * law.rest:
        return False
    low, high = law.below(np.array([x.min(), x.max()]))
    deepest = _DEEP / len(x)
    return bool(0.0 <= low < deepest and 1.0 - deepest < high <= 1.0)


def following(draws: pd.DataFrame, known: dict[str, Law]) -> set[str]:
    """Parameters that vary because a formula rests on one that is drawn."""
    return {str(n) for n in draws if n not in known and draws[n].min() < draws[n].max()}


@check("inputs.draws_correlation", "Are the draws correlated as the evidence says, and only so?")
def draws_correlation(subject: Subject) -> Finding:
    """Linked pairs, shares of one group, and independence of all other pairs."""
    draws, known = subject.draws(), laws(subject)
    z = dict(shares_z(draws, known))
    names = [name for name in known if not isinstance(known[name].stated, Dirichlet)]
    scores = np.array([normal_scores(known[name], draws[name].to_numpy()) for name in names])
    found = np.corrcoef(scores)
    tied = dict(linked(subject, names))
    pairs = list(combinations(range(len(names)), 2))
    widest = STANDARD_ERRORS / widest_of(len(pairs))
    for i, j in pairs:
        r, expected = found[i, j], tied.get(frozenset((names[i], names[j])))
        error = (1.0 - (expected or 0.0) ** 2) / math.sqrt(len(draws)) + rounding(1.0, len(draws))
        one = z_of(r, expected or 0.0, error)
        z[f"{names[i]} and {names[j]}"] = one if expected is not None else one * widest
    return standard_errors(z, f"correlations of {len(z):,} pairs as linked (0 if not)")


def widest_of(n: int) -> float:
    """Standard errors that the widest of n independent deviations passes as seldom as one 4."""
    from scipy.special import ndtri  # noqa: PLC0415

    return float(-ndtri(TWO_SIDED / (2.0 * max(n, 1))))


def normal_scores(law: Law, x: FloatArray) -> FloatArray:
    """Standard normal numbers of the same rank."""
    from scipy.special import ndtri  # noqa: PLC0415

    inside = np.clip(law.below(x), np.finfo(float).eps, 1.0 - np.finfo(float).eps)
    return np.asarray(ndtri(inside))


def linked(subject: Subject, names: list[str]) -> Iterator[tuple[frozenset[str], float]]:
    """Pairs that the evidence correlates, with their correlation in this scenario."""
    draws = subject.draws()
    for tie in links(subject.register.entries):
        if tie.first in names and tie.second in names:
            yield frozenset((tie.first, tie.second)), float(draws[tie.id].mean())


def shares_z(draws: pd.DataFrame, known: dict[str, Law]) -> Iterator[tuple[str, float]]:
    """Covariances of shares of one group against -a b / (A^2 (A + 1)), in standard errors."""
    shares = {n: law for n, law in known.items() if isinstance(law.stated, Dirichlet)}
    for a, b in combinations(shares, 2):
        one, other = shares[a].stated, shares[b].stated
        assert isinstance(one, Dirichlet)
        assert isinstance(other, Dirichlet)
        if one.group == other.group:
            total, rest = one.total, shares[a].rest
            expected = -(rest**2) * one.alpha * other.alpha / (total**2 * (total + 1.0))
            product = (draws[a] - draws[a].mean()) * (draws[b] - draws[b].mean())
            yield f"{a} and {b}", z_of(float(product.mean()), expected, error_of_mean(product))
