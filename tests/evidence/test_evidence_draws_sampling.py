"""Uniform numbers by three methods, inverse distribution functions, and the copula."""

from itertools import combinations

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import stats
from scipy.stats import qmc

from kth_sim.errors import UserError
from kth_sim.evidence.copula import Link, correlated, in_order
from kth_sim.evidence.dimensions import KNOWN, SPARE, dimensions
from kth_sim.evidence.distributions import Distribution
from kth_sim.evidence.draws import METHODS, make_draws, uncertain
from kth_sim.evidence.quantiles import probability_below, quantile
from kth_sim.evidence.register import load_register
from kth_sim.evidence.sampling import uniforms

N = 20_000
OR, RR, RHO = "or_death_30d_kth", "rr_readmission_30d_kth", "correlation_death_readmission"
TIED = {RHO: "correlated"}

KINDS = {
    "normal": {"mu": 3.0, "sigma": 2.0},
    "lognormal": {"mu": -0.5, "sigma": 0.4},
    "beta": {"a": 2.0, "b": 7.5},
    "gamma": {"shape": 0.8, "scale": 30.0},
    "dirichlet": {"group": "g", "alpha": 2.0, "total": 9.0},
    "uniform": {"low": -1.0, "high": 4.0},
    "triangular": {"low": 1.0, "mode": 1.5, "high": 4.0},
}


def _make(kind, **numbers):
    return TypeAdapter(Distribution).validate_python({"kind": kind, **numbers})


@pytest.mark.parametrize("kind", KINDS)
def test_quantiles_and_probabilities_against_scipy(kind):
    ours, law = _make(kind, **KINDS[kind]), _make(kind, **KINDS[kind]).frozen()
    u = np.array([1e-9, 0.001, 0.1, 0.5, 0.77, 0.999, 1 - 1e-9])
    assert quantile(ours, u) == pytest.approx(law.ppf(u), rel=1e-9)
    for x in (-2.0, 0.0, 0.3, 1.0, 1.7, 3.9, 50.0):
        assert probability_below(ours, x) == pytest.approx(law.cdf(x), rel=1e-9), x


def test_split_normal_forth_and_back():
    split = _make("split_normal", mu=-0.5, sigma_low=0.25, sigma_high=0.18)
    u = np.linspace(0.001, 0.999, 99)
    back = [probability_below(split, x) for x in quantile(split, u)]
    assert back == pytest.approx(u, rel=1e-9)
    assert quantile(split, np.array([0.025, 0.975])) == pytest.approx(split.interval(), rel=1e-9)
    assert probability_below(split, -1.0) == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", METHODS)
def test_every_family_by_every_method(kind, method):
    u = uniforms(["x"], 4096, seed=2, method=method)["x"]
    ours = _make(kind, **KINDS[kind])
    assert stats.kstest(quantile(ours, u), ours.frozen().cdf).pvalue > 1e-4


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [1, 2, 3, 1000, 1025])
def test_open_interval_and_size(method, n):
    u = uniforms(["x", "y"], n, seed=1, method=method)
    assert list(u) == ["x", "y"]
    for column in u.values():
        assert column.shape == (n,)
        assert 0 < column.min() <= column.max() < 1


@pytest.mark.parametrize("n", [1, 7, 1000, 100_003])
def test_one_number_in_every_stratum(n):
    u = uniforms(["x"], n, seed=5, method="latin_hypercube")["x"]
    assert (np.sort(np.floor(u * n)) == np.arange(n)).all()


def test_strata_are_in_an_order_of_their_own():
    u = uniforms(["x", "y"], 2000, seed=5, method="latin_hypercube")
    assert abs(np.corrcoef(u["x"], u["y"])[0, 1]) < 4 / np.sqrt(2000)


def test_sobol_is_more_even_than_random():
    """Mean discrepancy over pairs of parameters, and in six dimensions together."""
    names = KNOWN[:6]
    found = {}
    for method in METHODS:
        u = uniforms(names, 1024, seed=3, method=method)
        pairs = [qmc.discrepancy(np.column_stack([u[a], u[b]])) for a, b in combinations(names, 2)]
        found[method] = np.mean(pairs), qmc.discrepancy(np.column_stack([u[x] for x in names]))
    assert found["sobol"][0] < found["random"][0] / 10
    assert found["sobol"][1] < found["random"][1] / 3


def test_sobol_parameters_of_the_evidence_hardly_correlate(register):
    u = uniforms(uncertain(register, {}, {}), 1024, seed=1, method="sobol")
    found = np.corrcoef(np.array(list(u.values())))[np.triu_indices(len(u), 1)]
    assert np.abs(found).max() < 0.15
    assert np.std(found) < 1 / np.sqrt(1024)  # better than random numbers


def test_sobol_is_scrambled_by_seed_and_name():
    a, b = (uniforms(["x"], 64, seed=s, method="sobol")["x"] for s in (1, 2))
    assert not np.array_equal(a, b)
    assert (np.sort(np.floor(a * 64)) == np.arange(64)).all()  # and still a net


def test_every_parameter_shipped_has_a_low_dimension(register):
    for name, entry in register.parameters().items():
        stated = [entry.distribution, *(a.distribution for a in entry.alternatives.values())]
        if any(stated):
            assert name in KNOWN, "append it to KNOWN"
    assert len(set(KNOWN)) == len(KNOWN)


def test_unknown_names_have_dimensions_of_their_own():
    strangers = [f"new_{i}" for i in range(60)]
    found = dimensions([KNOWN[3], *strangers])
    assert found[KNOWN[3]] == 3
    assert len(set(found.values())) == len(found)
    assert min(found[s] for s in strangers) >= len(KNOWN)
    with pytest.raises(UserError, match="new parameters"):
        dimensions(str(i) for i in range(SPARE + 1))


# --- correlation


def test_correlation_0_changes_nothing(register):
    """A correlation of exactly 0 is the same to the bit as none."""
    u = uniforms(["a", "b"], 100, seed=1)
    tied = correlated(u, [Link("rho", "a", "b")], {"rho": np.zeros(100)})
    assert all(np.array_equal(tied[x], u[x]) for x in u)
    free = make_draws(register, {}, {}, 100, seed=1)
    assert make_draws(register, {}, {RHO: 0.0}, 100, seed=1).equals(free)


@pytest.mark.parametrize("method", METHODS)
def test_only_the_second_follows(register, method):
    free = make_draws(register, {}, {}, 500, seed=1, method=method)
    tied = make_draws(register, TIED, {}, 500, seed=1, method=method)
    rest = free.columns.drop([RR, RHO])
    assert tied[rest].equals(free[rest])
    assert (tied[RHO] == register.value(RHO, "correlated")).all()
    assert not (tied[RR] == free[RR]).any()


@pytest.mark.parametrize("rho", [-0.9, -0.5, 0.3, 0.5, 0.95])
def test_rank_correlation_is_that_of_a_gaussian_copula(register, rho):
    drawn = make_draws(register, {}, {RHO: rho}, N, seed=1)
    exact = 6 / np.pi * np.arcsin(rho / 2)
    found = stats.spearmanr(drawn[OR], drawn[RR]).statistic
    assert abs(found - exact) < 4 * np.sqrt(1 + exact**2 / 2) * (1 - exact**2) / np.sqrt(N)


@pytest.mark.parametrize("choice", ["correlated", "opposed"])
def test_the_second_keeps_its_law(register, choice):
    drawn = make_draws(register, {RHO: choice}, {}, N, seed=1)[RR]
    assert stats.kstest(drawn, register.distribution(RR).frozen().cdf).pvalue > 1e-4


@pytest.mark.parametrize("rho", [-1.0, 1.0])
def test_full_correlation(register, rho):
    drawn = make_draws(register, {}, {RHO: rho}, 200, seed=1)
    assert stats.spearmanr(drawn[OR], drawn[RR]).statistic == pytest.approx(rho)


def test_a_partner_that_does_not_vary(register):
    free = make_draws(register, {OR: "none"}, {}, 50, seed=1)
    tied = make_draws(register, {OR: "none", **TIED}, {}, 50, seed=1)
    assert tied[RR].equals(free[RR])


def test_chain_of_links():
    ties = [Link("bc", "b", "c"), Link("ab", "a", "b")]
    assert [t.id for t in in_order(ties)] == ["ab", "bc"]
    u = uniforms(["a", "b", "c"], N, seed=1)
    tied = correlated(u, ties, {"ab": np.full(N, 0.8), "bc": np.full(N, 0.8)})
    z = stats.norm.ppf(np.array([tied["a"], tied["c"]]))
    assert abs(np.corrcoef(z)[0, 1] - 0.64) < 4 * (1 - 0.64**2) / np.sqrt(N)


ENTRY = """\
  {name}:
    label: A name
    unit: {unit}
    value: {value}
    {rest}
    basis: assumption
    note: for a test
    source: {{cite: a test, where: here}}
"""


def _entry(name, rest, unit="DKK", value=1):
    return ENTRY.format(name=name, rest=rest, unit=unit, value=value)


def _evidence(folder, links):
    gamma = "distribution: {kind: gamma, shape: 4, scale: 0.25}"
    share = "distribution: {kind: dirichlet, group: g, alpha: 1, total: 2}"
    body = "".join(_entry(name, gamma) for name in "abc")
    body += "".join(_entry(name, share, "share", 0.5) for name in "st")
    for i, (tied, unit) in enumerate(links):
        body += _entry(f"rho_{i}", f"correlates: [{tied}]", unit, 0)
    (folder / "a.yaml").write_text("parameters:\n" + body)
    return folder


BAD_LINKS = {
    "unknown": ([("a, d", "correlation")], "correlates[1]: 'd' is no parameter"),
    "alone": ([("a", "correlation")], "name two different parameters"),
    "itself": ([("a, a", "correlation")], "name two different parameters"),
    "unit": ([("a, b", "share")], "has unit correlation"),
    "twice": ([("a, c", "correlation"), ("b, c", "correlation")], "by rho_0: keep one"),
    "circle": ([("a, b", "correlation"), ("b, a", "correlation")], "round in a circle"),
    "share": ([("a, s", "correlation")], "Dirichlet group"),
    "correlation": ([("a, b", "correlation"), ("a, rho_0", "correlation")], "itself"),
}


@pytest.mark.parametrize("case", BAD_LINKS)
def test_links_that_cannot_be(tmp_path, case):
    links, words = BAD_LINKS[case]
    with pytest.raises(UserError) as caught:
        load_register(_evidence(tmp_path, links))
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'a.yaml'}:")
    assert "\n" not in str(caught.value)


def test_a_correlation_that_varies_itself(tmp_path):
    _evidence(tmp_path, [("a, b", "correlation")])
    text = (tmp_path / "a.yaml").read_text()
    uniform = "distribution: {kind: uniform, low: -0.9, high: 0.9}\n    correlates"
    (tmp_path / "a.yaml").write_text(text.replace("correlates", uniform))
    register = load_register(tmp_path)
    drawn = make_draws(register, {}, {}, N, seed=1)
    assert stats.kstest(drawn["b"], register.distribution("b").frozen().cdf).pvalue > 1e-4
    strong = drawn["rho_0"] > 0.7
    assert drawn[strong].corr("spearman").loc["a", "b"] > 0.6


def test_a_sobol_sequence_has_an_end():
    """Of 30 bits, so 2^30 points; said before any number is made."""
    with pytest.raises(UserError, match=f"method sobol gives at most {2**30}"):
        uniforms(["x"], 2**30 + 1, seed=1, method="sobol")
