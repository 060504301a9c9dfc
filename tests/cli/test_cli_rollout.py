"""`kth-sim rollout`: what it writes and says, and how it refuses."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

SMALL = ("--draws", 6, "--patients", 200, "--no-figures")


@pytest.fixture
def two(cli, tmp_path):
    """Two plans side by side: what the command said, and its folder."""
    plans = ("all_at_once", "southern_clusters_as_started")
    said = cli("rollout", *plans, *SMALL, "--json", "--out", tmp_path)
    assert said.code == 0, said.err
    payload = json.loads(said.out)
    (folder,) = tmp_path.glob("national-rollout-*")
    assert payload["folder"] == str(folder)
    return payload, folder


def test_the_folder_holds_tables_that_agree(two):
    payload, folder = two
    cells = pd.read_parquet(folder / "budget.parquet")
    plans = pd.read_csv(folder / "plans.csv").set_index("plan")
    by_year = pd.read_csv(folder / "budget_by_year.csv", dtype={"year": str})
    draws = pd.read_parquet(folder / "plan_draws.parquet")
    whole = by_year[(by_year.year == "all") & (by_year.payer == "all")].set_index("plan")
    for plan in plans.index:
        net = cells.loc[cells.plan == plan, "net"].sum()
        assert plans.loc[plan, "net_cost"] == pytest.approx(net, rel=1e-9)
        assert whole.loc[plan, "net"] == pytest.approx(net, rel=1e-9)
        assert draws.loc[draws.plan == plan, "net_cost"].mean() == pytest.approx(net, rel=1e-9)
        assert plans.loc[plan, "net_cost_3_months"] == pytest.approx(net, rel=1e-9)
    assert [row["plan"] for row in payload["plans"]] == list(plans.index)
    observed = pd.read_csv(folder / "observed.csv")
    assert observed.observed.tolist() == [524]
    record = json.loads((folder / "run.json").read_text())
    assert record["analysis"]["kind"] == "rollout"
    assert {"plans.csv", "budget.parquet", "beds.csv"} <= set(record["files"])


def test_the_same_command_gives_the_same_bytes_whatever_the_workers(cli, tmp_path):
    for name, workers in (("one", 1), ("two", 2)):
        said = cli("rollout", "all_at_once", *SMALL, "--workers", workers, "--out", tmp_path / name)
        assert said.code == 0, said.err
    files = [
        {p.name: p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()}
        for name in ("one", "two")
    ]
    assert files[0].keys() == files[1].keys()
    assert {n for n in files[0] if files[0][n] != files[1][n]} == set()


def test_every_plan_is_the_default_and_what_it_prints_names_them(cli, tmp_path):
    said = cli("rollout", "--draws", 2, "--patients", 50, "--out", tmp_path)
    assert said.code == 0, said.err
    for plan in ("all_at_once", "none", "pilot_then_decide", "southern_clusters_as_started"):
        assert plan in said.out
    assert "524 observed" in said.out
    assert "Written:" in said.out


def test_one_plan_has_its_figures_and_its_workbook(cli, tmp_path):
    few = ("--draws", 2, "--patients", 50, "--years", 1, "--out", tmp_path)
    said = cli("rollout", "all_at_once", *few)
    assert said.code == 0, said.err
    (folder,) = tmp_path.glob("national-rollout-*")
    assert (folder / "budget.xlsx").stat().st_size > 10_000
    assert (folder / "figures" / "plans.csv").is_file()
    assert (folder / "figures" / "budget_by_payer_all_at_once.csv").is_file()
    assert "budget.xlsx" in json.loads((folder / "run.json").read_text())["files"]


def test_years_change_the_calendar(cli, tmp_path):
    said = cli("rollout", "all_at_once", *SMALL, "--years", 2, "--json", "--out", tmp_path)
    (row,) = json.loads(said.out)["plans"]
    assert {name for name in row if name.startswith("net_cost_20")} == {
        "net_cost_2026",
        "net_cost_2027",
    }
    assert np.isfinite(row["net_cost_2027"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("all_at_onc",), "did you mean 'all_at_once'"),
        (("none", "none"), "none: named twice"),
        (("nowhere.yaml",), "no such file"),
        (("none", "--scenario", "nationl"), "nationl: no such scenario"),
        (("none", "--wtp", "-1"), "0 or more"),
        (("none", "--years", "0"), "--years"),
        (("none", "--draws", "0"), "--draws"),
        (("largest_first", "--years", "1"), "lies after the last day of the plan"),
    ],
)
def test_wrong_use_gets_one_line(cli, tmp_path, arguments, words):
    said = cli("rollout", *arguments, "--out", tmp_path / "out")
    assert said.is_one_line_of_complaint()
    assert words in said.err
    assert not (tmp_path / "out").exists()


def test_a_plan_with_an_unknown_cluster_gets_one_line(cli, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "label: Mine\nrationale: Mine\nnetwork: national\n"
        "clusters: {Atlantis: {date: 2026-01-01}}\n"
    )
    said = cli("rollout", path, "--out", tmp_path / "out")
    assert said.is_one_line_of_complaint()
    assert "Atlantis" in said.err
