"""How many draws of how many patients a wanted precision needs, by a pilot; no clock is asked."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kth_sim.contracts import FloatArray
from kth_sim.economics import VarianceSplit, split_variance, worthwhile
from kth_sim.runs.build import make_setting
from kth_sim.runs.panel import Measured, Panel, differences_of
from kth_sim.runs.patients import MOST, PILOT_DRAWS, PILOT_PATIENTS, SHARE_LUCK, pilot
from kth_sim.runs.planned import tasks_of
from kth_sim.runs.psa import PsaOptions, make_plan
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

COST, EFFECT = "cost_total", "qaly"
FEWEST_DRAWS, MOST_DRAWS = 100, 200_000
STEP = 100  # draws and patients are rounded up to these
# A draw takes as long as so many of its patients, whatever machine: 10,000 draws took 11.6, 16.6
# and 27.4 s with 1,108, 2,215 and 4,430 patients, 2 s of them to start (benchmarks/README.md), so
# 0.44 ms a draw and 0.47 us a patient. The best number goes with the square root of it.
DRAW_IN_PATIENTS = 1000.0


@dataclass(frozen=True)
class Size:
    """How large a run to make.

    Attributes:
        patients: a draw.
        draws: as the pilot expects them to be needed.
        quickest: patients a draw with which the mean alone would be sure enough the soonest.
    """

    patients: int
    draws: float
    quickest: int


def net_benefit(measured: Measured, wtp: float) -> FloatArray:
    """Incremental net monetary benefit `[...]` of measures `[..., strategy]`, DKK per patient."""
    gained = differences_of(measured)
    benefit: FloatArray = wtp * gained[EFFECT] - gained[COST]
    return benefit


def benefit_split(panel: Panel, wtp: float) -> VarianceSplit:
    """What the variance of net benefit between draws is made of."""
    return split_variance(net_benefit(panel.whole, wtp), net_benefit(panel.blocks, wtp))


def pilot_split(
    scenario: Scenario, draws: pd.DataFrame, options: PsaOptions, wtp: float
) -> VarianceSplit:
    """What the variance of net benefit is made of in a pilot.

    Args:
        scenario: what is asked.
        draws: the first `PILOT_DRAWS`, each with `PILOT_PATIENTS` in the pilot.
        options: seed and method.
        wtp: DKK per QALY.
    """
    few = replace(options, patients=PILOT_PATIENTS, chunk_size=PILOT_DRAWS)
    task = tasks_of(make_plan(scenario, draws, few), draws)[0]
    return benefit_split(pilot(task, draws, make_setting(scenario)), wtp)


def size_of(split: VarianceSplit, error: float, patients: int | None = None) -> Size:
    """How large a run to make for a standard error of the mean.

    The patients are the more of two numbers: with which the mean is sure enough the soonest, and
    with which luck is at most a twentieth of the variance, for intervals and probabilities carry
    it in full.

    Args:
        split: of a draw of `PILOT_PATIENTS`.
        error: wanted, in the unit of the figure.
        patients: that are to be, whatever is best.

    Example:
        >>> size_of(VarianceSplit(total=101.0, luck=1.0, parameters=100.0, share_luck=0.01), 0.5)
        Size(patients=800, draws=420.0, quickest=200)
    """
    luck = split.luck * PILOT_PATIENTS
    quickest = quickest_for(split.parameters, luck)
    enough = luck * (1 / SHARE_LUCK - 1) / split.parameters if split.parameters > 0 else MOST
    n = patients or min(rounded_up(max(quickest, enough)), MOST)
    return Size(n, (split.parameters + luck / n) / error**2, quickest)


def quickest_for(parameters: float, luck: float) -> int:
    """Patients a draw with which a mean is sure enough the soonest; `MOST` at most.

    Args:
        parameters: variance between draws without luck.
        luck: variance that a draw of one patient would add.
    """
    if not parameters > 0:
        return MOST
    error = math.sqrt(parameters / FEWEST_DRAWS)  # so small that it asks for many draws
    return min(worthwhile(parameters, luck, DRAW_IN_PATIENTS, 1.0, error).patients, MOST)


def rounded_up(number: float) -> int:
    """The next multiple of `STEP`, at least one.

    >>> rounded_up(0.0), rounded_up(100.0), rounded_up(100.5)
    (100, 100, 200)
    """
    return max(math.ceil(number / STEP), 1) * STEP
