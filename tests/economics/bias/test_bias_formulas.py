"""Each bias formula against counting people, a published example, or its own inverse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kth_sim.economics.bias import bias_factor, bounding_factor, coded_share, e_value, true_share
from kth_sim.economics.bias import formulas as f
from kth_sim.economics.bias.scales import odds, odds_ratio_of, risk_of, risk_ratio_of

risks = st.floats(0.02, 0.4)
shares = st.floats(0.05, 0.95)
ratios = st.floats(0.2, 2.0)
strengths = st.floats(1.0, 5.0)


def odds_of(people: float, all_people: float) -> float:
    return people / (all_people - people)


# E-values and bias factors


def test_the_e_values_of_the_paper():
    # VanderWeele and Ding 2017: risk ratio 3.9, its lower limit 1.8
    assert round(e_value(3.9), 2) == 7.26
    assert round(e_value(1.8), 1) == 3.0


@given(strengths)
def test_a_ratio_and_its_inverse_have_one_e_value(ratio):
    assert e_value(1 / ratio) == pytest.approx(e_value(ratio), rel=1e-12)


@given(strengths)
def test_a_confounder_as_strong_as_the_e_value_just_explains_the_ratio(ratio):
    strength = e_value(ratio)
    assert float(bounding_factor(strength, strength)) == pytest.approx(ratio, rel=1e-9)


def test_a_ratio_of_nought_has_no_e_value():
    with pytest.raises(ValueError, match="risk_ratio"):
        e_value(0.0)


@given(risks, shares, shares, st.floats(1.0, 2.4), ratios)
def test_a_confounder_is_taken_out_of_two_counted_groups(risk, in_kth, in_usual, strength, true):
    """1,000 people a group, by stratum; the true risk ratio is the same in each."""
    base = risk / (1 + (strength - 1) * in_usual)

    def dead(share: float, effect: float) -> float:
        return 1000 * effect * base * ((1 - share) + share * strength)

    usual, kth = dead(in_usual, 1.0), dead(in_kth, true)
    without = dead(in_usual, true)  # KTH if it had usual care's mix
    factor = float(bias_factor(strength, in_kth, in_usual))
    assert factor == pytest.approx(kth / without, rel=1e-9)
    if max(kth, without) < 990:
        observed = odds_of(kth, 1000) / odds_of(usual, 1000)
        found = f.without_confounder(*map(np.float64, (observed, risk, strength, in_kth, in_usual)))
        assert float(found) == pytest.approx(
            odds_of(without, 1000) / odds_of(usual, 1000), rel=1e-6
        )


@given(ratios, risks)
def test_odds_ratio_and_risk_ratio_are_converted_there_and_back(ratio, risk):
    assert float(odds_ratio_of(risk_ratio_of(ratio, risk), risk)) == pytest.approx(ratio, rel=1e-9)


# Immortal time


def test_the_arithmetic_of_the_deck_gives_its_0_91():
    """Printed: 8.0 % against 11.9 %, and 15 of 51 deaths before discharge."""
    alive = (0.119 - 0.119 * 15 / 51) / (1 - 0.119 * 15 / 51)
    by_hand = (0.080 / 0.920) / (alive / (1 - alive))
    observed = np.float64(odds(0.080) / odds(0.119))
    found = f.or_among_left_alive(observed, np.float64(0.119), np.float64(15 / 51))
    assert float(found) == pytest.approx(by_hand, rel=1e-12)
    assert round(float(found), 2) == 0.91


def test_the_evidence_has_the_same_0_91(register):
    crude = np.float64(register.value("or_death_30d_kth", "crude"))
    risk = np.float64(register.value("prob_death_30d"))
    share = np.float64(register.value("share_deaths_30d_in_hospital"))
    stated = register.value("or_death_30d_kth", "immortal_time")
    assert float(f.or_among_left_alive(crude, risk, share)) == pytest.approx(stated, rel=1e-12)


def test_immortal_time_counted_in_people():
    """1,000 operated: 120 die, 30 before discharge; of 970 discharged alive KTH loses 8 %."""
    kth = 30 + 0.08 * 970
    expected = odds_of(kth, 1000) / odds_of(120, 1000)
    observed = np.float64(odds(0.08) / odds(0.12))
    found = f.without_immortal_time(observed, np.float64(0.12), np.float64(0.25))
    assert float(found) == pytest.approx(expected, rel=1e-12)


@given(ratios, risks, shares)
def test_the_two_scales_of_immortal_time_tell_the_same(ratio, risk, share):
    numbers = np.float64(ratio), np.float64(risk), np.float64(share)
    operated = f.without_immortal_time(*numbers)
    back = f.or_left_alive(operated, numbers[1], numbers[2])
    assert float(back) == pytest.approx(float(f.or_among_left_alive(*numbers)), rel=1e-6)


# Trend and regression to the mean


def test_a_fall_that_is_all_trend_leaves_nothing():
    fell = np.float64(odds(0.081) / odds(0.159))
    assert float(f.without_trend(fell, fell ** (1 / 2.876), 2.876)) == pytest.approx(1.0, rel=1e-12)


def test_reliability_is_the_slope_of_true_on_observed_sites():
    """200,000 sites of 695 people: regress their true logits on the observed ones."""
    rng, sites, people, risk, median = np.random.default_rng(1), 200_000, 695.0, 0.119, 1.18
    sd = np.log(median) / (np.sqrt(2) * 0.6744897501960817)
    true = rng.normal(0.0, sd, sites)
    observed = true + rng.normal(0.0, np.sqrt(1 / (people * risk * (1 - risk))), sites)
    slope = np.cov(true, observed)[0, 1] / observed.var(ddof=1)
    residual = true - slope * observed
    error = residual.std(ddof=2) / (observed.std(ddof=1) * np.sqrt(sites))
    kept = float(f.reliability(*map(np.float64, (median, risk, people))))
    assert abs(slope - kept) < 4 * error


def test_the_median_odds_ratio_is_that_of_two_sites():
    """Half of all pairs of sites differ by more than the median odds ratio."""
    sd = np.log(1.18) / (np.sqrt(2) * f.UPPER_QUARTILE)
    pairs = np.random.default_rng(2).normal(0.0, sd, (100_000, 2))
    above = (np.abs(pairs[:, 0] - pairs[:, 1]) > np.log(1.18)).mean()
    assert abs(above - 0.5) < 4 * np.sqrt(0.25 / 100_000)


@given(ratios, risks, st.floats(1.05, 1.5))
def test_sites_at_the_mean_do_not_regress(ratio, risk, median):
    numbers = map(np.float64, (ratio, risk, risk, median, 500.0))
    assert float(f.without_regression(*numbers)) == pytest.approx(ratio, rel=1e-9)


def test_one_huge_site_keeps_its_level_and_an_empty_one_none():
    ratio, risk, mean, median = map(np.float64, (0.6, 0.15, 0.10, 1.2))
    kept = f.without_regression(ratio, risk, mean, median, np.float64(1e12))
    lost = f.without_regression(ratio, risk, mean, median, np.float64(1e-9))
    assert float(kept) == pytest.approx(0.6, rel=1e-6)
    assert float(lost) == pytest.approx(0.6 * odds(0.15) / odds(0.10), rel=1e-6)


# Target group


@given(shares, shares, st.floats(1.0, 10.0), shares, st.floats(0.02, 0.15), st.floats(0.3, 1.2))
def test_destinations_are_standardised_as_by_counting(kth, usual, ratio, before, risk, true):
    """10,000 people a group: deaths before discharge, then by destination; usual-care risks."""
    later = (1 - before) * risk / (usual + (1 - usual) * ratio)

    def dead(own_home: float) -> float:
        return 10_000 * (before * risk + later * (own_home + (1 - own_home) * ratio))

    factor = f.destination_factor(*map(np.float64, (kth, usual, ratio, before)))
    assert float(factor) == pytest.approx(dead(kth) / dead(usual), rel=1e-9)
    observed = odds_ratio_of(true * dead(kth) / dead(usual), risk)
    if np.isfinite(observed):
        found = f.without_selection(observed, np.float64(risk), factor, np.float64(1.0))
        assert float(found) == pytest.approx(float(odds_ratio_of(true, risk)), rel=1e-6)


def test_the_risk_ratio_of_institutions_is_that_of_the_audit():
    """32 of 36 later deaths among 464 of 1,000, 4 among 536."""
    found = f.risk_ratio_institution(np.float64(32 / 36), np.float64(0.536))
    assert float(found) == pytest.approx((32 / 464) / (4 / 536), rel=1e-12)


# Coding


@given(st.floats(0.01, 0.9), st.floats(0.6, 1.0), st.floats(0.6, 1.0))
def test_what_is_misclassified_and_corrected_is_the_truth(true, sensitivity, specificity):
    numbers = np.float64(sensitivity), np.float64(specificity)
    coded = coded_share(np.float64(true), *numbers)
    assert float(true_share(coded, *numbers)) == pytest.approx(true, rel=1e-9)


@given(risks, ratios, st.floats(0.7, 1.0), st.floats(0.7, 1.0), st.floats(0.8, 1.0))
def test_the_true_risk_ratio_is_found_behind_the_coded_one(risk, ratio, usual, kth, specificity):
    codings = (np.float64(usual), np.float64(specificity)), (np.float64(kth), np.float64(0.9))
    true = (risk, ratio * risk)
    coded = [float(coded_share(np.float64(r), *c)) for r, c in zip(true, codings, strict=True)]
    found = f.without_misclassification(coded[1] / coded[0], np.float64(coded[0]), *codings)
    assert float(found) == pytest.approx(ratio, rel=1e-6)


def test_more_coded_errors_than_codes_have_no_true_share():
    """1 % coded, but 2 % of the well are coded by mistake; and coding no better than chance."""
    shares_ = true_share(np.array([0.01, 0.5]), np.array([0.9, 0.5]), np.array([0.98, 0.5]))
    assert np.isnan(shares_).all()


def test_odds_and_risks_are_inverse():
    assert risk_of(odds(0.119)) == pytest.approx(0.119, rel=1e-12)


@pytest.mark.parametrize("treated", [0.0, 1.0, 1.5, 5.0])
def test_a_risk_that_cannot_be_has_no_odds(treated):
    """Usual risk 0.1, ratio ten times what those treated shall have."""
    assert np.isnan(odds_ratio_of(10 * treated, 0.1))


def test_a_risk_just_within_0_and_1_has_odds():
    """0.99 against 0.1: odds 99 against 1 / 9."""
    assert odds_ratio_of(9.9, 0.1) == pytest.approx(99 * 9)
