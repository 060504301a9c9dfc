"""Hyper-parameters from what is printed: the fit gives the printed numbers back, by SciPy."""

import pytest
from pydantic import TypeAdapter, ValidationError

from kth_sim.errors import ConfigError
from kth_sim.evidence.distributions import Distribution
from kth_sim.evidence.register import load_register
from kth_sim.runs.evidence_views import entry_details

ADAPTER = TypeAdapter(Distribution)


def _fit(kind, **numbers):
    more = {"group": "g"} if kind == "dirichlet" else {}
    return ADAPTER.validate_python({"kind": kind, "fit": numbers, **more}, strict=True)


MOMENTS = ["normal", "lognormal", "beta", "gamma", "dirichlet", "uniform", "triangular"]


@pytest.mark.parametrize("kind", MOMENTS)
@pytest.mark.parametrize(("mean", "se"), [(0.119, 0.0071), (0.4, 0.1), (0.9, 0.05)])
def test_mean_and_standard_error_come_back(kind, mean, se):
    law = _fit(kind, mean=mean, se=se).frozen()
    assert law.mean() == pytest.approx(mean, rel=1e-9)
    assert law.std() == pytest.approx(se, rel=1e-9)


@pytest.mark.parametrize("kind", ["normal", "lognormal", "beta", "gamma", "uniform", "triangular"])
@pytest.mark.parametrize(("low", "high"), [(0.105, 0.133), (0.02, 0.6), (0.7, 0.98)])
@pytest.mark.parametrize("level", [0.95, 0.5])
def test_interval_comes_back(kind, low, high, level):
    fitted = _fit(kind, low=low, high=high, level=level)
    assert fitted.interval(level) == pytest.approx((low, high), rel=1e-6)


def test_median_and_interval():
    split = _fit("split_normal", median=0.6, low=0.37, high=0.85)
    assert split.interval() == pytest.approx((0.37, 0.85), rel=1e-12)
    smooth = _fit("lognormal", median=0.6, low=0.37, high=0.85)
    assert smooth.frozen().median() == pytest.approx(0.6)
    low, high = smooth.interval()
    assert high / low == pytest.approx(0.85 / 0.37)


def test_the_shipped_odds_ratio_is_the_fit_of_its_interval(register):
    fitted = _fit("lognormal", median=0.6, low=0.37, high=0.85)
    typed = register.distribution("or_death_30d_kth")
    assert (fitted.mu, fitted.sigma) == pytest.approx((typed.mu, typed.sigma), abs=1e-4)


@pytest.mark.parametrize("kind", MOMENTS)
def test_dump_shows_hyperparameters_and_loads_again(kind):
    fitted = _fit(kind, mean=0.3, se=0.05)
    dumped = fitted.model_dump(mode="json", exclude_none=True)
    assert dumped["fit"] == {"mean": 0.3, "se": 0.05, "level": 0.95}
    assert len(dumped) >= 4
    assert ADAPTER.validate_python(dumped) == fitted
    assert ADAPTER.validate_json(ADAPTER.dump_json(fitted)) == fitted


@pytest.mark.parametrize(
    ("kind", "numbers", "words"),
    [
        ("beta", {"mean": 0.1, "se": 0.5}, "must be below 0.3"),
        ("beta", {"mean": 1.1, "se": 0.5}, "between 0 and 1"),
        ("beta", {"low": 0.0, "high": 0.5}, "above 0"),
        ("beta", {"low": 0.1, "high": 1.0}, "below 1"),
        ("gamma", {"mean": -1.0, "se": 1.0}, "above 0"),
        ("gamma", {"low": 1.0, "high": 1.0 + 1e-9}, "too near"),
        ("gamma", {"low": 1e-300, "high": 1.0}, "too far"),
        ("lognormal", {"mean": 0.0, "se": 1.0}, "above 0"),
        ("lognormal", {"low": -1.0, "high": 1.0}, "above 0"),
        ("lognormal", {"median": 2.0, "low": 0.5, "high": 1.0}, "between 0.5 and 1"),
        ("split_normal", {"mean": 0.5, "se": 0.1}, "fitted to median, low and high"),
        ("normal", {"median": 0.5, "low": 0.1, "high": 0.9}, "mean and se; low and high"),
        ("normal", {"mean": 0.5}, "give one of"),
        ("normal", {"mean": 0.5, "se": 0.1, "low": 0.1}, "give one of"),
        ("normal", {"low": 0.5, "high": 0.5}, "must lie above low"),
        ("normal", {"low": 0.5, "high": 0.6, "level": 1.0}, "less than 1"),
        ("normal", {"mean": 0.5, "se": 0.0}, "greater than 0"),
        ("normal", {"mean": "0.5", "se": 0.1}, "valid number"),
    ],
)
def test_numbers_that_nothing_fits(kind, numbers, words):
    with pytest.raises(ValidationError) as caught:
        _fit(kind, **numbers)
    assert caught.value.error_count() == 1  # and nothing of missing hyper-parameters
    assert words in str(caught.value)


def test_hyperparameter_beside_fit():
    data = {"kind": "normal", "mu": 3.0, "fit": {"mean": 0.1, "se": 1.0}}
    with pytest.raises(ValidationError, match="keep one"):
        ADAPTER.validate_python(data)


EVIDENCE = """\
parameters:
  cost_x:
    label: A cost
    unit: DKK
    value: 40000
    distribution: {kind: gamma, fit: {mean: 40000, se: 20000}}
    basis: assumption
    note: for a test
    source: {cite: a test, where: here}
"""


def test_fit_in_a_file(write, tmp_path):
    write(EVIDENCE)
    details = entry_details(load_register(tmp_path), "cost_x")
    assert details["distribution"]["shape"] == pytest.approx(2**2)  # (mean / se)^2
    assert details["distribution"]["scale"] == pytest.approx(20000**2 / 40000)


@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("se: 20000", "sd: 20000", "sd:", "unknown key"),
        ("mean: 40000", "mean: -4", "-4", "must be above 0"),
        (", se: 20000", "", "{mean", "give one of"),
    ],
)
def test_mistakes_in_a_file_have_a_place(write, tmp_path, old, new, at, words):
    text = EVIDENCE.replace(old, new)
    write(text)
    line = next(i for i, row in enumerate(text.split("\n")) if at in row)
    column = text.split("\n")[line].index(at)
    with pytest.raises(ConfigError, match=words) as caught:
        load_register(tmp_path)
    assert f"a.yaml:{line + 1}:{column + 1}: " in str(caught.value)


def test_fitted_dirichlet_may_be_rounded(write, tmp_path):
    """Two shares with printed means and standard errors that agree to 1 %."""
    share = (
        "  {}:\n    label: s\n    unit: share\n    value: {}\n    distribution: {{kind: "
        "dirichlet, group: g, fit: {{mean: {}, se: {}}}}}\n    basis: assumption\n"
        "    note: none\n    source: {{cite: a, where: b}}\n"
    )
    write(
        "parameters:\n" + share.format("a", 0.3, 0.3, 0.0456) + share.format("b", 0.7, 0.7, 0.0457)
    )
    load_register(tmp_path)
    write("parameters:\n" + share.format("a", 0.3, 0.3, 0.0456) + share.format("b", 0.7, 0.7, 0.06))
    with pytest.raises(ConfigError, match="weights of group g sum"):
        load_register(tmp_path)
