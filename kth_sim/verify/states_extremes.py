"""States and events: what follows where a number is pushed to an end, or switched off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import (
    CURVES,
    DAYS_PER_YEAR,
    DESTINATIONS,
    OUTCOMES,
    STRATEGIES,
    FloatArray,
    Quantities,
)
from kth_sim.economics import life_years, pooled
from kth_sim.verify.check import DoesNotApplyError, Finding, check
from kth_sim.verify.findings import (
    largest,
    none_of,
    rises,
    rounding,
    standard_errors,
    z_of_share,
)
from kth_sim.verify.null import NO_DEATHS, NO_EFFECT
from kth_sim.verify.population import expected_alive, hazard, population_risks
from kth_sim.verify.subject import N_PATIENTS, Subject

if TYPE_CHECKING:
    from kth_sim.model.case import Case

MANY = 60_000  # patients of a statistical check
TIMES = 1e6
NURSING_HOME = DESTINATIONS.index("nursing_home")
AFTER = ("rate_own_home", "rate_temporary_place", "rate_nursing_home")  # as DESTINATIONS
RATES = ("rate_inpatient", *AFTER, "rate_31_90", "rate_91_365")
READMITTED_BY = (3, 10, 30, 60, 120)  # days, all inside the daily curves
FACTORS = (0.5, 1.0, 2.0)


def life_years_of(quantities: Quantities) -> FloatArray:
    """`[strategy]` undiscounted life-years a patient, of the first draw."""
    sums = pooled(quantities)
    years: FloatArray = life_years(sums.used)[0].sum(axis=-1) / sums.patients[0]
    return years


@check("states.no_mortality", "With no mortality, is everyone alive to the horizon?")
def no_mortality(subject: Subject) -> Finding:
    """Life-years equal the horizon, in both strategies."""
    quantities = subject.simulate(NO_DEATHS | NO_EFFECT)
    horizon = quantities.period_edges[-1] / DAYS_PER_YEAR
    errors = dict(zip(STRATEGIES, life_years_of(quantities) - horizon, strict=True))
    expected = f"life-years = the horizon of {horizon:g} years"
    return largest(errors, rounding(horizon, N_PATIENTS), expected)


@check("states.enormous_hazard", "With a million times the hazard, is life about 0 years?")
def enormous_hazard(subject: Subject) -> Finding:
    """No longer than 1 / the lowest hazard of anyone in the first year.

    Survival is at most exp(-h t) with h the lowest daily hazard of anyone to day 365, so its
    integral is at most 1 / h, beyond 365 days there is nobody left.
    """
    case = with_hazard(subject.case(), TIMES)
    lowest = TIMES * lowest_hazard(subject)
    if lowest == 0.0:
        raise DoesNotApplyError(
            "a hazard of the first year is 0 here, and so is any multiple of it"
        )
    years = life_years_of(subject.quantities(case))
    bound = 1.0 / lowest / DAYS_PER_YEAR
    worst = max(years)
    return Finding(
        bool(min(years) > 0.0 and worst <= bound),
        f"0 < life-years <= 1 / ({TIMES:g} x the lowest daily hazard) = {bound:.2g}",
        f"{worst:.2g} years",
        f"{bound - worst:.2g} years",
    )


def with_hazard(case: Case, times: float) -> Case:
    """The case with every daily hazard of the first year so many times as high."""
    other = replace(case)
    for name in RATES:
        other.solved[name] *= times
    return other


def lowest_hazard(subject: Subject) -> float:
    """The lowest daily hazard of anyone in the first year: the youngest, with KTH if it helps."""
    solved, there = subject.case().solved[0], discharged_to(subject) > 0.0
    late = [solved["relative_late_other"]] * 2 + [solved["relative_late_nursing_home"]]
    daily = [solved["rate_inpatient"]]
    for rate, relative in np.array([[solved[name] for name in AFTER], late]).T[there]:
        daily += [rate, relative * solved["rate_31_90"], relative * solved["rate_91_365"]]
    return float(min(1.0, solved["hr_kth"]) * lowest_relative(subject.values()) * min(daily))


def discharged_to(subject: Subject) -> FloatArray:
    """`[destination]` persons of the scenario who are to go there."""
    counts = subject.simulate().counts[0, :, 0, :, OUTCOMES.index("patients")]
    people: FloatArray = counts.sum(axis=0)
    return people


def lowest_relative(values: Mapping[str, float]) -> float:
    """The first-year hazard of the youngest relative to a woman of mean age, the lower sex's."""
    youngest = np.array([values["age_min"]])
    mean = np.array([values["mean_age"]])
    now = min(hazard(values, sex, youngest, 1.0)[0] for sex in ("female", "male"))
    ratio = now / hazard(values, "female", mean, 1.0)[0]
    return float(ratio ** values["age_sex_gradient"])


@check("states.population_survival", "With no disease effect, is survival the population's?")
def population_survival(subject: Subject) -> Finding:
    """Shares alive by day 30, 90 and 365 and by later years, against the population's life table.

    The life table is integrated over the cohort's ages and both sexes by quadrature here.
    """
    changes = NO_EFFECT | population_risks(subject.values())
    quantities = subject.simulate(changes, n_patients=MANY)
    died = quantities.curves[0, 0, CURVES.index("death")].cumsum()
    totals = quantities.counts[0, :, 0].sum(axis=(0, 1))
    by_day = {float(day): totals[OUTCOMES.index(f"deaths_{day}d")] for day in (30, 90, 365)}
    for years in (2, 5, 10, 20, 30):
        place = int(np.searchsorted(quantities.curve_edges, years * DAYS_PER_YEAR))
        if place < len(quantities.curve_edges) - 1:
            by_day[float(quantities.curve_edges[place])] = died[place - 1]
    z = {
        f"day {day:.0f}": z_of_share(MANY - dead, MANY, expected_alive(subject.values(), day))
        for day, dead in by_day.items()
    }
    return standard_errors(z, "shares alive as the population's life table")


@check("states.weibull_shape_1", "With shape 1, is the time to readmission exponential?")
def weibull_shape_1(subject: Subject) -> Finding:
    """Shares readmitted by five days against 1 - (1 - p)^(day / 30); nobody dies meanwhile."""
    p, window = (
        subject.values()["prob_readmission_30d"],
        subject.values()["days_readmission_window"],
    )
    if not 0.0 < p < 1.0 or subject.values()["n_readmissions_max"] < 1.0:
        raise DoesNotApplyError("nobody, or everybody, is readmitted in this scenario")
    changes = NO_DEATHS | NO_EFFECT | {"shape_time_to_readmission": 1.0}
    quantities = subject.simulate(changes, n_patients=MANY)
    bins = quantities.curves[0, :, CURVES.index("first_readmission")].cumsum(axis=1)
    discharged = quantities.counts[0, ..., OUTCOMES.index("discharged_alive")].sum(axis=(0, 2))
    z = {
        f"day {day}, {STRATEGIES[s]}": z_of_share(
            bins[s, day - 1], discharged[s], 1.0 - (1.0 - p) ** (day / 30.0)
        )
        for day in READMITTED_BY
        if day < window
        for s in range(len(STRATEGIES))
    }
    return standard_errors(z, f"share readmitted by day t = 1 - (1 - {p:.4g})^(t / 30)")


@check("states.hazard_ratio_up_risk_up", "Does a higher hazard ratio mean a higher risk?")
def hazard_ratio_up_risk_up(subject: Subject) -> Finding:
    """KTH's and deaths by day 30, 90 and 365; that of nursing homes and deaths there.

    With the same luck, so that no life may be longer at a higher ratio.
    """
    series = kth_deaths(subject)
    nursing = [nursing_home_deaths(subject, factor) for factor in FACTORS]
    if discharged_to(subject)[NURSING_HOME] < N_PATIENTS and max(nursing) > 0.0:
        series["deaths on days 31-365, nursing home"] = nursing
    if not series:
        raise DoesNotApplyError("no hazard ratio has anything to act on in this scenario")
    # By a later day all who were saved may be dead again: then deaths may stay.
    may_stay = {f"deaths by day {day} with KTH" for day in (90, 365)}
    found = {name: rises(x, strictly=name not in may_stay) for name, x in series.items()}
    wrong = [name for name, (well, _) in found.items() if not well]
    smallest = ", ".join(f"{name} {step:.0f}" for name, (_, step) in found.items())
    expected = f"deaths rise at every step over ratios x {', '.join(f'{x:g}' for x in FACTORS)}"
    return none_of(wrong, len(series), "series", expected, f"smallest step: {smallest}")


def kth_deaths(subject: Subject) -> dict[str, list[float]]:
    """Persons dead by each day with KTH at rising risk, of effects that can be reached.

    Nothing where KTH cannot act on any death by day 30.
    """
    values, name = subject.values(), "or_death_30d_kth"
    sizes = [factor * values[name] for factor in FACTORS]
    if subject.base.structure["effect_measure"] == "risk_difference":
        name, sizes = "rd_death_30d_kth", [0.02, 0.0, -0.02]
    if min(values["uptake_kth"], values["fidelity_kth"], values["prob_death_30d"]) == 0.0:
        return {}
    cases = [subject.case({name: x}) for x in sizes]
    reached = [case for case in cases if case.solved["effect_unreachable"][0] == 0.0]
    if len(reached) < 2:
        return {}
    kth = STRATEGIES.index("kth")
    counts = [subject.quantities(case).counts[0, :, kth].sum(axis=(0, 1)) for case in reached]
    return {
        f"deaths by day {day} with KTH": [
            float(one[OUTCOMES.index(f"deaths_{day}d")]) for one in counts
        ]
        for day in (30, 90, 365)
    }


def nursing_home_deaths(subject: Subject, factor: float) -> float:
    """Deaths on days 31-365 of those discharged to a nursing home, at that hazard ratio."""
    name = "hr_late_death_nursing_home"
    counts = subject.simulate({name: factor * subject.values()[name]}).counts[0, :, 0]
    there = counts[:, NURSING_HOME].sum(axis=0)
    return float(there[OUTCOMES.index("deaths_365d")] - there[OUTCOMES.index("deaths_30d")])
