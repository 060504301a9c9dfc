"""Corrections together: weights, order, impossible draws, tipping points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kth_sim.economics.bias import CODING, CORRECTIONS, TIPPING, corrected
from kth_sim.economics.bias.corrections import own_home_shares
from kth_sim.errors import UserError

POINT = {
    "or_death_30d_kth": 0.60,
    "rr_readmission_30d_kth": 1.28,
    "prob_death_30d": 0.119,
    "prob_readmission_30d": 0.136,
    "share_deaths_30d_in_hospital": 15 / 51,
    "share_deaths_after_discharge_institution": 32 / 36,
    "prob_destination_own_home": 0.536,
    "rr_confounder_death_30d": 3.0,
    "prob_confounder_kth": 0.1,
    "prob_confounder_usual_care": 0.6,
    "or_trend_death_30d_per_year": 0.8,
    "years_between_groups": 1.0,
    "prob_death_30d_network": 0.10,
    "or_median_between_sites": 1.18,
    "n_people_per_site_baseline": 695.0,
    "share_kth_target_without_own_home": 0.2,
    "ratio_own_home_usual_care": 1.04,
    "share_destination_imbalance_left": 1.0,
    "prob_sensitivity_readmission_usual_care": 0.95,
    "prob_sensitivity_readmission_kth": 0.95,
    "prob_specificity_readmission_usual_care": 0.99,
    "prob_specificity_readmission_kth": 0.97,
}
ONE_EACH = [{name: 1.0} for name in CORRECTIONS]


def draws(**changed: float) -> dict[str, np.ndarray]:
    return {name: np.array([value]) for name, value in (POINT | changed).items()}


def ratio(weights: dict[str, float], **changed: float) -> float:
    return float(corrected(draws(**changed), weights).or_death[0])


def test_weight_0_touches_nothing():
    given_ = draws()
    effect = corrected(given_, dict.fromkeys(CORRECTIONS, 0.0))
    assert effect.or_death is given_["or_death_30d_kth"]
    assert effect.rr_readmission is given_["rr_readmission_30d_kth"]
    assert not effect.impossible.any()


@pytest.mark.parametrize("weights", ONE_EACH, ids=lambda w: next(iter(w)))
@given(weight=st.floats(0.05, 1.0))
def test_a_weight_scales_on_the_log_scale(weights, weight):
    name = next(iter(weights))
    full, part = corrected(draws(), weights), corrected(draws(), {name: weight})
    which = CORRECTIONS[name].acts_on
    start = POINT["or_death_30d_kth" if which == "or_death" else "rr_readmission_30d_kth"]
    moved = [float(np.log(getattr(one, which)[0] / start)) for one in (part, full)]
    assert moved[0] == pytest.approx(weight * moved[1], rel=1e-9)


def test_trend_and_regression_multiply():
    start = POINT["or_death_30d_kth"]
    both = ratio({"trend": 1.0, "regression_to_mean": 1.0}) / start
    alone = [ratio({name: 1.0}) / start for name in ("trend", "regression_to_mean")]
    assert both == pytest.approx(alone[0] * alone[1], rel=1e-12)


def test_the_order_is_that_of_the_corrections_not_of_the_weights():
    names = list(CORRECTIONS)
    assert ratio(dict.fromkeys(names, 1.0)) == ratio(dict.fromkeys(reversed(names), 1.0))


def test_coding_leaves_deaths_and_the_others_leave_readmissions():
    coding = corrected(draws(), {"readmission_coding": 1.0})
    others = corrected(draws(), {n: 1.0 for n in CORRECTIONS if n != "readmission_coding"})
    assert coding.or_death[0] == POINT["or_death_30d_kth"]
    assert coding.rr_readmission[0] < POINT["rr_readmission_30d_kth"]
    assert others.rr_readmission[0] == POINT["rr_readmission_30d_kth"]


def test_an_impossible_draw_is_left_as_it_was_and_counted():
    """13.6 % coded, but 20 % of those who are well are coded by mistake."""
    effect = corrected(
        draws(prob_specificity_readmission_usual_care=0.8), {"readmission_coding": 1.0}
    )
    assert effect.impossible.tolist() == [True]
    assert effect.rr_readmission.tolist() == [POINT["rr_readmission_30d_kth"]]


def test_an_impossible_risk_of_death_is_left_and_counted_too():
    """Half die; everyone in usual care bears a fivefold risk, nobody with KTH: 2.5 would die."""
    effect = corrected(
        draws(
            prob_death_30d=0.5,
            or_death_30d_kth=1.0,
            rr_confounder_death_30d=5.0,
            prob_confounder_kth=0.0,
            prob_confounder_usual_care=1.0,
        ),
        {"confounding": 1.0},
    )
    assert effect.impossible.tolist() == [True]
    assert effect.or_death.tolist() == [1.0]


@pytest.mark.parametrize(
    ("weights", "what"), [({"luck": 1.0}, "no such correction"), ({"trend": 1.5}, "outside")]
)
def test_a_wrong_weight_is_refused(weights, what):
    with pytest.raises(UserError, match=what):
        corrected(draws(), weights)


@pytest.mark.parametrize("target", [0.75, 1.0])
@pytest.mark.parametrize("one", [t for t in TIPPING if t.parameter], ids=lambda t: t.parameter)
def test_a_tipping_point_put_back_gives_the_target(one, target):
    needed = one.needed(POINT, target)
    assert ratio({one.correction: 1.0}, **{one.parameter: needed}) == pytest.approx(
        target, rel=1e-9
    )


def test_the_tipping_point_of_destinations_put_back_gives_the_target():
    """It names KTH's share of own homes, which follows from the cluster without own homes."""
    one = next(t for t in TIPPING if not t.parameter)
    assert one.in_use(POINT) == pytest.approx(0.536 * 0.8, rel=1e-12)
    needed = one.needed(POINT, 0.65)
    without = 1.0 - needed / POINT["prob_destination_own_home"]
    found = ratio({"selection": 1.0}, share_kth_target_without_own_home=without)
    assert found == pytest.approx(0.65, rel=1e-9)


def test_the_tipping_point_of_coding_put_back_gives_no_rise():
    needed = CODING.needed(POINT, 1.0)
    effect = corrected(draws(prob_specificity_readmission_kth=needed), {"readmission_coding": 1.0})
    assert effect.rr_readmission[0] == pytest.approx(1.0, rel=1e-9)


def test_where_no_confounder_is_strong_enough_there_is_no_tipping_point():
    """A third fewer with the confounder can never make more than a third fewer deaths."""
    one = next(t for t in TIPPING if t.parameter == "rr_confounder_death_30d")
    few = POINT | {"prob_confounder_kth": 0.2, "prob_confounder_usual_care": 0.3}
    assert np.isnan(one.needed(few, 1.0))


def test_shares_at_home_by_hand():
    """0.5 x (1 - 0.2) with KTH; 0.5 x 1.3 in usual care, but never more than everybody."""
    of = draws(prob_destination_own_home=0.5, ratio_own_home_usual_care=1.3)
    kth, usual = own_home_shares(of)
    assert (kth[0], usual[0]) == pytest.approx((0.4, 0.65))
    most = draws(prob_destination_own_home=0.9, ratio_own_home_usual_care=1.3)
    assert own_home_shares(most)[1].tolist() == [1.0]
