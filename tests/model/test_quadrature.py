"""The calibration's grid, piece by piece: Gauss-Legendre, truncated normal, gamma, destinations."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import integrate, stats

from kth_sim.model.case import Case
from kth_sim.model.parameters import Cohort, one_cluster
from kth_sim.model.quadrature import Grid, grid, normal_cdf, rule

CaseOf = Callable[..., Case]


@pytest.mark.parametrize("axis", range(4))
def test_a_rule_integrates_polynomials_exactly(axis: int) -> None:
    """n Gauss-Legendre nodes give 1 / (k + 1) for x^k over (0, 1) up to degree 2 n - 1, not 2 n."""
    sizes = [3, 4, 2, 5]
    nodes, weights = rule(*sizes)[2 * axis : 2 * axis + 2]
    n = sizes[axis]
    assert len(nodes) == len(weights) == n
    for k in range(2 * n):
        assert weights @ nodes**k == pytest.approx(1 / (k + 1), abs=1e-14)
    assert abs(weights @ nodes ** (2 * n) - 1 / (2 * n + 1)) > 1e-9


@pytest.mark.parametrize("x", [-8.0, -1.96, -0.3, 0.0, 0.7, 1.96, 5.0])
def test_the_normal_distribution_is_scipys(x: float) -> None:
    assert normal_cdf(x) == pytest.approx(stats.norm.cdf(x), rel=1e-14)


def grid_of(case: Case, mix: tuple[float, float, float] = (0.5, 0.3, 0.2)) -> Grid:
    (p,), (s,) = case.draw(0)
    return grid(p, s, np.array(mix), rule(n_age=20, n_stay=40, n_long=20))


def test_ages_are_a_truncated_normal_of_both_sexes(case_of: CaseOf) -> None:
    """Mean relative hazard by adaptive quadrature of exp(gradient x log rate) over the ages."""
    case = case_of(age_sex_gradient=0.7, share_female=0.65)
    (p,), _ = case.draw(0)
    low, high = (p.age_min - p.mean_age) / p.sd_age, (p.age_max - p.mean_age) / p.sd_age
    law = stats.truncnorm(low, high, loc=p.mean_age, scale=p.sd_age)
    at_mean = p.rate_population_death_65_female * math.exp(
        p.slope_population_death_female * (p.mean_age - 65)
    )

    def relative(age: float, rate_65: float, slope: float) -> float:
        return float((rate_65 * math.exp(slope * (age - 65)) / at_mean) ** 0.7)

    def mean(power: int, rate_65: float, slope: float) -> float:
        def density(age: float) -> float:
            return float(law.pdf(age)) * relative(age, rate_65, slope) ** power

        return float(integrate.quad(density, p.age_min, p.age_max, epsabs=1e-13)[0])

    women = (p.rate_population_death_65_female, p.slope_population_death_female)
    men = (p.rate_population_death_65_male, p.slope_population_death_male)
    found = grid_of(case)
    for power in (0, 1, 2):
        expected = 0.65 * mean(power, *women) + 0.35 * mean(power, *men)
        assert found.relative_weight @ found.relative**power == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("multiplier", [1.0, 0.7])
def test_stays_are_a_gamma_on_both_sides_of_day_30(multiplier: float, case_of: CaseOf) -> None:
    """Share below day 30 and means of both sides, from SciPy's gamma; beyond 6 means lies 1e-9."""
    case = case_of(multiplier_days_index_stay=multiplier)
    (p,), _ = case.draw(0)
    k, mean = p.shape_days_index_stay, p.mean_days_index_stay * multiplier
    law, longer = stats.gamma(k, scale=mean / k), stats.gamma(k + 1, scale=mean / k)
    found = grid_of(case)
    short = found.stay < 30.0
    assert found.stay_weight[short].sum() == pytest.approx(law.cdf(30), abs=1e-8)
    # E[T; T < t] of a gamma is its mean x the distribution function of a gamma of shape k + 1.
    below = found.stay_weight[short] @ found.stay[short]
    above = found.stay_weight[~short] @ found.stay[~short]
    assert below == pytest.approx(mean * longer.cdf(30), rel=1e-7)
    assert above == pytest.approx(mean * longer.sf(30), rel=1e-5)


def test_destinations_are_as_the_mix_says(case_of: CaseOf) -> None:
    assert grid_of(case_of()).destination_weight.tolist() == [0.5, 0.3, 0.2]


@pytest.mark.parametrize(
    ("home", "temporary", "expected"),
    [
        (math.nan, math.nan, (0.6, 0.4 * 0.25, 0.4 * 0.75)),
        (0.2, math.nan, (0.2, 0.8 * 0.25, 0.8 * 0.75)),
        (math.nan, 0.9, (0.6, 0.4 * 0.9, 0.4 * 0.1)),
        (0.2, 0.9, (0.2, 0.8 * 0.9, 0.8 * 0.1)),
    ],
)
def test_a_clusters_own_shares_come_before_the_draws(
    home: float, temporary: float, expected: tuple[float, ...], case_of: CaseOf
) -> None:
    """By hand; read where it is used, in the relative late hazards' mean over the cohort."""
    case = case_of(
        one_cluster(home, temporary),
        prob_destination_own_home=0.6,
        prob_temporary_place_given_institution=0.25,
        hr_late_death_nursing_home=3.0,
    )
    other = 1 / (1 + expected[2] * (3.0 - 1))
    assert case.solved["relative_late_other"][0] == pytest.approx(other, rel=1e-12)


def test_the_mix_is_the_clusters_mean(case_of: CaseOf) -> None:
    """Two clusters, 1/4 and 3/4 of the operations, by hand."""
    two = Cohort(
        clusters=("here", "there"),
        weight=np.array([0.25, 0.75]),
        share_own_home=np.array([0.2, math.nan]),
        share_temporary_place=np.array([math.nan, 0.5]),
        target=np.ones((2, 3)),
        start_day=np.zeros(2),
        intake_days=365.0,
    )
    case = case_of(
        two,
        prob_destination_own_home=0.6,
        prob_temporary_place_given_institution=0.25,
        hr_late_death_nursing_home=3.0,
    )
    nursing_home = 0.25 * 0.8 * 0.75 + 0.75 * 0.4 * 0.5
    other = 1 / (1 + nursing_home * (3.0 - 1))
    assert case.solved["relative_late_other"][0] == pytest.approx(other, rel=1e-12)
