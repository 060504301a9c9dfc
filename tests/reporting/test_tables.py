"""Csv files: exact, plain, whole."""

import csv

import pandas as pd
import pytest

from kth_sim.files import write_whole
from kth_sim.reporting.tables import TABLES, write_csv, write_tables


def test_floats_come_back_to_the_bit_and_lines_end_in_newlines(tmp_path):
    frame = pd.DataFrame({"x": [0.1 + 0.2, 1 / 3, -5e-324, 161060.0], "place": ["Gødstrup"] * 4})
    path = write_csv(frame, tmp_path / "t.csv")

    with path.open(encoding="utf-8", newline="") as lines:
        back = list(csv.DictReader(lines))
    assert [float(row["x"]) for row in back] == frame["x"].to_list()
    assert {row["place"] for row in back} == {"Gødstrup"}
    assert b"\r" not in path.read_bytes()


@pytest.mark.parametrize("text", ["=1+1", "+SUM(A1)", "-2+3", "@x", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_disarmed(tmp_path, text):
    path = write_csv(pd.DataFrame({text: [text]}), tmp_path / "t.csv")

    back = pd.read_csv(path)
    assert back.columns[0].startswith("'")
    assert back.iloc[0, 0].startswith("'")


def test_negative_numbers_stay_numbers_whatever_column_they_are_in(tmp_path):
    frame = pd.DataFrame({"a": [-5.4, 1.0], "b": [-1, "=x"], "c": ["-5.4", "-x"]})
    path = write_csv(frame, tmp_path / "t.csv")

    assert path.read_text() == "a,b,c\n-5.4,-1,-5.4\n1.0,'=x,'-x\n"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path):
    path = write_whole(tmp_path / "t.csv", b"old")
    with pytest.raises(TypeError):
        write_whole(path, "not bytes")

    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]
    assert path.read_bytes() == b"old"


def test_every_table_of_a_run_is_written(report, tmp_path):
    paths = write_tables(report, tmp_path)

    assert [path.stem for path in paths] == list(TABLES)
    assert len(pd.read_csv(tmp_path / "incremental.csv")) == len(report.incremental)
