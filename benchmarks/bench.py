"""Speed and memory on this machine: medians of repeats, and ratios within this one run.

Run with `make bench`. Writes benchmarks/results.json and prints a table. The first call of each
function is not counted: it loads or makes the compiled code.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numba
import numpy as np
import simpy

from kth_sim.evidence.register import load_register
from kth_sim.model import fast, reference
from kth_sim.model.calibration import calibrate
from kth_sim.model.case import Case
from kth_sim.model.parameters import pack
from kth_sim.model.randomness import luck_of, uniforms
from kth_sim.runs.build import cohort_of, make_case, structure_of
from kth_sim.scenarios.resolve import load_scenario

CONFIGS = Path(__file__).parent.parent / "configs"
REPEATS = 7


def median_seconds(work: Callable[[], object], repeats: int = REPEATS) -> tuple[float, float]:
    """Median and spread (largest less smallest) in seconds, after one call that is not counted."""
    work()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), max(seconds) - min(seconds)


@numba.njit(nogil=True, error_model="numpy")
def random_numbers(n):
    """The uniforms that a patient needs, and nothing else."""
    total = 0.0
    for i in range(n):
        luck = luck_of(1, 0, i)
        for decision in range(0, 18, 2):
            u, v = uniforms(luck, decision, 0)
            total += u + v
    return total


@numba.njit(nogil=True, error_model="numpy")
def transcendentals(n):
    """About as many logarithms, exponentials and powers as two lives need, and nothing else."""
    total = 0.0
    for i in range(n):
        x = (i + 0.5) / n
        for _ in range(12):
            x = 0.5 * (x + np.exp(-x))
            total += np.log(x)
        for _ in range(3):
            total += x**0.6
    return total


def plain_simpy(n: int) -> None:
    """The least that SimPy does for a life: four timeouts a process, no model of ours."""
    rng = np.random.default_rng(1)

    def life(env):
        for _ in range(4):
            yield env.timeout(rng.exponential())

    env = simpy.Environment()
    for _ in range(n):
        env.process(life(env))
    env.run()


def cases() -> tuple[Case, Callable[[], object]]:
    """The national base case, and the calibration of 200 draws of it."""
    register = load_register(CONFIGS / "evidence")
    scenario = load_scenario(CONFIGS / "scenarios" / "national.yaml", register)
    values = {name: given.value for name, given in scenario.parameters.items()}
    many = pack(values | {"prob_death_30d": np.linspace(0.10, 0.14, 200)})
    cohort, structure = cohort_of(scenario), structure_of(scenario)
    return make_case(scenario, 1, 100_000), lambda: calibrate(many, cohort, structure)


def measure() -> list[dict[str, object]]:
    """One row a job: what, how many of what a second, spread."""
    case, calibration = cases()
    n = 100_000
    jobs = [
        ("fast engine, one thread", "pathways", 2 * n, lambda: fast.run_block(case, 0, range(n))),
        ("reference engine (SimPy), lives only", "pathways", 2_000,
         lambda: reference.stories(case, 0, range(1_000))),
        ("reference engine (SimPy), with its tally", "pathways", 600,
         lambda: reference.run_block(case, 0, range(300))),
        ("plain SimPy, four timeouts a life", "pathways", 20_000, lambda: plain_simpy(20_000)),
        ("limit: random numbers alone", "pathways", 2 * n, lambda: random_numbers(n)),
        ("limit: transcendentals alone", "pathways", 2 * n, lambda: transcendentals(n)),
        ("calibration", "draws", 200, calibration),
    ]  # fmt: skip
    rows = []
    for name, unit, count, work in jobs:
        seconds, spread = median_seconds(work)
        rows.append(
            {
                "job": name,
                "per_second": count / seconds,
                "unit": unit,
                "ns_each": seconds / count * 1e9,
                "spread": spread / seconds,
            }
        )
    return rows


def main() -> None:
    """Measure, print and store."""
    rows = measure()
    base = rows[0]["ns_each"]
    print(f"{'job':44s} {'per second':>12s} {'ns each':>12s} {'x fast':>9s} {'spread':>7s}")
    for row in rows:
        ratio = row["ns_each"] / base if row["unit"] == "pathways" else float("nan")
        row["times_fast"] = ratio if row["unit"] == "pathways" else None
        print(
            f"{row['job']:44s} {row['per_second']:12,.0f} {row['ns_each']:12,.0f} "
            f"{ratio:9.2f} {row['spread']:7.0%}"
        )
    machine = {
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numba": numba.__version__,
        "numpy": np.__version__,
    }
    target = Path(__file__).parent / "results.json"
    target.write_text(json.dumps({"machine": machine, "rows": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
