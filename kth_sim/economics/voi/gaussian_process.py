"""Conditional means by a Gaussian process: a check on the splines by other means.

Nothing is shared with the splines but the data: smoothness, length scales and noise come from the
marginal likelihood, and interactions of every order are there from the start.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kth_sim.contracts import FloatArray
from kth_sim.economics.voi.bases import standardised
from kth_sim.economics.voi.fits import straight

N_TUNING = 300  # draws on which scales and noise are fitted
N_INDUCING = 500  # draws that carry the fit; with no more draws than these it is exact
LENGTH_SCALES = (0.05, 1e3)  # bounds, in standard deviations
NOISE = (1e-6, 1e1)  # bounds of its variance, in variances of the outcome
JITTER = 1e-8


def gaussian_process(x: FloatArray, y: FloatArray) -> FloatArray:
    """Means of outcomes given parameters, `[draw, outcome]`, by a Gaussian process.

    About a straight line by least squares, the kernel is squared-exponential with a length scale
    for each parameter. It is tuned on some draws, and carried by some more (subset of
    regressors), taken at even distances, so that nothing is random.

    Args:
        x: `[draw, parameter]`; at least one varies.
        y: `[draw, outcome]`.

    Source: Strong, Oakley & Brennan, Medical Decision Making 34 (2014) 311-326; Quinonero-Candela
    & Rasmussen, Journal of Machine Learning Research 6 (2005) 1939-1959.
    """
    z, fitted = standardised(x), straight(x, y)
    for column, left in enumerate((y - fitted).T):
        spread = left.std()
        if spread > 0:
            fitted[:, column] += spread * _fit(z, left / spread)
    return fitted


def evenly(n: int, at_most: int) -> NDArray[np.int64]:
    """Places of some of `n` draws at even distances.

    Example:
        >>> evenly(10, 3).tolist()
        [0, 3, 6]
    """
    few = min(n, at_most)
    return np.arange(few, dtype=np.int64) * n // few


def _fit(z: FloatArray, target: FloatArray) -> FloatArray:
    """The fit of one outcome of mean 0 and standard deviation 1, `[draw]`."""
    from scipy.linalg import cholesky, solve_triangular  # noqa: PLC0415 - slow to import
    from sklearn.linear_model import Ridge  # noqa: PLC0415

    kernel, noise = _tuned(z, target)
    carriers = z[evenly(len(z), N_INDUCING)]
    among = kernel(carriers)
    root = cholesky(among + JITTER * np.trace(among) / len(among) * np.eye(len(among)), lower=True)
    features = solve_triangular(root, kernel(carriers, z), lower=True).T
    found: FloatArray = Ridge(alpha=noise).fit(features, target).predict(features)
    return found


def _tuned(z: FloatArray, target: FloatArray) -> tuple[Any, float]:
    """Kernel of the mean, and variance of the noise, by maximum marginal likelihood."""
    import warnings  # noqa: PLC0415

    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415
    from sklearn.gaussian_process import GaussianProcessRegressor  # noqa: PLC0415
    from sklearn.gaussian_process.kernels import (  # noqa: PLC0415
        RBF,
        ConstantKernel,
        WhiteKernel,
    )

    some = evenly(len(z), N_TUNING)
    start = ConstantKernel(0.5, (1e-6, 1e3)) * RBF(np.full(z.shape[1], 2.0), LENGTH_SCALES)
    process = GaussianProcessRegressor(start + WhiteKernel(0.5, NOISE))
    with warnings.catch_warnings():  # a scale at its bound says that a parameter does not matter
        warnings.simplefilter("ignore", ConvergenceWarning)
        process.fit(z[some], target[some])
    return process.kernel_.k1, float(process.kernel_.k2.noise_level)
