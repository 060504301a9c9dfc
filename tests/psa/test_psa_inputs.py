"""A folder is gone on with only if it holds this very run; otherwise it says what differs."""

from __future__ import annotations

import dataclasses
import json
import shutil

import pytest

from kth_sim.errors import PartlyDoneError, UserError
from kth_sim.runs.psa import PsaOptions, run_psa


@pytest.fixture
def copy(undisturbed, tmp_path):
    """The undisturbed run, to be gone on with."""
    return shutil.copytree(undisturbed.folder, tmp_path / "copy")


def files(folder):
    """Every file's bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"seed": 2}, "seed was 1, is 2"), ({"patients": 61}, "patients was 60, is 61")],
)
def test_another_option(carry_out, copy, changed, said):
    before = files(copy)
    with pytest.raises(UserError, match=f"other inputs: {said}$"):
        carry_out(copy, **changed)
    assert files(copy) == before


def test_another_parameter(national, draws_of, copy):
    name = "prob_death_30d"
    was = national.parameters[name]
    changed = dataclasses.replace(was, value=0.25)
    other = dataclasses.replace(national, parameters={**national.parameters, name: changed})
    options = PsaOptions(patients=60, seed=1, folder=copy, chunk_size=5, workers=1)
    said = rf"other inputs: parameters\.{name}\.value was {was.value}, is 0\.25$"
    with pytest.raises(UserError, match=said):
        run_psa(other, draws_of(), options)


def test_another_number_in_the_draws(carry_out, draws_of, copy):
    draws = draws_of().copy()
    draws.iloc[3, 0] *= 1 + 1e-15
    with pytest.raises(UserError, match=r"other inputs: draws\.content was"):
        carry_out(copy, draws=draws)


def test_the_command_line_says_it_in_one_line(cli, copy):
    said = cli("run", "national", "--draws", 23, "--patients", 60, "--seed", 2, "--folder", copy)
    assert said.is_one_line_of_complaint()
    assert "seed was 1, is 2" in said.err


def test_the_folder_option_goes_on_with_a_run(cli, copy, computed):
    given = ["--draws", 23, "--patients", 60, "--seed", 1, "--folder", copy, "--json"]
    said = cli("run", "national", *given)
    assert (said.code, said.err, computed) == (0, "", [])


def test_the_folder_option_is_for_many_draws(cli, tmp_path):
    said = cli("run", "national", "--patients", 10, "--folder", tmp_path / "run")
    assert said.is_one_line_of_complaint()
    assert list(tmp_path.iterdir()) == []


def alter_plan(folder, **changed):
    plan = json.loads((folder / "plan.json").read_text())
    (folder / "plan.json").write_text(json.dumps(plan | changed))


@pytest.mark.parametrize("command", ["run", "check", "replay"])
def test_a_run_of_a_newer_version_is_refused(cli, copy, command):
    alter_plan(copy, format=2, inputs={"quite": "otherwise"})
    before = files(copy)
    arguments = {
        "run": ["run", "national", "--draws", 23, "--patients", 60, "--folder", copy],
        "check": ["runs", "check", copy],
        "replay": ["replay", copy, "--draw", 1],
    }
    said = cli(*arguments[command])
    assert said.is_one_line_of_complaint()
    assert "another version (format 2, this one is 1)" in said.err
    assert files(copy) == before


@pytest.mark.parametrize("changed", [{"n_draws": 22}, {"chunk_size": 0}, {"inputs": {"draws": 1}}])
def test_an_altered_plan_is_refused(carry_out, copy, changed):
    alter_plan(copy, **changed)
    with pytest.raises(UserError, match=r"plan\.json: was altered|holds no run"):
        carry_out(copy)


def test_a_folder_of_other_things_is_left_alone(carry_out, tmp_path):
    (tmp_path / "draws.parquet").write_text("mine")
    before = files(tmp_path)
    with pytest.raises(UserError, match="exists and holds no run"):
        carry_out(tmp_path)
    assert files(tmp_path) == before


def test_a_file_in_place_of_the_folder(carry_out, tmp_path):
    (tmp_path / "run").write_text("mine")
    with pytest.raises(UserError, match="cannot be written"):
        carry_out(tmp_path / "run")


@pytest.mark.parametrize("until", ["write_draws", "write_plan"])
def test_a_run_that_was_stopped_as_it_began(
    carry_out, undisturbed, content, monkeypatch, tmp_path, until
):
    """Between the making of its folder and the writing of its plan."""
    with monkeypatch.context() as patch:
        patch.setattr(f"kth_sim.runs.store.{until}", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            carry_out(tmp_path / "run")
    assert content(carry_out(tmp_path / "run").folder) == content(undisturbed.folder)


@pytest.mark.parametrize("spoil", ["remove", "truncate"])
def test_lost_draws_are_put_back(carry_out, undisturbed, copy, spoil):
    path = copy / "draws.parquet"
    path.unlink() if spoil == "remove" else path.write_bytes(path.read_bytes()[:-100])
    carry_out(copy)
    assert path.read_bytes() == (undisturbed.folder / "draws.parquet").read_bytes()


def test_what_dead_processes_left_is_cleared_away(carry_out, copy):
    gone = 2**22 + 1  # more than Linux numbers processes
    (copy / "chunks" / f".000001.parquet.{gone}.part").write_bytes(b"half")
    (copy / f".results.{gone}.part").mkdir()
    (copy / f".results.{gone}.part" / "summary.csv").write_bytes(b"half")
    mine = copy / ".results.1.part"  # process 1 is always there
    mine.mkdir()
    carry_out(copy)
    assert list(copy.rglob(".*")) == [mine]


def test_draws_with_numbers_beyond_the_key_of_luck(carry_out, draws_of, tmp_path):
    draws = draws_of(2).set_axis([0, 2**32], axis=0)
    with pytest.raises(UserError, match="numbers go to 4294967295"):
        carry_out(tmp_path / "run", draws=draws.rename_axis("draw"))
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_while_summing_up(carry_out, undisturbed, content, monkeypatch, tmp_path):
    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("kth_sim.runs.psa.tables", interrupt)
        with pytest.raises(PartlyDoneError, match="interrupted: 5 of 5 chunks are kept"):
            carry_out(tmp_path / "run")
    names = {path.name for path in (tmp_path / "run").iterdir()}
    assert names == {"plan.json", "draws.parquet", "chunks"}
    assert content(carry_out(tmp_path / "run").folder) == content(undisturbed.folder)
