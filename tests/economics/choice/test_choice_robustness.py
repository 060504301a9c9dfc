"""Robustness by hand, what always holds, and arguments that cannot be used."""

from __future__ import annotations

import math

import numpy as np
import pytest
from choice_cases import options_of
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from kth_sim.economics import evpi
from kth_sim.economics.choice import ChoiceError, Limits, best_rollout, robustness
from kth_sim.economics.decision import Outcomes, OutcomesError


def test_by_hand_with_a_tie():
    # Best of each draw: b (5), a and c (1), b (0), c (9).
    values = [[0, 5, 1], [1, -1, 1], [-1, 0, -2], [0, 0, 9]]
    found = robustness(np.array(values, float), ["a", "b", "c"])
    assert found["plan"].tolist() == ["a", "b", "c"]
    assert found["mean"].tolist() == [0.0, 1.0, 2.25]
    assert found["prob_best"].tolist() == [0.125, 0.5, 0.375]
    # Mean of the best of each draw: 15 / 4.
    assert found["expected_regret"].tolist() == [3.75, 2.75, 1.5]


@given(arrays(float, (7, 3), elements=st.floats(-1e9, 1e9)))
def test_shares_sum_to_one_and_regret_and_mean_to_the_same(values):
    found = robustness(values, ["a", "b", "c"])
    assert found["prob_best"].sum() == pytest.approx(1)
    assert (found["expected_regret"] >= 0).all()
    whole = found["mean"] + found["expected_regret"]
    assert whole.to_numpy() == pytest.approx(np.full(3, values.max(axis=1).mean()), abs=1e-5)


def test_the_least_regret_is_the_evpi():
    """As in a cost-effectiveness analysis of the same: effect 0, cost the value with its sign."""
    values = np.random.default_rng(1).normal(size=(200, 4))
    names = ["a", "b", "c", "d"]
    worth = evpi(Outcomes.from_arrays(names, -values, np.zeros_like(values)), [0.0]).iloc[0]
    assert robustness(values, names)["expected_regret"].min() == pytest.approx(worth)


def test_two_normal_plans_against_closed_forms():
    """`none` 0, `all` ~ N(1, 2): P(best) = Phi(0.5); regret of none = E max(x, 0)."""
    n = 200_000
    x = np.random.default_rng(2).normal(1.0, 2.0, n)
    found = robustness(np.column_stack([np.zeros(n), x]), ["none", "all"]).set_index("plan")
    better = stats.norm.cdf(0.5)
    regret = 2.0 * stats.norm.pdf(0.5) + better
    error = 4 * math.sqrt(better * (1 - better) / n)
    assert found.loc["all", "prob_best"] == pytest.approx(better, abs=error)
    spread = np.maximum(x, 0).std() / math.sqrt(n)
    assert found.loc["none", "expected_regret"] == pytest.approx(regret, abs=4 * spread)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Limits(budget_per_year=-1), "budget_per_year: -1: must be a number from 0"),
        (lambda: Limits(starts_per_quarter=0), "starts_per_quarter: 0: must be a number from 1"),
        (lambda: Limits(teams=math.nan), "teams: nan: must be a number from 0"),
        (lambda: robustness([[1.0, 2.0]], ["a"]), "values: has 2 columns for 1 plans"),
        (lambda: robustness([[1.0, math.nan]], ["a", "b"]), "values: nan at row 0"),
        (lambda: robustness([[1.0, 2.0]], ["a", "a"]), "strategies: 'a' stands twice"),
        (lambda: options_of([("A", 1, "t", 1.0, 1.0, [1.0], [1.0])]), "start: must be indices"),
        (lambda: options_of([("A", 0.5, "t", 1.0, 1.0, [1.0], [1.0])]), "start: must be 1 whole"),
        (lambda: options_of([("A", 0, "t", 1.0, 1.0, [1.0], [-1.0])]), "teams: must not be neg"),
        (lambda: options_of([("A", 0, "t", math.inf, 1.0, [1.0], [1.0])]), "nmb: must be finite"),
        (lambda: options_of([("A", 0, "t", 1.0, 1.0, [1.0, 2.0], [1.0])]), "cost: has shape"),
    ],
)
def test_what_cannot_be_used_is_named(make, says):
    with pytest.raises((ChoiceError, OutcomesError), match=f"^{says}"):
        make()


def test_an_unknown_objective_is_named(three):
    with pytest.raises(ChoiceError, match=r"^objective: 'qaly' is not one of nmb, lives$"):
        best_rollout(three, Limits(), "qaly")
