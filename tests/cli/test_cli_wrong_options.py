"""Wrong words on the command line: one line, exit code 2, nothing written."""

from __future__ import annotations

import subprocess
import sys

import pytest

WRONG = {
    "no patients": (["run", "national", "--patients", "0"], "--patients"),
    "negative patients": (["run", "national", "--patients", "-5"], "--patients"),
    "half a patient": (["run", "national", "--patients", "1.5"], "--patients"),
    "more patients than fit": (["run", "national", "--patients", "9" * 25], "--patients"),
    "an unknown engine": (["run", "national", "--engine", "slow"], "slow"),
    "no worker": (["run", "national", "--workers", "0"], "--workers"),
    "a negative seed": (["run", "national", "--seed", "-1"], "--seed"),
    "a seed too large": (["run", "national", "--seed", str(2**63)], "--seed"),
    "a seed that is a word": (["run", "national", "--seed", "lucky"], "--seed"),
    "an unknown option": (["run", "national", "--patient", "5"], "--patient"),
    "an option without its value": (["run", "national", "--seed"], "--seed"),
    "no scenario": (["run"], "SCENARIO"),
    "two scenarios": (["run", "national", "crude"], "crude"),
    "an unknown scenario": (["run", "nationl"], "did you mean 'national'?"),
    "an unknown scenario to trace": (["trace", "nationl", "--patient", "1"], "'national'"),
    "nothing to validate": (["validate"], "FILE"),
    "an unknown command": (["simulate"], "simulate"),
    "an unknown command of evidence": (["evidence", "lst"], "lst"),
    "no patient to trace": (["trace", "national"], "--patient"),
    "a patient before the first": (["trace", "national", "--patient", "-1"], "--patient"),
    "an unknown basis": (["evidence", "list", "--basis", "guess"], "guess"),
    "an unknown role": (["evidence", "list", "--role", "parametr"], "parametr"),
    "an unknown id": (["evidence", "show", "or_deth_30d_kth"], "did you mean 'or_death_30d_kth'?"),
    "no id": (["evidence", "show"], "ID"),
    "no such evidence": (["evidence", "audit", "--evidence", "nowhere"], "nowhere"),
}


@pytest.mark.parametrize("name", WRONG)
def test_one_line_names_the_mistake(cli, empty, name):
    arguments, hint = WRONG[name]
    out = ["--out", empty] if arguments[0] == "run" else []
    said = cli(*arguments, *out)
    assert said.is_one_line_of_complaint(), said
    assert hint in said.err
    assert not empty.exists()


@pytest.mark.parametrize("group", [[], ["evidence"]])
def test_no_command_prints_the_help_and_no_more(cli, group):
    said = cli(*group)
    assert (said.code, said.err) == (2, "")
    assert "Usage" in said.out


def test_a_file_where_the_runs_should_go(cli, tmp_path):
    file = tmp_path / "file"
    file.write_text("mine")
    said = cli("run", "national", "--patients", 10, "--out", file)
    assert said.is_one_line_of_complaint(), said
    assert file.read_text() == "mine"


def test_a_foreign_folder_is_left_alone(cli, empty, no_figures):
    assert cli("run", "national", "--patients", 10, "--out", empty).code == 0
    (folder,) = empty.iterdir()
    (folder / "run.json").rename(folder / "other.json")
    before = sorted(folder.rglob("*"))
    said = cli("run", "national", "--patients", 10, "--out", empty)
    assert said.is_one_line_of_complaint(), said
    assert said.err.startswith(f"{folder}: exists and holds no run")
    assert sorted(folder.rglob("*")) == before


def test_help_loads_nothing_heavy():
    """What makes `--help` slow is importing; so it must not."""
    program = (
        "import sys; sys.argv = ['kth-sim', '--help']\n"
        "from kth_sim.cli import main\n"
        "try: main()\n"
        "except SystemExit as left: assert not left.code\n"
        "heavy = {'numba', 'scipy', 'pandas', 'matplotlib', 'simpy', 'pydantic', 'numpy'}\n"
        "assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    assert "Kom Trygt Hjem" in said.stdout


def test_the_version_is_the_packages(cli):
    import kth_sim

    said = cli("--version")
    assert (said.code, said.out, said.err) == (0, f"kth-sim {kth_sim.__version__}\n", "")
