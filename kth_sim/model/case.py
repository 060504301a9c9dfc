"""What an engine is asked to simulate, and how its blocks become `Quantities`."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from kth_sim.contracts import FloatArray, Quantities
from kth_sim.model.calibration import calibrate
from kth_sim.model.discounting import Periods, make_periods
from kth_sim.model.parameters import Cohort, Draws, Records, Structure, as_draws
from kth_sim.model.tally import Sums, curve_edges

MOST_BLOCKS = 200
SHAPES = ("shape_days_index_stay", "shape_days_temporary_place", "shape_days_readmission")


@dataclass(frozen=True)
class Case:
    """Everything a simulation depends on: equal cases give equal bytes.

    Attributes:
        observed: `[draw]` records of `OBSERVED`.
        cohort: who is operated.
        structure: structural choices.
        period_edges: `[period + 1]` days since operation; the last is the horizon.
        discount_rates: yearly, for the three steps of the schedule.
        seed: the key of all randomness.
        n_patients: simulated in each draw.
        n_blocks: groups of patients whose spread gives the Monte-Carlo error.
        first_draw: the number of the first draw here, by which luck is looked up.
        solved: `[draw]` records of `SOLVED`, calibrated when the case is made.
    """

    observed: Records
    cohort: Cohort
    structure: Structure
    period_edges: FloatArray
    discount_rates: tuple[float, float, float]
    seed: int
    n_patients: int
    n_blocks: int = MOST_BLOCKS
    first_draw: int = 0
    solved: Records = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "solved", calibrate(self.observed, self.cohort, self.structure))

    def only(self, number: int) -> Case:
        """The case of one of its draws, with that draw's luck."""
        one = copy(self)
        for name in ("observed", "solved"):
            object.__setattr__(one, name, getattr(self, name)[number : number + 1])
        object.__setattr__(one, "first_draw", self.first_draw + number)
        return one

    def alike(self) -> list[slice]:
        """Runs of draws whose patients vary with the same shapes, and so share quantile tables."""
        shapes = np.array([self.observed[name] for name in SHAPES])
        change = np.flatnonzero(np.any(np.diff(shapes, axis=1) != 0.0, axis=0)) + 1
        return [slice(int(a), int(b)) for a, b in pairwise([0, *change, len(self.observed)])]

    @property
    def horizon(self) -> float:
        """Days since operation at which lives are cut off."""
        return float(self.period_edges[-1])

    @cached_property
    def periods(self) -> Periods:
        """The periods, ready for compiled code."""
        return make_periods(self.period_edges, self.discount_rates)

    def draw(self, number: int) -> Draws:
        """What one draw states and what was solved from it, as sequences of length 1."""
        one = slice(number, number + 1)
        return as_draws(self.observed[one], self.solved[one])

    def blocks(self) -> list[range]:
        """The patients of each block: as equal as can be, in order."""
        n = min(self.n_blocks, self.n_patients)
        edges = [self.n_patients * i // n for i in range(n + 1)]
        return [range(a, b) for a, b in pairwise(edges)]


@dataclass(frozen=True)
class DrawSums:
    """Sums of many draws.

    Attributes:
        used: `[draw, block, strategy, destination, period, resource]`.
        discounted: the same, discounted.
        counts: `[draw, block, strategy, destination, outcome]`.
        sums: curves and flow over all of them (the rest of it is room that was used).
    """

    used: FloatArray
    discounted: FloatArray
    counts: FloatArray
    sums: Sums


@dataclass(frozen=True)
class Block:
    """One block's result, as the arrays of `Quantities` without draw and block."""

    used: FloatArray
    discounted: FloatArray
    sums: Sums


def gather(case: Case, blocks: Iterable[Block]) -> Quantities:
    """Quantities of all blocks, given draw by draw and in order."""
    parts = list(blocks)
    shape = (len(case.observed), len(case.blocks()))

    def stack(arrays: list[FloatArray]) -> FloatArray:
        return np.stack(arrays).reshape(*shape, *arrays[0].shape)

    return Quantities(
        period_edges=case.period_edges,
        used=stack([b.used for b in parts]),
        discounted=stack([b.discounted for b in parts]),
        counts=stack([b.sums.counts for b in parts]),
        curve_edges=curve_edges(case.horizon),
        curves=stack([b.sums.curves for b in parts]).sum(axis=1),
        flow=stack([b.sums.flow for b in parts]).sum(axis=1),
    )
