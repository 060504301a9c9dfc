"""What the solvers of the calibration share."""

from __future__ import annotations

from kth_sim.model.compiled import compiled
from kth_sim.model.elementary import exp, log1p
from kth_sim.model.hazards import Patient

TOLERANCE = 1e-11  # relative, of a step of Newton's method: the error is its square
MOST_STEPS = 200


@compiled
def typical(relative: float, destination: int) -> Patient:
    """A point of the grid as a patient, for the functions of the pathway."""
    return Patient(
        age=0.0,
        female=0,
        relative_hazard=relative,
        late_rate=0.0,
        destination=destination,
        from_own_home=1,
        cluster=0,
        operation_day=0.0,
        hours_waiting=0.0,
        days_stay=0.0,
        threshold=1.0,
        limit=1.0,
        wait_readmission=1.0,
        wait_nursing_home=1.0,
        days_temporary_place=0.0,
        home_after_temporary_place=0,
        offered=1,
        cas_regained=0,
        nms_regained=0,
    )


@compiled
def survival(v: float, conditional_hazard: float) -> float:
    """Mean of exp(-z L) over gamma frailty z with mean 1 and variance v."""
    if v == 0.0:
        return exp(-conditional_hazard)
    return exp(-log1p(v * conditional_hazard) / v)
