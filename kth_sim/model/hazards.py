"""Hazards of death: marginal for the cohort, conditional on frailty for the patient.

Every function is a pure scalar function; both engines and the calibration call them. Times are
days since operation. `p` is a record of `OBSERVED`, `s` of `SOLVED`.

A patient's *marginal* cumulative hazard H(t) follows from age, sex, destination and stay. The
*conditional* one is L = (exp(v H) - 1) / v; multiplied by a gamma frailty z (mean 1, variance v)
and averaged over z it gives back exp(-H). Death comes when z L reaches a unit exponential E. The
ratio E / z has survival (1 + v L)^(-1/v), so it is drawn directly, as (exp(v e) - 1) / v of one
unit exponential e: in usual care death then comes when H reaches e, whatever v.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from kth_sim.contracts import DAYS_PER_YEAR
from kth_sim.model.compiled import compiled
from kth_sim.model.parameters import Observed, Solved

# The clocks of the outcomes: definitions, not evidence.
DAY_30, DAY_90, DAY_365 = 30.0, 90.0, 365.0
OWN_HOME, TEMPORARY_PLACE, NURSING_HOME = 0, 1, 2


class Patient(NamedTuple):
    """One person at operation, the same in every strategy."""

    age: float
    female: int
    relative_hazard: float
    destination: int
    from_own_home: int  # residence before the fracture, apart from the destination after it
    cluster: int
    operation_day: float  # since the first day of intake
    hours_waiting: float  # admission to operation
    days_stay: float  # operation to discharge
    threshold: float  # unit exponential e: marginal hazard survived in usual care
    limit: float  # the same on the conditional scale: (exp(v e) - 1) / v
    wait_readmission: float  # unit exponential of the first readmission
    wait_nursing_home: float  # unit exponential of a move from own home to a nursing home
    offered: int  # 1 where the cluster offers KTH to this patient and the patient takes it


@compiled
def conditional(v: float, marginal: float) -> float:
    """Conditional cumulative hazard L = (exp(v H) - 1) / v."""
    return marginal if v == 0.0 else math.expm1(v * marginal) / v


@compiled
def marginal(v: float, conditional_hazard: float) -> float:
    """Marginal cumulative hazard H = log(1 + v L) / v."""
    return conditional_hazard if v == 0.0 else math.log1p(v * conditional_hazard) / v


@compiled
def population_log_rate(p: Observed, s: Solved, female: int, age: float) -> float:
    """Log of the population's deaths a year at that age and sex: Gompertz from age 65."""
    if female:
        return s.log_rate_65_female + p.slope_population_death_female * (age - 65.0)
    return s.log_rate_65_male + p.slope_population_death_male * (age - 65.0)


@compiled
def relative_hazard(p: Observed, s: Solved, female: int, age: float) -> float:
    """First-year hazard relative to a woman of mean age: a power of the population's ratio."""
    return math.exp(
        p.age_sex_gradient * (population_log_rate(p, s, female, age) - s.log_reference_rate)
    )


@compiled
def rate_after_discharge(s: Solved, destination: int) -> float:
    """Deaths a day between discharge and day 30, for a patient of relative hazard 1."""
    if destination == OWN_HOME:
        return s.rate_own_home
    return s.rate_temporary_place if destination == TEMPORARY_PLACE else s.rate_nursing_home


@compiled
def relative_late(s: Solved, destination: int) -> float:
    """Relative hazard by destination from day 31 on."""
    return s.relative_late_nursing_home if destination == NURSING_HOME else s.relative_late_other


@compiled
def hazard_to(p: Observed, s: Solved, patient: Patient, discharge: float, t: float) -> float:
    """Marginal cumulative hazard of death from operation to t <= 365 days."""
    r = patient.relative_hazard
    late = r * relative_late(s, patient.destination)
    leave = min(discharge, DAY_30)
    h = s.rate_inpatient * r * min(t, leave)
    h += rate_after_discharge(s, patient.destination) * r * max(min(t, DAY_30) - leave, 0.0)
    h += s.rate_31_90 * late * max(min(t, DAY_90) - DAY_30, 0.0)
    return h + s.rate_91_365 * late * max(min(t, DAY_365) - DAY_90, 0.0)


@compiled
def day_at_hazard(p: Observed, s: Solved, patient: Patient, discharge: float, h: float) -> float:
    """Day on which the marginal cumulative hazard reaches h > 0: the inverse of `hazard_to`."""
    r = patient.relative_hazard
    late = r * relative_late(s, patient.destination)
    start = 0.0
    for stop, rate in (
        (min(discharge, DAY_30), s.rate_inpatient * r),
        (DAY_30, rate_after_discharge(s, patient.destination) * r),
        (DAY_90, s.rate_31_90 * late),
        (DAY_365, s.rate_91_365 * late),
    ):
        gained = rate * (stop - start)
        if h <= gained:
            return start + h / rate
        h -= gained
        start = stop
    return late_day_at_hazard(p, s, patient, h)


@compiled
def late_day_at_hazard(p: Observed, s: Solved, patient: Patient, h: float) -> float:
    """Day on which the hazard accumulated after day 365 reaches h.

    The hazard is the population's at the patient's age and sex, times the standardised mortality
    ratio of the year, times the destination's relative hazard.
    """
    slope = p.slope_population_death_female if patient.female else p.slope_population_death_male
    level = math.exp(population_log_rate(p, s, patient.female, patient.age))
    level *= relative_late(s, patient.destination)
    start = DAY_365 / DAYS_PER_YEAR
    for stop, smr in (
        (4.0, p.smr_years_1_4),
        (8.0, p.smr_years_4_8),
        (math.inf, p.smr_years_8_plus),
    ):
        reached = gompertz_years(level * smr, slope, start, h)
        if reached <= stop:
            return reached * DAYS_PER_YEAR
        h -= gompertz_hazard(level * smr, slope, start, stop)
        start = stop
    return math.inf


@compiled
def gompertz_hazard(level: float, slope: float, start: float, stop: float) -> float:
    """Hazard accumulated between two years at the yearly rate level x exp(slope x year)."""
    if slope == 0.0:
        return level * (stop - start)
    return level / slope * (math.exp(slope * stop) - math.exp(slope * start))


@compiled
def gompertz_years(level: float, slope: float, start: float, h: float) -> float:
    """Year at which the hazard accumulated since `start` reaches h: inverse of the above."""
    if level == 0.0:
        return math.inf
    if slope == 0.0:
        return start + h / level
    return math.log(math.exp(slope * start) + h * slope / level) / slope


@compiled
def day_of_death(
    p: Observed, s: Solved, patient: Patient, discharge: float, treated: bool, kth_start: float
) -> float:
    """Day of death, given the day of discharge and the day KTH starts (inf: never, or not yet).

    What comes after a day never changes what was reached before it, so an engine may ask again
    whenever a stay ends or KTH starts. `treated` is whether this life is under KTH at all: where
    the effect counts from operation, it does not wait for KTH's first day.
    """
    e, hr = patient.threshold, s.hr_kth_delivered
    start = 0.0 if s.window_from_operation and treated else kth_start
    stop = p.days_effect_window
    if hr == 1.0 or start >= stop:
        return day_at_hazard(p, s, patient, discharge, e)
    v = p.frailty_variance
    limit = patient.limit
    before = conditional(v, hazard_to(p, s, patient, discharge, start))
    if limit <= before:
        return day_at_hazard(p, s, patient, discharge, e)
    gained = conditional(v, hazard_to(p, s, patient, discharge, stop)) - before
    if limit <= before + hr * gained:
        reached = before + (limit - before) / hr
    else:
        reached = limit + (1.0 - hr) * gained
    return day_at_hazard(p, s, patient, discharge, marginal(v, reached))


@compiled
def expected_frailty(v: float, limit: float) -> float:
    """Mean frailty of those whose limit is x = E / z: (1 + v) / (1 + v x).

    z given E / z = x is gamma with shape 1 / v + 1 and rate 1 / v + x.
    """
    return (1.0 + v) / (1.0 + v * limit)
