"""What the solvers of the calibration share."""

from __future__ import annotations

import math

from kth_sim.model.compiled import compiled
from kth_sim.model.hazards import Patient

TOLERANCE = 1e-11  # relative, of a step of Newton's method: the error is its square
MOST_STEPS = 200


@compiled
def typical(relative: float, destination: int) -> Patient:
    """A point of the grid as a patient, for the functions of the pathway."""
    return Patient(0.0, 0, relative, destination, 1, 0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1)


@compiled
def survival(v: float, conditional_hazard: float) -> float:
    """Mean of exp(-z L) over gamma frailty z with mean 1 and variance v."""
    if v == 0.0:
        return math.exp(-conditional_hazard)
    return math.exp(-math.log1p(v * conditional_hazard) / v)
