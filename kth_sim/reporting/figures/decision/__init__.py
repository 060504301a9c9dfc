"""Figures of decision analysis, in Danish or English; each draws a frame and returns a figure."""

from matplotlib.figure import Figure

from kth_sim.reporting.figures.decision.bars import evppi, tornado
from kth_sim.reporting.figures.decision.bias import bias_waterfall
from kth_sim.reporting.figures.decision.ce_plane import ce_plane
from kth_sim.reporting.figures.decision.curves import ceac, ceaf, evpi, expected_loss
from kth_sim.reporting.figures.decision.page import About
from kth_sim.reporting.figures.decision.precision import common_random_numbers, convergence
from kth_sim.reporting.figures.decision.sectors import cost_by_sector
from kth_sim.reporting.figures.decision.studies import enbs
from kth_sim.reporting.figures.decision.surface import heat_map, threshold

__all__ = [
    "About",
    "Figure",
    "bias_waterfall",
    "ce_plane",
    "ceac",
    "ceaf",
    "common_random_numbers",
    "convergence",
    "cost_by_sector",
    "enbs",
    "evpi",
    "evppi",
    "expected_loss",
    "heat_map",
    "threshold",
    "tornado",
]
