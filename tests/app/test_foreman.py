"""The queue and what becomes of each job; the worker is told what to say, and is no process."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from threading import Event

import pytest
from app_case import PATIENCE, body

from kth_sim.app import foreman
from kth_sim.app.asked import NewRun
from kth_sim.app.jobs import Job, JobStore
from kth_sim.errors import UserError

ASKED, TIME = NewRun(**body()), "2026-01-31T12:00:00Z"
FINISHED = {"end": "finished"}


@pytest.fixture
def told(monkeypatch):
    """The class of workers: what they say, once they may, and the folders they were given."""

    class Told:
        lines = (FINISHED,)
        may = Event()
        folders: list[Path] = []  # noqa: RUF012 - of this test

        def __init__(self, folder):
            self.folders.append(folder)

        def said(self):
            assert self.may.wait(PATIENCE)
            yield from self.lines

        def stop(self):
            self.may.set()

        def code(self):
            return 0

    Told.may.set()
    monkeypatch.setattr(foreman, "Worker", Told)
    return Told


@pytest.fixture
def store(tmp_path):
    return JobStore(tmp_path / "out")


@pytest.fixture
def hired(store):
    one = foreman.Foreman(store)
    yield one
    one.close()


def until_done(hired, name):
    end = time.monotonic() + PATIENCE
    while hired.holds(name):
        assert time.monotonic() < end
        time.sleep(0.001)


def test_a_worker_that_says_it_finished_finishes_its_job(hired, store, told):
    told.lines = ({"stage": "run", "done": 1, "total": 2}, FINISHED)
    hired.add(Job("one", TIME, asked=ASKED, error="of the time before"))
    until_done(hired, "one")
    assert store.get("one") == Job("one", TIME, "finished", ASKED, "")
    assert told.folders == [store.at("one")]


def test_how_far_a_worker_says_it_is_can_be_asked_while_it_runs(hired, told, monkeypatch):
    class Asks(told):
        def said(self):
            yield {"stage": "run", "done": 1, "total": 2}
            seen.append((hired.progress("one"), hired.progress("two")))
            yield FINISHED

    seen = []
    monkeypatch.setattr(foreman, "Worker", Asks)
    hired.add(Job("one", TIME, asked=ASKED))
    until_done(hired, "one")
    assert seen == [(foreman.Progress("run", 1, 2), None)]
    assert hired.progress("one") is None


def test_cancelling_what_neither_waits_nor_runs_changes_nothing(hired, store, told):
    kept = store.save(Job("before", TIME, "finished", ASKED))
    hired.cancel("before")
    hired.cancel("never")
    assert list(store.all()) == [kept]
    assert told.folders == []


def test_a_job_cancelled_before_its_worker_starts_gets_none(hired, store, told, monkeypatch):
    taken = hired._next

    def cancelled_at_once():
        name = taken()
        if name is not None:
            hired.cancel(name)
        return name

    hired.add(Job("first", TIME, asked=ASKED))  # for which the thread waits already
    until_done(hired, "first")
    monkeypatch.setattr(hired, "_next", cancelled_at_once)
    for name in ("second", "third"):  # the thread may be waiting in what was there before
        hired.add(Job(name, TIME, asked=ASKED))
        until_done(hired, name)
    assert store.get("third").state == "cancelled"
    assert store.at("third") not in told.folders


def test_a_job_that_cannot_be_kept_as_running_fails_with_the_reason(
    hired, store, told, monkeypatch
):
    save = store.save

    def full(job):
        if job.state == "running":
            raise UserError("the disk is full")
        return save(job)

    monkeypatch.setattr(store, "save", full)
    hired.add(Job("one", TIME, asked=ASKED))
    until_done(hired, "one")
    assert (store.get("one").state, store.get("one").error) == ("failed", "the disk is full")
    assert told.folders == []


def test_a_job_whose_folder_is_deleted_while_it_runs_stays_deleted(hired, store, told):
    told.may.clear()
    hired.add(Job("gone", TIME, asked=ASKED))
    hired.add(Job("next", TIME, asked=ASKED))
    while not told.folders:
        time.sleep(0.001)
    shutil.rmtree(store.at("gone"))
    told.may.set()
    until_done(hired, "next")
    assert store.names() == ["next"]
    assert store.get("next").state == "finished"


def test_a_run_that_was_interrupted_goes_on_when_asked_and_only_once(client, desk, told):
    told.may.clear()
    JobStore(desk.out).save(Job("left", TIME, "interrupted", ASKED))
    response = client.post("/api/runs/left")
    assert response.status_code == 202
    assert response.json()["state"] in {"queued", "running"}
    assert client.post("/api/runs/left").status_code == 409
    told.may.set()
    until_done(desk._foreman, "left")
    assert told.folders == [desk.out / "app" / "left"]


def test_a_job_that_runs_when_the_app_ends_was_interrupted_and_one_that_waits_too(
    hired, store, told
):
    told.may.clear()
    told.lines = ()
    hired.add(Job("one", TIME, asked=ASKED))
    hired.add(Job("two", TIME, asked=ASKED))
    while not told.folders:
        time.sleep(0.001)
    hired.close()
    hired.close()  # once more does no harm
    assert store.get("one").state == "interrupted"
    assert store.get("two").state == "queued"  # of an app that is no more: shown as interrupted
    assert told.folders == [store.at("one")]
