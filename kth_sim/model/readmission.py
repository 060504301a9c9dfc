"""Readmission: a Weibull clock from each discharge, faster or slower under KTH for 30 days.

The cumulative hazard t days after a discharge is (t / scale)^k. KTH multiplies what is gained
within 30 days of the *index* discharge, where its risk ratio was observed, by a factor.
"""

from __future__ import annotations

import math

from kth_sim.model.compiled import compiled
from kth_sim.model.parameters import Observed, Solved

KTH_REACH = 30.0  # days after the index discharge: the clock of the observed risk ratio


@compiled
def days_to_readmission(
    p: Observed, s: Solved, treated: int, days_since_index_discharge: float, wait: float
) -> float:
    """Days from a discharge to the next readmission, if death does not come first.

    Args:
        p: what the draw states.
        s: what was solved from it.
        treated: 1 if the patient receives KTH.
        days_since_index_discharge: how long ago the index discharge was at this discharge.
        wait: unit exponential: the cumulative hazard that brings the readmission.

    Returns:
        Days, or inf beyond the readmission window, where it does not matter when.
    """
    k, scale = p.shape_time_to_readmission, s.readmission_scale
    factor = s.readmission_factor_delivered
    left = KTH_REACH - days_since_index_discharge
    if treated and factor != 1.0 and left > 0.0:
        gained = math.pow(left / scale, k)
        wait = wait / factor if wait <= factor * gained else wait - (factor - 1.0) * gained
    return scale * math.pow(wait, 1.0 / k) if wait <= s.readmission_reach else math.inf
