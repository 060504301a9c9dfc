"""What is left of the finding: one row of figures for each way of correcting it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kth_sim.contracts import STRATEGIES, FloatArray
from kth_sim.economics.bias.corrections import Effect
from kth_sim.economics.decision import Outcomes, ceac, inmb

# In each an answer yes says that the finding is undone in that sense.
UNDONE = ("or_mean_1_or_more", "or_interval_covers_1", "prob_cost_effective_below_half")


@dataclass(frozen=True)
class Found:
    """What a corrected run found, draw by draw, per operated patient.

    Attributes:
        effect: the corrected effect.
        or_left_alive: `[draw]` the odds ratio among those discharged alive.
        outcomes: cost (DKK) and QALYs of both strategies.
        deaths_averted: `[draw]` 30-day deaths a patient that KTH averts.
        unreachable: draws whose target no hazard reaches, or whose correction has no answer.
    """

    effect: Effect
    or_left_alive: FloatArray
    outcomes: Outcomes
    deaths_averted: FloatArray
    unreachable: int


def outcomes_of(measured: Mapping[str, FloatArray]) -> Outcomes:
    """Cost and QALYs of both strategies from measures `{id: [draw, strategy]}`."""
    return Outcomes.from_arrays(STRATEGIES, measured["cost_total"], measured["qaly"])


def figures(found: Found, people_per_year: float, wtp: float) -> dict[str, float | bool]:
    """The figures of one row, intervals holding 95 % of the draws.

    `icer` is the ratio of the mean increments, nan where no QALY is gained.

    Args:
        found: a corrected run.
        people_per_year: whom `lives_saved` counts.
        wtp: DKK a QALY.
    """
    cost, effect = found.outcomes.cost, found.outcomes.effect
    d_cost, d_qaly = cost[:, 1] - cost[:, 0], effect[:, 1] - effect[:, 0]
    row: dict[str, float | bool] = {}
    for name, values in (
        ("or", found.effect.or_death),
        ("rr", found.effect.rr_readmission),
        ("lives_saved", found.deaths_averted * people_per_year),
        ("inc_cost", d_cost),
        ("inc_qaly", d_qaly),
    ):
        row |= spread(name, values)
    gained = row["inc_qaly_mean"]
    benefit = inmb(found.outcomes, wtp)
    row |= {
        "icer": row["inc_cost_mean"] / gained if gained > 0.0 else math.nan,
        "inmb": float(benefit.mean()),
        "prob_cost_effective": float(ceac(found.outcomes, wtp)[STRATEGIES[1]].iloc[0]),
        "prob_or_below_1": float((found.effect.or_death < 1.0).mean()),
        "or_left_alive_mean": float(found.or_left_alive.mean()),
        "unreachable": found.unreachable,
    }
    return row | undone(row)


def spread(name: str, values: FloatArray) -> dict[str, float]:
    """Mean, 2.5 % and 97.5 % of the draws."""
    low, high = np.quantile(values, [0.025, 0.975])
    return {
        f"{name}_mean": float(values.mean()),
        f"{name}_low": float(low),
        f"{name}_high": float(high),
    }


def undone(row: Mapping[str, float | bool]) -> dict[str, bool]:
    """In which of three senses the finding is undone.

    >>> row = {"or_mean": 0.9, "or_low": 0.6, "or_high": 1.3, "prob_cost_effective": 0.7}
    >>> undone(row)["or_interval_covers_1"], undone(row)["or_mean_1_or_more"]
    (True, False)
    """
    return {
        "or_mean_1_or_more": row["or_mean"] >= 1.0,
        "or_interval_covers_1": row["or_low"] <= 1.0 <= row["or_high"],
        "prob_cost_effective_below_half": row["prob_cost_effective"] < 0.5,
    }
