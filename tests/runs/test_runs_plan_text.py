"""A plan written as a file and read again is the plan meant, numbers and network included."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kth_sim.evidence.register import load_register
from kth_sim.runs.rollout_plan_text import plan_text
from kth_sim.scenarios.rollout import load_plan

ROOT = Path(__file__).parents[2]
OWN = """label: Mine
rationale: Numbers of my own
network: national
remainder: leave_out
first_year: 2027
years: 4
all: {date: 2027-01-01, ceiling: 0.75, turnover_per_year: 0.3}
clusters:
  SUH Køge-Faxe: {ramp_up_months: 3.5, cost_start_up: 1000000}
"""


@pytest.fixture(scope="module")
def register():
    return load_register(ROOT / "configs" / "evidence")


def read_again(text, register, folder):
    path = folder / "best_plan.yaml"
    path.write_text(text, encoding="utf-8")
    return load_plan(path, register)


def test_what_does_not_start_never_does_and_the_rest_as_said(register, tmp_path):
    like = load_plan("all_at_once", register)
    starts = {"Randers": ("2026-04-01", ("nursing_home",)), "Byen": ("2027-01-01", ("own_home",))}
    text = plan_text(like, starts, 'A "plan": mine', "Why: because")
    plan = read_again(text, register, tmp_path)
    assert (plan.label, plan.rationale) == ('A "plan": mine', "Why: because")
    found = {s.team: (str(s.date), s.target) for s in plan.starts if s.date is not None}
    assert found == starts
    assert "ceiling" not in text  # rests on the evidence, as before
    for start, before in zip(plan.starts, like.starts, strict=True):
        assert start.cost_fixed_per_year == before.cost_fixed_per_year


def test_numbers_of_a_plan_go_with_it(register, tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(OWN, encoding="utf-8")
    like = load_plan(mine, register)
    starts = {s.team: ("2028-07-01", s.target) for s in like.starts}
    plan = read_again(plan_text(like, starts, "L", "R"), register, tmp_path)
    assert (plan.first_year, plan.years) == (2027, 4)
    assert plan.network.remainder_people == 0.0
    for start, before in zip(plan.starts, like.starts, strict=True):
        named = ("ramp_up_months", "ceiling", "fidelity", "turnover_per_year", "cost_start_up")
        assert [getattr(start, n) for n in named] == [getattr(before, n) for n in named]
    assert plan.ids["Randers.cost_start_up"] == "cost_kth_start_up"  # still follows the draws
    assert "SUH Køge-Faxe.cost_start_up" not in plan.ids


def test_a_network_beside_the_plan_is_found_from_elsewhere(register, tmp_path):
    here = tmp_path / "rollouts"
    shutil.copytree(ROOT / "configs" / "rollouts", here)
    network = here / "networks" / "national.yaml"
    network.rename(network.with_name("mine.yaml"))
    path = here / "all_at_once.yaml"
    path.write_text(path.read_text("utf-8").replace("national", "mine"), encoding="utf-8")
    like = load_plan(path, register)
    elsewhere = tmp_path / "outputs"
    elsewhere.mkdir()
    plan = read_again(plan_text(like, {}, "L", "R"), register, elsewhere)
    assert plan.network.name == "mine"
    assert plan.network.names == like.network.names
