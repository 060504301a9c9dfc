"""Draws: what varies, what follows, and what never changes when something else does."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kth_sim.errors import UserError
from kth_sim.evidence.distributions import Dirichlet, LogNormal
from kth_sim.evidence.draws import (
    METHODS,
    base_draw,
    make_draws,
    parameter_names,
    summary,
    uncertain,
)
from kth_sim.evidence.quantiles import probability_in
from kth_sim.evidence.register import load_register
from kth_sim.evidence.units import RANGES

ROOT = Path(__file__).parents[2]
N = 20_000
OR, RR, RHO = "or_death_30d_kth", "rr_readmission_30d_kth", "correlation_death_readmission"
SHARES = [f"share_cost_increment_{x}" for x in ("hospital", "municipality", "gp", "medicine")]
NEW = """\
parameters:
  cost_new:
    label: New
    unit: DKK
    value: 5
    distribution: {kind: gamma, shape: 5, scale: 1}
    basis: assumption
    note: for a test
    source: {cite: a test, where: here}
"""


@pytest.fixture(scope="module")
def table(register):
    return make_draws(register, {}, {}, N, seed=1)


@pytest.fixture
def folder(tmp_path):
    """A copy of the evidence to change."""
    return shutil.copytree(ROOT / "configs" / "evidence", tmp_path / "evidence")


def _replace(folder, file, old, new):
    text = (folder / file).read_text()
    assert text.count(old) == 1, old
    (folder / file).write_text(text.replace(old, new))


def _moments(distribution, unit):
    """Mean, variance and fourth central moment, of the truncated law where it is truncated."""
    law, allowed = distribution.frozen(), RANGES[unit]
    low, high = (law.ppf(q) for q in (1e-13, 1 - 1e-13))
    grid = np.linspace(max(low, allowed.low), min(high, allowed.high), 400_001)
    weight = law.pdf(grid)
    weight[~np.isfinite(weight)] = 0.0  # a pole at the end of the support
    weight = weight / np.trapezoid(weight, grid)
    mean = np.trapezoid(grid * weight, grid)
    return mean, *(np.trapezoid((grid - mean) ** k * weight, grid) for k in (2, 4))


def test_columns_and_types(register, table):
    assert list(table.columns) == parameter_names(register)
    assert (table.dtypes == np.float64).all()
    assert table.index.name == "draw"
    assert list(table.index[:3]) == [0, 1, 2]


def test_mean_and_spread_within_four_standard_errors(register, table):
    for name, distribution in uncertain(register, {}, {}).items():
        mean, variance, fourth = _moments(distribution, register.entries[name].unit)
        x = table[name]
        assert abs(x.mean() - mean) < 4 * np.sqrt(variance / N), name
        assert abs(x.var() - variance) < 4 * np.sqrt((fourth - variance**2) / N), name


@pytest.mark.parametrize("method", METHODS)
def test_support(register, method):
    drawn = make_draws(register, {}, {}, 1000, seed=3, method=method)
    for name in parameter_names(register):
        allowed = RANGES[register.entries[name].unit]
        assert drawn[name].min() in allowed, name
        assert drawn[name].max() in allowed, name


def test_law_of_every_parameter(register, table):
    """Kolmogorov-Smirnov against SciPy; 50 tests, so the level of each is 0.0001."""
    for name, distribution in uncertain(register, {}, {}).items():
        law, allowed = distribution.frozen(), RANGES[register.entries[name].unit]
        below, upto = law.cdf([allowed.low, allowed.high])
        cdf = (law.cdf(table[name]) - below) / (upto - below)
        assert stats.kstest(cdf, "uniform").pvalue > 1e-4, name


def test_split_normal_law(register):
    choices = {OR: "split_normal"}
    x = np.log(make_draws(register, choices, {}, N, seed=1)[OR])
    d = register.distribution(OR, "split_normal")
    z = (x - d.mu) / np.where(x < d.mu, d.sigma_low, d.sigma_high)
    assert stats.kstest(z, "norm").pvalue > 1e-4


def test_independent_unless_tied(register, table):
    """Correlation of every pair within 4.5 standard errors of 0 (about 1,300 pairs)."""
    apart = [n for n in uncertain(register, {}, {}) if n not in SHARES]
    ranks = table[apart].rank().to_numpy()
    found = np.corrcoef(ranks, rowvar=False)[np.triu_indices(len(apart), 1)]
    assert np.abs(found).max() < 4.5 / np.sqrt(N)


def test_dirichlet_is_drawn_jointly(register, table):
    total = register.distribution(SHARES[0]).total
    assert table[SHARES].sum(axis=1).to_numpy() == pytest.approx(1.0, abs=1e-14)
    means = [register.distribution(name).alpha / total for name in SHARES]
    for i, j in ((0, 1), (0, 2), (1, 3)):
        spread = [np.sqrt(m * (1 - m)) for m in (means[i], means[j])]
        exact = -means[i] * means[j] / (spread[0] * spread[1])
        found = np.corrcoef(table[SHARES[i]], table[SHARES[j]])[0, 1]
        assert abs(found - exact) < 4 * (1 - exact**2) / np.sqrt(N) * 1.5  # heavier than normal


def test_a_share_that_is_set_leaves_the_rest_to_the_others(register):
    drawn = make_draws(register, {}, {SHARES[0]: 0.5}, 100, seed=1)
    assert (drawn[SHARES[0]] == 0.5).all()
    assert drawn[SHARES].sum(axis=1).to_numpy() == pytest.approx(1.0, abs=1e-14)
    with pytest.raises(UserError, match="leave some for the rest"):
        make_draws(register, {}, {SHARES[0]: 0.5, SHARES[1]: 0.6}, 2, seed=1)


def test_formulas_follow_their_parts(table):
    assert table["utility_12m"].equals(table["utility_prefracture"] - table["disutility_12m"])
    assert table["hours_home_care_day_later"].equals(table["hours_home_care_day"])
    assert table["utility_12m"].nunique() == N


def test_base_draw_is_the_values(register):
    choices, overrides = {OR: "crude"}, {"days_kth": 10.0}
    found = base_draw(register, choices, overrides)
    values = register.values(choices, overrides)
    assert found.shape == (1, len(parameter_names(register)))
    assert found.iloc[0].to_dict() == {n: values[n] for n in parameter_names(register)}


def test_overrides_and_fixed_stay(register):
    drawn = make_draws(register, {OR: "none"}, {RR: 1.1}, 50, seed=1)
    assert (drawn[OR] == 1).all()
    assert (drawn[RR] == 1.1).all()
    assert drawn["days_kth"].nunique() == 1
    assert not {OR, RR, "days_kth"} & uncertain(register, {OR: "none"}, {RR: 1.1}).keys()


def test_a_number_below_the_formula_that_is_set_moves_the_parameter(register):
    """The distribution was written for the old number, so the formula counts."""
    drawn = make_draws(register, {}, {"or_mort30": 0.8}, 50, seed=1)
    assert (drawn[OR] == 0.8).all()


def test_alternative_brings_its_own_distribution(register):
    crude = make_draws(register, {OR: "crude"}, {}, N, seed=1)[OR]
    d = register.distribution(OR, "crude")
    assert abs(np.log(crude).mean() - d.mu) < 4 * d.sigma / np.sqrt(N)


@pytest.mark.parametrize("method", METHODS)
def test_nothing_else_changes(register, folder, method):
    """A new parameter, an alternative elsewhere and a number set leave the other columns."""
    before = make_draws(register, {}, {}, 300, seed=7, method=method)
    (folder / "a_new.yaml").write_text(NEW)
    wider = make_draws(load_register(folder), {}, {}, 300, seed=7, method=method)
    assert wider[before.columns].equals(before)
    assert wider["cost_new"].nunique() == 300
    other = make_draws(register, {OR: "crude"}, {RR: 1.0}, 300, seed=7, method=method)
    rest = before.columns.drop([OR, RR])
    assert other[rest].equals(before[rest])


def test_another_seed_gives_other_draws(register):
    a, b = (make_draws(register, {}, {}, 5, seed=s)[OR] for s in (1, 2))
    assert not (a == b).any()


@pytest.mark.parametrize("method", ["random", "sobol"])
def test_more_draws_begin_with_the_same(register, method):
    short, long = (make_draws(register, {}, {}, n, seed=1, method=method) for n in (70, 1500))
    assert long.iloc[:70].equals(short)


def test_a_frame_can_be_made_in_parts(register):
    whole = make_draws(register, {}, {}, 23, seed=1)
    parts = [make_draws(register, {}, {}, n, 1, first=k) for k, n in ((0, 7), (7, 6), (13, 10))]
    assert pd.concat(parts).equals(whole)
    assert list(pd.concat(parts).index) == list(whole.index)


@pytest.mark.parametrize("method", METHODS)
def test_no_spread_gives_the_base_case(register, folder, method):
    """Every distribution replaced by a normal around the value with hardly any spread."""
    for path in folder.glob("*.yaml"):
        lines = path.read_text().split("\n")
        path.write_text("\n".join(ln for ln in lines if "distribution: {" not in ln))
    bare = load_register(folder)
    points = bare.values()
    for path in folder.glob("*.yaml"):
        out, current = [], None
        for line in path.read_text().split("\n"):
            if line.startswith("  ") and not line.startswith("   ") and line.endswith(":"):
                current = line.strip()[:-1]
            out.append(line)
            known = current in uncertain(register, {}, {})
            if line.startswith("    unit:") and known:
                value = points[current]
                out.append(f"    distribution: {{kind: normal, mu: {value!r}, sigma: 1.0e-300}}")
        path.write_text("\n".join(out))
    narrow = load_register(folder)
    assert uncertain(narrow, {}, {}).keys() == uncertain(register, {}, {}).keys()
    drawn = make_draws(narrow, {}, {}, 16, seed=1, method=method)
    base = base_draw(register, {}, {})
    pd.testing.assert_frame_equal(
        drawn, pd.concat([base] * 16).set_axis(drawn.index), check_exact=True
    )


def test_truncated_to_the_range_of_the_unit(register, folder):
    """A normal with a third of its mass below 0 is drawn given that it is not."""
    _replace(folder, "costs.yaml", "mu: 8477, sigma: 3400", "mu: 2000, sigma: 4000")
    changed = load_register(folder)
    drawn = make_draws(changed, {}, {}, N, seed=1)["cost_increment_3m"]
    law = stats.truncnorm(-0.5, np.inf, loc=2000, scale=4000)
    assert drawn.min() >= 0
    assert stats.kstest(drawn, law.cdf).pvalue > 1e-4
    assert changed.value("cost_increment_3m") == register.value("cost_increment_3m")


def test_truncation_touches_only_what_needs_it(register):
    """With the distributions shipped, one normal has a noticeable part outside its range."""
    touched = {
        name
        for name, d in uncertain(register, {}, {}).items()
        if probability_in(d, RANGES[register.entries[name].unit]) != (0.0, 1.0)
        and not isinstance(d, Dirichlet | LogNormal)
    }
    assert "cost_increment_3m" in touched
    assert not touched & {"prob_death_30d", "frailty_variance", "incidence_growth"}


def test_a_distribution_outside_its_unit(folder):
    _replace(folder, "costs.yaml", "mu: 8477, sigma: 3400", "mu: -8477, sigma: 1")
    with pytest.raises(UserError, match=r"costs\.yaml:\d+:\d+: .*range of unit DKK"):
        make_draws(load_register(folder), {}, {}, 2, seed=1)


def test_a_formula_that_leaves_its_unit(folder):
    """Utility and loss that are each possible, but not together."""
    old = "formula: utility_prefracture - disutility_12m"
    _replace(folder, "utilities.yaml", old, "formula: 2.2 * utility_prefracture - 0.7")
    changed = load_register(folder)
    with pytest.raises(UserError, match=r"utility_12m\.formula: in draw \d+: .* outside"):
        make_draws(changed, {}, {}, N, seed=1)


def test_a_formula_that_some_draws_cannot_bear(folder):
    """A root of a utility less 0.5: there is one at the base value, and not in every draw."""
    old = "formula: utility_prefracture - disutility_12m"
    _replace(folder, "utilities.yaml", old, "formula: sqrt(utility_prefracture - 0.5)")
    changed = load_register(folder)
    with pytest.raises(UserError, match=r"utility_12m\.formula: .* no finite number in row \d+"):
        make_draws(changed, {}, {}, 2000, seed=1)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        ({"n": 0}, "at least 1"),
        ({"method": "sobl"}, "did you mean 'sobol'"),
        ({"method": "latin_hypercube", "first": 5}, "only method random"),
        ({"first": -1}, "first draw -1"),
        ({"choices": {OR: "crud"}}, "no alternative 'crud'"),
        ({"choices": {"or_death": "crude"}}, "no such evidence id"),
        ({"overrides": {"or_death": 1.0}}, "no such evidence id"),
        ({"overrides": {OR: -1.0}}, "lies outside"),
    ],
)
def test_what_cannot_be_asked(register, ask, words):
    given = {"choices": {}, "overrides": {}, "n": 3, "seed": 1} | ask
    with pytest.raises(UserError, match=words) as caught:
        make_draws(register, **given)
    assert "\n" not in str(caught.value)


def test_summary_shows_what_varies(register, table):
    rows = {row["parameter"]: row for row in summary(table)}
    following = {"utility_12m", "hours_home_care_day_later", "ratio_own_home_usual_care"}
    assert rows.keys() == {*uncertain(register, {}, {}), *following}
    assert rows[OR]["2.5 %"] == np.quantile(table[OR], 0.025)
    assert rows[OR]["sd"] == pytest.approx(np.std(table[OR], ddof=1))


@pytest.mark.parametrize("method", METHODS)
def test_ten_thousand_draws_take_under_a_second(register, method):
    from time import perf_counter

    make_draws(register, {}, {}, 4, seed=1, method=method)  # imports
    start = perf_counter()
    make_draws(register, {}, {}, 10_000, seed=1, method=method)
    assert perf_counter() - start < 2.0  # 0.3 s here; a busy machine is given room
