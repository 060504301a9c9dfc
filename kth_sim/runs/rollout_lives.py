"""Lives behind a budget: everybody in usual care and in KTH at several fidelities, month by month.

Kept on disk under a hash of all that they depend on, so that other plans, prices, payers and
uptakes of the same draws need no new simulation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import kth_sim
from kth_sim.contracts import DAYS_PER_MONTH, DAYS_PER_YEAR, FloatArray
from kth_sim.economics import Setting, Sums, adjustment
from kth_sim.economics.budget import Lives, PerPatient, price
from kth_sim.errors import UserError
from kth_sim.files import write_whole
from kth_sim.model import fast
from kth_sim.model.parameters import Cohort
from kth_sim.runs.build import cohort_of, make_setting, structure_of
from kth_sim.runs.chunks import SOLVED_KEPT, ChunkData, ChunkTask, decode, encode
from kth_sim.runs.execute import Progress
from kth_sim.runs.folder import digest
from kth_sim.runs.planned import RATES
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd

LEVELS = (0.0, 0.5, 0.75, 1.0)  # of fidelity
CHUNK = 20  # draws simulated and kept together
FINE_MONTHS = 4  # of quarters, where most is used and deaths fall off fast
AT_OPERATION = 1 / 64  # days: a period of its own for what is used at the operation
COARSE_YEARS = (35, 70)  # steps of the discount rate
SHORT_HASH = 8


@dataclass(frozen=True)
class LivesAsked:
    """What is simulated.

    Attributes:
        scenario: whose parameters, cohort and structure.
        draws: one row a draw.
        patients: in each draw and level.
        seed: the key of all randomness.
        months: that are told apart; lives go on to the scenario's horizon.
        levels: of fidelity.
    """

    scenario: Scenario
    draws: pd.DataFrame
    patients: int
    seed: int
    months: int
    levels: tuple[float, ...] = LEVELS

    @property
    def solves_anchor(self) -> bool:
        """Whether the scenario's own cohort is simulated, too, as its cost anchor asks."""
        return self.scenario.structure["cost_anchor"] == "observed"


def month_edges(months: int, horizon_years: int) -> FloatArray:
    """Period edges, days since operation: months, finer at first, coarse after the last."""
    quarters = np.arange(4 * FINE_MONTHS + 1) * DAYS_PER_MONTH / 4
    whole = np.arange(max(months, 12) + 1) * DAYS_PER_MONTH
    years = [year for year in COARSE_YEARS if year < horizon_years] + [horizon_years]
    last = horizon_years * DAYS_PER_YEAR
    edges = np.unique(
        np.concatenate([[0.0, AT_OPERATION], quarters, whole, DAYS_PER_YEAR * np.array(years)])
    )
    return edges[edges <= last]


def tasks_of(asked: LivesAsked) -> list[ChunkTask]:
    """Chunks of draws, everybody in KTH; fidelity is set when they are computed."""
    from kth_sim.model.parameters import pack  # noqa: PLC0415
    from kth_sim.model.warm import warm  # noqa: PLC0415

    warm()
    scenario, draws = asked.scenario, asked.draws
    columns = {name: draws[name].to_numpy(float) for name in draws.columns}
    observed, numbers = pack(columns), draws.index.to_numpy(np.int64)
    rates = [scenario.value(name) for name in RATES]
    whole = ChunkTask(
        plan="",
        index=0,
        start=0,
        observed=observed,
        numbers=numbers,
        cohort=cohort_of(scenario),
        structure=structure_of(scenario),
        period_edges=month_edges(asked.months, scenario.horizon_years),
        discount_rates=(rates[0], rates[1], rates[2]),
        seed=asked.seed,
        n_patients=asked.patients,
        n_blocks=1,
    )
    whole = replace(whole, plan=lives_hash(whole, asked))
    return [
        replace(
            whole,
            index=index,
            start=start,
            observed=observed[start : start + CHUNK],
            numbers=numbers[start : start + CHUNK],
        )
        for index, start in enumerate(range(0, len(draws), CHUNK))
    ]


def lives_hash(task: ChunkTask, asked: LivesAsked) -> str:
    """SHA-256 (hex) of all that the lives depend on: no price, payer or plan is among it."""
    cohort = {name: np.asarray(value).tolist() for name, value in vars(task.cohort).items()}
    content: dict[str, Any] = {
        "observed": [task.observed.dtype.descr, task.observed.tobytes().hex()],
        "numbers": task.numbers.tolist(),
        "cohort": cohort,
        "structure": vars(task.structure),
        "period_edges": task.period_edges.tolist(),
        "discount_rates": task.discount_rates,
        "seed": task.seed,
        "patients": task.n_patients,
        "levels": asked.levels,
        "anchor": asked.solves_anchor,
        "version": kth_sim.__version__,
    }
    return digest(content)


def everybody(cohort: Cohort) -> Cohort:
    """The same people, each of them offered KTH."""
    start = np.zeros_like(cohort.start_day)
    return replace(cohort, target=np.ones_like(cohort.target), start_day=start)


def compute(task: ChunkTask, asked: LivesAsked) -> bytes:
    """One chunk's lives as a file; the axis `strategy` holds usual care, the levels, the anchor."""
    offered = replace(task, cohort=everybody(task.cohort))
    runs = [_run(_at(offered, level)) for level in asked.levels]
    if asked.solves_anchor:
        runs.append(_run(task))
    arrays = {
        name: np.concatenate([runs[0][name][:, :, :1], *(run[name][:, :, 1:] for run in runs)], 2)
        for name in ("used", "discounted", "counts")
    }
    solved = {name: runs[-1][name] for name in SOLVED_KEPT}
    return encode(ChunkData(task.start, task.numbers, arrays, solved, task.period_edges), task)


def _at(task: ChunkTask, level: float) -> ChunkTask:
    observed = task.observed.copy()
    observed["fidelity_kth"], observed["uptake_kth"] = level, 1.0
    return replace(task, observed=observed)


def _run(task: ChunkTask) -> dict[str, FloatArray]:
    cases = task.cases()
    found = [fast.run_draws(case, [0, task.n_patients]) for case in cases]
    names = ("used", "discounted", "counts")
    arrays = {name: np.concatenate([getattr(part, name) for part in found]) for name in names}
    solved = {name: np.concatenate([case.solved[name] for case in cases]) for name in SOLVED_KEPT}
    return {**arrays, **solved}


def simulated(
    asked: LivesAsked, out: Path, workers: int, progress: Progress | None = None
) -> Iterator[ChunkData]:
    """The chunks in order; those kept from before are read, the others simulated and kept.

    Raises:
        UserError: the folder cannot be written.
    """
    tasks = tasks_of(asked)
    folder = out / f"lives-{tasks[0].plan[:SHORT_HASH]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _say_what(folder, tasks[0], asked)
        with ThreadPoolExecutor(workers) as pool:
            ahead: list[Future[ChunkData]] = [pool.submit(_got, t, asked, folder) for t in tasks]
            try:
                for i, future in enumerate(ahead):
                    yield future.result()
                    if progress is not None:
                        progress(i + 1, len(tasks))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    except OSError as error:
        raise UserError(f"{folder}: cannot be written: {error.strerror or error}") from None


def _got(task: ChunkTask, asked: LivesAsked, folder: Path) -> ChunkData:
    path = folder / f"{task.index:06d}.parquet"
    if path.exists():
        try:
            return decode(path, task.plan, task.index)
        except UserError:  # half-written or spoilt: simulated anew
            pass
    content = compute(task, asked)
    write_whole(path, content)
    return decode(content, task.plan, task.index)


def _say_what(folder: Path, task: ChunkTask, asked: LivesAsked) -> None:
    about = {
        "what": "simulated lives that rollout budgets are weighted from; safe to remove",
        "scenario": asked.scenario.name,
        "draws": len(asked.draws),
        "patients": asked.patients,
        "seed": asked.seed,
        "levels": list(asked.levels),
        "hash": task.plan,
    }
    text = json.dumps(about, indent=2, ensure_ascii=False) + "\n"
    write_whole(folder / "lives.json", text.encode())


def priced(asked: LivesAsked, chunk: ChunkData, later_care_costs: str, months: int) -> PerPatient:
    """What one patient of these draws costs, uses and gains."""
    own = setting_of(asked, chunk, later_care_costs)
    return price(lives_of(asked, chunk, own), own, asked.scenario.bases_of_parameters(), months)


def setting_of(asked: LivesAsked, chunk: ChunkData, later_care_costs: str) -> Setting:
    """Parameters of the chunk's draws, and the switches."""
    here = asked.draws.loc[chunk.draws]
    return Setting(
        {name: here[name].to_numpy(float) for name in here.columns},
        make_setting(asked.scenario).cost_anchor,
        later_care_costs,
    )


def lives_of(asked: LivesAsked, chunk: ChunkData, setting: Setting) -> Lives:
    """A chunk's lives at every level, with what the cost anchor adds to a pathway."""
    n = 1 + len(asked.levels)
    whole = {name: array[:, 0] for name, array in chunk.arrays.items()}  # the only block
    at_levels = {name: array[:, :n] for name, array in whole.items()}
    anchor = {name: array[:, [0, -1]] for name, array in whole.items()}
    solved = adjustment(Sums(chunk.period_edges, **anchor), setting).per_pathway
    return Lives(asked.levels, Sums(chunk.period_edges, **at_levels), solved)
