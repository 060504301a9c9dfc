"""A scenario over its base: later words replace earlier ones, and derived numbers follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from kth_sim.errors import UserError
from kth_sim.scenarios import locate
from kth_sim.scenarios.locate import find_evidence, find_scenario, scenario_paths
from kth_sim.scenarios.resolve import load_scenario

ROOT = Path(__file__).parents[2]
OR = "or_death_30d_kth"
CRUDE = (0.080 / 0.920) / (0.119 / 0.881)


def test_a_number_beats_the_choice_of_its_base(resolve):
    scenario = resolve(f"choose: {{{OR}: crude}}", f"set: {{{OR}: 0.5}}")
    assert scenario.value(OR) == 0.5
    assert scenario.parameters[OR].choice == "set by the scenario"


def test_a_choice_beats_the_number_of_its_base(resolve):
    scenario = resolve(f"set: {{{OR}: 0.5}}", f"choose: {{{OR}: crude}}")
    assert scenario.value(OR) == pytest.approx(CRUDE, rel=1e-12)
    assert scenario.parameters[OR].choice == "crude"
    assert scenario.parameters[OR].basis == "derived"


@pytest.mark.parametrize("earlier", [f"choose: {{{OR}: crude}}", f"set: {{{OR}: 0.5}}"])
def test_base_as_the_alternative_goes_back_to_the_evidence(resolve, shipped, earlier):
    scenario = resolve(earlier, f"choose: {{{OR}: base}}")
    assert scenario.parameters[OR] == shipped("national").parameters[OR]


def test_the_last_of_several_wins(resolve):
    scenario = resolve(*(f"set: {{{OR}: {x}}}" for x in (0.5, 0.7, 0.9)))
    assert scenario.value(OR) == 0.9
    assert scenario.bases == ("layer_1", "layer_0", "national")


def test_what_the_layers_say_of_different_things_adds_up(resolve):
    scenario = resolve(
        f"set: {{{OR}: 0.5}}\nstructure: {{cost_anchor: observed}}",
        "choose: {rr_readmission_30d_kth: none}\nstructure: {later_care_costs: included}",
    )
    assert scenario.value(OR) == 0.5
    assert scenario.value("rr_readmission_30d_kth") == 1.0
    assert scenario.structure["cost_anchor"] == "observed"
    assert scenario.structure["later_care_costs"] == "included"
    assert scenario.structure["effect_window"] == "from_discharge"


def test_clusters_are_replaced_whole(resolve):
    scenario = resolve(
        "cohort:\n  clusters:\n"
        "    A: {people_per_year: 1, share_own_home: 0.2}\n    B: {people_per_year: 2}",
        "cohort:\n  clusters:\n    A: {people_per_year: 3}",
    )
    (only,) = scenario.clusters
    assert (only.name, only.people_per_year) == ("A", 3)
    assert only.share_own_home != only.share_own_home  # nan: as the evidence says
    assert scenario.intake_days == 365  # what the layer does not name stays


def test_settings_of_the_run_are_inherited_one_by_one(resolve):
    scenario = resolve("run: {seed: 5, horizon_years: 10}", "run: {seed: 6}")
    assert (scenario.seed, scenario.horizon_years) == (6, 10)
    assert scenario.patients == {"fast": 1_000_000, "reference": 4000}


@pytest.mark.parametrize("word", ["1e6", "1000000", "1.0e+6", "0xF4240"])
def test_a_million_may_be_written_as_yaml_1_2_has_it(resolve, word):
    assert resolve(f"run: {{patients: {word}}}").patients["fast"] == 1_000_000
    assert resolve(f"set: {{cost_readmission: {word}}}").value("cost_readmission") == 1_000_000


def test_derived_numbers_follow(resolve, shipped):
    """Utility at 12 months is that before the fracture less 0.16 (the disutility review)."""
    assert shipped("national").value("utility_12m") == pytest.approx(0.70 - 0.16)
    assert resolve("set: {utility_prefracture: 0.8}").value("utility_12m") == pytest.approx(0.64)
    both = resolve("set: {utility_prefracture: 0.8, disutility_12m: 0.3}")
    assert both.value("utility_12m") == pytest.approx(0.5)


def test_a_derived_number_that_is_set_follows_no_more(resolve):
    scenario = resolve("set: {utility_12m: 0.6}", "set: {utility_prefracture: 0.9}")
    assert scenario.value("utility_12m") == 0.6


def test_a_number_set_counts_as_an_assumption(resolve, shipped):
    assert shipped("national").parameters[OR].basis == "observed"
    assert resolve(f"set: {{{OR}: 0.6}}").parameters[OR].basis == "assumption"


def test_so_does_what_follows_from_it(resolve, shipped):
    """The mean stay is shape x scale, both from the literature."""
    assert shipped("national").parameters["mean_days_index_stay"].basis == "literature"
    scenario = resolve("set: {shape_days_index_stay: 3}")
    assert scenario.parameters["mean_days_index_stay"].basis == "assumption"
    assert scenario.parameters["mean_days_index_stay"].choice == ""
    back = resolve("set: {shape_days_index_stay: 3}", "choose: {shape_days_index_stay: base}")
    assert back.parameters["mean_days_index_stay"].basis == "literature"


def test_setting_one_number_leaves_all_others(resolve, shipped):
    scenario, national = resolve(f"set: {{{OR}: 0.5}}"), shipped("national")
    same = {n for n in national.parameters if scenario.parameters[n] == national.parameters[n]}
    assert set(national.parameters) - same == {OR}


@pytest.mark.parametrize("base", ["other", "other.yaml", "../scenarios/other.yaml"])
def test_a_base_is_a_name_or_a_path_from_the_files_own_folder(write, evidence, base):
    write(f"base: national\nset: {{{OR}: 0.5}}", "other")
    scenario = load_scenario(write(f"base: {base}\n"), evidence)
    assert scenario.value(OR) == 0.5
    assert scenario.bases == ("other", "national")


def test_scenarios_are_found_by_name_from_anywhere(tmp_path, monkeypatch, evidence):
    monkeypatch.chdir(tmp_path)
    assert find_scenario("national").name == "national.yaml"
    assert "national" in scenario_paths()
    assert load_scenario(find_scenario("crude"), evidence).name == "crude"


def test_scenarios_here_come_before_those_of_the_checkout(write, tmp_path, monkeypatch):
    write("base: national\n", "own")
    (tmp_path / "scenarios").rename(tmp_path / "configs_scenarios")
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs_scenarios").rename(tmp_path / "configs" / "scenarios")
    monkeypatch.chdir(tmp_path)
    assert find_scenario("own").resolve() == tmp_path / "configs" / "scenarios" / "own.yaml"
    assert find_scenario("crude").resolve().is_relative_to(tmp_path)


def test_evidence_beside_a_scenario_comes_before_that_of_the_checkout(write, tmp_path):
    path = write("base: national\n")
    assert find_evidence(path).resolve().is_relative_to(ROOT)
    (tmp_path / "evidence").mkdir()
    assert find_evidence(path) == tmp_path / "evidence"


def test_evidence_is_that_of_the_nearest_configurations_that_have_any(tmp_path, monkeypatch):
    without, nearest, further = (tmp_path / name for name in "abc")
    for folder in (nearest, further):
        (folder / "evidence").mkdir(parents=True)
    monkeypatch.setattr(locate, "config_folders", lambda: [without, nearest, further])
    assert find_evidence() == nearest / "evidence"
    monkeypatch.setattr(locate, "config_folders", lambda: [without])
    with pytest.raises(UserError, match="no evidence folder found: run in the project's folder"):
        find_evidence()
