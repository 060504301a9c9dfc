"""What the app does, apart from how it is asked: list, begin, go on, cancel, show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kth_sim.app.asked import check, read_asked
from kth_sim.app.explorer import read_payload
from kth_sim.app.foreman import Foreman
from kth_sim.app.jobs import Job, JobStore
from kth_sim.app.rows import Row, now, row_of
from kth_sim.errors import UserError
from kth_sim.runs.library import run_folders


class UnknownRunError(UserError):
    """There is no run of that name."""


class NotNowError(UserError):
    """What was asked for cannot be done with the run as it is."""


class Desk:
    """The runs of an outputs folder, and the one worker that makes new ones."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._store = JobStore(out)
        self._foreman = Foreman(self._store)

    def close(self) -> None:
        """Stop the worker; what is finished of its run is kept."""
        self._foreman.close()

    def rows(self) -> list[Row]:
        """Every run, the newest first."""
        rows = [self._row(name) for name in self._names()]
        return sorted(rows, key=lambda row: (row.created, row.id), reverse=True)

    def row(self, name: str) -> Row:
        """One run.

        Raises:
            UnknownRunError: there is none of that name among those listed.
        """
        self._known(name)
        return self._row(name)

    def new(self, body: bytes) -> Row:
        """Begin the run that a request asks for, or go on with the same one begun before.

        Raises:
            UserError: it asks for what cannot be; nothing is kept of it.
        """
        checked = check(read_asked(body))
        job = self._store.get(checked.id)
        if job is None or job.asked is None or "continue" in self._row(job.id).can:
            self._foreman.add(Job(checked.id, now(), asked=checked.asked))
        return self._row(checked.id)

    def go_on(self, name: str) -> Row:
        """Go on with a run that stopped, or make the page of a stored one.

        Raises:
            UnknownRunError: there is none of that name.
            NotNowError: there is nothing to go on with, or another command began it.
        """
        row = self.row(name)
        if not {"continue", "prepare"} & {*row.can}:
            raise NotNowError(f"{name}: cannot go on: it is {row.state}")
        self._foreman.add(self._store.get(name) or Job(name, now()))
        return self._row(name)

    def cancel(self, name: str) -> Row:
        """Stop a run; what is finished of it is kept.

        Raises:
            UnknownRunError: there is none of that name.
            NotNowError: it neither waits nor runs.
        """
        row = self.row(name)
        if "cancel" not in row.can:
            raise NotNowError(f"{name}: nothing to cancel: it is {row.state}")
        self._foreman.cancel(name)
        return self._row(name)

    def payload(self, name: str) -> dict[str, Any]:
        """What the page shows of a run.

        Raises:
            UnknownRunError: there is none of that name.
            NotNowError: its page is not made yet.
        """
        self._known(name)
        found = read_payload(self.out / name, self._store.at(name))
        if found is None:
            raise NotNowError(f"{name}: its page is not made yet: POST /api/runs/{name} makes it")
        return found

    def newest(self) -> str | None:
        """The newest run that can be opened, if there is any."""
        return next((row.id for row in self.rows() if "open" in row.can), None)

    def _names(self) -> set[str]:
        return {folder.name for folder in run_folders(self.out)} | set(self._store.names())

    def _known(self, name: str) -> None:
        """A name is compared with those that are listed; no path is made of any other."""
        if name not in self._names():
            raise UnknownRunError("no run of that name: see GET /api/runs")

    def _row(self, name: str) -> Row:
        # asked before the file is read: what is not held any more has its end written there
        held, now_at = self._foreman.holds(name), self._foreman.progress(name)
        job, own = self._store.get(name), self._store.at(name)
        return row_of(self.out / name, job, own, held=held, now_at=now_at)
