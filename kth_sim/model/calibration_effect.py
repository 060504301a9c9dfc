"""KTH's hazard ratio, solved from the 30-day risk that the draw states for it."""

from __future__ import annotations

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import allocating, stage
from kth_sim.model.hazards import DAY_30, conditional, hazard_at, rates_of
from kth_sim.model.newton import MOST_STEPS, TOLERANCE, survival
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
    last, from_operation = min(stop, DAY_30), s.window_from_operation == 1.0
    for i in range(len(g.relative)):
        for d in range(3):
            rates = rates_of(s, g.relative[i], d)
            share = g.relative_weight[i] * g.destination_weight[d]
            for j in range(len(g.stay)):
                stay = g.stay[j]
                start = 0.0 if from_operation else min(stay, stop)
                before = conditional(v, hazard_at(rates, stay, start))
                weight[at] = share * g.stay_weight[j]
                level[at] = conditional(v, hazard_at(rates, stay, DAY_30))
                gained[at] = conditional(v, hazard_at(rates, stay, last)) - before
                at += 1
    return weight, level, gained


@stage
def kth_risk(
    hr: float,
    v: float,
    points: tuple[FloatArray, FloatArray, FloatArray],
    alive: FloatArray,
    falls: FloatArray,
) -> tuple[float, float]:
    """30-day risk of the treated cohort at that hazard ratio, and its slope in the ratio.

    `points` are those of `window_points`; `alive` and `falls` are room to work in.
    """
    weight, level, gained = points
    for i in range(len(weight)):
        hazard = level[i] - (1.0 - hr) * gained[i]
        alive[i] = weight[i] * survival(v, hazard)
        falls[i] = alive[i] * gained[i] / (1.0 + v * hazard)
    risk, slope = 0.0, 0.0
    for i in range(len(weight)):
        risk += weight[i] - alive[i]
        slope += falls[i]
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
        points = window_points(p, s, g)
        s.hr_kth = newton_hr(s.target_death_30d_kth, p.frailty_variance, points)
        s.effect_unreachable = 1.0 if s.hr_kth <= 0.0 or s.hr_kth >= MAX_HR else 0.0
    s.hr_kth_delivered = s.hr_kth**p.fidelity_kth


@allocating
def newton_hr(target: float, v: float, points: tuple[FloatArray, FloatArray, FloatArray]) -> float:
    """Hazard ratio at which `kth_risk` is the target, within [0, 1000]."""
    hr, alive, falls = 1.0, np.empty(len(points[0])), np.empty(len(points[0]))
    for _ in range(MOST_STEPS):
        risk, slope = kth_risk(hr, v, points, alive, falls)
        if hr == 0.0 and risk >= target:
            return 0.0
        step = (target - risk) / slope
        if abs(step) <= TOLERANCE * hr:
            return hr + step
        hr = max(hr + step, 0.0)
        if not hr < MAX_HR:
            break
    return MAX_HR
