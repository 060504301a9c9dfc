"""Tabulated quantiles against SciPy, over the whole open interval, both tails."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats

from kth_sim.model.quantiles import gamma_table, normal_table, quantile

# The bound that the module's docstring claims, in units of the distribution's scale (1 here).
CLAIMED = 1e-9
EXTREMES = (2.0**-53, 1.0 - 2.0**-53)
SHAPES = (0.5, 0.7, 1.0, 1.5, 2.0, 3.4, 5.0)


def probabilities() -> np.ndarray:
    """A logit grid over the whole interval, offset from the table's, with both extremes."""
    inside = special.expit(np.linspace(-36.7, 36.7, 30_011))
    return np.unique(np.clip(np.concatenate([inside, EXTREMES]), *EXTREMES))


def interpolated(table: np.ndarray, u: np.ndarray) -> np.ndarray:
    return np.array([quantile(table, float(x)) for x in u])


@pytest.mark.parametrize("shape", SHAPES)
def test_gamma_quantiles_over_the_whole_interval(shape: float) -> None:
    u = probabilities()
    error = interpolated(gamma_table(shape), u) - stats.gamma.ppf(u, shape)
    assert np.abs(error).max() < CLAIMED


def test_normal_quantiles_over_the_whole_interval() -> None:
    u = probabilities()
    error = interpolated(normal_table(), u) - stats.norm.ppf(u)
    assert np.abs(error).max() < CLAIMED


@pytest.mark.slow
def test_a_million_random_probabilities() -> None:
    u = np.random.default_rng(5).random(1_000_000)
    u = u[(u >= EXTREMES[0]) & (u <= EXTREMES[1])]
    half = len(u) // 2
    gamma = interpolated(gamma_table(3.4), u[:half]) - stats.gamma.ppf(u[:half], 3.4)
    normal = interpolated(normal_table(), u[half:]) - stats.norm.ppf(u[half:])
    assert max(np.abs(gamma).max(), np.abs(normal).max()) < CLAIMED


@pytest.mark.parametrize("shape", SHAPES)
def test_quantiles_rise_with_the_probability(shape: float) -> None:
    u = np.sort(np.random.default_rng(6).random(20_000))
    found = interpolated(gamma_table(shape), u[u > 0])
    assert np.all(np.diff(found) >= 0.0)
    assert found[0] >= 0.0


def test_shape_one_is_the_exponential_distribution() -> None:
    u = probabilities()
    error = interpolated(gamma_table(1.0), u) + np.log1p(-u)  # the closed form is -log(1 - u)
    assert np.abs(error).max() < CLAIMED
