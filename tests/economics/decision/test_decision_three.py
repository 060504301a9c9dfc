"""Three strategies: which is compared with which matters, and each number is written out."""

from __future__ import annotations

import numpy as np
import pytest

from kth_sim.economics import Outcomes
from kth_sim.economics.decision.convergence import running_mean
from kth_sim.economics.decision.increments import (
    incremental_outcomes,
    inmb_table,
    quadrant_shares,
)

COST = np.array([[0.0, 10.0, 4.0], [0.0, 20.0, 1.0], [0.0, -5.0, 30.0], [0.0, 7.0, 7.0]])
EFFECT = np.array([[0.0, 1.0, 3.0], [0.0, -1.0, 2.0], [0.0, 2.0, 1.0], [0.0, 0.0, 4.0]])


@pytest.fixture
def three():
    return Outcomes.from_arrays(["a", "b", "c"], COST, EFFECT)


@pytest.mark.parametrize(("comparator", "base"), [(None, 0), ("b", 1), ("c", 2)])
def test_increments_are_against_the_comparator_that_is_named(three, comparator, base):
    table = incremental_outcomes(three, comparator).set_index("strategy")
    others = [i for i in range(3) if i != base]
    assert list(table.index) == [three.strategies[i] for i in others]
    assert set(table["comparator"]) == {three.strategies[base]}
    for i in others:
        row = table.loc[three.strategies[i]]
        cost, effect = COST[:, i] - COST[:, base], EFFECT[:, i] - EFFECT[:, base]
        assert row["inc_cost"] == pytest.approx(cost.mean())
        assert row["inc_effect"] == pytest.approx(effect.mean())
        low, high = np.quantile(cost, [0.025, 0.975])  # the interval asked for by default
        assert (row["inc_cost_low"], row["inc_cost_high"]) == pytest.approx((low, high))
        assert row["NE"] == ((cost > 0) & (effect > 0)).mean()
        assert row["NW"] == ((cost > 0) & (effect < 0)).mean()
        assert row[["NE", "SE", "SW", "NW", "on_axis"]].sum() == pytest.approx(1.0)


def test_an_unknown_comparator_is_called_one(three):
    with pytest.raises(ValueError, match="comparator"):
        incremental_outcomes(three, "d")


def test_shares_of_quadrants_are_named(three):
    assert quadrant_shares(three, "b", "a").name == "share"


def test_the_running_mean_follows_the_pair_that_is_named(three):
    """At two thresholds: means and errors of the first n draws, from their plain definitions."""
    table = running_mean(three, [0.0, 100.0], "c", "b")
    for wtp in (0.0, 100.0):
        benefit = wtp * (EFFECT[:, 2] - EFFECT[:, 1]) - (COST[:, 2] - COST[:, 1])
        rows = table[table["wtp"] == wtp]
        for n in range(2, 5):
            row = rows[rows["draws"] == n].iloc[0]
            assert row["mean"] == pytest.approx(benefit[:n].mean())
            assert row["mcse"] == pytest.approx(benefit[:n].std(ddof=1) / np.sqrt(n))


def test_equal_draws_have_no_error():
    one = Outcomes.from_arrays(["a", "b"], np.tile([0.0, 3.0], (4, 1)), np.zeros((4, 2)))
    assert running_mean(one, 0.0)["mcse"].tolist()[1:] == [0.0, 0.0, 0.0]


def test_net_benefit_follows_the_pair_that_is_named(three):
    table = inmb_table(three, 10.0, "a", "c")
    benefit = -10.0 * EFFECT[:, 2] + COST[:, 2]
    assert table["mean"].iloc[0] == pytest.approx(benefit.mean())
    assert table["share_cost_effective"].iloc[0] == pytest.approx((benefit > 0).mean())


def test_a_panel_with_further_columns_is_read_by_those_that_are_named():
    import pandas as pd

    panel = pd.DataFrame(
        {"strategy": ["a", "a", "b", "b"], "draw": [1, 2, 1, 2], "cost": [0.0, 1, 2, 3],
         "effect": [0.0, 0, 1, 1], "note": ["w", "x", "y", "z"]}
    )  # fmt: skip
    found = Outcomes.from_panel(panel, "cost", "effect")
    assert found.cost.tolist() == [[0.0, 2.0], [1.0, 3.0]]
    with pytest.raises(ValueError, match="twice"):
        Outcomes.from_panel(panel.assign(draw=1), "cost", "effect")
