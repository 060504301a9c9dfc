"""Tables worked by hand: dominance, the frontier, ties, and increments with their shares."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kth_sim.economics import (
    QUADRANTS,
    Outcomes,
    OutcomesError,
    icer_table,
    incremental_outcomes,
    inmb_table,
    nmb,
    quadrant_shares,
)

REF, ON, OFF, MIX = "reference", "frontier", "dominated", "extendedly_dominated"


def of(points):
    """Outcomes of one draw from `{name: (cost, effect)}`."""
    cost, effect = zip(*points.values(), strict=True)
    return Outcomes.from_arrays(list(points), [cost], [effect])


def short(points):
    """`{name: (icer or None, status)}` in the order of the table."""
    rows = icer_table(of(points)).to_dict("records")
    return {
        row["strategy"]: (None if np.isnan(row["icer"]) else row["icer"], row["status"])
        for row in rows
    }


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        ((500.0, 2.0), {"old": (None, REF), "new": (400.0, ON)}),  # NE
        ((50.0, 2.0), {"new": (None, REF), "old": (None, OFF)}),  # SE
        ((50.0, 0.5), {"new": (None, REF), "old": (100.0, ON)}),  # SW
        ((500.0, 0.5), {"old": (None, REF), "new": (None, OFF)}),  # NW
        ((500.0, 1.0), {"old": (None, REF), "new": (None, OFF)}),  # equal effects, dearer
        ((50.0, 1.0), {"new": (None, REF), "old": (None, OFF)}),  # equal effects, cheaper
        ((100.0, 2.0), {"new": (None, REF), "old": (None, OFF)}),  # equal costs, better
        ((100.0, 0.5), {"old": (None, REF), "new": (None, OFF)}),  # equal costs, worse
        ((100.0, 1.0), {"old": (None, REF), "new": (None, OFF)}),  # equal: the first given stays
    ],
)
def test_each_quadrant_and_axis(new, expected):
    found = short({"old": (100.0, 1.0), "new": new})
    assert found == expected
    assert list(found) == list(expected)


def test_six_strategies():
    """Steps by hand: C is dominated by B. ICERs a-b 10, b-d 40, d-e 20: d falls, b-e is 30."""
    table = icer_table(
        of(
            {
                "e": (7000, 300),
                "a": (0, 0),
                "b": (1000, 100),
                "c": (2000, 90),
                "d": (5000, 200),
                "f": (19000, 400),
            }
        )
    )
    assert table["strategy"].tolist() == ["a", "b", "c", "d", "e", "f"]
    assert table["status"].tolist() == [REF, ON, OFF, MIX, ON, ON]
    nan = np.nan
    np.testing.assert_array_equal(table["inc_cost"], [nan, 1000, nan, nan, 6000, 12000])
    np.testing.assert_array_equal(table["inc_effect"], [nan, 100, nan, nan, 200, 100])
    np.testing.assert_array_equal(table["icer"], [nan, 10, nan, nan, 30, 120])


def test_extended_dominance_that_shows_only_after_another():
    """a-b 100, b-c 90: b falls; then a-c 95, c-d 94: c falls too, though b-c-d alone would not."""
    points = {"a": (0, 0), "b": (100, 1), "c": (190, 2), "d": (284, 3)}
    assert short(points)["d"] == (pytest.approx(284 / 3), ON)
    assert [status for _, status in short(points).values()] == [REF, MIX, MIX, ON]


def test_one_strategy_takes_two_off_the_frontier():
    """a-b 10, b-c 11, c-d 3: c falls; then b-d 7 is below a-b 10: b falls too, and a-d is 8."""
    points = {"a": (0, 0), "b": (10, 1), "c": (21, 2), "d": (24, 3)}
    assert list(short(points).values()) == [(None, REF), (None, MIX), (None, MIX), (8.0, ON)]


def test_on_the_line_is_on_the_frontier_whatever_the_rounding():
    points = {"a": (0.0, 0.0), "b": (1000.0, 0.1), "c": (2000.0, 0.2), "d": (3000.0, 0.1 + 0.2)}
    found = short(points)
    assert [status for _, status in found.values()] == [REF, ON, ON, ON]
    assert [icer for icer, _ in found.values()][1:] == pytest.approx([10_000] * 3)


def test_one_strategy_is_the_reference():
    assert short({"only": (3.0, 4.0)}) == {"only": (None, REF)}


def test_columns_and_means_over_draws():
    table = icer_table(Outcomes.from_arrays(["a", "b"], [[1, 2], [3, 8]], [[0, 1], [0, 2]]))
    assert table.columns.tolist() == [
        *("strategy", "cost", "effect", "inc_cost", "inc_effect", "icer", "status")
    ]
    assert table[["cost", "effect"]].to_numpy().tolist() == [[2, 0], [5, 1.5]]
    assert table["icer"][1] == 3 / 1.5  # ratio of means, not the mean of 1 and 2.5


points_of = st.lists(
    st.tuples(st.integers(-6, 6), st.integers(-6, 6)), min_size=1, max_size=7, unique=True
)


@given(points_of, st.randoms(use_true_random=False))
def test_order_does_not_matter(points, random):
    named = {str(i): point for i, point in enumerate(points)}
    shuffled = random.sample(list(named), len(named))
    assert short(named) == short({name: named[name] for name in shuffled})


@given(points_of)
def test_the_frontier_is_what_is_best_at_some_threshold(points):
    """By brute force: the net benefit on a grid that has points between all ICERs that can be."""
    outcomes = of({str(i): point for i, point in enumerate(points)})
    grid = np.unique([c / e for c in range(1, 13) for e in range(1, 13)])
    between = np.concatenate([(grid[1:] + grid[:-1]) / 2, grid, [1e-6, 1e6]])
    benefit = nmb(outcomes, between)[:, 0]
    best = np.isclose(benefit, benefit.max(axis=1, keepdims=True), rtol=0, atol=1e-7).any(axis=0)
    status = icer_table(outcomes).set_index("strategy")["status"]
    on = [status[name] in (REF, ON) for name in outcomes.strategies]
    assert on == best.tolist()


# How sure ------------------------------------------------------------------------------------


def cloud():
    """Eight draws: 3 NE, 1 SE, 1 SW, 1 NW, two on an axis."""
    cost = np.array([1.0, 2.0, 3.0, -1.0, -1.0, 1.0, 0.0, 5.0])
    effect = np.array([1.0, 1.0, 1.0, 1.0, -1.0, -1.0, 1.0, 0.0])
    zero = np.zeros(8)
    return Outcomes.from_arrays(
        ["old", "new"], np.array([zero, cost]).T, np.array([zero, effect]).T
    )


def test_quadrants_by_hand():
    shares = quadrant_shares(cloud())
    assert tuple(shares.index) == QUADRANTS
    assert shares.tolist() == [3 / 8, 1 / 8, 1 / 8, 1 / 8, 2 / 8]
    turned = quadrant_shares(cloud(), "old", "new")
    assert turned.tolist() == [1 / 8, 1 / 8, 3 / 8, 1 / 8, 2 / 8]


def test_increments_with_intervals():
    (row,) = incremental_outcomes(cloud(), level=0.5).to_dict("records")
    assert (row["strategy"], row["comparator"]) == ("new", "old")
    # Sorted: -1 -1 0 1 1 2 3 5; quartiles between places 1.75 and 5.25, counted from 0.
    assert [row[f"inc_cost{x}"] for x in ("", "_low", "_high")] == [10 / 8, -0.25, 2.25]
    assert row["inc_effect"] == 3 / 8
    assert row["NE"] == 3 / 8


def test_net_benefit_by_threshold():
    table = inmb_table(cloud(), [0.0, 2.0], level=0.5)
    # At 2: 1 0 -1 3 -1 -3 2 -5; positive 3, nought 1.
    assert table["mean"].tolist() == [-10 / 8, -4 / 8]
    assert table["share_cost_effective"].tolist() == [2.5 / 8, 3.5 / 8]
    assert table["low"].tolist() == [-2.25, -1.5]
    squares = [1, 0, 1, 9, 1, 9, 4, 25]
    variance = (sum(squares) - 8 * 0.25) / 7
    assert table["mcse"].iloc[1] == pytest.approx(np.sqrt(variance / 8))
    assert table.index.name == "wtp"


@pytest.mark.parametrize("level", [0, 1, 95, np.nan])
def test_levels_that_cannot_be(level):
    with pytest.raises(OutcomesError, match=r"^level: "):
        incremental_outcomes(cloud(), level=level)
