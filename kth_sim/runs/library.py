"""The runs in a folder: found, shown, checked, removed, loaded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.errors import UserError
from kth_sim.runs.folder import file_digests
from kth_sim.runs.store import DRAWS, PLAN, RECORD, finished, read_plan

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class LoadedRun:
    """A stored run of many draws.

    Attributes:
        folder: where it is.
        record: what `run.json` says.
        outcomes: a row a strategy and draw, a column a measure.
        draws: a row a draw, a column a parameter.
    """

    folder: Path
    record: dict[str, Any]
    outcomes: pd.DataFrame
    draws: pd.DataFrame


def load_run(path: str | Path) -> LoadedRun:
    """The stored run in a folder.

    Raises:
        UserError: it holds no finished run of many draws.
    """
    import pandas as pd  # noqa: PLC0415

    folder = Path(path)
    if not (folder / "outcomes.parquet").is_file():
        raise UserError(f"{folder}: holds no finished run of many draws: run it with --draws")
    return LoadedRun(
        folder,
        read_record(folder),
        pd.read_parquet(folder / "outcomes.parquet"),
        pd.read_parquet(folder / DRAWS),
    )


def read_record(folder: Path) -> dict[str, Any]:
    """What `run.json` says.

    Raises:
        UserError: there is none, or it cannot be read.
    """
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UserError(f"{folder}: holds no finished run: name a run's folder") from None
    return record


def is_run(folder: Path) -> bool:
    """Whether a folder holds a run, finished or not."""
    return (folder / RECORD).is_file() or (folder / PLAN).is_file()


def run_folders(out: Path) -> Iterator[Path]:
    """The folders of runs in `out`, by name."""
    if out.is_dir():
        yield from (path for path in sorted(out.iterdir()) if path.is_dir() and is_run(path))


def overview(folder: Path) -> dict[str, object]:
    """One run on one line: `run, scenario, draws, patients, seed, state`."""
    if (folder / PLAN).is_file():
        plan = read_plan(folder)
        state = finished(folder, plan)
        good, all_of_them = sum(wrong is None for wrong in state.values()), len(plan.chunks())
        complete = good == all_of_them and (folder / RECORD).is_file()
        return {
            "run": folder.name,
            "scenario": plan.inputs["name"],
            "draws": plan.n_draws,
            "patients": plan.inputs["patients"],
            "seed": plan.inputs["seed"],
            "state": "complete" if complete else f"{good} of {all_of_them} chunks",
        }
    record = read_record(folder)
    return {
        "run": folder.name,
        "scenario": record["scenario"]["name"],
        "draws": 1,
        "patients": record["patients"],
        "seed": record["seed"],
        "state": "complete",
    }


def problems(folder: Path) -> list[str]:
    """What is wrong with a stored run, one line each; empty if nothing.

    Raises:
        UserError: the folder holds no run.
    """
    if not is_run(folder):
        raise UserError(f"{folder}: holds no run: name a run's folder")
    if (folder / PLAN).is_file():
        return chunk_problems(folder)
    recorded = read_record(folder)["files"]
    there = {name: value for name, value in file_digests(folder).items() if name != RECORD}
    lines = [f"{name}: missing" for name in sorted(recorded.keys() - there.keys())]
    lines += [f"{n}: altered" for n in sorted(recorded) if n in there and there[n] != recorded[n]]
    return lines


def chunk_problems(folder: Path) -> list[str]:
    """What is wrong with the chunks of a run of many draws."""
    plan = read_plan(folder)
    state = finished(folder, plan)
    lines = [wrong for wrong in state.values() if wrong is not None]
    lines += [f"chunk {i}: missing" for i in range(len(plan.chunks())) if i not in state]
    if not (folder / RECORD).is_file():
        lines.append("not summed up yet: give its kth-sim run command again")
    return lines


def remove(folder: Path) -> None:
    """Delete a stored run.

    Raises:
        UserError: the folder holds no run.
    """
    if not is_run(folder):
        raise UserError(f"{folder}: holds no run, so it is left alone")
    shutil.rmtree(folder)
