"""One draw, or one life, of a stored run again: the same bytes, from the folder alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.model import fast
from kth_sim.runs.chunks import ChunkData, compute, decode
from kth_sim.runs.planned import task_of_draw
from kth_sim.runs.store import chunk_path, read_plan

if TYPE_CHECKING:
    import pandas as pd


def replay_draw(folder: Path, draw: int) -> ChunkData:
    """The sums of one draw, computed anew.

    Raises:
        UserError: the folder holds no run, or the run has no such draw.
    """
    task = task_of_draw(folder, draw)
    return decode(compute(task), task.plan, task.index)


def stored_draw(folder: Path, draw: int) -> ChunkData:
    """The sums of one draw as the run stored them."""
    plan = read_plan(folder)
    index = draw // plan.chunk_size
    chunk = decode(chunk_path(folder, index), plan.hash, index)
    at = slice(draw - index * plan.chunk_size, draw - index * plan.chunk_size + 1)
    return ChunkData(
        chunk.draws[at],
        {name: array[at] for name, array in chunk.arrays.items()},
        {name: values[at] for name, values in chunk.solved.items()},
        chunk.period_edges,
    )


def same(first: ChunkData, second: ChunkData) -> bool:
    """Whether two results are equal to the bit."""
    return all(np.array_equal(first.arrays[name], second.arrays[name]) for name in first.arrays)


def replay_life(folder: Path, draw: int, patient: int) -> pd.DataFrame:
    """One patient's life in one draw, both strategies, event by event.

    Raises:
        UserError: the folder holds no run, or the run has no such draw.
    """
    return fast.ledger(task_of_draw(folder, draw).case(), 0, range(patient, patient + 1))
