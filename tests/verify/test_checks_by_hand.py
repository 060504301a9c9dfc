"""The arithmetic inside the checks, on values small enough to be seen through."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kth_sim.economics import Outcomes
from kth_sim.evidence.copula import Link
from kth_sim.evidence.distributions import Dirichlet, Normal, SplitNormal, Uniform
from kth_sim.evidence.register import Register
from kth_sim.verify import inputs_draws, strategies, subject_runs, uncertainty_icer
from kth_sim.verify.budget_workbook import number
from kth_sim.verify.check import Check, DoesNotApplyError, Finding
from kth_sim.verify.findings import equal_arrays
from kth_sim.verify.inputs_draws import Law, fills, linked, shares_z
from kth_sim.verify.runner import run_checks
from kth_sim.verify.subject import Subject
from kth_sim.verify.subject_runs import Layout, Runs
from kth_sim.verify.subject_runs_printed import Printed
from kth_sim.verify.subject_runs_spread import narrowed
from kth_sim.verify.sums_printed import Line, apart
from kth_sim.verify.uncertainty import apart_in_deviations

# Laws of what is drawn -------------------------------------------------------------------------


def test_a_split_normal_has_its_own_deviation_on_each_side() -> None:
    """exp(mu) is the median; one deviation away lie 15.87 and 84.13 % of the standard normal."""
    law = Law(SplitNormal(kind="split_normal", mu=-0.5, sigma_low=0.4, sigma_high=0.2), 0.0, np.inf)
    at = np.exp([-0.5 - 0.4, -0.5, -0.5 + 0.2])
    assert law.cdf(at) == pytest.approx([0.158655254, 0.5, 0.841344746], abs=1e-9)
    assert law.cdf(np.array([0.0])) == 0.0


def test_a_split_normal_of_equal_halves_has_the_mean_of_a_lognormal() -> None:
    """exp(mu + sigma^2 / 2)."""
    law = Law(SplitNormal(kind="split_normal", mu=-0.5, sigma_low=0.3, sigma_high=0.3), 0.0, np.inf)
    assert law.mean() == pytest.approx(math.exp(-0.5 + 0.3**2 / 2), rel=1e-12)


def test_a_tail_that_the_unit_cuts_off_moves_the_mean() -> None:
    """Half of a standard normal: its mean is sqrt(2 / pi)."""
    law = Law(Normal(kind="normal", mu=0.0, sigma=1.0), 0.0, np.inf)
    assert law.mean() == pytest.approx(math.sqrt(2.0 / math.pi), rel=1e-9)


FLAT = Law(Uniform(kind="uniform", low=0.0, high=1.0), 0.0, 1.0)
EVENLY = (np.arange(1000) + 0.5) / 1000  # deep enough: 10 / 1000 from the ends at most


@pytest.mark.parametrize(
    ("draws", "well"),
    [
        (EVENLY, True),
        (np.append(EVENLY, -1e-9), False),
        (np.append(EVENLY, 1.0 + 1e-9), False),
        (EVENLY[EVENLY > 0.02], False),
        (EVENLY[EVENLY < 0.98], False),
    ],
    ids=["whole", "below", "above", "no lower tail", "no upper tail"],
)
def test_draws_fill_their_range_and_no_more(draws: np.ndarray, well: bool) -> None:
    assert fills(FLAT, draws) is well


def test_only_links_between_parameters_that_vary_are_expected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ties = [Link("correlation_ab", "a", "b"), Link("correlation_ac", "a", "c")]
    monkeypatch.setattr(inputs_draws, "links", lambda entries: ties)
    draws = pd.DataFrame({"correlation_ab": [0.5, 0.7], "correlation_ac": [0.1, 0.1]})
    subject = SimpleNamespace(draws=lambda: draws, register=SimpleNamespace(entries={}))
    assert dict(linked(subject, ["a", "b"])) == {frozenset(("a", "b")): pytest.approx(0.6)}


def test_shares_of_two_groups_are_not_compared() -> None:
    """Of a Dirichlet (2, 3, 5) the covariance of the first two is -2 x 3 / (10^2 x 11)."""
    x = np.random.default_rng(1).dirichlet([2.0, 3.0, 5.0], 4000)
    draws = pd.DataFrame({"a": x[:, 0], "b": x[:, 1], "other": x[::-1, 0]})

    def share(group: str, alpha: float) -> Law:
        return Law(Dirichlet(kind="dirichlet", group=group, alpha=alpha, total=10.0), 0.0, 1.0)

    known = {"a": share("one", 2.0), "b": share("one", 3.0), "other": share("two", 2.0)}
    found = dict(shares_z(draws, known))
    product = (draws["a"] - draws["a"].mean()) * (draws["b"] - draws["b"].mean())
    error = product.std() / math.sqrt(4000)
    assert found == {"a and b": pytest.approx((product.mean() + 6.0 / 1100.0) / error)}


# Comparisons -----------------------------------------------------------------------------------


def test_arrays_of_two_shapes_differ_everywhere() -> None:
    assert equal_arrays(np.zeros((2, 3)), np.zeros(4)) == 6
    assert equal_arrays(np.zeros(4), np.zeros((2, 3))) == 6


def test_a_cell_that_shows_no_number_is_none() -> None:
    assert number("-1.5") == -1.5
    assert math.isnan(number("#REF!"))


def test_a_measure_without_spread_has_no_deviations_to_be_apart_by() -> None:
    """KTH's draws 1 and 3 deviate by sqrt(2); their mean moved by 2 on average."""
    plain = SimpleNamespace(whole={"x": np.array([[5.0, 1.0], [5.0, 3.0]])})
    base = SimpleNamespace(whole={"x": np.array([[5.0, 2.0], [5.0, 2.0]])})
    found = SimpleNamespace(whole={"x": np.array([[6.0, 5.0], [6.0, 3.0]])})
    assert apart_in_deviations(found, base, plain) == {"x, kth": pytest.approx(math.sqrt(2.0))}


def test_words_may_stand_for_numbers_only_where_they_are_expected() -> None:
    run = Printed("Cost per QALY   no gain, or no extra cost\n", {}, 1, 1)
    line = Line("Cost per QALY", [250_000.0], may_be_words=True)
    assert apart(run, [line]) == {}
    strict = Line("Cost per QALY", [250_000.0])
    assert apart(run, [strict]) == {"Cost per QALY: 0 numbers, not 1": np.inf}


def test_a_quadrant_told_wrongly_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each pair lies in one of five places; here every share stands under the next one's name."""
    shares = uncertainty_icer.quadrant_shares

    def moved(outcomes: Outcomes) -> pd.Series[float]:
        found = shares(outcomes)
        return pd.Series(np.roll(found.to_numpy(), 1), index=found.index)

    monkeypatch.setattr(uncertainty_icer, "quadrant_shares", moved)
    wrong = list(uncertainty_icer.wrong_pairs())
    assert len(wrong) == len(uncertainty_icer.CASES)
    assert all("quadrant" in one for one in wrong)


def test_a_ratio_told_wrongly_under_the_right_label_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each set whose frontier has a second strategy shows one ICER at least."""
    table = uncertainty_icer.icer_table
    ratios = []

    def doubled(outcomes: Outcomes) -> pd.DataFrame:
        found = table(outcomes)
        ratios.append(found["icer"].gt(0.0).any())
        return found.assign(icer=2.0 * found["icer"])

    monkeypatch.setattr(uncertainty_icer, "SETS", 10)
    monkeypatch.setattr(uncertainty_icer, "icer_table", doubled)
    wrong = list(uncertainty_icer.wrong_sets())
    assert len(wrong) == sum(ratios) > 0
    assert all("ICERs" in one for one in wrong)


def test_a_patient_who_lives_a_third_life_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """At half the uptake a patient lives as at full uptake or as in usual care: here 2 does not."""

    def lives(second: float) -> dict[str, pd.DataFrame]:
        event = pd.Categorical(["death"] * 4)
        return {
            "fast": pd.DataFrame(
                {
                    "strategy": ["usual_care", "usual_care", "kth", "kth"],
                    "patient": [1, 2, 1, 2],
                    "event": event,
                    "place": event,
                    "start": [10.0, 20.0, 11.0, second],
                    "stop": [10.0, 20.0, 11.0, second],
                }
            )
        }

    ledgers = {1.0: lives(21.0), 0.5: lives(20.5), 0.25: lives(20.0)}
    monkeypatch.setattr(
        strategies, "lives_of", lambda subject, changes: ledgers[changes["uptake_kth"]]
    )
    full = {"uptake_kth": 1.0}
    assert strategies.third_lives(None, {"uptake_kth": 0.5}, full) == ["patient 2"]
    assert strategies.third_lives(None, {"uptake_kth": 0.25}, full) == []


# Runs ------------------------------------------------------------------------------------------


def test_checks_are_run_without_anybody_watching() -> None:
    finding = Finding(True, "one", "one", "none")
    checks = [Check(name, "Well?", lambda _: finding) for name in ("states.a", "states.b")]
    assert [one.status for one in run_checks(None, checks)] == ["passed", "passed"]


def test_a_run_stopped_by_the_user_asks_no_further_checks() -> None:
    """One thread: when the first answer is told, the second check at most has begun."""
    asked = []

    def ask(subject: Subject) -> Finding:
        asked.append(1)
        return Finding(True, "one", "one", "none")

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    checks = [Check(f"states.{i}", "Well?", ask) for i in range(2000)]
    with pytest.raises(KeyboardInterrupt):
        run_checks(None, checks, threads=1, progress=stop)
    assert 1 <= len(asked) < len(checks)


def test_a_run_that_goes_on_though_it_was_to_be_stopped_is_an_error(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the check of resuming would compare two whole runs."""
    monkeypatch.setattr(subject_runs, "run_psa", lambda *given: None)
    with pytest.raises(RuntimeError, match="not interrupted"):
        subject.runs.stored(Layout(stop_after=1))


def test_shares_of_a_whole_alone_are_no_model_for_one_parameter_more(subject: Subject) -> None:
    drawn = {
        name: law for name, law in subject.distributions().items() if isinstance(law, Dirichlet)
    }
    assert drawn
    given = SimpleNamespace(register=subject.register, distributions=drawn)
    with pytest.raises(DoesNotApplyError, match="drawn by itself"):
        Runs(given).with_parameter()


def test_an_alternative_in_use_is_narrowed_and_the_base_value_left(register: Register) -> None:
    """A tenth of both deviations about the point value, on the log scale."""
    name, choice = "or_death_30d_kth", "split_normal"
    entry = narrowed(register, {name: 0.6}, {name: choice}, 0.1).entries[name]
    given = register.entries[name].alternatives[choice].distribution
    assert isinstance(given, SplitNormal)
    found = entry.alternatives[choice].distribution
    assert (found.mu, found.sigma_low, found.sigma_high) == pytest.approx(
        (math.log(0.6), 0.1 * given.sigma_low, 0.1 * given.sigma_high)
    )
    assert entry.distribution == register.entries[name].distribution
