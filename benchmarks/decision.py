"""Decision analysis: seconds per job on made-up outcomes, medians of repeats.

`make bench-decision`. Writes benchmarks/decision.json and prints a table. The machine is shared, so
the spread stands beside each median.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from kth_sim import economics

REPEATS = 7
DRAWS, STRATEGIES = 10_000, 5
WTP = np.linspace(0, 1_000_000, 101)
Job = tuple[str, float, Callable[[], object]]  # what, seconds promised, work


def median_seconds(work: Callable[[], object], repeats: int = REPEATS) -> tuple[float, float]:
    """Median and spread (largest less smallest) in seconds, after one call that is not counted."""
    work()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), max(seconds) - min(seconds)


def made_up() -> economics.Outcomes:
    """Outcomes of five strategies, correlated within a draw as common luck makes them."""
    rng = np.random.default_rng(1)
    common = rng.normal(0, 1, (DRAWS, 1))
    own = rng.normal(0, 1, (2, DRAWS, STRATEGIES))
    step = np.arange(STRATEGIES)
    cost = 200_000 + 8_000 * step + 20_000 * common + 5_000 * own[0]
    effect = 3.0 + 0.03 * step + 0.3 * common + 0.05 * own[1]
    return economics.Outcomes.from_arrays([f"strategy {i}" for i in step], cost, effect)


def jobs() -> list[Job]:
    """What is measured, and the seconds that were promised for it."""
    outcomes = made_up()

    def curves() -> None:
        economics.ceac(outcomes, WTP)
        economics.evpi(outcomes, WTP)

    parameters = pd.DataFrame(np.random.default_rng(2).normal(size=(DRAWS, 60))).add_prefix("p")

    def singles() -> None:
        economics.evppi(outcomes, parameters, "singles", 250_000)

    return [
        ("EVPPI of 60 singles, 10,000 draws x 5 strategies", 20, singles),
        ("CEAC and EVPI, 10,000 draws x 5 strategies x 101 thresholds", 0.5, curves),
    ]


def main() -> None:
    """Measure, print and store; a promise that is not kept is said."""
    rows = []
    for name, promised, work in jobs():
        seconds, spread = median_seconds(work)
        kept = "kept" if seconds < promised else "NOT KEPT"
        print(f"{name:60s} {seconds:8.3f} s +- {spread:.3f}, promised {promised:g} s: {kept}")
        rows.append({"job": name, "seconds": seconds, "spread": spread, "promised": promised})
    machine = {
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "pandas": pd.__version__,
    }
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps({"machine": machine, "rows": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
