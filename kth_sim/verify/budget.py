"""Budget: what a rollout costs is who has it, when, times what one of them costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import DESTINATIONS, STRATEGIES, FloatArray
from kth_sim.economics.budget import Intake
from kth_sim.verify.check import Finding, check
from kth_sim.verify.findings import largest
from kth_sim.verify.subject import Subject
from kth_sim.verify.subject_runs_budget import PATIENTS

if TYPE_CHECKING:
    from kth_sim.economics.budget import Budget
    from kth_sim.scenarios.rollout import Plan
    from kth_sim.verify.subject_runs import Runs
    from kth_sim.verify.subject_runs_budget import Budgets

ROUNDING = 1e-9  # relative


def arrays(found: Budget) -> dict[str, FloatArray]:
    """Everything that a budget counts, by name; years and clusters on axes 1 and 2."""
    return {
        "cost": found.cost,
        "today": found.today,
        "today without the reform": found.today_without_reform,
        "people": found.people,
        "treated": found.treated,
        **found.outcome,
        **found.use,
    }


def apart(one: Mapping[str, FloatArray], other: Mapping[str, FloatArray]) -> dict[str, float]:
    """Largest difference of each array, as a share of its largest number (or of the people)."""
    floor = float(other["people"].max())
    return {
        name: float(np.abs(one[name] - array).max()) / max(float(np.abs(array).max()), floor)
        for name, array in other.items()
    }


@check("budget.no_incidence", "Does a network in which nobody is operated cost nothing?")
def _no_incidence(subject: Subject) -> Finding:
    """Without the programme's own start-up and fixed costs, which are not of people."""
    budgets = subject.runs.budgets
    plan = budgets.plan()
    some = budgets.intake(plan)
    nobody = replace(some, people=0.0 * some.people, treated=0.0 * some.treated)
    found = arrays(budgets.weighted(plan, nobody))
    errors = {name: float(np.abs(array).max()) for name, array in found.items()}
    spent = float(arrays(budgets.weighted(plan, some))["cost"].mean(axis=0).sum())
    finding = largest(errors, 0.0, "0 DKK, people, gains and uses")
    seen = f"{finding.found}; with the people of the plan {spent:,.0f} DKK"
    return Finding(finding.passed and spent > 0.0, finding.expected, seen, finding.margin)


@check("budget.no_rollout", "Does a plan in which nobody starts change nothing?")
def _no_rollout(subject: Subject) -> Finding:
    budgets = subject.runs.budgets
    found = budgets.of(budgets.plan("none"))
    changes = {"net": found.net, "treated": found.treated, **found.outcome, **found.use}
    errors = {name: float(np.abs(a).max()) for name, a in changes.items()}
    finding = largest(errors, 0.0, "0 DKK, people, gains and uses more than today")
    spent = float(found.today.mean(axis=0).sum())
    seen = f"{finding.found}; {spent:,.0f} DKK are spent today"
    return Finding(finding.passed and spent > 0.0, finding.expected, seen, finding.margin)


@check(
    "budget.everything_on_day_1",
    "Is everybody in KTH at once the volume times what one patient costs more?",
)
def _everything_on_day_1(subject: Subject) -> Finding:
    """A year's people, all operated in the first month, all treated, in full.

    What one patient costs more comes from a cost-effectiveness run of the same draws and luck in
    which everybody is treated: the evaluation's way to the 3-month cost, not the budget's. An
    anchor is solved on the scenario's own cohort, so cost is left out where there is one.
    """
    budgets = subject.runs.budgets
    volume = np.array([team.people_per_year for team in budgets.plan().network.teams])
    people = float(volume.sum())
    found, per_patient = all_at_once(budgets, volume), everybody_treated(subject.runs)
    of_all = {
        "3-month cost": ("cost_3m", found.net.sum(axis=(1, 2, 3, 4))),
        "30-day deaths": ("prob_death_30d", -found.outcome["lives_saved_30d"].sum(axis=(1, 2))),
        "readmissions": ("readmissions", found.outcome["readmissions"].sum(axis=(1, 2))),
        "QALYs": ("qaly", found.outcome["qalys"].sum(axis=(1, 2))),
        "life-years": ("ly_undiscounted", found.outcome["life_years"].sum(axis=(1, 2))),
    }
    if subject.base.structure["cost_anchor"] != "bottom_up":
        del of_all["3-month cost"]
    errors, told = {}, []
    for name, (measure, values) in of_all.items():
        alone = per_patient[measure]
        scale = max(float(np.abs(alone).max()), 1.0)
        errors[name] = float(np.abs(values / people - alone).max()) / scale
        told.append(f"{name} {people * float(alone.mean()):+,.0f}")
    return largest(errors, ROUNDING, f"{people:,.0f} x one patient's {', '.join(told)}")


def all_at_once(budgets: Budgets, volume: FloatArray) -> Budget:
    """The budget of so many people `[cluster]`, operated in month 0, treated in full."""
    plan, per = budgets.plan(), budgets.per_patient
    mix = per.patients / per.patients.sum(axis=-1, keepdims=True)  # the destinations simulated
    people = np.zeros((len(mix), volume.size, len(DESTINATIONS), 12 * plan.years))
    people[..., 0] = volume[:, np.newaxis] * mix[:, np.newaxis, :]
    intake = Intake(plan.network.names, people, people.copy(), np.ones_like(people))
    return budgets.weighted(plan, intake)


def everybody_treated(runs: Runs) -> dict[str, FloatArray]:
    """`{measure: [draw]}` increments of a cost-effectiveness run in which all are treated."""
    offered = [replace(c, target=DESTINATIONS, start_day=0.0) for c in runs.scenario.clusters]
    draws = runs.budgets.draws.assign(uptake_kth=1.0, fidelity_kth=1.0)
    scenario = replace(runs.scenario, clusters=tuple(offered))
    panel = runs.panel(draws, PATIENTS, scenario)
    treated = STRATEGIES.index("kth")
    return {n: v[:, treated] - v[:, 1 - treated] for n, v in panel.whole.items()}


@check("budget.doubled", "Do twice the people cost twice as much?")
def _doubled(subject: Subject) -> Finding:
    """Without the programme's own costs, which do not follow people."""
    budgets = subject.runs.budgets
    once, twice = (budgets.times(budgets.plan(), factor) for factor in (1.0, 2.0))
    one, two = (arrays(budgets.weighted(plan, budgets.intake(plan))) for plan in (once, twice))
    errors = apart(two, {name: 2.0 * array for name, array in one.items()})
    total = float(one["cost"].mean(axis=0).sum())
    return largest(errors, ROUNDING, f"everything twice, cost among it ({total:,.0f} DKK once)")


@check("budget.clusters_permuted", "Does the order of the clusters change nothing?")
def _clusters_permuted(subject: Subject) -> Finding:
    """The network's clusters and the plan's starts in another order; each start a day of its own.

    Clusters are compared by name.
    """
    budgets = subject.runs.budgets
    plan = staggered(budgets)
    order = np.random.default_rng(1).permutation(len(plan.network.teams))
    teams = tuple(plan.network.teams[i] for i in order)
    other = replace(plan, network=replace(plan.network, teams=teams), starts=plan.starts[::-1])
    one, moved = arrays(budgets.of(plan)), arrays(budgets.of(other))
    errors = apart(moved, {name: array.take(order, axis=2) for name, array in one.items()})
    return largest(errors, ROUNDING, f"the same for each of {len(order)} clusters")


def staggered(budgets: Budgets) -> Plan:
    """A plan in which every cluster starts in a month of its own."""
    plan = budgets.plan()
    for i, team in enumerate(plan.network.names):
        plan = budgets.starting(plan, date(plan.first_year + i // 12, 1 + i % 12, 1), team)
    return plan
