"""Tables of findings, E-values and mixtures against numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kth_sim.economics import Outcomes
from kth_sim.economics.bias import Effect, Found, Printed, e_value_table, figures, mix


def found(or_death, cost, qaly) -> Found:
    n = len(or_death)
    both = [np.column_stack([np.zeros(n), np.array(x, float)]) for x in (cost, qaly)]
    ratios = np.array(or_death, float)
    effect = Effect(ratios, np.full(n, 1.2), np.zeros(n, bool))
    outcomes = Outcomes.from_arrays(["usual_care", "kth"], *both)
    return Found(effect, ratios, outcomes, np.full(n, 0.04), 3)


def test_a_row_worked_by_hand():
    """Net benefits at 1,000 DKK a QALY: 100 - 50, 200 - 300 and 50 - 10 DKK."""
    row = figures(found([0.5, 0.8, 1.1], [50, 300, 10], [0.1, 0.2, 0.05]), 100.0, 1000.0)
    assert row["or_mean"] == pytest.approx(0.8)
    assert row["inc_cost_mean"] == pytest.approx(120.0)
    assert row["icer"] == pytest.approx(120.0 / (0.35 / 3))
    assert row["inmb"] == pytest.approx((50 - 100 + 40) / 3)
    assert row["prob_cost_effective"] == pytest.approx(2 / 3)
    assert row["prob_or_below_1"] == pytest.approx(2 / 3)
    assert row["lives_saved_mean"] == pytest.approx(4.0)
    assert row["unreachable"] == 3
    assert row["or_interval_covers_1"]
    assert not row["or_mean_1_or_more"]
    assert not row["prob_cost_effective_below_half"]


def test_without_a_qaly_gained_there_is_no_icer():
    assert np.isnan(figures(found([1.1, 1.2], [5, 5], [-0.1, 0.0]), 1.0, 1000.0)["icer"])


def test_an_odds_ratio_of_1_or_more_undoes_the_finding():
    row = figures(found([0.9, 1.2], [5, 5], [0.0, 0.0]), 1.0, 1000.0)
    assert row["or_mean_1_or_more"]
    assert row["prob_cost_effective_below_half"]


def test_the_e_values_of_the_slide():
    """OR 0.60 at 11.9 %: RR 0.6 / (0.881 + 0.0714) = 0.62999, 1 / RR = 1.58733, and
    1.58733 + sqrt(1.58733 x 0.58733) = 2.55289; as RR 2.72076; by square root 1.90392."""
    table = e_value_table([Printed("death", 0.60, 0.85, True, 0.119, "observed")])
    first = table[table["of"] == "estimate"].set_index("scale")["e_value"]
    assert first["at_usual_care_risk"] == pytest.approx(2.55289, abs=1e-5)
    assert first["as_risk_ratio"] == pytest.approx(2.72076, abs=1e-5)
    assert first["square_root"] == pytest.approx(1.90392, abs=1e-5)
    assert len(table) == 6


def test_the_arithmetic_that_is_shown_ends_in_the_value():
    table = e_value_table([Printed("readmission", 1.28, 1.05, False, 0.136, "observed")])
    for row in table.to_dict("records"):
        assert row["arithmetic"].endswith(f"= {row['e_value']:.2f}")


def test_the_share_of_variance_between_two_alternatives():
    """Means 1 and 11, variance 1 each, half and half: within 1, between 25, share 25 / 26."""
    mixture = mix([np.array([0.0, 2.0]), np.array([10.0, 12.0])], [0.5, 0.5])
    assert mixture.share_structural == pytest.approx(25 / 26, rel=1e-12)


def test_weights_1_to_3_in_closed_form():
    """Means 0 and 4 with weights 1/4 and 3/4: mean 3, between 1/4 x 9 + 3/4 x 1 = 3."""
    mixture = mix([np.array([-1.0, 1.0]), np.array([4.0, 4.0])], [1.0, 3.0])
    assert (mixture.mean, mixture.within, mixture.between) == pytest.approx((3.0, 0.25, 3.0))


values = st.lists(st.floats(-1e3, 1e3), min_size=4, max_size=4)


@given(values, values, st.integers(1, 4))
def test_total_variance_is_that_of_all_draws_in_one_heap(first, second, times):
    """With the second alternative repeated, NumPy's variance of the heap knows nothing of parts."""
    mixture = mix([np.array(first), np.array(second)], [1.0, float(times)])
    heap = np.array(first + second * times)
    assert mixture.mean == pytest.approx(heap.mean(), abs=1e-6)
    assert mixture.total == pytest.approx(heap.var(), rel=1e-6, abs=1e-6)


def test_alike_alternatives_have_no_structural_uncertainty():
    assert mix([np.array([1.0, 2.0])] * 3, [1, 2, 3]).share_structural == 0.0


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [0.0, 0.0], [1.0, np.nan]])
def test_weights_that_cannot_be_used(weights):
    with pytest.raises(ValueError, match="weights"):
        mix([np.zeros(2), np.ones(2)], weights)
