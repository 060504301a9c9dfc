"""Calibration in every draw: hazards such that the cohort's average risks equal the drawn ones.

A draw states observable risks; here they become the rates of `SOLVED`. Each unknown is the root of
one increasing concave function, found by Newton's method; from the left it cannot overshoot, and
from the right its first step leads to the left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import compiled
from kth_sim.model.hazards import (
    DAY_30,
    DAY_90,
    DAY_365,
    Patient,
    conditional,
    hazard_to,
    population_log_rate,
    rate_after_discharge,
)
from kth_sim.model.parameters import SOLVED, Cohort, Observed, Records, Solved, Structure, as_draws
from kth_sim.model.quadrature import Grid, Rule, destination_mix, grid, normal_cdf, rule
from kth_sim.model.readmission import KTH_REACH

_TOLERANCE = 1e-11  # relative, of a step of Newton's method: the error is its square
_MOST_STEPS = 200
_MAX_RATE = 10.0  # a day: nobody outlives it; a rate that stands here could not reach its target
_MAX_HR = 1e3


@compiled
def risk_of_rate(
    rate: float, relative: FloatArray, days: FloatArray, weight: FloatArray
) -> tuple[float, float]:
    """Sum of weight[i, j] x (1 - exp(-rate x relative[i] x days[j])), and its slope in the rate."""
    risk, slope = 0.0, 0.0
    for i in range(len(relative)):
        for j in range(len(days)):
            exposure = relative[i] * days[j]
            alive = weight[i, j] * math.exp(-rate * exposure)
            risk += weight[i, j] - alive
            slope += alive * exposure
    return risk, slope


@compiled
def solve_rate(target: float, relative: FloatArray, days: FloatArray, weight: FloatArray) -> float:
    """Rate at which `risk_of_rate` is the target, or the bound if no rate reaches it."""
    rate = 0.0
    for _ in range(_MOST_STEPS):
        risk, slope = risk_of_rate(rate, relative, days, weight)
        if slope <= 0.0 or rate >= _MAX_RATE:
            break
        step = (target - risk) / slope
        rate += step
        if step <= _TOLERANCE * rate:
            return max(rate, 0.0)
    return 0.0 if target <= 0.0 else _MAX_RATE


@compiled
def typical(relative: float, destination: int) -> Patient:
    """A point of the grid as a patient, for the functions of the pathway."""
    return Patient(0.0, 0, relative, destination, 1, 0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1)


@compiled
def share_in_institution(p: Observed, mix: FloatArray) -> float:
    """Share of the later 30-day deaths in temporary places and nursing homes, for this mix.

    The share was observed at one site with its own mix of destinations; what carries over to
    another mix is the ratio of the risks.
    """
    share, home = p.share_deaths_after_discharge_institution, p.prob_destination_own_home
    own = float(mix[0])
    at_institution = share * home * (1.0 - own)
    at_home = (1.0 - share) * (1.0 - home) * own
    if at_institution + at_home <= 0.0:
        return 1.0 - own
    return at_institution / (at_institution + at_home)


@compiled
def solve_first_30_days(p: Observed, s: Solved, g: Grid) -> None:
    """Set the in-hospital rate and the three rates from discharge to day 30."""
    n, m = len(g.relative), len(g.stay)
    inside, after = np.minimum(g.stay, DAY_30), np.maximum(DAY_30 - g.stay, 0.0)
    weight = np.empty((n, m))
    for i in range(n):
        weight[i] = g.relative_weight[i] * g.stay_weight
    in_hospital = p.prob_death_30d * p.share_deaths_30d_in_hospital
    s.rate_inpatient = solve_rate(in_hospital, g.relative, inside, weight)
    for i in range(n):
        weight[i] *= np.exp(-s.rate_inpatient * g.relative[i] * inside)
    later = p.prob_death_30d - in_hospital
    share = share_in_institution(p, g.destination_weight)
    mix = g.destination_weight
    if mix[0] > 0.0:
        s.rate_own_home = solve_rate(later * (1.0 - share), g.relative, after, weight * mix[0])
    if mix[0] < 1.0:
        ratio = p.hr_death_30d_nursing_home_vs_temporary_place
        relative = np.concatenate((g.relative, g.relative * ratio))
        both = np.concatenate((weight * mix[1], weight * mix[2]))
        s.rate_temporary_place = solve_rate(later * share, relative, after, both)
        s.rate_nursing_home = ratio * s.rate_temporary_place


@compiled
def alive_at_30(s: Solved, g: Grid) -> FloatArray:
    """`[relative, destination]` probability of the point and of being alive at day 30."""
    alive = np.zeros((len(g.relative), 3))
    for i in range(len(g.relative)):
        for d in range(3):
            for j in range(len(g.stay)):
                leave = min(g.stay[j], DAY_30)
                rate = s.rate_inpatient * leave + rate_after_discharge(s, d) * (DAY_30 - leave)
                alive[i, d] += g.stay_weight[j] * math.exp(-g.relative[i] * rate)
            alive[i, d] *= g.relative_weight[i] * g.destination_weight[d]
    return alive


@compiled
def solve_first_year(p: Observed, s: Solved, g: Grid) -> None:
    """Set the rates of days 31-90 and 91-365 and the relative late hazards by destination."""
    ratio = p.hr_late_death_nursing_home
    s.relative_late_other = 1.0 / (1.0 + g.destination_weight[2] * (ratio - 1.0))
    s.relative_late_nursing_home = ratio * s.relative_late_other
    alive = alive_at_30(s, g)
    late = np.array([s.relative_late_other, s.relative_late_other, s.relative_late_nursing_home])
    days = np.full(1, 1.0)
    for stop in (DAY_90, DAY_365):
        start, prob = (
            (DAY_30, p.prob_death_31_90) if stop == DAY_90 else (DAY_90, p.prob_death_91_365)
        )
        length = stop - start
        relative = np.empty(alive.size)
        for i in range(len(g.relative)):
            for d in range(3):
                relative[3 * i + d] = g.relative[i] * late[d] * length
        weight = alive.copy().reshape(-1, 1)
        rate = solve_rate(prob * alive.sum(), relative, days, weight)
        if stop == DAY_90:
            s.rate_31_90 = rate
        else:
            s.rate_91_365 = rate
        alive *= np.exp(-rate * relative).reshape(alive.shape)


@compiled
def kth_target(p: Observed, risk_difference: bool, discharged_alive: bool) -> float:
    """30-day risk of death of a cohort all treated, of all operated, as the draw states it."""
    risk = p.prob_death_30d
    if risk_difference:
        return risk - p.rd_death_30d_kth
    before = risk * p.share_deaths_30d_in_hospital if discharged_alive else 0.0
    base = (risk - before) / (1.0 - before)
    odds = p.or_death_30d_kth * base / (1.0 - base)
    return before + (1.0 - before) * odds / (1.0 + odds)


@compiled
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


@compiled
def survival(v: float, conditional_hazard: float) -> float:
    """Mean of exp(-z L) over gamma frailty z with mean 1 and variance v."""
    if v == 0.0:
        return math.exp(-conditional_hazard)
    return math.exp(-math.log1p(v * conditional_hazard) / v)


@compiled
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


@compiled
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
        s.effect_unreachable = 1.0 if s.hr_kth <= 0.0 or s.hr_kth >= _MAX_HR else 0.0
    s.hr_kth_delivered = s.hr_kth**p.fidelity_kth


@compiled
def newton_hr(
    target: float, v: float, weight: FloatArray, level: FloatArray, gained: FloatArray
) -> float:
    """Hazard ratio at which `kth_risk` is the target, within [0, 1000]."""
    hr = 1.0
    for _ in range(_MOST_STEPS):
        risk, slope = kth_risk(hr, v, weight, level, gained)
        if hr == 0.0 and risk >= target:
            return 0.0
        step = (target - risk) / slope
        if abs(step) <= _TOLERANCE * hr:
            return hr + step
        hr = max(hr + step, 0.0)
        if not hr < _MAX_HR:
            break
    return _MAX_HR


@compiled
def alive_usual(
    p: Observed, s: Solved, patient: Patient, stay: float, days: FloatArray, out: FloatArray
) -> None:
    """Set out[0] to the probability of being alive at discharge, the rest to that so much later."""
    out[0] = math.exp(-hazard_to(p, s, patient, stay, stay))
    for t in range(len(days)):
        out[t + 1] = math.exp(-hazard_to(p, s, patient, stay, stay + days[t]))


@compiled
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


@compiled
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


@compiled
def incidence(
    y: float, at: FloatArray, weight: FloatArray, alive: FloatArray
) -> tuple[float, float]:
    """Cumulative incidence with death competing when the readmission hazard reaches y; its slope.

    The integral of exp(-h) x alive over the readmission hazard h from 0 to y, where h = y x at.
    """
    total, slope = 0.0, 0.0
    for i in range(len(at)):
        density = weight[i] * alive[i] * math.exp(-y * at[i])
        total += y * density
        slope += density * (1.0 - y * at[i])
    return total, slope


@compiled
def solve_hazard(target: float, at: FloatArray, weight: FloatArray, alive: FloatArray) -> float:
    """Readmission hazard over 30 days at which `incidence` is the target; inf if none."""
    y = 0.0
    for _ in range(_MOST_STEPS):
        risk, slope = incidence(y, at, weight, alive)
        if slope <= 0.0:
            break
        step = (target - risk) / slope
        y += step
        if step <= _TOLERANCE * y:
            return max(y, 0.0)
    return math.inf


@compiled
def solve_readmission(p: Observed, s: Solved, g: Grid, r: Rule) -> None:
    """Set the Weibull scale, and KTH's factor on the readmission hazard in its first 30 days."""
    k = p.shape_time_to_readmission
    days = KTH_REACH * r.wait ** (1.0 / k)
    usual = solve_hazard(
        p.prob_readmission_30d, r.wait, r.wait_weight, alive_after_discharge(p, s, g, days, False)
    )
    s.readmission_scale = KTH_REACH * usual ** (-1.0 / k) if usual > 0.0 else math.inf
    s.readmission_reach = math.pow(p.days_readmission_window / s.readmission_scale, k)
    s.readmission_factor_kth = 1.0
    rr = p.rr_readmission_30d_kth
    if usual > 0.0 and not (rr == 1.0 and s.hr_kth == 1.0):
        alive = alive_after_discharge(p, s, g, days, True)
        treated = solve_hazard(rr * p.prob_readmission_30d, r.wait, r.wait_weight, alive)
        s.readmission_factor_kth = treated / usual
    reached = math.isfinite(usual) and math.isfinite(s.readmission_factor_kth)
    s.readmission_unreachable = 0.0 if reached else 1.0
    s.readmission_factor_delivered = s.readmission_factor_kth**p.fidelity_kth


@compiled
def set_constants(p: Observed, s: Solved) -> None:
    """Set what is only arithmetic on the draw."""
    s.log_rate_65_female = math.log(p.rate_population_death_65_female)
    s.log_rate_65_male = math.log(p.rate_population_death_65_male)
    s.log_reference_rate = population_log_rate(p, s, 1, p.mean_age)
    s.prob_normal_low = normal_cdf((p.age_min - p.mean_age) / p.sd_age)
    s.prob_normal_high = normal_cdf((p.age_max - p.mean_age) / p.sd_age)
    s.rate_nursing_home_move = -math.log1p(-p.prob_nursing_home_move_1y) / DAY_365


@compiled
def calibrate_all(
    observed: Sequence[Observed],
    solved: Sequence[Solved],
    mixes: tuple[FloatArray, FloatArray, FloatArray],
    r: Rule,
    flags: tuple[bool, bool, bool],
) -> None:
    """Fill `solved`, one record a draw."""
    window_from_operation, risk_difference, discharged_alive = flags
    for i in range(len(observed)):
        p, s = observed[i], solved[i]
        s.window_from_operation = 1.0 if window_from_operation else 0.0
        set_constants(p, s)
        g = grid(p, s, destination_mix(p, mixes[0], mixes[1], mixes[2]), r)
        solve_first_30_days(p, s, g)
        solve_first_year(p, s, g)
        rates = max(s.rate_inpatient, s.rate_own_home, s.rate_temporary_place)
        rates = max(rates, s.rate_31_90, s.rate_91_365)
        s.mortality_unreachable = 1.0 if rates >= _MAX_RATE else 0.0
        solve_effect(p, s, g, risk_difference, discharged_alive)
        solve_readmission(p, s, g, r)


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
    calibrate_all(*as_draws(observed, solved), mixes, rule(), flags)
    return solved
