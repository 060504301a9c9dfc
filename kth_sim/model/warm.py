"""Compiling beforehand: calibration here and simulation in a process beside, on a new machine.

Numba compiles under one lock, so threads do not help; a second process does, and what it compiled
is found in the cache. On its own each function is compiled when it is first called.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache

import numpy as np
from numba.core import config

from kth_sim.model.calibration import calibrate
from kth_sim.model.compiled import cache_folder
from kth_sim.model.discounting import make_periods
from kth_sim.model.fast import fill_draws, new_scratch
from kth_sim.model.parameters import OBSERVED, SOLVED, Structure, as_draws, one_cluster
from kth_sim.model.patients import Tables, clusters_of
from kth_sim.model.quantiles import normal_table
from kth_sim.model.tally import curve_edges, new_sums

_UNCOMPILED = "DISABLE_JIT"  # Numba's word for: run as Python
_KERNELS = ("calibration.calibrate_all", "fast.fill_draws")


def is_compiled() -> bool:
    """Whether calibration and simulation are in the cache, or there is no cache to look into."""
    folder = cache_folder()
    if folder is None or getattr(config, _UNCOMPILED):
        return True
    return all(any(folder.rglob(f"{kernel}-*.nbi")) for kernel in _KERNELS)


@cache
def warm() -> None:
    """Compile what is not compiled yet, on two cores at once, and say that it takes a while."""
    if is_compiled():
        return
    sys.stderr.write("Compiling the model for this machine, once: less than a minute\n")
    beside = subprocess.Popen([sys.executable, "-m", __name__]) if os.cpu_count() != 1 else None
    calibrate_nobody()
    if beside is not None:
        beside.wait()  # should it have failed, the first simulation compiles what is missing


def calibrate_nobody() -> None:
    """Calibrate no draws: nothing is computed, but the code for it is there afterwards."""
    calibrate(np.zeros(0, OBSERVED), one_cluster(), Structure())


def simulate_nobody() -> None:
    """The same for the fast engine."""
    periods = make_periods(np.array([0.0, 1.0]), (0.0, 0.0, 0.0))
    sums = new_sums(len(periods.factor), len(curve_edges(1.0)) - 1)
    used = np.zeros((0, 0, *sums.ends.shape[:-1]))
    fill_draws(
        as_draws(np.zeros(0, OBSERVED), np.zeros(0, SOLVED)),
        Tables(*[normal_table()] * len(Tables._fields)),
        clusters_of(one_cluster()),
        periods,
        (0, 0),
        np.zeros(1, np.int64),
        (used, used.copy(), np.zeros((0, 0, *sums.counts.shape))),
        new_scratch(1),
        sums,
    )


if __name__ == "__main__":
    simulate_nobody()
