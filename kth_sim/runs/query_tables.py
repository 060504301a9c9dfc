"""The tables that questions are put to: one name for one kind of file over all stored runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kth_sim.errors import UserError
from kth_sim.runs.library import overview, read_record, run_folders

RUNS, SETTINGS, WARNINGS = "runs", "settings", "warnings"


@dataclass(frozen=True)
class Source:
    """A table of questions.

    Attributes:
        file: in a run's folder; may be a pattern.
        row: what one row is.
        by: the command that writes it.
        where: condition on the rows that count; empty: all.
        columns: expressions that are added, by name.
    """

    file: str
    row: str
    by: str
    where: str = ""
    columns: str = ""


_RUN, _PSA, _SWEEP = "run", "run --draws", "sweep"
_POINT = "regexp_extract(t.filename, '(\\d+)\\.parquet$', 1)::integer as point"

SOURCES: dict[str, Source] = {
    "summary": Source("summary.csv", "a strategy and measure", _RUN),
    "incremental": Source("incremental.csv", "a measure: KTH minus usual care", _RUN),
    "parameters": Source("parameters.csv", "a number of the model as it was used", _RUN),
    "assumptions": Source("assumptions.csv", "a number in use that is an assumption", _RUN),
    "costs_by_item": Source("costs_by_item.csv", "a strategy and item", _RUN),
    "costs_by_payer": Source("costs_by_payer.csv", "a reading, horizon, strategy, payer", _RUN),
    "calibration": Source("calibration.csv", "a calibrated risk", _RUN),
    "observed_vs_simulated": Source("observed_vs_simulated.csv", "a printed figure", _RUN),
    "outcomes": Source("outcomes.parquet", "a strategy and draw, every measure", _PSA),
    "draws": Source("draws.parquet", "a draw, every parameter", _PSA),
    "costs_by_sector": Source("costs_by_sector.csv", "a strategy, sector and horizon", _PSA),
    "precision": Source("precision.csv", "a measure: error, spread, luck", _PSA),
    "sweeps": Source("sweep.parquet", "a point, strategy and measure", _SWEEP),
    "sweep_points": Source("points.csv", "a point, its values and outcomes", _SWEEP),
    "sweep_axes": Source("axes.csv", "an axis", _SWEEP),
    "sweep_ranking": Source("ranking.csv", "a point, choice and threshold", _SWEEP),
    "sweep_draws": Source(
        "points/[0-9]*.parquet",
        "a point, strategy and draw, every measure",
        _SWEEP,
        where="block is null or block = 0",
        columns=_POINT,
    ),
    "evpi": Source("voi/evpi.csv", "a threshold", "voi"),
    "evppi": Source("voi/evppi.csv", "a group of parameters and threshold", "voi"),
    "enbs": Source("voi/enbs.csv", "a study, size and threshold", "voi"),
    "dsa": Source("dsa.csv", "a parameter and outcome", "dsa"),
    "dsa_grid": Source("dsa_grid.csv", "two values and an outcome", "dsa --two-way"),
    "threshold": Source("threshold.csv", "a parameter, outcome and crossing", "threshold"),
    "sobol": Source("sobol.csv", "a parameter and outcome", "dsa --sobol"),
    "prcc": Source("prcc.csv", "a parameter and outcome", "sensitivity"),
    "bias": Source("bias.csv", "a correction and threshold", "bias"),
    "averaging": Source("averaging.csv", "a scenario and threshold", "average"),
    "plans": Source("plans.csv", "a rollout plan", "rollout"),
    "budget_by_year": Source("budget_by_year.csv", "a plan, year and payer", "rollout"),
    "budget": Source("budget.parquet", "a cell of a plan's budget", "rollout"),
    "plan_draws": Source("plan_draws.parquet", "a plan and draw", "rollout"),
    "capacity": Source("capacity.csv", "a cluster, strategy, resource and measure", "capacity"),
}
MADE = {
    RUNS: Source("run.json", "a stored run", "all"),
    SETTINGS: Source("run.json", "a run and structural choice", "all"),
    WARNINGS: Source("run.json", "a run and warning", "all"),
}


def files_of(source: Source, folders: Iterable[Path]) -> dict[str, str]:
    """`{path: run}` of a table's files."""
    return {
        path.as_posix(): folder.name
        for folder in folders
        for path in sorted(folder.glob(source.file))
        if path.is_file()
    }


def listing(out: Path) -> list[dict[str, object]]:
    """Each table, what a row is, and how many runs have it."""
    folders = list(run_folders(out))
    rows: list[dict[str, object]] = [
        {"table": name, "one_row_is": source.row, "written_by": "", "runs": len(folders)}
        for name, source in MADE.items()
    ]
    for name, source in SOURCES.items():
        n = len(set(files_of(source, folders).values()))
        by = f"kth-sim {source.by}"
        rows.append({"table": name, "one_row_is": source.row, "written_by": by, "runs": n})
    return rows


def made_rows(name: str, out: Path) -> list[dict[str, object]]:
    """The rows of a table that is made of the runs' records."""
    rows = {RUNS: runs_rows, SETTINGS: settings_rows, WARNINGS: warnings_rows}[name]
    return [row for folder in run_folders(out) for row in rows(folder, record_of(folder))]


def runs_rows(folder: Path, record: Mapping[str, Any]) -> list[dict[str, object]]:
    """The run itself."""
    return [run_row(folder, record)]


def settings_rows(folder: Path, record: Mapping[str, Any]) -> list[dict[str, object]]:
    """Its structural choices."""
    structure = of(of(record, "scenario"), "structure")
    return [{"run": folder.name, "setting": k, "value": str(v)} for k, v in structure.items()]


def warnings_rows(folder: Path, record: Mapping[str, Any]) -> list[dict[str, object]]:
    """What a reader of it must know."""
    lines: Sequence[object] = record.get("warnings", ())
    return [{"run": folder.name, "warning": str(line)} for line in lines]


def record_of(folder: Path) -> Mapping[str, Any]:
    """A run's record; empty if it is not finished."""
    try:
        return read_record(folder)
    except UserError:
        return {}


def of(record: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of a record that should be a mapping; empty if it is not."""
    found = record.get(name)
    return found if isinstance(found, dict) else {}


def run_row(folder: Path, record: Mapping[str, Any]) -> dict[str, object]:
    """One run on one row."""
    scenario, analysis = of(record, "scenario"), of(record, "analysis")
    digest = record.get("evidence_hash")
    about = overview(folder)
    many = "probabilistic" if (folder / "plan.json").is_file() else "base case"
    return about | {
        "kind": analysis.get("kind", many),
        "label": analysis.get("label", scenario.get("label")),
        "engine": record.get("engine"),
        "version": of(record, "versions").get("kth_sim"),
        "evidence_hash": digest if isinstance(digest, str) else None,
        "inputs_hash": record.get("inputs_hash", record.get("plan_hash")),
        "people_per_year": of(scenario, "cohort").get("people_per_year"),
        "operation_date": scenario.get("operation_date"),
        "horizon_years": scenario.get("horizon_years"),
    }
