"""The regressions beneath EVPPI and EVSI, against other ways of computing the same."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from sklearn.linear_model import RidgeCV

from kth_sim.economics.voi.bases import main_effects, orthogonal, products, standardised
from kth_sim.economics.voi.fits import spline_means, standing_out, straight
from kth_sim.economics.voi.gaussian_process import N_INDUCING, gaussian_process
from kth_sim.economics.voi.ridge import PENALTIES, ridge


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def test_ridge_is_that_of_scikit_learn(rng):
    """Same penalties, each outcome its own, same leave-one-out errors."""
    columns = orthogonal(rng.normal(size=(200, 6))) * [1, 1, 0.5, 0.1, 0.1, 0.01]
    y = columns @ rng.normal(size=(6, 3)) + rng.normal(size=(200, 3)) * [0.1, 1, 10]
    y -= y.mean(axis=0)
    fitted, loss = ridge(columns, y)
    theirs = RidgeCV(200 * PENALTIES, alpha_per_target=True).fit(columns, y)
    np.testing.assert_allclose(fitted, theirs.predict(columns), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(loss / 200, -theirs.best_score_, rtol=1e-6)


def test_leave_one_out_error_is_that_of_fitting_again(rng):
    columns = orthogonal(rng.normal(size=(30, 3)))
    y = rng.normal(size=(30, 1)) + columns[:, :1]
    _, loss = ridge(columns, y - y.mean())
    left = []
    for penalty in 30 * PENALTIES:
        errors = []
        for out in range(30):
            kept = np.arange(30) != out
            center, level = columns[kept].mean(axis=0), y[kept].mean()
            x = columns[kept] - center
            slope = np.linalg.solve(x.T @ x + penalty * np.eye(3), x.T @ (y[kept] - level))
            errors.append(y[out, 0] - level - (columns[out] - center) @ slope[:, 0])
        left.append(np.sum(np.square(errors)))
    assert loss[0] == pytest.approx(min(left), rel=1e-9)


def test_straight_lines_are_least_squares(rng):
    x, y = rng.normal(3, 2, (100, 2)), rng.normal(size=(100, 2))
    design = np.column_stack([np.ones(100), x])
    np.testing.assert_allclose(straight(x, y), design @ np.linalg.lstsq(design, y, rcond=None)[0])


def test_a_line_without_noise_comes_back(rng):
    x = np.exp(rng.normal(size=(500, 2)))
    y = 3 + x @ np.array([[2.0, -1.0], [5.0, 0.0]])
    np.testing.assert_allclose(spline_means(x, y), y, atol=1e-4 * y.std())


@pytest.mark.parametrize(
    "method", [spline_means, pytest.param(gaussian_process, marks=pytest.mark.slow)]
)
def test_curves_and_products_without_noise_come_near(rng, method):
    x = rng.uniform(-2, 2, (200, 2))
    y = np.column_stack([np.sin(2 * x[:, 0]) + x[:, 1] ** 2, x[:, 0] * x[:, 1] - x[:, 1] ** 3 / 3])
    left = (y - method(x, y)).var(axis=0) / y.var(axis=0)
    assert (left < 0.005).all()


@pytest.mark.parametrize("method", [spline_means, gaussian_process, straight])
def test_fits_keep_the_mean(rng, method):
    x, y = rng.normal(size=(600, 1)), rng.normal(5, 3, (600, 1))
    np.testing.assert_allclose(method(x, y).mean(axis=0), y.mean(axis=0), atol=1e-9)


def test_noise_alone_is_fitted_by_next_to_nothing(rng):
    """Twenty parameters: without a penalty their lines alone would fit 20 / 1000 of the noise."""
    x, y = rng.normal(size=(1000, 20)), rng.normal(size=(1000, 8))
    assert (spline_means(x, y).var(axis=0) / y.var(axis=0)).mean() < 0.005


def test_a_process_on_few_draws_is_exact(rng):
    """Carried by all draws it is the kernel smoother: compared with solving for it directly."""
    from kth_sim.economics.voi.gaussian_process import _tuned

    x = rng.normal(size=(100, 1))
    y = np.cos(2 * x) + 0.3 * rng.normal(size=(100, 1))
    z, line = standardised(x), straight(x, y)
    left = (y - line)[:, 0]
    kernel, noise = _tuned(z, left / left.std())
    among = kernel(z)
    # An intercept of its own: noise with a constant of unbounded variance.
    whole = np.block([[among + noise * np.eye(100), np.ones((100, 1))], [np.ones((1, 100)), 0]])
    weights = np.linalg.solve(whole, np.append(left, 0.0))
    expected = line[:, 0] + among @ weights[:100] + weights[100]
    np.testing.assert_allclose(gaussian_process(x, y)[:, 0], expected, atol=1e-4)
    assert len(x) <= N_INDUCING


def test_pairs_that_stand_out_are_those_that_act(rng):
    z = standardised(rng.normal(size=(2000, 30)))
    pairs = [(a, b) for a in range(30) for b in range(a + 1, 30)]
    left = 0.5 * z[:, 3] * z[:, 7] + z[:, 11] * z[:, 20] + rng.normal(size=2000)
    assert standing_out(z, (left - left.mean())[:, np.newaxis], pairs)[:2] == [(11, 20), (3, 7)]


@pytest.mark.parametrize(("n", "parameters"), [(500, 1), (500, 3), (2000, 10), (10_000, 60)])
def test_columns_stay_well_below_the_draws(rng, n, parameters):
    """At most one curve and one product in twenty draws each, and a line a parameter."""
    z, room = standardised(rng.normal(size=(n, parameters))), n // 20
    assert main_effects(z, room).shape[1] <= room + parameters
    pairs = [(a, b) for a in range(parameters) for b in range(a + 1, parameters)]
    if 0 < len(pairs) <= room:
        assert products(z, pairs, room).shape[1] <= room


def test_pairs_that_stand_out_are_those_whose_product_correlates(rng):
    """Correlation of product and residual x sqrt(n), pair by pair, against sqrt(2 log m)."""
    n, pairs = 400, list(combinations(range(5), 2))
    z = standardised(rng.normal(size=(n, 5)) @ rng.normal(size=(5, 5)))
    left = np.column_stack([0.3 * z[:, 0] * z[:, 3], 0.25 * z[:, 1] * z[:, 2]])
    left = left + rng.normal(size=(n, 2))
    left -= left.mean(axis=0)
    strength = {}
    for i, j in pairs:
        product = z[:, i] * z[:, j]
        with_each = [np.corrcoef(product, one)[0, 1] for one in left.T]
        strength[i, j] = np.abs(with_each).max() * np.sqrt(n)
    bar = np.sqrt(2 * np.log(len(pairs) * 2))
    expected = sorted((p for p in pairs if strength[p] > bar), key=lambda p: -strength[p])
    assert 2 <= len(expected) < len(pairs)
    assert standing_out(z, left, pairs) == expected
