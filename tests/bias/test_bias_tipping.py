"""Where the benefit is nought, solved for outcomes that are straight lines, and its limits."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kth_sim.economics.bias.formulas import coded_share, true_share
from kth_sim.errors import PartlyDoneError
from kth_sim.runs import workers
from kth_sim.runs.bias import BiasOptions
from kth_sim.runs.bias_results import printed
from kth_sim.runs.bias_tipping import TOLERANCE, factor_of_no_benefit, tipping_table
from kth_sim.runs.in_memory import Runner

OR, POINT = "or_death_30d_kth", 0.6
DRAWS = pd.DataFrame({OR: [0.5, 0.7]})  # mean 0.6


def gains_until(ratio):
    """A run in which KTH costs nothing and gains `ratio` less the odds ratio, QALYs."""

    def runner(draws):
        gained = ratio - draws[OR].to_numpy(float)
        qaly = np.column_stack([np.zeros(len(draws)), gained])
        return SimpleNamespace(whole={"cost_total": np.zeros_like(qaly), "qaly": qaly})

    return runner


@pytest.mark.parametrize(
    ("ratio", "factor"),
    [
        (0.9, 1.5),  # 0.9 = 1.5 x 0.6
        (0.3, 0.5),  # no benefit now: it would come with a lower odds ratio
        (0.6, 1.0),
    ],
)
def test_the_factor_at_which_the_mean_benefit_is_nought(ratio, factor):
    found = factor_of_no_benefit(gains_until(ratio), DRAWS, 200_000.0, POINT)
    assert found == pytest.approx(factor, abs=TOLERANCE)


@pytest.mark.parametrize("ratio", [5.0, 0.01])
def test_where_no_odds_ratio_that_is_tried_takes_or_gives_the_benefit_there_is_none(ratio):
    assert math.isnan(factor_of_no_benefit(gains_until(ratio), DRAWS, 200_000.0, POINT))


def test_without_a_bias_of_deaths_nothing_is_run_again(national, psa):
    """Coding alone: the specificity at which readmissions coded in KTH stand for equal risks."""
    options = BiasOptions({"readmission_coding": 1.0}, (200_000.0,), psa)
    (row,) = tipping_table(national, DRAWS, None, options).to_dict("records")
    assert row["parameter"] == "prob_specificity_readmission_kth"
    at = national.value
    coded = at("prob_readmission_30d")
    true = true_share(
        coded,
        at("prob_sensitivity_readmission_usual_care"),
        at("prob_specificity_readmission_usual_care"),
    )
    in_kth = coded_share(true, at("prob_sensitivity_readmission_kth"), row["needed"])
    assert in_kth / coded == pytest.approx(at("rr_readmission_30d_kth"))


def test_a_ratio_that_the_scenario_sets_has_the_limits_of_its_draws(national, register):
    """The printed interval, 0.37 to 0.85, is of another estimate; 0.85 is the end nearest to 1."""
    draws = pd.DataFrame({OR: np.linspace(0.5, 0.9, 101)})
    stated = printed(national, register, draws, "prob_death_30d", OR)
    assert stated.limit == 0.85
    own = replace(national, overrides={OR: 0.7})
    assert printed(own, register, draws, "prob_death_30d", OR).limit == pytest.approx(0.89)


def test_draws_that_cannot_be_computed_are_named_with_the_reason(national, draws, psa, monkeypatch):
    def fails(_):
        raise ArithmeticError("no such number")

    monkeypatch.setattr(workers, "compute", fails)
    with pytest.raises(PartlyDoneError, match=r"national: draws .* \(ArithmeticError: no such"):
        Runner(national, psa)(draws)
