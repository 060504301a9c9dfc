"""The Weibull scale of readmission, and KTH's factor on its hazard, solved from the risks."""

from __future__ import annotations

import math

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import allocating
from kth_sim.model.elementary import exp, power
from kth_sim.model.hazards import Patient, conditional, hazard_to
from kth_sim.model.newton import MOST_STEPS, TOLERANCE, survival, typical
from kth_sim.model.parameters import Observed, Solved
from kth_sim.model.quadrature import Grid, Rule
from kth_sim.model.readmission import KTH_REACH


@allocating
def alive_usual(
    p: Observed, s: Solved, patient: Patient, stay: float, days: FloatArray, out: FloatArray
) -> None:
    """Set out[0] to the probability of being alive at discharge, the rest to that so much later."""
    out[0] = exp(-hazard_to(p, s, patient, stay, stay))
    for t in range(len(days)):
        out[t + 1] = exp(-hazard_to(p, s, patient, stay, stay + days[t]))


@allocating
def alive_treated(
    p: Observed, s: Solved, patient: Patient, stay: float, days: FloatArray, out: FloatArray
) -> None:
    """The same for a patient who is treated, averaged over frailty."""
    v, stop = p.frailty_variance, p.days_effect_window
    start = 0.0 if s.window_from_operation else min(stay, stop)
    before = conditional(v, hazard_to(p, s, patient, stay, start))
    at_stop = conditional(v, hazard_to(p, s, patient, stay, stop))
    for t in range(len(days) + 1):
        day = stay if t == 0 else stay + days[t - 1]
        level = conditional(v, hazard_to(p, s, patient, stay, day))
        if day > start:
            level -= (1.0 - s.hr_kth) * (min(level, at_stop) - before)
        out[t] = survival(v, level)


@allocating
def alive_after_discharge(
    p: Observed, s: Solved, g: Grid, days: FloatArray, treated: bool
) -> FloatArray:
    """`[day]` share alive that many days after discharge, of those discharged alive."""
    alive, here = np.zeros(len(days) + 1), np.empty(len(days) + 1)
    for i in range(len(g.relative)):
        for d in range(3):
            if g.destination_weight[d] == 0.0:
                continue
            patient = typical(g.relative[i], d)
            for j in range(len(g.stay)):
                weight = g.relative_weight[i] * g.stay_weight[j] * g.destination_weight[d]
                if treated:
                    alive_treated(p, s, patient, g.stay[j], days, here)
                else:
                    alive_usual(p, s, patient, g.stay[j], days, here)
                for t in range(len(here)):
                    alive[t] += weight * here[t]
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
