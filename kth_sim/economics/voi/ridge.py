"""Ridge regression whose penalty is chosen, target by target, by leaving each draw out."""

from __future__ import annotations

import numpy as np

from kth_sim.contracts import FloatArray

PENALTIES = np.logspace(-8, 2, 21)  # of which one is chosen, times the number of draws
ROUNDING = 1e-13  # eigenvalues below this share of the largest are taken for nought
NEARLY_ALL = 1 - 1e-6  # no draw is taken to decide its own fit more than this


def ridge(columns: FloatArray, targets: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Fits `[draw, target]`, and the sum of squares of the errors of leaving each draw out.

    One eigendecomposition gives the leave-one-out errors of every penalty and target without
    fitting again: the error of a draw is its residual over one less its leverage.

    Args:
        columns: `[draw, column]`, each of mean 0; a column's scale says how lightly it is
            penalised.
        targets: `[draw, target]`, each of mean 0.

    Source: Golub, Heath & Wahba, Technometrics 21 (1979) 215-223.

    Example:
        >>> x = np.linspace(-1, 1, 50)[:, np.newaxis]
        >>> fitted, _ = ridge(x, 3 * x)
        >>> bool(np.allclose(fitted, 3 * x))
        True
    """
    n = len(columns)
    values, vectors = np.linalg.eigh(columns.T @ columns)
    kept = values > ROUNDING * values[-1]
    directions = columns @ (vectors[:, kept] / np.sqrt(values[kept]))
    along = directions.T @ targets
    shrunk = values[kept, np.newaxis] / (values[kept, np.newaxis] + n * PENALTIES)
    left = 1.0 - np.minimum(directions**2 @ shrunk + 1.0 / n, NEARLY_ALL)
    best, chosen = np.full(targets.shape[1], np.inf), np.zeros_like(along)
    for by, kept_share in zip(shrunk.T[:, :, np.newaxis], left.T[:, :, np.newaxis], strict=True):
        error = (targets - directions @ (by * along)) / kept_share
        loss = np.einsum("dt,dt->t", error, error)
        chosen = np.where(loss < best, by * along, chosen)
        best = np.minimum(best, loss)
    return directions @ chosen, best
