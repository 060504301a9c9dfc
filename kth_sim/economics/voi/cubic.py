"""A cubic without penalty: the regression that the Gaussian approximation shrinks.

Shrinking a fit that a penalty has shrunk already would count the penalty as a lack of patients.
"""

from __future__ import annotations

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.voi.bases import standardised

DEGREE = 3
DRAWS_A_FUNCTION = 20  # a cubic of many parameters has more functions than draws can tell


def cubic(x: FloatArray, y: FloatArray) -> FloatArray:
    """Means of outcomes given parameters, `[draw, outcome]`, by least squares.

    All products of up to three parameters, or of fewer where the draws do not suffice.

    Args:
        x: `[draw, parameter]`.
        y: `[draw, outcome]`.

    Example:
        >>> x = np.linspace(-1, 1, 500)[:, np.newaxis]
        >>> bool(np.allclose(cubic(x, 2 * x**3 - x), 2 * x**3 - x))
        True
    """
    from sklearn.preprocessing import PolynomialFeatures  # noqa: PLC0415 - slow to import

    z = standardised(x)
    if not z.shape[1]:
        return np.broadcast_to(y.mean(axis=0), y.shape)
    sets = (PolynomialFeatures(degree).fit_transform(z) for degree in range(DEGREE, 0, -1))
    columns = next(
        (s for s in sets if s.shape[1] * DRAWS_A_FUNCTION <= len(s)), np.ones((len(z), 1))
    )
    fitted: FloatArray = columns @ np.linalg.lstsq(columns, y, rcond=None)[0]
    return fitted
