"""What the page shows of a run: made once by the worker, kept beside the job, read by the app."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kth_sim
from kth_sim.app.jobs import PAYLOAD
from kth_sim.files import write_whole
from kth_sim.runs.folder import digest
from kth_sim.runs.store import RECORD

if TYPE_CHECKING:
    from kth_sim.runs.execute import Progress

SHORT_HASH = 8


def payload_path(run: Path, own: Path) -> Path:
    """Where what the page shows of this run, as it is now, is kept.

    A run that was summed up again, or another version of the program, has another place.

    Args:
        run: the run's folder, finished.
        own: the job's folder.
    """
    written = (run / RECORD).stat()
    seen = digest([kth_sim.__version__, written.st_mtime_ns, written.st_size])
    name = PAYLOAD.format(seen[:SHORT_HASH])
    return own / name


def is_made(run: Path, own: Path) -> bool:
    """Whether it is kept already."""
    return (run / RECORD).is_file() and payload_path(run, own).is_file()


def read_payload(run: Path, own: Path) -> dict[str, Any] | None:
    """What the page shows of a run; None if it is not made yet."""
    try:
        found: dict[str, Any] = json.loads(payload_path(run, own).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def make_payload(
    run: Path, plans: Sequence[str], patients: int | None, own: Path, progress: Progress
) -> Path:
    """Make what the page shows of a finished run, keep it, and return its path.

    Args:
        run: its folder.
        plans: names of rollout plans; empty: all that are shipped.
        patients: simulated in each draw and fidelity, for budgets; None: as usual.
        own: the job's folder.
        progress: told of chunks of lives done.

    Raises:
        UserError: the run is not finished, or cannot be read.
    """
    from kth_sim.runs.explore import PATIENTS, ExploreOptions, payload_of  # noqa: PLC0415
    from kth_sim.runs.library import load_run  # noqa: PLC0415

    loaded = load_run(run)
    options = ExploreOptions(patients=min(patients or PATIENTS, PATIENTS))
    payload = payload_of([loaded], plans, options, progress)
    for old in own.glob(PAYLOAD.format("*")):
        old.unlink(missing_ok=True)
    text = json.dumps(payload, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return write_whole(payload_path(run, own), text.encode())
