"""`kth-sim verify`, as its users call it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUICK = ("--only", "values.utilities_*", "--only", "values.prices_zero")
NAMES = ["values.utilities_one", "values.utilities_zero", "values.prices_zero"]


@pytest.fixture
def mine(tmp_path: Path) -> Callable[[str], Path]:
    """A user's own scenario, beside nothing but its base."""

    def _mine(text: str) -> Path:
        base = ROOT / "configs" / "scenarios" / "national.yaml"
        path = tmp_path / "mine.yaml"
        path.write_text(f'label: "Mine"\nrationale: "To see"\nbase: {base}\n{text}', "utf-8")
        return path

    return _mine


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_each_check_is_told_with_expectation_result_and_margin(cli, here):
    said = cli("verify", *QUICK)
    assert said.code == 0
    lines = [line.split() for line in said.out.splitlines()]
    assert [line[1] for line in lines if line[:1] == ["passed"]] == NAMES
    for word in ("expected", "found", "margin"):
        assert sum(line[:1] == [word] for line in lines) == len(NAMES)
    assert "3 passed, 0 failed, 0 do not apply" in said.out
    assert list(here.iterdir()) == []


def test_one_object_names_the_model_and_every_answer(cli):
    said = cli("verify", *QUICK, "--json")
    found = json.loads(said.out)
    assert said.code == 0
    assert (found["scenario"], found["seed"], found["passed"], found["failed"]) == (
        "national", 1, 3, 0,
    )  # fmt: skip
    assert len(found["evidence_hash"]) == 8
    assert [one["name"] for one in found["checks"]] == NAMES
    for one in found["checks"]:
        assert one["status"] == "passed"
        assert one["seconds"] >= 0.0
        assert all(one[key] for key in ("asks", "expected", "found", "margin"))


def test_the_file_holds_the_same_bytes_each_time(cli, tmp_path):
    files = [tmp_path / name for name in ("a.json", "b.json")]
    for file in files:
        assert cli("verify", *QUICK, "-o", file).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    assert [one["name"] for one in json.loads(files[0].read_text("utf-8"))["checks"]] == NAMES


def test_a_check_that_fails_gives_exit_code_1_and_says_by_how_much(cli, mine):
    """Both numbers are utilities; a readmitted patient would be worse off than the worst state."""
    scenario = mine("set: {utility_admission: -0.5, disutility_readmission: 0.5}\n")
    said = cli("verify", scenario, "--only", "inputs.utilities", "--evidence", EVIDENCE)
    assert said.code == 1
    assert "FAILED  inputs.utilities" in said.out
    assert "a patient's lowest, point values -1" in " ".join(said.out.split())
    assert "0 passed, 1 failed" in said.out


EVIDENCE = ROOT / "configs" / "evidence"


def test_what_a_scenario_switched_off_does_not_apply_and_says_why(cli, mine):
    scenario = mine("set: {uptake_kth: 0}\n")
    said = cli(
        "verify", scenario, "--only", "strategies.null_programme", "--json", "--evidence", EVIDENCE
    )
    found = json.loads(said.out)
    assert said.code == 0
    assert (found["passed"], found["failed"], found["does_not_apply"]) == (0, 0, 1)
    assert "uptake_kth is 0" in found["checks"][0]["found"]


def test_the_list_names_every_check_without_running_any(cli):
    said = cli("verify", "--list", "--json", "--only", "queues")
    assert [one["name"] for one in json.loads(said.out)] == [
        "queues.no_limit_no_wait",
        "queues.no_limit_fast_engine",
        "queues.erlang_c",
        "queues.littles_law",
    ]
    assert "queues.littles_law" in cli("verify", "--list").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--only", "value"),
        ("nationl",),
        ("--only", "values.prices_zero", "-o", "no/such/folder/answers.json"),
    ],
)
def test_a_mistake_is_one_line(cli, here, arguments):
    assert cli("verify", *arguments).is_one_line_of_complaint()
    assert list(here.iterdir()) == []
