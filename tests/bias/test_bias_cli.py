"""`kth-sim bias` and `kth-sim average` as a user gives them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
FEW = ("--draws", 12, "--patients", 60, "--workers", 1)


def test_bias_answers_in_words_and_names_its_folder(cli, tmp_path):
    said = cli("bias", "national", *FEW, "--only", "trend", "--out", tmp_path)
    assert said.code == 0
    assert "can that really be true?" in said.out
    assert "Secular trend *" in said.out
    (folder,) = tmp_path.iterdir()
    assert folder.name in said.out.replace("\n", "")


def test_bias_prints_json_and_nothing_else(cli, tmp_path):
    asked = ("--only", "immortal_time", "--weight", "immortal_time=0.5", "--wtp", 300000)
    said = cli("bias", "national", *FEW, *asked, "--json", "--out", tmp_path)
    found = json.loads(said.out)
    assert found["analysis"]["weights"] == {"immortal_time": 0.5}
    assert [row["correction"] for row in found["bias"]] == ["none", "immortal_time", "all"]
    assert {row["wtp"] for row in found["bias"]} == {300000}


def test_runs_check_finds_a_bias_run_whole_and_notices_a_changed_table(cli, tmp_path):
    cli("bias", "national", *FEW, "--only", "trend", "--out", tmp_path)
    (folder,) = tmp_path.iterdir()
    assert cli("runs", "check", folder).code == 0
    assert "national" in cli("runs", "list", "--out", tmp_path).out
    (folder / "bias.csv").write_text("spoilt", encoding="utf-8")
    said = cli("runs", "check", folder)
    assert (said.code, said.out) == (1, "bias.csv: altered\n")


def test_average_shows_the_share_of_structure(cli, tmp_path):
    said = cli("average", "national=0.7", "immortal_time=0.3", *FEW, "--out", tmp_path)
    assert said.code == 0
    assert "Share of the variance that lies between the scenarios" in said.out
    assert "The weights are an assumption" in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("bias", "national", "--weight", "luck=1"),
        ("bias", "national", "--weight", "trend"),
        ("bias", "national", "--weight", "trend=2"),
        ("bias", "national", "--weight", "trend=nan"),
        ("bias", "national", "--only", "luck"),
        ("bias", "national", "--only", "trend", "--weight", "selection=1"),
        ("bias", "national", "--wtp", "-1"),
        ("bias", "as_presented", *FEW),
        ("bias", "nowhere"),
        ("average", "national=1"),
        ("average", "national=1", "nowhere=1"),
        ("average", "national=1", "configs/scenarios/national.yaml=1"),
    ],
)
def test_a_mistake_is_one_line_and_writes_nothing(cli, tmp_path, arguments):
    assert cli(*arguments, "--out", tmp_path / "out").is_one_line_of_complaint()
    assert not (tmp_path / "out").exists()


def columns_documented() -> dict[str, list[str]]:
    """`{file: columns}` that the outputs page names for these analyses."""
    page = ROOT / "docs" / "reference" / "outputs.md"
    text = page.read_text("utf-8").split("## Tables of a bias analysis")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `")]
    return {row[0].strip(" `"): re.findall(r"`(\w+)`", row[2]) for row in rows}


def test_the_outputs_page_names_each_table_and_its_columns(cli, tmp_path):
    cli("bias", "national", *FEW, "--out", tmp_path)
    cli("average", "national=1", "crude=1", *FEW, "--out", tmp_path)
    also = {"parameters.csv", "assumptions.csv"}
    written = {
        path.name: pd.read_csv(path, nrows=1).columns.to_list()
        for path in tmp_path.glob("*/*.csv")
        if path.name not in also
    }
    assert columns_documented() == written
