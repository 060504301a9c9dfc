"""Models whose value of information is known."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import norm, qmc

from kth_sim.economics import Outcomes


def unit_loss(mean: float, sd: float) -> float:
    """E max(X, 0) - max(E X, 0) of X ~ N(mean, sd): the normal loss integral."""
    z = mean / sd
    return sd * norm.pdf(z) + mean * norm.cdf(z) - max(mean, 0.0)


def of_inmb(inmb) -> Outcomes:
    """Two strategies whose net benefit differs by `inmb` at any threshold."""
    nothing = np.zeros((len(inmb), 2))
    return Outcomes.from_arrays(["old", "new"], np.stack([0 * inmb, -inmb], axis=1), nothing)


class LinearGaussian:
    """inmb = mean + slope t + rest z with t, z ~ N(0, 1); a study tells t with error sd / sqrt(n).

    Its n patients leave t the variance 1 / (1 + n / sd^2), so the expected inmb after the study
    is normal with standard deviation slope sqrt(n / (n + sd^2)).
    """

    mean, slope, rest, sd = 200.0, 800.0, 600.0, 5.0

    def draws(self, seed: int, n: int = 5000, *, even: bool = False):
        """`t` and `z`; `even`: by Latin hypercube."""
        rng = np.random.default_rng(seed)
        if even:
            t, z = norm.ppf(qmc.LatinHypercube(2, rng=rng).random(n)).T
        else:
            t, z = rng.normal(size=(2, n))
        return {"t": t, "z": z}

    def outcomes(self, draws) -> Outcomes:
        return of_inmb(self.mean + self.slope * draws["t"] + self.rest * draws["z"])

    def evsi(self, n: float) -> float:
        return unit_loss(self.mean, self.slope * math.sqrt(n / (n + self.sd**2)))

    def evppi(self) -> float:
        return unit_loss(self.mean, self.slope)
