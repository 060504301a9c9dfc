"""The runs in a folder: found, shown, checked, removed, loaded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kth_sim.economics import MEASURES, Outcomes
from kth_sim.errors import UserError
from kth_sim.runs.folder import digest
from kth_sim.runs.psa_results import OUTCOMES, hash_of
from kth_sim.runs.store import PLAN, RECORD, chunk_path, finished, read_draws, read_plan
from kth_sim.runs.sweep_overview import SWEEP, overview_of_sweep

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

    def labels(self) -> dict[str, str]:
        """What each parameter is called, by its id."""
        parameters = self.record["scenario"]["parameters"]
        return {name: given["label"] for name, given in parameters.items()}

    def decision(self, cost: str = "cost_total", effect: str = "qaly") -> Outcomes:
        """Cost and effect by draw and strategy, for the analyses in `kth_sim.economics`.

        Where less of a measure is better, such as `prob_death_30d`, its sign is turned: the effect
        is what is avoided, and a threshold is DKK per life saved.

        Args:
            cost: a column of `outcomes`, DKK a patient.
            effect: a column of `outcomes`.

        Raises:
            UserError: there is no such column; those that are there are named.
        """
        found = Outcomes.from_panel(self.outcomes, cost, effect)
        if effect in MEASURES and MEASURES[effect].direction == "lower":
            return Outcomes.from_arrays(found.strategies, found.cost, -found.effect)
        return found


def load_run(path: str | Path, out: str | Path = "outputs") -> LoadedRun:
    """A stored run of many draws.

    Args:
        path: its folder, or its name in `out`.
        out: where run folders are.

    Raises:
        UserError: there is no finished run of many draws.
    """
    import pandas as pd  # noqa: PLC0415

    folder = folder_of(path, out)
    if not (folder / PLAN).is_file() or not (folder / RECORD).is_file():
        raise UserError(f"{folder}: holds no finished run of many draws: run it with --draws")
    try:
        outcomes = pd.read_parquet(folder / OUTCOMES)
    except (OSError, ValueError):
        what = f"cannot be read: see kth-sim runs check {folder}"
        raise UserError(f"{folder / OUTCOMES}: {what}") from None
    draws = read_draws(folder, read_plan(folder))
    return LoadedRun(folder, read_record(folder), outcomes, draws)


def folder_of(path: str | Path, out: str | Path) -> Path:
    """The folder of a run, given itself or by its name in `out`."""
    given, named = Path(path), Path(out) / path
    return named if is_run(named) and not is_run(given) else given


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
    return any((folder / name).is_file() for name in (RECORD, PLAN, SWEEP))


def run_folders(out: Path) -> Iterator[Path]:
    """The folders of runs in `out`, by name."""
    if out.is_dir():
        yield from (path for path in sorted(out.iterdir()) if path.is_dir() and is_run(path))


def overview(folder: Path) -> dict[str, object]:
    """One run on one line: `run, scenario, draws, patients, seed, state`."""
    try:
        many = (folder / PLAN).is_file()
        begun = (folder / SWEEP).is_file()
        one = overview_of_sweep if begun else overview_of_one
        about = overview_of_many(folder) if many else one(folder)
    except (UserError, KeyError, TypeError):
        unknown = dict.fromkeys(("scenario", "draws", "patients", "seed"))
        about = unknown | {"state": "of another version, or damaged"}
    return {"run": folder.name, **about}


def overview_of_many(folder: Path) -> dict[str, object]:
    """A run of many draws, by its plan; its chunks are counted, not checked."""
    plan = read_plan(folder)
    n = len(plan.chunks())
    here = sum(chunk_path(folder, index).is_file() for index in range(n))
    complete = (folder / RECORD).is_file() and bool(read_record(folder)["complete"])
    return {
        "scenario": plan.inputs["name"],
        "draws": plan.n_draws,
        "patients": plan.inputs["patients"],
        "seed": plan.inputs["seed"],
        "state": "complete" if complete and here == n else f"{here} of {n} chunks",
    }


def overview_of_one(folder: Path) -> dict[str, object]:
    """A run of the base case, by its record."""
    record = read_record(folder)
    return {
        "scenario": record["scenario"]["name"],
        "draws": record.get("draws", {"n": 1})["n"],
        "patients": record["patients"],
        "seed": record["seed"],
        "state": "complete",
    }


def problems(folder: Path) -> list[str]:
    """What is wrong with a stored run, one line each; empty if nothing.

    Raises:
        UserError: the folder holds no run, or another version wrote it.
    """
    if not is_run(folder):
        raise UserError(f"{folder}: holds no run: name a run's folder")
    if (folder / SWEEP).is_file() and not (folder / RECORD).is_file():
        return ["not summed up yet: give its kth-sim sweep command again"]
    if not (folder / PLAN).is_file():
        return file_problems(folder)
    lines = chunk_problems(folder)
    if not (folder / RECORD).is_file():
        return [*lines, "not summed up yet: give its kth-sim run command again"]
    record = read_record(folder)
    if record.pop("sha256", None) != digest(record):
        return [*lines, f"{RECORD}: altered"]
    return [*lines, *file_problems(folder)]


def file_problems(folder: Path) -> list[str]:
    """Which files beside the record are missing or altered."""
    recorded = read_record(folder).get("files", {})
    gone = [name for name in sorted(recorded) if not (folder / name).is_file()]
    rest = [name for name in sorted(recorded) if name not in gone]
    altered = [name for name in rest if hash_of(folder / name) != recorded[name]]
    return [f"{name}: missing" for name in gone] + [f"{name}: altered" for name in altered]


def chunk_problems(folder: Path) -> list[str]:
    """What is wrong with the chunks and the draws of a run of many draws."""
    plan = read_plan(folder)
    state = finished(folder, plan)
    lines = [wrong for wrong in state.values() if wrong is not None]
    lines += [f"chunk {i}: missing" for i in range(len(plan.chunks())) if i not in state]
    try:
        read_draws(folder, plan)
    except UserError as error:
        lines.append(str(error))
    return lines


def remove(folder: Path) -> None:
    """Delete a stored run.

    Raises:
        UserError: the folder holds no run, or cannot be deleted.
    """
    if not is_run(folder):
        raise UserError(f"{folder}: holds no run, so it is left alone")
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise UserError(f"{folder}: cannot be removed: {error.strerror}") from None
