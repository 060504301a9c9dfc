"""A check whose question a scenario switched off says so, and is neither passed nor failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kth_sim.evidence.register import Register
from kth_sim.scenarios.vary import variable
from kth_sim.verify import computation_time, uncertainty, uncertainty_voi
from kth_sim.verify.budget_workbook import _workbook_recalculated
from kth_sim.verify.check import CHECKS, DoesNotApplyError
from kth_sim.verify.inputs_draws import laws
from kth_sim.verify.null import need_treated
from kth_sim.verify.runner import all_checks, answer
from kth_sim.verify.states_extremes import kth_deaths
from kth_sim.verify.subject import Subject, subject_of

SCENARIOS = Path(__file__).parents[2] / "configs" / "scenarios"
Mine = Callable[..., Subject]


@pytest.fixture
def mine(tmp_path: Path, register: Register) -> Mine:
    """`mine(text, base)`: a scenario of one's own, with these lines more than its base."""

    def _mine(text: str, base: str = "national") -> Subject:
        path = tmp_path / "mine.yaml"
        first = f'label: "Mine"\nrationale: "To see"\nbase: {SCENARIOS / base}.yaml\n'
        path.write_text(first + text, "utf-8")
        return subject_of(path, register)

    return _mine


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("states.enormous_hazard", "set: {prob_death_31_90: 0}", "a hazard of the first year is 0"),
        ("states.weibull_shape_1", "set: {prob_readmission_30d: 0}", "nobody, or everybody"),
        (
            "states.hazard_ratio_up_risk_up",
            "set: {uptake_kth: 0, prob_destination_own_home: 1}",
            "no hazard ratio has anything to act on",
        ),
        (
            "strategies.effect_monotone",
            "set: {or_death_30d_kth: 1, rr_readmission_30d_kth: 1}",
            "KTH has no effect",
        ),
        ("values.horizons_add_up", "run: {horizon_years: 1}", "a horizon of 1 year"),
        ("computation.late_start_of_lives", "set: {uptake_kth: 0}", "changes no life"),
    ],
)
def test_what_is_switched_off_in_a_scenarios_file(
    mine: Mine, name: str, text: str, why: str
) -> None:
    all_checks()
    seen = answer(mine(text + "\n"), CHECKS[name])
    assert (seen.status, why in seen.finding.found) == ("does_not_apply", True), seen.finding


def test_an_effect_out_of_reach_has_no_series_of_deaths(mine: Mine) -> None:
    """Where all who die by day 30 die in hospital, an effect after discharge meets nobody."""
    assert kth_deaths(mine("set: {share_deaths_30d_in_hospital: 1}\n")) == {}


def test_risk_differences_are_pushed_up_as_ratios_are(mine: Mine) -> None:
    """In the deck's way of counting: two deaths in a hundred fewer, none fewer, two more."""
    found = kth_deaths(mine("", base="as_presented"))["deaths by day 30 with KTH"]
    fewer, more = np.diff(found)
    assert found == sorted(found)
    assert fewer == pytest.approx(400.0, abs=4.0 * np.sqrt(20_000 * 0.1 * 0.9))
    assert more == pytest.approx(400.0, abs=4.0 * np.sqrt(20_000 * 0.1 * 0.9))


def test_survival_is_compared_no_later_than_the_horizon(mine: Mine) -> None:
    """Days 30, 90 and 365, years 2 and 5; not 10, 20 and 30."""
    all_checks()
    seen = answer(mine("run: {horizon_years: 8}\n"), CHECKS["states.population_survival"])
    assert seen.status == "passed"
    assert seen.finding.found.startswith("largest of 5 deviations")


def test_an_observed_cost_is_no_sum_of_one_patients(mine: Mine) -> None:
    """The deck's cost is solved on its own cohort: everything but the cost is still compared."""
    all_checks()
    seen = answer(mine("", base="as_presented"), CHECKS["budget.everything_on_day_1"])
    assert seen.status == "passed"
    assert "readmissions" in seen.finding.expected
    assert "cost" not in seen.finding.expected


def test_kth_that_starts_after_the_intake_is_given_to_nobody(register: Register) -> None:
    given = variable(SCENARIOS / "national.yaml", register)
    late = tuple(
        replace(cluster, start_day=given.base.intake_days) for cluster in given.base.clusters
    )
    subject = Subject(replace(given, base=replace(given.base, clusters=late)))
    with pytest.raises(DoesNotApplyError, match="KTH starts after the intake"):
        need_treated(subject)
    one_in_time = (replace(late[0], start_day=given.base.intake_days - 1.0), *late[1:])
    need_treated(Subject(replace(given, base=replace(given.base, clusters=one_in_time))))


def test_no_workbook_for_a_reform_inside_a_year(register: Register) -> None:
    given = variable(SCENARIOS / "national.yaml", register)
    summer = replace(given.base, reform_date=date(2027, 7, 1))
    with pytest.raises(DoesNotApplyError, match=r"1 January only.*2027-07-01"):
        _workbook_recalculated(Subject(replace(given, base=summer)))


# Nothing uncertain, nothing worth knowing ------------------------------------------------------


def uncertain_in(*names: str) -> SimpleNamespace:
    """A subject of which only these parameters vary, between 0 and 1 in two draws."""
    draws = pd.DataFrame({name: [0.0, 1.0] for name in names})
    runs = SimpleNamespace(
        variable=SimpleNamespace(distributions=dict.fromkeys(names)),
        draws=lambda n: draws,
    )
    return SimpleNamespace(runs=runs, distributions=dict)


def test_no_distribution_no_law() -> None:
    with pytest.raises(DoesNotApplyError, match="nothing is uncertain"):
        laws(uncertain_in())


def test_no_bar_of_the_tornado_is_uncertain() -> None:
    with pytest.raises(DoesNotApplyError, match=r"or_death_30d_kth, .* is uncertain"):
        uncertainty._tornado_ends(uncertain_in("age_max"))


@pytest.mark.parametrize(
    ("benefit", "why"),
    [([5.0, 5.0], "the same in every draw"), ([5.0, 6.0], "fewer than three parameters")],
)
def test_nothing_to_learn(monkeypatch: pytest.MonkeyPatch, benefit: list[float], why: str) -> None:
    """Two draws of two strategies whose effect is the same; two parameters that vary."""
    cost = np.array([[0.0, -worth] for worth in benefit])
    outcomes = uncertainty_voi.Outcomes.from_arrays(["old", "new"], cost, np.zeros_like(cost))
    subject = uncertain_in("a", "b")
    subject.runs.panel = lambda draws, patients: SimpleNamespace(frame=lambda: None)
    monkeypatch.setattr(uncertainty_voi.Outcomes, "from_panel", lambda *given: outcomes)
    with pytest.raises(DoesNotApplyError, match=why):
        uncertainty_voi._order_of_information(subject)


# Kom Trygt Hjem changes nothing ----------------------------------------------------------------


def test_budgets_that_kth_leaves_as_they_are(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = Subject(variable(SCENARIOS / "national.yaml", register))
    nothing = SimpleNamespace(net=np.zeros((1, 3)))
    monkeypatch.setattr(type(subject.runs.budgets), "of", lambda self, plan: nothing)
    with pytest.raises(DoesNotApplyError, match="changes no cost"):
        computation_time._budgets(subject)


def test_queues_that_kth_leaves_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    same = np.ones((2, 2, 800)), np.arange(5.0)
    monkeypatch.setattr(computation_time, "in_queues", lambda runs, start: same)
    with pytest.raises(DoesNotApplyError, match="changes no queue"):
        computation_time._queues(uncertain_in())
