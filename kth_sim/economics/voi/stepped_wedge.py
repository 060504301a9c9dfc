"""A stepped wedge: clusters go over to the new strategy one group after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.voi.studies import TINY, Draws, IntArray, at_least, check
from kth_sim.economics.voi.two_arms import Clustered, apportion


@dataclass(frozen=True, kw_only=True)
class SteppedWedge(Clustered):
    """All clusters begin under the comparator and end under the new strategy.

    There is one period more than steps. Risks drift over the study on the log-odds scale, and the
    analysis estimates an effect of each period together with that of the strategy, by generalised
    least squares on the shares of cluster and period. The statistics are the risk under the
    comparator (mean of periods) and the risk difference.

    Source: Hussey & Hughes, Contemporary Clinical Trials 28 (2007) 182-191.

    Attributes:
        steps: at how many moments clusters go over; they do so in the order given.
        sd_trend: standard deviation of the drift from the first to the last period, log odds.
    """

    steps: int = 5
    sd_trend: float = 0.0

    def __post_init__(self) -> None:
        """Check the numbers, as for every study."""
        super().__post_init__()
        most = len(self.clusters)
        check(self, "steps", 2 <= self.steps <= most, f"2 to {most}, the clusters")
        check(self, "sd_trend", 0 <= self.sd_trend < np.inf, "0 or more")

    def treated(self) -> FloatArray:
        """Which cells have the new strategy, 0 or 1, `[cluster, period]`.

        Example:
            >>> clusters = (1.0, 1.0, 1.0)
            >>> design = SteppedWedge(
            ...     name="w", risk="p", odds_ratio="or", icc=0.01, clusters=clusters, steps=3
            ... )
            >>> design.treated().astype(int).tolist()
            [[0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1]]
        """
        groups = np.array_split(np.arange(len(self.clusters)), self.steps)
        step = np.concatenate([np.full(len(group), s) for s, group in enumerate(groups)])
        new: FloatArray = (np.arange(self.steps + 1) > step[:, np.newaxis]).astype(float)
        return new

    def cells(self, n: int) -> IntArray:
        """Patients of each cell, `[cluster x period]`."""
        periods = self.steps + 1
        at_least(n, len(self.clusters) * periods, self.name)
        return apportion(n, np.repeat(np.asarray(self.clusters), periods))

    def analysis(self, n: int) -> tuple[FloatArray, FloatArray]:
        """How cell shares become the statistics, and the statistics' covariance over p (1 - p).

        Returns:
            `[2, cluster x period]` and `[2, 2]`.
        """
        new = self.treated()
        k, periods = new.shape
        design = np.column_stack([np.tile(np.eye(periods), (k, 1)), new.reshape(-1)])
        precision = np.linalg.inv(self.covariance(n))
        normal = np.linalg.inv(design.T @ precision @ design)
        wanted = np.zeros((2, periods + 1))
        wanted[0, :periods] = 1 / periods
        wanted[1, periods] = 1.0
        return wanted @ normal @ design.T @ precision, wanted @ normal @ wanted.T

    def covariance(self, n: int) -> FloatArray:
        """Of the shares of all cells, over p (1 - p)."""
        within = np.diag((1 - self.icc) / self.cells(n))
        periods = self.steps + 1
        between = np.kron(np.eye(len(self.clusters)), np.ones((periods, periods)))
        total: FloatArray = within + self.icc * between
        return total

    def simulate(self, draws: Draws, n: int, rng: np.random.Generator) -> FloatArray:
        """Risk under the comparator and risk difference, as estimated, `[draw, 2]`."""
        shares = rng.binomial(self.cells(n), self.cell_risks(draws, rng)) / self.cells(n)
        found: FloatArray = shares @ self.analysis(n)[0].T
        return found

    def cell_risks(self, draws: Draws, rng: np.random.Generator) -> FloatArray:
        """Risk in each cell of each draw's study, `[draw, cluster x period]`."""
        new = self.treated()
        old_risk, new_risk = (logit(risk) for risk in self.risks(draws))
        base = logit(self.cluster_risks(self.risks(draws)[0], len(new), rng))
        drift = rng.normal(0.0, self.sd_trend, len(base))[:, np.newaxis]
        time = drift * np.linspace(-0.5, 0.5, new.shape[1])
        log_odds = (
            base[:, :, np.newaxis]
            + (new_risk - old_risk)[:, np.newaxis, np.newaxis] * new
            + time[:, np.newaxis, :]
        )
        risks: FloatArray = 1 / (1 + np.exp(-log_odds.reshape(len(base), -1)))
        return risks

    def spread(self, draws: Draws, n: int) -> FloatArray:
        """Covariance of the statistics in each draw, `[draw, 2, 2]`.

        Within a cell it is that of a share. Between the cells of a cluster it is that of its risk:
        icc p (1 - p) under the comparator, carried over on the log-odds scale.
        """
        weights, new = self.analysis(n)[0], self.treated().reshape(-1)
        old, fresh = (variance_of(risk) for risk in self.risks(draws))
        own = weights[:, np.newaxis] * np.stack([1 - new, new])  # [statistic, old or new, cell]
        each = own.reshape(2, 2, len(self.clusters), -1).sum(axis=-1)
        risk = np.stack([np.sqrt(old), fresh / np.sqrt(old)], axis=1)
        between = np.einsum("ds,isk->dik", risk, each)
        within = np.einsum("isc,jsc,c->sij", own, own, 1 / self.cells(n))
        total: FloatArray = self.icc * between @ between.transpose(0, 2, 1)
        total += (1 - self.icc) * np.einsum("ds,sij->dij", np.stack([old, fresh], axis=1), within)
        return total

    def log_likelihood(self, draws: Draws, n: int, statistics: FloatArray) -> FloatArray:
        """Normal, with the covariance that each draw's risks give."""
        old, new = self.risks(draws)
        off = (statistics - np.stack([old, new - old], axis=1))[:, :, np.newaxis]
        spread = self.spread(draws, n)
        distance = (off * np.linalg.solve(spread, off)).sum(axis=(1, 2))
        likely: FloatArray = -0.5 * (distance + np.linalg.slogdet(spread)[1])
        return likely


def logit(risk: FloatArray) -> FloatArray:
    """Log odds of a risk kept off 0 and 1."""
    p = np.clip(risk, TINY, 1 - TINY)
    odds: FloatArray = np.log(p) - np.log1p(-p)
    return odds


def variance_of(risk: FloatArray) -> FloatArray:
    """Of one patient's outcome, p (1 - p), kept above 0."""
    p = np.clip(risk, TINY, 1 - TINY)
    variance: FloatArray = p * (1 - p)
    return variance
