"""What a scenario asks of its own results: read, laid over its base, and refused."""

from __future__ import annotations

import pytest

from kth_sim.errors import ConfigError

TRIAL = """
analyses:
  voi:
    wtp: [100000, 3e5]
    parameters: {effects: [or_death_30d_kth, rr_readmission_30d_kth]}
    studies:
      trial:
        design: cluster_randomised
        risk: prob_death_30d
        odds_ratio: or_death_30d_kth
        icc: icc_mortality
        sizes: [1e3, 2000]
        fixed_cost: cost_study_fixed
        cost_per_patient: 750
"""


def test_a_scenario_without_analyses_asks_nothing(shipped):
    assert shipped("national").voi is None
    assert shipped("next_evaluation").voi is not None


def test_numbers_are_looked_up_in_the_evidence(resolve, evidence):
    voi = resolve(TRIAL).voi
    plan = voi.studies["trial"]
    assert voi.wtp == (100_000.0, 300_000.0)
    assert voi.parameters == {"effects": ("or_death_30d_kth", "rr_readmission_30d_kth")}
    assert plan.columns == {"risk": "prob_death_30d", "odds_ratio": "or_death_30d_kth"}
    assert plan.numbers["icc"] == evidence.value("icc_mortality")
    assert plan.numbers["fixed_cost"] == evidence.value("cost_study_fixed")
    assert plan.numbers["cost_per_patient"] == 750
    assert plan.sizes == (1000, 2000)
    assert plan.basis == "assumption"


def test_what_is_not_said_comes_from_the_evidence_and_the_cohort(resolve, evidence):
    scenario = resolve("analyses: {voi: {singles: false}}")
    voi = scenario.voi
    assert voi.wtp == (evidence.value("wtp_lower"), evidence.value("wtp_upper"))
    assert voi.horizon_years == evidence.value("years_decision_horizon")
    assert voi.people_per_year == scenario.people_per_year == 2215
    assert not voi.singles


def test_clusters_are_those_of_the_cohort(resolve):
    cohort = "cohort: {clusters: {A: {people_per_year: 30}, B: {people_per_year: 10}}}\n"
    voi = resolve(cohort + TRIAL.strip() + "\n").voi
    assert voi.studies["trial"].clusters == (30.0, 10.0)


def test_a_later_scenario_replaces_keys_and_keeps_the_rest(resolve):
    voi = resolve(TRIAL, "analyses: {voi: {wtp: [5]}}").voi
    assert voi.wtp == (5.0,)
    assert set(voi.studies) == {"trial"}


def test_a_number_set_by_the_scenario_reaches_the_study(resolve):
    voi = resolve(TRIAL, "set: {icc_mortality: 0.04}").voi
    assert voi.studies["trial"].numbers["icc"] == 0.04


def study(**keys):
    lines = "".join(f"        {key}: {value}\n" for key, value in keys.items())
    return f"analyses:\n  voi:\n    studies:\n      s:\n{lines}"


RISKS = {"risk": "prob_death_30d", "odds_ratio": "or_death_30d_kth"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (study(design="guess"), "design"),
        (study(design="stepped_wedge", **RISKS), "design stepped_wedge needs icc: add it"),
        (
            study(design="binomial_two_arm", **RISKS, icc=0.1),
            "studies.s.icc: design binomial_two_arm has no icc: remove it",
        ),
        (study(design="binomial_two_arm", risk="prob_death_30d"), "give one of risk_new"),
        (
            study(design="binomial_two_arm", risk="prob_death_30", odds_ratio="or_death_30d_kth"),
            "studies.s.risk: prob_death_30: no such parameter: did you mean 'prob_death_30d'?",
        ),
        (
            study(design="cost_sub_study", mean="increment_cost_3m", sd="sd_cost"),
            "sd_cost: no such number in the evidence: did you mean 'sd_cost_3m'?",
        ),
        (study(design="cluster_randomised", **RISKS, icc=1), "studies.s.icc"),
        (study(design="cluster_randomised", **RISKS, icc="cost_readmission"), "is no correlation"),
        (study(design="binomial_two_arm", **RISKS, sizes="[0]"), "studies.s.sizes"),
        (study(design="binomial_two_arm", **RISKS, sizes="[2.5]"), "studies.s.sizes"),
        (study(design="combined", parts="[s]"), "'s' is no other study"),
        (study(design="combined", parts="[t]"), "'t' is no other study"),
        ("analyses: {voi: {wtp: [-1]}}", "analyses.voi.wtp"),
        ("analyses: {voi: {parameters: {g: [or_death]}}}", "or_death: no such parameter"),
        ("analyses: {voi: {horizon_years: ten}}", "ten: no such number in the evidence"),
        ("analyses: {vio: {}}", "analyses.vio"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(resolve, text, says):
    with pytest.raises(ConfigError) as caught:
        resolve(text)
    message = str(caught.value)
    assert says in message
    assert "layer_0.yaml:" in message
    assert "\n" not in message
