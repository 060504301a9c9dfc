"""Figures from tidy frames: each function draws exactly the frame that is saved beside it."""

from kth_sim.reporting.figures.calibration import calibration
from kth_sim.reporting.figures.costs import cost_of_strategies
from kth_sim.reporting.figures.flow import flow_90d
from kth_sim.reporting.figures.readmission import readmission_incidence
from kth_sim.reporting.figures.save import save_figure
from kth_sim.reporting.figures.survival import Window, survival_90d, survival_lifetime

__all__ = [
    "Window",
    "calibration",
    "cost_of_strategies",
    "flow_90d",
    "readmission_incidence",
    "save_figure",
    "survival_90d",
    "survival_lifetime",
]
