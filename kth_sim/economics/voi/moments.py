"""Moment matching: what the parameters are worth, shrunk to what a study tells of them.

Perfect information on a study's parameters moves the expected net benefit by so much; a study of
`n` patients leaves a part of that variance. The distribution of the expected net benefit after
the study is taken to be that under perfect information, shrunk about its mean.

Source: Heath, Manolopoulou & Baio, Medical Decision Making 39 (2019) 346-358.
"""

from __future__ import annotations

import math

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.voi.gain import Gain, shrunk_gain
from kth_sim.economics.voi.studies import Draws, IntArray, Study, column

N_STUDIES = 100  # simulated, by which the variance that a study leaves is averaged
GROUPS = 10  # of simulated studies, left out in turn for the error


def left_covariance(
    fitted: FloatArray, draws: Draws, study: Study, n: int, rng: np.random.Generator
) -> FloatArray:
    """Covariance that a study of `n` patients leaves of `fitted`, `[simulated study, k, k]`.

    Studies are simulated at draws spread evenly over the range of the first column (a quadrature
    over the parameters). What each leaves is the covariance over the other draws, weighted by how
    likely the study's statistics are in them.

    Args:
        fitted: `[draw, k]`, net benefit expected in a draw if its parameters were known.
        draws: a column a parameter.
        study: what is simulated.
        n: patients in all.
        rng: the luck.
    """
    own = {name: column(draws, name) for name in study.parameters}
    at = spread_evenly(fitted[:, 0], N_STUDIES)
    found = study.simulate({name: values[at] for name, values in own.items()}, n, rng)
    return np.stack(
        [
            weighted_covariance(fitted, weights(study.log_likelihood(own, n, one), true))
            for one, true in zip(found, at.tolist(), strict=True)
        ]
    )


def spread_evenly(values: FloatArray, n: int) -> IntArray:
    """Places of `n` values (or all, if there are fewer) at even distances in their order.

    Example:
        >>> spread_evenly(np.array([30.0, 10.0, 40.0, 20.0]), 2).tolist()
        [3, 2]
    """
    order = np.argsort(values, kind="stable")
    n = min(n, len(order))
    places = ((np.arange(n) + 0.5) * len(order) / n).astype(np.int64)
    return order[places]


def weights(log_likelihood: FloatArray, true: int) -> FloatArray:
    """Weights of the draws after a study, summing to 1; the draw that made it has none."""
    likely = log_likelihood.copy()
    likely[true] = -np.inf
    found = np.exp(likely - likely.max())
    weight: FloatArray = found / found.sum()
    return weight


def weighted_covariance(values: FloatArray, weight: FloatArray) -> FloatArray:
    """Covariance of the columns, `[k, k]`, corrected for the number of draws that count.

    Example:
        >>> weighted_covariance(np.array([[1.0], [3.0]]), np.array([0.5, 0.5])).tolist()
        [[2.0]]
    """
    off = values - weight @ values
    lost = min(float(weight @ weight), 0.5)  # one draw alone tells of no spread
    covariance: FloatArray = (off * weight[:, np.newaxis]).T @ off / (1 - lost)
    return covariance


def matched_gain(fitted: FloatArray, actual: FloatArray, left: FloatArray) -> Gain:
    """What a study is worth that leaves this covariance.

    Args:
        fitted: `[draw, k]`, net benefit against the first strategy, expected if the study's
            parameters were known.
        actual: the same as it was in each draw.
        left: `[simulated study, k, k]`, covariance that each leaves.
    """
    whole = shrunk_gain(fitted, actual, shrinkage(fitted, left.mean(axis=0)))
    groups = np.arange(len(left)) % min(GROUPS, len(left))
    n = int(groups.max()) + 1
    without = [left[groups != group].mean(axis=0) for group in range(n)]
    again = [shrunk_gain(fitted, actual, shrinkage(fitted, one)).value for one in without]
    jackknife = math.sqrt((n - 1) * float(np.var(again)))
    return Gain(whole.value, math.hypot(whole.error, jackknife))


def shrinkage(fitted: FloatArray, left: FloatArray) -> FloatArray:
    """The matrix that takes the covariance `left` away from `fitted` about its mean, `[k, k]`.

    What is left is kept between nothing and all in every direction.
    """
    root, inverse = roots(np.atleast_2d(np.cov(fitted, rowvar=False)))
    part, axes = np.linalg.eigh(inverse @ left @ inverse)
    taken = (axes * (1 - np.clip(part, 0, 1))) @ axes.T
    matrix: FloatArray = inverse @ roots(root @ taken @ root)[0]
    return matrix


def roots(covariance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Symmetric square root and its (pseudo-)inverse."""
    values, axes = np.linalg.eigh(covariance)
    kept = values > 1e-12 * max(values.max(), 0.0)
    size = np.sqrt(np.where(kept, values, 0.0))
    inverse = np.where(kept, 1 / np.where(kept, size, 1.0), 0.0)
    return (axes * size) @ axes.T, (axes * inverse) @ axes.T
