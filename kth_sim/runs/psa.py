"""A run of many draws: planned, computed chunk by chunk, resumed, and summed up."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import kth_sim
from kth_sim.contracts import DAYS_PER_YEAR, FloatArray
from kth_sim.errors import PartlyDoneError, UserError
from kth_sim.runs.build import make_setting, period_edges
from kth_sim.runs.checks import unreachable_lines
from kth_sim.runs.chunks import ChunkTask
from kth_sim.runs.execute import Progress
from kth_sim.runs.library import load_run
from kth_sim.runs.long_format import copied_to
from kth_sim.runs.panel import Panel, measure_chunks
from kth_sim.runs.patients import PILOT_DRAWS, PILOT_PATIENTS, patients_needed
from kth_sim.runs.planned import tasks_of
from kth_sim.runs.psa_costs import CostSums
from kth_sim.runs.psa_results import QUANTITIES, incomplete, staged, write_results
from kth_sim.runs.psa_tables import SHORT_HASH, tables, to_payload
from kth_sim.runs.record import described
from kth_sim.runs.store import (
    Plan,
    chunk_path,
    draws_digest,
    finished,
    open_run,
    put_chunk,
    read_chunks,
    read_draws,
)
from kth_sim.runs.voi_results import analyse
from kth_sim.runs.voi_studies import check_voi
from kth_sim.runs.workers import Failures, LostError, MakeExecutor, compute_all, maker
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

HALVES = 2  # blocks of a draw's patients: enough to tell luck from parameters
MOST_NAMED = 20  # chunks that failed, in one line
LARGEST_NUMBER = 2**32 - 1  # of a draw: luck is looked up by 32 bits of it
COARSE_YEARS = (1, 35, 70)  # the last knot of the utilities; the steps of the discount rate


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
        workers: chunks computed at once; None: one for each core (of the cluster, with Dask).
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
    inputs = described(scenario) | {
        "draws": {"n": len(draws), "method": options.method, "content": draws_digest(draws)},
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
        UserError: the folder holds another run, or cannot be written, or no cluster answers, or
            the value of information that the scenario asks for cannot be computed.
        PartlyDoneError: interrupted, or some chunks failed; what is done is kept.
    """
    if draws.index.max() > LARGEST_NUMBER:
        raise UserError(f"draw {draws.index.max()}: numbers go to {LARGEST_NUMBER}: number anew")
    check_voi(scenario)
    make = maker(options.executor, options.workers, options.scheduler)
    if options.patients is None:
        options = replace(options, patients=default_patients(scenario, draws, options))
    plan = make_plan(scenario, draws, options)
    folder = options.folder or options.out / f"{scenario.name}-{plan.hash[:SHORT_HASH]}"
    plan = open_run(folder, plan, draws)
    with kept(folder, plan):
        failures = fill(folder, plan, tasks_of(plan, draws), make, progress)
        if failures.reasons and not options.allow_missing:
            raise PartlyDoneError(failed_line(folder, plan, draws, failures))
        result = sum_up(scenario, folder, plan, failures.reasons.keys())
        if scenario.voi is not None:
            analyse(load_run(folder), scenario.voi)
        return result


@contextmanager
def kept(folder: Path, plan: Plan) -> Iterator[None]:
    """Work on a stored run: what stops it is said in one line, and what is done is kept.

    Raises:
        UserError: the folder cannot be written.
        PartlyDoneError: interrupted, or what computes went away.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise PartlyDoneError(f"interrupted: {kept_line(folder, plan)}") from None
    except LostError as error:
        raise PartlyDoneError(f"{error}; {kept_line(folder, plan)}") from None
    except OSError as error:
        what = error.strerror or error
        raise UserError(f"{folder}: cannot be written: {what}; what is finished is kept") from None


def default_patients(scenario: Scenario, draws: pd.DataFrame, options: PsaOptions) -> int:
    """Patients a draw, from a pilot of the first draws whatever the size of chunks."""
    pilot = replace(options, patients=PILOT_PATIENTS, chunk_size=PILOT_DRAWS)
    return patients_needed(scenario, tasks_of(make_plan(scenario, draws, pilot), draws)[0], draws)


def fill(
    folder: Path,
    plan: Plan,
    tasks: list[ChunkTask],
    make: MakeExecutor,
    progress: Progress | None,
) -> Failures:
    """Compute the chunks that are missing or spoilt; return those that failed for good."""
    good = {index for index, wrong in finished(folder, plan).items() if wrong is None}
    missing = [task for task in tasks if task.index not in good]
    failures, done = Failures(), len(good)
    for task, content in compute_all(missing, make, failures):
        put_chunk(folder, task.index, content)
        done += 1
        if progress is not None:
            progress(done, len(tasks))
    return failures


def kept_line(folder: Path, plan: Plan) -> str:
    """How much of a run is kept, and how to go on."""
    here = sum(chunk_path(folder, index).exists() for index in range(len(plan.chunks())))
    kept = f"{here} of {len(plan.chunks())} chunks are kept in {folder}"
    return f"{kept}; give the same command to go on"


def failed_line(folder: Path, plan: Plan, draws: pd.DataFrame, failures: Failures) -> str:
    """One line on the chunks that failed, with the command that replays the first."""
    first, many = min(failures.reasons), len(failures.reasons)
    which = ", ".join(str(index) for index in sorted(failures.reasons)[:MOST_NAMED])
    more = f" and {many - MOST_NAMED} more" if many > MOST_NAMED else ""
    number = draws.index[plan.chunk(first).start]
    return (
        f"{folder}: chunks {which}{more} failed ({failures.reasons[first]}); the rest is kept; "
        f"replay with: kth-sim replay {folder} --draw {number}; or sum up without them: "
        "--allow-missing"
    )


def sum_up(
    scenario: Scenario, folder: Path, plan: Plan, missing: Collection[int] = ()
) -> PsaResult:
    """Tables, panel and record of a run, from its chunks, each read once.

    Raises:
        UserError: a chunk that is not named in `missing` is not there, or is spoilt.
    """
    good = [index for index in range(len(plan.chunks())) if index not in missing]
    if not good:
        raise UserError(f"{folder}: every chunk failed: there is nothing to sum up")
    setting, gap = make_setting(scenario), incomplete(plan, good)
    with staged(folder) as stage:
        draws, costs = read_draws(folder, plan), CostSums()
        chunks = copied_to(stage / QUANTITIES, read_chunks(folder, plan, good), gap)
        panel = measure_chunks(costs.watched(chunks), draws, setting)
        made = tables(scenario, setting, panel) | costs.tables(scenario, setting, draws)
        payload = to_payload(
            scenario,
            panel,
            plan.inputs["seed"],
            plan.inputs["patients"],
            warnings_of(panel, gap),
            folder,
        )
        write_results(scenario, stage, plan, gap, panel, made, payload)
    return PsaResult(folder, panel, made, payload)


def warnings_of(panel: Panel, gap: str | None) -> tuple[str, ...]:
    """What a reader must know before using the figures."""
    lines = unreachable_lines(panel.unreachable, len(panel.draws))
    return (*([f"incomplete: {gap}"] if gap else []), *lines)
