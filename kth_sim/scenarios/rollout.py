"""Rollout plans: which cluster starts Kom Trygt Hjem when, with whom, how far and at what cost."""

from __future__ import annotations

from kth_sim.scenarios.rollout_curves import fidelity, incidence, months_of, uptake
from kth_sim.scenarios.rollout_network import load_network, network_names
from kth_sim.scenarios.rollout_people import destination_shares, people_with_kth
from kth_sim.scenarios.rollout_plan import find_plan, is_plan, load_plan, plan_names, plan_paths
from kth_sim.scenarios.rollout_rule import passes
from kth_sim.scenarios.rollout_types import Network, Plan, Rule, Start, Team
from kth_sim.scenarios.rollout_values import with_values

__all__ = [
    "Network",
    "Plan",
    "Rule",
    "Start",
    "Team",
    "destination_shares",
    "fidelity",
    "find_plan",
    "incidence",
    "is_plan",
    "load_network",
    "load_plan",
    "months_of",
    "network_names",
    "passes",
    "people_with_kth",
    "plan_names",
    "plan_paths",
    "uptake",
    "with_values",
]
