"""What a run of many draws leaves in its folder: panel, quantities, tables and record."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.files import write_whole
from kth_sim.reporting.tables import write_csv
from kth_sim.runs.folder import digest, file_digests
from kth_sim.runs.labels import assumptions_table, parameters_table
from kth_sim.runs.panel import Panel
from kth_sim.runs.record import described, versions
from kth_sim.runs.store import CHUNKS, DRAWS, RECORD, Plan
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES, QUANTITIES = "outcomes.parquet", "quantities.parquet"


def write_results(
    scenario: Scenario,
    stage: Path,
    plan: Plan,
    gap: str | None,
    panel: Panel,
    made: Mapping[str, pd.DataFrame],
    payload: Mapping[str, Any],
) -> None:
    """Write the panel, the tables and the record, beside the quantities, into a staged folder.

    Where draws are missing every table of results has a column `incomplete` that says so.
    """
    write_whole(stage / OUTCOMES, marked(panel.frame(), gap).to_parquet(index=False))
    for name, frame in made.items():
        write_csv(marked(frame, gap), stage / f"{name}.csv")
    write_csv(parameters_table(scenario), stage / "parameters.csv")
    write_csv(assumptions_table(scenario), stage / "assumptions.csv")
    write_record(scenario, plan, payload, stage, complete=gap is None)


def incomplete(plan: Plan, good: Sequence[int]) -> str | None:
    """What is missing if only these chunks are there, in words; None if nothing is."""
    missing = plan.n_draws - sum(len(plan.chunk(index)) for index in good)
    return f"{missing} of {plan.n_draws} draws are missing" if missing else None


def marked(frame: pd.DataFrame, gap: str | None) -> pd.DataFrame:
    """The frame, with a column that says what is missing, if something is."""
    return frame if gap is None else frame.assign(incomplete=gap)


def write_record(
    scenario: Scenario, plan: Plan, payload: Mapping[str, Any], stage: Path, *, complete: bool
) -> None:
    """Write `run.json`, with a hash of every file of the run."""
    below = [stage.parent / DRAWS, *sorted((stage.parent / CHUNKS).glob("[0-9]*.parquet"))]
    inputs = {p.relative_to(stage.parent).as_posix(): hash_of(p) for p in below}
    record = {
        "scenario": described(scenario),
        "draws": plan.inputs["draws"],
        "seed": payload["seed"],
        "patients": payload["patients"],
        "plan_hash": plan.hash,
        "evidence_hash": scenario.evidence_digest,
        "versions": versions(),
        "results": {key: payload[key] for key in ("strategies", "increments")},
        "warnings": payload["warnings"],
        "complete": complete,
        "files": file_digests(stage) | inputs,
    }
    record = json.loads(json.dumps(record, default=str))
    record["sha256"] = digest(record)
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
    write_whole(stage / RECORD, (text + "\n").encode())


def hash_of(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A folder to fill, whose files replace those in `folder` when the block ends well.

    They are written in full before the first is replaced. The record goes first and comes last:
    while files are being replaced the run counts as not summed up.
    """
    stage = folder / f".results.{os.getpid()}.part"
    shutil.rmtree(stage, ignore_errors=True)
    try:
        stage.mkdir()
        yield stage
        publish(stage, folder)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def publish(stage: Path, folder: Path) -> None:
    """Put the staged files in their places."""
    (folder / RECORD).unlink(missing_ok=True)
    for path in sorted(stage.iterdir(), key=lambda path: path.name == RECORD):
        path.replace(folder / path.name)
