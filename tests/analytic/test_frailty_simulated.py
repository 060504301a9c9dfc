"""Gamma frailty in the simulated patients: thresholds, and who is left at day 30."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from kth_sim.contracts import OUTCOMES
from kth_sim.model.case import Case
from kth_sim.model.hazards import Patient
from kth_sim.runs.execute import simulate

CaseOf = Callable[..., Case]
People = Callable[[Case, range], list[Patient]]
N = 20_000


@pytest.mark.parametrize("v", [0.0, 0.5, 1.5])
def test_limits_are_exponential_over_gamma(v: float, case_of: CaseOf, people: People) -> None:
    """E / z has survival (1 + v x)^(-1 / v), the Lomax law; exp(-x) without frailty."""
    limits = [patient.limit for patient in people(case_of(frailty_variance=v), range(N))]
    law = stats.expon() if v == 0 else stats.lomax(1 / v, scale=1 / v)
    assert stats.kstest(limits, law.cdf).pvalue > 0.001
    # and so does a ratio drawn as it is defined, with NumPy's own generators
    rng = np.random.default_rng(3)
    z = rng.gamma(1 / v, v, N) if v > 0 else np.ones(N)
    assert stats.ks_2samp(limits, rng.exponential(size=N) / z).pvalue > 0.001


def test_the_threshold_does_not_know_the_variance(case_of: CaseOf, people: People) -> None:
    thresholds = [
        [patient.threshold for patient in people(case_of(frailty_variance=v), range(100))]
        for v in (0.0, 0.5, 1.5)
    ]
    assert thresholds[0] == thresholds[1] == thresholds[2]


@pytest.mark.parametrize("v", [0.5, 1.5])
def test_survivors_are_less_frail_by_the_closed_form(v: float, case_of: CaseOf) -> None:
    """Of those alive at marginal hazard H the mean frailty is 1 / (1 + v L) = exp(-v H).

    With no gradient by age and sex and one in-hospital and later rate, H at day 30 is the same for
    everyone: 30-day risk p gives exp(-v H) = (1 - p)^v.
    """
    n = 200_000
    case = case_of(
        n_patients=n,
        frailty_variance=v,
        age_sex_gradient=0.0,
        or_death_30d_kth=1.0,
        prob_destination_own_home=0.5,
        share_deaths_after_discharge_institution=0.5,
        share_deaths_30d_in_hospital=0.0,
        mean_days_index_stay=0.5,  # almost all of the 30 days lie after discharge
    )
    counts = simulate(case).counts[0, :, 0].sum(axis=1)
    alive = counts[:, OUTCOMES.index("patients")] - counts[:, OUTCOMES.index("deaths_30d")]
    by_block = counts[:, OUTCOMES.index("frailty_alive_30d")] / alive
    se = by_block.std(ddof=1) / math.sqrt(len(by_block))
    expected = (1 - case.draw(0)[0][0].prob_death_30d) ** v
    # The spread of stays of about 0.4 days moves H by 1 % of itself at most: v H 0.01 = 0.002 at
    # v = 1.5, second-order in the mean; leave 1e-4 for it.
    assert abs(by_block.mean() - expected) < 4 * se + 1e-4


def test_those_saved_are_frailer_and_live_shorter(shipped_case: CaseOf) -> None:
    """The reason for a microsimulation (DESIGN section 4)."""
    counts = simulate(shipped_case("national", n_patients=400_000)).counts[0, :, 1].sum(axis=(0, 1))
    of = dict(zip(OUTCOMES, counts, strict=True))
    alive = of["patients"] - of["deaths_30d"]
    assert of["frailty_saved_30d"] / of["saved_30d"] > of["frailty_alive_30d"] / alive
    assert of["days_after_30d_saved"] / of["saved_30d"] < of["days_after_30d"] / alive
