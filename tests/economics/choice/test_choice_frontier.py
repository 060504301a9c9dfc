"""The frontier: every point is exact, none is beaten by another of all choices."""

from __future__ import annotations

import math

import numpy as np
import pytest
from choice_cases import every_choice, kept, measured, small_cases
from hypothesis import given, settings

from kth_sim.economics.choice import Limits, frontier


def true_frontier(options, limits):
    """Peak and lives of every choice that no other beats, by rising peak."""
    taken = every_choice(options)
    fits = kept(options, taken, limits.but("budget_per_year", math.inf))
    peak = measured(options, taken)["budget_per_year"][fits]
    lives = (taken @ options.lives)[fits]
    points, most = [], -math.inf
    for i in np.lexsort((-lives, peak)):
        if lives[i] > most:
            points.append((peak[i], lives[i]))
            most = lives[i]
    return points


@settings(max_examples=60, deadline=None)
@given(small_cases())
def test_a_budget_at_every_step_finds_every_step(case):
    options, limits = case
    every = [(p, v) for p, v in true_frontier(options, limits)]
    budgets = sorted({max(p, 0.0) for p, _ in every})
    found = frontier(options, limits, budgets)
    got = [(p, v) for p, v in zip(found["peak_budget"], found["lives"], strict=True)]
    # Budgets begin at 0: of the points below it only the last can be bought.
    free = [point for point in every if point[0] <= 0][-1:]
    assert got == pytest.approx(np.array(free + [point for point in every if point[0] > 0]))


def test_steps_are_exact_whatever_the_grid(three):
    """Lives 4 for 2 million (C), 6 for 4 (B, C), 7 for 7 (all): a coarse grid finds them there."""
    found = frontier(three, Limits(), [0.0, 3.3e6, 5e6, 5.5e6])
    assert found["peak_budget"].tolist() == [0.0, 2e6, 4e6, 7e6]
    assert found["lives"].tolist() == [0.0, 4.0, 6.0, 7.0]
    assert found["clusters"].tolist() == [0, 1, 2, 3]
    assert found["options"].tolist() == [(), (2,), (1, 2), (0, 1, 2)]
    assert found["nmb"].tolist() == [0.0, 3e6, 6e6, 10e6]


def test_other_limits_hold_along_the_frontier(three):
    found = frontier(three, Limits(teams=2), [0.0, 2e6])
    assert found["lives"].max() == 6.0


def test_a_frontier_where_nothing_fits_is_empty(three):
    assert frontier(three, Limits(starts_per_quarter=2, every_cluster=True), [1e6]).empty
