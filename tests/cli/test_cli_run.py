"""`kth-sim run`: the one object of `--json`, its arithmetic, and the page for people."""

from __future__ import annotations

import csv
import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from kth_sim.cli import main

MEASURES = (
    "prob_death_30d",
    "prob_death_1y",
    "prob_readmission_30d",
    "share_deaths_30d_in_hospital",
    "ly",
    "qaly",
    "cost_3m",
    "cost_hospital",
    "cost_municipality",
    "cost_gp",
    "cost_medicine",
    "cost_total",
)
RATIOS = ("nnt", "cost_per_life_saved_3m", "cost_per_qaly")
SCENARIOS = ("national", "as_presented", "later_care_costs_included", "southern_clusters")


@pytest.fixture(scope="module", params=SCENARIOS)
def payload(request, tmp_path_factory):
    """What `--json` printed, read strictly; the run is made once for all tests below."""
    out = tmp_path_factory.mktemp("runs")
    options = ["--patients", "2000", "--seed", "7", "--out", str(out), "--json"]
    said, complained = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(said),
        redirect_stderr(complained),
    ):
        patch.setattr("kth_sim.runs.run.draw_figures", lambda *_, **__: None)
        patch.setattr(sys, "argv", ["kth-sim", "run", request.param, *options])
        with pytest.raises(SystemExit) as left:
            main()
    assert (left.value.code, complained.getvalue()) == (0, "")
    return json.loads(said.getvalue(), parse_constant=pytest.fail)


def means(of):
    return {name: cell["mean"] for name, cell in of.items()}


def test_it_has_the_documented_structure(payload):
    assert set(payload) >= {"scenario", "seed", "engine", "patients", "warnings"}
    assert set(payload) >= {"strategies", "increments"}
    assert set(payload["strategies"]) == {"usual_care", "kth"}
    assert (payload["seed"], payload["engine"], payload["patients"]) == (7, "fast", 2000)
    assert isinstance(payload["warnings"], list)
    for strategy in payload["strategies"].values():
        assert set(strategy) >= set(MEASURES)
        assert not set(strategy) & set(RATIOS)
    assert set(payload["increments"]) >= {*MEASURES, *RATIOS}


def test_every_cell_is_a_mean_with_its_error(payload):
    for group in (*payload["strategies"].values(), payload["increments"]):
        for name, cell in group.items():
            assert list(cell) == ["mean", "mcse"], name
            assert isinstance(cell["mean"], float), name
            assert cell["mcse"] >= 0, name


def test_increments_are_kth_less_usual_care(payload):
    usual, kth = (means(payload["strategies"][s]) for s in ("usual_care", "kth"))
    increments = means(payload["increments"])
    for name in usual:
        assert increments[name] == pytest.approx(kth[name] - usual[name], rel=1e-9, abs=1e-12)


def test_the_sectors_sum_to_the_total(payload):
    for group in (*payload["strategies"].values(), payload["increments"]):
        sectors = [
            group[f"cost_{s}"]["mean"] for s in ("hospital", "municipality", "gp", "medicine")
        ]
        assert sum(sectors) == pytest.approx(group["cost_total"]["mean"], rel=1e-9)


def test_the_ratios_are_those_of_the_increments(payload):
    found = means(payload["increments"])
    saved = -found["prob_death_30d"]
    assert found["nnt"] == pytest.approx(1 / saved, rel=1e-9)
    assert found["cost_per_life_saved_3m"] == pytest.approx(found["cost_3m"] / saved, rel=1e-9)
    assert found["cost_per_qaly"] == pytest.approx(found["cost_total"] / found["qaly"], rel=1e-9)


def test_lives_and_quality_make_sense(payload):
    for group in payload["strategies"].values():
        found = means(group)
        assert 0 < found["prob_death_30d"] < found["prob_death_1y"] < 1
        assert found["qaly"] < found["ly"]


def test_the_files_say_the_same(payload):
    folder = Path(payload["folder"])
    with (folder / "summary.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cell = payload["strategies"][row["strategy"]][row["measure"]]
            assert (float(row["mean"]), float(row["mcse"])) == (cell["mean"], cell["mcse"])
    with (folder / "incremental.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["measure"]: row for row in csv.DictReader(file)}
    assert set(rows) >= {*MEASURES, *RATIOS}
    for name, cell in payload["increments"].items():
        assert float(rows[name]["mean"]) == cell["mean"]
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["results"] == {k: payload[k] for k in ("strategies", "increments")}


def test_results_are_scaled_to_the_people_of_a_year(payload):
    people = {"southern_clusters": 840}.get(payload["scenario"], 2215)
    assert payload["people_per_year"] == people
    with (Path(payload["folder"]) / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] in {"ly", "cost_total"}]
    assert len(rows) == 4
    for row in rows:
        assert float(row["scaled_per_year"]) == pytest.approx(
            float(row["mean"]) * people, rel=1e-12
        )


def test_too_few_patients_are_warned_of(cli, empty, no_figures):
    payload = json.loads(cli("run", "national", "--patients", 50, "--out", empty, "--json").out)
    assert any("Monte-Carlo error" in warning for warning in payload["warnings"])


@pytest.mark.parametrize("patients", [1, 2, 3])
def test_a_handful_of_patients_still_gives_valid_json(cli, empty, no_figures, patients):
    said = cli("run", "national", "--patients", patients, "--out", empty, "--json")
    assert said.code == 0, said.err
    found = json.loads(said.out, parse_constant=pytest.fail)
    assert found["patients"] == patients
    assert set(found["increments"]) >= set(RATIOS)


def test_the_page_for_people_names_what_a_decision_needs(cli, empty, no_figures, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    said = cli("run", "national", "--patients", 2000, "--out", empty)
    assert said.code == 0
    for words in ("30 days", "eadmi", "QALY", "municipality", "life saved", "with later care"):
        assert words in said.out
    (folder,) = empty.iterdir()
    assert folder.name in said.out.replace("\n", "")


def test_a_patients_life_is_told_in_both_strategies(cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    said = cli("trace", "national", "--patient", 17)
    assert (said.code, said.err) == (0, "")
    for words in ("Patient 17", "Usual care", "Kom Trygt Hjem", "operation", "Life-years"):
        assert words in said.out
    again = cli("trace", "national", "--patient", 17)
    assert again == said
    assert cli("trace", "national", "--patient", 17, "--seed", 2).out != said.out


def test_the_scenarios_are_listed_with_their_reasons(cli, monkeypatch, evidence_read_once):
    monkeypatch.setenv("COLUMNS", "200")
    said = cli("scenarios")
    assert said.code == 0
    for name in ("national", "as_presented", "southern_clusters"):
        assert name in said.out
