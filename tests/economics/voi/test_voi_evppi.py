"""EVPPI against closed forms and dense integration, and what always holds."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from known_models import of_inmb, unit_loss
from scipy.integrate import dblquad, quad
from scipy.stats import norm

from kth_sim.economics import Outcomes, OutcomesError, evpi, evppi


def one(outcomes, draws, parameters, wtp=0.0, method="spline"):
    """Value and standard error of one group at one threshold."""
    row = evppi(outcomes, draws, parameters, wtp, method).iloc[0]
    return row["evppi"], row["se"]


def random_draws(seed, n, names):
    values = np.random.default_rng(seed).normal(size=(n, len(names)))
    return pd.DataFrame(values, columns=list(names))


def noise(seed, n):
    return np.random.default_rng([seed, 1]).normal(size=n)


class PairOnly:
    """inmb = -100 + 500 x y + 500 z: x or y alone changes nothing, both are worth 119.

    Given x the product is normal, so the value is E over x of a normal loss.
    """

    @staticmethod
    def make(seed, n, names="xy"):
        draws = random_draws(seed, n, names)
        inmb = -100 + 500 * draws["x"] * draws["y"] + 500 * noise(seed, n)
        return of_inmb(inmb.to_numpy()), draws

    @staticmethod
    def truth():
        return quad(lambda x: 2 * norm.pdf(x) * unit_loss(-100, 500 * x), 1e-9, 9)[0]


def test_linear_gaussian_within_3_percent(linear_gaussian):
    """Evenly spread draws, so that the error is the method's rather than that of the draws."""
    for seed in range(5):
        draws = linear_gaussian.draws(seed, 5000, even=True)
        found, _ = one(linear_gaussian.outcomes(draws), draws, "t")
        assert found == pytest.approx(linear_gaussian.evppi(), rel=0.03)


@pytest.mark.slow
def test_linear_gaussian_without_bias_and_with_an_honest_error(linear_gaussian):
    """50 seeds of independent draws; a spread over 50 is known to 10 %, so 4 errors are 40 %."""
    made = [linear_gaussian.draws(seed) for seed in range(50)]
    found, se = np.transpose([one(linear_gaussian.outcomes(draws), draws, "t") for draws in made])
    spread = found.std(ddof=1)
    assert found.mean() == pytest.approx(linear_gaussian.evppi(), abs=4 * spread / np.sqrt(50))
    assert se.mean() == pytest.approx(spread, rel=0.4)


def test_cost_and_effect_serve_every_threshold_with_one_fit():
    """Effect 0.02 + 0.04 t + noise, cost 1000 + 600 t + noise: inmb given t is a line in t."""
    draws = random_draws(3, 5000, "t")
    t, rows = draws["t"].to_numpy(), np.random.default_rng(4).normal(size=(2, 5000))
    effect = np.stack([0 * t, 0.02 + 0.04 * t + 0.03 * rows[0]], axis=1)
    cost = np.stack([0 * t, 1000 + 600 * t + 500 * rows[1]], axis=1)
    wtp = [20_000.0, 50_000.0, 100_000.0]
    found = evppi(Outcomes.from_arrays(["a", "b"], cost, effect), draws, "t", wtp)
    exact = [unit_loss(w * 0.02 - 1000, abs(w * 0.04 - 600)) for w in wtp]
    assert found["wtp"].tolist() == wtp
    assert (np.abs(found["evppi"] - exact) < 4 * found["se"]).all()
    again = [one(Outcomes.from_arrays(["a", "b"], cost, effect), draws, "t", w) for w in wtp]
    np.testing.assert_allclose(found[["evppi", "se"]], again)


@pytest.mark.slow
def test_three_strategies_against_dense_integration():
    """Net benefits 0, 100 + 400 x and 50 + 600 y, each with noise of its own that nobody knows."""
    draws, n = random_draws(5, 5000, "xy"), 5000
    own = np.random.default_rng(6).normal(0, 300, (n, 3))
    benefit = np.stack([np.zeros(n), 100 + 400 * draws["x"], 50 + 600 * draws["y"]], axis=1) + own
    outcomes = Outcomes.from_arrays(["a", "b", "c"], -benefit, 0 * benefit)

    def best(y, x):
        return norm.pdf(x) * norm.pdf(y) * max(0, 100 + 400 * x, 50 + 600 * y)

    exact = dblquad(best, -8, 8, -8, 8, epsabs=0.01)[0] - 100
    found, se = one(outcomes, draws, ("x", "y"))
    assert found == pytest.approx(exact, abs=4 * se)


@pytest.mark.parametrize("method", ["spline", pytest.param("gp", marks=pytest.mark.slow)])
def test_a_pair_that_acts_by_interaction_alone_is_found(method):
    outcomes, draws = PairOnly.make(1, 2000)
    found, se = one(outcomes, draws, ("x", "y"), method=method)
    assert found == pytest.approx(PairOnly.truth(), abs=4 * se)
    assert found == pytest.approx(PairOnly.truth(), rel=0.1)
    for name in "xy":
        alone, se = one(outcomes, draws, name, method=method)
        assert alone <= 2 * se


def test_a_pair_is_found_among_many_parameters():
    """Too many pairs for the draws (190, room for 50): those that stand out are looked for."""
    outcomes, draws = PairOnly.make(2, 1000, "xyabcdefghijklmnopqr")
    found, se = one(outcomes, draws, list(draws))
    assert found == pytest.approx(PairOnly.truth(), abs=4 * se)


def of_nothing(mean, names, seed):
    """Parameters that change nothing: value and error."""
    draws = random_draws(seed, 1000, names)
    return one(of_inmb(mean + 1000 * noise(seed, 1000)), draws, list(names))


@pytest.mark.parametrize("names", ["u", "uv", pytest.param("uvw", marks=pytest.mark.slow)])
def test_what_changes_nothing_is_worth_nothing(names):
    for seed in range(20):
        found, se = of_nothing(100.0, names, seed)
        assert 0 <= found <= 2 * se


@pytest.mark.slow
def test_what_changes_nothing_is_worth_nothing_on_edge():
    """Both strategies are equal on average, so that any noise in a fit seems to pay.

    Of 60 intervals 95 % hold, less four errors: 84 %; none fails by far.
    """
    found, se = np.transpose([of_nothing(0.0, "uvw", seed) for seed in range(60)])
    assert (found >= 0).all()
    assert (found <= 4 * se).all()
    assert np.mean(found <= 2 * se) >= 0.84


def test_error_covers_a_weak_effect_that_is_often_fitted_by_nothing():
    """True value 8.3 of 1,000. Of 50 intervals 95 % should cover it, less four errors: 83 %."""
    covered = []
    for seed in range(50):
        draws = random_draws(seed, 500, "x")
        inmb = 100 + 100 * draws["x"] + 1000 * noise(seed, 500)
        found, se = one(of_inmb(inmb.to_numpy()), draws, "x")
        covered.append(abs(found - unit_loss(100, 100)) <= 2 * se)
    assert np.mean(covered) >= 0.83


def test_single_below_group_below_perfect_information():
    draws = random_draws(7, 3000, "abcd")
    inmb = 100 + 300 * draws["a"] + 200 * draws["b"] + 200 * draws["c"] ** 2 + 300 * noise(7, 3000)
    outcomes = of_inmb(inmb.to_numpy())
    groups = [["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]]
    table = evppi(outcomes, draws, groups, 0.0)
    steps = [*table["evppi"], float(evpi(outcomes, 0.0).iloc[0])]
    assert all(
        low <= high + error
        for low, high, error in zip(steps[:-1], steps[1:], table["se"], strict=True)
    )
    lines = [unit_loss(300, 300), unit_loss(300, np.hypot(300, 200))]  # the mean of c^2 is 1
    assert (np.abs(table["evppi"][:2] - lines) < 4 * table["se"][:2]).all()


def test_a_switch_gives_the_exact_value():
    """A parameter of two values: the means of inmb, draw by draw, are those of two groups."""
    switch = np.arange(4000) % 4 == 0
    inmb = np.where(switch, 900.0, -500.0) + 800 * noise(8, 4000)
    exact = inmb[switch].sum() / 4000 - max(inmb.mean(), 0)
    found, _ = one(of_inmb(inmb), pd.DataFrame({"alternative": switch}), "alternative")
    assert found == pytest.approx(exact, rel=1e-3)


def test_parts_of_a_whole_are_no_trouble():
    """Shares that sum to one, one of which holds what the others hold."""
    shares = np.random.default_rng(9).dirichlet([4.0, 3.0, 2.0], 3000)
    draws = pd.DataFrame(shares, columns=list("abc"))
    inmb = of_inmb(3000 * (shares[:, 0] - 0.4) + 300 * noise(9, 3000))
    two, se = one(inmb, draws, ("a", "b"))
    assert one(inmb, draws, ("a", "b", "c"))[0] == pytest.approx(two, abs=se)


@pytest.mark.parametrize("method", ["spline", pytest.param("gp", marks=pytest.mark.slow)])
def test_order_of_strategies_does_not_matter(method):
    draws = random_draws(3, 60, "xy")
    known = np.stack([0 * draws["x"], 100 + 400 * draws["x"], 50 + 600 * draws["y"]], axis=1)
    cost = known + np.random.default_rng(4).normal(0, 300, (60, 3))
    turned = Outcomes.from_arrays(["c", "a", "b"], cost[:, [2, 0, 1]], 0 * cost)
    outcomes = Outcomes.from_arrays(["a", "b", "c"], cost, 0 * cost)
    assert one(turned, draws, ["x", "y"], method=method)[0] == pytest.approx(
        one(outcomes, draws, ["x", "y"], method=method)[0], rel=1e-3
    )


def test_units_of_parameters_do_not_matter():
    outcomes, draws = PairOnly.make(4, 1000)
    other = draws * [1e6, 1e-6] + [3e8, -7.0]
    assert one(outcomes, other, ["x", "y"]) == pytest.approx(one(outcomes, draws, ["x", "y"]))


def test_singles_skip_what_does_not_vary():
    outcomes, draws = PairOnly.make(5, 500)
    table = evppi(outcomes, draws.assign(fixed=3.0), "singles", [0.0, 1.0])
    assert table["parameters"].tolist() == ["x", "x", "y", "y"]
    assert table.columns.tolist() == ["parameters", "wtp", "evppi", "se"]


def test_names_are_words_and_ranges_may_be_narrow():
    """A risk between 0.1 and 0.2 is a parameter like any other."""
    outcomes, draws = PairOnly.make(5, 300)
    named = pd.DataFrame({"risk": 0.1 + 0.1 * draws["x"].rank(pct=True), "price": draws["y"]})
    assert evppi(outcomes, named, "singles", 0.0)["parameters"].tolist() == ["risk", "price"]
    found = evppi(outcomes, named, ["risk", ("risk", "price", "risk")], 0.0)
    assert found["parameters"].tolist() == ["risk", "risk + price"]


def test_a_group_of_constants_is_refused_though_they_differ():
    outcomes, draws = PairOnly.make(5, 100)
    with pytest.raises(OutcomesError, match=r"^parameters: one \+ two does not vary in the draws$"):
        evppi(outcomes, draws.assign(one=1.0, two=2.0), [("one", "two")], 0.0)


def test_a_constant_in_a_group_adds_nothing():
    outcomes, draws = PairOnly.make(6, 500)
    table = evppi(outcomes, draws.assign(fixed=3.0), [("x", "y"), ("x", "fixed", "y")], 0.0)
    assert table["parameters"].tolist() == ["x + y", "x + fixed + y"]
    assert table["evppi"].iloc[0] == table["evppi"].iloc[1]


def test_one_strategy_leaves_nothing_to_decide():
    draws = random_draws(1, 50, "x")
    alone = Outcomes.from_arrays(["only"], draws.to_numpy(), draws.to_numpy())
    assert one(alone, draws, "x") == (0.0, 0.0)


@pytest.mark.parametrize("n", [2, 3, 10, 25])
@pytest.mark.parametrize("method", ["spline", "gp"])
def test_few_draws_give_an_answer_between_0_and_perfect_information(n, method):
    outcomes, draws = PairOnly.make(7, n)
    found, se = one(outcomes, draws, ["x", "y"], method=method)
    assert 0 <= found <= float(evpi(outcomes, 0.0).iloc[0]) + 2 * se


@pytest.mark.slow
def test_gaussian_process_agrees_with_splines_on_curves():
    """inmb given x is -200 + 600 (x^2 - 1); E max(0, .) by dense integration."""
    draws = random_draws(10, 2000, "x")
    x = draws["x"].to_numpy()
    outcomes = of_inmb(-200 + 600 * (x**2 - 1) + 800 * noise(10, 2000))
    exact = quad(lambda v: norm.pdf(v) * max(-200 + 600 * (v**2 - 1), 0), -9, 9)[0]
    spline, se = one(outcomes, draws, "x")
    process, _ = one(outcomes, draws, "x", method="gp")
    assert spline == pytest.approx(exact, abs=4 * se)
    assert process == pytest.approx(spline, abs=se)


BAD = [
    ({"draws": pd.DataFrame({"x": [1.0, 2.0]})}, "draws: there are 2, but 3"),
    ({"draws": pd.DataFrame({"x": [1.0, np.nan, 3.0]})}, "draws: column 'x' .* not finite"),
    ({"draws": pd.DataFrame({"x": ["a", "b", "c"]})}, "draws: column 'x' does not hold numbers"),
    ({"draws": pd.DataFrame({"x": [2.0, 2.0, 2.0]})}, "parameters: x does not vary"),
    ({"parameters": "y"}, "parameters: the draws have no column 'y'"),
    ({"parameters": ["x", "y"]}, "parameters: the draws have no column 'y'"),
    ({"parameters": []}, "parameters: name one or more"),
    ({"parameters": ["x", []]}, "parameters: name one or more"),
    ({"wtp": -1.0}, "wtp: "),
    ({"method": "trees"}, "method: is one of spline, gp, not 'trees'"),
]


@pytest.mark.parametrize(("changed", "message"), BAD)
def test_a_wrong_argument_is_named_in_one_line(changed, message):
    right = {"draws": pd.DataFrame({"x": [1.0, 2.0, 4.0]}), "parameters": "x", "wtp": 1.0}
    with pytest.raises(OutcomesError, match=f"^{message}") as error:
        evppi(of_inmb(np.array([1.0, -2.0, 3.0])), **right | changed)
    assert "\n" not in str(error.value)


def test_one_draw_is_refused():
    with pytest.raises(OutcomesError, match=r"^outcomes: holds one draw"):
        evppi(of_inmb(np.array([1.0])), pd.DataFrame({"x": [1.0]}), "x", 1.0)


def test_nothing_heavy_is_imported_before_it_is_needed():
    code = "import sys, kth_sim.economics; print({'sklearn', 'scipy', 'pandas'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
