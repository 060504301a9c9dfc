"""Rollout budgets: seconds from a changed plan to its new budget, medians of repeats.

`make bench-budget`. Writes benchmarks/budget.json and prints a table. Lives are simulated once,
before the clock starts; few patients are enough, for their number changes no array. On one thread,
by processor time: the machine is shared, and others' work is no part of ours; the time on the wall
stands beside it.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when NumPy is loaded

from kth_sim.evidence.draws import make_draws
from kth_sim.evidence.register import load_register
from kth_sim.runs.rollout import budget_of, per_patient_of
from kth_sim.runs.rollout_intake import Numbers
from kth_sim.runs.rollout_lives import LivesAsked, simulated
from kth_sim.scenarios.locate import find_evidence, find_scenario
from kth_sim.scenarios.resolve import load_scenario
from kth_sim.scenarios.rollout import Plan, load_plan

REPEATS = 7
DRAWS, PATIENTS, SEED, YEARS = 1000, 100, 1, 6
PROMISED = 1.0  # seconds
PLANS = ("all_at_once", "largest_first", "pilot_then_decide")
READINGS = {"excluded": "3 months of each patient", "included": "all care of each patient"}


def timed(work: Callable[[], object], repeats: int = REPEATS) -> dict[str, float]:
    """Medians in seconds and the processor time's spread, after one call that is not counted."""
    work()
    processor, wall = [], []
    for _ in range(repeats):
        start = time.process_time(), time.perf_counter()
        work()
        processor.append(time.process_time() - start[0])
        wall.append(time.perf_counter() - start[1])
    return {
        "seconds": statistics.median(processor),
        "spread": max(processor) - min(processor),
        "wall_seconds": statistics.median(wall),
    }


def later(plan: Plan) -> Plan:
    """The plan with every start a month later."""
    moved = timedelta(days=31)
    starts = (s if s.date is None else replace(s, date=s.date + moved) for s in plan.starts)
    return replace(plan, starts=tuple(starts))


def measured() -> list[dict[str, object]]:
    """One row a reading and plan."""
    register = load_register(find_evidence(None))
    scenario = load_scenario(find_scenario("national"), register)
    draws = make_draws(register, scenario.choices, scenario.overrides, DRAWS, SEED, "random")
    asked = LivesAsked(scenario, draws, PATIENTS, SEED, 12 * YEARS)
    with tempfile.TemporaryDirectory() as folder:
        chunks = list(simulated(asked, Path(folder), os.cpu_count() or 1))
    values = {name: draws[name].to_numpy(float) for name in draws.columns}
    rows: list[dict[str, object]] = []
    for reading, words in READINGS.items():
        per_patient = per_patient_of(asked, chunks, reading, 12 * YEARS)
        for name in PLANS:
            plan = later(load_plan(name, register, years=YEARS))

            def work(plan: Plan = plan) -> object:
                return budget_of(Numbers(plan, values), scenario, per_patient, asked)  # noqa: B023

            rows.append({"job": f"{name}, {words}", **timed(work), "promised": PROMISED})
    return rows


def main() -> None:
    """Measure, print and store; a promise that is not kept is said."""
    rows = measured()
    about = {"python": platform.python_version(), "cores": os.cpu_count(), "draws": DRAWS}
    path = Path(__file__).with_name("budget.json")
    path.write_text(json.dumps({**about, "jobs": rows}, indent=2) + "\n", encoding="utf-8")
    for row in rows:
        kept = "" if float(str(row["seconds"])) <= PROMISED else "  NOT REACHED"
        wall = f"on the wall {row['wall_seconds']:.2f} s"
        print(f"{row['job']:55} {row['seconds']:5.2f} s (+-{row['spread']:.2f}), {wall}{kept}")


if __name__ == "__main__":
    main()
