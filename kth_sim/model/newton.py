"""What the solvers of the calibration share."""

from __future__ import annotations

from kth_sim.model.compiled import compiled
from kth_sim.model.elementary import exp, log1p

TOLERANCE = 1e-11  # relative, of a step of Newton's method: the error is its square
MOST_STEPS = 200


@compiled
def survival(v: float, conditional_hazard: float) -> float:
    """Mean of exp(-z L) over gamma frailty z with mean 1 and variance v."""
    if v == 0.0:
        return exp(-conditional_hazard)
    return exp(-log1p(v * conditional_hazard) / v)
