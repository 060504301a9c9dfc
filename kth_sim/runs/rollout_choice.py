"""The best rollout of a network within limits, from the budgets' own lives and draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import DESTINATIONS, FloatArray
from kth_sim.economics.budget import Budget, make_calendar
from kth_sim.economics.choice import (
    Candidate,
    Choice,
    Limits,
    Responses,
    Staffing,
    StartOptions,
    best_rollout,
    frontier,
    make_options,
    responses,
    worth,
)
from kth_sim.errors import UserError
from kth_sim.runs.execute import Progress
from kth_sim.runs.rollout import Compared, RolloutOptions, compare
from kth_sim.runs.rollout_choice_plans import budget_like, needed, robust, values_of
from kth_sim.runs.rollout_intake import Numbers, intake_of, programme_of
from kth_sim.runs.rollout_plan_text import plan_text
from kth_sim.scenarios.rollout import Plan, Start, load_plan

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.evidence.register import Register
    from kth_sim.scenarios.resolve import Scenario

BEST = "best_plan"
STAFFING = ("n_visits_team_day", "ratio_capacity_margin")  # evidence
TARGETS: tuple[tuple[str, ...], ...] = (
    DESTINATIONS,
    ("own_home",),
    ("temporary_place", "nursing_home"),
    ("nursing_home",),
)
QUARTERS_IN_YEAR, MONTHS_IN_YEAR = 4, 12


@dataclass(frozen=True)
class Asked:
    """What is chosen from, and to what end.

    Attributes:
        limits: to keep.
        objective: `nmb` or `lives`.
        quarters: the first of the calendar, in which clusters may start.
        targets: target groups to choose from.
        points: budgets tried along the frontier.
    """

    limits: Limits
    objective: str = "nmb"
    quarters: int = 12
    targets: tuple[tuple[str, ...], ...] = TARGETS
    points: int = 10


@dataclass(frozen=True)
class Chosen:
    """The best rollout, and what it is seen beside.

    Attributes:
        asked: what was asked.
        compared: the plans it was compared with, and what one patient costs and gains.
        options: that it was chosen from.
        choice: the optimum.
        like: the plan whose numbers every cluster has.
        every: the optimum as a plan, then those compared with it.
        text: of the optimum's file.
        budgets: of every plan by name, the optimum's first.
        frontier: as `economics.choice.frontier` gives it.
        plans: a row a plan: what it needs, and how sure one can be of it.
        prob_over_budget: share of draws in which the optimum's dearest year exceeds the budget.
    """

    asked: Asked
    compared: Compared
    options: StartOptions
    choice: Choice
    like: Plan
    every: tuple[Plan, ...]
    text: str
    budgets: Mapping[str, Budget]
    frontier: pd.DataFrame
    plans: pd.DataFrame
    prob_over_budget: float


def choose(
    like: Plan,
    plans: Sequence[Plan],
    scenario: Scenario,
    register: Register,
    draws: pd.DataFrame,
    asked: Asked,
    how: RolloutOptions,
    progress: Progress | None = None,
) -> Chosen:
    """The best rollout of a plan's network within limits.

    Args:
        like: whose ramp-up, uptake, fidelity and costs every cluster has; its days, target groups
            and rule do not count.
        plans: to compare the optimum with, of the same network and calendar.
        scenario: whose parameters, structure and payers.
        register: the evidence, for reading the plan that was found.
        draws: one row a draw.
        asked: limits, objective, and what to choose from.
        how: threshold, patients, seed, workers, folder.
        progress: told of chunks of lives done.

    Raises:
        UserError: nothing fits within the limits, or an argument cannot be used.
    """
    check(like, asked)
    compared = compare(plans or [like], scenario, draws, how, progress)
    known = responses(compared.per_patient, make_calendar(like.first_year, like.years), how.wtp)
    options = options_of(like, compared, asked, known)
    choice = best_rollout(options, asked.limits, asked.objective)
    if choice.advice:
        raise UserError(choice.advice)
    text = text_of(like, options, choice, asked)
    plan = read_back(text, register)
    budgets = {BEST: budget_like(plan, compared, how)}
    budgets |= {name: b for name, b in compared.budgets.items() if plans}
    every = {BEST: plan} | {p.name: p for p in plans}
    staffing = staffing_of(compared.scenario)
    needs = [needed(p, budgets[name], draws, known, how.wtp, staffing) for name, p in every.items()]
    peak = budgets[BEST].net.sum(axis=(2, 3, 4)).max(axis=1)
    return Chosen(
        asked=asked,
        compared=compared,
        options=options,
        choice=choice,
        like=like,
        every=tuple(every.values()),
        text=text,
        budgets=budgets,
        frontier=frontier_of(options, asked),
        plans=robust(needs, budgets, asked.limits, asked.objective, how.wtp),
        prob_over_budget=float((peak > asked.limits.budget_per_year).mean()),
    )


def check(like: Plan, asked: Asked) -> None:
    """Nothing, if the plan can be varied as asked.

    Raises:
        UserError: a cluster of it starts in steps, or there are more quarters than its calendar.
    """
    if len(like.starts) > len(like.network.teams):
        what = f"{like.name}: a cluster's target group is widened later"
        raise UserError(f"{what}: name a plan in which each cluster starts once")
    most = QUARTERS_IN_YEAR * like.years
    if not 1 <= asked.quarters <= most:
        what = f"--quarters {asked.quarters}: the calendar has {most}"
        raise UserError(f"{what}: give a number from 1 to {most}")


def first_day(first_year: int, quarter: int) -> date:
    """The first day of a quarter, counted from 0.

    >>> first_day(2026, 5)
    datetime.date(2027, 4, 1)
    """
    year, part = divmod(quarter, QUARTERS_IN_YEAR)
    return date(first_year + year, 1 + 3 * part, 1)


def options_of(like: Plan, compared: Compared, asked: Asked, known: Responses) -> StartOptions:
    """Every cluster, quarter and target group, with what it gains, costs and needs."""
    plan = replace(like, rule=None)
    numbers = Numbers(plan, values_of(compared.draws))
    candidates = []
    for quarter in range(asked.quarters):
        day = first_day(like.first_year, quarter)
        starts = tuple(replace(s, date=day, target=DESTINATIONS) for s in like.starts)
        found = worth(known, intake_of(numbers, starts))
        candidates.append(Candidate(quarter, found, programme_by_year(numbers, starts)))
    return make_options(
        like.network.names,
        candidates,
        {target_name(target): target for target in asked.targets},
        numbers.calendar,
        staffing_of(compared.scenario),
    )


def warnings_of(compared: Compared) -> tuple[str, ...]:
    """What a reader must know, without what is said of the comparison's own columns."""
    return tuple(line.partition("; the columns")[0] for line in compared.warnings)


def staffing_of(scenario: Scenario) -> Staffing:
    """What the evidence says of nurse teams."""
    return Staffing(*(scenario.value(name) for name in STAFFING))


def target_name(target: Iterable[str]) -> str:
    """What a target group is called in tables.

    >>> target_name(("temporary_place", "nursing_home"))
    'temporary_place+nursing_home'
    """
    return "+".join(target)


def programme_by_year(numbers: Numbers, starts: tuple[Start, ...]) -> FloatArray:
    """Start-up and fixed costs, `[team, year]`, means over draws, DKK."""
    programme = programme_of(numbers, starts)
    by_month = (programme.start_up + programme.fixed).mean(axis=0)
    return np.asarray(by_month.reshape(len(by_month), -1, MONTHS_IN_YEAR).sum(axis=2))


def text_of(like: Plan, options: StartOptions, choice: Choice, asked: Asked) -> str:
    """The optimum as a plan file."""
    starts = {
        options.cluster[i]: (
            first_day(like.first_year, int(options.start[i])).isoformat(),
            tuple(options.target[i].split("+")),
        )
        for i in choice.chosen
    }
    return plan_text(like, starts, "Best plan found", rationale(asked))


def rationale(asked: Asked) -> str:
    """One line: the objective and the limits."""
    goal = {"nmb": "Highest expected net benefit", "lives": "Most lives saved"}[asked.objective]
    limits = asked.limits
    words = {
        "budget_per_year": "a net cost of at most {:,.0f} DKK in any year",
        "starts_per_quarter": "at most {:g} starts a quarter",
        "teams": "at most {:g} nurse teams",
    }
    said = [t.format(limits.of(n)) for n, t in words.items() if np.isfinite(limits.of(n))]
    said += ["every cluster started"] if limits.every_cluster else []
    return f"{goal} with {', '.join(said)}" if said else f"{goal} without limits"


def read_back(text: str, register: Register) -> Plan:
    """The plan of that text, through its file: what is evaluated is what is written."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{BEST}.yaml"
        path.write_text(text, encoding="utf-8")
        return load_plan(path, register)


def frontier_of(options: StartOptions, asked: Asked) -> pd.DataFrame:
    """The most lives by peak yearly net cost, at a grid of budgets and at the one asked for."""
    highest = frontier(options, asked.limits, [])["peak_budget"].max()
    grid = np.linspace(0.0, max(float(highest), 0.0), asked.points)
    budget = asked.limits.budget_per_year
    return frontier(options, asked.limits, [*grid, *([budget] if np.isfinite(budget) else [])])
