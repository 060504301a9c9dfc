"""Draws from elsewhere are run like those made here; bad ones, and bad options, write nothing."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from kth_sim.evidence.draws import write_draws


@pytest.fixture
def out(tmp_path):
    """Where runs should put their folders; not there yet."""
    return tmp_path / "out"


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_the_same_draws_give_the_same_results(cli, draws_of, undisturbed, tmp_path, out, suffix):
    file = tmp_path / f"draws.{suffix}"
    write_draws(draws_of(), file)
    given = ["--patients", 60, "--seed", 1, "--out", out, "--json"]
    said = cli("run", "national", "--draws-file", file, *given)
    assert said.code == 0
    (folder,) = out.iterdir()
    outcomes = (undisturbed.folder / "outcomes.parquet").read_bytes()
    assert (folder / "outcomes.parquet").read_bytes() == outcomes
    assert json.loads(said.out)["increments"] == undisturbed.payload["increments"]


def test_draws_made_by_the_command(cli, undisturbed, tmp_path, out):
    file = tmp_path / "draws.parquet"
    assert cli("draws", "national", "-n", 23, "--seed", 1, "-o", file).code == 0
    said = cli("run", "national", "--draws-file", file, "--patients", 60, "--out", out, "--json")
    assert json.loads(said.out)["increments"] == undisturbed.payload["increments"]


def without_column(frame):
    return frame.drop(columns="prob_death_30d")


def with_another_column(frame):
    return frame.assign(prob_of_something_else=0.5)


def with_nan(frame):
    return frame.assign(prob_death_30d=frame["prob_death_30d"].where(frame.index != 3))


def with_text(frame):
    return frame.assign(prob_death_30d="many")


def out_of_range(frame):
    return frame.assign(prob_death_30d=1.5)


def without_rows(frame):
    return frame.iloc[:0]


BAD = {
    without_column: "column prob_death_30d is missing",
    with_another_column: "column prob_of_something_else is no parameter",
    with_nan: "column prob_death_30d: draw 3 has no number",
    with_text: "column prob_death_30d: numbers are expected",
    out_of_range: "column prob_death_30d: draw 0: 1.5 lies outside",
    without_rows: "no draws",
}


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_bad_draws(cli, draws_of, tmp_path, out, spoil, suffix):
    file = tmp_path / f"draws.{suffix}"
    frame = spoil(draws_of(5)).reset_index()
    frame.to_parquet(file) if suffix == "parquet" else frame.to_csv(file, index=False)
    said = cli("run", "national", "--draws-file", file, "--patients", 20, "--out", out)
    assert said.is_one_line_of_complaint()
    assert f"{file}: {BAD[spoil]}" in said.err
    assert not out.exists()


def test_no_draws_file(cli, tmp_path, out):
    said = cli("run", "national", "--draws-file", tmp_path / "none.csv", "--out", out)
    assert said.is_one_line_of_complaint()
    assert not out.exists()


@pytest.mark.parametrize(
    "given",
    [
        ["--workers", 0],
        ["--workers", 100_000],
        ["--workers", "many"],
        ["--chunk", 0],
        ["--patients", 0],
        ["--patients", 10**15],
        ["--draws", 0],
        ["--draws", 10**9],
        ["--seed", -1],
        ["--executor", "magic"],
        ["--executor", "dask"],
        ["--engine", "reference"],
        ["--method", "guess"],
    ],
)
def test_bad_options(cli, out, given):
    said = cli("run", "national", "--draws", 10, "--patients", 20, "--out", out, *given)
    assert said.is_one_line_of_complaint()
    assert not out.exists()


def test_a_chunk_of_more_draws_than_there_are(cli, out):
    given = ["--draws", 3, "--patients", 20, "--chunk", 10**12, "--out", out, "--json"]
    assert cli("run", "national", *given).code == 0


def test_one_draw_from_a_file(cli, draws_of, tmp_path, out):
    write_draws(draws_of(1), tmp_path / "draws.csv")
    given = ["--draws-file", tmp_path / "draws.csv", "--patients", 50, "--out", out]
    said = cli("run", "national", *given)
    assert (said.code, said.err) == (0, "")
    (folder,) = out.iterdir()
    summary = pd.read_csv(folder / "summary.csv")
    assert np.isfinite(summary["mean"]).all()
    assert summary["mcse"].isna().all()
