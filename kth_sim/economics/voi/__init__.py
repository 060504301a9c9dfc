"""What it would be worth to know more: of parameters, and from studies."""

from kth_sim.economics.voi.combined import Combined
from kth_sim.economics.voi.enbs import best_sizes, enbs
from kth_sim.economics.voi.evppi import EVPPI_METHODS, evppi
from kth_sim.economics.voi.evsi import EVSI_METHODS, evsi
from kth_sim.economics.voi.stepped_wedge import SteppedWedge
from kth_sim.economics.voi.studies import Binomial, CostSubStudy, NormalKnown, Study
from kth_sim.economics.voi.two_arms import BinomialTwoArm, ClusterRandomised

__all__ = [
    "EVPPI_METHODS",
    "EVSI_METHODS",
    "Binomial",
    "BinomialTwoArm",
    "ClusterRandomised",
    "Combined",
    "CostSubStudy",
    "NormalKnown",
    "SteppedWedge",
    "Study",
    "best_sizes",
    "enbs",
    "evppi",
    "evsi",
]
