"""From a resolved scenario to what the model and the economics are asked."""

from __future__ import annotations

import numpy as np

from kth_sim.contracts import (
    DAYS_3_MONTHS,
    DAYS_PER_MONTH,
    DAYS_PER_YEAR,
    DESTINATIONS,
    FloatArray,
)
from kth_sim.economics import PayerSchedule, Setting, boundaries, reform_schedule
from kth_sim.model.case import MOST_BLOCKS, Case
from kth_sim.model.parameters import Cohort, Structure, pack
from kth_sim.model.warm import warm
from kth_sim.scenarios.resolve import Scenario


def payer_schedule(scenario: Scenario) -> PayerSchedule:
    """Who pays for what, before and after the reform."""
    return reform_schedule(
        scenario.reform_date,
        scenario.value("share_acute_nursing_to_region"),
        scenario.value("share_temporary_places_to_region"),
    )


def period_edges(scenario: Scenario) -> FloatArray:
    """Days since operation: the utilities' knots, 3 months, every year, and each payer rule."""
    knots = [0.0, DAYS_PER_MONTH, DAYS_3_MONTHS, 4 * DAYS_PER_MONTH]
    years = DAYS_PER_YEAR * np.arange(1, scenario.horizon_years + 1)
    rules = boundaries(payer_schedule(scenario), scenario.operation_date)
    inside = [day for day in rules if 0.0 < day < years[-1]]
    return np.unique(np.concatenate([knots, years, inside]))


def cohort_of(scenario: Scenario) -> Cohort:
    """The scenario's cohort as the model reads it."""
    people = np.array([cluster.people_per_year for cluster in scenario.clusters])
    return Cohort(
        clusters=tuple(cluster.name for cluster in scenario.clusters),
        weight=people / people.sum(),
        share_own_home=np.array([c.share_own_home for c in scenario.clusters]),
        share_temporary_place=np.array([c.share_temporary_place for c in scenario.clusters]),
        target=np.array([[d in c.target for d in DESTINATIONS] for c in scenario.clusters], float),
        start_day=np.array([c.start_day for c in scenario.clusters]),
        intake_days=scenario.intake_days,
    )


def structure_of(scenario: Scenario) -> Structure:
    """The structural choices that the model knows of."""
    names = ("effect_window", "effect_measure", "effect_denominator")
    return Structure(**{name: scenario.structure[name] for name in names})


def make_case(scenario: Scenario, seed: int, n_patients: int) -> Case:
    """What an engine simulates: the base case, one draw with every parameter at its value."""
    warm()
    return Case(
        observed=pack({name: given.value for name, given in scenario.parameters.items()}),
        cohort=cohort_of(scenario),
        structure=structure_of(scenario),
        period_edges=period_edges(scenario),
        discount_rates=(
            scenario.value("discount_rate_years_0_35"),
            scenario.value("discount_rate_years_36_70"),
            scenario.value("discount_rate_years_71_plus"),
        ),
        seed=seed,
        n_patients=n_patients,
        n_blocks=MOST_BLOCKS,
    )


def make_setting(scenario: Scenario) -> Setting:
    """What the economics need: every parameter as a `[draw]` array, and the switches."""
    return Setting(
        parameters={name: np.array([g.value]) for name, g in scenario.parameters.items()},
        cost_anchor=scenario.structure["cost_anchor"],
        later_care_costs=scenario.structure["later_care_costs"],
    )
