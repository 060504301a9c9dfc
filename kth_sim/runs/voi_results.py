"""What the value of information leaves beside a run: tables and a record of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kth_sim
from kth_sim.evidence.register import Register
from kth_sim.files import write_whole
from kth_sim.reporting.tables import write_csv
from kth_sim.runs.folder import digest, file_digests, whole_folder
from kth_sim.runs.library import LoadedRun, is_run, read_record
from kth_sim.runs.psa_results import marked
from kth_sim.runs.record import versions
from kth_sim.runs.voi import known, tables
from kth_sim.scenarios.analyses import StudyPlan, Voi

if TYPE_CHECKING:
    import pandas as pd

FOLDER, RECORD = "voi", "run.json"


@dataclass(frozen=True)
class VoiResult:
    """A finished analysis.

    Attributes:
        folder: where it is, inside the run's.
        tables: by name, as written.
        payload: the object that `--json` prints.
    """

    folder: Path
    tables: Mapping[str, pd.DataFrame]
    payload: dict[str, Any]


def analyse(run: LoadedRun, voi: Voi) -> VoiResult:
    """Compute the value of information of a stored run, and write it into the run's `voi/`.

    The run's own files and record stay as they are; an older `voi/` gives way.

    Raises:
        UserError: a name or a number cannot be used, or the folder cannot be written.
    """
    gap = next((line for line in run.record["warnings"] if line.startswith("incomplete")), None)
    made = {name: marked(frame, gap) for name, frame in tables(known(run, voi), voi).items()}
    about = about_of(run, voi)
    with whole_folder(run.folder / FOLDER) as partial:
        for name, frame in made.items():
            write_csv(frame, partial / f"{name}.csv")
        record = {**about, "versions": versions(), "files": file_digests(partial)}
        text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)
        write_whole(partial / RECORD, (text + "\n").encode())
    payload = {**about, "folder": str(run.folder / FOLDER)}
    return VoiResult(run.folder / FOLDER, made, payload | {n: rows(f) for n, f in made.items()})


def about_of(run: LoadedRun, voi: Voi) -> dict[str, Any]:
    """What was analysed, and how: all that the tables depend on."""
    inputs = {
        "scenario": run.record["scenario"]["name"],
        "seed": run.record["seed"],
        "draws": run.record["draws"]["n"],
        "plan_hash": run.record["plan_hash"],
        "evidence_hash": run.record["evidence_hash"],
        "settings": asdict(voi),
    }
    plain: dict[str, Any] = json.loads(json.dumps(inputs))
    version = kth_sim.__version__
    return {**plain, "inputs_hash": digest(plain | {"version": version})}


def rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """A table as plain data."""
    found: list[dict[str, object]] = json.loads(
        frame.to_json(orient="records", double_precision=15)
    )
    return found


def asked_before(run: LoadedRun) -> Voi | None:
    """What was asked when the run was last analysed; None if it never was."""
    folder = run.folder / FOLDER
    if not is_run(folder):
        return None
    settings = read_record(folder)["settings"]
    studies = {name: plan_of(plan) for name, plan in settings["studies"].items()}
    groups = {name: tuple(group) for name, group in settings["parameters"].items()}
    wtp = tuple(settings["wtp"])
    return Voi(**(settings | {"wtp": wtp, "parameters": groups, "studies": studies}))


def plan_of(plan: Mapping[str, Any]) -> StudyPlan:
    """A study's plan from plain data."""
    lists = {name: tuple(plan[name]) for name in ("sizes", "clusters", "parts")}
    return StudyPlan(**(dict(plan) | lists))


def plain_voi(run: LoadedRun, register: Register) -> Voi:
    """EVPI, and every parameter alone, at the thresholds and the horizon of the evidence."""
    return Voi(
        wtp=(register.value("wtp_lower"), register.value("wtp_upper")),
        horizon_years=register.value("years_decision_horizon"),
        people_per_year=run.record["scenario"]["cohort"]["people_per_year"],
    )
