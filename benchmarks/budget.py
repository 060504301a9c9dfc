"""Rollout budgets: seconds from a changed plan to its new budget, medians of repeats.

`make bench-budget`. Writes benchmarks/budget.json and prints a table. Lives are simulated once,
before the clock starts; few patients are enough, for their number changes no array. The machine is
shared, so the spread stands beside each median.
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


def median_seconds(work: Callable[[], object], repeats: int = REPEATS) -> tuple[float, float]:
    """Median and spread (largest less smallest) in seconds, after one call that is not counted."""
    work()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), max(seconds) - min(seconds)


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

            median, spread = median_seconds(work)
            job = f"{name}, {words}"
            rows.append({"job": job, "seconds": median, "spread": spread, "promised": PROMISED})
    return rows


def main() -> None:
    """Measure, print and store; a promise that is not kept is said."""
    rows = measured()
    about = {"python": platform.python_version(), "cores": os.cpu_count(), "draws": DRAWS}
    path = Path(__file__).with_name("budget.json")
    path.write_text(json.dumps({**about, "jobs": rows}, indent=2) + "\n", encoding="utf-8")
    for row in rows:
        kept = "" if float(str(row["seconds"])) <= PROMISED else "  NOT REACHED"
        print(f"{row['job']:60} {row['seconds']:6.2f} s (spread {row['spread']:.2f}){kept}")


if __name__ == "__main__":
    main()
