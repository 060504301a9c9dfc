"""Sums: the mean of the individuals, each valued alone, is the aggregate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import DAYS_PER_YEAR, OUTCOMES, PLACES, RESOURCES, STRATEGIES, FloatArray
from kth_sim.economics import adjustment, measures, pooled
from kth_sim.economics.items import adjustment_id
from kth_sim.runs.build import make_setting
from kth_sim.verify.check import Finding, check
from kth_sim.verify.findings import largest
from kth_sim.verify.subject import Subject
from kth_sim.verify.sums_lives import NO_RATES, Lives, costs, events, lives_of, programme, qalys

if TYPE_CHECKING:
    from kth_sim.economics import Sums
    from kth_sim.verify.subject_runs import Runs
    from kth_sim.verify.sums_lives import Rates

PATIENTS = 1500
ROUNDING = 1e-9  # relative: sums of thousands of numbers, in another order
RATES = ("discount_rate_years_0_35", "discount_rate_years_36_70", "discount_rate_years_71_plus")


@dataclass(frozen=True)
class Both:
    """The same patients, individually and in sum.

    Attributes:
        lives: of each patient.
        hours_waiting: `[patient]` from admission to operation.
        sums: of the fast engine, `[draw, ...]`.
        measured: `{measure: [strategy]}` of the economics.
        values: every number of the model, and what an anchor adds to a pathway.
        rates: of discounting.
    """

    lives: Lives
    hours_waiting: FloatArray
    sums: Sums
    measured: Mapping[str, FloatArray]
    values: Mapping[str, float]
    rates: Rates


def both(runs: Runs) -> Both:
    """The same patients' ledger, and the sums and measures of a run."""
    case = runs.case(patients=PATIENTS)
    sums = pooled(runs.quantities(case))
    setting = make_setting(runs.scenario)
    found, solved = measures(sums, setting), adjustment(sums, setting).per_pathway
    values = {name: given.value for name, given in runs.scenario.parameters.items()}
    values |= {adjustment_id(sector): float(price[0]) for sector, price in solved.items()}
    rates = (values[RATES[0]], values[RATES[1]], values[RATES[2]])
    people = runs.people(case)
    lives, measured = (
        lives_of(runs.lives(case), people.offered),
        {n: v[0] for n, v in found.items()},
    )
    return Both(lives, people.hours_waiting, sums, measured, values, rates)


def compared(alone: Mapping[str, FloatArray], sums: Mapping[str, FloatArray]) -> Finding:
    """Whether means of individuals `[person]` are those of the sums `[strategy]`, by name."""
    errors = {}
    for name, of_person in alone.items():
        mean = of_person.reshape(len(STRATEGIES), -1).mean(axis=1)
        error = np.abs(mean - sums[name]) / np.maximum(np.abs(sums[name]), 1e-3)
        errors[name] = float(error.max())
    expected = f"{len(errors)} means of {PATIENTS:,} patients valued one by one = the run's"
    return largest(errors, ROUNDING, expected)


@check("sums.days_and_events", "Are each patient's days and events, added up, the engine's sums?")
def _days_and_events(subject: Subject) -> Finding:
    found = both(subject.runs)
    lives, used = found.lives, found.sums.used[0].sum(axis=(1, 2))
    alone, sums = events(lives), {}
    for name in alone:
        sums[name] = found.sums.counts[0, :, :, OUTCOMES.index(name)].sum(axis=1) / PATIENTS
    nought = np.zeros_like(lives.death)
    for place in PLACES:
        alone[place] = lives.within((place,), nought, lives.end).days(NO_RATES)
    alone["days_kth"] = programme(lives, found.values["days_kth"]).days(NO_RATES)
    alone["n_readmissions"] = lives.sum((lives.place == "days_readmitted") * 1.0)
    alone["n_kth_pathways"] = alone["treated"]
    alone["hours_waiting"] = np.concatenate([found.hours_waiting] * len(STRATEGIES))
    for name in (*PLACES, "days_kth", "n_readmissions", "n_kth_pathways", "hours_waiting"):
        sums[name] = used[:, RESOURCES.index(name)] / PATIENTS
    return compared(alone, sums)


@check(
    "sums.life_years_and_qalys",
    "Are each patient's life-years and QALYs, added up, those of the evaluation?",
)
def _life_years_and_qalys(subject: Subject) -> Finding:
    found = both(subject.runs)
    lives = found.lives
    alone = {
        "ly": lives.days(found.rates) / DAYS_PER_YEAR,
        "ly_undiscounted": lives.days(NO_RATES) / DAYS_PER_YEAR,
        "qaly": qalys(lives, found.values, found.rates),
        "qaly_undiscounted": qalys(lives, found.values, NO_RATES),
    }
    return compared(alone, found.measured)


@check("sums.costs", "Are each patient's costs, added up, those of the evaluation, by sector?")
def _costs(subject: Subject) -> Finding:
    """What an anchor adds to the programme is a price a pathway, solved by the economics."""
    found = both(subject.runs)
    lives, values = found.lives, found.values
    early = costs(lives, values, NO_RATES, later=False)
    alone = {f"cost_3m_{sector}": cost for sector, cost in early.items()}
    alone["cost_3m"] = total(early)
    alone["cost_total_3m_only"] = total(costs(lives, values, found.rates, later=False))
    alone["cost_total_with_later"] = total(costs(lives, values, found.rates, later=True))
    return compared(alone, found.measured)


def total(by_sector: Mapping[str, FloatArray]) -> FloatArray:
    """Over all sectors."""
    return np.asarray(np.sum(list(by_sector.values()), axis=0))
