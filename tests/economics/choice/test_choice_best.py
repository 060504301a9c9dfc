"""The best rollout: by hand, in closed form, and against trying every choice."""

from __future__ import annotations

import math

import numpy as np
import pytest
from choice_cases import every_choice, kept, measured, options_of, small_cases
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kth_sim.economics.choice import ChoiceError, Limits, best_rollout


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_cases(), st.sampled_from(["nmb", "lives"]))
def test_it_is_the_best_of_all_that_fit(case, objective):
    options, limits = case
    taken = every_choice(options)
    fits = kept(options, taken, limits)
    choice = best_rollout(options, limits, objective, units={})
    if not fits.any():
        assert choice.status == "infeasible"
        return
    most = (taken @ options.value(objective))[fits].max()
    assert choice.status == "optimal"
    assert choice.objective == pytest.approx(most, abs=1e-9)
    mine = np.zeros((1, len(options)))
    mine[0, choice.chosen] = 1
    assert (mine == taken).all(axis=1).any()  # at most one option a cluster
    assert kept(options, mine, limits).all()
    need = measured(options, mine)
    for name, left in choice.slack.items():
        assert left == getattr(limits, name) - need[name][0]


@settings(max_examples=60, deadline=None)
@given(small_cases())
def test_what_a_looser_limit_brings_is_what_trying_everything_says(case):
    options, limits = case
    taken = every_choice(options)
    units = {"budget_per_year": 2.0, "starts_per_quarter": 1.0, "teams": 1.0}
    choice = best_rollout(options, limits, units=units)
    if choice.status == "infeasible":
        return
    for row in choice.shadow.itertuples():
        looser = limits.but(row.limit, getattr(limits, row.limit) + units[row.limit])
        most = (taken @ options.nmb)[kept(options, taken, looser)].max()
        assert row.objective == pytest.approx(most, abs=1e-9)
        assert row.gain == pytest.approx(most - choice.objective, abs=1e-9)
    finite = [name for name in units if math.isfinite(getattr(limits, name))]
    assert choice.shadow["limit"].tolist() == finite


@settings(max_examples=60, deadline=None)
@given(small_cases())
def test_a_remedy_is_the_least_that_helps(case):
    options, limits = case
    choice = best_rollout(options, limits, units={})
    if choice.status != "infeasible":
        assert choice.remedies == {}
        return
    taken = every_choice(options)
    for name, remedy in choice.remedies.items():
        fits = kept(options, taken, limits.but(name, math.inf))
        least = measured(options, taken)[name][fits].min() if fits.any() else math.nan
        assert remedy == pytest.approx(least, nan_ok=True)


def test_money_for_two_goes_to_the_two_small_ones(three):
    """A knapsack: 4 million hold B and C (6 of benefit), not A with one of them."""
    choice = best_rollout(three, Limits(budget_per_year=4e6))
    assert [three.cluster[i] for i in choice.chosen] == ["B", "C"]
    assert (choice.objective, choice.nmb, choice.lives) == (6e6, 6e6, 6.0)
    assert choice.slack["budget_per_year"] == 0.0
    assert choice.slack["teams"] == math.inf
    # A million more: A with B or C, 7 million.
    assert choice.shadow.values.tolist() == [["budget_per_year", 1e6, 7e6, 1e6]]


def test_largest_first_where_capacity_binds():
    """Worth = size x quarters left, k starts a quarter: sizes in falling order are best.

    By the rearrangement inequality the sum is that of size_(i) x left_(i // k).
    """
    sizes, k, quarters = [3.0, 11.0, 7.0, 2.0, 5.0, 13.0, 1.0], 2, 6
    rows = [
        (f"c{i}", q, "all", size * (quarters - q), size, [1.0], [1.0] * quarters)
        for i, size in enumerate(sizes)
        for q in range(quarters)
    ]
    options = options_of(rows, 1, quarters)
    choice = best_rollout(options, Limits(starts_per_quarter=k))
    falling = sorted(sizes, reverse=True)
    assert choice.objective == sum(s * (quarters - i // k) for i, s in enumerate(falling))
    by_start = {options.cluster[i]: int(options.start[i]) for i in choice.chosen}
    assert [by_start[f"c{sizes.index(s)}"] for s in falling] == [i // k for i in range(7)]


def test_the_objective_decides(three):
    limits = Limits(teams=2)
    assert best_rollout(three, limits, "nmb").nmb == 6e6  # B and C
    assert best_rollout(three, limits, "lives").lives == 6.0
    one = Limits(starts_per_quarter=1)
    assert [three.cluster[i] for i in best_rollout(three, one, "nmb").chosen] == ["A"]
    assert [three.cluster[i] for i in best_rollout(three, one, "lives").chosen] == ["C"]


def test_nothing_starts_where_nothing_gains():
    options = options_of([("A", 0, "all", -1.0, -1.0, [1.0], [1.0])])
    choice = best_rollout(options, Limits())
    assert choice.chosen.tolist() == []
    assert choice.objective == 0.0


def test_savings_of_one_pay_for_another():
    options = options_of(
        [("A", 0, "all", 1.0, 1.0, [-5e6], [1.0]), ("B", 0, "all", 1.0, 1.0, [4e6], [1.0])]
    )
    assert best_rollout(options, Limits(budget_per_year=0.0)).objective == 2.0


def test_numbers_of_real_size_keep_the_limit_to_a_krone():
    """Net costs of some million with cents: the budget is kept, and no better choice overlooked."""
    rng = np.random.default_rng(5)
    rows = [
        (f"c{c}", q, "all", rng.normal(5e6, 4e6), 1.0, rng.normal(3e6, 2e6, 2), [1.0] * 3)
        for c in range(6)
        for q in range(3)
    ]
    options = options_of(rows, 2, 3)
    limits = Limits(budget_per_year=7_654_321.09, starts_per_quarter=1)
    taken = every_choice(options)
    best = best_rollout(options, limits)
    assert best.objective == pytest.approx(
        (taken @ options.nmb)[kept(options, taken, limits)].max()
    )
    assert best.slack["budget_per_year"] >= -0.01


def test_an_infeasible_wish_says_what_to_raise(three):
    choice = best_rollout(three, Limits(starts_per_quarter=2, every_cluster=True))
    assert choice.status == "infeasible"
    assert math.isnan(choice.objective)
    assert choice.remedies["starts_per_quarter"] == 3.0
    assert math.isnan(choice.remedies["teams"])
    assert choice.advice == (
        "no rollout in which every cluster starts keeps all limits: raise starts_per_quarter to 3"
    )
    both = Limits(starts_per_quarter=2, teams=1, every_cluster=True)
    assert best_rollout(three, both).advice.endswith("raise more than one of them")
    assert best_rollout(three, Limits()).advice == ""


def test_the_order_of_clusters_changes_nothing():
    rng = np.random.default_rng(3)
    rows = [
        (f"c{c}", q, "all", rng.uniform(1, 9), 1.0, [rng.uniform(1, 4)], [1.0, 1.0])
        for c in range(5)
        for q in range(2)
    ]
    limits = Limits(budget_per_year=7.0, starts_per_quarter=2)
    first = best_rollout(options_of(rows, 1, 2), limits).objective
    rng.shuffle(rows)
    assert best_rollout(options_of(rows, 1, 2), limits).objective == pytest.approx(first)


def test_an_optimum_has_no_gap(three, solver):
    choice = best_rollout(three, Limits())
    assert (choice.status, choice.gap) == ("optimal", 0.0)
    assert {options["time_limit"] for options in solver.asked} == {60.0}


def test_a_search_out_of_time_says_how_far_it_may_be(three, solver):
    solver.status, solver.gap = 1, 0.25
    choice = best_rollout(three, Limits(), seconds=3.0)
    assert (choice.status, choice.gap, choice.objective) == ("time_limit", 0.25, 10e6)
    assert {options["time_limit"] for options in solver.asked} == {3.0}


def test_a_search_that_found_nothing_says_what_to_do(three, solver):
    solver.nothing_at = (0,)
    with pytest.raises(ChoiceError, match=r"^options: nothing found in 3 seconds: offer fewer"):
        best_rollout(three, Limits(), seconds=3.0)


def test_what_does_not_fit_has_no_figures(three):
    choice = best_rollout(three, Limits(starts_per_quarter=2, every_cluster=True))
    assert choice.chosen.size == 0
    assert choice.chosen.dtype == np.int64
    assert np.isnan([choice.nmb, choice.lives, choice.gap, *choice.slack.values()]).all()
    assert list(choice.slack) == ["budget_per_year", "starts_per_quarter", "teams"]
    assert list(choice.shadow.columns) == ["limit", "loosened_by", "objective", "gain"]
    assert choice.shadow.empty


def test_the_least_that_helps_spreads_starts_and_picks_the_small_target():
    """Five clusters, two quarters: three starts a quarter will do, and one team each."""
    rows = [
        (name, q, target, 1.0, 1.0, [1.0], [teams] * 2)
        for name in "ABCDE"
        for q in (0, 1)
        for target, teams in (("all", 3.0), ("some", 1.0))
    ]
    options = options_of(rows, 1, 2)
    starts = best_rollout(options, Limits(starts_per_quarter=1, every_cluster=True))
    assert starts.remedies["starts_per_quarter"] == 3.0
    teams = best_rollout(options, Limits(teams=1, every_cluster=True))
    assert teams.remedies["teams"] == 5.0


def test_a_looser_limit_that_brings_nothing_gains_exactly_nought(three):
    choice = best_rollout(three, Limits(budget_per_year=1e9), units={"budget_per_year": 1e6})
    assert choice.shadow["gain"].tolist() == [0.0]
