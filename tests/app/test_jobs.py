"""Jobs on disk, the rows made of them, and workers that do not do as they should."""

from __future__ import annotations

import json
import stat
import time

import pytest
from app_case import PATIENCE, TOKEN, body, one_line

import kth_sim
from kth_sim.app import foreman, worker
from kth_sim.app.asked import NewRun, check
from kth_sim.app.jobs import Job, JobStore
from kth_sim.errors import UserError
from kth_sim.runs.run import Options, run_scenario

SMALL = NewRun(**body(plans=("all_at_once",)))
START = '<div id="app" data-start>'  # of the page that shows no run


@pytest.fixture
def store(tmp_path):
    return JobStore(tmp_path / "out")


@pytest.mark.parametrize(
    "asked", [None, SMALL, NewRun(**body(set={"uptake_kth": 0.5}, plans=("none",)))]
)
def test_a_job_comes_back_as_it_was_kept(store, asked):
    job = Job("a run", "2026-01-31T12:00:00Z", "cancelled", asked, "one line")
    assert store.save(job) == store.get("a run") == job
    assert store.names() == ["a run"]
    assert store.get("another") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"state": "x"}', '"\\ud800"'])
def test_a_job_that_cannot_be_read_is_shown_and_says_so(client, desk, text):
    folder = desk.out / "app" / "spoilt"
    folder.mkdir(parents=True)
    (folder / "job.json").write_text(text)
    (row,) = client.get("/api/runs").json()
    assert (row["id"], row["state"], row["can"]) == ("spoilt", "failed", [])
    assert row["error"].startswith("job.json: cannot be read")
    assert client.post("/api/runs/spoilt").status_code == 409


def test_a_job_cannot_pretend_to_be_another(store):
    store.save(Job("one", "2026-01-31T12:00:00Z", "finished", SMALL))
    (store.at("two")).mkdir()
    (store.at("one") / "job.json").rename(store.at("two") / "job.json")
    assert store.get("two").asked is None


@pytest.mark.parametrize("state", ["queued", "running"])
def test_what_another_app_left_open_was_interrupted(client, desk, state):
    JobStore(desk.out).save(Job("left", "2026-01-31T12:00:00Z", state, SMALL))
    row = client.get("/api/runs/left").json()
    assert (row["state"], row["can"], row["draws"]) == ("interrupted", ["continue"], 4)


# Runs of other commands -----------------------------------------------------------------------


def test_runs_of_other_commands_are_listed_with_what_can_be_done(client, desk, scenario):
    run_scenario(scenario("national"), Options(desk.out, patients=50, workers=1, figures=False))
    (desk.out / "damaged").mkdir()
    (desk.out / "damaged" / "plan.json").write_text("{")
    (desk.out / "no run").mkdir()
    rows = {row["id"]: row for row in client.get("/api/runs").json()}
    base = next(name for name in rows if name.startswith("national-"))
    assert rows.keys() == {base, "damaged"}
    assert (rows[base]["state"], rows[base]["draws"], rows[base]["can"]) == ("finished", 1, [])
    assert rows[base]["label"] == scenario("national").label
    assert (rows["damaged"]["state"], rows["damaged"]["can"]) == ("damaged", [])
    for name in rows:
        assert client.post(f"/api/runs/{name}").status_code == 409
        assert client.delete(f"/api/runs/{name}").status_code == 409
        payload = client.get(f"/api/runs/{name}/payload")
        assert payload.status_code == 409
        assert "its page is not made yet" in one_line(payload)


def test_the_page_of_a_run_is_prepared_once_and_anew_when_the_run_changed(client, desk):
    asked = NewRun(**body(plans=("none",)))
    job = Job(check(asked).id, "2026-01-31T12:00:00Z", asked=asked)
    store = JobStore(desk.out)
    store.save(job)
    said = []
    worker.carry_out(store.at(job.id), lambda **content: said.append(content))
    assert said[-1] == {"stage": "page", "done": 1, "total": 1}
    assert {one["stage"] for one in said} == {"run", "page"}
    assert client.get(f"/api/runs/{job.id}").json()["can"] == ["open"]
    assert client.get(f"/api/runs/{job.id}/payload").json()["scenarios"][0]["run"]["id"] == job.id
    page = client.get("/", params={"token": TOKEN}, headers={"accept-language": "da"}).text
    assert '<html lang="da">' in page
    assert f'"id":"{job.id}"' in page
    assert START not in page
    (store.at(job.id) / "job.json").unlink()  # as if another command had made the run
    record = desk.out / job.id / "run.json"
    record.touch()  # summed up again
    assert client.get(f"/api/runs/{job.id}").json()["can"] == ["prepare"]
    assert client.get(f"/api/runs/{job.id}/payload").status_code == 409
    assert START in client.get("/", params={"token": TOKEN}).text


def test_an_unfinished_run_of_another_version_is_refused_in_one_line(store, monkeypatch):
    job = store.save(Job(check(SMALL).id, "2026-01-31T12:00:00Z", asked=SMALL))
    monkeypatch.setattr(kth_sim, "__version__", "99")
    with pytest.raises(UserError, match="changed since it was asked for"):
        worker.carry_out(store.at(job.id), lambda **_: None)


# Workers that fail ----------------------------------------------------------------------------


def finished(client, name):
    end = time.monotonic() + PATIENCE
    while (row := client.get(f"/api/runs/{name}").json())["state"] in {"queued", "running"}:
        assert time.monotonic() < end
        time.sleep(0.01)
    return row


PROGRAMS = [
    ('echo \'{"end": "failed", "error": "why"}\'', "failed", "why"),
    ("echo not json; exit 1", "failed", "the worker ended unexpectedly (1)"),
    ('echo \'{"stage": "ru\'; kill -9 $$', "interrupted", "the worker ended unexpectedly (-9)"),
    ("exit 0", "failed", "the worker ended unexpectedly (0)"),
]


@pytest.mark.parametrize(("program", "state", "error"), PROGRAMS)
def test_however_a_worker_ends_it_is_said_and_the_next_job_is_done(
    client, tmp_path, monkeypatch, program, state, error
):
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\n{program}\n")
    script.chmod(stat.S_IRWXU)
    monkeypatch.setattr(foreman.sys, "executable", str(script))
    for draws in (4, 5):
        asked = client.post("/api/runs", json=body(draws=draws))
        assert asked.status_code == 202
        row = finished(client, asked.json()["id"])
        assert row["state"] == state
        assert row["error"].startswith(error)
        assert row["can"] == ["continue"]


def test_a_worker_that_cannot_be_started_fails_its_job(client, monkeypatch):
    monkeypatch.setattr(foreman.sys, "executable", "/nowhere/python")
    row = finished(client, client.post("/api/runs", json=body()).json()["id"])
    assert row["state"] == "failed"
    assert row["error"].startswith("the worker cannot be started")


def test_a_job_that_cannot_be_kept_gets_one_line(client, desk):
    desk.out.mkdir()
    (desk.out / "app").write_text("a file where the folder of jobs should be")
    response = client.post("/api/runs", json=body())
    assert response.status_code == 422
    assert "cannot be written" in one_line(response)
    assert json.loads(client.get("/api/runs").text) == []
