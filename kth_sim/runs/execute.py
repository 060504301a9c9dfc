"""Carrying a case out: its blocks, spread over workers, gathered in order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor

from kth_sim.contracts import Quantities
from kth_sim.model import fast, reference
from kth_sim.model.case import Block, Case, gather
from kth_sim.runs.workers import SpawnedPool

ENGINES: dict[str, Callable[[Case, int, range], Block]] = {
    "fast": fast.run_block,
    "reference": reference.run_block,
}
Progress = Callable[[int, int], None]


def executor_for(engine: str, workers: int) -> Executor:
    """Threads for the fast engine, whose kernel needs no interpreter lock; else processes.

    Processes are spawned, not forked: forking after compiled threads ran can hang.
    """
    if engine == "fast":
        return ThreadPoolExecutor(workers)
    return SpawnedPool(workers)


def simulate(
    case: Case, engine: str = "fast", workers: int = 1, progress: Progress | None = None
) -> Quantities:
    """Quantities of the case: the same bytes whatever the number of workers.

    Args:
        case: what to simulate.
        engine: `fast` or `reference`.
        workers: blocks simulated at once.
        progress: told after each block how many of how many are done.
    """
    tasks = [(d, block) for d in range(len(case.observed)) for block in case.blocks()]
    blocks: list[Block] = []
    with executor_for(engine, workers) as executor:
        futures = [executor.submit(ENGINES[engine], case, *task) for task in tasks]
        try:
            for future in futures:
                blocks.append(future.result())
                if progress is not None:
                    progress(len(blocks), len(tasks))
        except BaseException:
            executor.shutdown(cancel_futures=True)
            raise
    return gather(case, blocks)
