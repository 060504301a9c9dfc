"""`kth-sim plans`, and `kth-sim validate` on plans."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROLLOUTS = ROOT / "configs" / "rollouts"
NAMES = sorted(path.stem for path in ROLLOUTS.glob("*.yaml"))


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    return tmp_path / "configs" / "rollouts"


def test_plans_are_listed_with_their_rationale(cli):
    said = cli("plans")
    assert said.code == 0
    assert all(name in said.out for name in NAMES)


def test_the_list_is_json_on_request(cli):
    rows = json.loads(cli("plans", "--json").out)
    assert [row["name"] for row in rows] == NAMES
    assert {row["name"]: row["clusters"] for row in rows}["none"] == "0 of 11"


def test_one_plan_is_shown_with_its_starts_and_its_rule(cli):
    said = cli("plans", "pilot_then_decide")
    assert said.code == 0
    assert "Bornholm" in said.out
    assert "assumption" in said.out
    assert "on 2027-01-31 the others go on if the risk difference of death_30d" in said.out


def test_a_plan_without_a_rule_shows_none(cli, evidence_read_once):
    said = cli("plans", "none")
    assert said.out.startswith("No rollout: Usual care everywhere")
    assert "Rule:" not in said.out


def test_one_plan_as_json_holds_what_it_rests_on(cli):
    plan = json.loads(cli("plans", "southern_clusters_as_started", "--json").out)
    assert [start["date"] for start in plan["starts"]] == ["2023-11-01", "2023-09-15", "2024-01-01"]
    assert plan["bases"]["Fyn.people_per_year"] == "observed"
    assert plan["bases"]["Fyn.cost_start_up"] == "assumption"
    assert plan["rule"] is None


def test_validate_checks_plans_and_scenarios_alike(cli):
    said = cli("validate", ROLLOUTS, ROOT / "configs" / "scenarios" / "national.yaml", "none")
    assert said.code == 0
    assert said.out.count(": well\n") == len(NAMES) + 2


def test_validate_tells_a_mistake_in_a_plan_in_one_line(cli, folder):
    path = folder / "none.yaml"
    path.write_text(path.read_text("utf-8") + "all: {ceiling: 1.5}\n", encoding="utf-8")
    said = cli("validate", path)
    assert said.is_one_line_of_complaint()
    assert said.err.startswith(f"{path}:4:16: all.ceiling: ")


def test_an_unknown_plan_is_one_line(cli):
    said = cli("plans", "pilot_then_decid")
    assert said.is_one_line_of_complaint()
    assert "did you mean 'pilot_then_decide'?" in said.err
