"""KTH's hazard ratio, solved from the 30-day risk that the draw states for it."""

from __future__ import annotations

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import allocating
from kth_sim.model.hazards import DAY_30, conditional, hazard_to
from kth_sim.model.newton import MOST_STEPS, TOLERANCE, survival, typical
from kth_sim.model.parameters import Observed, Solved
from kth_sim.model.quadrature import Grid

MAX_HR = 1e3


@allocating
def kth_target(p: Observed, risk_difference: bool, discharged_alive: bool) -> float:
    """30-day risk of death of a cohort all treated, of all operated, as the draw states it."""
    risk = p.prob_death_30d
    if risk_difference:
        return risk - p.rd_death_30d_kth
    before = risk * p.share_deaths_30d_in_hospital if discharged_alive else 0.0
    base = (risk - before) / (1.0 - before)
    odds = p.or_death_30d_kth * base / (1.0 - base)
    return before + (1.0 - before) * odds / (1.0 + odds)


@allocating
def window_points(p: Observed, s: Solved, g: Grid) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Weight, conditional hazard at day 30, and what of it is gained inside the effect window."""
    n = len(g.relative) * len(g.stay) * 3
    weight, level, gained = np.empty(n), np.empty(n), np.empty(n)
    v, stop, at = p.frailty_variance, p.days_effect_window, 0
    for i in range(len(g.relative)):
        for d in range(3):
            patient = typical(g.relative[i], d)
            for j in range(len(g.stay)):
                stay = g.stay[j]
                start = 0.0 if s.window_from_operation else min(stay, stop)
                weight[at] = g.relative_weight[i] * g.stay_weight[j] * g.destination_weight[d]
                level[at] = conditional(v, hazard_to(p, s, patient, stay, DAY_30))
                gained[at] = conditional(v, hazard_to(p, s, patient, stay, min(stop, DAY_30)))
                gained[at] -= conditional(v, hazard_to(p, s, patient, stay, start))
                at += 1
    return weight, level, gained


@allocating
def kth_risk(
    hr: float, v: float, weight: FloatArray, level: FloatArray, gained: FloatArray
) -> tuple[float, float]:
    """30-day risk of the treated cohort at that hazard ratio, and its slope in the ratio."""
    risk, slope = 0.0, 0.0
    for i in range(len(weight)):
        hazard = level[i] - (1.0 - hr) * gained[i]
        alive = weight[i] * survival(v, hazard)
        risk += weight[i] - alive
        slope += alive * gained[i] / (1.0 + v * hazard)
    return risk, slope


@allocating
def solve_effect(
    p: Observed, s: Solved, g: Grid, risk_difference: bool, discharged_alive: bool
) -> None:
    """Set KTH's hazard ratio on the conditional hazard, or leave it at its bound and say so."""
    s.target_death_30d_kth = kth_target(p, risk_difference, discharged_alive)
    s.hr_kth = 1.0
    null = p.rd_death_30d_kth == 0.0 if risk_difference else p.or_death_30d_kth == 1.0
    if not null:
        weight, level, gained = window_points(p, s, g)
        s.hr_kth = newton_hr(s.target_death_30d_kth, p.frailty_variance, weight, level, gained)
        s.effect_unreachable = 1.0 if s.hr_kth <= 0.0 or s.hr_kth >= MAX_HR else 0.0
    s.hr_kth_delivered = s.hr_kth**p.fidelity_kth


@allocating
def newton_hr(
    target: float, v: float, weight: FloatArray, level: FloatArray, gained: FloatArray
) -> float:
    """Hazard ratio at which `kth_risk` is the target, within [0, 1000]."""
    hr = 1.0
    for _ in range(MOST_STEPS):
        risk, slope = kth_risk(hr, v, weight, level, gained)
        if hr == 0.0 and risk >= target:
            return 0.0
        step = (target - risk) / slope
        if abs(step) <= TOLERANCE * hr:
            return hr + step
        hr = max(hr + step, 0.0)
        if not hr < MAX_HR:
            break
    return MAX_HR
