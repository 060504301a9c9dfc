"""Each strength that is answered is put back into the correction, which must give the target."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kth_sim.economics import Outcomes
from kth_sim.economics.bias import Effect, Found, Printed, corrected, e_value_table, figures
from kth_sim.economics.bias.tipping import (
    CODING,
    OR,
    TIPPING,
    confounder_in_kth,
    confounder_strength,
    inside,
    network_mortality,
    own_home_in_kth,
    specificity_in_kth,
    trend_a_year,
    years_of_trend,
)

AT = {
    "prob_death_30d": 0.12, "or_death_30d_kth": 0.6, "rr_readmission_30d_kth": 1.3,
    "prob_readmission_30d": 0.14, "share_deaths_30d_in_hospital": 0.3,
    "share_deaths_after_discharge_institution": 0.85, "prob_destination_own_home": 0.55,
    "share_kth_target_without_own_home": 0.2, "ratio_own_home_usual_care": 1.02,
    "share_destination_imbalance_left": 0.4, "rr_confounder_death_30d": 2.0,
    "prob_confounder_kth": 0.25, "prob_confounder_usual_care": 0.4,
    "or_trend_death_30d_per_year": 0.93, "years_between_groups": 2.5,
    "prob_death_30d_network": 0.1, "or_median_between_sites": 1.3,
    "n_people_per_site_baseline": 300.0,
    "prob_sensitivity_readmission_usual_care": 0.9, "prob_specificity_readmission_usual_care": 0.99,
    "prob_sensitivity_readmission_kth": 0.95, "prob_specificity_readmission_kth": 0.98,
}  # fmt: skip


def after(correction: str, **changed: float) -> Effect:
    values = {name: np.array([value]) for name, value in {**AT, **changed}.items()}
    return corrected(values, {correction: 1.0})


@pytest.mark.parametrize("target", [0.63, 0.7])
@pytest.mark.parametrize("one", [t for t in TIPPING if t.parameter], ids=lambda t: t.parameter)
def test_the_strength_put_back_leaves_the_target(one, target):
    """Forward formulas and their inversion are written apart."""
    needed = one.needed(AT, target)
    assert math.isfinite(needed)
    assert after(one.correction, **{one.parameter: needed}).or_death[0] == pytest.approx(target)
    assert one.in_use(AT) == AT[one.parameter]


def test_the_share_discharged_home_put_back_leaves_the_target():
    """The share follows from two numbers; one of them is moved so that it is as answered."""
    share = own_home_in_kth(AT, 0.63)
    without = 1.0 - share / AT["prob_destination_own_home"]
    found = after("selection", share_kth_target_without_own_home=without)
    assert found.or_death[0] == pytest.approx(0.63)
    (selection,) = (one for one in TIPPING if one.correction == "selection")
    assert selection.in_use(AT) == pytest.approx(0.55 * 0.8)


@pytest.mark.parametrize("target", [1.0, 1.25])
def test_the_coding_put_back_leaves_the_target(target):
    specificity = specificity_in_kth(AT, target)
    found = after("readmission_coding", prob_specificity_readmission_kth=specificity)
    assert found.rr_readmission[0] == pytest.approx(target)
    assert CODING.in_use(AT) == 0.98


@pytest.mark.parametrize(
    ("function", "changed", "target"),
    [
        (confounder_in_kth, {"rr_confounder_death_30d": 1.0}, 0.7),  # it changes no risk
        (confounder_in_kth, {"prob_confounder_usual_care": 0.0}, 1.2),  # less than nobody
        (trend_a_year, {"years_between_groups": 0.0}, 0.7),
        (years_of_trend, {"or_trend_death_30d_per_year": 1.0}, 0.7),
        (years_of_trend, {"or_trend_death_30d_per_year": 0.9}, 0.5),  # years before
        (own_home_in_kth, {"share_destination_imbalance_left": 0.0}, 0.7),
        (own_home_in_kth, {}, 3.0),  # fewer than nobody at home
        (specificity_in_kth, {}, 5.0),  # above 1
    ],
)  # fmt: skip
def test_where_no_strength_answers_there_is_none(function, changed, target):
    assert math.isnan(function({**AT, **changed}, target))


def test_a_confounder_needs_different_shares():
    """Equal shares explain nothing: g = 1 + (1 - B) / (B p - p) = 1 - 1 / p is below 0."""
    assert math.isnan(confounder_strength({**AT, "prob_confounder_kth": 0.4}, 0.7))


def test_the_edges_of_a_share_are_shares():
    assert (inside(0.0), inside(1.0)) == (0.0, 1.0)
    assert math.isnan(inside(-1e-9))
    assert math.isnan(inside(1 + 1e-9))


def test_the_same_ratio_needs_nothing():
    """The target is what was observed: no trend, no years, the baseline's own mortality."""
    assert trend_a_year(AT, AT[OR]) == pytest.approx(1.0)
    assert years_of_trend(AT, AT[OR]) == 0.0
    assert network_mortality(AT, AT[OR]) == pytest.approx(AT["prob_death_30d"])


def test_e_values_of_a_risk_ratio_above_1_and_their_columns():
    """1.28 + sqrt(1.28 x 0.28) = 1.87867, and its limit 1.05 + sqrt(0.0525) = 1.27913."""
    table = e_value_table([Printed("readmission", 1.28, 1.05, False, 0.136, "observed")])
    assert list(table.columns) == [
        "effect", "of", "ratio", "scale", "risk_ratio", "e_value", "arithmetic", "basis",
    ]  # fmt: skip
    assert list(table["of"]) == ["estimate", "limit nearest to 1"]
    assert list(table["scale"]) == ["risk_ratio", "risk_ratio"]
    assert table["e_value"].tolist() == pytest.approx([1.87867, 1.27913], abs=1e-5)
    assert table["arithmetic"][0] == (
        "RR = 1.280; r = 1.280; r + sqrt(r x (r - 1)) = 1.280 + 0.599 = 1.88"
    )


def test_the_arithmetic_of_an_odds_ratio_turns_it_away_from_1():
    """0.60 at 11.9 %: 0.6 / (0.881 + 0.0714) = 0.630; away from 1: 1 / 0.630 = 1.587."""
    table = e_value_table([Printed("death", 0.60, 0.85, True, 0.119, "observed")])
    assert table["arithmetic"][0] == (
        "RR = 0.600 / (1 - 0.119 + 0.119 x 0.600) = 0.630; r = 1.587; "
        "r + sqrt(r x (r - 1)) = 1.587 + 0.966 = 2.55"
    )


def test_increments_are_kth_less_usual_care():
    """Usual care 100 DKK and 2 QALYs, KTH 160 and 2.5 in both draws; OR exactly 1 in one."""
    both = [np.array([pair, pair], float) for pair in ([100, 160], [2, 2.5])]
    outcomes = Outcomes.from_arrays(["usual_care", "kth"], *both)
    ratios = np.array([1.0, 1.0])
    effect = Effect(ratios, np.array([1.2, 1.4]), np.zeros(2, bool))
    row = figures(Found(effect, np.array([0.8, 1.0]), outcomes, np.zeros(2), 0), 1.0, 120.0)
    assert row["inc_cost_mean"] == pytest.approx(60.0)
    assert row["inc_qaly_mean"] == pytest.approx(0.5)
    assert row["rr_mean"] == pytest.approx(1.3)
    assert row["or_left_alive_mean"] == pytest.approx(0.9)
    assert row["prob_or_below_1"] == 0.0  # 1 is not below 1
    assert row["or_mean_1_or_more"]
    assert row["or_interval_covers_1"]
