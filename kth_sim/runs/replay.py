"""One draw, or one life, of a stored run again: the same bytes, from the folder alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.errors import UserError
from kth_sim.model import fast
from kth_sim.runs.chunks import ChunkData, compute, decode
from kth_sim.runs.planned import place_of, task_of_draw
from kth_sim.runs.store import read_chunk, read_draws, read_plan

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
    """The sums of one draw as the run stored them.

    Raises:
        UserError: the run has no such draw, or its chunk is missing or spoilt.
    """
    plan = read_plan(folder)
    index, row = divmod(place_of(read_draws(folder, plan), draw), plan.chunk_size)
    chunk, at = read_chunk(folder, plan, index), slice(row, row + 1)
    return ChunkData(
        chunk.start + row,
        chunk.draws[at],
        {name: array[at] for name, array in chunk.arrays.items()},
        {name: values[at] for name, values in chunk.solved.items()},
        chunk.period_edges,
    )


def same(first: ChunkData, second: ChunkData) -> bool:
    """Whether two results are equal to the bit."""
    return all(
        np.array_equal(mine[name], other[name])
        for mine, other in ((first.arrays, second.arrays), (first.solved, second.solved))
        for name in mine
    )


def replay_life(folder: Path, draw: int, patient: int) -> pd.DataFrame:
    """One patient's life in one draw, both strategies, event by event.

    Raises:
        UserError: the folder holds no run, or the run has no such draw or patient.
    """
    task = task_of_draw(folder, draw)
    if patient >= task.n_patients:
        raise UserError(f"--patient {patient}: the run has patients 0 to {task.n_patients - 1}")
    (case,) = task.cases()
    return fast.ledger(case, 0, range(patient, patient + 1))
