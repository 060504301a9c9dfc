"""Runs of many draws whose chunks are measured and forgotten: for analyses that need several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from kth_sim.errors import PartlyDoneError
from kth_sim.runs.build import make_setting
from kth_sim.runs.chunks import ChunkData, decode
from kth_sim.runs.execute import Progress
from kth_sim.runs.panel import Panel, measure_chunks
from kth_sim.runs.planned import tasks_of
from kth_sim.runs.psa import PsaOptions, default_patients, make_plan
from kth_sim.runs.store import draws_digest
from kth_sim.runs.workers import Failures, compute_all, maker
from kth_sim.scenarios.resolve import Scenario

if TYPE_CHECKING:
    import pandas as pd


def panel_of(
    scenario: Scenario,
    draws: pd.DataFrame,
    options: PsaOptions,
    done: Callable[[], None] | None = None,
) -> Panel:
    """The panel of these draws: the same numbers as a stored run of them has.

    Args:
        scenario: what is asked.
        draws: one row a draw; luck is looked up by their numbers.
        options: patients, seed, chunk size and workers.
        done: called after each chunk.

    Raises:
        PartlyDoneError: a chunk failed three times.
    """
    chunks = chunks_of(scenario, draws, options, done)
    return measure_chunks(chunks, draws, make_setting(scenario))


def chunks_of(
    scenario: Scenario,
    draws: pd.DataFrame,
    options: PsaOptions,
    done: Callable[[], None] | None = None,
) -> list[ChunkData]:
    """The chunks of these draws in order, as `panel_of` takes them.

    Raises:
        PartlyDoneError: a chunk failed three times.
    """
    plan = make_plan(scenario, draws, options)
    failures, chunks = Failures(), []
    make = maker(options.executor, options.workers, options.scheduler)
    for task, content in compute_all(tasks_of(plan, draws), make, failures):
        chunks.append(decode(content, plan.hash, task.index))
        if done is not None:
            done()
    if failures.reasons:
        reason = next(iter(failures.reasons.values()))
        raise PartlyDoneError(f"{scenario.name}: draws could not be computed ({reason})")
    return sorted(chunks, key=lambda chunk: chunk.start)


@dataclass
class Runner:
    """Runs sets of draws of one scenario; equal sets are simulated once.

    Attributes:
        scenario: what is asked.
        options: of every run; patients must be given.
        progress: told of chunks done, of `n_runs` runs.
        n_runs: how many different sets there may be.
    """

    scenario: Scenario
    options: PsaOptions
    progress: Progress | None = None
    n_runs: int = 1
    _done: int = 0
    _panels: dict[str, Panel] = field(default_factory=dict)

    def __call__(self, draws: pd.DataFrame) -> Panel:
        """The panel of these draws."""
        key = draws_digest(draws)
        if key not in self._panels:
            chunks = -(-len(draws) // self.options.chunk_size)
            total = max(self.n_runs, len(self._panels) + 1) * chunks
            tell = None if self.progress is None else partial(self._tell, self.progress, total)
            self._panels[key] = panel_of(self.scenario, draws, self.options, tell)
        return self._panels[key]

    def _tell(self, progress: Progress, total: int) -> None:
        self._done += 1
        progress(min(self._done, total), total)


def patients_for(scenario: Scenario, draws: pd.DataFrame, options: PsaOptions) -> int:
    """Patients a draw: those asked for, else as many as the spread of the draws asks for."""
    return options.patients or default_patients(scenario, draws, options)
