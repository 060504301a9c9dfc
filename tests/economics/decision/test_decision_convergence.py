"""From a patient to a population, and from variance to the size of a run."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from kth_sim.economics import (
    Outcomes,
    OutcomesError,
    discounted_people,
    population,
    running_mean,
    split_variance,
    worthwhile,
)

DANISH = {0: 0.035, 35: 0.025, 70: 0.015}


# Population ----------------------------------------------------------------------------------


def test_people_of_one_rate_by_the_closed_form():
    expected = 2215 * (1 - 1.035**-5) / math.log(1.035)
    assert discounted_people(2215, 5, 0.035) == pytest.approx(expected, rel=1e-12)
    assert discounted_people(2215, 5, 0.0) == 5 * 2215


def danish_factor(year):
    """The Danish schedule year by year, written out."""
    steps = [min(year, 35), min(max(year - 35, 0), 35), max(year - 70, 0)]
    return 1.035 ** -steps[0] * 1.025 ** -steps[1] * 1.015 ** -steps[2]


@pytest.mark.parametrize("years", [0, 0.5, 35, 40, 69.5, 90])
def test_people_of_the_danish_schedule_by_quadrature(years):
    exact, _ = integrate.quad(danish_factor, 0, years, points=[35, 70], limit=200)
    assert discounted_people(10, years, DANISH) == pytest.approx(10 * exact, rel=1e-9, abs=1e-12)


def test_a_value_per_patient_year_and_population():
    per_patient = pd.Series([2.0, 3.0], index=pd.Index([1e5, 2e5], name="wtp"), name="evpi")
    table = population(per_patient, 1000, 4, 0.05)
    assert table.columns.tolist() == ["per_patient", "per_year", "population"]
    assert table["per_year"].tolist() == [2000, 3000]
    factor = (1 - 1.05**-4) / math.log(1.05)
    assert table["population"].tolist() == pytest.approx([2000 * factor, 3000 * factor])
    assert table.index.name == "wtp"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((-1, 5, 0.03), "people_per_year: "),
        ((10, math.nan, 0.03), "years: "),
        ((10, 5, -0.03), "rate: must be"),
        ((10, 5, {}), "rate: the first"),
        ((10, 5, {1: 0.03}), "rate: the first"),
    ],
)
def test_populations_that_cannot_be(given, words):
    with pytest.raises(OutcomesError, match=words):
        discounted_people(*given)


# Running mean --------------------------------------------------------------------------------


def test_running_mean_against_each_beginning():
    """Against NumPy's mean and deviation of the first draws, at a mean that dwarfs the spread."""
    rng = np.random.default_rng(3)
    cost = 1e7 + rng.normal(0, 5, (40, 2))
    two = Outcomes.from_arrays(["a", "b"], cost, rng.normal(0, 1, (40, 2)))
    table = running_mean(two, [0.0, 30.0])
    assert table.columns.tolist() == ["wtp", "draws", "mean", "mcse"]
    for wtp, rows in table.groupby("wtp"):
        inmb = np.diff(wtp * two.effect - two.cost, axis=1).ravel()
        assert rows["draws"].tolist() == list(range(1, 41))
        assert rows["mean"].tolist() == pytest.approx([inmb[:n].mean() for n in rows["draws"]])
        errors = [inmb[:n].std(ddof=1) / math.sqrt(n) for n in rows["draws"][1:]]
        assert math.isnan(rows["mcse"].iloc[0])
        assert rows["mcse"].tolist()[1:] == pytest.approx(errors, rel=1e-9)


# Parameters and luck -------------------------------------------------------------------------


def test_variance_is_split_as_it_was_made():
    """Figure = parameter + luck: variances 9 and 1,600 / 200 patients = 8, within 4 errors."""
    n, blocks, patients = 20_000, 4, 200
    rng = np.random.default_rng(11)
    parameter = rng.normal(0, 3, n)
    luck = rng.normal(0, math.sqrt(1600 / (patients / blocks)), (n, blocks))
    parts = parameter[:, np.newaxis] + luck
    split = split_variance(parts.mean(axis=1), parts)
    error_luck = 8 * math.sqrt(2 / (n * (blocks - 1)))
    error_total = 17 * math.sqrt(2 / (n - 1))
    assert abs(split.luck - 8) < 4 * error_luck
    assert abs(split.total - 17) < 4 * error_total
    assert split.parameters == split.total - split.luck
    assert split.share_luck == split.luck / split.total


def test_the_split_keeps_within_its_bounds():
    """All luck: the estimate of luck may pass the total, the parts may not."""
    split = split_variance([1.0, 1.1], [[0.0, 2.0], [0.0, 2.2]])
    assert split.luck == pytest.approx((2 + 2.42) / 2 / 2)
    assert (split.parameters, split.share_luck) == (0, 1)


def test_what_cannot_be_known_is_nan():
    one_block = split_variance([1.0, 3.0], [[1.0], [3.0]])
    assert one_block.total == 2
    assert math.isnan(one_block.luck)
    assert math.isnan(one_block.parameters)
    assert math.isnan(split_variance([1.0], [[0.0, 2.0]]).total)
    assert math.isnan(split_variance([1.0, 1.0], [[0.0, 2.0], [0.0, 2.0]]).share_luck)


@pytest.mark.parametrize(
    ("values", "blocks", "words"),
    [
        ([[1.0]], [[1.0]], "values: "),
        ([1.0, 2.0], [[1.0, 1.0]], "blocks: "),
        ([1.0, 2.0], [1.0, 1.0], "blocks: "),
    ],
)
def test_shapes_that_do_not_fit(values, blocks, words):
    with pytest.raises(OutcomesError, match=words):
        split_variance(values, blocks)


# What is worth its time ----------------------------------------------------------------------


def fastest(var_parameters, var_luck, draw, patient, error):
    """By brute force: the least time over every number of patients."""
    n = np.arange(1, 300_001)
    draws = np.maximum(np.ceil((var_parameters + var_luck / n) / error**2 * (1 - 1e-12)), 2)
    return float((draws * (draw + n * patient)).min())


@pytest.mark.parametrize("var_parameters", [0.0, 1.0, 4e4])
@pytest.mark.parametrize("var_luck", [0.0, 1e4, 1e7])
@pytest.mark.parametrize("draw", [1e-5, 2e-4, 0.5])
@pytest.mark.parametrize("error", [5.0, 50.0, 500.0])
def test_the_size_against_brute_force(var_parameters, var_luck, draw, error):
    """The answer reaches the error, and no other takes less than what a draw more would take."""
    found = worthwhile(var_parameters, var_luck, draw, 1e-6, error)
    assert found.standard_error <= error * (1 + 1e-9)
    assert found.draws >= 2
    reached = math.sqrt((var_parameters + var_luck / found.patients) / found.draws)
    assert found.standard_error == pytest.approx(reached)
    a_draw = draw + found.patients * 1e-6
    assert found.seconds == pytest.approx(found.draws * a_draw)
    least = fastest(var_parameters, var_luck, draw, 1e-6, error)
    assert least <= found.seconds * (1 + 1e-12)
    assert found.seconds <= least + a_draw * (1 + 1e-9)


def test_the_size_reaches_its_error_in_a_simulation():
    """Means of 2,000 runs of the size found spread by the error asked for."""
    size = worthwhile(25.0, 900.0, 2e-4, 4e-5, 1.0)
    rng = np.random.default_rng(5)
    runs = 2000
    draws = rng.normal(0, 5, (runs, size.draws))
    luck = rng.normal(0, 30 / math.sqrt(size.patients), (runs, size.draws))
    spread = (draws + luck).mean(axis=1).var(ddof=1) / size.standard_error**2
    low, high = stats.chi2.ppf([3.2e-5, 1 - 3.2e-5], runs - 1) / (runs - 1)  # 4 normal errors
    assert low < spread < high


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (0, -1.0, "var_parameters: must be a number from 0"),
        (1, math.nan, "var_luck: must be a number from 0"),
        (2, 0.0, "seconds_draw: must be a number above 0"),
        (3, 0.0, "seconds_patient: must be a number above 0"),
        (4, 0.0, "standard_error: must be a number above 0"),
    ],
)
def test_sizes_that_cannot_be(place, value, words):
    given = [1.0] * 5
    given[place] = value
    with pytest.raises(OutcomesError, match=words):
        worthwhile(*given)
