"""The points of a sweep that are rollout plans: budgets weighted from the same lives."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.economics.budget import Budget, per_draw
from kth_sim.economics.budget.tables import basis_of
from kth_sim.runs.execute import Progress
from kth_sim.runs.folder import digest
from kth_sim.runs.rollout import RolloutOptions, compare
from kth_sim.runs.sweep_simulate import draws_of
from kth_sim.runs.sweep_store import asked_of
from kth_sim.scenarios.sweep_types import Point, Sweep

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.scenarios.rollout_types import Plan

LIVES = "lives"  # where the lives of the points under way are kept
AT_NOTHING = "net_benefit_0"  # net benefit where a QALY is worth nothing


def grouped_plans(points: Sequence[Point]) -> list[list[Point]]:
    """The points by scenario: plans in the same one share their lives."""
    groups: dict[str, list[Point]] = {}
    for point in points:
        groups.setdefault(digest(asked_of(point.scenario)), []).append(point)
    return list(groups.values())


def budgets_of(
    sweep: Sweep,
    points: Sequence[Point],
    patients: int,
    workers: int | None,
    folder: Path,
    progress: Progress | None = None,
) -> Iterator[tuple[Point, pd.DataFrame, dict[str, Any]]]:
    """What the plans of one group come to, draw by draw, and notes on each.

    Args:
        sweep: the sweep.
        points: of one scenario.
        patients: in each draw and fidelity.
        workers: threads; None: one for each core.
        folder: where lives are kept until the group is done.
        progress: told of chunks of lives done.

    Raises:
        UserError: two different plans have one name.
    """
    scenario = points[0].scenario
    lives = folder / LIVES
    options = RolloutOptions(0.0, sweep.seed, patients, workers, lives, figures=False)
    draws = draws_of(sweep, points[0])
    compared = compare(different(points), scenario, draws, options, progress)
    notes = list(compared.warnings)
    for point in points:
        budget = compared.budgets[point.plan.name if point.plan else ""]
        frame = per_draw(budget, 0.0).rename(columns={"net_benefit": AT_NOTHING})
        frame = frame.drop(columns="plan").assign(draw=draws.index.to_numpy())
        yield point, frame, {"basis": basis_of(budget), "years": years_of(budget), "notes": notes}
    shutil.rmtree(lives, ignore_errors=True)


def different(points: Sequence[Point]) -> list[Plan]:
    """The plans of these points, each once."""
    plans: Mapping[str, Plan] = {p.plan.digest: p.plan for p in points if p.plan is not None}
    return list(plans.values())


def years_of(budget: Budget) -> list[int]:
    """First and last year of a budget."""
    return [int(budget.years[0]), int(budget.years[-1])]


def few_draws(sweep: Sweep, n: int) -> Sweep:
    """The sweep with so many draws at most."""
    return replace(sweep, draws=min(n, sweep.draws))
