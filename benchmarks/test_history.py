"""The history of speed: each run of `make bench-history` is kept and compared with the first.

pytest-benchmark times the jobs and keeps one file a run in `benchmarks/history/`. Only ratios
between the jobs of one file compare well: the machines are noisy. The random numbers alone are
therefore timed in every run; `make bench-history` ends with a table of all runs.
"""

from __future__ import annotations

import numpy as np
import pytest
from bench import cases, random_numbers

from kth_sim.economics import Outcomes, ceac, evpi
from kth_sim.model import fast, reference

PATIENTS = 20_000


@pytest.fixture(scope="module")
def national():
    """The national base case, and the calibration of 200 draws of it."""
    return cases()


def test_limit_random_numbers(benchmark):
    random_numbers(PATIENTS)
    benchmark(random_numbers, PATIENTS)


def test_fast_engine(benchmark, national):
    case, _ = national
    fast.run_block(case, 0, range(PATIENTS))
    benchmark(fast.run_block, case, 0, range(PATIENTS))


def test_reference_engine(benchmark, national):
    case, _ = national
    benchmark.pedantic(reference.stories, (case, 0, range(500)), rounds=5)


def test_calibration_of_200_draws(benchmark, national):
    _, calibration = national
    calibration()
    benchmark(calibration)


def test_ceac_and_evpi(benchmark):
    """10,000 draws, 5 strategies, 101 thresholds."""
    rng = np.random.default_rng(1)
    cost, effect = rng.normal(1e5, 2e4, (10_000, 5)), rng.normal(5.0, 0.5, (10_000, 5))
    outcomes = Outcomes.from_arrays(list("abcde"), cost, effect)
    wtp = np.linspace(0, 1e6, 101)
    benchmark(lambda: (ceac(outcomes, wtp), evpi(outcomes, wtp)))
