"""Calendar months against closed forms and against people operated on random days."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from kth_sim.contracts import DAYS_PER_MONTH
from kth_sim.economics.budget import share_in_month
from kth_sim.economics.budget.care import level_weights


def test_an_instant_at_the_operation_stays_in_its_month():
    found = share_in_month(np.array([0.0, 1e-6]), 3)
    np.testing.assert_allclose(found, [[1.0, 0.0, 0.0]], atol=1e-7)


def test_a_whole_month_is_spent_half_in_the_next():
    edges = DAYS_PER_MONTH * np.arange(4)
    found = share_in_month(edges, 5)
    expected = [[0.5, 0.5, 0, 0, 0], [0, 0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5, 0]]
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_shares_are_those_of_people_operated_on_random_days():
    edges = np.array([0.0, 3.0, 20.0, 80.0, 81.0])
    random, n = np.random.default_rng(3), 200_000
    operated = random.uniform(0, DAYS_PER_MONTH, n)
    for row, (begin, end) in zip(share_in_month(edges, 5), pairwise(edges), strict=True):
        month = ((operated + random.uniform(begin, end, n)) // DAYS_PER_MONTH).astype(int)
        seen = np.bincount(month, minlength=5)[:5] / n
        error = np.sqrt(np.maximum(row * (1 - row), 1e-12) / n)
        assert np.all(np.abs(seen - row) <= 4 * error + 1e-9)


def test_rows_sum_to_one_once_everybody_is_through():
    edges = np.concatenate([[0, 1 / 64], np.arange(1, 25) * DAYS_PER_MONTH / 4])
    np.testing.assert_allclose(share_in_month(edges, 8).sum(axis=1), 1.0, rtol=1e-12)


def test_weights_of_levels_are_numpys_polynomial_through_them():
    levels = (0.0, 0.5, 0.75, 1.0)
    values = np.array([3.0, 2.0, 5.0, -1.0])
    at = np.linspace(0, 1, 11)
    polynomial = np.polynomial.Polynomial.fit(levels, values, 3)
    np.testing.assert_allclose(level_weights(levels, at) @ values, polynomial(at), atol=1e-10)
    np.testing.assert_allclose(level_weights(levels, np.array(levels)), np.eye(4), atol=1e-12)
