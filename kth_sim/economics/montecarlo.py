"""Monte-Carlo error of any function of the sums: the delete-one-block jackknife.

How far would the figure have moved with other luck? Kept apart from what the parameters leave
uncertain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from kth_sim.contracts import FloatArray, Quantities
from kth_sim.economics.axes import over_leading
from kth_sim.economics.sums import Sums, leave_one_out, pooled
from kth_sim.errors import UserError

Estimate = Callable[[Sums], Mapping[str, FloatArray]]


def jackknife(
    estimate: Estimate, quantities: Quantities
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """Estimates and their Monte-Carlo standard errors, `{id: [draw, ...]}` each.

    The estimate is that of all blocks, without a correction for bias. With one block the error is
    nan: unknown, not zero.

    Args:
        estimate: any function of sums; it gets leading axes `[draw]` once and `[draw, block left
            out]` once, and must keep them. A quantity that it holds fixed has no error.
        quantities: of one or more blocks.

    Raises:
        UserError: if a block holds no patient.
    """
    whole = dict(estimate(pooled(quantities)))
    sizes = quantities.n_patients
    if sizes.shape[1] == 1:
        return whole, {name: np.full_like(value, np.nan) for name, value in whole.items()}
    if np.any(sizes <= 0):
        raise UserError("Monte-Carlo error: a block holds no patient; ask for fewer blocks")
    left_out = estimate(leave_one_out(quantities))
    return whole, {
        name: standard_error(value, left_out[name], sizes) for name, value in whole.items()
    }


def standard_error(whole: FloatArray, left_out: FloatArray, sizes: FloatArray) -> FloatArray:
    """Standard error by the delete-m jackknife for unequal m, `[draw, ...]`, unit of the estimate.

    With block j of size m_j out of n, h_j = n / m_j and pseudo-values
    p_j = h_j whole - (h_j - 1) left_out_j, the jackknife estimate is q = sum of p_j / h_j, and
    the variance is the mean of (p_j - q)^2 / (h_j - 1). Equal blocks give the ordinary jackknife.

    Args:
        whole: `[draw, ...]`, estimate from all blocks.
        left_out: `[draw, block, ...]`, estimate without each block.
        sizes: `[draw, block]`, patients of each block.

    Source: Busing, Meijer & van der Leeden, Statistics and Computing 9 (1999) 3-8.

    Example:
        >>> sizes, left_out = np.ones((1, 3)), np.array([[2.5, 2.0, 1.5]])  # mean of 1, 2, 3
        >>> error = standard_error(np.array([2.0]), left_out, sizes)
        >>> bool(np.isclose(error[0] ** 2, 1 / 3))  # s^2 / n
        True
    """
    n = sizes.sum(axis=1, keepdims=True)
    h = over_leading(n / sizes, left_out.ndim)
    pseudo = h * whole[:, np.newaxis] - (h - 1.0) * left_out
    center = (pseudo / h).sum(axis=1, keepdims=True)
    variance = ((pseudo - center) ** 2 / (h - 1.0)).mean(axis=1)
    error: FloatArray = np.sqrt(variance)
    return error
