"""Competing exponentials: readmission at rate lambda, death at rate mu, both constant.

The share readmitted within t days of discharge is
lambda / (lambda + mu) (1 - exp(-(lambda + mu) t)), and the share dead before any readmission the
same with mu on top.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import integrate, stats

from kth_sim.contracts import CURVES, OUTCOMES, Quantities
from kth_sim.model.case import Case
from kth_sim.runs.execute import simulate

CaseOf = Callable[..., Case]
LAMBDA, MU = 0.006, 0.003  # a day
N = 400_000


def by_then(t: float, rate: float) -> float:
    """Closed form of the cumulative incidence of the event with that rate."""
    return rate / (LAMBDA + MU) * (1 - math.exp(-(LAMBDA + MU) * t))


@pytest.fixture(scope="module")
def case(case_of: CaseOf) -> Case:
    """Everyone alike; usual care and KTH alike; readmissions short, so that they do not matter."""
    p = case_of().draw(0)[0][0]
    mean = p.mean_days_index_stay * p.multiplier_days_index_stay
    law = stats.gamma(p.shape_days_index_stay, scale=mean / p.shape_days_index_stay)
    alive = integrate.quad(lambda t: math.exp(-MU * t) * law.pdf(t), 0, 30, epsabs=1e-13)[0]
    alive += math.exp(-30 * MU) * law.sf(30)
    risk = 1 - math.exp(-30 * MU)
    return case_of(
        n_patients=N,
        age_sex_gradient=0.0,
        hr_late_death_nursing_home=1.0,
        prob_death_30d=risk,
        share_deaths_30d_in_hospital=(1 - alive) / risk,
        prob_destination_own_home=0.5,
        share_deaths_after_discharge_institution=0.5,
        prob_death_31_90=1 - math.exp(-60 * MU),
        prob_death_91_365=1 - math.exp(-275 * MU),
        or_death_30d_kth=1.0,
        shape_time_to_readmission=1.0,
        prob_readmission_30d=by_then(30, LAMBDA),
        rr_readmission_30d_kth=1.0,
    )


@pytest.fixture(scope="module")
def quantities(case: Case) -> Quantities:
    return simulate(case)


def test_calibration_finds_both_rates(case: Case) -> None:
    assert 1 / case.solved["readmission_scale"][0] == pytest.approx(LAMBDA, rel=5e-5)
    for name in ("rate_inpatient", "rate_own_home", "rate_31_90", "rate_91_365"):
        assert case.solved[name][0] == pytest.approx(MU, rel=2e-5)


@pytest.mark.parametrize("days", [30, 120])
def test_readmitted_by_then(days: int, quantities: Quantities) -> None:
    counts = quantities.counts[0, :, 0].sum(axis=(0, 1))
    discharged = counts[OUTCOMES.index("discharged_alive")]
    found = counts[OUTCOMES.index(f"readmitted_{days}d")] / discharged
    expected = by_then(days, LAMBDA)
    assert abs(found - expected) < 4 * math.sqrt(expected * (1 - expected) / discharged)


@pytest.mark.parametrize(
    ("curve", "rate"), [("first_readmission", LAMBDA), ("death_before_readmission", MU)]
)
def test_the_curves_follow_the_closed_form(curve: str, rate: float, quantities: Quantities) -> None:
    # Day by day for 120 days; 4 standard errors at each, the largest of 120 correlated ones.
    bins = quantities.curves[0, 0, CURVES.index(curve), :120]
    discharged = quantities.counts[0, :, 0, :, OUTCOMES.index("discharged_alive")].sum()
    expected = np.array([by_then(t, rate) for t in range(1, 121)])
    error = np.cumsum(bins) / discharged - expected
    assert np.all(np.abs(error) < 4 * np.sqrt(expected * (1 - expected) / discharged))


def test_deaths_follow_the_exponential(quantities: Quantities) -> None:
    counts = quantities.counts[0, :, 0].sum(axis=(0, 1))
    for days in (30, 90, 365):
        expected = 1 - math.exp(-MU * days)
        found = counts[OUTCOMES.index(f"deaths_{days}d")] / N
        assert abs(found - expected) < 4 * math.sqrt(expected * (1 - expected) / N)
