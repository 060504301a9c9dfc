"""The same inputs give the same bytes, and what is added elsewhere changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from kth_sim.evidence.register import load_register
from kth_sim.model import fast, reference
from kth_sim.model.case import gather
from kth_sim.runs.build import make_case
from kth_sim.runs.execute import simulate
from kth_sim.runs.run import Options, run_scenario
from kth_sim.scenarios.resolve import load_scenario

ROOT = Path(__file__).parents[2]


def contents(folder):
    """Every file's bytes, by name; `run.json` without what may differ between equal runs."""
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    found = {name: path.read_bytes() for name, path in files.items() if name != "run.json"}
    record = json.loads(files["run.json"].read_text(encoding="utf-8"))
    del record["timings_seconds"]
    return found | {"run.json": record}


@pytest.mark.usefixtures("no_figures")
def test_two_workers_write_the_tables_of_one(national, shipped, tmp_path):
    again = run_scenario(shipped("national"), Options(tmp_path, None, 2000, "fast", 2))
    assert again.report.folder.name == national.report.folder.name
    assert again.payload["strategies"] == national.payload["strategies"]
    for table in again.report.folder.glob("*.csv"):
        assert table.read_bytes() == (national.report.folder / table.name).read_bytes(), table.name


def test_five_workers_in_another_process_write_them_too(national, tmp_path):
    """Another hash seed, another time zone, another folder; and --json prints only its object."""
    program = [sys.executable, "-c", "from kth_sim.cli import main; main()"]
    options = ["--patients", "2000", "--workers", "5", "--out", tmp_path, "--json"]
    said = subprocess.run(
        [*program, "run", ROOT / "configs" / "scenarios" / "national.yaml", *options],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONHASHSEED": "123", "TZ": "Asia/Tokyo"},
    )
    assert said.stderr == ""
    payload = json.loads(said.stdout)
    assert payload["strategies"] == national.payload["strategies"]
    folder = tmp_path / national.report.folder.name
    assert contents(folder) == contents(national.report.folder)


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_quantities_do_not_depend_on_workers(shipped, workers):
    case = make_case(shipped("southern_clusters"), 3, 3001)
    assert simulate(case, "fast", workers).same_as(simulate(case, "fast", 3))


def test_the_reference_engine_gives_the_same_with_two_workers(shipped):
    case = make_case(shipped("national"), 1, 12)
    one_by_one = gather(case, [reference.run_block(case, 0, block) for block in case.blocks()])
    assert simulate(case, "reference", 2).same_as(one_by_one)


def test_progress_is_told_block_by_block(shipped):
    told = []
    simulate(make_case(shipped("national"), 1, 7), "fast", 2, lambda *at: told.append(at))
    assert told == [(i, 7) for i in range(1, 8)]


EXTRA = """
  {name}:
    label: Something else altogether
    unit: prob
    value: 0.5
    basis: literature
    source: {{cite: A test, where: nowhere}}
"""


@pytest.fixture
def configs(tmp_path):
    return Path(shutil.copytree(ROOT / "configs", tmp_path / "configs"))


def run_copy(configs, out):
    """National, 500 patients, of copied configurations."""
    scenario = load_scenario(
        configs / "scenarios" / "national.yaml", load_register(configs / "evidence")
    )
    return run_scenario(scenario, Options(out, 4, 500, "fast", 1))


@pytest.mark.usefixtures("no_figures")
def test_a_fact_added_changes_only_the_hashes(configs, tmp_path):
    before = contents(run_copy(configs, tmp_path / "a").report.folder)
    (configs / "evidence" / "more.yaml").write_text("facts:" + EXTRA.format(name="a_fact"))
    after = contents(run_copy(configs, tmp_path / "b").report.folder)
    for name in ("evidence_hash", "inputs_hash"):  # the second holds the first
        assert before["run.json"].pop(name) != after["run.json"].pop(name)
    assert after == before


@pytest.mark.usefixtures("no_figures")
def test_a_parameter_added_changes_no_result(configs, tmp_path):
    before = run_copy(configs, tmp_path / "a").report.folder
    extra = EXTRA.format(name="prob_of_something_else")
    (configs / "evidence" / "a_first.yaml").write_text("parameters:" + extra)
    after = run_copy(configs, tmp_path / "b").report.folder
    names = {p.name for p in before.iterdir()} - {"run.json", "parameters.csv"}
    assert names >= {"summary.csv", "incremental.csv", "costs_by_item.csv", "calibration.csv"}
    for name in names:
        assert (after / name).read_bytes() == (before / name).read_bytes(), name
    added = set(pd.read_csv(after / "parameters.csv")["id"]) - set(
        pd.read_csv(before / "parameters.csv")["id"]
    )
    assert added == {"prob_of_something_else"}


@pytest.mark.usefixtures("no_figures")
def test_a_scenario_added_changes_nothing(configs, tmp_path):
    before = contents(run_copy(configs, tmp_path / "a").report.folder)
    (configs / "scenarios" / "mine.yaml").write_text("label: M\nrationale: R\nbase: national\n")
    assert contents(run_copy(configs, tmp_path / "b").report.folder) == before


@pytest.mark.usefixtures("no_figures")
def test_the_order_and_wording_of_comments_change_nothing(configs, tmp_path):
    before = contents(run_copy(configs, tmp_path / "a").report.folder)
    path = configs / "scenarios" / "national.yaml"
    path.write_text("# another comment\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert contents(run_copy(configs, tmp_path / "b").report.folder) == before


def test_a_patient_added_leaves_the_others(shipped):
    """Whole lives, event by event, to the bit."""
    few, more = (make_case(shipped("national"), 1, n) for n in (500, 501))
    lives = fast.ledger(few, 0, range(500))
    pd.testing.assert_frame_equal(lives, fast.ledger(more, 0, range(500)), check_exact=True)
    longer = fast.ledger(more, 0, range(501))
    pd.testing.assert_frame_equal(longer[longer["patient"] < 500], lives, check_exact=True)
