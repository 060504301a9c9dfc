"""What people operated month by month use and cost in each stretch of the calendar."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from kth_sim.contracts import FloatArray


def flows(care: FloatArray, per_patient: FloatArray, starts: npt.NDArray[np.int64]) -> FloatArray:
    """Sums over people, `[draw, team, stretch, column]`.

    Each month since operation is weighted with the people for whom it falls inside the stretch,
    so that a plan is one matrix product a draw.

    Args:
        care: `[draw, team, level, destination, month]` people; one draw serves all.
        per_patient: `[draw, level, destination, month since operation, column]`, for no more
            months than the calendar has; later ones hold nothing.
        starts: month in which each stretch begins.
    """
    n_draws, columns = len(per_patient), per_patient.shape[-1]
    teams, known = care.shape[1], per_patient.shape[3]
    flat = per_patient.reshape(n_draws, -1, columns)
    out = np.empty((n_draws, teams, len(starts), columns))
    weights = np.empty((teams, len(starts), *care.shape[2:4], known))
    for d in range(n_draws):
        if d < len(care):
            _fill(weights, care[d], starts)
        np.matmul(weights.reshape(-1, flat.shape[1]), flat[d], out=out[d].reshape(-1, columns))
    return out


def _fill(weights: FloatArray, care: FloatArray, starts: npt.NDArray[np.int64]) -> None:
    """People for whom a month since operation lies in a stretch, filled.

    `[team, stretch, level, destination, month since operation]`: those operated in the months
    that lie so far before the stretch's.
    """
    known, months = weights.shape[-1], care.shape[-1]
    operated = np.zeros((*care.shape[:-1], known + months))  # by a month's end; 0 before any
    np.cumsum(care, axis=-1, out=operated[..., known:])
    for i, (start, stop) in enumerate(pairwise([*starts.tolist(), months])):
        by_stop = operated[..., stop : stop + known]
        weights[:, i] = (by_stop - operated[..., start : start + known])[..., ::-1]
