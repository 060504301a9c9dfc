"""Can that really be true? Corrections of an effect for bias, and averages over structure."""

from kth_sim.economics.bias.confounding import bias_factor, bounding_factor, e_value
from kth_sim.economics.bias.corrections import (
    CORRECTIONS,
    Correction,
    Effect,
    check_weights,
    corrected,
)
from kth_sim.economics.bias.e_values import Printed, e_value_table
from kth_sim.economics.bias.findings import UNDONE, Found, figures, outcomes_of
from kth_sim.economics.bias.formulas import (
    coded_share,
    or_among_left_alive,
    or_left_alive,
    true_share,
)
from kth_sim.economics.bias.mixture import Mixture, mix, shares
from kth_sim.economics.bias.tipping import CODING, TIPPING, Tipping

__all__ = [
    "CODING",
    "CORRECTIONS",
    "TIPPING",
    "UNDONE",
    "Correction",
    "Effect",
    "Found",
    "Mixture",
    "Printed",
    "Tipping",
    "bias_factor",
    "bounding_factor",
    "check_weights",
    "coded_share",
    "corrected",
    "e_value",
    "e_value_table",
    "figures",
    "mix",
    "or_among_left_alive",
    "or_left_alive",
    "outcomes_of",
    "shares",
    "true_share",
]
