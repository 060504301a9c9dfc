"""What the app was asked to do, on disk: nothing of it is lost when the page or the app ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from kth_sim.app.asked import NewRun
from kth_sim.errors import UserError
from kth_sim.files import write_whole

State = Literal["queued", "running", "finished", "failed", "cancelled", "interrupted"]
OPEN: tuple[State, ...] = ("queued", "running")  # held by an app that is there
FOLDER, JOB, PAYLOAD, LOG = "app", "job.json", "payload-{}.json", "worker.log"


@dataclass(frozen=True)
class Job:
    """One piece of work: a new run, or the page of a run that is stored.

    Attributes:
        id: the name of the run's folder.
        created: when it was asked for, UTC, as 2026-01-31T12:00:00Z.
        state: how far it got.
        asked: the new run; None: the run is there, only its page is to be made.
        error: why it failed, one line; empty if it did not.
    """

    id: str
    created: str
    state: State = "queued"
    asked: NewRun | None = None
    error: str = ""


class JobStore:
    """The jobs of an outputs folder, each in `app/<run>/job.json` there."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = out / FOLDER

    def at(self, name: str) -> Path:
        """The folder of a job."""
        return self.folder / name

    def save(self, job: Job) -> Job:
        """Keep a job as it is now, and return it.

        Raises:
            UserError: the folder cannot be written.
        """
        folder = self.at(job.id)
        asked = None if job.asked is None else job.asked.model_dump(mode="json")
        text = json.dumps({**asdict(job), "asked": asked}, indent=2, ensure_ascii=False)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(folder / JOB, (text + "\n").encode())
        except OSError as error:
            raise UserError(f"{folder}: cannot be written: {error.strerror}") from None
        return job

    def get(self, name: str) -> Job | None:
        """The job of that name, if there is one."""
        return read_job(self.at(name)) if name in self.names() else None

    def names(self) -> list[str]:
        """Of every job there is, in order; only these are ever looked up."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if (path / JOB).is_file())

    def all(self) -> Iterator[Job]:
        """Every job."""
        yield from (read_job(self.at(name)) for name in self.names())


def read_job(folder: Path) -> Job:
    """The job of a folder; one that cannot be read says so, and can only be looked at."""
    try:
        content: dict[str, Any] = json.loads((folder / JOB).read_text(encoding="utf-8"))
        asked = content["asked"]
        if content["state"] not in get_args(State) or content["id"] != folder.name:
            raise ValueError(folder)
        # plain JSON has lists where the model has tuples: checked as data from outside
        run = None if asked is None else NewRun.model_validate(asked)
        return Job(folder.name, str(content["created"]), content["state"], run, content["error"])
    except (OSError, ValueError, KeyError, TypeError):
        return Job(folder.name, "", "failed", None, f"{JOB}: cannot be read: ask for the run anew")
