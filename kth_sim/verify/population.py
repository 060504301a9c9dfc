"""The population's life table over the cohort's ages and both sexes, by quadrature.

Gompertz: deaths a year at age x are rate x exp(slope x (x - 65)). Written apart from the model, so
that the model can be checked against it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from kth_sim.contracts import DAYS_PER_YEAR, FloatArray

POINTS = 60  # of Gauss and Legendre over age: the densities are smooth
Values = Mapping[str, float]


def hazard(values: Values, sex: str, age: FloatArray, days: float) -> FloatArray:
    """Cumulative hazard of the population over so many days from each age."""
    rate, slope = (
        values[f"rate_population_death_65_{sex}"],
        values[f"slope_population_death_{sex}"],
    )
    years = days / DAYS_PER_YEAR
    grown = np.expm1(slope * years) / slope if slope else years
    return np.asarray(rate * np.exp(slope * (age - 65.0)) * grown)


def ages(values: Values) -> tuple[FloatArray, FloatArray]:
    """Ages and their weights, which sum to 1: a normal cut off at both ends."""
    low, high = values["age_min"], values["age_max"]
    nodes, weights = np.polynomial.legendre.leggauss(POINTS)
    age = low + (high - low) * (nodes + 1.0) / 2.0
    density = weights * np.exp(-0.5 * ((age - values["mean_age"]) / values["sd_age"]) ** 2)
    return age, density / density.sum()


def expected_alive(values: Values, days: float) -> float:
    """Share of the cohort alive after so many days at the population's mortality."""
    age, weight = ages(values)
    shares = {"female": values["share_female"], "male": 1.0 - values["share_female"]}
    return math.fsum(
        share * float(weight @ np.exp(-hazard(values, sex, age, days)))
        for sex, share in shares.items()
    )


def population_risks(values: Values) -> dict[str, float]:
    """Changes that leave the cohort nothing but the population's mortality."""
    alive = {day: expected_alive(values, day) for day in (30.0, 90.0, 365.0)}
    return {
        "prob_death_30d": 1.0 - alive[30.0],
        "prob_death_31_90": 1.0 - alive[90.0] / alive[30.0],
        "prob_death_91_365": 1.0 - alive[365.0] / alive[90.0],
        "age_sex_gradient": 1.0,
        "smr_years_1_4": 1.0,
        "smr_years_4_8": 1.0,
        "smr_years_8_plus": 1.0,
        "hr_late_death_nursing_home": 1.0,
        "hr_death_30d_nursing_home_vs_temporary_place": 1.0,
    }
