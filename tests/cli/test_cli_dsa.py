"""`kth-sim dsa`, `threshold` and `sensitivity`: what they print, write and refuse."""

from __future__ import annotations

import json

import pandas as pd
import pytest

pytestmark = pytest.mark.usefixtures("plain", "evidence_read_once")

OR, VISIT = "or_death_30d_kth", "cost_acute_nurse_visit"


@pytest.fixture
def plain(monkeypatch):
    """Folders without figures, which take most of the time."""
    monkeypatch.setattr("kth_sim.runs.dsa_folder.draw", lambda *_: None)


DSA = ["dsa", "national", "--patients", "40"]
THRESHOLD = ["threshold", "national", "--patients", "40"]
WRONG = {
    "an unknown parameter": ([*DSA, "--only", "or_deth_30d_kth"], "did you mean"),
    "a fact": ([*DSA, "--only", "mort30_uc"], "is no number of the model"),
    "a fixed parameter": ([*DSA, "--only", "days_kth"], "--bounds days_kth=LOW:HIGH"),
    "low above high": ([*DSA, "--bounds", f"{OR}=0.8:0.6"], "does not lie below high"),
    "low as high": ([*DSA, "--bounds", f"{OR}=0.6:0.6"], "does not lie below high"),
    "one end": ([*DSA, "--bounds", f"{OR}=0.6"], "two numbers"),
    "an end that is a word": ([*DSA, "--bounds", f"{OR}=0.6:high"], "'high' is no number"),
    "an end outside the unit": ([*DSA, "--bounds", f"{OR}=-1:0.6"], "odds_ratio"),
    "an end the model cannot hold": ([*DSA, "--bounds", "n_readmissions_max=1:9"], "at most 6"),
    "bounds that are no file": ([*DSA, "--bounds", "nowhere.yaml"], "no such file"),
    "bounds of nothing": ([*DSA, "--bounds", OR], "PARAM=LOW:HIGH"),
    "a negative wtp": ([*DSA, "--wtp", "-5"], "--wtp -5"),
    "a wtp that is a word": ([*DSA, "--wtp", "much"], "'much'"),
    "an endless wtp": ([*DSA, "--wtp", "inf"], "--wtp inf"),
    "one way of two": ([*DSA, "--two-way", OR], "two parameters"),
    "two ways and only": ([*DSA, "--two-way", f"{OR},{VISIT}", "--only", OR], "--only"),
    "two ways and sobol": ([*DSA, "--two-way", f"{OR},{VISIT}", "--sobol", "8"], "one of them"),
    "no power of 2": ([*DSA, "--only", OR, "--sobol", "100"], "power of 2"),
    "a grid of one": ([*DSA, "--two-way", f"{OR},{VISIT}", "--grid", "1"], "--grid"),
    "no parameter": (THRESHOLD, "--parameter"),
    "an empty parameter": ([*THRESHOLD, "--parameter", ","], "--parameter"),
    "an unknown outcome": ([*THRESHOLD, "--parameter", OR, "--outcome", "qaly"], "inc_qaly"),
    "no stored run": (["sensitivity", "nowhere"], "holds no finished run"),
}


@pytest.mark.parametrize("name", WRONG)
def test_one_line_names_the_mistake(cli, empty, name):
    arguments, hint = WRONG[name]
    said = cli(*arguments, "--out", empty)
    assert said.is_one_line_of_complaint(), said
    assert hint in said.err
    assert not empty.exists()


def test_a_tornado_in_json_and_on_file(cli, empty):
    said = cli(*DSA, "--only", f"{OR},{VISIT}", "--wtp", "200000,5e5", "--out", empty, "--json")
    content = json.loads(said.out)
    assert (said.code, said.err) == (0, "")
    assert content["analysis"]["wtp"] == [200000, 500000]
    assert {row["parameter"] for row in content["dsa"]} == {OR, VISIT}
    (folder,) = empty.iterdir()
    written = pd.read_csv(folder / "dsa.csv")
    contract = (
        "parameter, label, unit, basis, outcome, base, low_value, high_value, at_low, at_high, "
        "mcse_low, mcse_high, swing"
    )
    assert list(written)[:13] == contract.split(", ")
    assert written["swing"].tolist() == [row["swing"] for row in content["dsa"]]


def test_the_tornado_is_printed_in_words(cli, empty, register):
    said = cli(*DSA, "--only", f"{OR},{VISIT}", "--out", empty)
    assert said.code == 0
    shown = " ".join(said.out.split())
    assert f"{register.entries[VISIT].label} *" in shown
    assert VISIT not in said.out.replace(str(empty), "")
    assert "2 of 2 parameters" in shown


def test_bounds_from_a_file_and_for_a_fixed_parameter(cli, empty, tmp_path):
    file = tmp_path / "bounds.yaml"
    file.write_text(f"days_kth: [7, 21]\n{OR}: [0.37, 0.85]\n", encoding="utf-8")
    only = f"days_kth,{OR}"
    said = cli(*DSA, "--bounds", file, "--only", only, "--out", empty, "--json")
    ends = json.loads(said.out)["analysis"]["bars"]
    assert ends == {"days_kth": [7, 21], OR: [0.37, 0.85]}


def test_a_file_without_bounds_is_one_line(cli, empty, tmp_path):
    file = tmp_path / "bounds.yaml"
    file.write_text("- days_kth\n", encoding="utf-8")
    said = cli(*DSA, "--bounds", file, "--out", empty)
    assert said.is_one_line_of_complaint()
    assert said.err == f"{file}: holds no bounds: write PARAM: [LOW, HIGH] on each line\n"


def test_bounds_alone_join_all_that_is_uncertain(cli, empty):
    said = cli(*DSA, "--bounds", "days_kth=7:21", "--out", empty, "--json")
    bars = json.loads(said.out)["analysis"]["bars"]
    assert bars["days_kth"] == [7, 21]
    assert OR in bars
    assert len(bars) > 50


def test_a_threshold_is_said_in_words(cli, empty):
    bounds = ("--bounds", f"{VISIT}=0:1e6", "--wtp", 500000, "--patients", 2000)
    arguments = (*THRESHOLD, "--parameter", VISIT, *bounds)
    said = cli(*arguments, "--out", empty)
    assert "flips at" in said.out
    said = cli(*arguments, "--outcome", "inc_qaly", "--out", empty)
    assert "does not flip in this range" in said.out


def test_a_grid_and_its_boundary(cli, empty):
    bounds = ("--bounds", f"{VISIT}=0:1e5")
    said = cli(*DSA, "--two-way", f"{OR},{VISIT}", "--grid", 3, *bounds, "--out", empty, "--json")
    content = json.loads(said.out)
    assert len(content["dsa_grid"]) == 9 * 7
    contract = "x_parameter, y_parameter, x, y, outcome, value"
    assert list(content["dsa_grid"][0])[:6] == contract.split(", ")
    assert list(content["dsa_boundary"][0])[:2] == ["x", "y"]


def test_sobol_of_the_longest_bars_by_default(cli, empty):
    said = cli("dsa", "national", "--patients", 2000, "--sobol", 2, "--out", empty, "--json")
    content = json.loads(said.out)
    assert len(content["analysis"]["parameters"]) == 8
    assert OR in content["analysis"]["parameters"]


def test_sobol_indices_are_printed_by_name(cli, empty, register):
    said = cli(*DSA, "--sobol", 4, "--only", f"{OR},{VISIT}", "--out", empty)
    assert said.code == 0
    assert register.entries[VISIT].label in " ".join(said.out.split())


def test_ranks_of_a_stored_run_are_printed_by_name(cli, empty, register):
    cli("run", "national", "--draws", 100, "--patients", 20, "--folder", empty / "run")
    said = cli("sensitivity", empty / "run", "--wtp", 200000, "--only", OR, "--out", empty)
    assert said.code == 0, said
    shown = " ".join(said.out.split())
    assert "Partial rank correlation with Incremental net benefit at 200,000" in shown
    assert register.entries[OR].label in shown


def test_a_folder_can_be_listed_and_checked(cli, empty):
    cli(*DSA, "--only", VISIT, "--out", empty)
    (folder,) = empty.iterdir()
    assert "complete" in cli("runs", "list", "--out", empty).out
    assert cli("runs", "check", folder).code == 0
    assert json.loads(cli("runs", "show", folder).out)["analysis"]["kind"] == "dsa"
    said = cli("replay", folder, "--draw", 0)
    assert said.is_one_line_of_complaint(), said
