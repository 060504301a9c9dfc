"""The best rollout plan: which cluster starts when, within budget, capacity and staff."""

from kth_sim.economics.choice.assemble import Candidate, Staffing, make_options, quarter_names
from kth_sim.economics.choice.best import UNITS, Choice, best_rollout
from kth_sim.economics.choice.frontier import frontier
from kth_sim.economics.choice.options import LIMITS, OBJECTIVES, ChoiceError, Limits, StartOptions
from kth_sim.economics.choice.robustness import robustness
from kth_sim.economics.choice.worth import Responses, Worth, responses, worth

__all__ = [
    "LIMITS",
    "OBJECTIVES",
    "UNITS",
    "Candidate",
    "Choice",
    "ChoiceError",
    "Limits",
    "Responses",
    "Staffing",
    "StartOptions",
    "Worth",
    "best_rollout",
    "frontier",
    "make_options",
    "quarter_names",
    "responses",
    "robustness",
    "worth",
]
