"""Bars from hand-made outcomes: a mean over ten blocks whose spread is known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kth_sim.economics.sensitivity import (
    Bar,
    Estimates,
    decision_outcomes,
    inmb_id,
    outcomes_at,
    points_of,
    tornado,
)

OUTCOMES = {"inc_cost": outcomes_at([])["inc_cost"], "inc_qaly": outcomes_at([])["inc_qaly"]}


def bar(name: str, low: float = 0.0, high: float = 1.0) -> Bar:
    return Bar(name, name.upper(), "DKK", "assumption", 0.5, low, high, "given")


def estimates_of(blocks: np.ndarray) -> Estimates:
    """Of means over equal blocks, `[point, block, outcome]`."""
    n = blocks.shape[1]
    left_out = (blocks.sum(axis=1, keepdims=True) - blocks) / (n - 1)
    return Estimates(blocks.mean(axis=1), left_out, np.ones(n))


@pytest.fixture
def luck() -> np.ndarray:
    """What luck adds to each block: ten blocks, two outcomes."""
    return np.random.default_rng(1).normal(size=(10, 2))


def test_the_points_are_the_base_case_and_both_ends_of_each_bar():
    points = points_of([bar("a", 1, 2), bar("b", 3, 4)])
    assert points == [{}, {"a": 1}, {"a": 2}, {"b": 3}, {"b": 4}]


def test_the_longest_bar_of_each_outcome_comes_first(luck):
    means = np.array([[0, 0], [-1, 2], [1, -2], [-3, 1], [3, 1.5]], float)
    frame = tornado([bar("a"), bar("b")], OUTCOMES, estimates_of(means[:, np.newaxis] + luck))
    assert list(zip(frame["outcome"], frame["parameter"], strict=True)) == [
        ("inc_cost", "b"),
        ("inc_cost", "a"),
        ("inc_qaly", "a"),
        ("inc_qaly", "b"),
    ]
    assert np.allclose(frame["swing"], [6, 2, 4, 0.5])


def test_the_error_of_an_end_is_that_of_a_mean_and_shared_luck_leaves_the_swing(luck):
    means = np.array([[0, 0], [-1, 2], [1, -2]], float)
    frame = tornado([bar("a")], OUTCOMES, estimates_of(means[:, np.newaxis] + luck))
    expected = luck.std(axis=0, ddof=1) / np.sqrt(10)  # s / sqrt(n)
    assert np.allclose(frame["mcse_low"], expected)
    assert np.allclose(frame["mcse_base"], expected)
    assert np.allclose(frame["mcse_swing"], 0, atol=1e-12)
    assert not frame["blurred"].any()


def test_each_row_holds_what_its_columns_say():
    """Two bars: base, low and high end of each from the blocks' means, errors from their spread."""
    blocks = np.random.default_rng(4).normal(size=(5, 10, 2))
    a, b = bar("a", 1, 2), Bar("b", "Bee", "days", "observed", 7.5, 7.0, 9.0, "95 % interval")
    two = {name: outcomes_at([2e5])[name] for name in ("inmb_200000", "inc_qaly")}
    frame = tornado([a, b], two, estimates_of(blocks))
    assert list(frame.index) == [0, 1, 2, 3]
    mean, error = blocks.mean(axis=1), blocks.std(axis=1, ddof=1) / np.sqrt(10)
    swing = blocks[4] - blocks[3]
    expected = {
        "parameter": "b",
        "label": "Bee",
        "unit": "days",
        "basis": "observed",
        "outcome": "inmb_200000",
        "base": mean[0, 0],
        "low_value": 7.0,
        "high_value": 9.0,
        "at_low": mean[3, 0],
        "at_high": mean[4, 0],
        "mcse_low": error[3, 0],
        "mcse_high": error[4, 0],
        "swing": abs(swing[:, 0].mean()),
        "mcse_swing": swing[:, 0].std(ddof=1) / np.sqrt(10),
        "blurred": bool(abs(swing[:, 0].mean()) <= 2 * swing[:, 0].std(ddof=1) / np.sqrt(10)),
        "base_value": 7.5,
        "mcse_base": error[0, 0],
        "outcome_label": "Incremental net benefit at 200,000 DKK/QALY",
        "outcome_unit": "DKK",
        "wtp": 2e5,
        "bounds": "95 % interval",
    }
    row = frame[(frame["parameter"] == "b") & (frame["outcome"] == "inmb_200000")].iloc[0].to_dict()
    assert row == pytest.approx(expected)
    other = frame[(frame["parameter"] == "a") & (frame["outcome"] == "inc_qaly")].iloc[0]
    assert (other["at_low"], other["at_high"]) == pytest.approx((mean[1, 1], mean[2, 1]))
    assert (other["mcse_low"], other["mcse_high"]) == pytest.approx((error[1, 1], error[2, 1]))


def test_a_bar_within_two_errors_of_its_length_is_blurred():
    own = np.random.default_rng(2).normal(size=(3, 10, 2))
    own[2, :, 1] += 100 + own[1].mean()  # the second outcome really moves
    frame = tornado([bar("a")], OUTCOMES, estimates_of(own)).set_index("outcome")
    apart = own[2] - own[1]
    error = apart.std(axis=0, ddof=1) / np.sqrt(10)
    assert np.allclose(frame["mcse_swing"], error)
    assert list(frame["blurred"]) == list(np.abs(apart.mean(axis=0)) <= 2 * error)
    assert list(frame["blurred"]) == [True, False]


def test_a_bar_of_no_length_is_exact_not_blurred(luck):
    frame = tornado([bar("a")], OUTCOMES, estimates_of(np.stack([luck] * 3)))
    assert not frame["swing"].any()
    assert not frame["blurred"].any()


def test_one_block_has_no_known_error():
    frame = tornado([bar("a")], OUTCOMES, Estimates(np.eye(3, 2), np.zeros((3, 1, 2)), np.ones(1)))
    assert frame[["mcse_low", "mcse_high", "mcse_swing"]].isna().all(axis=None)


def test_outcomes_by_hand():
    gained = {"qaly": 0.05, "cost_total": 9000.0, "cost_3m": 9100.0, "prob_death_30d": -0.04}
    found = decision_outcomes({k: np.array(v) for k, v in gained.items()}, 2000.0, [2e5, 5e5])
    assert {k: float(v) for k, v in found.items()} == pytest.approx(
        {
            "inmb_200000": 1000.0,  # 200,000 x 0.05 - 9,000
            "inmb_500000": 16000.0,
            "inc_cost_3m": 9100.0,
            "inc_cost": 9000.0,
            "inc_qaly": 0.05,
            "lives_saved_per_year": 80.0,  # 0.04 x 2,000
            "budget_3m_per_year": 18.2e6,
        }
    )
    assert list(found) == list(outcomes_at([2e5, 5e5]))
    assert inmb_id(2e5) == "inmb_200000"


def test_outcomes_say_their_threshold_and_unit():
    found = outcomes_at([2e5, 0.5])
    assert [(o.unit, o.wtp) for o in found.values()][:2] == [("DKK", 2e5), ("DKK", 0.5)]
    assert found["inmb_200000"].label == "Incremental net benefit at 200,000 DKK/QALY"
    assert math.isnan(found["inc_qaly"].wtp)
    assert found["inc_qaly"].unit == "QALY"
