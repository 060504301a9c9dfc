"""Studies that compare a risk under two strategies; patients or whole clusters are allocated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.decision.outcomes import OutcomesError
from kth_sim.economics.voi.studies import (
    TINY,
    Draws,
    IntArray,
    Study,
    at_least,
    binomial_log_likelihood,
    check,
    column,
    risk_column,
)

N_CLUSTERS = 11


@dataclass(frozen=True, kw_only=True)
class TwoRisks(Study):
    """A risk under the comparator and under the new strategy.

    Attributes:
        risk: column of the risk under the comparator.
        risk_new: column of the risk under the new strategy; or else
        odds_ratio: column of its odds ratio against the comparator; or else
        risk_ratio: column of its risk ratio.
    """

    risk: str
    risk_new: str | None = None
    odds_ratio: str | None = None
    risk_ratio: str | None = None

    def __post_init__(self) -> None:
        """Check the numbers, as for every study, and that one effect is named."""
        super().__post_init__()
        if sum(name is not None for name in self._effects()) != 1:
            what = "name one of risk_new, odds_ratio and risk_ratio"
            raise OutcomesError(f"risk_new: {what} ({self.name})")

    def _effects(self) -> tuple[str | None, ...]:
        return (self.risk_new, self.odds_ratio, self.risk_ratio)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The risk and the effect."""
        return (self.risk, *(name for name in self._effects() if name is not None))

    @property
    def n_statistics(self) -> int:
        """Two."""
        return 2

    def risks(self, draws: Draws) -> tuple[FloatArray, FloatArray]:
        """Risk under the comparator and under the new strategy, `[draw]` each.

        Raises:
            OutcomesError: a column is missing, or holds no risk or no ratio.

        Example:
            >>> study = BinomialTwoArm(name="rct", risk="p", odds_ratio="or")
            >>> old, new = study.risks({"p": [0.5], "or": [3.0]})
            >>> old.tolist(), new.tolist()
            ([0.5], [0.75])
        """
        old = risk_column(draws, self.risk)
        if self.risk_new is not None:
            return old, risk_column(draws, self.risk_new)
        name = self.odds_ratio or self.risk_ratio or ""
        ratio = column(draws, name)
        if np.any(ratio < 0):
            raise OutcomesError(f"study: column {name!r} is no ratio: it falls below 0")
        if self.odds_ratio is not None:
            return old, ratio * old / (1 - old + ratio * old)
        return old, np.minimum(ratio * old, 1.0)


@dataclass(frozen=True, kw_only=True)
class BinomialTwoArm(TwoRisks):
    """Patients allocated one by one: the share with the event under each strategy.

    Attributes:
        share_new: of the patients, who get the new strategy.
    """

    share_new: float = 0.5

    def __post_init__(self) -> None:
        """Check the numbers, as for every study."""
        super().__post_init__()
        check(self, "share_new", 0 < self.share_new < 1, "above 0 and below 1")

    def arms(self, n: int) -> tuple[int, int]:
        """Patients under the comparator and under the new strategy."""
        at_least(n, 2, self.name)
        new = min(max(round(n * self.share_new), 1), n - 1)
        return n - new, new

    def simulate(self, draws: Draws, n: int, rng: np.random.Generator) -> FloatArray:
        """Shares with the event, `[draw, 2]`."""
        pairs = zip(self.arms(n), self.risks(draws), strict=True)
        return np.stack([rng.binomial(m, risk) / m for m, risk in pairs], axis=1)

    def log_likelihood(self, draws: Draws, n: int, statistics: FloatArray) -> FloatArray:
        """Binomial in each arm."""
        return both_arms(statistics, self.arms(n), self.risks(draws))


def both_arms(
    shares: FloatArray, sizes: tuple[float, float], risks: tuple[FloatArray, FloatArray]
) -> FloatArray:
    """Log likelihood of the shares of two independent arms, up to a constant, `[draw]`."""
    old, new = (
        binomial_log_likelihood(share, n, risk)
        for share, n, risk in zip(shares, sizes, risks, strict=True)
    )
    return old + new


@dataclass(frozen=True, kw_only=True)
class Clustered(TwoRisks):
    """What studies of whole clusters share.

    Attributes:
        icc: correlation of the outcome between two patients of a cluster.
        clusters: their sizes, in proportion.
    """

    icc: float
    clusters: tuple[float, ...] = (1.0,) * N_CLUSTERS

    def __post_init__(self) -> None:
        """Check the numbers, as for every study."""
        super().__post_init__()
        check(self, "icc", 0 <= self.icc < 1, "from 0 to below 1")
        well = len(self.clusters) >= 2 and all(0 < size < np.inf for size in self.clusters)
        check(self, "clusters", well, "two sizes above 0 or more")

    def cluster_risks(self, mean: FloatArray, n: int, rng: np.random.Generator) -> FloatArray:
        """Risks of `n` clusters that vary around a mean, `[draw, cluster]`.

        Beta with variance icc x mean x (1 - mean), so that the patients' outcomes correlate by the
        icc.
        """
        p = np.repeat(np.clip(mean, TINY, 1 - TINY)[:, np.newaxis], n, axis=1)
        if self.icc == 0:
            return p
        spread = (1 - self.icc) / self.icc
        return rng.beta(p * spread, (1 - p) * spread)


@dataclass(frozen=True, kw_only=True)
class ClusterRandomised(Clustered):
    """Whole clusters allocated to one strategy each: beta-binomial counts.

    The arms get as equal clusters as can be: by size, the 1st, 4th, 5th, 8th, ... go to the
    comparator. The statistics are each arm's mean of cluster shares, weighted by what a cluster of
    m patients is worth, m / (1 + (m - 1) icc) patients.

    Source: design effect 1 + (m - 1) icc, Donner & Klar, Design and Analysis of Cluster
    Randomization Trials (2000).
    """

    def cells(self, n: int) -> tuple[IntArray, FloatArray]:
        """Patients of each cluster, and whether it gets the new strategy (0 or 1)."""
        at_least(n, len(self.clusters), self.name)
        rank = np.argsort(np.argsort(-np.asarray(self.clusters), kind="stable"), kind="stable")
        return apportion(n, np.asarray(self.clusters)), ((rank + 1) // 2 % 2).astype(float)

    def worth(self, n: int) -> tuple[FloatArray, FloatArray]:
        """Weight of each cluster in the mean of each arm, `[arm, cluster]`, and their sums."""
        sizes, new = self.cells(n)
        each = sizes / (1 + (sizes - 1) * self.icc)
        weights = np.stack([each * (1 - new), each * new])
        return weights, weights.sum(axis=1)

    def simulate(self, draws: Draws, n: int, rng: np.random.Generator) -> FloatArray:
        """Weighted mean of the clusters' shares under each strategy, `[draw, 2]`."""
        sizes, new = self.cells(n)
        weights, total = self.worth(n)
        risks = [self.cluster_risks(risk, len(sizes), rng) for risk in self.risks(draws)]
        shares = rng.binomial(sizes, np.where(new, risks[1], risks[0])) / sizes
        found: FloatArray = shares @ (weights / total[:, np.newaxis]).T
        return found

    def log_likelihood(self, draws: Draws, n: int, statistics: FloatArray) -> FloatArray:
        """As if the arms were binomial, of the size that the clusters are worth."""
        old, new = self.worth(n)[1]
        return both_arms(statistics, (float(old), float(new)), self.risks(draws))


def apportion(n: int, weights: FloatArray) -> IntArray:
    """`n` people divided in proportion, whole and at least 1 each, by largest remainders.

    Example:
        >>> apportion(10, np.array([1.0, 1.0, 1.0])).tolist()
        [4, 3, 3]
    """
    quota = (n - len(weights)) * weights / weights.sum()
    whole = np.floor(quota).astype(np.int64)
    order = np.argsort(whole - quota, kind="stable")
    whole[order[: n - len(weights) - int(whole.sum())]] += 1
    people: IntArray = whole + 1
    return people
