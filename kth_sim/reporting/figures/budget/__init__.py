"""Figures of rollout budgets, in Danish or English; each draws a frame and returns a figure."""

from matplotlib.figure import Figure

from kth_sim.reporting.figures.budget.clusters import clusters
from kth_sim.reporting.figures.budget.payers import budget_by_payer
from kth_sim.reporting.figures.budget.plans import plans
from kth_sim.reporting.figures.budget.waterfall import budget_waterfall
from kth_sim.reporting.figures.decision.page import About

__all__ = ["About", "Figure", "budget_by_payer", "budget_waterfall", "clusters", "plans"]
