"""Readmission: a Weibull clock from each discharge, faster or slower under KTH for 30 days.

The cumulative hazard t days after a discharge is (t / scale)^k. KTH multiplies what is gained
within 30 days of the *index* discharge, where its risk ratio was observed, by a factor.
"""

from __future__ import annotations

import math

from kth_sim.model.compiled import compiled
from kth_sim.model.elementary import power
from kth_sim.model.parameters import Observed, Solved

KTH_REACH = 30.0  # days after the index discharge: the clock of the observed risk ratio


@compiled
def days_to_readmission(
    p: Observed, s: Solved, kth_after: float, days_since_index_discharge: float, wait: float
) -> float:
    """Days from a discharge to the next readmission, if death does not come first.

    Args:
        p: what the draw states.
        s: what was solved from it.
        kth_after: days from this discharge to the start of KTH; below 0: before; inf: never.
        days_since_index_discharge: how long ago the index discharge was at this discharge.
        wait: unit exponential: the cumulative hazard that brings the readmission.

    Returns:
        Days, or inf beyond the readmission window, where it does not matter when.
    """
    k, scale = p.shape_time_to_readmission, s.readmission_scale
    factor = s.readmission_factor_delivered
    start, stop = max(kth_after, 0.0), KTH_REACH - days_since_index_discharge
    if factor != 1.0 and start < stop:
        before = power(start / scale, k) if start > 0.0 else 0.0
        whole = stop == KTH_REACH  # as after most discharges: worked out once a draw
        inside = (s.readmission_kth_reach if whole else power(stop / scale, k)) - before
        if wait > before + factor * inside:
            wait -= (factor - 1.0) * inside
        elif wait > before:
            wait = before + (wait - before) / factor
    return scale * power(wait, 1.0 / k) if wait <= s.readmission_reach else math.inf
