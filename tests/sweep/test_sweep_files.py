"""Sweep files: what they may say, where their points lie, and one line for every mistake."""

from __future__ import annotations

import re

import numpy as np
import pytest

from kth_sim.errors import ConfigError, UserError
from kth_sim.scenarios.sweep import find_sweep, load_sweep, sweep_paths
from tests.sweep.conftest import GRID, LIST

HEAD = 'label: "x"\nrationale: "x"\nbase: national\n'


@pytest.mark.parametrize("name", sorted(sweep_paths()))
def test_a_sweep_that_is_shipped_resolves(name, register):
    sweep = load_sweep(find_sweep(name), register)
    assert len(sweep.points) > 1
    assert all(point.values.keys() == {a.id for a in sweep.axes} for point in sweep.points)


def test_a_grid_has_every_value_with_every_value_the_last_axis_fastest(sweep_of):
    points = sweep_of(GRID).points
    assert len(points) == 2 * 3 * 2
    assert [tuple(p.values.values()) for p in points[:3]] == [
        (0.5, 0.8, "excluded"),
        (0.5, 0.8, "included"),
        (0.5, 1.2, "excluded"),
    ]


def test_a_point_is_the_scenario_that_sets_the_same(sweep_of):
    point = sweep_of(GRID).points[-1]
    assert point.scenario.value("or_death_30d_kth") == 0.8
    assert point.scenario.structure["later_care_costs"] == "included"
    assert point.scenario.parameters["or_death_30d_kth"].basis == "assumption"


def test_points_of_a_list_have_the_bases_value_where_they_say_nothing(sweep_of):
    sweep = sweep_of(LIST)
    first, crude, immortal, half, _ = sweep.points
    assert first.values["uptake_kth"] == sweep.base.value("uptake_kth")
    assert half.values["uptake_kth"] == 0.5
    assert crude.values["or_death_30d_kth"] == "crude"
    assert (first.values["scenario"], immortal.values["scenario"]) == ("national", "immortal_time")
    assert immortal.scenario.bases[0] == "immortal_time"


def test_a_logarithmic_axis_steps_by_equal_ratios(sweep_of):
    axis = "axes: [{parameter: or_death_30d_kth, low: 0.5, high: 2, steps: 3, scale: log}]"
    sweep = sweep_of(f"{HEAD}kind: grid\n{axis}\n")
    assert sweep.axes[0].values == (0.5, 1.0, 2.0)


DESIGN = """
axes:
  - {parameter: or_death_30d_kth, low: 0.4, high: 1.2}
  - {parameter: frailty_variance, low: 0, high: 2}
  - {switch: later_care_costs, choices: [excluded, included]}
"""


def places(sweep, low, high, name):
    values = np.array([point.values[name] for point in sweep.points])
    return (values - low) / (high - low)


def test_a_latin_hypercube_has_one_point_in_each_stratum_of_each_axis(sweep_of):
    sweep = sweep_of(f"{HEAD}kind: latin_hypercube\nsize: 20\n{DESIGN}")
    for name, low, high in (("or_death_30d_kth", 0.4, 1.2), ("frailty_variance", 0, 2)):
        strata = np.floor(20 * places(sweep, low, high, name)).astype(int)
        assert sorted(strata) == list(range(20))
    assert [p.values["later_care_costs"] for p in sweep.points].count("included") == 10


def test_sobol_points_fill_every_quarter_of_every_pair_of_axes_evenly(sweep_of):
    """A scrambled Sobol sequence of 2^m points is a (t, m, s)-net; in base 2 with t small."""
    sweep = sweep_of(f"{HEAD}kind: sobol\nsize: 64\n{DESIGN}")
    x = places(sweep, 0.4, 1.2, "or_death_30d_kth") >= 0.5
    y = places(sweep, 0, 2, "frailty_variance") >= 0.5
    z = np.array([p.values["later_care_costs"] == "included" for p in sweep.points])
    for a, b in ((x, y), (x, z), (y, z)):
        quarters = [int((a == i).__and__(b == j).sum()) for i in (0, 1) for j in (0, 1)]
        assert quarters == [16, 16, 16, 16]


def test_the_same_seed_gives_the_same_design_and_another_another(sweep_of):
    text = f"{HEAD}kind: sobol\nsize: 8\n{DESIGN}"
    one, again, other = (sweep_of(f"{text}seed: {seed}\n") for seed in (1, 1, 2))
    assert [p.values for p in one.points] == [p.values for p in again.points]
    assert [p.values for p in one.points] != [p.values for p in other.points]


AXES = "kind: grid\naxes:\n  - "
MISTAKES = {
    "{parameter: or_death_30d, values: [0.5]}": "unknown parameter: did you mean",
    "{parameter: or_death_30d_kth, values: [0.5, -1]}": "set.or_death_30d_kth",
    "{parameter: or_death_30d_kth, low: 0.5, high: 0.4, steps: 3}": "does not lie below",
    "{parameter: or_death_30d_kth, low: 0.4, high: 0.5}": "give steps, too",
    "{parameter: or_death_30d_kth, low: 0.4, steps: 3}": "give low and high, both",
    "{parameter: or_death_30d_kth}": "give values, or low and high",
    "{parameter: or_death_30d_kth, values: [0.5, 0.5]}": "a second time",
    "{alternative: or_death_30d_kth, choices: [base, crudee]}": "no alternative 'crudee'",
    "{alternative: or_death_30d_kth}": "needs choices",
    "{switch: later_care_costs, choices: [excluded, inclded]}": "did you mean 'included'",
    "{switch: later_costs, choices: [excluded]}": "not allowed here",
    "{plan: [all_at_onc]}": "did you mean 'all_at_once'",
    "{scenario: [nationale]}": "did you mean 'national'",
    "{parameter: or_death_30d_kth, plan: [none]}": "give one of parameter",
    "{plan: [none], values: [1]}": "an axis of plan has no values",
    "{plan: [none], choices: [a]}": "an axis of plan has no choices: remove them",
    "{parameter: smr_years_1_4, low: 0, high: 3, steps: 2, scale: log}": "above 0",
    "{parameter: or_death_30d_kth, valus: [0.5]}": "unknown key: did you mean 'values'",
}


@pytest.mark.parametrize(("axis", "what"), MISTAKES.items())
def test_a_mistake_in_an_axis_is_one_line_with_its_place(axis, what, sweep_of):
    with pytest.raises(ConfigError) as found:
        sweep_of(f"{HEAD}{AXES}{axis}\n")
    text = str(found.value)
    assert what in text
    assert "\n" not in text
    assert re.search(r"grid\.yaml:6:\d+: ", text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("kind: gird\naxes: [{plan: [none]}]", "did you mean 'grid'"),
        ("kind: grid", "kind grid needs axes"),
        ("kind: list", "kind list needs points"),
        ("kind: list\naxes: [{plan: [none]}]\npoints: [{}]", "kind list has no axes"),
        ("kind: sobol\nsize: 12\naxes: [{plan: [none]}]", "power of 2"),
        ("kind: sobol\naxes: [{plan: [none]}]", "add size"),
        ("kind: grid\nsize: 8\naxes: [{plan: [none]}]", "remove it"),
        ("kind: list\npoints: [{plan: none}, {label: x}]", "some have none"),
        ("kind: grid\naxes: [{plan: [none]}, {plan: [all_at_once]}]", "on an axis already"),
        (
            "kind: grid\naxes:\n  - {parameter: uptake_kth, low: 0, high: 1, steps: 1000}\n"
            "  - {parameter: fidelity_kth, low: 0, high: 1, steps: 1000}",
            "1,000,000 points: at most 10,000",
        ),
        ("kind: grid\naxes: [{plan: [none]}]\ndraws: 0", "greater than or equal to 1"),
        (
            "kind: list\npoints: [{set: {uptake_kth: 2}}]",
            "set.uptake_kth",
        ),
    ],
)
def test_a_mistake_in_the_whole_is_one_line_with_its_place(text, what, sweep_of):
    with pytest.raises(ConfigError, match=r"grid\.yaml:\d+:\d+: ") as found:
        sweep_of(f"{HEAD}{text}\n")
    assert what in str(found.value)


def test_a_sweep_that_is_not_there_is_said_with_the_nearest():
    with pytest.raises(UserError, match="did you mean 'readings'"):
        find_sweep("reading")
    with pytest.raises(UserError, match=r"^reading\.yaml: no such file: check the name"):
        find_sweep("reading.yaml")


def test_a_base_that_is_not_there_is_the_sweeps_mistake(sweep_of):
    with pytest.raises(ConfigError, match=r"grid\.yaml:3:7: base: .* did you mean 'national'"):
        sweep_of(f"{HEAD.replace('national', 'nationl')}kind: grid\naxes: [{{plan: [none]}}]\n")


def test_a_mistake_in_a_plan_beside_the_sweep_has_the_plans_place(register, tmp_path):
    plan, sweep = tmp_path / "rollouts" / "mine.yaml", tmp_path / "sweeps" / "grid.yaml"
    for path in (plan, sweep):
        path.parent.mkdir()
    plan.write_text('label: "x"\nrationale: "x"\nnetwork: national\nall: {ceiling: 2}\n')
    sweep.write_text(f"{HEAD}kind: grid\naxes: [{{plan: [mine]}}]\n")
    with pytest.raises(ConfigError, match=r"rollouts/mine\.yaml:4:16: all\.ceiling: "):
        load_sweep(sweep, register)
