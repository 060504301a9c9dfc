"""Sobol indices: which share of an outcome's variance a parameter makes, alone and in company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.errors import UserError

if TYPE_CHECKING:
    import pandas as pd

RESAMPLES = 200


def sobol_points(n_parameters: int, n: int, seed: int) -> FloatArray:
    """Points in the unit cube at which a function is wanted, `[n, 2 + parameter, parameter]`.

    For each of n rows: a point A, a point B, and for each parameter A with that parameter from B.
    A and B are one Sobol sequence, shifted at random (modulo 1).

    Args:
        n_parameters: at least 1.
        n: a power of 2.
        seed: of the shift.

    Raises:
        UserError: n is no power of 2, or there is no parameter.

    Example:
        >>> sobol_points(3, 8, seed=1).shape
        (8, 5, 3)
    """
    from scipy.stats import qmc  # noqa: PLC0415 - --help must not pay for it

    if n < 2 or n & (n - 1):
        raise UserError(f"Sobol indices: {n} points: give a power of 2, such as 256")
    if n_parameters < 1:
        raise UserError("Sobol indices: no parameter: name at least one")
    sequence = qmc.Sobol(2 * n_parameters, scramble=False).random(n)
    shift = np.random.default_rng(seed).random(2 * n_parameters)
    moved = np.clip((sequence + shift) % 1.0, 2.0**-53, 1 - 2.0**-53)
    a, b = moved[:, :n_parameters], moved[:, n_parameters:]
    mixed = np.repeat(a[:, np.newaxis], n_parameters, axis=1)
    which = np.arange(n_parameters)
    mixed[:, which, which] = b
    return np.concatenate([a[:, np.newaxis], b[:, np.newaxis], mixed], axis=1)


def sobol(
    values: FloatArray,
    parameters: Sequence[str],
    outcomes: Sequence[str],
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """One row a parameter and outcome: first-order and total index with bootstrap intervals.

    Columns: `parameter, outcome, first, first_low, first_high, total, total_low, total_high`; the
    largest total of each outcome first. An outcome that does not vary has no index (nan).

    Args:
        values: `[n, 2 + parameter, outcome]`, outcomes at the points of `sobol_points`.
        parameters: names.
        outcomes: names.
        seed: of the bootstrap.
        level: of the intervals.

    Source: Saltelli et al., Computer Physics Communications 181 (2010) 259-270, as
        `scipy.stats.sobol_indices` has it; percentile bootstrap over the n rows.
    """
    import pandas as pd  # noqa: PLC0415 - as above

    rng, tails = np.random.default_rng(seed), ((1 - level) / 2, (1 + level) / 2)
    parts = []
    for j, outcome in enumerate(outcomes):
        whole = indices(values[..., j])
        rows = (rng.integers(len(values), size=len(values)) for _ in range(RESAMPLES))
        spread = np.array([indices(values[row, :, j]) for row in rows])
        low, high = np.quantile(spread, tails, axis=0)
        part = pd.DataFrame({"parameter": list(parameters), "outcome": outcome})
        for i, name in enumerate(("first", "total")):
            part[name], part[f"{name}_low"], part[f"{name}_high"] = whole[i], low[i], high[i]
        parts.append(part.sort_values("total", ascending=False, kind="stable"))
    return pd.concat(parts, ignore_index=True)


def indices(values: FloatArray) -> FloatArray:
    """First-order and total indices, `[2, parameter]`; nan where nothing varies.

    Args:
        values: `[n, 2 + parameter]` of one outcome.
    """
    from scipy.stats import sobol_indices  # noqa: PLC0415 - as above

    f = values.T[:, np.newaxis]
    if np.ptp(f[:2]) == 0:
        return np.full((2, len(f) - 2), np.nan)
    found = sobol_indices(func={"f_A": f[0], "f_B": f[1], "f_AB": f[2:]}, n=len(values))
    return np.stack([found.first_order.reshape(-1), found.total_order.reshape(-1)])
