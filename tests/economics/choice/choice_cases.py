"""Options made by hand, and the best choice by trying every one."""

from __future__ import annotations

import itertools
import math

import numpy as np
from hypothesis import strategies as st

from kth_sim.economics.choice import Limits, StartOptions

whole = st.integers


def options_of(rows, n_years=1, n_quarters=1):
    """Options of rows `cluster, start, target, nmb, lives, cost by year, teams by quarter`."""
    cluster, start, target, nmb, lives, cost, teams = zip(*rows, strict=True)
    return StartOptions.from_arrays(
        cluster,
        list(start),
        target,
        nmb=nmb,
        lives=lives,
        cost=cost,
        teams=teams,
        years=range(2026, 2026 + n_years),
        quarters=[f"q{i}" for i in range(n_quarters)],
    )


def every_choice(options):
    """All choices of at most one option a cluster, `[choice, option]` of 0 and 1."""
    own = [[i for i, c in enumerate(options.cluster) if c == name] for name in options.clusters]
    picks = list(itertools.product(*[[None, *rows] for rows in own]))
    taken = np.zeros((len(picks), len(options)))
    for row, pick in zip(taken, picks, strict=True):
        row[[i for i in pick if i is not None]] = 1
    return taken


def measured(options, taken):
    """Peak net cost, most starts and most teams of each choice, from the definitions."""
    starts = np.eye(len(options.quarters))[options.start]
    return {
        "budget_per_year": (taken @ options.cost).max(axis=1),
        "starts_per_quarter": (taken @ starts).max(axis=1),
        "teams": (taken @ options.teams).max(axis=1),
        "clusters": taken.sum(axis=1),
    }


def kept(options, taken, limits):
    """Which choices keep the limits."""
    need = measured(options, taken)
    fits = need["clusters"] >= (len(options.clusters) if limits.every_cluster else 0)
    for name in ("budget_per_year", "starts_per_quarter", "teams"):
        fits &= need[name] <= getattr(limits, name)
    return fits


@st.composite
def small_cases(draw):
    """Up to four clusters, three quarters and two target groups; whole numbers, so ties too."""
    n_years, n_quarters = draw(whole(1, 2)), draw(whole(1, 3))
    rows = [
        (
            f"c{c}",
            q,
            f"t{t}",
            float(draw(whole(-3, 12))),
            float(draw(whole(-1, 6))),
            [float(draw(whole(-4, 9))) for _ in range(n_years)],
            [float(draw(whole(0, 3))) if i >= q else 0.0 for i in range(n_quarters)],
        )
        for c in range(draw(whole(1, 4)))
        for q in range(n_quarters)
        for t in range(draw(whole(1, 2)))
    ]
    limits = Limits(
        budget_per_year=draw(st.sampled_from([0.0, 3.0, 8.0, 15.0, math.inf])),
        starts_per_quarter=draw(st.sampled_from([1, 2, math.inf])),
        teams=draw(st.sampled_from([0, 2, 4, math.inf])),
        every_cluster=draw(st.booleans()),
    )
    return options_of(rows, n_years, n_quarters), limits
