"""The frontier: every point is exact, none is beaten by another of all choices."""

from __future__ import annotations

import math

import numpy as np
import pytest
from choice_cases import every_choice, kept, measured, options_of, small_cases
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


def equally_good(n):
    """Clusters that save one life each, at 5 million or, with another target, at 3."""
    return options_of(
        [
            (name, 0, target, 1e6, 1.0, [cost], [1.0])
            for name in "ABCDE"[:n]
            for target, cost in (("dear", 5e6), ("cheap", 3e6))
        ]
    )


def test_of_two_that_gain_the_same_the_cheaper_is_taken():
    """One, two, three lives for 3, 6, 9 million; nothing for nothing."""
    found = frontier(equally_good(3), Limits(), [0.0, 5.5e6, 8e6, 20e6])
    assert found["peak_budget"].tolist() == [0.0, 3e6, 6e6, 9e6]
    assert found["lives"].tolist() == [0.0, 1.0, 2.0, 3.0]
    assert found["exact"].all()
    assert found["exact"].dtype == bool
    assert list(found.index) == [0, 1, 2, 3]


def test_savings_are_told_apart_however_large():
    """Three clusters that each save 5 million, or 4: the least budget that saves all lives."""
    rows = [
        (name, 0, target, 1e6, 1.0, [-saved], [1.0])
        for name in "ABC"
        for target, saved in (("some", 4e6), ("all", 5e6))
    ]
    found = frontier(options_of(rows), Limits(), [0.0])
    assert found["peak_budget"].tolist() == [-15e6]


def test_a_search_out_of_time_says_so(three, solver):
    solver.status = 1
    found = frontier(three, Limits(), [2e6], seconds=7.0)
    assert not found["exact"].any()
    assert {options["time_limit"] for options in solver.asked} == {7.0}


def test_without_time_for_the_cheapest_the_best_found_stands(three, solver):
    """The second search of each budget, for the least money, comes back with nothing."""
    solver.nothing_at = (1, 3)
    found = frontier(three, Limits(), [4e6])
    assert found["lives"].tolist() == [6.0, 7.0]
    assert found["peak_budget"].tolist() == [4e6, 7e6]
    assert not found["exact"].any()
