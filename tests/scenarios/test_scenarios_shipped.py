"""Every shipped scenario against its base: what differs is what its file says, by hand arithmetic.

The numbers on the right come from the decks' printed figures (deck_facts.csv), not the program.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from kth_sim.evidence.yaml_source import read_document

SCENARIOS = Path(__file__).parents[2] / "configs" / "scenarios"
NAMES = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
REQUIRED = {
    "national",
    "as_presented",
    "crude",
    "immortal_time",
    "no_readmission_effect",
    "pilot_2018_2020",
    "southern_clusters",
    "goedstrup",
    "effect_from_operation",
    "later_care_costs_included",
}


def odds(p):
    return p / (1 - p)


P, OR, RR, Q = (
    "prob_death_30d",
    "or_death_30d_kth",
    "rr_readmission_30d_kth",
    "prob_readmission_30d",
)
LEFT_ALIVE = 0.119 * 36 / 51 / (1 - 0.119 * 15 / 51)  # of 51 audited deaths 15 in hospital
FROM_NATIONAL = {
    "as_presented": {},
    "crude": {OR: odds(0.080) / odds(0.119), RR: 18.6 / 13.6},
    "effect_from_operation": {},
    "frailty_high": {"frailty_variance": 1.5},
    "frailty_none": {"frailty_variance": 0.0},
    "goedstrup": {P: 0.159},
    "goedstrup_2022_text": {P: 0.15},
    "goedstrup_2024": {P: 0.110},
    "goedstrup_2025": {P: 0.081},
    "immortal_time": {OR: odds(0.080) / odds(LEFT_ALIVE)},
    "later_care_costs_included": {},
    "listed_teams": {},
    "next_evaluation": {},
    "no_readmission_effect": {RR: 1.0},
    "own_home_as_printed": {
        P: 0.115,
        OR: odds(0.063) / odds(0.115),
        Q: 0.129,
        RR: (12.9 + 6.3) / 12.9,
    },
    "pilot_2018_2020": {P: 1 - 0.87, OR: odds(0.06) / odds(0.13), Q: 0.30, RR: 14 / 30},
    "readmission_97_of_524": {RR: 97 / 524 / 0.136},
    "southern_clusters": {},
}
STRUCTURE = {
    "as_presented": {"effect_measure": "risk_difference", "cost_anchor": "observed"},
    "effect_from_operation": {"effect_window": "from_operation"},
    "immortal_time": {"effect_denominator": "discharged_alive"},
    "later_care_costs_included": {"later_care_costs": "included"},
}
COHORT = ("clusters", "people_per_year", "intake_from", "intake_days")
OTHER_COHORT = {
    "goedstrup",
    "goedstrup_2022_text",
    "goedstrup_2024",
    "goedstrup_2025",
    "listed_teams",
    "own_home_as_printed",
    "pilot_2018_2020",
    "southern_clusters",
}
RUN = ("patients", "seed", "horizon_years", "operation_date", "reform_date")


def differing(one, other):
    return {name for name in one.parameters if one.value(name) != other.value(name)}


def test_the_scenarios_of_the_order_are_shipped():
    assert set(NAMES) >= REQUIRED


@pytest.mark.parametrize("name", NAMES)
def test_it_resolves_and_says_in_one_line_why(shipped, name):
    scenario = shipped(name)
    assert scenario.name == name
    assert scenario.label
    assert scenario.rationale
    assert "\n" not in scenario.rationale


@pytest.mark.parametrize("name", FROM_NATIONAL)
def test_numbers_differ_from_the_national_ones_just_so(shipped, name):
    scenario, expected = shipped(name), FROM_NATIONAL[name]
    assert differing(scenario, shipped("national")) == set(expected)
    for parameter, value in expected.items():
        assert scenario.value(parameter) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("name", FROM_NATIONAL)
def test_structure_differs_just_so(shipped, name):
    assert dict(shipped(name).structure) == {
        **shipped("national").structure,
        **STRUCTURE.get(name, {}),
    }


@pytest.mark.parametrize("name", FROM_NATIONAL)
def test_the_cohort_differs_only_where_the_file_says_so(shipped, name):
    same = all(
        repr(getattr(shipped(name), f)) == repr(getattr(shipped("national"), f)) for f in COHORT
    )
    assert same == (name not in OTHER_COHORT)


@pytest.mark.parametrize("name", sorted(set(FROM_NATIONAL) - {"southern_clusters"}))
def test_settings_of_the_run_are_the_national_ones(shipped, name):
    assert all(getattr(shipped(name), f) == getattr(shipped("national"), f) for f in RUN)


@pytest.mark.parametrize("name", [n for n in NAMES if n != "national"])
def test_against_its_own_base_only_what_the_file_names_changes(shipped, evidence, name):
    """Holds for scenarios added later, too: choices and numbers of the file, and what follows."""
    said = read_document(SCENARIOS / f"{name}.yaml").data
    scenario = shipped(name)
    base = shipped(said["base"])
    named = set(said.get("choose", {})) | set(said.get("set", {}))
    followers = {
        n
        for n, entry in evidence.parameters().items()
        if any(x in (entry.formula or "") for x in named)
    }
    assert differing(scenario, base) <= named | followers
    for key, value in said.get("structure", {}).items():
        assert scenario.structure[key] == value
    changed = {k for k in base.structure if base.structure[k] != scenario.structure[k]}
    assert changed <= set(said.get("structure", {}))
    assert scenario.bases[0] == said["base"]


def test_a_chain_names_its_bases_nearest_first(shipped):
    assert shipped("goedstrup_2025").bases == ("goedstrup", "national")
    assert shipped("national").bases == ()


def test_only_what_a_scenario_chooses_is_marked_as_chosen(shipped):
    chosen = {n: g.choice for n, g in shipped("crude").parameters.items() if g.choice}
    assert chosen == {OR: "crude", RR: "crude"}


def test_the_headline_of_19_is_there_and_unused_in_the_base_case(shipped):
    assert shipped("national").value("rd_death_30d_kth") == pytest.approx(1 / 19, rel=1e-12)
    assert shipped("national").structure["effect_measure"] == "odds_ratio"


def test_nobody_of_the_pilot_goes_home(shipped):
    (pilot,) = shipped("pilot_2018_2020").clusters
    assert (pilot.share_own_home, pilot.share_temporary_place) == (0.0, 0.0)


def test_goedstrup_is_one_site_of_359(shipped):
    (site,) = shipped("goedstrup").clusters
    assert site.people_per_year == shipped("goedstrup").people_per_year == 359
    assert math.isnan(site.share_own_home)
    # its own split: 556 of 1,037 people of 2023-25 went to their own home
    assert shipped("goedstrup").value("prob_destination_own_home") == pytest.approx(556 / 1037)
