"""Functions of parameters, by which a conditional mean is written: lines, curves and products.

Simple functions are penalised less than others, by their scale: a ridge penalty is chosen for all,
and it bends a straight line last.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kth_sim.contracts import FloatArray

CURVES = 7  # functions of one parameter besides a straight line, if the draws are enough
BEND, WIGGLE = 0.05, 0.002  # scales of the quadratic and of further curves; a line has 1
PRODUCT_RANK = 4  # functions of one parameter that enter products, if the draws are enough
PRODUCT_CURVE = 0.03  # scale of their curves
DEGREE = 3
TINY = 1e-6  # functions that keep less of their spread than this are what others say already

Pair = tuple[int, int]


def standardised(x: FloatArray) -> FloatArray:
    """Columns of mean 0 and standard deviation 1; a column that does not vary is left out.

    Example:
        >>> standardised(np.array([[1.0, 5.0], [3.0, 5.0]])).tolist()
        [[-1.0], [1.0]]
    """
    varying = np.ptp(x, axis=0) > 0
    scaled: FloatArray = (x[:, varying] - x[:, varying].mean(axis=0)) / x[:, varying].std(axis=0)
    return scaled


def orthogonal(columns: FloatArray, given: FloatArray | None = None) -> FloatArray:
    """What columns say besides a constant and the given ones, uncorrelated, standard deviation 1.

    Args:
        columns: `[draw, column]`.
        given: `[draw, column]`, of mean 0.
    """
    left = columns - columns.mean(axis=0)
    spread = np.sqrt((left**2).mean(axis=0))
    left = left / np.where(spread > 0, spread, 1.0)
    if given is not None:
        left = left - given @ np.linalg.lstsq(given, left, rcond=None)[0]
    directions, sizes, _ = np.linalg.svd(left, full_matrices=False)
    root = np.sqrt(len(columns))
    kept: FloatArray = directions[:, sizes > TINY * root] * root
    return kept


def splines(z: FloatArray, n: int) -> FloatArray:
    """Cubic B-splines of one parameter, knots at its quantiles: `n` functions and a constant.

    A parameter of few values, such as a switch, gets one function a value.

    Args:
        z: `[draw]`.
        n: how many functions, two or more.
    """
    from sklearn.preprocessing import SplineTransformer  # noqa: PLC0415 - slow to import

    values = np.unique(z)
    if len(values) <= n + 1:
        each: FloatArray = (z[:, np.newaxis] == values).astype(float)
        return each
    degree = min(DEGREE, n)
    knots = np.unique(np.quantile(z, np.linspace(0, 1, n - degree + 2)))[:, np.newaxis]
    found: FloatArray = SplineTransformer(degree=degree, knots=knots).fit_transform(
        z[:, np.newaxis]
    )
    return found


def curves(z: FloatArray, n: int, bend: float = BEND, wiggle: float = WIGGLE) -> FloatArray:
    """Up to `n` functions of one parameter besides its straight line: quadratic first.

    Args:
        z: `[draw]`, standardised.
        n: how many.
        bend: scale of the quadratic.
        wiggle: scale of the others.
    """
    line = z[:, np.newaxis]
    if n == 0:
        return line[:, :0]
    quadratic = orthogonal(line**2, line)
    rest = orthogonal(splines(z, n + 1), np.hstack([line, quadratic])) if n > 1 else line[:, :0]
    return np.hstack([bend * quadratic, wiggle * rest])


def main_effects(z: FloatArray, room: int) -> FloatArray:
    """Lines and curves of each parameter, `[draw, column]`.

    Args:
        z: `[draw, parameter]`, standardised.
        room: for how many curves in all the draws suffice.
    """
    each = min(CURVES, room // z.shape[1])
    return np.hstack([orthogonal(z), *(curves(column, each) for column in z.T)])


def products(z: FloatArray, pairs: Sequence[Pair], room: int) -> FloatArray:
    """Products of the functions of two parameters, for each pair, centred.

    Args:
        z: `[draw, parameter]`, standardised.
        pairs: places of two parameters each.
        room: for how many products in all the draws suffice.
    """
    rank = max(1, min(PRODUCT_RANK, int(np.sqrt(room / len(pairs)))))
    own = {
        j: np.column_stack([z[:, j], curves(z[:, j], rank - 1, PRODUCT_CURVE, PRODUCT_CURVE)])
        for j in {place for pair in pairs for place in pair}
    }
    each = [own[a][:, :, np.newaxis] * own[b][:, np.newaxis, :] for a, b in pairs]
    every = np.hstack([one.reshape(len(z), -1) for one in each])
    centred: FloatArray = every - every.mean(axis=0)
    return centred
