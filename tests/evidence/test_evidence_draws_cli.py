"""`kth-sim draws`: a table, a file, and one line with exit code 2 for every mistake."""

import sys

import pytest

from kth_sim.cli import WRONG_USE, main
from kth_sim.evidence.draws import make_draws, read_draws


@pytest.fixture
def call(monkeypatch, capsys):
    """Run the command line; return exit code, output and errors."""

    def _call(*words):
        monkeypatch.setattr(sys, "argv", ["kth-sim", "draws", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        return left.value.code, *capsys.readouterr()

    return _call


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_file_holds_the_draws_of_the_scenario(call, register, tmp_path, suffix):
    path = tmp_path / f"d.{suffix}"
    code, out, err = call("effects_correlated", "-n", 30, "--seed", 5, "-o", path)
    assert (code, err) == (0, "")
    assert "or_death_30d_kth" in out
    choices = {"correlation_death_readmission": "correlated"}
    expected = make_draws(register, choices, {}, 30, seed=5)
    assert read_draws(path, register).equals(expected)


def test_table_alone(call, tmp_path, monkeypatch):
    code, out, _ = call("national", "-n", 64, "--method", "sobol")
    assert code == 0
    assert "64 draws, sobol" in out
    assert "days_kth" not in out  # does not vary


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-n", 0], "greater than or equal to 1"),
        (["--method", "sobl"], "did you mean 'sobol'"),
        (["--seed", -1], "greater than or equal to 0"),
        (["--evidence", "/none"], "no such folder"),
        (["-o", "d.xlsx"], ".parquet or .csv"),
        (["-o", "none/d.csv"], "cannot be written"),
    ],
)
def test_mistakes(call, tmp_path, monkeypatch, words, said):
    monkeypatch.setenv("COLUMNS", "500")
    code, out, err = call("national", *[tmp_path / w if "d." in str(w) else w for w in words])
    assert code == WRONG_USE
    assert out == ""
    assert said in err
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_no_scenario_of_that_name(call):
    code, _, err = call("natonal", "-n", 3)
    assert code == WRONG_USE
    assert err.count("\n") == 1
