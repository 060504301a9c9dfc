"""What the rooms owe each other: one vocabulary of ids, and the quantities a simulation returns.

This module imports no room, so `model` can fill what `economics` reads without either knowing
the other.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

STRATEGIES = ("usual_care", "kth")
DESTINATIONS = ("own_home", "temporary_place", "nursing_home")

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12
DAYS_3_MONTHS = 3 * DAYS_PER_MONTH

# What one patient uses or lives through, summed over patients. Never money.
RESOURCES = (
    "days_index_stay",  # in hospital from operation to discharge (or death)
    "days_own_home",
    "days_temporary_place",
    "days_nursing_home",
    "days_readmitted",
    "days_kth",  # out of hospital inside the programme's length after discharge
    "moment_alive",  # day x days: integral over the period of (t - period start) while alive
    "n_operations",
    "n_readmissions",
    "n_kth_pathways",
    "hours_waiting",  # admission to operation
)
PLACES = RESOURCES[:5]

# Persons (or sums over persons) by strategy and destination.
OUTCOMES = (
    "patients",
    "discharged_alive",
    "treated",  # received KTH
    "deaths_30d",  # days from operation, all operated
    "deaths_30d_in_hospital",  # of these, before discharge
    "deaths_90d",
    "deaths_365d",
    "readmitted_30d",  # persons with a readmission within 30 days of discharge
    "readmitted_120d",
    "readmitted_365d",
    "alive_end_of_rehabilitation",
    "cas_regained",
    "nms_regained",
    "frailty_alive_30d",  # sum of expected frailty over those alive at day 30
    "days_after_30d",  # sum of days lived after day 30 over those alive at day 30
    "saved_30d",  # dead by day 30 in usual care, alive in this strategy
    "frailty_saved_30d",
    "days_after_30d_saved",
)

# Where each of the cohort is, for the flow figure: after the index stay, then at day 90.
FIRST_STATES = (*DESTINATIONS, "died_in_hospital", "still_in_hospital")
DAY_90_STATES = (*DESTINATIONS, "readmitted", "index_stay", "dead")

# Times at which the curves are known: daily to day 120, then monthly.
CURVES = ("death", "first_readmission", "death_before_readmission")


@dataclass(frozen=True)
class Quantities:
    """What happened and what was used, summed over the patients of each block.

    Attributes:
        period_edges: `[period + 1]`, days since operation; the last is the horizon.
        used: `[draw, block, strategy, destination, period, resource]`, undiscounted.
        discounted: the same, each instant weighted with its discount factor.
        counts: `[draw, block, strategy, destination, outcome]`.
        curve_edges: `[bin + 1]`, days (since operation for deaths, since discharge for the rest).
        curves: `[draw, strategy, curve, bin]`, persons whose event falls in the bin.
        flow: `[draw, strategy, first state, readmitted by day 90 (0, 1), day-90 state]`, persons.

    Blocks are disjoint groups of patients of the same draw; their spread gives the Monte-Carlo
    error of any function of the sums.
    """

    period_edges: FloatArray
    used: FloatArray
    discounted: FloatArray
    counts: FloatArray
    curve_edges: FloatArray
    curves: FloatArray
    flow: FloatArray

    @property
    def n_patients(self) -> FloatArray:
        """Patients of each `[draw, block]`, the same in every strategy."""
        totals: FloatArray = self.counts[:, :, 0, :, OUTCOMES.index("patients")].sum(axis=-1)
        return totals

    def same_as(self, other: Quantities) -> bool:
        """Whether every array is equal to the bit."""
        return all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name))
            for field in fields(self)
        )
