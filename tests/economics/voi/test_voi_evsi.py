"""EVSI against closed forms and dense sums."""

from __future__ import annotations

import numpy as np
import pytest
from known_models import of_inmb
from scipy.stats import betabinom

from kth_sim.economics import (
    Binomial,
    BinomialTwoArm,
    ClusterRandomised,
    NormalKnown,
    Outcomes,
    OutcomesError,
    evsi,
)

TRIAL = NormalKnown(name="trial", mean="t", sd=5.0)
SIZES = [5, 25, 100, 1000]


@pytest.mark.parametrize("method", ["regression", "moments"])
def test_linear_gaussian_within_3_per_cent(linear_gaussian, method):
    """5,000 draws by Latin hypercube: plain random ones alone leave the EVPI open by 3.5 %."""
    draws = linear_gaussian.draws(1, even=True)
    found = evsi(linear_gaussian.outcomes(draws), draws, TRIAL, 0.0, [50, 100, 1000], method)
    exact = [linear_gaussian.evsi(n) for n in found["n"]]
    assert found["evsi"].to_numpy() == pytest.approx(exact, rel=0.03)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["regression", "moments", "gaussian"])
def test_fifty_seeds_without_bias_and_with_the_error_that_is_stated(linear_gaussian, method):
    """The mean of 50 within 4 of its standard errors; the stated error within a third."""
    runs = []
    for seed in range(50):
        draws = linear_gaussian.draws(seed)
        outcomes = linear_gaussian.outcomes(draws)
        runs.append(evsi(outcomes, draws, TRIAL, 0.0, [25, 400], method, seed, n0=25.0))
    for i, n in enumerate((25, 400)):
        found = np.array([run["evsi"][i] for run in runs])
        stated = np.mean([run["se"][i] for run in runs])
        spread = found.std(ddof=1)
        assert abs(found.mean() - linear_gaussian.evsi(n)) < 4 * spread / np.sqrt(50)
        assert stated == pytest.approx(spread, rel=1 / 3)


@pytest.fixture(scope="module")
def beta():
    """One risk of Beta(12, 28), worth 10,000 DKK x (risk - 0.3)."""
    draws = {"p": np.random.default_rng(4).beta(12, 28, 5000)}
    return draws, of_inmb(10_000 * (draws["p"] - 0.3))


@pytest.mark.parametrize("method", ["regression", "moments"])
@pytest.mark.parametrize("n", [20, 100, 1000])
def test_beta_binomial_closed_form(beta, n, method):
    """After x of n the mean is (12 + x) / (40 + n), and x is beta-binomial."""
    draws, outcomes = beta
    (row,) = evsi(outcomes, draws, Binomial(name="b", risk="p"), 0, n, method).itertuples()
    x = np.arange(n + 1)
    exact = betabinom.pmf(x, n, 12, 28) @ np.maximum(10_000 * ((12 + x) / (40 + n) - 0.3), 0)
    assert abs(row.evsi - exact) < 4 * row.se
    assert row.se < 0.1 * exact


@pytest.mark.parametrize("method", ["regression", "moments"])
def test_two_arms_dense_sum(method):
    """Two independent betas: the sum over all pairs of counts."""
    rng = np.random.default_rng(5)
    draws = {"old": rng.beta(12, 88, 5000), "new": rng.beta(5, 45, 5000)}
    outcomes = of_inmb(50_000 * (draws["old"] - draws["new"]) - 800)
    study = BinomialTwoArm(name="rct", risk="old", risk_new="new")
    (row,) = evsi(outcomes, draws, study, 0, 200, method).itertuples()
    x = np.arange(101)
    pair = np.outer(betabinom.pmf(x, 100, 12, 88), betabinom.pmf(x, 100, 5, 45))
    after = 50_000 * ((12 + x[:, None]) / 200 - (5 + x) / 150) - 800
    exact = (pair * np.maximum(after, 0)).sum() - max(50_000 * (0.12 - 0.1) - 800, 0)
    assert abs(row.evsi - exact) < 4 * row.se
    assert row.se < 0.1 * exact


@pytest.mark.parametrize("method", ["regression", "moments", "gaussian"])
def test_three_strategies_with_one_that_repeats_another(linear_gaussian, method):
    """A copy of a strategy adds nothing, though its covariance is singular."""
    draws = linear_gaussian.draws(1)
    two = linear_gaussian.outcomes(draws)
    cost = np.column_stack([two.cost, two.cost[:, 1]])
    three = Outcomes.from_arrays(["a", "b", "c"], cost, 0 * cost)
    once, again = (evsi(o, draws, TRIAL, 0.0, 100, method, n0=25.0) for o in (two, three))
    assert again["evsi"][0] == pytest.approx(once["evsi"][0], rel=1e-6)


@pytest.mark.parametrize("method", ["regression", "moments", "gaussian"])
def test_it_rises_from_nothing_to_the_evppi(linear_gaussian, method):
    draws = linear_gaussian.draws(2)
    sizes = [0, *SIZES, 10**7]
    found = evsi(linear_gaussian.outcomes(draws), draws, TRIAL, 0.0, sizes, method, n0=25.0)
    assert (found["evsi"][0], found["se"][0]) == (0.0, 0.0)
    worth, error = found["evsi"].to_numpy(), found["se"].to_numpy()
    assert (np.diff(worth) > -4 * np.hypot(error[1:], error[:-1])).all()
    assert abs(found["evsi"].iloc[-1] - linear_gaussian.evppi()) < 4 * found["se"].iloc[-1]


@pytest.mark.parametrize("method", ["regression", "moments", "gaussian"])
def test_a_study_of_what_does_not_matter_is_worth_nothing(linear_gaussian, method):
    draws = linear_gaussian.draws(3) | {"idle": np.random.default_rng(9).normal(size=5000)}
    idle = NormalKnown(name="idle", mean="idle", sd=5.0)
    (row,) = evsi(linear_gaussian.outcomes(draws), draws, idle, 0, 400, method, n0=25).itertuples()
    assert row.evsi <= 2 * row.se + 1e-9


def trials(icc: float):
    """30-day mortality 12 %, an uncertain odds ratio, a QALY gain in proportion to lives."""
    rng = np.random.default_rng(6)
    draws = {"p": rng.beta(248, 1837, 5000), "or": rng.lognormal(-0.3, 0.3, 5000)}
    study = ClusterRandomised(
        name="c", risk="p", odds_ratio="or", icc=icc, clusters=(1.0,) * 10, cost_per_patient=1.0
    )
    old, new = study.risks(draws)
    return study, draws, of_inmb(400_000 * (old - new) - 9_000)


def test_clusters_without_correlation_are_worth_as_much_as_patients():
    study, draws, outcomes = trials(icc=0.0)
    single = BinomialTwoArm(name="i", risk="p", odds_ratio="or")
    found = evsi(outcomes, draws, [study, single], 0, 1000)
    assert abs(found["evsi"].diff()[1]) < 4 * np.hypot(*found["se"])


@pytest.mark.parametrize("method", ["regression", "moments"])
def test_correlation_costs_as_much_as_the_design_effect_says(method):
    """10 clusters of 100 at an ICC of 0.02 are worth 1000 / (1 + 99 x 0.02) patients."""
    study, draws, outcomes = trials(icc=0.02)
    single = BinomialTwoArm(name="i", risk="p", odds_ratio="or")
    (row,) = evsi(outcomes, draws, study, 0, 1000, method).itertuples()
    fewer, whole = evsi(outcomes, draws, single, 0, [336, 1000], method).itertuples()
    assert abs(row.evsi - fewer.evsi) < 4 * np.hypot(row.se, fewer.se)
    assert row.evsi < whole.evsi


def test_more_correlation_is_worth_less():
    worth = []
    for icc in (0.0, 0.01, 0.05, 0.3):
        study, draws, outcomes = trials(icc)
        worth.append(evsi(outcomes, draws, study, 0, 2000, "moments")["evsi"][0])
    assert worth == sorted(worth, reverse=True)


@pytest.mark.parametrize("wtp", [0.0, 300.0])
def test_costs_count_against_and_effects_for_a_strategy(wtp):
    """Cost and effect, or the net benefit that they make: least squares cannot tell them apart."""
    rng = np.random.default_rng(8)
    draws = {"t": rng.normal(size=2000)}
    effect = np.stack([0 * draws["t"], 2 + draws["t"], 1 - 3 * draws["t"]], axis=1)
    cost = np.stack([0 * draws["t"], 500 + 900 * draws["t"], 100 + draws["t"] ** 2], axis=1)
    names = ["a", "b", "c"]
    apart = Outcomes.from_arrays(names, cost, effect)
    made = Outcomes.from_arrays(names, cost - wtp * effect, 0 * effect)
    found = evsi(apart, draws, TRIAL, wtp, [20, 200], "gaussian", n0=25.0)
    expected = evsi(made, draws, TRIAL, 0.0, [20, 200], "gaussian", n0=25.0)
    assert found["evsi"].to_numpy() == pytest.approx(expected["evsi"].to_numpy())
    assert found["se"].to_numpy() == pytest.approx(expected["se"].to_numpy())
    assert found["evsi"].min() > 0


def test_the_first_seed_unless_another_is_given(linear_gaussian):
    draws = linear_gaussian.draws(1, 300)
    outcomes = linear_gaussian.outcomes(draws)
    one, same = evsi(outcomes, draws, TRIAL, 0, 50), evsi(outcomes, draws, TRIAL, 0, 50, seed=1)
    assert one.equals(same)


def test_numbers_that_are_known_leave_nothing_to_learn_though_they_differ(linear_gaussian):
    """A risk of 0.1 and an odds ratio of 0.6 in every draw."""
    known = linear_gaussian.draws(1, 200) | {"p": np.full(200, 0.1), "or": np.full(200, 0.6)}
    study = BinomialTwoArm(name="i", risk="p", odds_ratio="or")
    found = evsi(linear_gaussian.outcomes(known), known, study, 0.0, 100)
    assert found[["evsi", "se"]].values.tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize(
    ("n", "words"),
    [
        ("many", "n: give whole numbers of patients"),
        ([[1, 2]], "n: give whole numbers of patients, 0 or more"),
        ([], "n: give whole numbers of patients, 0 or more"),
        ([10, -1], "n: give whole numbers of patients, 0 or more"),
        (-1, "n: give whole numbers of patients, 0 or more"),
        (2.5, "n: give whole numbers of patients, 0 or more"),
    ],
)
def test_sizes_that_cannot_be(n, words, linear_gaussian):
    draws = linear_gaussian.draws(1, 20)
    with pytest.raises(OutcomesError, match=f"^{words}$"):
        evsi(linear_gaussian.outcomes(draws), draws, TRIAL, 0.0, n)


@pytest.mark.parametrize("n0", [None, 0.0, -1.0, np.inf])
def test_a_prior_of_no_size_is_refused(n0, linear_gaussian):
    draws = linear_gaussian.draws(1, 20)
    words = "^n0: the Gaussian approximation needs the prior's size, above 0$"
    with pytest.raises(OutcomesError, match=words):
        evsi(linear_gaussian.outcomes(draws), draws, TRIAL, 0.0, 10, "gaussian", n0=n0)


def test_it_has_the_columns_that_others_rely_on(linear_gaussian):
    draws = linear_gaussian.draws(1, 100)
    found = evsi(linear_gaussian.outcomes(draws), draws, TRIAL, [0.0, 1.0], [10, 20])
    assert list(found) == ["study", "n", "wtp", "evsi", "se"]
    assert found["n"].tolist() == [10, 10, 20, 20]
    assert found["wtp"].tolist() == [0.0, 1.0, 0.0, 1.0]


def test_the_same_seed_gives_the_same_and_another_does_not(linear_gaussian):
    draws = linear_gaussian.draws(1, 500)
    outcomes = linear_gaussian.outcomes(draws)
    one, two, other = (evsi(outcomes, draws, TRIAL, 0, 50, seed=s)["evsi"][0] for s in (1, 1, 2))
    assert one == two
    assert one != other


def test_one_strategy_leaves_nothing_to_decide(linear_gaussian):
    draws = linear_gaussian.draws(1, 100)
    one = Outcomes.from_arrays(["only"], np.ones((100, 1)), np.ones((100, 1)))
    assert evsi(one, draws, TRIAL, [0, 1], [10, 20])["evsi"].tolist() == [0.0] * 4


@pytest.mark.parametrize("method", ["regression", "moments", "gaussian"])
def test_what_is_certain_leaves_nothing_to_learn(linear_gaussian, method):
    draws = linear_gaussian.draws(1, 200) | {"fixed": np.full(200, 3.0)}
    study = NormalKnown(name="fixed", mean="fixed", sd=1.0)
    found = evsi(linear_gaussian.outcomes(draws), draws, study, [0, 1], [10, 20], method, n0=9)
    assert found["evsi"].tolist() == [0.0] * 4


OTHER = NormalKnown(name="other", mean="s", sd=1.0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"study": OTHER}, "study: the draws have no column 's'"),
        ({"wtp": -1.0}, "wtp: must be finite and not negative"),
        ({"wtp": float("nan")}, "wtp: must be finite"),
        ({"method": "guess"}, "method: is one of regression, moments, gaussian, not 'guess'"),
        ({"draws": {"t": np.zeros(7)}}, "draws: there are 7, but 100 in the outcomes"),
        ({"draws": {"t": np.full(100, np.nan)}}, "study: column 't' holds values that are not"),
        ({"study": [TRIAL, TRIAL]}, "study: give one or more, each with its own name"),
    ],
)
def test_a_wrong_argument_is_named(linear_gaussian, change, says):
    draws = linear_gaussian.draws(1, 100)
    given = {"draws": draws, "study": TRIAL, "wtp": 0.0, "n": 10} | change
    with pytest.raises(OutcomesError) as caught:
        evsi(linear_gaussian.outcomes(draws), **given)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
