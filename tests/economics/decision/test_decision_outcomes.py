"""Outcomes from arrays and panels, net benefit, and the mistakes a user can make."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kth_sim.economics import (
    Outcomes,
    OutcomesError,
    ceac,
    ceaf,
    evpi,
    expected_loss,
    incremental_outcomes,
    inmb,
    inmb_table,
    nmb,
    quadrant_shares,
    running_mean,
)
from kth_sim.errors import UserError

COST = np.array([[100.0, 160.0, 90.0], [120.0, 110.0, 150.0]])
EFFECT = np.array([[1.0, 1.5, 0.5], [1.25, 1.0, 2.0]])
NAMES = ("a", "b", "c")
UNSORTED = ("m", "z", "a")


@pytest.fixture
def three():
    return Outcomes.from_arrays(NAMES, COST, EFFECT)


def test_net_benefit_by_hand(three):
    assert nmb(three, 100.0).tolist() == [[0, -10, -40], [5, -10, 50]]
    assert nmb(three, [0.0, 100.0]).shape == (2, 2, 3)
    assert nmb(three, [0.0, 100.0])[0].tolist() == (-COST).tolist()


def test_increment_by_hand(three):
    assert inmb(three, 100.0, "c").tolist() == [-40, 45]
    assert inmb(three, 100.0, "c", "b").tolist() == [-30, 60]
    assert inmb(three, [100.0, 0.0], "c", "b").tolist() == [[-30, 60], [70, -40]]


def test_of_two_strategies_the_other_is_meant():
    two = Outcomes.from_arrays(NAMES[:2], COST[:, :2], EFFECT[:, :2])
    assert inmb(two, 100.0).tolist() == [-10, -15]
    assert inmb(two, 100.0, comparator="b").tolist() == [10, 15]


def test_arrays_are_copied_and_cannot_be_written(three):
    cost = COST.copy()
    kept = Outcomes.from_arrays(NAMES, cost, EFFECT)
    cost[0, 0] = 7
    assert kept.cost[0, 0] == 100
    with pytest.raises(ValueError, match="read-only"):
        three.effect[0, 0] = 7


def test_a_panel_in_any_order_gives_the_same():
    rows = [
        {"strategy": name, "draw": 10 + d, "cost_total": COST[d, s], "qaly": EFFECT[d, s]}
        for s, name in enumerate(UNSORTED)
        for d in (1, 0)
    ]
    found = Outcomes.from_panel(pd.DataFrame(rows), cost="cost_total")
    assert found.strategies == UNSORTED
    assert found.cost.tolist() == COST.tolist()
    assert found.effect.tolist() == EFFECT.tolist()
    same = Outcomes.from_panel(pd.DataFrame(rows), cost="qaly", effect="qaly")
    assert same.cost.tolist() == EFFECT.tolist()


PANEL = pd.DataFrame(
    {"strategy": ["a", "a", "b", "b"], "draw": [0, 1, 0, 1], "cost": 1.0, "qaly": 2.0}
)


@pytest.mark.parametrize(
    ("frame", "changed", "words"),
    [
        (PANEL, {"effect": "ly"}, "effect: no column 'ly'; there are cost, qaly"),
        (PANEL, {"cost": "price"}, "cost: no column 'price'; there are cost, qaly"),
        (PANEL.drop(columns="draw"), {}, "frame: no column 'draw'"),
        (PANEL.iloc[:3], {}, "frame: the strategies do not have the same draws"),
        (PANEL.assign(draw=0), {}, "frame: a strategy has the same draw twice"),
        (PANEL.assign(cost=[1, np.nan, 1, 1]), {}, "cost: nan at row 1, column 0"),
    ],
)
def test_a_panel_that_does_not_fit(frame, changed, words):
    with pytest.raises(OutcomesError, match=words):
        Outcomes.from_panel(frame, **changed)


@pytest.mark.parametrize(
    ("strategies", "cost", "effect", "words"),
    [
        ([], COST, EFFECT, "strategies: there are none"),
        ("abc", COST, EFFECT, "strategies: give a list"),
        (["a", "b", "a"], COST, EFFECT, "strategies: 'a' stands twice"),
        (["a", "b"], COST, EFFECT, "cost: has 3 columns for 2 strategies"),
        (NAMES, COST, EFFECT[:, :2], "effect: has 2 columns for 3 strategies"),
        (NAMES, COST, EFFECT[:1], "effect: has 1 draws, but cost has 2"),
        (NAMES, COST[0], EFFECT, r"cost: must be \[draw, strategy\], and has 1 axes"),
        (NAMES, COST[:0], EFFECT, "cost: holds no draw"),
        (NAMES, [["x", 1, 2]], EFFECT, "cost: must be numbers"),
        (NAMES, COST, np.where(EFFECT == 2, np.nan, EFFECT), "effect: nan at row 1, column 2"),
        (NAMES, COST * np.inf, EFFECT, "cost: inf at row 0, column 0"),
    ],
)
def test_arrays_that_do_not_fit(strategies, cost, effect, words):
    with pytest.raises(OutcomesError, match=words):
        Outcomes.from_arrays(strategies, cost, effect)


def test_the_error_is_a_user_s_and_a_value_s():
    assert issubclass(OutcomesError, UserError)
    assert issubclass(OutcomesError, ValueError)


@pytest.mark.parametrize("wtp", [[], [[1.0]], np.nan, -1.0, [0, np.inf], "much"])
@pytest.mark.parametrize("analysis", [nmb, ceac, ceaf, evpi, expected_loss])
def test_thresholds_that_cannot_be(three, analysis, wtp):
    with pytest.raises(OutcomesError, match=r"^wtp: "):
        analysis(three, wtp)


@pytest.mark.parametrize(
    ("strategy", "comparator", "words"),
    [
        ("d", None, "strategy: no strategy 'd'; there are a, b, c"),
        ("a", "d", "comparator: no strategy 'd'"),
        (None, None, "strategy: name one of a, b, c"),
        ("b", "b", "strategy: 'b' is compared with itself"),
    ],
)
def test_strategies_that_are_not_there(three, strategy, comparator, words):
    with pytest.raises(OutcomesError, match=words):
        inmb(three, 1.0, strategy, comparator)
    with pytest.raises(OutcomesError, match=words):
        quadrant_shares(three, strategy, comparator)


@pytest.mark.parametrize(
    "analysis",
    [
        lambda one: ceac(one, 1.0),
        lambda one: ceaf(one, 1.0),
        lambda one: expected_loss(one, 1.0),
        lambda one: evpi(one, 1.0),
        quadrant_shares,
        incremental_outcomes,
        lambda one: inmb_table(one, 1.0),
        lambda one: running_mean(one, 1.0),
    ],
)
def test_one_draw_says_nothing_of_uncertainty(analysis):
    one = Outcomes.from_arrays(NAMES[:2], COST[:1, :2], EFFECT[:1, :2])
    with pytest.raises(OutcomesError, match="outcomes: holds one draw"):
        analysis(one)
