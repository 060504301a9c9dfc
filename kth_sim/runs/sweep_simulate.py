"""The points of a sweep simulated: every one with the same draws and the same patients' luck.

Points whose simulation is the same (they differ in prices, payers or which costs count) are
simulated once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import STRATEGIES
from kth_sim.evidence.draws import base_draw, make_draws
from kth_sim.runs.build import make_setting
from kth_sim.runs.chunks import ChunkData, ChunkTask, decode
from kth_sim.runs.panel import Panel, measure_chunks
from kth_sim.runs.planned import part, whole_task
from kth_sim.runs.psa import PsaOptions, make_plan
from kth_sim.runs.workers import Failures, MakeExecutor, compute_all
from kth_sim.scenarios.sweep_types import Point, Sweep

if TYPE_CHECKING:
    import pandas as pd

CHUNK = 100  # draws simulated together
AT_ONCE = 48  # chunks under way, whose results are in memory
REMEMBERED = 32_000_000  # numbers of draws that are kept in memory rather than drawn twice
WHOLE = 0  # the block of all patients of a draw
Told = Callable[[int], None]


@dataclass
class Drawn:
    """The draws of each point, drawn once while there is room for them.

    Attributes:
        sweep: whose points.
    """

    sweep: Sweep
    _frames: dict[int, pd.DataFrame] = field(default_factory=dict)
    _numbers: int = 0

    def __call__(self, point: Point) -> pd.DataFrame:
        """One row a draw; every point looks its numbers up by the same seed."""
        if point.index in self._frames:
            return self._frames[point.index]
        frame = draws_of(self.sweep, point)
        if self._numbers + frame.size <= REMEMBERED:
            self._frames[point.index] = frame
            self._numbers += frame.size
        return frame

    def forget(self, point: Point) -> None:
        """Make room: the point is finished."""
        frame = self._frames.pop(point.index, None)
        self._numbers -= 0 if frame is None else frame.size


def draws_of(sweep: Sweep, point: Point) -> pd.DataFrame:
    """The draws of one point; a single one is of point values."""
    chosen = point.scenario.choices, point.scenario.overrides
    if sweep.draws == 1:
        return base_draw(sweep.register, *chosen)
    return make_draws(sweep.register, *chosen, sweep.draws, sweep.seed, sweep.method)


def task_of(sweep: Sweep, point: Point, draws: pd.DataFrame, patients: int) -> ChunkTask:
    """All draws of a point as one task."""
    options = PsaOptions(patients=patients, seed=sweep.seed, method=sweep.method)
    return replace(whole_task(make_plan(point.scenario, draws, options), draws), plan="")


def key_of(task: ChunkTask) -> str:
    """Equal where the simulation is the same."""
    found = hashlib.sha256(task.observed.tobytes())
    for array in vars(task.cohort).values():
        found.update(repr(np.asarray(array).tolist()).encode())
    rest = (task.structure, task.discount_rates, task.seed, task.n_patients, task.n_blocks)
    found.update(repr(rest).encode())
    found.update(task.period_edges.tobytes() + task.numbers.tobytes())
    return found.hexdigest()


def grouped(
    sweep: Sweep, points: Sequence[Point], drawn: Drawn, patients: int
) -> list[list[Point]]:
    """The points by what is simulated for them, in order of first appearance."""
    groups: dict[str, list[Point]] = {}
    for point in points:
        key = key_of(task_of(sweep, point, drawn(point), patients))
        groups.setdefault(key, []).append(point)
    return list(groups.values())


def simulated(
    sweep: Sweep,
    groups: Sequence[Sequence[Point]],
    drawn: Drawn,
    patients: int,
    make: MakeExecutor,
    failed: dict[int, str],
    told: Told,
) -> Iterator[tuple[Point, Panel]]:
    """The panel of every point, as they are finished; some groups at a time.

    Args:
        sweep: the sweep.
        groups: of points that share a simulation.
        drawn: their draws.
        patients: in each draw and strategy.
        make: what makes the executor.
        failed: gets the reason of every point that cannot be computed.
        told: called with how many draws have been simulated.
    """
    chunks = -(-sweep.draws // CHUNK)
    step = max(AT_ONCE // chunks, 1)
    for start in range(0, len(groups), step):
        batch = groups[start : start + step]
        tasks = [
            part(whole, group * chunks + i, chunk_of(i, sweep.draws))
            for group, points in enumerate(batch)
            for whole in [task_of(sweep, points[0], drawn(points[0]), patients)]
            for i in range(chunks)
        ]
        failures, found = Failures(), dict[int, list[ChunkData]]()
        for task, content in compute_all(tasks, make, failures):
            group = task.index // chunks
            found.setdefault(group, []).append(decode(content, "", task.index))
            told(len(task.numbers))
            if len(found[group]) == chunks:
                data = sorted(found.pop(group), key=lambda chunk: chunk.start)
                yield from measured(batch[group], data, drawn)
        for index, reason in failures.reasons.items():
            failed |= {point.index: reason for point in batch[index // chunks]}


def chunk_of(index: int, n_draws: int) -> range:
    """The draws of one chunk, by their place."""
    return range(index * CHUNK, min((index + 1) * CHUNK, n_draws))


def measured(
    points: Sequence[Point], data: Sequence[ChunkData], drawn: Drawn
) -> Iterator[tuple[Point, Panel]]:
    """Each point of a group valued with its own prices and switches."""
    for point in points:
        yield point, measure_chunks(data, drawn(point), make_setting(point.scenario))
        drawn.forget(point)


def frame_of(panel: Panel) -> pd.DataFrame:
    """Rows `strategy, draw, block`, a column a measure; block 0 is all patients of the draw."""
    import pandas as pd  # noqa: PLC0415

    n_blocks = next(iter(panel.blocks.values())).shape[1]
    parts = [
        pd.DataFrame(
            {"strategy": strategy, "draw": panel.draws, "block": block}
            | {
                name: values[:, s] if block == WHOLE else panel.blocks[name][:, block - 1, s]
                for name, values in panel.whole.items()
            }
        )
        for s, strategy in enumerate(STRATEGIES)
        for block in range(n_blocks + 1)
    ]
    return pd.concat(parts, ignore_index=True)


def panel_of(frame: pd.DataFrame, unreachable: dict[str, int]) -> Panel:
    """The panel that `frame_of` made a frame of."""
    names = [str(name) for name in frame if name not in ("strategy", "draw", "block")]
    n_blocks = int(frame["block"].max())
    draws = frame.loc[(frame["strategy"] == STRATEGIES[0]) & (frame["block"] == WHOLE), "draw"]
    cube = frame[names].to_numpy(float).reshape(len(STRATEGIES), n_blocks + 1, len(draws), -1)
    return Panel(
        draws=draws.to_numpy(np.int64),
        whole={name: cube[:, WHOLE, :, i].T.copy() for i, name in enumerate(names)},
        blocks={
            name: np.moveaxis(cube[:, WHOLE + 1 :, :, i], (0, 1, 2), (2, 1, 0)).copy()
            for i, name in enumerate(names)
        },
        unreachable=unreachable,
    )
