"""Averages over structural alternatives, and how much of the uncertainty lies between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import FloatArray


@dataclass(frozen=True)
class Mixture:
    """A figure over alternatives.

    Attributes:
        mean: the weighted mean.
        within: mean of the variances inside the alternatives: parameters (and patients' luck).
        between: variance of the alternatives' means: structure.
    """

    mean: float
    within: float
    between: float

    @property
    def total(self) -> float:
        """The variance of the mixture, by the law of total variance."""
        return self.within + self.between

    @property
    def share_structural(self) -> float:
        """Share of the variance that lies between the alternatives; 0 if nothing varies."""
        return self.between / self.total if self.total > 0.0 else 0.0


def mix(values: Sequence[FloatArray], weights: Sequence[float]) -> Mixture:
    """The mixture of alternatives by weight; each alternative's draws count alike.

    Args:
        values: `[draw]` of each alternative.
        weights: of each; they are divided by their sum.

    Raises:
        ValueError: numbers differ, a weight is negative or not finite, or none is above 0.

    >>> found = mix([np.array([0.0, 2.0]), np.array([10.0, 12.0])], [1, 1])
    >>> found.mean, found.within, found.between
    (6.0, 1.0, 25.0)
    """
    share = shares(weights, len(values))
    means = np.array([one.mean() for one in values])
    mean = float(share @ means)
    within = float(share @ np.array([one.var() for one in values]))
    return Mixture(mean, within, float(share @ (means - mean) ** 2))


def shares(weights: Sequence[float], n: int) -> FloatArray:
    """The weights, divided by their sum.

    Raises:
        ValueError: as `mix` does.
    """
    given = np.asarray(weights, float)
    if given.shape != (n,):
        raise ValueError(f"weights: {len(given)} for {n} alternatives")
    if not (np.isfinite(given).all() and (given >= 0.0).all() and given.sum() > 0.0):
        raise ValueError("weights: must not be negative, and one must be above 0")
    found: FloatArray = given / given.sum()
    return found
