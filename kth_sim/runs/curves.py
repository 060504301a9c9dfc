"""Tidy frames for the figures, from the simulated quantities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import (
    CURVES,
    DAY_90_STATES,
    DAYS_PER_YEAR,
    FIRST_STATES,
    OUTCOMES,
    STRATEGIES,
    FloatArray,
    Quantities,
)

if TYPE_CHECKING:
    import pandas as pd

_LAST_YEAR = 30
_LAST_DAY_OF_INCIDENCE = 120


def binomial_error(share: FloatArray, n: float) -> FloatArray:
    """Monte-Carlo standard error of a share of n independent patients."""
    error: FloatArray = np.sqrt(share * (1 - share) / n)
    return error


def cumulative(quantities: Quantities, curve: str, strategy: int) -> FloatArray:
    """`[edge]` persons whose event has happened by each edge of the curves' bins, from 0."""
    counts = quantities.curves[0, strategy, CURVES.index(curve)]
    return np.concatenate([[0.0], np.cumsum(counts)])


def survival(quantities: Quantities) -> pd.DataFrame:
    """Rows `strategy, day, year, alive, mcse` at every edge of the curves' bins."""
    import pandas as pd  # noqa: PLC0415

    n, edges = float(quantities.n_patients[0].sum()), quantities.curve_edges
    frames = []
    for s, strategy in enumerate(STRATEGIES):
        alive = 1 - cumulative(quantities, "death", s) / n
        frames.append(
            pd.DataFrame(
                {
                    "strategy": strategy,
                    "day": edges,
                    "year": edges / DAYS_PER_YEAR,
                    "alive": alive,
                    "mcse": binomial_error(alive, n),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def survival_90d(quantities: Quantities) -> pd.DataFrame:
    """Rows `strategy, day, alive, mcse`, daily to day 90."""
    frame = survival(quantities)
    return frame.loc[frame["day"] <= 90, ["strategy", "day", "alive", "mcse"]]


def survival_lifetime(quantities: Quantities) -> pd.DataFrame:
    """Rows `strategy, year, alive, mcse`, to year 30 at most."""
    frame = survival(quantities)
    keep = (frame["year"] <= _LAST_YEAR) & ((frame["day"] % 10 == 0) | (frame["day"] > 120))
    return frame.loc[keep, ["strategy", "year", "alive", "mcse"]]


def readmission_incidence(quantities: Quantities) -> pd.DataFrame:
    """Rows `strategy, day, readmitted, died_first, mcse`, daily to day 120 after discharge."""
    import pandas as pd  # noqa: PLC0415

    days = quantities.curve_edges[: _LAST_DAY_OF_INCIDENCE + 1]
    frames = []
    for s, strategy in enumerate(STRATEGIES):
        n = float(quantities.counts[0, :, s, :, OUTCOMES.index("discharged_alive")].sum())
        readmitted = cumulative(quantities, "first_readmission", s)[: len(days)] / n
        died = cumulative(quantities, "death_before_readmission", s)[: len(days)] / n
        frames.append(
            pd.DataFrame(
                {
                    "strategy": strategy,
                    "day": days,
                    "readmitted": readmitted,
                    "died_first": died,
                    "mcse": binomial_error(readmitted, n),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def flow_90d(quantities: Quantities) -> pd.DataFrame:
    """Rows `strategy, first_state, readmitted, day_90_state, per_1000`."""
    import pandas as pd  # noqa: PLC0415

    n = float(quantities.n_patients[0].sum())
    return pd.DataFrame(
        {
            "strategy": strategy,
            "first_state": first,
            "readmitted": readmitted,
            "day_90_state": last,
            "per_1000": 1000 * float(quantities.flow[0, s, f, readmitted, x]) / n,
        }
        for s, strategy in enumerate(STRATEGIES)
        for f, first in enumerate(FIRST_STATES)
        for readmitted in (0, 1)
        for x, last in enumerate(DAY_90_STATES)
        if quantities.flow[0, s, f, readmitted, x] > 0
    )
