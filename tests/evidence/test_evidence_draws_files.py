"""Draws as files: to the bit and back, whole or not at all, and one line for every mistake."""

import os

import numpy as np
import pandas as pd
import pytest

from kth_sim.errors import UserError
from kth_sim.evidence.draws import (
    check_draws,
    make_draws,
    parameter_names,
    read_draws,
    write_draws,
)

SUFFIXES = ["parquet", "csv"]


@pytest.fixture(scope="module")
def table(register):
    return make_draws(register, {}, {}, 40, seed=1)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_round_trip_to_the_bit(register, table, tmp_path, suffix):
    path = tmp_path / f"d.{suffix}"
    write_draws(table, path)
    back = read_draws(path, register)
    assert back.to_numpy().tobytes() == table.to_numpy().tobytes()
    pd.testing.assert_frame_equal(back, table, check_index_type=False, check_exact=True)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_draws_keep_their_numbers(register, table, tmp_path, suffix):
    path = tmp_path / f"d.{suffix}"
    write_draws(table.iloc[[7, 3]], path)
    assert list(read_draws(path, register).index) == [7, 3]


def test_columns_in_another_order_without_numbers(register, table):
    shuffled = table[table.columns[::-1]].reset_index(drop=True)
    shuffled["n_readmissions_max"] = shuffled["n_readmissions_max"].astype(int)
    assert check_draws(shuffled, register, parameter_names(register)).equals(table)


def test_some_columns_only(register, table):
    names = ["or_death_30d_kth", "days_kth"]
    assert list(check_draws(table[names[::-1]], register, names).columns) == names


def _set(frame, draw, name, value):
    changed = frame.copy()
    changed[name] = changed[name].astype(object if isinstance(value, str) else float)
    changed.loc[draw, name] = value
    return changed


P, C = "prob_death_30d", "cost_readmission"
BAD = {
    "missing": (lambda f: f.drop(columns=P), f"column {P} is missing: add it"),
    "many missing": (lambda f: f.drop(columns=[P, C]), "is missing (and 1 more)"),
    "extra": (lambda f: f.assign(prob_deth_30d=0.1), f"did you mean '{P}'?"),
    "twice": (lambda f: pd.concat([f, f[[P]]], axis=1), f"column {P} stands there twice"),
    "nan": (lambda f: _set(f, 3, P, np.nan), f"column {P}: draw 3 has no number"),
    "infinite": (lambda f: _set(f, 4, C, np.inf), f"column {C}: draw 4: inf lies outside [0, inf)"),
    "range": (lambda f: _set(f, 5, P, 1.2), f"column {P}: draw 5: 1.2 lies outside [0, 1]"),
    "open end": (lambda f: _set(f, 5, "or_death_30d_kth", 0.0), "outside (0, inf)"),
    "text": (lambda f: _set(f, 6, P, "0,12"), f"column {P}: numbers are expected"),
    "boolean": (lambda f: f.assign(**{P: True}), f"column {P}: numbers are expected, not bool"),
    "complex": (lambda f: f.assign(**{P: 0.1 + 0j}), f"column {P}: real numbers are expected"),
    "empty": (lambda f: f.iloc[:0], "no draws: give at least one row"),
    "no columns": (lambda f: pd.DataFrame(), "no draws"),
    "draw twice": (lambda f: pd.concat([f, f.iloc[:1]]), "column draw: 0 stands there twice"),
    "draw below 0": (lambda f: f.set_axis((f.index - 1).rename("draw")), "whole numbers from 0"),
    "draw no number": (lambda f: f.set_axis((f.index + 0.5).rename("draw")), "whole numbers"),
}


@pytest.mark.parametrize("case", BAD)
def test_one_line_for_every_mistake(register, table, case):
    spoil, words = BAD[case]
    with pytest.raises(UserError) as caught:
        check_draws(spoil(table), register)
    assert words in str(caught.value)
    assert str(caught.value).startswith("draws: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("case", [c for c in BAD if c not in {"complex", "no columns", "twice"}])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_from_a_file(register, table, tmp_path, case, suffix):
    path = tmp_path / f"d.{suffix}"
    spoilt = BAD[case][0](table)
    if suffix == "csv":
        spoilt.to_csv(path, index_label="draw")
    else:
        spoilt.astype({P: str} if case == "text" else {}).reset_index().to_parquet(path)
    with pytest.raises(UserError) as caught:
        read_draws(path, register)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_text_in_a_csv_names_the_draw(register, table, tmp_path):
    path = tmp_path / "d.csv"
    _set(table, 6, P, "0,12").to_csv(path, index_label="draw")
    with pytest.raises(UserError, match="'0,12' in draw 6"):
        read_draws(path, register)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("d.parquet", b"", "no draws in parquet format"),
        ("d.parquet", b"PAR1 and then nothing PAR1", "no draws in parquet format"),
        ("d.csv", b"", "no draws in csv format"),
        ("d.csv", b"\xff\xfe\x00a", "no draws in csv format"),
        ("d.csv", b"draw,a\n0,1,2\n1,1,2\n", "no draws in csv format"),
        ("d.csv", b"draw,a\n0,1\n1,1,2\n", "no draws in csv format"),
        ("d.xlsx", b"", ".parquet or .csv"),
    ],
)
def test_files_that_are_none(register, tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_draws(path, register)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_no_file(register, tmp_path):
    with pytest.raises(UserError, match="no such file"):
        read_draws(tmp_path / "none.csv", register)


def test_half_a_parquet_file(register, table, tmp_path):
    path = tmp_path / "d.parquet"
    write_draws(table, path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(UserError, match="no draws in parquet format"):
        read_draws(path, register)


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failing_write_leaves_the_old_file(table, tmp_path, monkeypatch, call):
    path = tmp_path / "d.csv"
    path.write_text("old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    monkeypatch.setattr("pathlib.Path.replace", fail)
    with pytest.raises(UserError, match="cannot be written: No space left"):
        write_draws(table, path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["d.csv"]


def test_where_nothing_can_be_written(table, tmp_path):
    with pytest.raises(UserError, match="cannot be written"):
        write_draws(table, tmp_path / "none" / "d.csv")
    with pytest.raises(UserError, match=r"\.parquet or \.csv"):
        write_draws(table, tmp_path / "d.txt")
    assert not list(tmp_path.iterdir())
