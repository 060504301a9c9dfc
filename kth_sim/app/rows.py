"""The runs as the page lists them: those the app made and those that other commands made."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kth_sim.app.asked import label_of as asked_label
from kth_sim.app.asked import stem
from kth_sim.app.explorer import is_made
from kth_sim.app.foreman import Progress
from kth_sim.app.jobs import OPEN, Job
from kth_sim.errors import UserError
from kth_sim.runs.library import is_run, overview
from kth_sim.runs.store import PLAN, RECORD, chunk_path, read_plan

FEWEST_DRAWS = 2  # of a run that the page can show
SECONDS = "seconds"


@dataclass(frozen=True)
class Row:
    """A run as the page lists it.

    Attributes:
        id: the name of its folder.
        label: what its scenario is called.
        scenario: the scenario's name.
        draws: how many; None where that is not known.
        patients: in each draw and strategy.
        seed: of its randomness.
        created: when it was asked for or written, UTC.
        state: `queued`, `running`, `finished`, `failed`, `cancelled`, `interrupted` or `damaged`.
        stage: of work under way: `start`, `run` or `page`; else empty.
        done: parts of the stage that are done, or chunks of draws that are kept.
        total: parts there are; 0: not known.
        error: one line, or empty.
        can: what may be done: `open`, `prepare` (make its page), `continue`, `cancel`.
    """

    id: str
    label: str
    scenario: str | None = None
    draws: int | None = None
    patients: int | None = None
    seed: int | None = None
    created: str = ""
    state: str = "damaged"
    stage: str = ""
    done: int = 0
    total: int = 0
    error: str = ""
    can: tuple[str, ...] = ()


def now() -> str:
    """The time, UTC, to the second."""
    return as_text(datetime.now(UTC))


def as_text(moment: datetime) -> str:
    """A moment as 2026-01-31T12:00:00Z."""
    return moment.isoformat(timespec=SECONDS).replace("+00:00", "Z")


def row_of(folder: Path, job: Job | None, own: Path, *, held: bool, now_at: Progress | None) -> Row:
    """One run, by its folder and by the job that is to make it.

    Args:
        folder: of the run; need not be there yet.
        job: if the app has one.
        own: the job's folder, where the page is kept.
        held: whether the job waits or runs here.
        now_at: how far it is, while it runs.
    """
    stored = stored_row(folder, own) if is_run(folder) else Row(folder.name, folder.name)
    if job is None:
        return stored
    state = job.state if held or job.state not in OPEN else "interrupted"
    row = replace(asked_row(stored, job), created=job.created, state=state, error=job.error)
    if now_at is not None:
        row = replace(row, stage=now_at.stage, done=now_at.done, total=now_at.total)
    return replace(row, can=possible(row, job, stored))


def asked_row(stored: Row, job: Job) -> Row:
    """The row with what was asked, which is known before the run has a folder."""
    asked = job.asked
    if asked is None:
        return stored
    return replace(
        stored,
        label=stored.label if stored.scenario else asked_label(asked),
        scenario=stem(asked),
        draws=asked.draws,
        patients=asked.patients,
    )


def possible(row: Row, job: Job, stored: Row) -> tuple[str, ...]:
    """What may be done with a job's run."""
    if row.state in OPEN:
        return ("cancel",)
    if "open" in stored.can:
        return ("open",)
    return stored.can if job.asked is None else ("continue",)


def stored_row(folder: Path, own: Path) -> Row:
    """A run that is stored, finished or not, whoever made it."""
    about: dict[str, Any] = overview(folder)
    record = folder / (RECORD if (folder / RECORD).is_file() else PLAN)
    written = datetime.fromtimestamp(record.stat().st_mtime, UTC)
    done, total = chunks(folder)
    complete = about["state"] == "complete"
    unfinished = "interrupted" if total else "damaged"
    return Row(
        id=folder.name,
        label=label_of(folder),
        scenario=about["scenario"],
        draws=about["draws"],
        patients=about["patients"],
        seed=about["seed"],
        created=as_text(written),
        state="finished" if complete else unfinished,
        done=done,
        total=total,
        can=shown(folder, own) if complete and about["draws"] >= FEWEST_DRAWS else (),
    )


def shown(folder: Path, own: Path) -> tuple[str, ...]:
    """Whether the page of a finished run of many draws is made already."""
    return ("open",) if is_made(folder, own) else ("prepare",)


def chunks(folder: Path) -> tuple[int, int]:
    """How many chunks of draws are kept, and how many there are to be; 0, 0: not known."""
    try:
        n = len(read_plan(folder).chunks())
    except UserError:
        return 0, 0
    return sum(chunk_path(folder, index).is_file() for index in range(n)), n


def label_of(folder: Path) -> str:
    """What the scenario of a stored run is called; the folder's name if it does not say."""
    many = (folder / PLAN).is_file()
    try:
        content = json.loads((folder / (PLAN if many else RECORD)).read_text(encoding="utf-8"))
        return str(content["inputs" if many else "scenario"]["label"])
    except (OSError, ValueError, KeyError, TypeError):
        return folder.name
