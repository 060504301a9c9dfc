"""Is it worth it, and how sure are we: everything a decision needs from outcomes by draw."""

from kth_sim.economics.decision.acceptability import ceac, ceaf, evpi, expected_loss
from kth_sim.economics.decision.benefit import inmb, nmb
from kth_sim.economics.decision.convergence import (
    Effort,
    VarianceSplit,
    running_mean,
    split_variance,
    worthwhile,
)
from kth_sim.economics.decision.icer import icer_table
from kth_sim.economics.decision.increments import (
    QUADRANTS,
    incremental_outcomes,
    inmb_table,
    quadrant_shares,
)
from kth_sim.economics.decision.outcomes import Outcomes, OutcomesError
from kth_sim.economics.decision.population import discounted_people, population

__all__ = [
    "QUADRANTS",
    "Effort",
    "Outcomes",
    "OutcomesError",
    "VarianceSplit",
    "ceac",
    "ceaf",
    "discounted_people",
    "evpi",
    "expected_loss",
    "icer_table",
    "incremental_outcomes",
    "inmb",
    "inmb_table",
    "nmb",
    "population",
    "quadrant_shares",
    "running_mean",
    "split_variance",
    "worthwhile",
]
