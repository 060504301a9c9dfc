"""`kth-sim rollout optimise`: what it writes, that it is what it says, and wrong use."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
FEW = ("--draws", 6, "--patients", 100, "--seed", 5)
ASKED = (
    "--budget-per-year", 1.2e7, "--starts-per-quarter", 2, "--quarters", 4, "--points", 3,
)  # fmt: skip


@pytest.fixture(scope="module")
def lives(tmp_path_factory):
    """Where lives are kept between the runs of this file."""
    return tmp_path_factory.mktemp("out")


def optimised(cli, lives, *more):
    said = cli("rollout", "optimise", *ASKED, *FEW, "--out", lives, "--json", *more)
    assert said.code == 0, said.err
    return json.loads(said.out)


def test_the_plan_that_is_written_gives_what_is_said(cli, lives):
    """The plan's file, run as any other, has the same budget, lives and net benefit."""
    found = optimised(cli, lives)
    folder = Path(found["folder"])
    assert cli("validate", found["plan"]).out.endswith("best_plan.yaml: well\n")
    said = cli("rollout", found["plan"], *FEW, "--out", lives, "--json")
    plan = json.loads(said.out)["plans"][0]
    assert plan["net_benefit"] == pytest.approx(found["expected_net_benefit"])
    assert plan["lives_saved_30d"] == pytest.approx(found["expected_lives_saved"])
    choice = pd.read_csv(folder / "choice.csv")
    for year in range(2026, 2032):
        column = f"net_cost_{year}"
        assert choice[column].sum() == pytest.approx(plan[column])
    assert plan["peak_net_cost"] <= 1.2e7
    started = choice[choice["start"] != "never"]
    assert started["start"].value_counts().max() <= 2
    assert len(started) == found["clusters"] > 0


def test_the_folder_holds_tables_figures_and_a_record(cli, lives):
    found = optimised(cli, lives, "--objective", "lives", "--language", "da")
    folder = Path(found["folder"])
    for name in ("choice", "limits", "frontier", "robustness"):
        frame = pd.read_csv(folder / f"{name}.csv")
        assert len(frame) == len(found[name])
        assert set(frame["basis"]) == {"assumption"}
    for kind in ("png", "svg", "pdf", "csv"):
        assert (folder / "figures" / f"choice_frontier.{kind}").stat().st_size
        assert (folder / "figures" / f"choice_regret.{kind}").stat().st_size
    record = json.loads((folder / "run.json").read_text("utf-8"))
    assert record["analysis"]["limits"] == {
        "budget_per_year": 1.2e7,
        "starts_per_quarter": 2,
        "teams": None,
    }
    assert set(record["files"]) >= {"best_plan.yaml", "choice.csv", "figures/choice_regret.png"}
    frontier = pd.read_csv(folder / "frontier.csv")
    assert frontier["exact"].all()
    assert frontier["lives"].is_monotonic_increasing
    assert frontier["peak_budget"].is_monotonic_increasing
    within = frontier[frontier["peak_budget"] <= 1.2e7]
    assert within["lives"].max() == pytest.approx(found["expected_lives_saved"])


def test_the_best_is_no_worse_than_any_shipped_plan_that_keeps_the_limits(cli, lives):
    found = optimised(cli, lives)
    plans = pd.DataFrame(found["robustness"])
    alike = plans[plans["among"] == "within_limits"].set_index("plan")
    assert {"best_plan", "none"} <= set(alike.index)
    assert alike["mean"].idxmax() == "best_plan"
    assert alike["prob_best"].sum() == pytest.approx(1)
    every = plans[plans["among"] == "all"].set_index("plan")
    assert every.loc["none", "nmb"] == 0
    assert every.loc["all_at_once", "starts_per_quarter"] == 11
    assert not every.loc["all_at_once", "within_limits"]


def test_the_same_command_writes_the_same_bytes(cli, lives):
    first = optimised(cli, lives)
    names = ("run.json", "best_plan.yaml", "robustness.csv", "figures/choice_frontier.png")
    before = [(Path(first["folder"]) / name).read_bytes() for name in names]
    again = optimised(cli, lives)
    assert again["folder"] == first["folder"]
    assert [(Path(again["folder"]) / name).read_bytes() for name in names] == before


def test_the_figures_can_be_drawn_again(cli, lives):
    """From the folder alone, and of the same numbers."""
    folder = Path(optimised(cli, lives)["folder"])
    said = cli("figures", folder, "--language", "en", "--format", "png")
    assert said.code == 0, said.err
    for name in ("choice_frontier", "choice_regret"):
        assert (folder / "figures-en" / f"{name}.png").stat().st_size
        before, again = (folder / f / f"{name}.csv" for f in ("figures", "figures-en"))
        pd.testing.assert_frame_equal(pd.read_csv(before), pd.read_csv(again))


def test_it_says_what_it_found(cli, lives):
    said = cli("rollout", "optimise", *ASKED, *FEW, "--out", lives)
    assert said.code == 0
    for text in ("The best plan", "What binds", "Beside other plans", "Written: "):
        assert text in said.out


def test_a_wish_that_cannot_be_met_says_what_to_raise(cli, lives):
    """Eleven clusters in four quarters: three starts in one of them, at least."""
    said = cli("rollout", "optimise", "--every-cluster", *ASKED, *FEW, "--out", lives)
    assert said.is_one_line_of_complaint()
    assert said.err.endswith("raise starts_per_quarter to 3\n")


def test_plans_after_rollout_are_compared(cli):
    """`rollout` alone compares: what is no command of its own is taken as a plan."""
    said = cli("rollout", "all_at_onec")
    assert said.is_one_line_of_complaint()
    assert "did you mean 'all_at_once'?" in said.err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--budget-per-year", -1), "--budget-per-year -1: give a number from 0"),
        (("--budget-per-year", "nan"), "--budget-per-year nan: give a number from 0"),
        (("--starts-per-quarter", 0), "--starts-per-quarter 0: give a number from 1"),
        (("--teams", -2), "--teams -2: give a number from 0"),
        (("--objective", "qaly"), "'qaly' is not one of 'nmb', 'lives'"),
        (("--target", "moon"), "--target moon: name some of own_home, temporary_place"),
        (("--target", "own_home,own_home"), "each once, joined by commas"),
        (("--quarters", 25), "--quarters 25: the calendar has 24: give a number from 1 to 24"),
        (("--quarters", 0), "--quarters 0: the calendar has 24: give a number from 1 to 24"),
        (("--like", "nursing_home_first"), "nursing_home_first: a cluster's target group is"),
        (("--like", "nowhere"), "nowhere: no such plan"),
        (("--wtp", -1), "--wtp -1: give DKK per QALY, 0 or more"),
        (("--language", "fr"), "language 'fr': is not one of da, en"),
    ],
)
def test_wrong_use_is_told_in_one_line(cli, empty, arguments, complaint):
    said = cli("rollout", "optimise", *arguments, "--out", empty)
    assert said.is_one_line_of_complaint()
    assert complaint in said.err
    assert not empty.exists()
