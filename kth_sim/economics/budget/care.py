"""How many people have which care: the weights of the simulated levels, by interpolation."""

from __future__ import annotations

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.budget.types import Intake
from kth_sim.errors import UserError

ROUNDING = 1e-9


def level_weights(levels: tuple[float, ...], fidelity: FloatArray) -> FloatArray:
    """Weight of each simulated level at a fidelity, `[..., level]`: the polynomial through all.

    Weights sum to 1; at a level it has weight 1. Whatever is a polynomial in fidelity of a degree
    below the number of levels is exact.

    Args:
        levels: simulated, different.
        fidelity: any shape.

    Source: Lagrange's interpolation.

    >>> level_weights((0.0, 0.5, 1.0), np.array(0.75)).tolist()
    [-0.125, 0.75, 0.375]
    """
    weights = np.empty((*fidelity.shape, len(levels)))
    for k in range(len(levels)):
        weights[..., k] = _weight(levels, k, fidelity)
    return weights


def _weight(levels: tuple[float, ...], k: int, fidelity: FloatArray) -> FloatArray:
    weight = np.ones_like(fidelity)
    for j, other in enumerate(levels):
        if j != k:
            weight *= (fidelity - other) / (levels[k] - other)
    return weight


def by_care(intake: Intake, levels: tuple[float, ...]) -> FloatArray:
    """People in usual care, then weights of each level, `[draw, team, level, destination, month]`.

    The axis `draw` has length 1 where draws do not differ.

    Raises:
        UserError: more are treated than operated, or a fidelity lies outside the levels.
    """
    people, treated, fidelity = (
        _with_draws(array) for array in (intake.people, intake.treated, intake.fidelity)
    )
    _check(people, treated, fidelity, levels)
    n_draws = max(len(people), len(treated), len(fidelity))
    _, teams, destinations, months = people.shape
    care = np.empty((n_draws, teams, 1 + len(levels), destinations, months))
    care[:, :, 0] = people - treated
    for k in range(len(levels)):
        care[:, :, 1 + k] = treated * _weight(levels, k, fidelity)
    return care


def _with_draws(array: FloatArray) -> FloatArray:
    return array if array.ndim == 4 else array[np.newaxis]


def _check(
    people: FloatArray, treated: FloatArray, fidelity: FloatArray, levels: tuple[float, ...]
) -> None:
    if np.any(people < 0) or np.any(treated < 0):
        raise UserError("intake: people and treated must be 0 or more")
    if np.any(treated > people * (1 + ROUNDING)):
        raise UserError("intake: more people are treated than operated: uptake must be at most 1")
    low, high = levels[0] - ROUNDING, levels[-1] + ROUNDING
    if np.any((treated > 0) & ((fidelity < low) | (fidelity > high))):
        raise UserError(f"intake: fidelity must lie within {levels[0]:g} to {levels[-1]:g}")
