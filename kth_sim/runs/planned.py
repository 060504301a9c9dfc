"""From a plan and its draws alone to what is computed: no scenario file is needed any more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import DESTINATIONS
from kth_sim.errors import UserError
from kth_sim.model.parameters import Cohort, Structure, pack
from kth_sim.model.warm import warm
from kth_sim.runs.chunks import ChunkTask
from kth_sim.runs.store import Plan, read_draws, read_plan

if TYPE_CHECKING:
    import pandas as pd

_STRUCTURE = ("effect_window", "effect_measure", "effect_denominator")
RATES = ("discount_rate_years_0_35", "discount_rate_years_36_70", "discount_rate_years_71_plus")


def cohort_in(inputs: dict[str, Any]) -> Cohort:
    """The cohort of a plan's inputs."""
    clusters = inputs["cohort"]["clusters"]

    def column(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array([np.nan if c[name] is None else c[name] for c in clusters], float)

    people = column("people_per_year")
    return Cohort(
        clusters=tuple(c["name"] for c in clusters),
        weight=people / people.sum(),
        share_own_home=column("share_own_home"),
        share_temporary_place=column("share_temporary_place"),
        target=np.array([[d in c["target"] for d in DESTINATIONS] for c in clusters], float),
        start_day=column("start_day"),
        intake_days=inputs["cohort"]["intake_days"],
    )


def tasks_of(plan: Plan, draws: pd.DataFrame) -> list[ChunkTask]:
    """Every chunk of the plan as a task."""
    whole = whole_task(plan, draws)
    return [part(whole, index, chunk) for index, chunk in enumerate(plan.chunks())]


def whole_task(plan: Plan, draws: pd.DataFrame) -> ChunkTask:
    """All these draws as one task."""
    warm()
    inputs = plan.inputs
    rates = [inputs["parameters"][name]["value"] for name in RATES]
    return ChunkTask(
        plan=plan.hash,
        index=0,
        start=0,
        observed=pack({name: draws[name].to_numpy(float) for name in draws.columns}),
        numbers=draws.index.to_numpy(np.int64),
        cohort=cohort_in(inputs),
        structure=Structure(**{name: inputs["structure"][name] for name in _STRUCTURE}),
        period_edges=np.array(inputs["period_edges"]),
        discount_rates=(rates[0], rates[1], rates[2]),
        seed=inputs["seed"],
        n_patients=inputs["patients"],
        n_blocks=min(inputs["blocks"], inputs["patients"]),
    )


def part(whole: ChunkTask, index: int, chunk: range) -> ChunkTask:
    """Some draws of a task, given by their place."""
    at = slice(chunk.start, chunk.stop)
    return replace(
        whole,
        index=index,
        start=chunk.start,
        observed=whole.observed[at],
        numbers=whole.numbers[at],
    )


def place_of(draws: pd.DataFrame, number: int) -> int:
    """How many draws come before the draw of that number.

    Raises:
        UserError: there is no such draw.
    """
    if number not in draws.index:
        low, high = draws.index.min(), draws.index.max()
        raise UserError(f"--draw {number}: the run has no such draw, only some of {low} to {high}")
    return int(np.flatnonzero(draws.index == number)[0])


def task_of_draw(folder: Path, number: int) -> ChunkTask:
    """One draw of a stored run alone, with that draw's parameters and luck.

    Raises:
        UserError: the folder holds no run, or the run has no such draw.
    """
    plan = read_plan(folder)
    draws = read_draws(folder, plan)
    place = place_of(draws, number)
    return part(whole_task(plan, draws.iloc[[place]]), 0, range(1))
