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
from kth_sim.model.elementary import exp, expm1, log1p
from kth_sim.model.parameters import Observed, Solved

# The clocks of the outcomes: definitions, not evidence.
DAY_30, DAY_90, DAY_365 = 30.0, 90.0, 365.0
OWN_HOME, TEMPORARY_PLACE, NURSING_HOME = 0, 1, 2
FIRST_LATE_YEAR = DAY_365 / DAYS_PER_YEAR


class Patient(NamedTuple):
    """One person at operation, the same in every strategy."""

    age: float
    female: int
    relative_hazard: float
    late_rate: float  # deaths a year on day 365, but for the standardised mortality ratio
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
    days_temporary_place: float  # length of a stay there
    home_after_temporary_place: int  # 1 if own home follows, if it was the residence before
    offered: int  # 1 where the cluster offers KTH to this patient and the patient takes it
    cas_regained: int  # 1 if CAS is regained at the end of rehabilitation, if then alive
    nms_regained: int  # the same for NMS


@compiled
def conditional(v: float, marginal: float) -> float:
    """Conditional cumulative hazard L = (exp(v H) - 1) / v."""
    return marginal if v == 0.0 else expm1(v * marginal) / v


@compiled
def marginal(v: float, conditional_hazard: float) -> float:
    """Marginal cumulative hazard H = log(1 + v L) / v."""
    return conditional_hazard if v == 0.0 else log1p(v * conditional_hazard) / v


@compiled
def population_log_rate(p: Observed, s: Solved, female: int, age: float) -> float:
    """Log of the population's deaths a year at that age and sex: Gompertz from age 65."""
    women = s.log_rate_65_female + p.slope_population_death_female * (age - 65.0)
    men = s.log_rate_65_male + p.slope_population_death_male * (age - 65.0)
    return women if female else men


@compiled
def relative_hazard(p: Observed, s: Solved, log_rate: float) -> float:
    """First-year hazard relative to a woman of mean age: a power of the population's ratio."""
    return exp(p.age_sex_gradient * (log_rate - s.log_reference_rate))


@compiled
def rate_after_discharge(s: Solved, destination: int) -> float:
    """Deaths a day between discharge and day 30, for a patient of relative hazard 1."""
    home, temporary, nursing = s.rate_own_home, s.rate_temporary_place, s.rate_nursing_home
    away = temporary if destination == TEMPORARY_PLACE else nursing
    return home if destination == OWN_HOME else away


@compiled
def relative_late(s: Solved, destination: int) -> float:
    """Relative hazard by destination from day 31 on."""
    nursing, other = s.relative_late_nursing_home, s.relative_late_other
    return nursing if destination == NURSING_HOME else other


class Rates(NamedTuple):
    """Deaths a day of one patient: before discharge, then to day 30, and in the year after."""

    inpatient: float
    discharged: float
    days_31_90: float
    days_91_365: float


@compiled
def rates_of(s: Solved, relative: float, destination: int) -> Rates:
    """The first year's rates of a patient of that relative hazard and destination."""
    late = relative * relative_late(s, destination)
    return Rates(
        s.rate_inpatient * relative,
        rate_after_discharge(s, destination) * relative,
        s.rate_31_90 * late,
        s.rate_91_365 * late,
    )


@compiled
def hazard_at(rates: Rates, discharge: float, t: float) -> float:
    """Marginal cumulative hazard of death at these rates, from operation to t <= 365 days."""
    leave = min(discharge, DAY_30)
    h = rates.inpatient * min(t, leave) + rates.discharged * max(min(t, DAY_30) - leave, 0.0)
    h += rates.days_31_90 * max(min(t, DAY_90) - DAY_30, 0.0)
    return h + rates.days_91_365 * max(min(t, DAY_365) - DAY_90, 0.0)


@compiled
def hazard_to(s: Solved, patient: Patient, discharge: float, t: float) -> float:
    """Marginal cumulative hazard of death from operation to t <= 365 days."""
    return hazard_at(rates_of(s, patient.relative_hazard, patient.destination), discharge, t)


@compiled
def day_at_hazard(p: Observed, s: Solved, patient: Patient, discharge: float, h: float) -> float:
    """Day on which the marginal cumulative hazard reaches h > 0: the inverse of `hazard_to`.

    Every piece is worked out and one is taken, so that several patients can be done at once.
    """
    leave = min(discharge, DAY_30)
    first, second, third, fourth = rates_of(s, patient.relative_hazard, patient.destination)
    at_leave = first * leave
    at_30 = at_leave + second * (DAY_30 - leave)
    at_90 = at_30 + third * (DAY_90 - DAY_30)
    at_365 = at_90 + fourth * (DAY_365 - DAY_90)
    in_first, in_second = h / first, leave + (h - at_leave) / second
    in_third, in_fourth = DAY_30 + (h - at_30) / third, DAY_90 + (h - at_90) / fourth
    day = late_day_at_hazard(p, s, patient, h - at_365)
    day = in_fourth if h <= at_365 else day
    day = in_third if h <= at_90 else day
    day = in_second if h <= at_30 else day
    return in_first if h <= at_leave else day


class Late(NamedTuple):
    """What a draw says of the years after the first, of one sex."""

    slope: float
    years_4: float
    years_8: float
    hazard_4: float
    hazard_8: float


@compiled
def late_of_women(p: Observed, s: Solved) -> Late:
    """The years after the first, of women."""
    return Late(
        p.slope_population_death_female,
        s.late_years_4_female,
        s.late_years_8_female,
        s.late_hazard_4_female,
        s.late_hazard_8_female,
    )


@compiled
def late_of_men(p: Observed, s: Solved) -> Late:
    """The years after the first, of men."""
    return Late(
        p.slope_population_death_male,
        s.late_years_4_male,
        s.late_years_8_male,
        s.late_hazard_4_male,
        s.late_hazard_8_male,
    )


@compiled
def late_day_at_hazard(p: Observed, s: Solved, patient: Patient, h: float) -> float:
    """Day on which the hazard accumulated after day 365 reaches h.

    The hazard is the population's at the patient's age and sex, times the standardised mortality
    ratio of the year, times the destination's relative hazard.
    """
    female = patient.female == 1
    women = late_of_women(p, s)
    men = late_of_men(p, s)
    slope = women.slope if female else men.slope
    years_4 = women.years_4 if female else men.years_4
    years_8 = women.years_8 if female else men.years_8
    hazard_4 = women.hazard_4 if female else men.hazard_4
    hazard_8 = women.hazard_8 if female else men.hazard_8
    units = h / patient.late_rate
    by_4 = units / p.smr_years_1_4
    by_8 = years_4 + (units - hazard_4) / p.smr_years_4_8
    after = years_8 + (units - hazard_8) / p.smr_years_8_plus
    grown = by_8 if units <= hazard_8 else after
    grown = by_4 if units <= hazard_4 else grown
    day = (FIRST_LATE_YEAR + years_when_grown(slope, grown)) * DAYS_PER_YEAR
    return math.inf if patient.late_rate == 0.0 else day


@compiled
def grown_years(slope: float, years: float) -> float:
    """Years from now, each weighted by exp(slope x year): the hazard at a rate of 1 now."""
    return years if slope == 0.0 else expm1(slope * years) / slope


@compiled
def years_when_grown(slope: float, grown: float) -> float:
    """Years until `grown_years` reach that many: its inverse."""
    return grown if slope == 0.0 else log1p(slope * grown) / slope


@compiled
def late_rate(p: Observed, female: int, log_rate: float) -> float:
    """Deaths a year on day 365 at the population's hazard."""
    women, men = p.slope_population_death_female, p.slope_population_death_male
    slope = women if female else men
    return exp(log_rate + slope * FIRST_LATE_YEAR)


@compiled
def set_late_hazards(p: Observed, s: Solved) -> None:
    """Set what is needed of the years after the first: hazards at a population rate of 1."""
    years_4, years_8 = 4.0 - FIRST_LATE_YEAR, 8.0 - FIRST_LATE_YEAR
    female, male = p.slope_population_death_female, p.slope_population_death_male
    s.late_years_4_female = grown_years(female, years_4)
    s.late_years_4_male = grown_years(male, years_4)
    s.late_years_8_female = grown_years(female, years_8)
    s.late_years_8_male = grown_years(male, years_8)
    s.late_hazard_4_female = p.smr_years_1_4 * s.late_years_4_female
    s.late_hazard_4_male = p.smr_years_1_4 * s.late_years_4_male
    later = s.late_years_8_female - s.late_years_4_female
    s.late_hazard_8_female = s.late_hazard_4_female + p.smr_years_4_8 * later
    later = s.late_years_8_male - s.late_years_4_male
    s.late_hazard_8_male = s.late_hazard_4_male + p.smr_years_4_8 * later


@compiled
def day_of_death(
    p: Observed, s: Solved, patient: Patient, discharge: float, treated: bool, kth_start: float
) -> float:
    """Day of death, given the day of discharge and the day KTH starts (inf: never, or not yet).

    What comes after a day never changes what was reached before it, so an engine may ask again
    whenever a stay ends or KTH starts. `treated` is whether this life is under KTH at all: where
    the effect counts from operation, it does not wait for KTH's first day.
    """
    e, hr, v = patient.threshold, s.hr_kth_delivered, p.frailty_variance
    start = 0.0 if treated and s.window_from_operation == 1.0 else kth_start
    stop, limit = p.days_effect_window, patient.limit
    before = conditional(v, hazard_to(s, patient, discharge, start))
    gained = conditional(v, hazard_to(s, patient, discharge, stop)) - before
    inside, beyond = before + (limit - before) / hr, limit + (1.0 - hr) * gained
    reached = inside if limit <= before + hr * gained else beyond
    acts = hr != 1.0 and start < stop and limit > before
    h = marginal(v, reached) if acts else e
    return day_at_hazard(p, s, patient, discharge, h)


@compiled
def expected_frailty(v: float, limit: float) -> float:
    """Mean frailty of those whose limit is x = E / z: (1 + v) / (1 + v x).

    z given E / z = x is gamma with shape 1 / v + 1 and rate 1 / v + x.
    """
    return (1.0 + v) / (1.0 + v * limit)
