"""Life-years simulated against the Gompertz law integrated by SciPy, discounted and not.

With no deaths in the first year, standardised mortality ratios of 1 and no gradient by destination,
survival is the population's from day 365 on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from kth_sim.contracts import PLACES
from kth_sim.model.case import Case
from kth_sim.model.parameters import Observed
from kth_sim.runs.execute import simulate

CaseOf = Callable[..., Case]
YEAR = 365.25
DANISH, NONE = (0.035, 0.025, 0.015), (0.0, 0.0, 0.0)
POPULATION = {
    "prob_death_30d": 0.0,
    "prob_death_31_90": 0.0,
    "prob_death_91_365": 0.0,
    "or_death_30d_kth": 1.0,
    "rr_readmission_30d_kth": 1.0,
    "smr_years_1_4": 1.0,
    "smr_years_4_8": 1.0,
    "smr_years_8_plus": 1.0,
    "hr_late_death_nursing_home": 1.0,
}
N = 200_000


def factor(t: float, rates: tuple[float, float, float]) -> float:
    """Discount factor by the Danish rule, steps after years 35 and 70."""
    spans = (min(t, 35.0), min(max(t - 35, 0), 35.0), max(t - 70, 0))
    return math.prod((1 + rate) ** -span for rate, span in zip(rates, spans, strict=True))


def gompertz_years(
    p: Observed, sex: str, age: float, ratios: Callable[[float], float], rates: tuple
) -> float:
    """Expected (discounted) years of a person who cannot die before day 365, to year 60."""
    level = getattr(p, f"rate_population_death_65_{sex}")
    slope = getattr(p, f"slope_population_death_{sex}")

    def gained(a: float, b: float) -> float:
        start, stop = (math.exp(slope * (age + t - 65)) for t in (a, b))
        return level / slope * (stop - start)

    knots = [365 / YEAR, 4.0, 8.0, 35.0, 60.0]
    total, hazard = quad(factor, 0, knots[0], args=(rates,))[0], 0.0
    for a, b in pairwise(knots):
        r, h = ratios(a), hazard
        total += quad(
            lambda t, a=a, r=r, h=h: factor(t, rates) * math.exp(-h - r * gained(a, t)), a, b
        )[0]
        hazard += r * gained(a, b)
    return total


def expected_years(
    p: Observed, rates: tuple, ratios: Callable[[float], float] = lambda _: 1.0
) -> float:
    """The same over the cohort: truncated normal age, both sexes."""
    low, high = ((x - p.mean_age) / p.sd_age for x in (p.age_min, p.age_max))
    law = stats.truncnorm(low, high, loc=p.mean_age, scale=p.sd_age)
    nodes, weights = np.polynomial.legendre.leggauss(40)
    ages = p.age_min + (p.age_max - p.age_min) * (nodes + 1) / 2
    density = weights * law.pdf(ages) * (p.age_max - p.age_min) / 2
    shares = {"female": p.share_female, "male": 1 - p.share_female}
    return math.fsum(
        share * w * gompertz_years(p, sex, age, ratios, rates)
        for sex, share in shares.items()
        for age, w in zip(ages, density, strict=True)
    )


def simulated_years(case: Case, *, discounted: bool) -> tuple[float, float]:
    """Mean years alive in usual care, and its Monte-Carlo error from the spread of the blocks."""
    quantities = simulate(case)
    used = quantities.discounted if discounted else quantities.used
    by_block = used[0, :, 0, :, :, : len(PLACES)].sum(axis=(1, 2, 3)) / YEAR
    mean = by_block / quantities.n_patients[0]
    return float(mean.mean()), float(mean.std(ddof=1) / math.sqrt(len(mean)))


@pytest.mark.parametrize("rates", [NONE, DANISH], ids=["undiscounted", "discounted"])
@pytest.mark.parametrize("v", [0.0, 1.5])
def test_gompertz_life_expectancy(
    v: float, rates: tuple[float, float, float], case_of: CaseOf
) -> None:
    # Whatever the frailty: its hazards are marginal, so the cohort's survival stays.
    case = case_of(rates=rates, n_patients=N, frailty_variance=v, **POPULATION)
    mean, se = simulated_years(case, discounted=rates is DANISH)
    assert abs(mean - expected_years(case.draw(0)[0][0], rates)) < 4 * se
    assert se < 0.02  # so that the comparison says something: a third of one per cent


def test_mortality_ratios_hold_in_their_years(case_of: CaseOf) -> None:
    smr = {"smr_years_1_4": 3.0, "smr_years_4_8": 0.5, "smr_years_8_plus": 2.0}
    case = case_of(rates=DANISH, n_patients=N, **(POPULATION | smr))

    def ratios(t: float) -> float:
        return 3.0 if t < 4 else 0.5 if t < 8 else 2.0

    mean, se = simulated_years(case, discounted=True)
    assert abs(mean - expected_years(case.draw(0)[0][0], DANISH, ratios)) < 4 * se


def test_nobody_dies_in_the_first_year_without_risk(case_of: CaseOf) -> None:
    case = case_of(edges=np.array([0.0, YEAR]), n_patients=20_000, **POPULATION)
    used = simulate(case).used[0, :, 0, :, :, : len(PLACES)].sum()
    # Only the last quarter of a day of the first year can see a death: at the oldest ages a hazard
    # of 1 a year, so fewer than 20,000 x 0.25 / 365.25 = 14 days in all are lost.
    assert 20_000 * YEAR - 14 < used <= 20_000 * YEAR * (1 + 1e-12)


def test_discounting_never_reaches_the_lives(case_of: CaseOf) -> None:
    plain, discounted = (simulate(case_of(rates=rates)) for rates in (NONE, DANISH))
    assert np.array_equal(plain.used, discounted.used)
    assert np.array_equal(plain.counts, discounted.counts)
    assert np.array_equal(plain.curves, discounted.curves)
    assert np.all(plain.used == plain.discounted)
