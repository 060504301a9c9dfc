"""Mistakes in a scenario: one error, at the place that « marks in the text."""

from __future__ import annotations

import pytest

from kth_sim.errors import ConfigError
from kth_sim.scenarios.resolve import load_scenario

HEAD = "label: Mine\nrationale: A test\nbase: national\n"
CLUSTER = "cohort:\n  clusters:\n    A: {people_per_year: 10, "


def marked(text):
    """The text without its mark, and the mark's line and column."""
    before, _, after = text.partition("«")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


MISTAKES = {
    "an alternative that does not exist": (
        HEAD + "choose:\n  or_death_30d_kth: «crud\n",
        "choose.or_death_30d_kth",
        "there are base, crude",
    ),
    "a choice of a parameter that does not exist": (
        HEAD + "choose:\n  «or_death_30d: crude\n",
        "choose.or_death_30d",
        "or_death_30d_kth",
    ),
    "a misspelt parameter": (
        HEAD + "set:\n  «prob_deth_30d: 0.1\n",
        "set.prob_deth_30d",
        "did you mean 'prob_death_30d'?",
    ),
    "a name unlike any": (
        HEAD + "set: {«zzzz: 0.1}\n",
        "set.zzzz",
        "kth-sim evidence list",
    ),
    "a fact set": (HEAD + "set: {«or_mort30: 0.5}\n", "set.or_mort30", "role fact"),
    "a date set": (HEAD + "set: {«reform_date: 5}\n", "set.reform_date", "unit date"),
    "a probability above 1": (
        HEAD + "set: {prob_death_30d: «1.3}\n",
        "set.prob_death_30d",
        "[0, 1]",
    ),
    "a negative cost": (HEAD + "set: {cost_readmission: «-1}\n", "set.cost_readmission", "-1"),
    "infinity": (HEAD + "set: {cost_readmission: «.inf}\n", "set.cost_readmission", "finite"),
    "numbers that break a derived one": (
        HEAD + "set: «{utility_prefracture: -0.7, disutility_12m: 1}\n",
        "set",
        "-1.7 lies outside",
    ),
    "chosen and set at once": (
        HEAD + "choose: {or_death_30d_kth: crude}\nset: {«or_death_30d_kth: 0.5}\n",
        "set.or_death_30d_kth",
        "keep one",
    ),
    "more readmissions than the model follows": (
        HEAD + "set: {n_readmissions_max: «7}\n",
        "set.n_readmissions_max",
        "at most 6",
    ),
    "a base that is missing": (HEAD.replace(": nat", ": «no"), "base", "no such scenario"),
    "a base with a name too long for any system": (
        HEAD.replace("national", "«" + "n" * 300),
        "base",
        "no such scenario",
    ),
    "a base that is a folder": (HEAD.replace("national", "«.."), "base", "no such scenario"),
    "itself as its base": (
        HEAD.replace("national", "«mine"),
        "base",
        "circular base: mine -> mine",
    ),
    "no base and nothing else": (
        "«label: Mine\nrationale: A test\n",
        "structure",
        "effect_window is missing",
    ),
    "no base and only a part": (
        "label: M\nrationale: R\nstructure: «{effect_window: from_discharge}\n",
        "structure",
        "effect_measure is missing",
    ),
    "two structural choices that contradict each other": (
        HEAD
        + "structure:\n  effect_denominator: discharged_alive\n  effect_window: «from_operation\n",
        "structure.effect_window",
        "needs effect_window from_discharge",
    ),
    "another two": (
        HEAD
        + "structure:\n  effect_measure: «risk_difference\n"
        + "  effect_denominator: discharged_alive\n",
        "structure.effect_measure",
        "needs effect_measure odds_ratio",
    ),
    "a structural choice that contradicts the base's": (
        HEAD.replace("national", "effect_from_operation")
        + "structure: «{effect_denominator: discharged_alive}\n",
        "structure.effect_window",
        "needs effect_window from_discharge",
    ),
    "a start that is neither a day nor an id": (
        CLUSTER + "kth_from: «soon}\nbase: national\nlabel: M\nrationale: R\n",
        "cohort.clusters.A.kth_from",
        "neither a day like 2026-01-31 nor the evidence id of one",
    ),
    "a start that is the id of no day": (
        CLUSTER + "kth_from: «lkt_Nord}\nbase: national\nlabel: M\nrationale: R\n",
        "cohort.clusters.A.kth_from",
        "neither a day",
    ),
    "a day that is not in the calendar": (
        CLUSTER + "kth_from: «2026-02-30}\nbase: national\nlabel: M\nrationale: R\n",
        "cohort.clusters.A.kth_from",
        "neither a day",
    ),
    "a first day that is not in the calendar": (
        HEAD + "cohort: {intake_from: «2026-02-30}\n",
        "cohort.intake_from",
        "is no day",
    ),
    "a first day that no calendar arithmetic survives": (
        HEAD + "cohort: {intake_from: «9999-12-31}\n",
        "cohort.intake_from",
        "between 1900-01-01 and 2200-01-01",
    ),
    "people that are no id": (
        HEAD + "cohort: {clusters: {A: {people_per_year: «lkt_Nrd}}}\n",
        "cohort.clusters.A.people_per_year",
        "did you mean 'lkt_Nord'?",
    ),
    "people that are a date": (
        HEAD + "cohort: {clusters: {A: {people_per_year: «reform_date}}}\n",
        "cohort.clusters.A.people_per_year",
        "no such number in the evidence: see",
    ),
    "fewer than no people": (
        HEAD + "cohort: {clusters: {A: {people_per_year: «-5}, B: {people_per_year: 10}}}\n",
        "cohort.clusters.A.people_per_year",
        "greater than or equal to 0",
    ),
    "more people than there are": (
        HEAD + "cohort: {clusters: {A: {people_per_year: «1e308}, B: {people_per_year: 1e308}}}\n",
        "cohort.clusters.A.people_per_year",
        "1000000000",
    ),
    "nobody": (
        HEAD + "cohort: {clusters: «{A: {people_per_year: 0}}}\n",
        "cohort.clusters",
        "nobody is operated",
    ),
    "no cluster": (HEAD + "cohort: {clusters: «{}}\n", "cohort.clusters", "nobody is operated"),
    "an unknown destination": (
        HEAD + "cohort: {clusters: {A: {people_per_year: 1, target: [«own_hom]}}}\n",
        "cohort.clusters.A.target[0]",
        "did you mean 'own_home'?",
    ),
    "a target group of nobody": (
        HEAD + "cohort: {clusters: {A: {people_per_year: 1, target: «[]}}}\n",
        "cohort.clusters.A.target",
        "at least 1",
    ),
    "half a patient": (HEAD + "run: {patients: «0.5}\n", "run.patients", "a whole number"),
    "no patient": (HEAD + "run: {patients: «0}\n", "run.patients", "greater than or equal to 1"),
    "a seed beyond 63 bits": (
        HEAD + "run: {seed: «9223372036854775808}\n",
        "run.seed",
        "less than",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_it_is_named_at_its_place(write, evidence, name):
    text, where, hint = MISTAKES[name]
    content, line, column = marked(text)
    path = write(content)
    with pytest.raises(ConfigError) as caught:
        load_scenario(path, evidence)
    error = caught.value
    assert str(error).startswith(f"{path}:{line}:{column}: {where}: "), str(error)
    assert hint in error.what
    assert "\n" not in str(error)


def test_a_longer_circle_is_told_whole(write, evidence):
    write("base: b\n", "a")
    write("base: c\n", "b")
    c = write("label: C\nrationale: R\nbase: a\n", "c")
    with pytest.raises(ConfigError) as caught:
        load_scenario(write("base: a\n"), evidence)
    assert str(caught.value).startswith(f"{c}:3:7: base: circular base: mine -> a -> b -> c -> a")


def test_a_mistake_in_the_base_is_told_at_the_base(write, evidence):
    base = write("base: national\nset: {prob_death_30d: 2}\n", "below")
    with pytest.raises(ConfigError) as caught:
        load_scenario(write("base: below\n"), evidence)
    assert str(caught.value).startswith(f"{base}:4:23: set.prob_death_30d: ")


def test_a_second_path_to_the_same_file_is_a_circle_too(write, evidence):
    write("base: ../scenarios/b.yaml\n", "a")
    path = write("base: a\n", "b")
    with pytest.raises(ConfigError, match="circular base"):
        load_scenario(path, evidence)
