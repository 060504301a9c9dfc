"""Figures of sweeps, in Danish or English; each draws a frame and returns a figure."""

from kth_sim.reporting.figures.sweep.forest import sweep_forest
from kth_sim.reporting.figures.sweep.lines import sweep_line, sweep_multiples
from kth_sim.reporting.figures.sweep.maps import sweep_map
from kth_sim.reporting.figures.sweep.naming import Naming
from kth_sim.reporting.figures.sweep.ranking import sweep_ranking
from kth_sim.reporting.figures.sweep.scatter import sweep_scatter

__all__ = [
    "Naming",
    "sweep_forest",
    "sweep_line",
    "sweep_map",
    "sweep_multiples",
    "sweep_ranking",
    "sweep_scatter",
]
