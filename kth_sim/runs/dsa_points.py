"""Points of a sensitivity analysis: the same patients with the same luck, other numbers.

Each point is a draw of its own and has the number 0, by which luck is looked up: so all points,
and the base case run by itself, share every patient's luck to the bit. Points whose model inputs
are equal (they differ in prices or utilities alone) are simulated once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kth_sim.contracts import FloatArray, Quantities
from kth_sim.economics import Sums, increments, leave_one_out, measures, pooled
from kth_sim.economics.sensitivity import DecisionOutcome, Estimates, decision_outcomes, outcomes_at
from kth_sim.model import fast
from kth_sim.model.case import Case
from kth_sim.model.tally import curve_edges
from kth_sim.runs.build import make_case, make_setting
from kth_sim.runs.execute import Progress
from kth_sim.scenarios.resolve import Scenario
from kth_sim.scenarios.vary import Variable

Numbers = Mapping[str, float]
_AT_ONCE = 512  # points whose cases are held in memory
_REMEMBERED = 256  # sums of one case each, some 70 kB


@dataclass(frozen=True)
class Point:
    """One set of numbers, ready to simulate.

    Attributes:
        place: among all points.
        scenario: with the numbers set.
        case: what is simulated.
    """

    place: int
    scenario: Scenario
    case: Case

    @property
    def key(self) -> bytes:
        """Equal where the simulation is the same."""
        case = self.case
        inputs = (case.observed, np.array(case.discount_rates), case.period_edges)
        return b"".join(array.tobytes() for array in inputs)


class Laboratory:
    """Where the points of one scenario are simulated and valued.

    Args:
        variable: the scenario.
        seed: key of all randomness.
        patients: simulated at each point, in each strategy.
        wtp: DKK per QALY at which net benefit is worked out.
        workers: points simulated at once; None: one for each core. It never changes a result.
    """

    def __init__(
        self,
        variable: Variable,
        seed: int,
        patients: int,
        wtp: Sequence[float],
        workers: int | None = None,
    ) -> None:
        self.variable, self.seed, self.patients = variable, seed, patients
        self.wtp, self.workers = tuple(wtp), workers or os.cpu_count() or 1
        self.outcomes: dict[str, DecisionOutcome] = outcomes_at(self.wtp)
        self.unreachable: dict[str, int] = {}
        self._sums = lru_cache(_REMEMBERED)(lambda of: pooled(quantities_of(of.case)))

    def measured(self, points: Sequence[Numbers], progress: Progress | None = None) -> Estimates:
        """Every outcome at these points, with what its Monte-Carlo error is worked out from."""
        n_blocks = len(self._point(0, {}).case.blocks())
        whole = np.empty((len(points), len(self.outcomes)))
        left_out = np.empty((len(points), n_blocks, len(self.outcomes)))
        sizes = np.empty(n_blocks)

        def work(group: list[Point]) -> None:
            quantities = quantities_of(group[0].case)
            sizes[:] = quantities.n_patients[0]
            every, without = pooled(quantities), leave_one_out(quantities)
            for point in group:
                whole[point.place] = self._valued(every, point.scenario)[0]
                left_out[point.place] = self._valued(without, point.scenario)[0]

        self._carry_out(points, work, progress)
        return Estimates(whole, left_out, sizes)

    def values(self, points: Sequence[Numbers], progress: Progress | None = None) -> FloatArray:
        """Every outcome at these points, `[point, outcome]`, without Monte-Carlo error."""
        whole = np.empty((len(points), len(self.outcomes)))

        def work(group: list[Point]) -> None:
            every = pooled(quantities_of(group[0].case))
            for point in group:
                whole[point.place] = self._valued(every, point.scenario)[0]

        self._carry_out(points, work, progress)
        return whole

    def value(self, numbers: Numbers, outcome: str) -> float:
        """One outcome at one point; sums of late are remembered."""
        point = self._point(0, numbers)
        every = self._sums(_Remembered(point.key, point.case))
        found = self._valued(every, point.scenario)[0]
        return float(found[list(self.outcomes).index(outcome)])

    def _point(self, place: int, numbers: Numbers) -> Point:
        scenario = self.variable.at(numbers)
        return Point(place, scenario, make_case(scenario, self.seed, self.patients))

    def _valued(self, sums: Sums, scenario: Scenario) -> FloatArray:
        """`[..., outcome]` of sums `[...]`."""
        gained = increments(measures(sums, make_setting(scenario)))
        found = decision_outcomes(gained, scenario.people_per_year, self.wtp)
        return np.stack([found[name] for name in self.outcomes], axis=-1)

    def _carry_out(
        self,
        points: Sequence[Numbers],
        work: Callable[[list[Point]], None],
        progress: Progress | None,
    ) -> None:
        """Do the work for all points, side by side, those with the same simulation together."""
        done = 0
        with ThreadPoolExecutor(self.workers) as pool:
            for start in range(0, len(points), _AT_ONCE):
                here = [
                    self._point(start + i, numbers)
                    for i, numbers in enumerate(points[start : start + _AT_ONCE])
                ]
                self._note_unreachable(here)
                groups = list(grouped(here))
                for group, _ in zip(groups, pool.map(work, groups), strict=True):
                    done += len(group)
                    if progress is not None:
                        progress(done, len(points))

    def _note_unreachable(self, points: Sequence[Point]) -> None:
        for point in points:
            for name in point.case.solved.dtype.names or ():
                if name.endswith("unreachable") and point.case.solved[name][0]:
                    self.unreachable[name] = self.unreachable.get(name, 0) + 1


@dataclass(frozen=True)
class _Remembered:
    """A case that is known by its key."""

    key: bytes
    case: Case

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Remembered) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


def grouped(points: Sequence[Point]) -> Iterator[list[Point]]:
    """The points by what is simulated for them, in order of first appearance."""
    groups: dict[bytes, list[Point]] = {}
    for point in points:
        groups.setdefault(point.key, []).append(point)
    yield from groups.values()


def quantities_of(case: Case) -> Quantities:
    """What the patients of a case used, block by block, without curves and flow."""
    edges = [block.start for block in case.blocks()] + [case.n_patients]
    found = fast.run_draws(case, edges)
    n = len(case.observed)
    return Quantities(
        period_edges=case.period_edges,
        used=found.used,
        discounted=found.discounted,
        counts=found.counts,
        curve_edges=curve_edges(case.horizon),
        curves=np.zeros((n, 0, 0, 0)),
        flow=np.zeros((n, 0, 0, 0, 0)),
    )
