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
    p: Observed, s: Solved, treated: int, days_since_index_discharge: float, u: float
) -> float:
    """Days from a discharge to the next readmission, if death does not come first.

    Args:
        p: what the draw states.
        s: what was solved from it.
        treated: 1 if the patient receives KTH.
        days_since_index_discharge: how long ago the index discharge was at this discharge.
        u: uniform in (0, 1).
    """
    k, scale = p.shape_time_to_readmission, s.readmission_scale
    needed = -math.log(u)
    power = 1.0 / k
    factor = s.readmission_factor_delivered
    left = KTH_REACH - days_since_index_discharge
    if not treated or factor == 1.0 or left <= 0.0:
        return scale * math.pow(needed, power)
    gained = math.pow(left / scale, k)
    if needed <= factor * gained:
        return scale * math.pow(needed / factor, power)
    return scale * math.pow(needed - (factor - 1.0) * gained, power)
