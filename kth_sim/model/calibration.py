"""Calibration in every draw: hazards such that the cohort's average risks equal the drawn ones.

A draw states observable risks; here they become the rates of `SOLVED`, first those of usual care
(`calibration_mortality`), then KTH's effect (`calibration_effect`), then readmission
(`calibration_readmission`). Each unknown is the root of one increasing concave function, found by
Newton's method; from the left it cannot overshoot, and from the right its first step leads to the
left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.model.calibration_effect import solve_effect
from kth_sim.model.calibration_mortality import MAX_RATE, solve_first_30_days, solve_first_year
from kth_sim.model.calibration_readmission import solve_readmission
from kth_sim.model.compiled import allocating
from kth_sim.model.hazards import DAY_365, population_log_rate, set_late_hazards
from kth_sim.model.parameters import SOLVED, Cohort, Observed, Records, Solved, Structure, as_draws
from kth_sim.model.quadrature import Rule, destination_mix, grid, normal_cdf, rule

# Readmission feels deaths only as those who die first, so a coarser grid serves it as well.
RULES = (rule(), rule(n_age=5, n_stay=12, n_long=4, n_wait=8))


@allocating
def set_constants(p: Observed, s: Solved) -> None:
    """Set what is only arithmetic on the draw."""
    s.log_rate_65_female = math.log(p.rate_population_death_65_female)
    s.log_rate_65_male = math.log(p.rate_population_death_65_male)
    s.log_reference_rate = population_log_rate(p, s, 1, p.mean_age)
    s.prob_normal_low = normal_cdf((p.age_min - p.mean_age) / p.sd_age)
    s.prob_normal_high = normal_cdf((p.age_max - p.mean_age) / p.sd_age)
    s.rate_nursing_home_move = -math.log1p(-p.prob_nursing_home_move_1y) / DAY_365


@allocating
def calibrate_all(
    observed: Sequence[Observed],
    solved: Sequence[Solved],
    mixes: tuple[FloatArray, FloatArray, FloatArray],
    rules: tuple[Rule, Rule],
    flags: tuple[bool, bool, bool],
) -> None:
    """Fill `solved`, one record a draw; the second rule is for readmission."""
    window_from_operation, risk_difference, discharged_alive = flags
    for i in range(len(observed)):
        p, s = observed[i], solved[i]
        s.window_from_operation = 1.0 if window_from_operation else 0.0
        set_constants(p, s)
        set_late_hazards(p, s)
        mix = destination_mix(p, mixes[0], mixes[1], mixes[2])
        g = grid(p, s, mix, rules[0])
        solve_first_30_days(p, s, g)
        solve_first_year(p, s, g)
        rates = max(s.rate_inpatient, s.rate_own_home, s.rate_temporary_place)
        rates = max(rates, s.rate_31_90, s.rate_91_365)
        s.mortality_unreachable = 1.0 if rates >= MAX_RATE else 0.0
        solve_effect(p, s, g, risk_difference, discharged_alive)
        solve_readmission(p, s, grid(p, s, mix, rules[1]), rules[1])


def calibrate(observed: Records, cohort: Cohort, structure: Structure) -> Records:
    """One `SOLVED` record a draw: the hazards whose cohort risks are those the draw states.

    A target that cannot be reached leaves its rate at the bound and its `*_unreachable` field at 1.
    """
    solved = np.zeros(len(observed), SOLVED)
    flags = (
        structure.effect_window == "from_operation",
        structure.effect_measure == "risk_difference",
        structure.effect_denominator == "discharged_alive",
    )
    mixes = (cohort.weight, cohort.share_own_home, cohort.share_temporary_place)
    calibrate_all(*as_draws(observed, solved), mixes, RULES, flags)
    return solved
