"""How large a sweep is, and about how long it takes, by a pilot on this machine."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kth_sim.runs.build import make_setting
from kth_sim.runs.chunks import compute, decode
from kth_sim.runs.panel import measure_chunks
from kth_sim.runs.planned import part
from kth_sim.runs.sweep_plans import budgets_of, few_draws
from kth_sim.runs.sweep_simulate import Drawn, task_of
from kth_sim.scenarios.sweep_types import Point, Sweep

PILOT_DRAWS = 10
STRATEGIES = 2


@dataclass(frozen=True)
class Size:
    """How much there is to do.

    Attributes:
        points: of the sweep.
        kept: of them, finished before.
        simulations: different ones among the rest.
        draws: at each point.
        patients: in each draw and strategy.
        seconds: the rest takes about, by a pilot of `pilot_draws` draws.
        pilot_draws: how many draws were timed; 0: nothing is left to do.
    """

    points: int
    kept: int
    simulations: int
    draws: int
    patients: int
    seconds: float
    pilot_draws: int


def size_of(
    sweep: Sweep,
    groups: Sequence[Sequence[Point]],
    drawn: Drawn,
    patients: int,
    workers: int | None,
) -> Size:
    """The size of what is left, timed on its first group.

    Args:
        sweep: the sweep.
        groups: of the points that are left, by simulation.
        drawn: their draws.
        patients: in each draw and strategy.
        workers: threads; None: one for each core.
    """
    left = sum(len(group) for group in groups)
    if not groups:
        return Size(len(sweep.points), left, 0, sweep.draws, patients, 0.0, 0)
    n = min(PILOT_DRAWS, sweep.draws)
    if sweep.of_plans:
        seconds = plan_seconds(sweep, groups[0], patients, workers, n) * len(groups)
    else:
        cores = min(workers or os.cpu_count() or 1, os.cpu_count() or 1)
        simulating, valuing = point_seconds(sweep, groups[0][0], drawn, patients, n)
        seconds = simulating * len(groups) / cores + valuing * left
    kept = len(sweep.points) - left
    return Size(len(sweep.points), kept, len(groups), sweep.draws, patients, seconds, n)


def point_seconds(
    sweep: Sweep, point: Point, drawn: Drawn, patients: int, n: int
) -> tuple[float, float]:
    """Seconds that one simulation takes on one core, and the valuing of one point."""
    draws = drawn(point)
    whole = task_of(sweep, point, draws, patients)
    compute(replace(part(whole, 0, range(1)), n_patients=1, n_blocks=1))  # loads what is compiled
    begun = time.perf_counter()
    compute(part(whole, 0, range(1)))
    first = time.perf_counter()
    content = compute(part(whole, 0, range(n)))
    every = time.perf_counter()
    measure_chunks([decode(content, "", 0)], draws, make_setting(point.scenario))
    valuing = time.perf_counter() - every
    return over_draws(first - begun, every - first, n, sweep.draws), valuing


def over_draws(one: float, several: float, n: int, draws: int) -> float:
    """Seconds that so many draws take, where one takes so long, and n of them.

    >>> over_draws(2.0, 5.0, 4, 101)
    102.0
    """
    return one + max(several - one, 0.0) / max(n - 1, 1) * (draws - 1)


def plan_seconds(
    sweep: Sweep, points: Sequence[Point], patients: int, workers: int | None, n: int
) -> float:
    """Seconds that the plans of one scenario take, by a few draws of them."""
    with tempfile.TemporaryDirectory() as folder:

        def timed(draws: int, people: int) -> float:
            began = time.perf_counter()
            few = few_draws(sweep, draws)
            list(budgets_of(few, points, people, workers, Path(folder)))
            return time.perf_counter() - began

        timed(1, 1)  # loads what is compiled
        return over_draws(timed(1, patients), timed(n, patients), n, sweep.draws)
