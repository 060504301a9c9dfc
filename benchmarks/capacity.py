"""Capacity: the compiled event calendar against SimPy, and many draws of every cluster.

Run with `make bench-capacity`. Writes benchmarks/capacity.json and prints a table. The first call
of each function is not counted: it loads or makes the compiled code.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kth_sim.evidence.draws import make_draws
from kth_sim.evidence.register import load_register
from kth_sim.model.arrivals import Population, cumulative_arrivals
from kth_sim.model.calendar_run import Calendar, simulate
from kth_sim.model.calendar_state import new_scratch
from kth_sim.model.capacity import Capacity
from kth_sim.model.reference import population_stories
from kth_sim.runs.build import make_case
from kth_sim.runs.capacity import case_of_draws
from kth_sim.runs.capacity_cluster import clusters_of_scenario
from kth_sim.runs.capacity_replications import Asked, replicate
from kth_sim.scenarios.resolve import load_scenario

CONFIGS = Path(__file__).parent.parent / "configs"
REPEATS = 7
PEOPLE = 2215
DRAWS, YEARS, WORKERS, KTH = 1000, 5, 2, 1
# A cluster of all 2,215 people, everything scarce enough that queues form.
SCARCE = Capacity(
    theatres=2,
    theatre_hours=2.0,
    theatre_opens=8.0,
    theatre_closes=20.0,
    ward_beds=58,
    temporary_places=50,
    nurse_teams=6,
    visits_per_team_day=4.0,
    planned_visits=3.5,
)
FREE = Capacity(planned_visits=3.5)


def median_seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median seconds, after one call that is not counted, the garbage collector at rest."""
    work()
    seconds = []
    gc.disable()
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
        gc.collect()
    gc.enable()
    return statistics.median(seconds)


def one_year(scenario) -> list[dict[str, object]]:
    """A year of 2,215 arrivals in one cluster, by both engines."""
    case, days = make_case(scenario, 1, 1), 365
    cumulative = cumulative_arrivals(PEOPLE, np.ones(days))
    population = Population(cumulative, np.zeros(3), np.zeros(3), np.ones(3))
    calendar, scratch = Calendar(np.arange(days) // 31, 0), new_scratch(PEOPLE, days, 12)
    rows = []
    for name, capacity in (("queues for everything", SCARCE), ("no limits", FREE)):
        asked = (case, 0, population, (1, 0), PEOPLE, KTH, capacity)
        slow = median_seconds(lambda asked=asked: population_stories(*asked), 3)
        fast = median_seconds(lambda asked=asked: simulate(*asked, calendar, scratch))
        rows.append({"job": name, "reference_s": slow, "calendar_s": fast, "ratio": slow / fast})
    return rows


def many_draws(register, scenario) -> dict[str, object]:
    """Every cluster over five years in every draw, under its usual capacity, both cores."""
    draws = make_draws(register, scenario.choices, scenario.overrides, DRAWS, 1)
    clusters = clusters_of_scenario(scenario, YEARS)
    start = time.perf_counter()
    case = case_of_draws(make_case(scenario, 1, 1), draws)
    calibrated = time.perf_counter() - start
    people = 0.0
    for cluster in clusters.values():
        found = replicate(Asked(case, cluster, 1, DRAWS, (KTH,)), WORKERS)["kth"]
        people += YEARS * sum(one.measures["", "people_per_year"] for one in found)
    return {
        "job": f"{DRAWS} draws x {len(clusters)} clusters x {YEARS} years, KTH, {WORKERS} threads",
        "seconds": time.perf_counter() - start,
        "of_that_calibration": calibrated,
        "people": people,
    }


def main() -> None:
    """Measure, print, write."""
    register = load_register(CONFIGS / "evidence")
    scenario = load_scenario(CONFIGS / "scenarios" / "national.yaml", register)
    found = {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "one_year": one_year(scenario),
        "many_draws": many_draws(register, scenario),
    }
    for row in found["one_year"]:
        print(f"{row['job']:24} SimPy {1e3 * row['reference_s']:8.1f} ms   calendar "
              f"{1e3 * row['calendar_s']:6.2f} ms   {row['ratio']:5.0f} times")  # fmt: skip
    print(f"{found['many_draws']['job']}: {found['many_draws']['seconds']:.1f} s")
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
