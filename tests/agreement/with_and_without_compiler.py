"""What the compiled rooms of the model give, as plain arrays; as a script, without the compiler.

    NUMBA_DISABLE_JIT=1 python with_and_without_compiler.py CASES RESULTS

reads pickled cases and writes what they give, each case calibrated anew.
"""

from __future__ import annotations

import dataclasses
import pickle
import sys
import warnings
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np

from kth_sim.model import fast
from kth_sim.model.arrivals import Population, cumulative_arrivals, rhythm
from kth_sim.model.calendar_run import Calendar, simulate
from kth_sim.model.capacity import Capacity
from kth_sim.model.case import Case

Figures = dict[str, np.ndarray]
PATIENTS, DAYS = 40, 120


def lives(case: Case) -> Figures:
    """Calibrated rates, sums over patients in two blocks, and every event of every life."""
    found = fast.run_draws(case, (0, PATIENTS // 2, PATIENTS))
    events = fast.ledger(case, 0, range(PATIENTS))
    numbers = events.select_dtypes("number").to_numpy(float)
    return {
        **{f"solved {name}": case.solved[name] for name in case.solved.dtype.names or ()},
        "used": found.used,
        "discounted": found.discounted,
        "counts": found.counts,
        "curves": found.sums.curves,
        "flow": found.sums.flow,
        "events": numbers,
    }


def calendar(case: Case, capacity: Capacity) -> Figures:
    """A cluster's courses, queues and visits in calendar time under KTH."""
    relative = rhythm(date(2026, 1, 1), DAYS, winter=1.3, weekend=0.8)
    offer = (np.full(3, 10.0), np.full(3, 60.0), np.array([1, 0.7, 1.0]))
    population = Population(cumulative_arrivals(200.0, relative), *offer)
    days = Calendar(np.arange(DAYS) // 30, 5)
    found = simulate(case, 0, population, (case.seed, 0), PATIENTS, 1, capacity, days)
    courses = {f"course {n}": found.courses[n] for n in found.courses.dtype.names or ()}
    return courses | {
        "daily": found.daily,
        "full_days": found.full_days,
        "visits": found.visits,
    }


def figures(cases: Mapping[str, Case], capacities: Mapping[str, Capacity]) -> dict[str, Figures]:
    """The lives of each case; under each capacity, those of the cases that are named `in ...`."""
    found = {name: lives(case) for name, case in cases.items()}
    for name in (name for name in cases if name.startswith("in ")):
        for limit, capacity in capacities.items():
            found[f"{name}: {limit}"] = calendar(cases[name], capacity)
    return found


def main(given: str, result: str) -> None:
    """Read the cases, calibrate them anew, and write what they give."""
    warnings.simplefilter("ignore", RuntimeWarning)  # compiled code divides by 0 without a word
    cases, capacities = pickle.loads(Path(given).read_bytes())
    anew = {name: dataclasses.replace(case) for name, case in cases.items()}
    Path(result).write_bytes(pickle.dumps(figures(anew, capacities)))


if __name__ == "__main__":
    main(*sys.argv[1:])
