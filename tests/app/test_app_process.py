"""The app as people use it: a run from start to finish, cancelled, killed, begun again."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pandas as pd
from app_case import PATIENCE, is_alive

from kth_sim.evidence.draws import make_draws
from kth_sim.runs.library import load_run, problems
from kth_sim.runs.psa import PsaOptions, run_psa
from kth_sim.scenarios.locate import find_scenario
from kth_sim.scenarios.vary import variable

LONG = {"draws": 40, "patients": 60_000}
SHORTER = {"draws": 24, "patients": 20_000, "set": {"or_death_30d_kth": 0.7}}


def under_way(row):
    return row.stage == "run" and row.done >= 2


def is_over(row):
    return row.state not in {"queued", "running"}


def test_one_run_at_a_time_the_others_wait_and_any_can_be_cancelled(serve):
    app = serve()
    first, second, third = (app.begin(**LONG, label=name) for name in ("first", "second", "third"))
    assert app.begin(**LONG, label="second") == second  # asked for twice: the same run
    assert len(app.client.get("/api/runs").json()) == 3
    app.until(first, under_way)
    assert [app.row(name).state for name in (second, third)] == ["queued", "queued"]
    assert app.client.delete(f"/api/runs/{third}").json()["state"] == "cancelled"
    app.client.delete(f"/api/runs/{first}")
    stopped = app.until(first, is_over)
    assert stopped.state == "cancelled"
    assert 0 < stopped.done < stopped.total == LONG["draws"]  # what is finished is kept
    assert stopped.can == ["continue"]

    app.until(second, under_way)
    assert app.row(third).state == "cancelled"
    (worker,) = app.workers()
    assert app.end(signal.SIGINT) == (0, "")  # it takes its worker along
    assert not is_alive(worker)


def test_when_the_app_is_killed_a_run_loses_nothing(serve, tmp_path, register):
    first = serve()
    run = first.begin(**SHORTER)
    first.until(run, under_way)
    (worker,) = first.workers()
    first.end(signal.SIGKILL)
    waited = time.monotonic() + PATIENCE
    while is_alive(worker):  # it ends by itself when its app is no more
        assert time.monotonic() < waited
        time.sleep(0.05)

    second = serve()
    found = second.row(run)
    assert (found.state, found.can) == ("interrupted", ["continue"])
    assert 2 <= found.done < found.total
    kept = {path.name: path.stat().st_mtime_ns for path in chunks(tmp_path, run)}
    assert second.workers() == []  # nothing begins by itself
    second.client.post(f"/api/runs/{run}")
    over = second.until(run, is_over)
    assert (over.state, over.error, over.can) == ("finished", "", ["open"])
    assert second.client.delete(f"/api/runs/{run}").status_code == 409
    assert second.begin(**SHORTER) == run  # it is there already
    assert second.row(run).state == "finished"
    shown = second.client.get(f"/api/runs/{run}/payload").json()
    assert shown["scenarios"][0]["run"]["id"] == run
    now = {path.name: path.stat().st_mtime_ns for path in chunks(tmp_path, run)}
    assert {name: now[name] for name in kept} == kept  # what was finished was not made again

    assert problems(tmp_path / "out" / run) == []
    pd.testing.assert_frame_equal(
        load_run(tmp_path / "out" / run).outcomes, uninterrupted(tmp_path, register)
    )


def chunks(tmp_path, run):
    return sorted((tmp_path / "out" / run / "chunks").glob("*.parquet"))


def uninterrupted(tmp_path, register):
    """The same numbers set in the same scenario, run in one go without the app."""
    scenario = variable(find_scenario("national"), register).at(SHORTER["set"])
    chosen = scenario.choices, scenario.overrides
    draws = make_draws(register, *chosen, SHORTER["draws"], scenario.seed, "random")
    options = PsaOptions(SHORTER["patients"], scenario.seed, out=tmp_path / "other")
    return load_run(run_psa(scenario, draws, options).folder).outcomes


def test_it_listens_on_this_machine_alone_and_shares_neither_folder_nor_port(serve, cli, tmp_path):
    app = serve()
    port = app.client.base_url.port
    assert listening_at(port) == [f"0100007F:{port:04X}"]  # 127.0.0.1 as the kernel writes it
    same_folder = cli("app", "--no-open", "--outputs", tmp_path / "out")
    assert same_folder.is_one_line_of_complaint()
    assert "another kth-sim app serves this folder" in same_folder.err
    same_port = cli("app", "--no-open", "--outputs", tmp_path / "other", "--port", port)
    assert same_port.is_one_line_of_complaint()
    assert same_port.err.startswith(f"--port {port}: ")


def listening_at(port):
    """Addresses on which anybody listens at this port."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    return [line[1] for line in lines if line[3] == "0A" and line[1].endswith(f":{port:04X}")]


def test_a_folder_that_cannot_be_is_said_in_one_line(cli, tmp_path):
    (tmp_path / "file").write_text("")
    said = cli("app", "--no-open", "--outputs", tmp_path / "file" / "out")
    assert said.is_one_line_of_complaint()


def test_without_the_extra_it_says_what_to_install(cli, monkeypatch, tmp_path):
    monkeypatch.setattr("kth_sim.cli_app.find_spec", lambda name: None)
    said = cli("app", "--no-open", "--outputs", tmp_path)
    assert said.is_one_line_of_complaint()
    assert said.err == "kth-sim app: needs fastapi and uvicorn: pip install 'kth-sim[app]'\n"
