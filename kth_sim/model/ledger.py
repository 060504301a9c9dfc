"""The ledger: one row an event, to look at lives and to hold two engines against each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kth_sim.contracts import PLACES, STRATEGIES, FloatArray

EVENTS = ("stay", "death", "cas_regained", "nms_regained")
STAY, DEATH, CAS_REGAINED, NMS_REGAINED = range(len(EVENTS))


def _named(codes: NDArray[np.int64], names: Sequence[str]) -> pd.Categorical[str]:
    """Codes as names."""
    return pd.Categorical.from_codes(codes, pd.Index(names))


def ledger_frame(draw: int, rows: FloatArray) -> pd.DataFrame:
    """Rows `draw, strategy, patient, event, start, stop, place`.

    Args:
        draw: its number.
        rows: `[row, (strategy, patient, event, start, stop, place)]`, codes as numbers, in the
            order in which things happen to each patient.
    """
    codes = rows.astype(np.int64)
    return pd.DataFrame(
        {
            "draw": draw,
            "strategy": _named(codes[:, 0], STRATEGIES),
            "patient": codes[:, 1],
            "event": _named(codes[:, 2], EVENTS),
            "start": rows[:, 3],
            "stop": rows[:, 4],
            "place": _named(codes[:, 5], PLACES),
        }
    )
