"""`kth-sim capacity`: what it prints, writes and refuses."""

from __future__ import annotations

import json

import pandas as pd
import pytest

pytestmark = pytest.mark.usefixtures("plain", "evidence_read_once")

NORD = ["capacity", "national", "--cluster", "Nord", "--replications", "2"]
WRONG = {
    "neither plan nor scenario": (["capacity", "nationel"], "did you mean 'national'?"),
    "no such file": (["capacity", "nowhere.yaml"], "no such plan or scenario"),
    "an unknown cluster": (["capacity", "national", "--cluster", "Nrod"], "did you mean 'Nord'?"),
    "a plan's unknown cluster": (
        ["capacity", "all_at_once", "--cluster", "Atlantis"],
        "--cluster Atlantis: no such cluster",
    ),
    "a cluster twice": ([*NORD, "--cluster", "Nord"], "named twice"),
    "negative beds": ([*NORD, "--ward-beds", "-1"], "--ward-beds -1: give a whole number"),
    "no beds": ([*NORD, "--ward-beds", "0"], "--ward-beds 0: nobody would be served"),
    "half a place": ([*NORD, "--temporary-places", "2.5"], "--temporary-places 2.5"),
    "a word of theatres": ([*NORD, "--theatres", "many"], "or unlimited"),
    "no teams": ([*NORD, "--nurse-teams", "0"], "--nurse-teams 0: KTH needs a team"),
    "negative teams": ([*NORD, "--nurse-teams", "1,-2"], "--nurse-teams -2"),
    "a target of 0": ([*NORD, "--fidelity-target", "0"], "--fidelity-target 0"),
    "a target above 1": ([*NORD, "--fidelity-target", "1.2"], "--fidelity-target 1.2"),
    "one replication": ([*NORD[:-1], "1"], "--replications"),
    "no years": ([*NORD, "--years", "0"], "--years"),
}


@pytest.fixture
def plain(monkeypatch):
    """Folders without figures, which take most of the time."""
    monkeypatch.setattr("kth_sim.runs.capacity.draw", lambda *_: None)


@pytest.mark.parametrize("name", WRONG)
def test_one_line_names_the_mistake(cli, empty, name):
    arguments, hint = WRONG[name]
    said = cli(*arguments, "--out", empty)
    assert said.is_one_line_of_complaint(), said
    assert hint in said.err
    assert not empty.exists()


def test_a_target_out_of_reach_is_said(cli, configs, empty, monkeypatch):
    """A window of an hour: most visits fall due at night."""
    monkeypatch.undo()
    file = configs / "scenarios" / "hour.yaml"
    file.write_text(
        "label: Hour\nrationale: Why\nbase: national\nset: {days_visit_window: 0.04}\n", "utf-8"
    )
    said = cli(
        "capacity", file, "--cluster", "Nord", "--replications", "2",
        "--fidelity-target", "0.9", "--out", empty,
    )  # fmt: skip
    assert said.is_one_line_of_complaint(), said
    assert "no number of teams reaches fidelity 0.9" in said.err
    assert not empty.exists()


def test_a_cluster_in_json_and_on_file(cli, empty):
    said = cli(*NORD, "--fidelity-target", "0.9", "--nurse-teams", "2,1", "--out", empty, "--json")
    assert said.code == 0, said
    answer = json.loads(said.out)
    (folder,) = empty.iterdir()
    assert answer["folder"] == str(folder)
    assert folder.name.startswith("national-capacity-")
    assert answer["least_nurse_teams"]["Nord"] == 1
    assert answer["clusters"]["Nord"]["capacity"]["nurse_teams"] == 2
    table = pd.read_csv(folder / "capacity.csv")
    assert set(table["strategy"]) == {"usual_care", "kth"}
    assert [row["nurse_teams"] for row in answer["fidelity_by_teams"]] == [1, 2]
    assert len(pd.read_csv(folder / "fidelity_by_month.csv")) == 12
    assert json.loads((folder / "run.json").read_text("utf-8"))["analysis"]["replications"] == 2


def test_what_is_printed(cli, empty):
    said = cli(*NORD, "--temporary-places", "unlimited", "--out", empty)
    assert said.code == 0, said
    assert "of any number" in said.out
    assert "Planned visits delivered" in said.out
    assert "Written: " in said.out


def test_a_plan_with_draws(cli, empty):
    said = cli(
        "capacity", "all_at_once", "--cluster", "Nord", "--years", "1", "--draws", "3",
        "--out", empty, "--json",
    )  # fmt: skip
    assert said.code == 0, said
    answer = json.loads(said.out)
    assert (answer["plan"], answer["replications"], answer["years"]) == ("all_at_once", 3, 1)
