"""What would change the answer: one-way, two-way, thresholds, PRCC and Sobol indices."""

from kth_sim.economics.sensitivity.crossings import boundary, crossings
from kth_sim.economics.sensitivity.outcomes import (
    DecisionOutcome,
    decision_outcomes,
    inmb_id,
    outcomes_at,
)
from kth_sim.economics.sensitivity.prcc import prcc
from kth_sim.economics.sensitivity.sobol import sobol, sobol_points
from kth_sim.economics.sensitivity.tornado import Bar, Estimates, points_of, tornado

__all__ = [
    "Bar",
    "DecisionOutcome",
    "Estimates",
    "boundary",
    "crossings",
    "decision_outcomes",
    "inmb_id",
    "outcomes_at",
    "points_of",
    "prcc",
    "sobol",
    "sobol_points",
    "tornado",
]
