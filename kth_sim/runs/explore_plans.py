"""Rollout plans for the page: at the means over the draws, with what Python's budgets gave."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from kth_sim.contracts import DESTINATIONS, FloatArray
from kth_sim.economics import PAYERS, default_schedule, reform_schedule
from kth_sim.economics.budget import PROGRAMME_ITEMS, Budget, shares_by_month
from kth_sim.economics.budget.tables import basis_of, spread
from kth_sim.reporting.page.packing import packed
from kth_sim.runs.rollout_intake import PAID_AS, Numbers, regions_of
from kth_sim.runs.rollout_workbook import mean_plan
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.rollout import Plan, incidence
from kth_sim.scenarios.rollout_views import basis_of_start

FIELDS = (
    "ramp_up_months",
    "ceiling",
    "fidelity",
    "turnover_per_year",
    "retraining_months",
    "cost_start_up",
    "cost_fixed_per_year",
)
LIVES = "lives_saved_30d"


def plan_row(numbers: Numbers, budgets: Mapping[str, Budget]) -> dict[str, Any]:
    """One plan at the means of its numbers, as plain data.

    Args:
        numbers: of the plan, in every draw.
        budgets: of the plan, by reading of later care.
    """
    plan = mean_plan(numbers)
    budget = budgets["excluded"]
    return {
        "name": plan.name,
        "label": plan.label,
        "rationale": plan.rationale,
        "network": plan.network.label,
        "first_year": plan.first_year,
        "years": plan.years,
        "teams": _teams(numbers, plan),
        "people": packed(incidence(plan.network, numbers.months)),
        "mix": packed(numbers.mix.mean(axis=0)),
        "starts": [_start(plan, i) for i in range(len(plan.starts))],
        "basis": basis_of(budgets["included"]),
        "passed": None if plan.rule is None else [bool(one) for one in budget.passed],
        "as_run": {name: _as_run(one) for name, one in budgets.items()},
    }


def _teams(numbers: Numbers, plan: Plan) -> list[dict[str, Any]]:
    regions = regions_of(plan, numbers.calendar)
    return [
        {"name": team.name, "label": team.label, "region": regions[-1][i]}
        for i, team in enumerate(plan.network.teams)
    ]


def _start(plan: Plan, i: int) -> dict[str, Any]:
    start, name = plan.starts[i], plan.start_names[i]
    waits = plan.rule is not None and start.team not in plan.rule.pilot
    return {
        "name": name,
        "team": plan.network.names.index(start.team),
        "date": None if start.date is None else start.date.isoformat(),
        "target": [destination in start.target for destination in DESTINATIONS],
        **{field: getattr(start, field) for field in FIELDS},
        "waits": waits,
        "basis": basis_of_start(plan, name),
    }


def _as_run(budget: Budget) -> dict[str, dict[str, float]]:
    """Mean over the draws' own budgets and the interval that holds 95 % of them."""
    totals = {"net": budget.net.sum(axis=(1, 2, 3, 4)), LIVES: budget.outcome[LIVES].sum((1, 2))}
    return {name: _interval(values) for name, values in totals.items()}


def _interval(values: FloatArray) -> dict[str, float]:
    found = spread(values, "mean")
    keys = ("mean", "mean_low", "mean_high")
    return dict(zip(("mean", "low", "high"), (float(found[key]) for key in keys), strict=True))


def payer_shares(
    scenario: Scenario, values: Mapping[str, FloatArray], items: tuple[str, ...]
) -> dict[str, Any]:
    """Payers' shares of each item before and from the reform, at the means over the draws.

    `moved` says of each item what its share after the reform rests on, where the reform moves it.
    """
    day = scenario.reform_date
    names = ("share_acute_nursing_to_region", "share_temporary_places_to_region")
    nursing, places = (float(values[name].mean()) for name in names)
    paid = (*items, *PROGRAMME_ITEMS)
    as_paid = tuple(PAID_AS.get(item, item) for item in paid)
    reform = reform_schedule(day, nursing, places)
    rules = {"before": default_schedule(), "after": reform.frozen_at(day)}
    bases = scenario.bases_of_parameters()
    moved = {rule.item: bases[name] for rule in reform.rules for name in rule.rests_on}
    return {
        "payers": list(PAYERS),
        "items": list(paid),
        "moved": {
            item: moved[own] for item, own in zip(paid, as_paid, strict=True) if own in moved
        },
        **{
            name: np.round(shares_by_month(rule, as_paid, (day,))[0], 12).tolist()
            for name, rule in rules.items()
        },
    }
