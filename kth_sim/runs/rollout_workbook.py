"""What the budget workbook is filled with, from a plan, its draws and what a patient costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from kth_sim.contracts import DESTINATIONS, FloatArray
from kth_sim.economics import ITEM_IDS, ITEMS, PAYERS, default_schedule, reform_schedule
from kth_sim.economics.budget import PROGRAMME_ITEMS, Budget, PerPatient, shares_by_month
from kth_sim.economics.budget.tables import ALL, BED_DAYS, HOSPITAL_ITEMS, budget_by_year
from kth_sim.reporting.xlsx import (
    Beds,
    ItemInput,
    Simulated,
    StartInput,
    TeamInput,
    WorkbookAbout,
    WorkbookContent,
)
from kth_sim.runs.rollout_intake import PAID_AS, Numbers
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.rollout import Plan, fidelity, incidence, uptake, with_values

GAINS = ("lives_saved_30d", "qalys", "life_years", "readmissions")
RELEASABLE = "share_hospital_cost_releasable"
IN_DKK = "DKK"  # unit of an item that has no unit cost of its own


@dataclass(frozen=True)
class Made:
    """One plan's budget and what it was made from.

    Attributes:
        scenario: whose parameters.
        numbers: of the plan, in every draw.
        per_patient: what it was weighted from.
        budget: the result.
    """

    scenario: Scenario
    numbers: Numbers
    per_patient: PerPatient
    budget: Budget


def refusal(scenario: Scenario) -> tuple[str, ...]:
    """Why there is no workbook for the scenario, one line; nothing if there can be one."""
    day = scenario.reform_date
    if (day.month, day.day) == (1, 1):
        return ()
    return (f"no workbook: it can change payers on 1 January only, and the reform comes on {day}",)


def content_of(made: Made, about: WorkbookAbout) -> WorkbookContent:
    """Everything the workbook reckons with, as means over the draws."""
    plan, per_patient = mean_plan(made.numbers), made.per_patient
    months, last = made.numbers.months, len(made.numbers.months)
    kept = [i for i in range(len(per_patient.items)) if np.any(per_patient.cost[..., i])]
    items = tuple(_item(made, per_patient.items[i]) for i in kept)
    cost = per_patient.cost[:, :, :, :last].mean(axis=0)[..., kept]
    teams = [plan.network.names.index(start.team) for start in plan.starts]
    delivered = made.numbers.delivered[teams]
    passed = float(made.budget.passed.mean())
    return WorkbookContent(
        about=about,
        teams=_teams(plan, made.numbers),
        starts=tuple(_start(plan, i, passed) for i in range(len(plan.starts))),
        items=items,
        destinations=per_patient.destinations,
        payers=PAYERS,
        first_year=plan.first_year,
        years=plan.years,
        volumes_year=plan.network.volumes_year,
        growth_per_year=plan.network.growth_per_year,
        reform=made.scenario.reform_date,
        payer_shares=_shares(made, tuple(item.id for item in items)),
        levels=per_patient.levels,
        quantity=cost / np.array([item.unit_cost for item in items]),
        uptake=np.array([uptake(start, months) for start in plan.starts]),
        fidelity=np.array([fidelity(start, months) for start in plan.starts]) * delivered,
        delivered=delivered,
        people=incidence(plan.network, months),
        outcome={name: per_patient.outcome[name].mean(axis=0) for name in GAINS},
        use={name: array[..., :last].mean(axis=0) for name, array in per_patient.use.items()},
        beds=_beds(made),
        simulated=_simulated(made.budget),
        programme_basis=made.budget.basis[PROGRAMME_ITEMS[0]],
    )


def mean_plan(numbers: Numbers) -> Plan:
    """The plan at the mean over draws of each number that rests on evidence."""
    return with_values(numbers.plan, _means(numbers))


def _means(numbers: Numbers) -> dict[str, float]:
    return {name: float(values.mean()) for name, values in numbers.values.items()}


def _teams(plan: Plan, numbers: Numbers) -> tuple[TeamInput, ...]:
    """The clusters, what is left over of the network's total spread in proportion."""
    listed = sum(team.people_per_year for team in plan.network.teams)
    spread = 1.0 + plan.network.remainder_people / listed
    return tuple(
        TeamInput(team.name, team.people_per_year * spread, tuple(map(float, shares)))
        for team, shares in zip(plan.network.teams, numbers.mix.mean(axis=0), strict=True)
    )


def _start(plan: Plan, i: int, passed: float) -> StartInput:
    start = plan.starts[i]
    waits = plan.rule is not None and start.team not in plan.rule.pilot
    return StartInput(
        name=plan.start_names[i],
        team=start.team,
        first_day=start.date,
        target=tuple(name in start.target for name in DESTINATIONS),
        ramp_up_months=start.ramp_up_months,
        ceiling=start.ceiling,
        fidelity=start.fidelity,
        turnover_per_year=start.turnover_per_year,
        retraining_months=start.retraining_months,
        cost_start_up=start.cost_start_up,
        cost_fixed_per_year=start.cost_fixed_per_year,
        chance=passed if waits else 1.0,
    )


def _item(made: Made, name: str) -> ItemInput:
    """An item with its mean unit cost; one that has none, or nought, is counted in DKK."""
    item = ITEMS[ITEM_IDS.index(name)]
    price = float(made.numbers.values[item.price].mean()) if item.price else 0.0
    source = made.scenario.parameters[item.price].source if item.price and price else ""
    unit, cost = (item.unit, price) if price else (IN_DKK, 1.0)
    basis = made.per_patient.basis[name]
    return ItemInput(name, item.label, item.sector, unit, cost, basis, source)


def _shares(made: Made, items: tuple[str, ...]) -> FloatArray:
    """Payers' shares before and from the reform, `[rule, item, payer]`."""
    values, day = made.numbers.values, made.scenario.reform_date
    nursing = float(values["share_acute_nursing_to_region"].mean())
    places = float(values["share_temporary_places_to_region"].mean())
    paid_as = (*items, *(PAID_AS[item] for item in PROGRAMME_ITEMS))
    rules = (default_schedule(), reform_schedule(day, nursing, places))
    return np.stack([shares_by_month(rule, paid_as, (_month(day),))[0] for rule in rules])


def _month(day: date) -> date:
    return day.replace(day=1)


def _beds(made: Made) -> Beds:
    found = made.scenario.parameters[RELEASABLE]
    share = float(made.numbers.values[RELEASABLE].mean())
    return Beds(BED_DAYS, HOSPITAL_ITEMS, share, found.basis)


def _simulated(budget: Budget) -> Simulated:
    """What KTH adds, over the draws, by year and in all."""
    frame = budget_by_year(budget)
    rows = frame[frame["payer"] == ALL]
    mean, low, high = (rows[name].to_numpy(float) for name in ("net", "net_low", "net_high"))
    return Simulated(mean, low, high)
