"""What a run leaves: files for other tools, and commands that list, check, replay and remove."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

import kth_sim
from kth_sim.contracts import DESTINATIONS, OUTCOMES, RESOURCES, STRATEGIES
from kth_sim.errors import UserError
from kth_sim.runs.library import problems, remove
from kth_sim.runs.replay import replay_draw, replay_life, same, stored_draw
from kth_sim.runs.store import alive, read_chunks, read_plan


@pytest.fixture
def copy(undisturbed, tmp_path):
    """The undisturbed run, in a folder of runs, to be spoilt."""
    return Path(shutil.copytree(undisturbed.folder, tmp_path / "out" / "copy"))


@pytest.fixture
def query(undisturbed):
    """`query(sql)`: what DuckDB answers, `{name}.parquet` being files of the run."""
    return lambda sql: duckdb.sql(sql.format(folder=undisturbed.folder)).fetchall()


def test_duckdb_reads_and_joins_the_files(query):
    assert query(
        "select strategy, count(*), min(draw), max(draw) "
        "from '{folder}/outcomes.parquet' group by strategy order by strategy"
    ) == [("kth", 23, 0, 22), ("usual_care", 23, 0, 22)]
    joined = query(
        "select corr(d.prob_death_30d, o.prob_death_30d) from '{folder}/outcomes.parquet' o "
        "join '{folder}/draws.parquet' d using (draw) where o.strategy = 'usual_care'"
    )
    assert -1 <= joined[0][0] <= 1


def test_quantities_add_up_to_the_chunks(undisturbed, query):
    plan = read_plan(undisturbed.folder)
    chunks = list(read_chunks(undisturbed.folder, plan, list(range(5))))
    for kind, ending in (("used", ""), ("discounted", "_discounted")):
        arrays = np.concatenate([chunk.arrays[kind] for chunk in chunks])
        for i, resource in enumerate(RESOURCES):
            totals = query(
                f"select draw, strategy, sum({resource}{ending}) from "
                "'{folder}/quantities.parquet' group by draw, strategy"
            )
            assert len(totals) == 23 * 2
            for draw, strategy, total in totals:
                there = arrays[draw, :, STRATEGIES.index(strategy), :, :, i].sum()
                assert total == pytest.approx(there, rel=1e-12)


def test_patients_of_a_draw_live_all_their_days_somewhere(undisturbed, query):
    """Bed-days and days at home per period never exceed the period times the patients."""
    rows = query(
        "select max(days_index_stay + days_own_home + days_temporary_place + days_nursing_home "
        "+ days_readmitted - (period_stop - period_start) * 60) from '{folder}/quantities.parquet'"
    )
    assert rows[0][0] <= 1e-6
    plan = read_plan(undisturbed.folder)
    for chunk in read_chunks(undisturbed.folder, plan, [0, 4]):
        patients = chunk.arrays["counts"][..., OUTCOMES.index("patients")]
        assert (patients.sum(axis=(1, 3)) == 60).all()
        assert patients.shape[3] == len(DESTINATIONS)


def test_load_run(undisturbed, draws_of):
    run = kth_sim.load_run(undisturbed.folder)
    pd.testing.assert_frame_equal(run.outcomes, undisturbed.panel.frame(), check_exact=True)
    assert run.draws.index.tolist() == list(range(23))
    assert (run.draws.to_numpy() == draws_of().to_numpy()).all()
    assert run.record["complete"] is True
    assert run.record["results"]["increments"] == undisturbed.payload["increments"]


def test_load_run_of_what_is_none(copy, tmp_path):
    (copy / "run.json").unlink()
    for folder in (tmp_path, copy):
        with pytest.raises(UserError, match="holds no finished run of many draws"):
            kth_sim.load_run(folder)


def test_load_run_of_spoilt_outcomes(copy):
    (copy / "outcomes.parquet").write_bytes(b"PAR1")
    with pytest.raises(UserError, match=r"outcomes\.parquet: cannot be read"):
        kth_sim.load_run(copy)


def test_list_says_how_far_each_run_is(cli, copy):
    shutil.copytree(copy, copy.with_name("begun"))
    (copy.with_name("begun") / "chunks" / "000003.parquet").unlink()
    shutil.copytree(copy, copy.with_name("newer"))
    (copy.with_name("newer") / "plan.json").write_text('{"format": 2}')
    said = cli("runs", "list", "--out", copy.parent, "--json")
    rows = {row["run"]: row for row in json.loads(said.out)}
    assert {name: row["state"] for name, row in rows.items()} == {
        "begun": "4 of 5 chunks",
        "copy": "complete",
        "newer": "of another version, or damaged",
    }
    about = {"run": "copy", "scenario": "national", "draws": 23, "patients": 60, "seed": 1}
    assert rows["copy"] == about | {"state": "complete"}
    assert "4 of 5 chunks" in cli("runs", "list", "--out", copy.parent).out


def test_list_of_nothing(cli, tmp_path):
    assert "no runs" in cli("runs", "list", "--out", tmp_path).out


def test_show_prints_the_record(cli, copy):
    said = cli("runs", "show", copy)
    assert json.loads(said.out) == json.loads((copy / "run.json").read_text())


def test_check_of_a_whole_run(cli, copy):
    said = cli("runs", "check", copy)
    assert (said.code, said.out) == (0, f"{copy}: whole and unaltered\n")


FILES = ["run.json", "outcomes.parquet", "quantities.parquet", "draws.parquet", "summary.csv"]


@pytest.mark.parametrize("name", [*FILES, "chunks/000002.parquet", "precision.csv"])
@pytest.mark.parametrize("where", [0.0, 0.3, 0.7, 0.999])
def test_check_finds_a_changed_byte(cli, copy, name, where):
    content = bytearray((copy / name).read_bytes())
    digits = [i for i, byte in enumerate(content) if chr(byte).isdigit()]
    at = digits[int(where * len(digits))]
    content[at] = ord("7") if content[at] != ord("7") else ord("8")
    (copy / name).write_bytes(content)
    said = cli("runs", "check", copy)
    assert said.code == 1
    assert name in said.out or "chunk 2" in said.out


def test_check_finds_what_is_missing(cli, copy):
    (copy / "chunks" / "000001.parquet").unlink()
    (copy / "summary.csv").unlink()
    said = cli("runs", "check", copy)
    assert said.code == 1
    assert {"chunk 1: missing", "summary.csv: missing"} <= set(said.out.splitlines())


def test_check_of_an_unfinished_run(cli, copy):
    (copy / "run.json").unlink()
    said = cli("runs", "check", copy)
    assert (said.code, said.out.count("\n")) == (1, 1)
    assert said.out.startswith("not summed up yet")


def test_check_of_a_sweep_that_is_not_summed_up(tmp_path):
    (tmp_path / "sweep.json").write_text("{}")
    (line,) = problems(tmp_path)
    assert line == "not summed up yet: give its kth-sim sweep command again"


@pytest.mark.parametrize(
    ("process", "error", "there"),
    [
        ("7", PermissionError, True),  # another user's
        ("7", ProcessLookupError, False),
        ("7", None, True),
        (str(os.getpid()), None, False),  # of an earlier process that had our number
        ("half", None, False),
    ],
    ids=["forbidden", "gone", "there", "our number", "no number"],
)
def test_whether_the_process_that_wrote_a_part_is_there_still(monkeypatch, process, error, there):
    def kill(number, signal):
        assert (number, signal) == (7, 0)  # asks only
        if error is not None:
            raise error

    monkeypatch.setattr(os, "kill", kill)
    assert alive(process) is there


def test_a_run_that_cannot_be_removed_is_said_in_one_line(copy, monkeypatch):
    def refuse(_):
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(UserError, match="copy: cannot be removed: Permission denied"):
        remove(copy)


def test_remove(cli, copy, tmp_path):
    assert cli("runs", "remove", copy).code == 0
    assert not copy.exists()
    (tmp_path / "mine").mkdir()
    assert cli("runs", "remove", tmp_path / "mine").is_one_line_of_complaint()
    assert (tmp_path / "mine").is_dir()


@pytest.mark.parametrize("command", ["show", "check", "remove"])
def test_commands_on_no_run(cli, tmp_path, command):
    assert cli("runs", command, tmp_path / "nothing").is_one_line_of_complaint()


@pytest.mark.parametrize("draw", [0, 4, 5, 22])
def test_replay_gives_the_stored_numbers_to_the_bit(cli, undisturbed, draw):
    assert same(replay_draw(undisturbed.folder, draw), stored_draw(undisturbed.folder, draw))
    said = cli("replay", undisturbed.folder, "--draw", draw)
    assert said.code == 0
    assert "equal to the stored run to the bit" in said.out


def test_replay_tells_a_difference(undisturbed):
    folder = undisturbed.folder
    assert not same(replay_draw(folder, 3), stored_draw(folder, 4))


def test_replayed_lives_add_up_to_the_stored_sums(undisturbed):
    """Deaths by day 30 and days in the index stay, patient after patient."""
    lives = pd.concat([replay_life(undisturbed.folder, 7, n) for n in range(60)])
    counts = stored_draw(undisturbed.folder, 7).arrays["counts"].sum(axis=(0, 1, 3))
    used = stored_draw(undisturbed.folder, 7).arrays["used"].sum(axis=(0, 1, 3, 4))
    for s, strategy in enumerate(STRATEGIES):
        own = lives[lives["strategy"].astype(str) == strategy]
        deaths = own[(own["event"].astype(str) == "death") & (own["start"] <= 30)]
        assert len(deaths) == counts[s, OUTCOMES.index("deaths_30d")]
        stays = own[own["place"].astype(str) == "days_index_stay"]
        stays = stays[stays["event"].astype(str) == "stay"]
        days = (stays["stop"] - stays["start"]).sum()
        assert days == pytest.approx(used[s, RESOURCES.index("days_index_stay")], abs=1e-9)


def test_replay_of_a_life_prints_it(cli, undisturbed):
    said = cli("replay", undisturbed.folder, "--draw", 7, "--patient", 3)
    assert said.code == 0
    assert "Patient 3 in draw 7" in said.out


@pytest.mark.parametrize("asked", [["--draw", 23], ["--draw", 3, "--patient", 60]])
def test_replay_of_what_the_run_does_not_hold(cli, undisturbed, asked):
    assert cli("replay", undisturbed.folder, *asked).is_one_line_of_complaint()


def test_replay_of_a_draw_whose_chunk_is_gone(cli, copy):
    (copy / "chunks" / "000000.parquet").unlink()
    said = cli("replay", copy, "--draw", 2)
    assert (said.code, said.err) == (2, "chunk 0: missing\n")
