"""`kth-sim validate-external` as a user gives it, and what it writes and says."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from kth_sim.reporting.external_console import print_external
from kth_sim.reporting.external_words import sentences, shown
from kth_sim.reporting.figures.decision import About
from kth_sim.reporting.figures.external import external_calibration, external_ratios
from kth_sim.reporting.language import language

FEW = ("--draws", 6, "--patients", 60, "--workers", 1, "--no-figures")
TWO = """targets:
  first:
    {label: First, quantity: death_30d_kth, observed: 0.5, n: 400, source: {cite: A, where: B}}
  second:
    {label: Second, quantity: stay_median, observed: 100, source: {cite: A, where: B}}
"""


def test_it_answers_in_words_and_names_its_folder(cli, tmp_path):
    targets = tmp_path / "two.yaml"
    targets.write_text(TWO, encoding="utf-8")
    said = cli("validate-external", targets, *FEW, "--out", tmp_path / "out")
    assert said.code == 0, said.err
    (folder,) = (tmp_path / "out").iterdir()
    words = " ".join(said.out.split())
    assert "First: observed 50.0" in words.replace("\N{NO-BREAK SPACE}", " ")
    assert "Second: observed 100.0" in words
    assert folder.name in said.out.replace("\n", "")
    assert cli("runs", "check", folder).code == 0
    table = pd.read_csv(folder / "external.csv")
    assert list(table["verdict"]) == ["misses", "outside"]


def test_it_prints_json_and_nothing_else(cli, tmp_path):
    said = cli("validate-external", *FEW, "--json", "--out", tmp_path)
    found = json.loads(said.out)
    (folder,) = tmp_path.iterdir()
    table = pd.read_csv(folder / "external.csv")
    assert [row["target"] for row in found["external"]] == list(table["target"])
    z = [np.nan if row["z"] is None else row["z"] for row in found["external"]]
    np.testing.assert_allclose(z, table["z"])
    assert set(found["words"]) == {"da", "en"}
    assert json.loads((folder / "external.json").read_text("utf-8"))["draws"] == 6


@pytest.mark.parametrize(
    ("content", "where"),
    [(None, ": no such file"), ("targets: {}\n", ":1:10: "), ("a: [\n", ":2:1: ")],
)
def test_a_wrong_file_is_said_in_one_line(cli, tmp_path, content, where):
    path = tmp_path / "wrong.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    said = cli("validate-external", path, *FEW, "--out", tmp_path / "out")
    assert said.code == 2
    assert said.err.startswith(f"{path}{where}")
    assert said.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_the_same_question_gives_the_same_bytes(cli, tmp_path):
    for name in ("a", "b"):
        cli("validate-external", *FEW, "--out", tmp_path / name)
    (a,), (b,) = ((tmp_path / name).iterdir() for name in ("a", "b"))
    assert a.name == b.name
    for name in ("external.csv", "external.json", "run.json"):
        assert (a / name).read_bytes() == (b / name).read_bytes()


def test_the_misses_are_told_in_both_languages(small):
    missed = small.table["verdict"].isin(["misses", "outside"])
    english, danish = (sentences(small.table, language(code)) for code in ("en", "da"))
    assert len(english) == len(danish) == 2 + missed.sum()
    assert any("Bispebjerg 2018: observed 27.7" in line for line in english)
    assert any("Bispebjerg 2018: observeret 27,7" in line for line in danish)
    assert not any("Index stay" in line for line in danish)


def test_nothing_missed_is_said_too(small):
    fine = small.table[small.table["verdict"] == "agrees"]
    assert sentences(fine, language("en"))[-1] == "Nothing misses."


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(0.119, "share", "11.9 %"), (1.285, "ratio", "1.28"), (8477.2, "DKK", "DKK 8,477"),
     (np.inf, "people", "no limit"), (6.25, "days", "6.2")],
)  # fmt: skip
def test_values_are_shown_with_their_unit(value, unit, text):
    assert shown(value, unit, language("en")).replace("\N{NO-BREAK SPACE}", " ") == text


def test_every_target_has_a_danish_name(observed):
    say = language("da")
    assert all(say.parameter(f"target.{target.id}", "") for target in observed)


@pytest.mark.parametrize("code", ["da", "en"])
def test_the_dots_stand_where_the_table_says(small, code):
    about = About(language=language(code), scenario="S")
    shares = small.table[small.table["unit"] == "share"]
    axes = external_calibration(small.table, about).axes[0]
    dots = [box[0].get_xydata()[0] for box in axes.containers]
    np.testing.assert_allclose(dots, shares[["observed", "simulated"]].to_numpy())
    rows = external_ratios(small.table, about).axes[0]
    assert len(rows.get_yticklabels()) == len(small.table)
    bold = [label.get_fontweight() == "bold" for label in rows.get_yticklabels()]
    assert bold == list(small.table["verdict"].isin(["misses", "outside"]))


def test_the_console_keeps_to_its_width(small, capsys):
    from kth_sim.reporting.console import WIDEST, make_console

    print_external("National", small.table, "folder", make_console())
    assert max(map(len, capsys.readouterr().out.splitlines())) <= WIDEST
