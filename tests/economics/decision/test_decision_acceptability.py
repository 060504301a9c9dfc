"""CEAC, CEAF, expected loss and EVPI: by hand, against closed forms, and what always holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from kth_sim.economics import Outcomes, ceac, ceaf, evpi, expected_loss, inmb_table

# Net benefits of four draws at wtp 10: a 0 0 0 0, b 5 -3 0 -6, c 5 1 -5 -5; costs are all 0.
EFFECT = np.array([[0, 0.5, 0.5], [0, -0.3, 0.1], [0, 0, -0.5], [0, -0.6, -0.5]])


@pytest.fixture
def hand():
    return Outcomes.from_arrays(["a", "b", "c"], np.zeros((4, 3)), EFFECT)


def test_ceac_splits_ties_in_equal_parts(hand):
    shares = ceac(hand, [0.0, 10.0])
    assert shares.index.name == "wtp"
    assert shares.columns.tolist() == ["a", "b", "c"]
    # Best: b and c; c; a and b; a.
    assert shares.loc[10.0].tolist() == [1.5 / 4, 1 / 4, 1.5 / 4]
    assert shares.loc[0.0].tolist() == [pytest.approx(1 / 3)] * 3


def test_ceaf_follows_the_mean_not_the_probability():
    """b wins seldom but much: it is the choice, and its probability is the lower one."""
    cost = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, -10.0]])
    found = ceaf(Outcomes.from_arrays(["a", "b"], cost, np.zeros((3, 2))), [5.0])
    assert found.columns.tolist() == ["strategy", "probability"]
    assert found.loc[5.0].tolist() == ["b", pytest.approx(1 / 3)]


def test_ceaf_takes_the_first_of_equals(hand):
    assert ceaf(hand, 0.0).iloc[0].tolist() == ["a", pytest.approx(1 / 3)]


def test_expected_loss_and_evpi_by_hand(hand):
    # Highest of each draw 5, 1, 0, 0: mean 1.5; means of a, b, c 0, -1, -1.
    assert expected_loss(hand, 10.0).loc[10.0].tolist() == pytest.approx([1.5, 2.5, 2.5])
    found = evpi(hand, [0.0, 10.0])
    assert found.tolist() == pytest.approx([0, 1.5])
    assert (found.index.name, found.name) == ("wtp", "evpi")


def test_one_strategy_is_always_right():
    alone = Outcomes.from_arrays(["only"], [[1.0], [3.0]], [[2.0], [1.0]])
    assert ceac(alone, [7.0]).to_numpy().tolist() == [[1.0]]
    assert ceaf(alone, [7.0]).iloc[0].tolist() == ["only", 1.0]
    assert evpi(alone, [7.0]).tolist() == [0.0]


def test_gaussian_case_against_closed_forms():
    """INB ~ N(200, 1000): EVPI = s phi(m/s) - m Phi(-m/s) = 306.895, P(best) = Phi(m/s)."""
    mean, sd, n = 200.0, 1000.0, 1_000_000
    benefit = np.random.default_rng(20261122).normal(mean, sd, n)
    zero = np.zeros(n)
    # The benefit is part effect, part cost: at 20,000 it is 20,000 x effect - cost again.
    cost = np.random.default_rng(7).normal(4000, 300, n)
    two = Outcomes.from_arrays(
        ["old", "new"],
        np.column_stack([zero, cost]),
        np.column_stack([zero, (benefit + cost) / 20_000]),
    )
    z = mean / sd
    exact = sd * stats.norm.pdf(z) - mean * stats.norm.cdf(-z)
    assert exact == pytest.approx(306.895, abs=5e-4)
    # EVPI is the mean loss of the better strategy, max(-INB, 0).
    loss_squared = (mean**2 + sd**2) * stats.norm.cdf(-z) - mean * sd * stats.norm.pdf(z)
    error = np.sqrt((loss_squared - exact**2) / n)
    assert abs(evpi(two, 20_000.0).iloc[0] - exact) < 4 * error
    right = stats.norm.cdf(z)
    assert right == pytest.approx(0.57926, abs=5e-6)
    share = ceac(two, 20_000.0)["new"].iloc[0]
    assert abs(share - right) < 4 * np.sqrt(right * (1 - right) / n)
    assert inmb_table(two, 20_000.0)["share_cost_effective"].iloc[0] == share


@st.composite
def some_outcomes(draw):
    """Small whole numbers, so that ties are common and sums exact."""
    shape = draw(st.tuples(st.integers(2, 6), st.integers(1, 4)))
    cost, effect = (
        draw(arrays(float, shape, elements=st.integers(-5, 5).map(float))) for _ in range(2)
    )
    return Outcomes.from_arrays([f"s{i}" for i in range(shape[1])], cost, effect)


any_outcomes = some_outcomes()
WTP = [0.0, 0.5, 1.0, 3.0, 100.0]


@given(any_outcomes)
def test_what_always_holds(outcomes):
    shares, frontier = ceac(outcomes, WTP), ceaf(outcomes, WTP)
    loss, perfect = expected_loss(outcomes, WTP), evpi(outcomes, WTP)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=0, atol=1e-12)
    assert (frontier["probability"] <= shares.max(axis=1)).all()
    assert (perfect >= 0).all()
    assert (loss.min(axis=1) == perfect).all()
    chosen = [loss.loc[k, name] for k, name in frontier["strategy"].items()]
    np.testing.assert_allclose(chosen, perfect, rtol=0, atol=1e-9)


@given(any_outcomes, st.randoms(use_true_random=False))
def test_order_of_strategies_does_not_matter(outcomes, random):
    order = random.sample(range(len(outcomes.strategies)), len(outcomes.strategies))
    names = [outcomes.strategies[i] for i in order]
    turned = Outcomes.from_arrays(names, outcomes.cost[:, order], outcomes.effect[:, order])
    for analysis in (ceac, expected_loss):
        first, second = analysis(outcomes, WTP), analysis(turned, WTP)
        np.testing.assert_allclose(first[names], second, rtol=0, atol=1e-12)
    np.testing.assert_allclose(evpi(outcomes, WTP), evpi(turned, WTP), rtol=0, atol=1e-12)


@given(any_outcomes)
def test_evpi_is_the_mean_highest_less_the_highest_mean(outcomes):
    for wtp, value in evpi(outcomes, WTP).items():
        benefit = wtp * outcomes.effect - outcomes.cost
        by_definition = benefit.max(axis=1).mean() - benefit.mean(axis=0).max()
        assert value == pytest.approx(by_definition, abs=1e-9)


@given(any_outcomes)
def test_the_same_to_every_strategy_changes_nothing(outcomes):
    more = Outcomes.from_arrays(outcomes.strategies, outcomes.cost + 8, outcomes.effect - 2)
    np.testing.assert_allclose(evpi(more, WTP), evpi(outcomes, WTP), rtol=0, atol=1e-9)
    np.testing.assert_array_equal(ceac(more, WTP), ceac(outcomes, WTP))
