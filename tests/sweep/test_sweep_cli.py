"""`kth-sim sweep`, `query` and `compare` as their users meet them."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest

from kth_sim import cli_sweep
from kth_sim.evidence.draws import make_draws
from kth_sim.runs import sweep as sweep_runs
from kth_sim.runs.compare import compare_runs
from kth_sim.runs.psa import PsaOptions, run_psa
from kth_sim.runs.query import ask
from tests.sweep.conftest import HOSTILE, SMALL


@pytest.fixture
def file(tmp_path):
    """A sweep's file: two points."""
    path = tmp_path / "two.yaml"
    path.write_text(SMALL.replace("steps: 3", "steps: 2"), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def runs(store, scenario, register):
    """`runs[name]`: stored runs of twenty draws, named after scenario and seed."""

    def made(name: str, seed: int, patients: int):
        found = scenario(name)
        draws = make_draws(register, found.choices, found.overrides, 20, seed)
        folder = store / f"{name}-{seed}-{patients}"
        options = PsaOptions(patients=patients, seed=seed, workers=1, folder=folder)
        return run_psa(found, draws, options).folder

    asked = (("national", 1, 60), ("crude", 1, 60), ("crude", 2, 60), ("national", 1, 40))
    return {f"{name}-{seed}-{n}": made(name, seed, n) for name, seed, n in asked}


# Sweep -----------------------------------------------------------------------------------------


def test_a_sweep_says_how_large_it_is_before_and_what_it_found_after(
    file, tmp_path, cli, monkeypatch
):
    drawn = []
    monkeypatch.setattr(cli_sweep, "draw", drawn.append)
    said = cli("sweep", file, "--out", tmp_path, "--workers", 1)
    assert said.code == 0
    assert said.err.startswith("2 points, 2 different simulations; 20 draws of 60 patients")
    assert "by a pilot of 10 draws on this machine" in said.err
    assert "Expected loss of choosing KTH" in said.out
    assert drawn == []
    again = cli("sweep", file, "--out", tmp_path, "--json", "--figures")
    assert "all of them simulated before" in again.err
    assert drawn == [tmp_path / "two-sweep"]
    found = json.loads(again.out)
    assert [row["rr_readmission_30d_kth"] for row in found["points"]] == [0.8, 1.6]


def test_a_dry_run_writes_nothing_and_says_when_there_is_much_to_look_at(
    file, tmp_path, cli, monkeypatch
):
    monkeypatch.setattr(cli_sweep, "MANY", 1)
    said = cli("sweep", file, "--out", tmp_path / "out", "--dry-run")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("Looking at 2 points\n2 points, 2 different simulations")
    assert not (tmp_path / "out").exists()


def test_ctrl_c_is_exit_code_3_and_one_line_how_to_go_on(file, tmp_path, cli, monkeypatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep_runs, "put_point", stop)
    said = cli("sweep", file, "--out", tmp_path, "--workers", 1)
    assert said.code == 3
    assert said.err.splitlines()[-1].startswith("interrupted: 0 of 2 points are kept in")
    assert said.err.endswith("give the same command to go on\n")
    assert not said.out


def test_a_changed_sweep_is_one_line_of_complaint(grid, file, cli):
    said = cli("sweep", file, "--folder", grid.folder)
    assert said.is_one_line_of_complaint()
    assert "means something else: axes.later_care_costs was" in said.err


def test_sweeps_are_listed_and_validated(cli):
    assert "readings" in cli("sweep").out
    said = cli("validate", "configs/sweeps")
    assert (said.code, said.out.count(": well")) == (0, 3)


def test_runs_list_shows_sweeps(store, grid, listed, cli):
    rows = json.loads(cli("runs", "list", "--out", store, "--json").out)
    states = {row["run"]: row["state"] for row in rows}
    assert states["grid-sweep"] == states["listed-sweep"] == "complete"


# Query -----------------------------------------------------------------------------------------


def test_a_question_over_all_runs_has_the_numbers_of_their_files(runs, store):
    found = ask("select run, mean from incremental where measure = 'qaly'", store)
    by_run = found.set_index("run")["mean"].to_dict()
    for name, folder in runs.items():
        table = pd.read_csv(folder / "incremental.csv").set_index("measure")
        assert by_run[name] == table.loc["qaly", "mean"]


def test_draws_of_a_sweep_average_to_its_table(grid, store):
    sql = (
        "select d.point, avg(d.qaly) as drawn, any_value(s.mean) as told from sweep_draws d "
        "join sweeps s using (run, point, strategy) "
        "where s.measure = 'qaly' and d.strategy = 'kth' and run = 'grid-sweep' group by d.point"
    )
    found = ask(sql, store)
    assert len(found) == 12
    assert found["drawn"].to_numpy() == pytest.approx(found["told"].to_numpy(), rel=1e-12)


def test_tables_are_listed_with_how_many_runs_have_them(runs, grid, store, cli):
    said = cli("query", "--tables", "--out", store)
    rows = {line.split()[0]: line.split()[-1] for line in said.out.splitlines()[3:] if line}
    assert rows["outcomes"] == str(len(runs))
    assert rows["dsa"] == "0"


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("selec 1", "syntax error"),
        ("select * from runz", "did you mean 'runs'"),
        ("select mena from sweeps", 'Referenced column "mena" not found'),
        ("select * from dsa", "make one with kth-sim dsa"),
        ("select cast(point_label as double) from sweeps", "try_cast(column as double)"),
        ("select 1; select 2", "give one"),
        ("", "give a question"),
        ("drop table runs", "kind drop is not allowed"),
        ("copy runs to 'stolen.csv'", "kind copy is not allowed"),
        ("attach 'other.db'", "kind attach is not allowed"),
        ("install httpfs", "is not allowed"),
        ("set enable_external_access = true", "kind set is not allowed"),
        ("select * from read_csv('/etc/passwd')", "disabled by configuration"),
        ("select * from read_text('pyproject.toml')", "disabled by configuration"),
        ("select * from glob('*')", "disabled by configuration"),
        ("select * from 'pyproject.toml'", "no table pyproject.toml"),
        ("select * from read_parquet('https://example.org/x.parquet')", "query: "),
        ("select count(*) from range(10) where (select 1 from read_csv('x.csv')) = 1", "disabled"),
    ],
)
def test_a_wrong_question_is_one_line_and_reads_and_writes_nothing(
    sql, what, grid, store, cli, tmp_path, monkeypatch
):
    (tmp_path / "pyproject.toml").write_text("secret")
    monkeypatch.chdir(tmp_path)
    said = cli("query", sql, "--out", store)
    assert said.is_one_line_of_complaint()
    assert what in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["pyproject.toml"]


def test_an_answer_as_csv_is_that_of_the_dialect_and_hostile_names_stay_text(listed, store, cli):
    sql = "select distinct point, point_label, 0.5 as half from sweeps where run = 'listed-sweep'"
    said = cli("query", f"{sql} order by 1", "--out", store, "--format", "csv")
    rows = list(csv.reader(io.StringIO(said.out)))
    guarded = [f"'{name}" if name[0] in "=+@" else name for name in HOSTILE]
    assert [row[1] for row in rows[2:]] == guarded
    danish = cli("query", sql, "--out", store, "--format", "csv", "--dialect", "da").out
    assert "point;point_label;half" in danish
    assert ";0,5" in danish
    assert cli("query", sql, "--dialect", "de", "--format", "csv", "--out", store).code == 2


def test_an_answer_as_json_has_null_where_there_is_nothing(grid, store, cli):
    sql = "select mcse from sweeps where measure = 'nnt' and run = 'grid-sweep' limit 1"
    assert json.loads(cli("query", sql, "--out", store, "--format", "json").out) == [{"mcse": None}]


def test_a_pivot_and_a_description_are_questions_too(grid, store):
    pivot = "pivot sweep_axes on subject using count(*) group by run"
    assert {"run", "parameter", "switch"} <= set(ask(pivot, store).columns)
    assert "mean" in set(ask("describe sweeps", store)["column_name"])


def test_hostile_names_stay_text_in_every_csv_of_a_sweep(listed):
    for name in ("points.csv", "ranking.csv"):
        cells = pd.read_csv(listed.folder / name)["point_label"].unique().tolist()
        assert not [cell for cell in cells if cell[0] in "=+-@"]
        assert len(cells) == 5


# Compare ---------------------------------------------------------------------------------------


def test_what_differs_is_said_with_real_names(runs, store, cli):
    said = cli("compare", "national-1-60", "crude-1-60", "--out", store, "--language", "da")
    assert said.code == 0
    assert "Odds ratio for død inden 30 dage" in said.out
    assert "samme trækninger og samme held" in said.out
    assert "Frailty" not in said.out  # the same in both


def test_inputs_that_differ_are_those_of_the_scenario_file(runs, store):
    found = compare_runs(["national-1-60", "crude-1-60"], store)
    ids = set(found.inputs["id"])
    assert ids == {"scenario", "or_death_30d_kth", "rr_readmission_30d_kth"}


def test_differences_and_their_error_are_those_of_paired_draws(runs, store):
    found = compare_runs(["national-1-60", "crude-1-60"], store)
    rows = found.results.set_index(["strategy", "measure"])
    gains = []
    for name in ("national-1-60", "crude-1-60"):
        panel = pd.read_parquet(store / name / "outcomes.parquet")
        wide = panel.pivot(index="draw", columns="strategy", values="qaly")
        gains.append(wide["kth"] - wide["usual_care"])
    less = gains[1] - gains[0]
    row = rows.loc["increment", "qaly"]
    assert row["difference: crude-1-60"] == pytest.approx(less.mean())
    assert row["mcse: crude-1-60"] == pytest.approx(less.sem())


def test_shared_luck_makes_the_error_of_a_difference_smaller(runs, store):
    def error(other: str) -> float:
        found = compare_runs(["national-1-60", other], store).results
        rows = found.set_index(["strategy", "measure"])
        return float(rows.loc["increment", "qaly"][f"mcse: {other}"])

    assert error("crude-1-60") < error("crude-2-60") / 2


@pytest.mark.parametrize(
    ("other", "what"),
    [("crude-2-60", "seeds 1 and 2"), ("national-1-40", "60 and 40 in each draw")],
)
def test_runs_that_do_not_share_random_numbers_are_said(other, what, runs, store, cli):
    said = cli("compare", "national-1-60", other, "--out", store)
    assert what in " ".join(said.out.split())
    assert "are not noise" not in said.out


def test_points_of_a_sweep_are_compared_like_runs_of_their_own(listed, runs, store):
    """Points 0 and 1 are the scenarios national and crude, by another way."""
    own = compare_runs(["national-1-60", "crude-1-60"], store)
    points = compare_runs(["listed-sweep:0", "listed-sweep:1"], store)
    assert set(points.inputs["id"]) == {"or_death_30d_kth"}  # the list chooses this one alone
    assert own.results.loc[0, "national-1-60"] == points.results.loc[0, "listed-sweep:0"]


def test_a_comparison_is_written_with_hostile_names_as_text(listed, store, cli):
    said = cli("compare", "listed-sweep:0", "listed-sweep:1", "--out", store, "--json")
    found = json.loads(said.out)
    assert found["runs"][1]["label"] == HOSTILE[0]
    table = pd.read_csv(f"{found['folder']}/results.csv")
    assert {"listed-sweep:0", "difference: listed-sweep:1"} <= set(table.columns)


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (["listed-sweep:0"], "give from 2"),
        (["listed-sweep:0", "listed-sweep:0"], "stands there twice"),
        (["listed-sweep:0", "listed-sweep:9"], "there are 0 to 4"),
        (["listed-sweep", "listed-sweep:0"], "holds no results of strategies"),
        (["nothing", "listed-sweep:0"], "holds no finished run"),
        (["national-1-60:0", "listed-sweep:0"], "is no sweep"),
    ],
)
def test_what_cannot_be_compared_is_one_line_of_complaint(names, what, listed, runs, store, cli):
    said = cli("compare", *names, "--out", store)
    assert said.is_one_line_of_complaint()
    assert what in said.err
