"""Partial rank correlation: how an outcome goes with one parameter, all others held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.errors import UserError

if TYPE_CHECKING:
    import pandas as pd


def prcc(draws: pd.DataFrame, outcome: FloatArray, level: float = 0.95) -> pd.DataFrame:
    """Columns `parameter, prcc, low, high`, the strongest first.

    Parameters and outcome become ranks; the coefficient is the correlation of what is left of
    a parameter and of the outcome after linear regression of each on all other parameters. The
    interval is Fisher's: z has variance 1 / (n - k - 2) for n draws and k parameters.

    Args:
        draws: a row a draw, a column a parameter; each must vary, and none may follow from others.
        outcome: `[draw]`.
        level: of the interval.

    Raises:
        UserError: shapes differ, draws are too few, something is constant or not finite, or
            parameters follow from one another.

    Source: Marino, Hogue, Ray & Kirschner, Journal of Theoretical Biology 254 (2008) 178-196;
        Fisher, Metron 3 (1924) 329-332 (interval of a partial correlation).

    Example:
        >>> import pandas as pd
        >>> u = np.random.default_rng(1).random((200, 2))
        >>> found = prcc(pd.DataFrame(u, columns=["a", "b"]), u[:, 0] ** 3)
        >>> found["parameter"][0], bool(found["prcc"][0] > 0.99)
        ('a', True)
    """
    import pandas as pd  # noqa: PLC0415 - slow to import, and `kth-sim --help` must not wait

    ranks = _ranks(draws, np.asarray(outcome, float))
    n, k = len(ranks), ranks.shape[1] - 1
    found = partial_correlations(ranks[:, :-1], ranks[:, -1])
    low, high = interval(found, n - k - 2, level)
    columns = {"parameter": list(draws.columns), "prcc": found, "low": low, "high": high}
    order = np.argsort(-np.abs(found), kind="stable")
    return pd.DataFrame(columns).iloc[order].reset_index(drop=True)


def partial_correlations(x: FloatArray, y: FloatArray) -> FloatArray:
    """The correlation of y with each column of x, all other columns held, `[column]`.

    One regression of y on all columns gives them all: with coefficient b, residual variance s2 and
    C the inverse correlation matrix of x, it is b_i / sqrt(b_i^2 + s2 C_ii).

    Args:
        x: `[draw, column]`.
        y: `[draw]`.
    """
    x, y = ((v - v.mean(axis=0)) / v.std(axis=0) for v in (x, y))
    inverse = np.linalg.inv(x.T @ x / len(x))
    coefficient = inverse @ (x.T @ y / len(x))
    left = np.mean((y - x @ coefficient) ** 2)
    found: FloatArray = coefficient / np.sqrt(coefficient**2 + left * np.diag(inverse))
    return found


def interval(
    correlation: FloatArray, degrees: float, level: float
) -> tuple[FloatArray, FloatArray]:
    """The interval of a correlation by Fisher's z.

    Args:
        correlation: `[...]`.
        degrees: the inverse variance of z.
        level: of the interval.
    """
    from scipy.special import ndtri  # noqa: PLC0415 - as above

    z = np.arctanh(np.clip(correlation, -1 + 1e-15, 1 - 1e-15))
    reach = ndtri((1 + level) / 2) / np.sqrt(degrees)
    return np.tanh(z - reach), np.tanh(z + reach)


def _ranks(draws: pd.DataFrame, outcome: FloatArray) -> FloatArray:
    """`[draw, parameter and outcome]`, checked."""
    from scipy.linalg import qr  # noqa: PLC0415 - as above
    from scipy.stats import rankdata  # noqa: PLC0415 - as above

    n, k = draws.shape
    if outcome.shape != (n,):
        raise UserError(f"outcome: {outcome.shape} values for {n} draws: give one a draw")
    if k == 0 or n < k + 4:
        raise UserError(f"draws: {n} draws of {k} parameters: at least {k + 4} draws are needed")
    values = np.column_stack([draws.to_numpy(float), outcome])
    if not np.isfinite(values).all():
        raise UserError("draws, outcome: every number must be finite")
    names = [*map(str, draws.columns), "outcome"]
    if still := [name for name, s in zip(names, np.ptp(values, axis=0), strict=True) if s == 0]:
        raise UserError(f"{still[0]}: does not vary: leave it out")
    ranks: FloatArray = rankdata(values, axis=0)
    centred = ranks[:, :-1] - ranks[:, :-1].mean(axis=0)
    triangle, order = qr(centred / centred.std(axis=0), mode="r", pivoting=True)
    size = np.abs(np.diag(triangle))
    if follows := [names[order[i]] for i in np.flatnonzero(size < 1e-8 * size[0])]:
        raise UserError(f"draws: {', '.join(follows)} follows from the others: leave it out")
    return ranks
