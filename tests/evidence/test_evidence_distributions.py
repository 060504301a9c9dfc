"""Intervals against the columns low95 and high95 of the first table, typed again here."""

import math

import numpy as np
import pytest
from scipy import stats

from kth_sim.evidence.distributions import Fixed, SplitNormal

# id, alternative, low95, high95, decimals printed
INTERVALS = [
    ("prob_death_30d", None, 0.105, 0.133, 3),
    ("or_death_30d_kth", None, 0.396, 0.909, 3),
    ("or_death_30d_kth", "immortal_time", 0.62, 1.35, 2),
    ("or_death_30d_kth", "own_home", 0.30, 0.90, 2),
    ("or_death_30d_kth", "split_normal", 0.37, 0.85, 2),
    ("rr_readmission_30d_kth", None, 1.05, 1.56, 2),
    ("rr_readmission_30d_kth", "pilot_jamda", 0.27, 0.80, 2),
    ("share_deaths_30d_in_hospital", None, 0.183, 0.428, 3),
    ("share_deaths_after_discharge_institution", None, 0.757, 0.961, 3),
    ("prob_destination_own_home", None, 0.506, 0.566, 3),
    ("multiplier_days_index_stay", None, 0.71, 0.99, 2),
    ("smr_years_1_4", None, 1.50, 2.37, 1),
    ("utility_admission", None, -0.01, 0.31, 2),
    ("disutility_12m", None, 0.12, 0.20, 2),
    ("cost_readmission", None, 10900, 87700, -2),
    ("cost_increment_3m", None, 1800, 15100, -2),
    ("share_cost_increment_hospital", None, 0.16, 0.32, 2),
    ("share_cost_increment_municipality", None, 0.63, 0.81, 2),
]


@pytest.mark.parametrize(("name", "alternative", "low", "high", "decimals"), INTERVALS)
def test_interval(register, name, alternative, low, high, decimals):
    ours = register.distribution(name, alternative).interval()
    assert ours == pytest.approx((low, high), abs=0.51 * 10.0**-decimals)


def test_every_value_lies_within_its_distribution(register):
    for name, entry in register.parameters().items():
        if entry.unit in {"date", "text"}:
            continue
        for alternative in (None, *entry.alternatives):
            low, high = register.distribution(name, alternative).interval(0.9)
            assert low <= register.value(name, alternative) <= high, (name, alternative)


def test_centres_agree_with_values(register):
    """Typed hyper-parameters follow the formulas: the median (log scale) or the mean is the value.

    Where it does not, the entry says so in its note.
    """
    known = {"age_sex_gradient", "shape_time_to_readmission"}
    for name, entry in register.parameters().items():
        if name in known or entry.unit in {"date", "text"}:
            continue
        for alternative in (None, *entry.alternatives):
            found = register.distribution(name, alternative)
            log_scale = found.kind in {"lognormal", "split_normal"}
            centre = math.exp(found.mu) if log_scale else found.mean()
            value = register.value(name, alternative)
            assert centre == pytest.approx(value, rel=0.015), (name, alternative)


@pytest.mark.parametrize(
    ("sigma", "counts"),
    [
        (("or_death_30d_kth", "crude"), (42, 482, 248, 1837)),
        (("or_death_30d_kth", "pilot"), (6, 94, 20, 132)),
    ],
)
def test_sigma_of_odds_ratios_from_counts(register, sigma, counts):
    expected = math.sqrt(sum(1 / n for n in counts))
    assert register.distribution(*sigma).sigma == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(
    ("name", "printed"), [("or_death_30d_kth", "or_mort30"), ("rr_readmission_30d_kth", "rr_readm")]
)
def test_sigma_from_the_printed_interval(register, name, printed):
    entry = register.entry(printed)
    expected = (math.log(entry.high) - math.log(entry.low)) / (2 * 1.96)
    assert register.distribution(name).sigma == pytest.approx(expected, abs=1e-4)


def test_split_normal_mean_against_integration():
    split = SplitNormal(kind="split_normal", mu=-0.5, sigma_low=0.25, sigma_high=0.18)
    z = np.linspace(-8, 8, 200_001)
    values = np.exp(-0.5 + np.where(z < 0, 0.25, 0.18) * z) * stats.norm.pdf(z)
    assert split.mean() == pytest.approx(np.trapezoid(values, z), rel=1e-6)


def test_level_and_fixed(register):
    inner = register.distribution("prob_death_30d").interval(0.5)
    outer = register.distribution("prob_death_30d").interval(0.99)
    assert outer[0] < inner[0] < inner[1] < outer[1]
    assert Fixed(kind="fixed", value=2.0).interval() == (2.0, 2.0)
    assert register.distribution("days_kth") == Fixed(kind="fixed", value=14.0)
