"""The comparison's numbers, by closed forms and by ways of computing of their own."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from kth_sim.contracts import STRATEGIES
from kth_sim.runs.external import draws_of, row_of, validation_table, verdict
from kth_sim.runs.external_quantities import PEOPLE, QUANTITIES, STAYS, from_scale
from kth_sim.runs.external_simulated import (
    Basic,
    Simulated,
    index_stays,
    simulate_basic,
    simulate_quantities,
    southern_people,
)
from kth_sim.runs.psa import PsaOptions


def basic_of(**columns):
    whole = {name: np.array(values, float) for name, values in columns.items()}
    halves = {name: np.stack([values, values], axis=1) for name, values in whole.items()}
    return Basic(whole, halves, 0)


TWO = basic_of(
    death_30d_usual_care=[0.12, 0.10], death_30d_kth=[0.08, 0.08], cost_difference_3m=[900.0, 300.0]
)


def test_a_ratio_is_one_of_means():
    """Mean lives saved are (0.04 + 0.02) / 2; the mean of 1 / 0.04 and 1 / 0.02 would be 37.5."""
    found = simulate_quantities(TWO, ["nnt", "cost_per_life_saved_3m", "or_death_30d"])
    assert found["nnt"].value == pytest.approx(1 / 0.03)
    assert found["cost_per_life_saved_3m"].value == pytest.approx(600 / 0.03)
    assert found["or_death_30d"].value == pytest.approx((0.08 / 0.92) / (0.11 / 0.89))


def test_the_error_lies_on_the_scale_of_the_quantity():
    """Two draws: a variance of half the squared distance, of which luck has no part."""
    found = simulate_quantities(TWO, ["nnt"])["nnt"]
    assert found.sd == pytest.approx(0.02 / math.sqrt(2))
    assert found.mcse == pytest.approx(found.sd / math.sqrt(2))
    ends = np.quantile([0.02, 0.04], [0.025, 0.975])
    assert (found.low, found.high) == pytest.approx((1 / ends[1], 1 / ends[0]))


def test_luck_is_taken_out_of_the_parameters_spread():
    """Halves that differ by 2 d put d^2 / 1 of variance into the mean of two."""
    name = "death_30d_usual_care"
    whole = np.array([0.10, 0.20])
    basic = Basic({name: whole}, {name: np.array([[0.08, 0.12], [0.18, 0.22]])}, 0)
    found = simulate_quantities(basic, [name])[name]
    luck = 0.0008 / 2  # the variance of 0.08 and 0.12 is 0.0008
    assert found.sd == pytest.approx(math.sqrt(0.005 - luck))
    assert found.mcse == pytest.approx(math.sqrt(0.005 / 2))


def test_where_nobody_may_be_saved_the_number_needed_has_no_upper_end():
    assert from_scale("inverse", -0.01, 0.05) == (20.0, math.inf)
    assert from_scale("inverse", -0.05, -0.01) == (math.inf, math.inf)


@pytest.fixture
def printed_or(observed):
    return next(target for target in observed if target.id == "or_death_30d")


def test_z_on_the_log_scale_by_hand(printed_or):
    """se = (ln 0.85 - ln 0.37) / 3.92 = 0.2122, as the evidence derives it."""
    row = row_of(printed_or, Simulated(0.75, 0.5, 1.1, 0.2, 0.01), "independent")
    assert row["se_observed"] == pytest.approx(0.2122, abs=1e-4)
    z = math.log(0.75 / 0.6) / math.sqrt(0.2122**2 + 0.2**2 + 0.01**2)
    assert row["z"] == pytest.approx(z, rel=1e-3)
    assert row["difference"] == pytest.approx(0.15)
    assert row["relative_difference"] == pytest.approx(0.25)


def test_z_of_an_inverse_points_where_the_quantity_does(observed):
    nnt = next(target for target in observed if target.id == "nnt")
    known = dataclasses.replace(nnt, low=14.0, high=30.0, spread="interval")
    row = row_of(known, Simulated(25.0, 15.0, 60.0, 0.01, 0.0), "independent")
    se = (1 / 14 - 1 / 30) / (2 * stats.norm.ppf(0.975))
    assert row["z"] == pytest.approx((1 / 19 - 1 / 25) / math.hypot(se, 0.01))
    assert row["z"] > 0


@pytest.mark.parametrize(
    ("z", "low", "said"),
    [(1.9, 0.7, "agrees"), (-2.0, 0.7, "misses"), (math.nan, 0.5, "inside"),
     (math.nan, 0.7, "outside")],
)  # fmt: skip
def test_the_verdict(printed_or, z, low, said):
    assert verdict(printed_or, Simulated(0.8, low, 1.0, 0.1, 0.1), z) == said


def test_the_table_has_a_row_a_target_and_agrees_with_itself(small, observed):
    table = small.table
    assert list(table["target"]) == [target.id for target in observed]
    known = table[table["spread"] != "none"]
    assert known["z"].notna().all()
    assert table[table["spread"] == "none"]["z"].isna().all()
    far = known["z"].abs() > stats.norm.ppf(0.975)
    assert (known["verdict"] == np.where(far, "misses", "agrees")).all()
    assert (table["simulated_low"] <= table["simulated_high"]).all()


def test_the_calibrated_risks_are_met(small):
    """24 draws of 400 patients: within 4 Monte-Carlo standard errors of the evidence's risks."""
    rows = small.table.set_index("target")
    for name, risk in (("death_30d_usual_care", 0.119), ("readmission_30d_usual_care", 0.136)):
        assert abs(rows.loc[name, "simulated"] - risk) < 4 * rows.loc[name, "mcse"]


def test_a_stay_without_deaths_in_hospital_is_the_gamma_distribution(scenario, register, small):
    """Quantiles of the simulated stays against SciPy's, in the asymptotic error of a quantile."""
    national = scenario("national")
    values = {name: [given.value] for name, given in national.parameters.items()}
    import pandas as pd

    draws = pd.DataFrame(values | {"share_deaths_30d_in_hospital": [0.0]})
    (stays,) = index_stays(national, draws, PsaOptions(2000, 7, workers=1))
    shape = national.value("shape_days_index_stay")
    mean = national.value("mean_days_index_stay") * national.value("multiplier_days_index_stay")
    expected = stats.gamma(shape, scale=mean / shape)
    for share in (0.25, 0.5, 0.75):
        value = expected.ppf(share)
        error = math.sqrt(share * (1 - share) / len(stays)) / expected.pdf(value)
        assert abs(np.quantile(stays, share) - value) < 4 * error


def test_the_southern_clusters_year_by_hand(scenario, register):
    """Volumes x months open x uptake: 15 September 2023, 1 November, 1 January, to 15 September.

    Growth moves volumes by some per cent from 2023 to 2024; it is set to nought here.
    """
    import pandas as pd

    national = scenario("national")
    values = {name: [given.value] for name, given in national.parameters.items()}
    draws = pd.DataFrame(values | {"incidence_growth": [0.0]})
    (people,) = southern_people(register, draws)
    open_days = {"kth_vol_soenderjylland": 366, "kth_vol_sydvest": 319, "kth_vol_fyn": 258}
    most = sum(national.facts[name] * days / 366 for name, days in open_days.items())
    assert 0.5 * most < people <= most  # not all are offered or accept it, and starts ramp up


def test_the_function_for_reports_gives_the_same_table(scenario, register, small, options):
    table = validation_table(scenario("national"), register, n_draws=24, options=options)
    assert table.equals(small.table)


def test_every_quantity_is_one_of_the_model():
    """Each basic figure is simulated for both strategies, and none is named twice."""
    for name, quantity in QUANTITIES.items():
        assert quantity.basic
        assert not name.endswith(STRATEGIES) or len(quantity.basic) <= 2


def test_what_is_not_asked_for_is_not_simulated(scenario, register):
    """Stays and people are worked out apart from risks and cost, and only where wanted."""
    national = scenario("national")
    draws = draws_of(national, register, 2, options := PsaOptions(20, 1, workers=1))
    found = simulate_basic(national, register, draws, options, ["nnt"]).whole
    assert not {*STAYS, PEOPLE} & set(found)
    assert set(QUANTITIES["nnt"].basic) <= set(found)
