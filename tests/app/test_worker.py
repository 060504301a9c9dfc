"""The worker's own program and the server's socket, in this process."""

from __future__ import annotations

import io
import json
import socket
import sys
import threading
from types import SimpleNamespace

import pytest

from kth_sim.app import explorer, worker
from kth_sim.app.jobs import Job, JobStore
from kth_sim.app.serve import listening, taken
from kth_sim.errors import PartlyDoneError, UserError

TIME = "2026-01-31T12:00:00Z"


@pytest.fixture
def program(tmp_path):
    """`program(work)`: what the worker says whose job is `work(stopping)`."""
    stopping, began = [], threading.Event()

    def stop_at_end(_, event):
        stopping.append(event)
        began.set()

    def _program(work):
        def carry_out(folder, _):
            assert folder == tmp_path
            assert began.wait(10)
            work(stopping[0])

        out, log = tmp_path / "out", tmp_path / "log"
        with out.open("w") as said, log.open("w") as kept, pytest.MonkeyPatch.context() as patch:
            patch.setattr(worker, "stop_at_end", stop_at_end)
            patch.setattr(worker, "carry_out", carry_out)
            patch.setattr(sys, "argv", ["worker", str(tmp_path)])
            patch.setattr(sys, "stdout", said)
            patch.setattr(sys, "stderr", kept)
            worker.main()
        return [json.loads(line) for line in out.read_text().splitlines()]

    return _program


def raising(error, stops=False):
    def work(stopping):
        if stops:
            stopping.set()
        raise error

    return work


def test_a_worker_says_how_its_job_ended_and_what_libraries_print_is_logged(program, tmp_path):
    assert program(lambda _: sys.stdout.write("of a library")) == [{"end": "finished"}]
    assert (tmp_path / "log").read_text() == "of a library"


@pytest.mark.parametrize("error", [UserError, PartlyDoneError])
def test_a_worker_says_why_its_job_failed(program, error):
    assert program(raising(error("why"))) == [{"end": "failed", "error": "why"}]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), PartlyDoneError("3 of 4 chunks")])
def test_a_worker_that_was_stopped_says_nothing_and_ends_with_code_3(program, tmp_path, error):
    with pytest.raises(SystemExit) as left:
        program(raising(error, stops=True))
    assert left.value.code == 3
    assert (tmp_path / "out").read_text() == ""


@pytest.mark.parametrize("system", ["posix", "other"])
def test_at_the_end_of_its_input_a_worker_is_interrupted_and_then_ended(monkeypatch, system):
    """Where threads cannot be signalled it is ended at once."""
    done = []
    threads = SimpleNamespace(SIGINT=2, pthread_kill=lambda _, number: done.append(number))
    monkeypatch.setattr(worker, "signal", threads if system == "posix" else SimpleNamespace())
    monkeypatch.setattr(worker, "SECONDS_TO_STOP", 0.0)
    monkeypatch.setattr(worker, "os", SimpleNamespace(_exit=done.append))
    stopping = threading.Event()
    worker.stop_at_end(io.StringIO("whatever"), stopping)
    assert stopping.is_set()
    assert done == ([2, 3] if system == "posix" else [3])


def test_a_job_without_a_new_run_makes_the_page_alone(tmp_path, monkeypatch):
    store = JobStore(tmp_path)
    store.save(Job("stored", TIME))
    made = []
    monkeypatch.setattr(worker, "make_payload", lambda *given: made.append(given[:-1]))
    monkeypatch.setattr(worker, "simulate", None)  # calling it would fail
    worker.carry_out(store.at("stored"), lambda **_: None)
    assert made == [(tmp_path / "stored", (), None, store.at("stored"))]


def test_what_the_page_shows_replaces_what_was_kept_before(tmp_path, monkeypatch):
    monkeypatch.setattr("kth_sim.runs.library.load_run", lambda folder: folder.name)
    monkeypatch.setattr(
        "kth_sim.runs.explore.payload_of",
        lambda runs, plans, options, _: {"of": [*runs, *plans], "patients": options.patients},
    )
    run, own = tmp_path / "run", tmp_path / "own"
    run.mkdir()
    own.mkdir()
    (run / "run.json").write_text("{}")
    (own / "payload-0.json").write_text("old")
    assert explorer.read_payload(run, own) is None
    path = explorer.make_payload(run, ["none"], 7, own, lambda *_: None)
    assert list(own.iterdir()) == [path]
    assert explorer.read_payload(run, own) == {"of": ["run", "none"], "patients": 7}


# Where the system is another -------------------------------------------------------------------


@pytest.mark.parametrize(("system", "shared"), [("linux", True), ("win32", False)])
def test_an_address_is_used_again_only_where_that_cannot_be_shared(monkeypatch, system, shared):
    monkeypatch.setattr(sys, "platform", system)
    with listening(0) as listener:
        assert bool(listener.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)) is shared
        assert listener.getsockname()[0] == "127.0.0.1"


def test_on_windows_the_lock_is_on_the_first_byte(monkeypatch, tmp_path):
    calls = []

    def locking(*given):
        calls.append(given)
        if len(calls) > 1:
            raise PermissionError

    system = SimpleNamespace(LK_NBLCK=2, locking=locking)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", system)
    with (tmp_path / "lock").open("wb") as file:
        assert [taken(file), taken(file)] == [True, False]
        assert calls == 2 * [(file.fileno(), 2, 1)]
