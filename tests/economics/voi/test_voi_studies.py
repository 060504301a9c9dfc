"""Simulated studies against the variances that their designs have in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from kth_sim.economics import (
    Binomial,
    BinomialTwoArm,
    ClusterRandomised,
    Combined,
    CostSubStudy,
    NormalKnown,
    OutcomesError,
    SteppedWedge,
)
from kth_sim.economics.voi.two_arms import apportion

MANY = 20_000
ALIKE = {"p": np.full(MANY, 0.12), "or": np.full(MANY, 0.6)}
NEW = 0.6 * 0.12 / (0.88 + 0.6 * 0.12)
EFFECT = {"risk": "p", "odds_ratio": "or"}


def simulated(study, n, seed=1, draws=ALIKE):
    return study.simulate(draws, n, np.random.default_rng(seed))


def close_in_mean(values, exact):
    """Within 4 standard errors."""
    return abs(values.mean() - exact) < 4 * values.std(ddof=1) / np.sqrt(len(values))


def close_in_variance(values, exact):
    """Within 4 standard errors of a variance, from the spread of squared distances."""
    squares = (values - values.mean()) ** 2
    return abs(squares.mean() - exact) < 4 * squares.std(ddof=1) / np.sqrt(len(values))


def test_two_arms_count_binomially():
    old, new = simulated(BinomialTwoArm(name="rct", **EFFECT), 401).T
    assert close_in_mean(old, 0.12)
    assert close_in_mean(new, NEW)
    assert close_in_variance(old, 0.12 * 0.88 / 201)  # 401 halved: 200 and 201, to the even half
    assert close_in_variance(new, NEW * (1 - NEW) / 200)


@pytest.mark.parametrize(
    ("share", "n", "arms"),
    [(0.5, 2, (1, 1)), (0.01, 3, (2, 1)), (0.99, 3, (1, 2)), (0.25, 8, (6, 2))],
)
def test_each_arm_has_somebody(share, n, arms):
    assert BinomialTwoArm(name="i", share_new=share, **EFFECT).arms(n) == arms


@pytest.mark.parametrize(
    ("effect", "new"), [({"odds_ratio": "x"}, 0.5), ({"risk_ratio": "x"}, 0.75), ({}, 0.3)]
)
def test_the_effect_is_an_odds_ratio_a_risk_ratio_or_a_risk(effect, new):
    draws = {"p": np.array([0.25]), "x": np.array([3.0]), "q": np.array([0.3])}
    study = BinomialTwoArm(name="rct", risk="p", **(effect or {"risk_new": "q"}))
    assert study.risks(draws)[1] == pytest.approx([new])


@pytest.mark.parametrize("icc", [0.0, 0.005, 0.05])
def test_equal_clusters_have_the_design_effect(icc):
    """10 clusters of 60: variance p (1 - p) / 300 x (1 + 59 icc) in each arm."""
    study = ClusterRandomised(name="c", icc=icc, clusters=(1.0,) * 10, **EFFECT)
    for found, risk in zip(simulated(study, 600).T, (0.12, NEW), strict=True):
        assert close_in_mean(found, risk)
        assert close_in_variance(found, risk * (1 - risk) / 300 * (1 + 59 * icc))


def test_unequal_clusters_have_the_variance_of_the_best_weights():
    """The variance of the weighted mean is p (1 - p) over the sum of m / (1 + (m - 1) icc)."""
    study = ClusterRandomised(name="c", icc=0.03, clusters=(5.0, 1.0, 3.0, 2.0), **EFFECT)
    sizes, new = study.cells(1100)
    assert sizes.sum() == 1100
    for arm, (found, risk) in enumerate(zip(simulated(study, 1100).T, (0.12, NEW), strict=True)):
        m = sizes[new == arm]
        worth = (m / (1 + (m - 1) * 0.03)).sum()
        assert close_in_variance(found, risk * (1 - risk) / worth)


def test_arms_get_clusters_by_size_in_turn():
    study = ClusterRandomised(name="c", icc=0.1, clusters=(5.0, 8.0, 6.0, 7.0), **EFFECT)
    assert study.cells(26)[1].tolist() == [0, 0, 1, 1]  # 8 and 5 against 7 and 6


def test_three_clusters_in_turn():
    study = ClusterRandomised(name="c", icc=0.1, clusters=(9.0, 1.0, 5.0), **EFFECT)
    assert study.cells(15)[1].tolist() == [0, 1, 1]  # 9 against 5 and 1


def test_a_cluster_is_worth_fewer_patients_than_it_has():
    """10 / (1 + 9 x 0.1) = 5.263 of 10; two clusters in each arm."""
    study = ClusterRandomised(name="c", icc=0.1, clusters=(1.0,) * 4, **EFFECT)
    weights, total = study.worth(40)
    assert weights.sum(axis=0) == pytest.approx([10 / 1.9] * 4)
    assert total == pytest.approx([20 / 1.9] * 2)


def test_people_are_apportioned_by_largest_remainders():
    """7 beyond one each as 5 : 3 : 1, so 3.89, 2.33 and 0.78: the two left go to 3.89 and 0.78."""
    assert apportion(10, np.array([5.0, 3.0, 1.0])).tolist() == [5, 3, 2]
    assert apportion(10, np.array([1.0, 1.0, 1.0])).tolist() == [4, 3, 3]


def test_a_risk_stays_within_1_and_a_ratio_may_be_nought():
    draws = {"p": np.array([0.6, 0.6]), "x": np.array([3.0, 0.0])}
    by_ratio = BinomialTwoArm(name="i", risk="p", risk_ratio="x")
    assert by_ratio.risks(draws)[1].tolist() == [1.0, 0.0]
    by_odds = BinomialTwoArm(name="i", risk="p", odds_ratio="x")
    assert by_odds.risks(draws)[1] == pytest.approx([4.5 / 5.5, 0.0])


def test_without_correlation_clusters_are_patients():
    """The same variance and, to the bit, the same likelihood as individual allocation."""
    study = ClusterRandomised(name="c", icc=0.0, clusters=(1.0, 1.0), **EFFECT)
    single = BinomialTwoArm(name="i", **EFFECT)
    rng = np.random.default_rng(3)
    draws = {"p": rng.uniform(0.05, 0.2, 50), "or": rng.uniform(0.3, 1.2, 50)}
    seen = np.array([0.11, 0.09])
    both = [s.log_likelihood(draws, 500, seen) for s in (study, single)]
    assert (both[0] == both[1]).all()
    shares = [simulated(s, 500) for s in (study, single)]
    assert shares[0].var(axis=0) == pytest.approx(shares[1].var(axis=0), rel=0.05)


def wedge(icc, trend=0.0, k=6, steps=3):
    return SteppedWedge(
        name="w", icc=icc, clusters=(1.0,) * k, steps=steps, sd_trend=trend, **EFFECT
    )


def test_clusters_go_over_one_group_after_the_other():
    """Six clusters in three steps: none has the new strategy at first, all have it at last."""
    old_then_new = [[0, 1, 1, 1]] * 2 + [[0, 0, 1, 1]] * 2 + [[0, 0, 0, 1]] * 2
    assert wedge(0.1).treated().tolist() == old_then_new


def test_the_wedge_finds_the_risk_of_the_comparator_and_the_difference():
    """Without correlation and trend every cell has one of two risks, so both are unbiased."""
    old, difference = simulated(wedge(0.0), 24 * 100).T
    assert close_in_mean(old, 0.12)
    assert close_in_mean(difference, NEW - 0.12)


def test_risks_drift_about_the_middle_of_the_study():
    """Log odds of all cells: half a drift below their middle at first, half above it at last."""
    draws = {"p": np.full(MANY, 0.3), "or": np.ones(MANY)}
    risks = wedge(0.0, 0.8).cell_risks(draws, np.random.default_rng(2)).reshape(MANY, 6, 4)
    log_odds = np.log(risks / (1 - risks)) - np.log(0.3 / 0.7)
    drift = log_odds[:, 0, -1] - log_odds[:, 0, 0]
    assert close_in_mean(drift, 0.0)
    assert close_in_variance(drift, 0.8**2)
    steps = drift[:, np.newaxis] * np.array([-1 / 2, -1 / 6, 1 / 6, 1 / 2])
    np.testing.assert_allclose(log_odds, np.repeat(steps[:, np.newaxis], 6, axis=1), atol=1e-12)


def test_as_few_and_as_many_steps_as_can_be():
    assert wedge(0.0, k=2, steps=2).treated().tolist() == [[0, 1, 1], [0, 0, 1]]


def test_one_patient_in_two_years_is_slow_but_can_be():
    assert Binomial(name="b", risk="p", patients_per_year=0.5).years(1) == 2.0


@pytest.mark.parametrize("risk", [0.0, 1.0])
def test_a_risk_at_its_end_can_still_be_weighed(risk):
    alone = Binomial(name="b", risk="p").log_likelihood({"p": [risk]}, 10, np.array([0.5]))
    assert np.isfinite(alone).all()
    spread = ClusterRandomised(name="c", icc=0.1, **EFFECT)
    assert np.isfinite(simulated(spread, 110, draws={"p": [risk], "or": [1.0]})).all()
    draws = {"p": np.array([risk]), "or": np.array([0.8])}
    study = wedge(0.0)
    assert np.isfinite(study.simulate(draws, 240, np.random.default_rng(1))).all()
    assert np.isfinite(study.log_likelihood(draws, 240, np.array([risk, 0.0]))).all()


@pytest.mark.parametrize("icc", [0.0, 0.01, 0.1])
def test_the_wedge_has_the_variance_of_hussey_and_hughes(icc):
    """Their formula (8), with sigma^2 = (1 - icc) / m and tau^2 = icc, over p (1 - p)."""
    study = wedge(icc)
    x = study.treated()
    (clusters, periods), m = x.shape, 50
    sigma, tau = (1 - icc) / m, icc
    u, w, v = x.sum(), (x.sum(axis=0) ** 2).sum(), (x.sum(axis=1) ** 2).sum()
    below = (clusters * u - w) * sigma
    below += (u**2 + clusters * periods * u - periods * w - clusters * v) * tau
    exact = clusters * sigma * (sigma + periods * tau) / below
    assert study.analysis(clusters * periods * m)[1][1, 1] == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize("trend", [0.0, 0.8])
def test_the_wedge_finds_the_difference_whatever_the_trend(trend):
    """A secular trend alone would look like an effect: clusters go over late."""
    draws = {"p": np.full(MANY, 0.3), "or": np.ones(MANY)}
    found = simulated(wedge(0.01, trend), 24 * 100, draws=draws)[:, 1]
    assert close_in_mean(found, 0.0)


def test_the_wedge_spreads_as_its_covariance_says():
    """Without effect or trend, so that p (1 - p) is the same everywhere."""
    draws = {"p": np.full(MANY, 0.3), "or": np.ones(MANY)}
    study = wedge(0.02)
    found = simulated(study, 24 * 50, draws=draws)
    exact = study.analysis(24 * 50)[1] * 0.3 * 0.7
    assert close_in_variance(found[:, 0], exact[0, 0])
    assert close_in_variance(found[:, 1], exact[1, 1])
    together = (found - found.mean(axis=0)).prod(axis=1)
    assert close_in_mean(together, exact[0, 1])


@pytest.mark.parametrize("icc", [0.0, 0.02])
def test_the_wedge_states_the_spread_of_each_draws_risks(icc):
    """With an effect, cells of usual care spread more than the others."""
    draws = {"p": np.full(MANY, 0.3), "or": np.full(MANY, 0.3)}
    study = wedge(icc)
    found = simulated(study, 24 * 50, draws=draws)
    exact = study.spread(draws, 24 * 50)[0]
    assert close_in_variance(found[:, 1], exact[1, 1])
    together = (found - found.mean(axis=0)).prod(axis=1)
    assert close_in_mean(together, exact[0, 1])
    assert close_in_variance(found[:, 0], exact[0, 0])
    alike = study.spread(ALIKE | {"or": np.ones(MANY)}, 24 * 50)[0]
    assert alike == pytest.approx(study.analysis(24 * 50)[1] * 0.12 * 0.88)


def test_likelihoods_peak_at_what_was_seen():
    grid = np.linspace(0.02, 0.4, 400)
    draws = {"p": grid, "or": np.ones(400)}
    seen = np.array([0.2, 0.2])
    studies = (
        (Binomial(name="b", risk="p"), seen[:1]),
        (BinomialTwoArm(name="i", **EFFECT), seen),
        (wedge(0.0), np.array([0.2, 0.0])),
    )
    for study, statistics in studies:
        best = grid[study.log_likelihood(draws, 2400, statistics).argmax()]
        assert best == pytest.approx(0.2, abs=0.003)


def test_the_wedges_likelihood_is_the_bivariate_normals():
    """SciPy's density at each draw's risks and covariance, but for the constant log 2 pi."""
    draws = {"p": np.array([0.1, 0.2, 0.35]), "or": np.array([0.5, 1.0, 1.4])}
    study, seen = wedge(0.02), np.array([0.15, -0.03])
    found = study.log_likelihood(draws, 1200, seen)
    old, new = study.risks(draws)
    expected = [
        multivariate_normal.logpdf(seen, [a, b - a], spread) + np.log(2 * np.pi)
        for a, b, spread in zip(old, new, study.spread(draws, 1200), strict=True)
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_a_cost_sub_study_has_the_error_of_a_difference():
    study = CostSubStudy(name="c", mean="d", sd=40_000)
    found = simulated(study, 101, draws={"d": np.full(MANY, 8_477.0)})[:, 0]
    assert close_in_mean(found, 8_477)
    assert close_in_variance(found, 40_000**2 * (1 / 50 + 1 / 51))


def test_smallest_studies():
    """One patient tells a mean with the error sd; two tell a difference with sd x sqrt(2)."""
    assert NormalKnown(name="x", mean="d", sd=7.0).error(1) == 7.0
    assert CostSubStudy(name="c", mean="d", sd=7.0).error(2) == pytest.approx(7.0 * np.sqrt(2))
    assert CostSubStudy(name="c", mean="d", sd=6.0).error(5) == 6.0 * np.sqrt(1 / 2 + 1 / 3)


def test_a_normal_likelihood_is_scipys():
    means = {"d": np.array([-1.0, 0.0, 4.0])}
    study = NormalKnown(name="x", mean="d", sd=6.0)
    found = study.log_likelihood(means, 9, np.array([3.0]))
    expected = norm.logpdf(3.0, means["d"], 2.0) + np.log(2.0 * np.sqrt(2 * np.pi))
    np.testing.assert_allclose(found, expected)


def test_combined_studies_share_patients_and_add_what_they_tell():
    death = BinomialTwoArm(name="death", **EFFECT)
    cost = CostSubStudy(name="cost", mean="d", sd=40_000)
    both = Combined(name="both", parts=(death, cost), fixed_cost=5.0)
    draws = ALIKE | {"d": np.full(MANY, 8_477.0)}
    seen = simulated(both, 300, draws=draws)
    assert both.parameters == ("p", "or", "d")
    assert seen.shape == (MANY, both.n_statistics)
    assert both.cost(300) == 5.0
    alone = death.log_likelihood(draws, 300, seen[0, :2])
    alone = alone + cost.log_likelihood(draws, 300, seen[0, 2:])
    assert both.log_likelihood(draws, 300, seen[0]) == pytest.approx(alone)


def test_costs_and_years():
    study = Binomial(
        name="b",
        risk="p",
        fixed_cost=1e6,
        cost_per_patient=2e3,
        patients_per_year=500,
        years_fixed=1,
    )
    assert (study.cost(1000), study.years(1000)) == (3e6, 3.0)
    assert (study.cost(0), study.years(0)) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: ClusterRandomised(name="c", icc=1.0, **EFFECT), "icc: is from 0 to below 1"),
        (lambda: ClusterRandomised(name="c", icc=-0.1, **EFFECT), "icc: is from 0 to below 1"),
        (lambda: SteppedWedge(name="w", icc=0.1, steps=1, **EFFECT), "steps: is 2 to 11"),
        (lambda: SteppedWedge(name="w", icc=0.1, steps=12, **EFFECT), "steps: is 2 to 11"),
        (
            lambda: SteppedWedge(name="w", icc=0, sd_trend=-1, **EFFECT),
            "sd_trend: is 0 or more, not -1 (w)",
        ),
        (
            lambda: SteppedWedge(name="w", icc=0, sd_trend=np.inf, **EFFECT),
            "sd_trend: is 0 or more",
        ),
        (lambda: Combined(name="both", parts=()), "parts: is at least one study, not () (both)"),
        (lambda: NormalKnown(name="x", mean="m", sd=0.0), "sd: is above 0"),
        (lambda: NormalKnown(name="x", mean="m", sd=np.inf), "sd: is above 0"),
        (lambda: NormalKnown(name="x", mean="m", sd=1.0).error(0), "n: x needs 1 patients"),
        (lambda: CostSubStudy(name="c", mean="m", sd=1.0).error(1), "n: c needs 2 patients"),
        (lambda: BinomialTwoArm(name="i", risk="p"), "risk_new: name one of"),
        (lambda: BinomialTwoArm(name="i", share_new=1.0, **EFFECT), "share_new: is above 0"),
        (lambda: BinomialTwoArm(name="i", share_new=0.0, **EFFECT), "share_new: is above 0"),
        (lambda: simulated(BinomialTwoArm(name="i", **EFFECT), 1), "n: i needs 2 patients"),
        (lambda: Binomial(name="b", risk="p", fixed_cost=-1), "fixed_cost: is 0 or more"),
        (lambda: Binomial(name="b", risk="p", fixed_cost=np.inf), "fixed_cost: is 0 or more"),
        (
            lambda: Binomial(name="b", risk="p", patients_per_year=0),
            "patients_per_year: is above 0, not 0 (b)",
        ),
        (lambda: ClusterRandomised(name="c", icc=0.1, clusters=(1.0,), **EFFECT), "clusters: is"),
        (
            lambda: ClusterRandomised(name="c", icc=0.1, clusters=(1.0, 0.0), **EFFECT),
            "clusters: is two sizes above 0 or more",
        ),
        (
            lambda: ClusterRandomised(name="c", icc=0.1, clusters=(1.0, np.inf), **EFFECT),
            "clusters: is two sizes above 0 or more",
        ),
        (
            lambda: simulated(ClusterRandomised(name="c", icc=0.1, **EFFECT), 10),
            "n: c needs 11 patients or more, not 10",
        ),
        (
            lambda: simulated(
                BinomialTwoArm(name="i", **EFFECT), 9, draws={"p": [0.1], "or": [-0.1]}
            ),
            "study: column 'or' is no ratio: it falls below 0",
        ),
        (lambda: simulated(Binomial(name="b", risk="p"), 0), "n: b needs 1 patients or more"),
        (lambda: simulated(wedge(0.1), 23), "n: w needs 24 patients or more, not 23"),
        (lambda: simulated(Binomial(name="b", risk="q"), 9), "study: the draws have no column 'q'"),
        (
            lambda: simulated(Binomial(name="b", risk="or"), 9, draws={"or": np.array([1.2])}),
            "study: column 'or' is no risk",
        ),
    ],
)
def test_what_cannot_be_is_named(make, says):
    with pytest.raises(OutcomesError) as caught:
        make()
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
