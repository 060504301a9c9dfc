"""What a study leaves uncertain, against NumPy's covariance and a jackknife written out."""

from __future__ import annotations

import numpy as np
import pytest

from kth_sim.economics.voi.gain import gain, shrunk_gain
from kth_sim.economics.voi.moments import (
    matched_gain,
    shrinkage,
    spread_evenly,
    weighted_covariance,
    weights,
)


@pytest.fixture
def rng():
    return np.random.default_rng(5)


def test_studies_are_simulated_evenly_over_the_range():
    """Of ten values in order, the middles of three thirds: places 1, 5 and 8."""
    values = np.array([3.0, 9.0, 1.0, 7.0, 5.0, 0.0, 8.0, 2.0, 6.0, 4.0])
    assert values[spread_evenly(values, 3)].tolist() == [1.0, 5.0, 8.0]
    assert values[spread_evenly(values, 99)].tolist() == list(range(10))
    assert spread_evenly(np.zeros(4), 4).tolist() == [0, 1, 2, 3]  # ties as they come


def test_weights_are_likelihoods_without_the_draw_that_made_the_study():
    found = weights(np.log([1.0, 5.0, 3.0]) - 700.0, 1)
    assert found == pytest.approx([0.25, 0.0, 0.75])


def test_the_covariance_is_numpys_with_the_same_weights(rng):
    values, weight = rng.normal(size=(50, 3)), rng.dirichlet(np.ones(50))
    expected = np.cov(values, rowvar=False, aweights=weight)
    np.testing.assert_allclose(weighted_covariance(values, weight), expected)


def test_one_draw_alone_tells_of_no_spread():
    """Weights 0.9 and 0.1 on 0 and 10: 9 about the mean 1, and no more than doubled."""
    found = weighted_covariance(np.array([[0.0], [10.0]]), np.array([0.9, 0.1]))
    assert found[0, 0] == pytest.approx((0.9 * 1 + 0.1 * 81) * 2)


@pytest.mark.parametrize("studies", [30, 6])
def test_the_error_holds_what_the_simulated_studies_leave_unsure(studies, rng):
    """Leaving out every tenth study (each, if there are fewer) in turn: sqrt((n - 1) / n SS)."""
    fitted = rng.normal(size=(400, 2)) * [300.0, 500.0] + [50.0, -40.0]
    actual = fitted + rng.normal(size=(400, 2)) * 100.0
    roots = rng.normal(size=(studies, 2, 2)) * 150.0
    left = roots @ roots.transpose(0, 2, 1)
    groups = min(10, studies)
    again = []
    for group in range(groups):
        kept = [left[i] for i in range(studies) if i % groups != group]
        shrunk = shrinkage(fitted, np.mean(kept, axis=0))
        again.append(shrunk_gain(fitted, actual, shrunk).value)
    squares = np.sum((np.array(again) - np.mean(again)) ** 2)
    whole = shrunk_gain(fitted, actual, shrinkage(fitted, left.mean(axis=0)))
    expected = np.sqrt(whole.error**2 + (groups - 1) / groups * squares)
    found = matched_gain(fitted, actual, left)
    assert found.value == whole.value
    assert found.error == pytest.approx(expected)
    assert found.error > whole.error


def test_what_is_not_shrunk_gains_as_it_is(rng):
    fitted = rng.normal([0.3, -0.2], 1.0, (200, 2))
    actual = fitted + rng.normal(size=(200, 2))
    assert shrunk_gain(fitted, actual, np.eye(2)) == gain(fitted, actual)


def test_what_is_shrunk_to_its_mean_gains_nothing_for_sure(rng):
    fitted = rng.normal([0.3, -0.2], 1.0, (200, 2))
    found = shrunk_gain(fitted, fitted, np.zeros((2, 2)))
    assert (found.value, found.error) == pytest.approx((0.0, 0.0), abs=1e-12)


def test_the_error_of_what_is_half_shrunk_by_hand():
    """Four draws, mean 1, halved about it: 3, -0.5, 1.5, 0. The second says no, 0 says neither.

    What is brought is half of what was beyond the mean; the mean that is decided by moves with
    each draw by the other half, in the share of draws that decide by it (1/2 here, not 1).
    """
    fitted = np.array([[5.0], [-2.0], [2.0], [-1.0]])
    actual = np.array([[6.0], [-4.0], [1.0], [1.0]])
    found = shrunk_gain(fitted, actual, np.array([[0.5]]))
    after = np.array([3.0, -0.5, 1.5, 0.0])
    half = (actual[:, 0] - 1.0) / 2
    brought = np.where(after > 0, 1.0 + half, 0.0)
    moved = half * (2 / 4 - 1)
    assert found.value == pytest.approx((3.0 + 1.5) / 4 - 1.0)
    assert found.error == pytest.approx(np.std(brought - (1.0 + half) + moved, ddof=1) / 2)


def test_shrinking_leaves_the_covariance_that_was_asked_for(rng):
    """Covariance of the fit less what is left, in two dimensions and in one."""
    fitted = rng.normal(size=(300, 2)) @ rng.normal(size=(2, 2))
    total = np.cov(fitted, rowvar=False)
    left = 0.3 * total + np.diag(0.01 * np.diag(total))
    shrunk = fitted @ shrinkage(fitted, left)
    np.testing.assert_allclose(np.cov(shrunk, rowvar=False), total - left, rtol=1e-9)
    one = fitted[:, :1] @ shrinkage(fitted[:, :1], total[:1, :1] / 4)
    assert np.var(one) == pytest.approx(0.75 * np.var(fitted[:, 0]))


def test_no_more_is_taken_away_than_there_is_nor_added(rng):
    """Five times the covariance leaves nothing; a negative one (rounding) leaves all."""
    fitted = rng.normal(size=(300, 2))
    total = np.cov(fitted, rowvar=False)
    np.testing.assert_allclose(shrinkage(fitted, 5 * total), np.zeros((2, 2)), atol=1e-12)
    np.testing.assert_allclose(shrinkage(fitted, -total), np.eye(2), atol=1e-9)
