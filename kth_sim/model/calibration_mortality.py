"""The usual-care hazards of death, solved from the drawn risks."""

from __future__ import annotations

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import allocating, stage
from kth_sim.model.elementary import exp
from kth_sim.model.hazards import DAY_30, DAY_90, DAY_365, rate_after_discharge
from kth_sim.model.newton import MOST_STEPS, TOLERANCE
from kth_sim.model.parameters import Observed, Solved
from kth_sim.model.quadrature import Grid

MAX_RATE = 10.0  # a day: nobody outlives it; a rate that stands here could not reach its target


@stage
def risk_of_rate(
    rate: float, exposure: FloatArray, weight: FloatArray, alive: FloatArray
) -> tuple[float, float]:
    """Sum of weight x (1 - exp(-rate x exposure)), and its slope in the rate; fills `alive`."""
    for i in range(len(exposure)):
        alive[i] = weight[i] * exp(-rate * exposure[i])
    risk, slope = 0.0, 0.0
    for i in range(len(exposure)):
        risk += weight[i] - alive[i]
        slope += alive[i] * exposure[i]
    return risk, slope


@allocating
def solve_rate(target: float, exposure: FloatArray, weight: FloatArray) -> float:
    """Rate at which `risk_of_rate` is the target, or the bound if no rate reaches it."""
    rate, alive = 0.0, np.empty(len(exposure))
    for _ in range(MOST_STEPS):
        risk, slope = risk_of_rate(rate, exposure, weight, alive)
        if slope <= 0.0 or rate >= MAX_RATE:
            break
        step = (target - risk) / slope
        rate += step
        if step <= TOLERANCE * rate:
            return max(rate, 0.0)
    return 0.0 if target <= 0.0 else MAX_RATE


@allocating
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


@allocating
def solve_first_30_days(p: Observed, s: Solved, g: Grid) -> None:
    """Set the in-hospital rate and the three rates from discharge to day 30."""
    inside = over_points(g.relative, np.minimum(g.stay, DAY_30))
    after = over_points(g.relative, np.maximum(DAY_30 - g.stay, 0.0))
    weight = over_points(g.relative_weight, g.stay_weight)
    in_hospital = p.prob_death_30d * p.share_deaths_30d_in_hospital
    s.rate_inpatient = solve_rate(in_hospital, inside, weight)
    for i in range(len(weight)):
        weight[i] *= exp(-s.rate_inpatient * inside[i])
    later = p.prob_death_30d - in_hospital
    share = share_in_institution(p, g.destination_weight)
    mix = g.destination_weight
    if mix[0] > 0.0:
        s.rate_own_home = solve_rate(later * (1.0 - share), after, weight * mix[0])
    if mix[0] < 1.0:
        ratio = p.hr_death_30d_nursing_home_vs_temporary_place
        exposure = np.concatenate((after, after * ratio))
        both = np.concatenate((weight * mix[1], weight * mix[2]))
        s.rate_temporary_place = solve_rate(later * share, exposure, both)
        s.rate_nursing_home = ratio * s.rate_temporary_place


@allocating
def over_points(relative: FloatArray, stay: FloatArray) -> FloatArray:
    """`[relative x stay]` the products of what belongs to each point of two axes."""
    return (relative.reshape(-1, 1) * stay).ravel()


@allocating
def alive_at_30(s: Solved, g: Grid) -> FloatArray:
    """`[relative, destination]` probability of the point and of being alive at day 30."""
    alive = np.zeros((len(g.relative), 3))
    for i in range(len(g.relative)):
        for d in range(3):
            for j in range(len(g.stay)):
                leave = min(g.stay[j], DAY_30)
                rate = s.rate_inpatient * leave + rate_after_discharge(s, d) * (DAY_30 - leave)
                alive[i, d] += g.stay_weight[j] * exp(-g.relative[i] * rate)
            alive[i, d] *= g.relative_weight[i] * g.destination_weight[d]
    return alive


@allocating
def solve_first_year(p: Observed, s: Solved, g: Grid) -> None:
    """Set the rates of days 31-90 and 91-365 and the relative late hazards by destination."""
    ratio = p.hr_late_death_nursing_home
    s.relative_late_other = 1.0 / (1.0 + g.destination_weight[2] * (ratio - 1.0))
    s.relative_late_nursing_home = ratio * s.relative_late_other
    alive = alive_at_30(s, g)
    late = np.array([s.relative_late_other, s.relative_late_other, s.relative_late_nursing_home])
    for stop in (DAY_90, DAY_365):
        start, prob = (
            (DAY_30, p.prob_death_31_90) if stop == DAY_90 else (DAY_90, p.prob_death_91_365)
        )
        length = stop - start
        relative = np.empty(alive.size)
        for i in range(len(g.relative)):
            for d in range(3):
                relative[3 * i + d] = g.relative[i] * late[d] * length
        rate = solve_rate(prob * alive.sum(), relative, alive.copy().ravel())
        if stop == DAY_90:
            s.rate_31_90 = rate
        else:
            s.rate_91_365 = rate
        alive *= np.exp(-rate * relative).reshape(alive.shape)
