"""The cubic without penalty is the projection on all products that the draws can tell apart."""

from __future__ import annotations

import numpy as np
import pytest

from kth_sim.economics.voi.cubic import cubic


def products(x, degree):
    """1, x, y, x^2, x y, y^2, ... up to the degree, column by column."""
    a, b = x.T
    powers = [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)]
    return np.column_stack([a**i * b**j for i, j in powers])


@pytest.mark.parametrize(
    ("n", "degree"),
    [(400, 3), (200, 3), (199, 2), (120, 2), (119, 1), (60, 1), (59, 0), (5, 0)],
)
def test_products_of_as_many_parameters_as_draws_allow(n, degree):
    """Twenty draws a function: 10 functions of degree 3, 6 of degree 2, 3 of degree 1."""
    rng = np.random.default_rng(n)
    x = rng.normal(3.0, 2.0, (n, 2))
    y = np.column_stack([np.sin(x[:, 0]) * x[:, 1], np.exp(x[:, 1] / 4)]) + rng.normal(size=(n, 2))
    columns = products(x, degree)
    expected = columns @ np.linalg.lstsq(columns, y, rcond=None)[0]
    np.testing.assert_allclose(cubic(x, y), expected, rtol=1e-7, atol=1e-9)


def test_where_nothing_varies_the_mean_of_each_outcome_is_all_there_is():
    y = np.random.default_rng(1).normal([0.0, 5.0], 1.0, (50, 2))
    np.testing.assert_allclose(cubic(np.ones((50, 3)), y), np.tile(y.mean(axis=0), (50, 1)))
