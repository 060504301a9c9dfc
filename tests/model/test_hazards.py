"""Hazards of death: inverses, frailty, and what KTH may and may not change."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from kth_sim.model.case import Case
from kth_sim.model.hazards import (
    Patient,
    conditional,
    day_at_hazard,
    day_of_death,
    expected_frailty,
    hazard_to,
    marginal,
)
from kth_sim.model.parameters import Observed, Solved, Structure

YEAR = 365.25
NEVER = math.inf
Draw = tuple[Observed, Solved]
CaseOf = Callable[..., Case]

variances = st.one_of(st.just(0.0), st.floats(1e-6, 3))
days = st.floats(0.01, 365)
stays = st.one_of(st.floats(0.01, 120), st.just(NEVER))  # far past day 30, or not known yet
numbers = st.integers(0, 199)


@pytest.fixture(scope="module")
def draw(case_of: CaseOf) -> Draw:
    (p,), (s,) = case_of().draw(0)
    return p, s


@pytest.fixture(scope="module")
def patients(
    case_of: CaseOf, people: Callable[[Case, range], list[Patient]]
) -> Callable[[int], Patient]:
    there = people(case_of(), range(200))
    return lambda number: there[number]


def with_hr(case: Case, hr: float) -> Draw:
    """The same draw, but for KTH's hazard ratio."""
    solved = case.solved.copy()
    solved["hr_kth_delivered"] = hr
    return case.draw(0)[0][0], solved.view(type(case.solved))[0]


def with_threshold(patient: Patient, v: float, threshold: float) -> Patient:
    """The same person with other luck."""
    return patient._replace(threshold=threshold, limit=math.expm1(v * threshold) / v)


# --- hazard and day are inverses ---


@given(number=numbers, discharge=stays, day=days)
def test_the_day_at_the_hazard_of_a_day_is_that_day(
    number: int, discharge: float, day: float, draw: Draw, patients: Callable[[int], Patient]
) -> None:
    patient = patients(number)
    h = hazard_to(draw[1], patient, discharge, day)
    assert day_at_hazard(*draw, patient, discharge, h) == pytest.approx(day, rel=1e-10)


@given(number=numbers, discharge=stays, share=st.floats(1e-9, 1))
def test_the_hazard_at_the_day_of_a_hazard_is_that_hazard(
    number: int, discharge: float, share: float, draw: Draw, patients: Callable[[int], Patient]
) -> None:
    patient = patients(number)
    h = share * hazard_to(draw[1], patient, discharge, 365.0)
    day = day_at_hazard(*draw, patient, discharge, h)
    assert hazard_to(draw[1], patient, discharge, day) == pytest.approx(h, rel=1e-10)


@given(number=numbers, discharge=stays, earlier=days, later=days)
def test_hazard_never_falls(
    number: int,
    discharge: float,
    earlier: float,
    later: float,
    draw: Draw,
    patients: Callable[[int], Patient],
) -> None:
    earlier, later = sorted((earlier, later))
    patient = patients(number)
    assert hazard_to(draw[1], patient, discharge, earlier) <= hazard_to(
        draw[1], patient, discharge, later
    )


@given(number=numbers, year=st.floats(1.0, 45))
def test_late_hazard_is_the_populations_times_its_ratios(
    number: int, year: float, draw: Draw, patients: Callable[[int], Patient]
) -> None:
    """The Gompertz law with its standardised mortality ratios, integrated by quadrature."""
    patient, (p, s) = patients(number), draw
    sex = "female" if patient.female else "male"
    level = getattr(p, f"rate_population_death_65_{sex}")
    slope = getattr(p, f"slope_population_death_{sex}")
    late = s.relative_late_nursing_home if patient.destination == 2 else s.relative_late_other

    def rate(t: float) -> float:
        smr = p.smr_years_1_4 if t < 4 else p.smr_years_4_8 if t < 8 else p.smr_years_8_plus
        return late * smr * level * math.exp(slope * (patient.age + t - 65))

    steps = [365 / YEAR, *(t for t in (4.0, 8.0) if t < year), year]
    assume(steps[-2] < year)
    gained = math.fsum(quad(rate, a, b)[0] for a, b in pairwise(steps))
    h = hazard_to(s, patient, patient.days_stay, 365.0) + gained
    found = day_at_hazard(p, s, patient, patient.days_stay, h)
    assert found == pytest.approx(year * YEAR, rel=1e-9)


def test_a_population_hazard_that_does_not_rise_is_exponential(
    case_of: CaseOf, people: Callable[[Case, range], list[Patient]]
) -> None:
    """Slope 0: after day 365 years are hazard over rate."""
    case = case_of(
        slope_population_death_female=0.0,
        slope_population_death_male=0.0,
        rate_population_death_65_female=0.05,
        rate_population_death_65_male=0.05,
        smr_years_1_4=1.0,
        smr_years_4_8=1.0,
        smr_years_8_plus=1.0,
        hr_late_death_nursing_home=1.0,
    )
    (p,), (s,) = case.draw(0)
    (patient,) = people(case, range(1))
    first_year = hazard_to(s, patient, patient.days_stay, 365.0)
    for years in (0.5, 5.0, 20.0):
        day = day_at_hazard(p, s, patient, patient.days_stay, first_year + 0.05 * years)
        assert day == pytest.approx(365.0 + years * YEAR, rel=1e-9)


# --- frailty ---


@given(v=variances, hazard=st.floats(1e-9, 20))
def test_conditional_and_marginal_are_inverses(v: float, hazard: float) -> None:
    assert marginal(v, conditional(v, hazard)) == pytest.approx(hazard, rel=1e-9)


@given(hazard=st.floats(1e-6, 5))
def test_no_frailty_is_the_limit_of_a_little(hazard: float) -> None:
    assert conditional(0.0, hazard) == hazard
    assert conditional(1e-9, hazard) == pytest.approx(hazard, rel=1e-7)


@pytest.mark.parametrize("v", [0.1, 0.5, 1.0, 1.5])
@pytest.mark.parametrize("hazard", [0.01, 0.127, 1.0, 3.0])
def test_frailty_does_not_move_the_cohorts_survival(v: float, hazard: float) -> None:
    """E exp(-z L) over z ~ gamma(mean 1, variance v), by quadrature, gives back exp(-H)."""
    level = conditional(v, hazard)
    frailty = stats.gamma(1 / v, scale=v)
    # By probability, so that the density's pole at 0 (v > 1) does no harm.
    alive = quad(lambda u: math.exp(-level * frailty.ppf(u)), 0, 1, epsabs=1e-11, limit=200)[0]
    assert alive == pytest.approx(math.exp(-hazard), abs=1e-8)
    assert alive == pytest.approx((1 + v * level) ** (-1 / v), abs=1e-8)


@pytest.mark.parametrize("v", [0.2, 0.5, 1.5])
@pytest.mark.parametrize("threshold", [0.01, 0.3, 2.0])
def test_expected_frailty_is_the_mean_of_those_who_die_there(v: float, threshold: float) -> None:
    """Bayes by quadrature: z f(z) exp(-z x) is the density of dying at x = E / z."""
    x = conditional(v, threshold)
    shape = 1 / v

    def density(z: float, power: float) -> float:
        # gamma density without its constant, times z exp(-z x), times z^power
        return math.exp((shape + power) * math.log(z) - z * shape - z * x)

    top = quad(density, 0, np.inf, args=(1.0,), epsabs=0, epsrel=1e-10)[0]
    below = quad(density, 0, np.inf, args=(0.0,), epsabs=0, epsrel=1e-10)[0]
    assert expected_frailty(v, x) == pytest.approx(top / below, rel=1e-8)


def test_without_frailty_everyone_is_average() -> None:
    assert expected_frailty(0.0, 0.3) == 1.0


# --- the day of death under KTH ---


def death(draw: Draw, patient: Patient, discharge: float, start: float) -> float:
    """Day of death where KTH starts on that day; never: usual care."""
    return day_of_death(*draw, patient, discharge, start < NEVER, start)


@given(number=numbers, start=st.floats(0, 60))
def test_a_hazard_ratio_of_one_changes_nothing(
    number: int, start: float, case_of: CaseOf, patients: Callable[[int], Patient]
) -> None:
    draw, patient = with_hr(case_of(), 1.0), patients(number)
    usual = death(draw, patient, patient.days_stay, NEVER)
    assert death(draw, patient, patient.days_stay, start) == usual


@given(number=numbers, start=st.floats(30, 60))
def test_kth_after_its_window_changes_nothing(
    number: int, start: float, draw: Draw, patients: Callable[[int], Patient]
) -> None:
    patient = patients(number)
    usual = death(draw, patient, start, NEVER)
    assert death(draw, patient, start, start) == usual


@given(number=numbers, discharge=st.floats(0.5, 29), threshold=st.floats(1e-4, 1))
def test_a_hazard_ratio_of_zero_lets_nobody_die_inside_the_window(
    number: int,
    discharge: float,
    threshold: float,
    case_of: CaseOf,
    patients: Callable[[int], Patient],
) -> None:
    draw = with_hr(case_of(), 0.0)
    patient = with_threshold(patients(number), draw[0].frailty_variance, threshold)
    day = death(draw, patient, discharge, discharge)
    assert day <= discharge * (1 + 1e-12) or day >= 30.0 * (1 - 1e-12)


@given(
    number=numbers,
    discharge=st.floats(0.5, 40),
    threshold=st.floats(1e-4, 3),
    ratios=st.lists(st.floats(0, 5), min_size=2, max_size=2),
)
def test_a_lower_hazard_ratio_never_brings_death_sooner(
    number: int,
    discharge: float,
    threshold: float,
    ratios: list[float],
    case_of: CaseOf,
    patients: Callable[[int], Patient],
) -> None:
    low, high = (with_hr(case_of(), hr) for hr in sorted(ratios))
    patient = with_threshold(patients(number), low[0].frailty_variance, threshold)
    later = death(low, patient, discharge, discharge)
    sooner = death(high, patient, discharge, discharge)
    assert later >= sooner * (1 - 1e-12)


@given(
    number=numbers,
    discharge=st.floats(0.5, 29),
    hr=st.floats(0.1, 5),
    threshold=st.floats(1e-4, 3),
)
def test_the_day_of_death_is_where_the_conditional_hazard_reaches_the_limit(
    number: int,
    discharge: float,
    hr: float,
    threshold: float,
    case_of: CaseOf,
    patients: Callable[[int], Patient],
) -> None:
    """L + (HR - 1) x what is gained inside the window, written out, equals the limit that day."""
    p, s = with_hr(case_of(), hr)
    v = p.frailty_variance
    patient = with_threshold(patients(number), v, threshold)
    day = death((p, s), patient, discharge, discharge)
    assume(day <= 365)

    def level(t: float) -> float:
        return math.expm1(v * hazard_to(s, patient, discharge, t)) / v

    inside = max(level(min(day, 30.0)) - level(discharge), 0.0)
    assert level(day) + (hr - 1) * inside == pytest.approx(patient.limit, rel=1e-9)


@given(
    number=numbers, discharge=st.floats(0.5, 60), start=st.floats(0, 40), threshold=st.floats(0, 3)
)
def test_what_comes_after_a_day_never_changes_what_was_reached_before_it(
    number: int,
    discharge: float,
    start: float,
    threshold: float,
    draw: Draw,
    patients: Callable[[int], Patient],
) -> None:
    patient = with_threshold(patients(number), draw[0].frailty_variance, threshold + 1e-6)
    before = death(draw, patient, NEVER, NEVER)  # as seen from the ward
    assert (before <= discharge) == (death(draw, patient, discharge, NEVER) <= discharge)
    if before <= discharge:
        assert death(draw, patient, discharge, NEVER) == before
    start = discharge + start
    untreated = death(draw, patient, discharge, NEVER)
    treated = death(draw, patient, discharge, start)
    assert (untreated <= start) == (treated <= start)
    if untreated <= start:
        assert treated == untreated


@given(number=numbers, discharge=st.floats(0.5, 60), threshold=st.floats(1e-4, 3))
def test_an_effect_from_operation_is_for_the_treated_alone(
    number: int,
    discharge: float,
    threshold: float,
    case_of: CaseOf,
    patients: Callable[[int], Patient],
) -> None:
    """Treated, it acts from day 0 before KTH's first day is known; untreated, never."""
    here, there = case_of(), case_of(structure=Structure(effect_window="from_operation"))
    (p,), (usual,) = here.draw(0)
    _, (s,) = there.draw(0)
    patient = with_threshold(patients(number), p.frailty_variance, threshold)
    untreated = day_of_death(p, s, patient, discharge, False, NEVER)
    assert untreated == day_of_death(p, usual, patient, discharge, False, NEVER)
    treated = day_of_death(p, s, patient, discharge, True, NEVER)
    assert treated == day_of_death(p, s, patient, discharge, True, discharge)
    assert treated > untreated
