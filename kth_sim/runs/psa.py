"""A run of many draws: planned, computed chunk by chunk, resumed, and summed up."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import kth_sim
from kth_sim.contracts import DAYS_PER_YEAR, FloatArray
from kth_sim.errors import PartlyDoneError, UserError
from kth_sim.reporting.files import write_whole
from kth_sim.reporting.tables import write_csv
from kth_sim.runs.build import make_setting, period_edges
from kth_sim.runs.chunks import ChunkTask
from kth_sim.runs.execute import Progress
from kth_sim.runs.labels import assumptions_table, parameters_table
from kth_sim.runs.long_format import write_long
from kth_sim.runs.panel import Panel, measure_chunks
from kth_sim.runs.patients import PILOT_PATIENTS, patients_needed
from kth_sim.runs.planned import tasks_of
from kth_sim.runs.psa_tables import SHORT_HASH, tables, to_payload
from kth_sim.runs.record import described, versions
from kth_sim.runs.store import (
    RECORD,
    Plan,
    finished,
    open_run,
    put_chunk,
    read_chunks,
    read_draws,
)
from kth_sim.runs.workers import Failures, compute_all, maker
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

HALVES = 2  # blocks of a draw's patients: enough to tell luck from parameters
COARSE_YEARS = (1, 2, 3, 5, 10, 20, 35, 70)


@dataclass(frozen=True)
class PsaOptions:
    """How to carry a run of many draws out; only the first three change its results.

    Attributes:
        patients: simulated in each draw and strategy; None: as many as the spread asks for.
        seed: the key of all randomness.
        method: how the draws were made, for the record.
        out: where run folders go.
        folder: this run's own folder; None: named after scenario and hash.
        chunk_size: draws in a chunk.
        workers: chunks computed at once.
        executor: `threads`, `processes` or `dask`.
        scheduler: address of the Dask scheduler.
        allow_missing: sum up even if chunks are missing, and say so everywhere.
    """

    patients: int | None
    seed: int
    method: str = "random"
    out: Path = Path("outputs")
    folder: Path | None = None
    chunk_size: int = 100
    workers: int | None = None
    executor: str = "threads"
    scheduler: str | None = None
    allow_missing: bool = False


@dataclass(frozen=True)
class PsaResult:
    """A finished run of many draws.

    Attributes:
        folder: where it is.
        panel: every measure of every draw.
        tables: by name, as written.
        payload: the object that `--json` prints.
    """

    folder: Path
    panel: Panel
    tables: Mapping[str, pd.DataFrame]
    payload: dict[str, Any]


def coarse_edges(scenario: Scenario) -> FloatArray:
    """Period edges of a run of many draws: no finer than utilities, payers and rates need."""
    fine = period_edges(scenario)
    years = fine / DAYS_PER_YEAR
    whole = np.isclose(years % 1, 0) & (years > 0)
    keep = ~whole | np.isin(np.round(years), COARSE_YEARS) | (fine == fine[-1])
    coarse: FloatArray = fine[keep]
    return coarse


def make_plan(scenario: Scenario, draws: pd.DataFrame, options: PsaOptions) -> Plan:
    """The plan of a run of these draws."""
    import pandas as pd  # noqa: PLC0415

    hashed = pd.util.hash_pandas_object(draws, index=True).to_numpy().tobytes()
    inputs = described(scenario) | {
        "draws": {"n": len(draws), "method": options.method, "content": sha256(hashed).hexdigest()},
        "seed": options.seed,
        "patients": options.patients,
        "blocks": HALVES,
        "period_edges": coarse_edges(scenario).tolist(),
        "version": kth_sim.__version__,
        "evidence": scenario.evidence_digest,
    }
    return Plan(json.loads(json.dumps(inputs, default=str)), len(draws), options.chunk_size)


def run_psa(
    scenario: Scenario,
    draws: pd.DataFrame,
    options: PsaOptions,
    progress: Progress | None = None,
) -> PsaResult:
    """Compute every chunk that is not finished yet, then sum up.

    Raises:
        UserError: the folder holds another run, or cannot be written.
        PartlyDoneError: interrupted, or some chunks failed; what is done is kept.
    """
    if options.patients is None:
        trial = make_plan(scenario, draws, replace(options, patients=PILOT_PATIENTS))
        needed = patients_needed(scenario, tasks_of(trial, draws)[0], draws)
        options = replace(options, patients=needed)
    plan = make_plan(scenario, draws, options)
    folder = options.folder or options.out / f"{scenario.name}-{plan.hash[:SHORT_HASH]}"
    plan = open_run(folder, plan, draws)
    failures = fill(folder, plan, tasks_of(plan, draws), options, progress)
    if failures.reasons and not options.allow_missing:
        raise PartlyDoneError(failed_line(folder, plan, failures))
    return sum_up(scenario, folder, plan, options)


def fill(
    folder: Path,
    plan: Plan,
    tasks: list[ChunkTask],
    options: PsaOptions,
    progress: Progress | None,
) -> Failures:
    """Compute the chunks that are missing or spoilt; return those that failed for good."""
    good = {index for index, wrong in finished(folder, plan).items() if wrong is None}
    missing = [task for task in tasks if task.index not in good]
    failures, done = Failures(), len(good)
    if not missing:
        return failures
    workers = options.workers or os.cpu_count() or 1
    make = maker(options.executor, workers, options.scheduler)
    try:
        for task, content in compute_all(missing, make, workers, failures):
            put_chunk(folder, task.index, content)
            done += 1
            if progress is not None:
                progress(done, len(tasks))
    except KeyboardInterrupt:
        raise PartlyDoneError(
            f"interrupted: {done} of {len(tasks)} chunks are kept in {folder}; "
            "give the same command to go on"
        ) from None
    except OSError as error:
        raise UserError(f"{folder}: cannot be written: {error.strerror}") from None
    return failures


def failed_line(folder: Path, plan: Plan, failures: Failures) -> str:
    """One line on the chunks that failed, with the command that replays the first."""
    first = min(failures.reasons)
    which = ", ".join(str(index) for index in sorted(failures.reasons))
    draw = plan.chunks()[first].start
    return (
        f"{folder}: chunks {which} failed ({failures.reasons[first]}); the rest is kept; replay "
        f"with: kth-sim replay {folder} --draw {draw}; or sum up without them: --allow-missing"
    )


def sum_up(scenario: Scenario, folder: Path, plan: Plan, options: PsaOptions) -> PsaResult:
    """Tables, panel and record of a run, from its chunks.

    Raises:
        UserError: chunks are missing and `allow_missing` is not set.
    """
    state = finished(folder, plan)
    good = sorted(index for index, wrong in state.items() if wrong is None)
    missing = len(plan.chunks()) - len(good)
    if not good or (missing and not options.allow_missing):
        what = f"{missing} of {len(plan.chunks())} chunks are missing: run it again"
        raise UserError(f"{folder}: {what}, or sum up without them: --allow-missing")
    draws = read_draws(folder)
    setting = make_setting(scenario)
    panel = measure_chunks(read_chunks(folder, plan, good), draws, setting)
    warnings = warnings_of(panel, plan, missing)
    made = tables(scenario, setting, panel)
    payload = to_payload(
        scenario, panel, plan.inputs["seed"], plan.inputs["patients"], warnings, folder
    )
    write_results(scenario, folder, plan, panel, made, payload)
    return PsaResult(folder, panel, made, payload)


def warnings_of(panel: Panel, plan: Plan, missing: int) -> tuple[str, ...]:
    """What a reader must know before using the figures."""
    lines = [
        f"in {count} of {len(panel.draws)} draws: {kind.replace('_', ' ')}"
        for kind, count in panel.unreachable.items()
        if count
    ]
    if missing:
        lines.insert(
            0,
            f"incomplete: {missing} of {len(plan.chunks())} chunks are missing, so figures rest "
            f"on {len(panel.draws)} of {plan.n_draws} draws",
        )
    return tuple(lines)


def write_results(
    scenario: Scenario,
    folder: Path,
    plan: Plan,
    panel: Panel,
    made: Mapping[str, pd.DataFrame],
    payload: dict[str, Any],
) -> None:
    """Write the panel, the tables and, last, the record."""
    write_whole(folder / "outcomes.parquet", panel.frame().to_parquet(index=False))
    write_quantities(folder, plan, panel)
    for name, frame in made.items():
        write_csv(frame, folder / f"{name}.csv")
    write_csv(parameters_table(scenario), folder / "parameters.csv")
    write_csv(assumptions_table(scenario), folder / "assumptions.csv")
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
        "complete": len(panel.draws) == plan.n_draws,
    }
    text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False, default=str)
    write_whole(folder / RECORD, (text + "\n").encode())


def write_quantities(folder: Path, plan: Plan, panel: Panel) -> None:
    """Write `quantities.parquet`: a row a draw, strategy, destination and period."""
    chunks = sorted({int(draw) // plan.chunk_size for draw in panel.draws})
    write_long(folder / "quantities.parquet", read_chunks(folder, plan, chunks))
