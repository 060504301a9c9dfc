"""Averages over scenarios: against the runs that they average."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kth_sim.errors import ConfigError, UserError
from kth_sim.evidence.draws import make_draws
from kth_sim.runs.averaging import run_average
from kth_sim.runs.in_memory import panel_of
from kth_sim.runs.library import problems
from kth_sim.runs.weights import weights_asked

WTP = (200_000.0,)


@pytest.fixture(scope="module")
def averaged(scenario, register, psa):
    weights = weights_asked(["national=3", "crude=1"])
    scenarios = {name: scenario(name) for name in weights.weights}
    registers = dict.fromkeys(scenarios, register)
    return run_average(scenarios, registers, weights, 24, WTP, psa)


def benefit_of(scenario, register, psa) -> np.ndarray:
    """Net benefit a draw, worked out here from the panel."""
    draws = make_draws(register, scenario.choices, scenario.overrides, 24, 1)
    found = panel_of(scenario, draws, psa).whole
    gained = found["qaly"][:, 1] - found["qaly"][:, 0]
    return WTP[0] * gained - (found["cost_total"][:, 1] - found["cost_total"][:, 0])


def test_the_average_is_that_of_the_runs_by_weight(averaged, scenario, register, psa):
    first, second = (benefit_of(scenario(n), register, psa) for n in ("national", "crude"))
    rows = averaged.averaging.set_index("scenario")
    assert rows["weight"].to_list() == [0.75, 0.25, 1.0]
    assert rows["inmb"]["average"] == pytest.approx(0.75 * first.mean() + 0.25 * second.mean())
    chance = 0.75 * (first > 0).mean() + 0.25 * (second > 0).mean()
    assert rows["prob_cost_effective"]["average"] == pytest.approx(chance)


def test_the_variance_is_that_of_all_draws_in_one_heap(averaged, scenario, register, psa):
    """The first scenario three times over, as its weight says."""
    first, second = (benefit_of(scenario(n), register, psa) for n in ("national", "crude"))
    heap = np.concatenate([first, first, first, second])
    row = averaged.variance.set_index("figure").loc["inmb_200000"]
    assert row["variance_total"] == pytest.approx(heap.var())
    share = row["variance_between"] / row["variance_total"]
    assert row["share_structural"] == pytest.approx(share)


def test_the_same_scenario_twice_by_another_name_has_no_structural_spread(scenario, register, psa):
    weights = weights_asked(["a=1", "b=1"])
    scenarios = dict.fromkeys(("a", "b"), scenario("national"))
    found = run_average(scenarios, dict.fromkeys(scenarios, register), weights, 8, WTP, psa)
    assert (found.variance["share_structural"] == 0).all()


def test_the_folder_is_a_run_like_others(averaged):
    assert problems(averaged.folder) == []
    written = pd.read_csv(averaged.folder / "averaging.csv")
    assert written["basis"].unique().tolist() == ["assumption"]


def test_the_shipped_weights_sum_to_1_and_are_called_an_assumption(scenario):
    weights = weights_asked(["structural"])
    assert sum(weights.weights.values()) == pytest.approx(1.0)
    assert weights.basis == "assumption"
    assert {scenario(name).name for name in weights.weights} == set(weights.weights)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["national=1"], "two scenarios"),
        (["national=1", "crude"], "SCENARIO=WEIGHT"),
        (["national=1", "crude=-1"], "above 0"),
        (["national=1", "crude=much"], "above 0"),
        (["national=1", "national=2"], "twice"),
        (["nowhere"], "no such weights"),
        (["nowhere.yaml"], "no such file"),
    ],
)
def test_weights_that_cannot_be_read(words, what):
    with pytest.raises(UserError, match=what):
        weights_asked(words)


def test_a_mistake_in_a_file_has_its_place(tmp_path):
    path = tmp_path / "w.yaml"
    text = "label: x\nrationale: x\nbasis: assumption\nweights: {national: 1, crude: 0}\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"w\.yaml:4:"):
        weights_asked([str(path)])
