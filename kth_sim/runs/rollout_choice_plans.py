"""Plans beside the best one: what each needs, whether it keeps the limits, how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.budget import Budget, net_benefit
from kth_sim.economics.choice import Limits, Responses, Staffing, robustness, worth
from kth_sim.runs.rollout import Compared, RolloutOptions, budget_of
from kth_sim.runs.rollout_intake import Numbers, intake_of
from kth_sim.runs.rollout_lives import LivesAsked
from kth_sim.scenarios.rollout import Plan

if TYPE_CHECKING:
    import pandas as pd

MONTHS_IN_YEAR = 12
ROUNDING = 1e-6  # of a limit: a plan that exceeds it by less keeps it


def values_of(draws: pd.DataFrame) -> dict[str, FloatArray]:
    """Parameters by id, `[draw]`."""
    return {name: draws[name].to_numpy(float) for name in draws.columns}


def budget_like(plan: Plan, compared: Compared, how: RolloutOptions) -> Budget:
    """The budget of one more plan, from the same lives and draws."""
    months = MONTHS_IN_YEAR * plan.years
    asked = LivesAsked(compared.scenario, compared.draws, how.patients, how.seed, months)
    numbers = Numbers(plan, values_of(compared.draws))
    return budget_of(numbers, compared.scenario, compared.per_patient, asked)


def needed(
    plan: Plan,
    budget: Budget,
    draws: pd.DataFrame,
    known: Responses,
    wtp: float,
    staffing: Staffing,
) -> dict[str, object]:
    """What a plan needs of each limit: its dearest year, busiest quarter, and most nurse teams.

    A rule counts as passed; that a target group is widened counts as no start.
    """
    numbers = Numbers(plan, values_of(draws))
    visits = worth(known, intake_of(numbers, plan.starts)).visits.sum(axis=1)
    firsts = {s.team: s.date for s in reversed(plan.starts) if s.date is not None}
    quarters = [(day.year, (day.month - 1) // 3) for day in firsts.values()]
    return {
        "plan": plan.name,
        "label": plan.label,
        "clusters": len(firsts),
        "peak_budget": float(budget.net.sum(axis=(2, 3, 4)).mean(axis=0).max()),
        "starts_per_quarter": max((quarters.count(q) for q in quarters), default=0),
        "teams": float(staffing.teams(visits, numbers.calendar).sum(axis=0).max()),
        "lives": float(budget.outcome["lives_saved_30d"].sum(axis=(1, 2)).mean()),
        "nmb": float(net_benefit(budget, wtp).mean()),
    }


def robust(
    needs: Sequence[Mapping[str, object]],
    budgets: Mapping[str, Budget],
    limits: Limits,
    objective: str,
    wtp: float,
) -> pd.DataFrame:
    """What each plan needs, whether it keeps the limits, and how sure one can be of it.

    `among` says of which plans it is best: `all`, or those `within_limits`.
    """
    import pandas as pd  # noqa: PLC0415

    plans = pd.DataFrame(needs)
    plans["within_limits"] = [keeps(row, limits) for row in needs]
    gained = {name: gains(b, objective, wtp) for name, b in budgets.items()}
    parts = []
    for among, rows in (("all", plans), ("within_limits", plans[plans["within_limits"]])):
        if len(rows):
            names = [str(name) for name in rows["plan"]]
            values = np.column_stack([gained[name] for name in names])
            parts.append(rows.merge(robustness(values, names)).assign(among=among))
    return pd.concat(parts, ignore_index=True).assign(objective=objective)


def keeps(needs: Mapping[str, object], limits: Limits) -> bool:
    """Whether a plan keeps every limit."""
    most = {
        "peak_budget": limits.budget_per_year,
        "starts_per_quarter": limits.starts_per_quarter,
        "teams": limits.teams,
    }
    return all(float(str(needs[name])) <= limit * (1 + ROUNDING) for name, limit in most.items())


def gains(budget: Budget, objective: str, wtp: float) -> FloatArray:
    """What a plan gains in each draw: net benefit, DKK, or lives saved."""
    if objective == "nmb":
        return net_benefit(budget, wtp)
    lives: FloatArray = budget.outcome["lives_saved_30d"].sum(axis=(1, 2))
    return lives
