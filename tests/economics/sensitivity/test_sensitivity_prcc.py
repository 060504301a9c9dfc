"""PRCC against closed forms: Gaussian vectors, and the Ishigami function by integration."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, rankdata

from kth_sim.economics.sensitivity import prcc
from kth_sim.errors import UserError


def frame_of(values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(values, columns=[f"x{i + 1}" for i in range(values.shape[1])])


def coefficients(values: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    draws = frame_of(values)
    return prcc(draws, outcome).set_index("parameter").loc[list(draws.columns), "prcc"].to_numpy()


def by_residuals(values: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    """The definition, parameter by parameter: correlate what two regressions leave."""
    x, y = rankdata(values, axis=0), rankdata(outcome)
    found = []
    for i in range(x.shape[1]):
        rest = np.column_stack([np.ones(len(x)), np.delete(x, i, axis=1)])
        left = [v - rest @ np.linalg.lstsq(rest, v, rcond=None)[0] for v in (x[:, i], y)]
        found.append(np.corrcoef(*left)[0, 1])
    return np.array(found)


def test_it_is_the_correlation_of_regression_residuals():
    rng = np.random.default_rng(1)
    mixed = rng.normal(size=(300, 6)) @ rng.normal(size=(6, 6))
    outcome = np.exp(mixed[:, 0]) - mixed[:, 1] ** 3 + rng.normal(size=300)
    assert np.allclose(coefficients(mixed, outcome), by_residuals(mixed, outcome), atol=1e-10)


def spearman(correlation: np.ndarray) -> np.ndarray:
    """Rank correlation of a Gaussian pair: 6 / pi asin(r / 2) (Pearson 1907)."""
    return 6 / np.pi * np.arcsin(correlation / 2)


def test_gaussian_vectors_have_the_partial_rank_correlation_of_the_closed_form():
    correlation = np.array([[1, 0.5, 0.6], [0.5, 1, -0.2], [0.6, -0.2, 1]])  # x1, x2, y
    inverse = np.linalg.inv(spearman(correlation))
    expected = -inverse[:2, 2] / np.sqrt(np.diag(inverse)[:2] * inverse[2, 2])
    root = np.linalg.cholesky(correlation)
    found = []
    for seed in range(40):
        drawn = np.random.default_rng(seed).normal(size=(2000, 3)) @ root.T
        found.append(coefficients(drawn[:, :2], drawn[:, 2]))
    error = np.std(found, axis=0, ddof=1) / np.sqrt(len(found))
    assert np.all(np.abs(np.mean(found, axis=0) - expected) < 4 * error)
    assert np.all(error < 0.005)


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) * (1 + 0.1 * x[:, 2] ** 4) + 7 * np.sin(x[:, 1]) ** 2


def test_ishigami_against_an_integral_over_a_dense_grid():
    """Inputs are independent, so PRCC is 12 E[u F(y)] - 3; x2 and x3 enter evenly and have none."""
    n = 120
    middle = np.pi * (2 * (np.arange(n) + 0.5) / n - 1)
    points = np.stack(np.meshgrid(middle, middle, middle, indexing="ij"), axis=-1).reshape(-1, 3)
    share_below = rankdata(ishigami(points)) / len(points)
    u1 = (points[:, 0] / np.pi + 1) / 2
    expected = np.array([12 * np.mean(u1 * share_below) - 3, 0, 0])
    drawn = (np.random.default_rng(s).uniform(-np.pi, np.pi, (1000, 3)) for s in range(40))
    found = np.array([coefficients(x, ishigami(x)) for x in drawn])
    error = found.std(axis=0, ddof=1) / np.sqrt(len(found))
    assert np.all(np.abs(found.mean(axis=0) - expected) < 4 * error)
    assert expected[0] > 0.3


def test_the_interval_holds_nought_in_95_of_100_where_nothing_acts():
    held = []
    for seed in range(400):
        drawn = np.random.default_rng(seed).normal(size=(60, 4))
        found = prcc(frame_of(drawn[:, :3]), drawn[:, 3])
        held += [low <= 0 <= high for low, high in zip(found["low"], found["high"], strict=True)]
    assert abs(np.mean(held) - 0.95) < 4 * np.sqrt(0.95 * 0.05 / len(held))


def test_any_rising_transformation_leaves_it_as_it_is():
    rng = np.random.default_rng(1)
    x, noise = rng.normal(size=(100, 2)), rng.normal(size=100)
    outcome = x[:, 0] + noise
    assert np.allclose(coefficients(x, outcome), coefficients(np.exp(x), outcome**3))


def test_the_strongest_comes_first_whatever_its_sign():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(500, 3))
    found = prcc(frame_of(x), x[:, 0] - 5 * x[:, 2] + rng.normal(size=500))
    assert list(found["parameter"]) == ["x3", "x1", "x2"]
    assert found["prcc"][0] < 0
    assert ((found["low"] < found["prcc"]) & (found["prcc"] < found["high"])).all()


def test_the_interval_is_fishers():
    """tanh(atanh r -+ 1.96 / sqrt(n - k - 2)) for 60 draws of 3 parameters."""
    drawn = np.random.default_rng(3).normal(size=(60, 4))
    found = prcc(frame_of(drawn[:, :3]), drawn[:, 3] + drawn[:, 0])
    assert list(found.index) == [0, 1, 2]
    z, reach = np.arctanh(found["prcc"]), norm.ppf(0.975) / np.sqrt(60 - 3 - 2)
    np.testing.assert_allclose(found["low"], np.tanh(z - reach), rtol=1e-12)
    np.testing.assert_allclose(found["high"], np.tanh(z + reach), rtol=1e-12)


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_perfect_correlation_has_an_interval(sign):
    x = np.random.default_rng(3).normal(size=50)
    found = prcc(frame_of(x[:, np.newaxis]), sign * np.exp(x)).iloc[0]
    assert found["prcc"] == pytest.approx(sign)
    assert np.isfinite([found["low"], found["high"]]).all()


def test_as_few_draws_as_can_be():
    """Six draws of two parameters leave Fisher's z two degrees; five leave one."""
    found = prcc(TWO.head(6), Y[:6])
    reach = norm.ppf(0.975) / np.sqrt(2)
    assert np.arctanh(found["high"][0]) - np.arctanh(found["prcc"][0]) == pytest.approx(reach)


RNG = np.random.default_rng(1)
TWO = frame_of(RNG.normal(size=(20, 2)))
Y = RNG.normal(size=20)


@pytest.mark.parametrize(
    ("draws", "outcome", "what"),
    [
        (TWO, Y[:-1], "outcome: .*19"),
        (TWO.head(5), Y[:5], "at least 6 draws"),
        (TWO[[]], Y, "20 draws of 0 parameters"),
        (TWO.assign(x2=1.0), Y, "x2: does not vary"),
        (TWO, np.ones(20), "outcome: does not vary"),
        (TWO.assign(x2=np.nan), Y, "^draws, outcome: every number must be finite$"),
        (TWO.assign(x3=TWO["x1"] ** 3), Y, "x[13] follows from the others"),
    ],
)
def test_what_cannot_be_used_is_named(draws, outcome, what):
    with pytest.raises(UserError, match=what):
        prcc(draws, outcome)
