"""Mistakes in a plan or a network: one error, at the place that « marks in the text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kth_sim.errors import ConfigError, UserError
from kth_sim.scenarios.rollout import load_network, load_plan

ROLLOUTS = Path(__file__).parents[2] / "configs" / "rollouts"
HEAD = "label: Mine\nrationale: A test\nnetwork: national\n"
ALL = HEAD + "all: {date: 2026-01-01}\n"
RULE = "rule: {pilot: [Nord], after_months: 12, measure: death_30d, statistic: risk_difference, "

MISTAKES = {
    "an unknown cluster": (
        HEAD + "clusters:\n  «Rander: {date: 2026-01-01}\n",
        "clusters.Rander",
        "did you mean 'Randers'?",
    ),
    "a cluster of another network": (
        HEAD + "clusters: {«Fyn: {date: 2026-01-01}}\n",
        "clusters.Fyn",
        "no such cluster in network national",
    ),
    "a start after the last day": (
        HEAD + "clusters: {Nord: {date: «2032-01-01}}\n",
        "clusters.Nord.date",
        "2032-01-01 lies after the last day of the plan, 2031-12-31",
    ),
    "a start after the last day, by all": (
        HEAD + "years: 2\nall: {date: «2028-01-01}\n",
        "all.date",
        "2027-12-31",
    ),
    "no day": (HEAD + "all: {date: «2026-02-30}\n", "all.date", "neither a day like 2026-01-31"),
    "a day before all calendars": (HEAD + "all: {date: «1815-06-18}\n", "all.date", "1900-01-01"),
    "evidence that is no day": (HEAD + "all: {date: «lkt_Nord}\n", "all.date", "neither a day"),
    "uptake over 1": (HEAD + "all: {ceiling: «1.2}\n", "all.ceiling", "1.2"),
    "negative uptake": (HEAD + "all: {ceiling: «-0.1}\n", "all.ceiling", "-0.1"),
    "fidelity over 1": (HEAD + "all: {fidelity: «1.01}\n", "all.fidelity", "1.01"),
    "a negative ramp": (HEAD + "all: {ramp_up_months: «-1}\n", "all.ramp_up_months", "-1"),
    "infinite ramp": (HEAD + "all: {ramp_up_months: «.inf}\n", "all.ramp_up_months", "finite"),
    "negative turnover": (
        HEAD + "all: {turnover_per_year: «-0.2}\n",
        "all.turnover_per_year",
        "-0.2",
    ),
    "a negative start-up cost": (
        HEAD + "clusters: {Nord: {cost_start_up: «-5}}\n",
        "clusters.Nord.cost_start_up",
        "greater than or equal to 0",
    ),
    "a negative yearly cost": (
        HEAD + "all: {cost_fixed_per_year: «-5}\n",
        "all.cost_fixed_per_year",
        "greater than or equal to 0",
    ),
    "a decimal comma": (HEAD + "all:\n  ceiling: «0,7\n", "all.ceiling", "write 0.7 for 0,7"),
    "a target of nobody": (HEAD + "all: {target: «[]}\n", "all.target", "at least 1"),
    "an unknown destination": (
        HEAD + "all: {target: [own_home, «nursing_hom]}\n",
        "all.target[1]",
        "did you mean 'nursing_home'?",
    ),
    "evidence that does not exist": (
        HEAD + "all: {cost_start_up: «cost_kth_startup}\n",
        "all.cost_start_up",
        "did you mean 'cost_kth_start_up'?",
    ),
    "evidence in another unit": (
        HEAD + "all: {cost_fixed_per_year: «cost_kth_start_up}\n",
        "all.cost_fixed_per_year",
        "has unit DKK: name evidence in DKK/year",
    ),
    "an unknown key": (HEAD + "all: {«ceilng: 1}\n", "all.ceilng", "did you mean 'ceiling'?"),
    "no network": ("«label: Mine\nrationale: A test\n", "file", "'network' is missing"),
    "an unknown network": (
        HEAD.replace("national", "«nationl"),
        "network",
        "there are: national, southern",
    ),
    "no year": (HEAD + "years: «0\n", "years", "greater than or equal to 1"),
    "a destination offered twice": (
        ALL + "clusters: {Nord: {widen: [{date: 2027-01-01, target: «[own_home]}]}}\n",
        "clusters.Nord.widen[0].target",
        "own_home is offered KTH already",
    ),
    "widened before it starts": (
        HEAD + "all: {date: 2026-02-01, target: [own_home], "
        "widen: [{date: «2026-01-01, target: [nursing_home]}]}\n",
        "all.widen[0].date",
        "Randers starts on 2026-02-01",
    ),
    "widened where it never starts": (
        HEAD + "clusters: {Nord: {target: [own_home], "
        "widen: [{date: «2026-01-01, target: [nursing_home]}]}}\n",
        "clusters.Nord.widen[0].date",
        "Nord never starts",
    ),
    "widened by a cost below 0": (
        HEAD + "all: {date: 2026-02-01, target: [own_home], "
        "widen: [{date: 2026-03-01, target: [nursing_home], cost_start_up: «-1}]}\n",
        "all.widen[0].cost_start_up",
        "greater than or equal to 0",
    ),
    "a pilot that is no cluster": (
        ALL + RULE.replace("Nord", "«Norden") + "threshold: 0}\n",
        "rule.pilot[0]",
        "Norden: no such cluster",
    ),
    "a pilot that never starts": (
        HEAD + RULE.replace("Nord", "«Nord") + "threshold: 0}\n",
        "rule.pilot[0]",
        "Nord never starts",
    ),
    "others that do not wait for the decision": (
        ALL.replace("2026-01-01", "«2026-01-01") + RULE + "threshold: 0}\n",
        "all.date",
        "before the decision on 2027-01-31",
    ),
    "one other that does not wait": (
        HEAD
        + "clusters: {Nord: {date: 2026-01-01}, Syd: {date: «2027-01-30}}\n"
        + RULE
        + "threshold: 0}\n",
        "clusters.Syd.date",
        "Syd starts on 2027-01-30",
    ),
    "a pilot of nobody": (
        ALL + RULE.replace("[Nord]", "«[]") + "threshold: 0}\n",
        "rule.pilot",
        "at least 1",
    ),
    "a threshold in another unit": (
        HEAD + "clusters: {Nord: {date: 2026-01-01}}\n" + RULE + "threshold: «rr_readm}\n",
        "rule.threshold",
        "name evidence in risk_difference",
    ),
    "an unknown measure": (
        ALL + RULE.replace("death_30d", "«deaths_30d") + "threshold: 0}\n",
        "rule.measure",
        "did you mean 'death_30d'?",
    ),
}

TEAMS = "volumes_year: 2024\nteams: {A: {label: A, region: R, people_per_year: 10}}\n"
NETWORK_MISTAKES = {
    "volumes that do not add up": (
        "label: Net\npeople_per_year: «12\n" + TEAMS,
        "people_per_year",
        "the teams sum to 10 people a year, the stated total is 12: correct one, or say what",
    ),
    "volumes beyond the total": (
        "label: Net\npeople_per_year: «9\nremainder: spread\n" + TEAMS,
        "people_per_year",
        "the teams sum to 10 people a year, the stated total is 9: correct",
    ),
    "a negative volume": (
        "label: Net\n" + TEAMS.replace("10", "«-10"),
        "teams.A.people_per_year",
        "greater than or equal to 0",
    ),
    "nobody": (
        "label: Net\n" + TEAMS.replace("10", "0").replace("{A", "«{A"),
        "teams",
        "nobody is operated",
    ),
    "no team": (
        "label: Net\nvolumes_year: 2024\nteams: «{}\n",
        "teams",
        "at least 1",
    ),
    "a share over 1": (
        "label: Net\n" + TEAMS.replace("10}", "10, share_own_home: «1.5}"),
        "teams.A.share_own_home",
        "1.5",
    ),
    "a volume in another unit": (
        "label: Net\n" + TEAMS.replace("10}", "«cost_readmission}"),
        "teams.A.people_per_year",
        "name evidence in count_per_year",
    ),
    "growth that ends the people": (
        "label: Net\ngrowth_per_year: «-1\n" + TEAMS,
        "growth_per_year",
        "greater than -1",
    ),
}


def marked(text):
    """The text without its mark, and the mark's line and column."""
    before, _, after = text.partition("«")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.fixture
def folder(tmp_path):
    """Copies of the shipped plans and networks, to write others beside."""
    shutil.copytree(ROLLOUTS, tmp_path / "rollouts")
    return tmp_path / "rollouts"


def check(path, load, evidence, text, where, hint):
    content, line, column = marked(text)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(path, evidence)
    assert str(caught.value).startswith(f"{path}:{line}:{column}: {where}: "), str(caught.value)
    assert hint in caught.value.what
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", MISTAKES)
def test_it_is_named_at_its_place(folder, evidence, name):
    check(folder / "mine.yaml", load_plan, evidence, *MISTAKES[name])


@pytest.mark.parametrize("name", NETWORK_MISTAKES)
def test_in_a_network_too(folder, evidence, name):
    path = folder / "networks" / "mine.yaml"
    text, where, hint = NETWORK_MISTAKES[name]
    check(path, lambda p, register: load_network(register, p), evidence, text, where, hint)


def test_a_mistake_in_the_network_is_told_there(folder, evidence):
    broken = folder / "networks" / "broken.yaml"
    broken.write_text("label: Net\npeople_per_year: 12\n" + TEAMS, encoding="utf-8")
    path = folder / "mine.yaml"
    path.write_text(HEAD.replace("national", "broken"), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_plan(path, evidence)
    assert str(caught.value).startswith(f"{broken}:2:18: people_per_year: ")


def test_a_shorter_calendar_makes_a_late_start_a_mistake(evidence):
    path = ROLLOUTS / "largest_first.yaml"
    assert load_plan(path, evidence, years=2).years == 2
    with pytest.raises(ConfigError, match=r"clusters.SOL.date: 2027-01-01 lies after"):
        load_plan(path, evidence, years=1)


def test_an_unknown_plan_is_told_with_the_nearest(evidence):
    with pytest.raises(UserError, match=r"^larges_first: no such plan: did you mean 'largest_fir"):
        load_plan("larges_first", evidence)
    with pytest.raises(UserError, match=r"nowhere\.yaml: no such file"):
        load_plan("nowhere.yaml", evidence)
