"""The Weibull scale of readmission, and KTH's factor on its hazard, solved from the risks."""

from __future__ import annotations

import math

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import allocating, stage
from kth_sim.model.elementary import exp, power
from kth_sim.model.hazards import Rates, conditional, hazard_at, rates_of
from kth_sim.model.newton import MOST_STEPS, TOLERANCE, survival
from kth_sim.model.parameters import Observed, Solved
from kth_sim.model.quadrature import Grid, Rule
from kth_sim.model.readmission import KTH_REACH


@stage
def alive_usual(rates: Rates, after: float, stay: FloatArray, here: FloatArray) -> None:
    """Fill `[stay]` the probability of being alive `after` days from discharge in usual care."""
    for j in range(len(stay)):
        here[j] = exp(-hazard_at(rates, stay[j], stay[j] + after))


@stage
def window_levels(
    v: float, rates: Rates, window: tuple[float, float], stay: FloatArray, levels: FloatArray
) -> None:
    """Fill `[(start, stop), stay]` the conditional hazard when KTH's window opens and closes.

    `window` is the last day of the effect, and 1 where it counts from operation.
    """
    for j in range(len(stay)):
        start = 0.0 if window[1] == 1.0 else min(stay[j], window[0])
        levels[0, j] = conditional(v, hazard_at(rates, stay[j], start))
    for j in range(len(stay)):
        levels[1, j] = conditional(v, hazard_at(rates, stay[j], window[0]))


@stage
def alive_treated(
    v: float,
    hr: float,
    rates: Rates,
    after: float,
    stay: FloatArray,
    levels: FloatArray,
    here: FloatArray,
) -> None:
    """The same for patients who are treated, averaged over frailty; hazard only rises in time."""
    for j in range(len(stay)):
        level = conditional(v, hazard_at(rates, stay[j], stay[j] + after))
        spared = (1.0 - hr) * max(min(level, levels[1, j]) - levels[0, j], 0.0)
        here[j] = survival(v, level - spared)


@allocating
def alive_after_discharge(
    p: Observed, s: Solved, g: Grid, days: FloatArray, treated: bool
) -> FloatArray:
    """`[day]` share alive that many days after discharge, of those discharged alive."""
    alive, here, levels = np.zeros(len(days) + 1), np.empty(len(g.stay)), np.empty((2, len(g.stay)))
    v, window = p.frailty_variance, (p.days_effect_window, s.window_from_operation)
    for i in range(len(g.relative)):
        for d in range(3):
            share = g.relative_weight[i] * g.destination_weight[d]
            rates = rates_of(s, g.relative[i], d)
            if treated:
                window_levels(v, rates, window, g.stay, levels)
            for t in range(len(alive)):
                after = 0.0 if t == 0 else days[t - 1]
                if treated:
                    alive_treated(v, s.hr_kth, rates, after, g.stay, levels, here)
                else:
                    alive_usual(rates, after, g.stay, here)
                for j in range(len(here)):
                    alive[t] += share * g.stay_weight[j] * here[j]
    later: FloatArray = alive[1:] / alive[0]
    return later


@allocating
def incidence(
    y: float, at: FloatArray, weight: FloatArray, alive: FloatArray
) -> tuple[float, float]:
    """Cumulative incidence with death competing when the readmission hazard reaches y; its slope.

    The integral of exp(-h) x alive over the readmission hazard h from 0 to y, where h = y x at.
    """
    total, slope = 0.0, 0.0
    for i in range(len(at)):
        density = weight[i] * alive[i] * exp(-y * at[i])
        total += y * density
        slope += density * (1.0 - y * at[i])
    return total, slope


@allocating
def solve_hazard(target: float, at: FloatArray, weight: FloatArray, alive: FloatArray) -> float:
    """Readmission hazard over 30 days at which `incidence` is the target; inf if none."""
    y = 0.0
    for _ in range(MOST_STEPS):
        risk, slope = incidence(y, at, weight, alive)
        if slope <= 0.0:
            break
        step = (target - risk) / slope
        y += step
        if step <= TOLERANCE * y:
            return max(y, 0.0)
    return math.inf


@allocating
def solve_readmission(p: Observed, s: Solved, g: Grid, r: Rule) -> None:
    """Set the Weibull scale, and KTH's factor on the readmission hazard in its first 30 days."""
    k = p.shape_time_to_readmission
    days = KTH_REACH * r.wait ** (1.0 / k)
    usual = solve_hazard(
        p.prob_readmission_30d, r.wait, r.wait_weight, alive_after_discharge(p, s, g, days, False)
    )
    s.readmission_scale = KTH_REACH * usual ** (-1.0 / k) if usual > 0.0 else math.inf
    s.readmission_reach = power(p.days_readmission_window / s.readmission_scale, k)
    s.readmission_kth_reach = power(KTH_REACH / s.readmission_scale, k)
    s.readmission_factor_kth = 1.0
    rr = p.rr_readmission_30d_kth
    if usual > 0.0 and not (rr == 1.0 and s.hr_kth == 1.0):
        alive = alive_after_discharge(p, s, g, days, True)
        treated = solve_hazard(rr * p.prob_readmission_30d, r.wait, r.wait_weight, alive)
        s.readmission_factor_kth = treated / usual
    reached = math.isfinite(usual) and math.isfinite(s.readmission_factor_kth)
    s.readmission_unreachable = 0.0 if reached else 1.0
    s.readmission_factor_delivered = s.readmission_factor_kth**p.fidelity_kth
