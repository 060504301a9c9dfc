"""One job at a time: the queue, the worker process, and what became of each."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kth_sim.app.jobs import LOG, Job, JobStore, State
from kth_sim.app.worker import SECONDS_TO_STOP
from kth_sim.errors import UserError

DIED = "the worker ended unexpectedly ({code}): what is finished is kept; see {log}"


@dataclass(frozen=True)
class Progress:
    """How far a worker is.

    Attributes:
        stage: `start`, `run` or `page`.
        done: parts that are done.
        total: parts there are; 0: not known yet.
    """

    stage: str = "start"
    done: int = 0
    total: int = 0


class Worker:
    """A process that carries out one job; it ends when this one does."""

    def __init__(self, folder: Path) -> None:
        self._killer: threading.Timer | None = None
        with (folder / LOG).open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kth_sim.app.worker", str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                start_new_session=True,  # Ctrl-C is for the app, which then stops its worker
            )

    def said(self) -> Iterator[dict[str, Any]]:
        """What it says, until it ends."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with suppress(ValueError):  # killed in the middle of a line
                yield json.loads(line)

    def stop(self) -> None:
        """Ask it to stop; soon it is stopped anyhow."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._killer = threading.Timer(SECONDS_TO_STOP, self._process.kill)
        self._killer.daemon = True
        self._killer.start()

    def code(self) -> int:
        """Wait for its end and return its exit code."""
        code = self._process.wait()
        if self._killer is not None:
            self._killer.cancel()
        for pipe in filter(None, (self._process.stdin, self._process.stdout)):
            pipe.close()
        return code


class Foreman:
    """Carries jobs out one after the other, in a thread of its own, until it is closed."""

    def __init__(self, store: JobStore) -> None:
        self._store = store
        self._changed = threading.Condition()
        self._queue: deque[str] = deque()
        self._current: str | None = None
        self._worker: Worker | None = None
        self._progress = Progress()
        self._cancelled = False  # the current job
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="foreman", daemon=True)
        self._thread.start()

    def add(self, job: Job) -> Job:
        """Put a job at the end of the queue."""
        with self._changed:
            queued = self._store.save(replace(job, state="queued", error=""))
            self._queue.append(job.id)
            self._changed.notify()
        return queued

    def cancel(self, name: str) -> None:
        """Take a job out of the queue, or stop it if it runs; what is finished is kept."""
        with self._changed:
            if name in self._queue:
                self._queue.remove(name)
                self._keep(name, "cancelled")
            elif self._current == name:
                self._cancelled = True
                self._stop()

    def progress(self, name: str) -> Progress | None:
        """How far the job of that name is, while it runs."""
        with self._changed:
            return self._progress if self._current == name else None

    def holds(self, name: str) -> bool:
        """Whether the job of that name waits here or runs."""
        with self._changed:
            return name in self._queue or self._current == name

    def close(self) -> None:
        """Stop what runs, leave what waits, and end; both count as interrupted from now on."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            self._queue.clear()
            self._stop()
            self._changed.notify()
        self._thread.join()

    def _stop(self) -> None:
        if self._worker is not None:
            self._worker.stop()

    def _work(self) -> None:
        while (name := self._next()) is not None:
            try:
                state, error = self._carried_out(name)
            except OSError as failure:
                state, error = "failed", f"the worker cannot be started: {failure.strerror}"
            except UserError as failure:
                state, error = "failed", str(failure)
            with self._changed:
                self._current = self._worker = None
                with suppress(UserError):  # a full disk: the job counts as interrupted
                    self._keep(name, state, error)

    def _next(self) -> str | None:
        """The next job, now the current one, once there is one; None when this is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            if self._closed:
                return None
            self._current, self._progress = self._queue.popleft(), Progress()
            self._cancelled = False
            return self._current

    def _carried_out(self, name: str) -> tuple[State, str]:
        """Carry a job out to its end, and say what became of it."""
        with self._changed:
            if self._cancelled or self._closed:  # in between
                return self._outcome(name, {}, 0)
            self._keep(name, "running")
            worker = self._worker = Worker(self._store.at(name))
        end: dict[str, Any] = {}
        for said in worker.said():
            if "end" in said:
                end = said
            else:
                with self._changed:
                    self._progress = Progress(**said)
        return self._outcome(name, end, worker.code())

    def _outcome(self, name: str, end: dict[str, Any], code: int) -> tuple[State, str]:
        """What became of a job: its state and, if something went wrong, a line about it."""
        if end.get("end") == "finished":
            return "finished", ""
        if self._cancelled:
            return "cancelled", ""
        if self._closed:
            return "interrupted", ""
        if end.get("end") == "failed":
            return "failed", str(end["error"])
        state: State = "interrupted" if code < 0 else "failed"  # by a signal, or by a mistake
        return state, DIED.format(code=code, log=self._store.at(name) / LOG)

    def _keep(self, name: str, state: State, error: str = "") -> None:
        job = self._store.get(name)
        if job is not None:
            self._store.save(replace(job, state=state, error=error))
