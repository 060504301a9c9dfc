"""The choice as a mixed-integer programme: one 0-1 variable an option, and one for each limit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kth_sim.contracts import FloatArray
from kth_sim.economics.choice.options import LIMITS, Limits, StartOptions

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

# Of the largest entry of a row. The solver keeps rows to 1e-6 of their unit, so to 1e-9 of it.
LARGEST = 1e3
STATUSES = {0: "optimal", 1: "time_limit", 2: "infeasible"}  # by scipy.optimize.milp's
SECONDS = 60.0
Floor = tuple[FloatArray, float]


@dataclass(frozen=True, eq=False)
class Found:
    """What the solver found.

    Attributes:
        status: `optimal`, `time_limit` (the best so far), `infeasible`, or `unsolved`.
        chosen: indices of the options taken, in order.
        gap: how far, as a share, the objective may be from the best there is.
    """

    status: str
    chosen: NDArray[np.int64] = field(default_factory=lambda: np.array([], np.int64))
    gap: float = math.nan

    @property
    def fits(self) -> bool:
        """Whether it is a choice within the limits."""
        return self.status in ("optimal", "time_limit")


@dataclass(frozen=True, eq=False)
class Programme:
    """All choices within limits, as rows of a matrix.

    Each limit is a variable above all that it limits, so that it can be bounded or made small.

    Attributes:
        options: to choose from, at most one a cluster.
        seconds: after which the solver gives what it has.
    """

    options: StartOptions
    seconds: float = SECONDS

    @cached_property
    def scale(self) -> dict[str, float]:
        """What one unit of each limit's variable stands for."""
        largest = {"budget_per_year": self.options.cost, "teams": self.options.teams}
        scales = {name: unit_of(values) for name, values in largest.items()}
        return {"starts_per_quarter": 1.0, **scales}

    @cached_property
    def rows(self) -> FloatArray:
        """`[row, option + limit]`: what each limit limits less the limit; never above 0."""
        options, n = self.options, len(self.options)
        starts = options.start[:, None] == np.arange(len(options.quarters))
        use = dict(zip(LIMITS, (options.cost, starts, options.teams), strict=True))
        blocks = []
        for i, name in enumerate(LIMITS):
            block = np.zeros((use[name].shape[1], n + len(LIMITS)))
            block[:, :n] = use[name].T / self.scale[name]
            block[:, n + i] = -1.0
            blocks.append(block)
        return np.concatenate(blocks)

    @cached_property
    def once(self) -> FloatArray:
        """`[cluster, option + limit]`: options of each cluster."""
        owner = np.array(self.options.cluster)
        of = [owner == name for name in self.options.clusters]
        return np.pad(np.array(of, float), ((0, 0), (0, len(LIMITS))))

    def best(self, value: FloatArray, limits: Limits) -> Found:
        """The choice of the highest sum of `value` `[option]` within limits."""
        goal = np.pad(-value / unit_of(value), (0, len(LIMITS)))
        return self._solve(goal, limits)

    def least(self, name: str, limits: Limits, floor: Floor | None = None) -> Found:
        """The choice within the other limits that needs the least of one.

        Args:
            name: of the limit, one of `LIMITS`.
            limits: the others; what they say of this one does not count.
            floor: `(value [option], sum)` that the choice must reach, too.
        """
        goal = np.zeros(len(self.options) + len(LIMITS))
        goal[len(self.options) + LIMITS.index(name)] = 1.0
        return self._solve(goal, limits.but(name, math.inf), floor)

    def _solve(self, goal: FloatArray, limits: Limits, floor: Floor | None = None) -> Found:
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

        n, extra = len(self.options), len(LIMITS)
        highest = [limits.of(name) / self.scale[name] for name in LIMITS]
        lowest = -LARGEST * len(self.options.clusters)  # that no sum over clusters is below
        result = milp(
            goal,
            integrality=np.repeat([1, 0], [n, extra]),
            bounds=Bounds(np.repeat([0.0, lowest], [n, extra]), [*[1.0] * n, *highest]),
            constraints=[
                LinearConstraint(self.rows, -math.inf, 0.0),
                LinearConstraint(self.once, float(limits.every_cluster), 1.0),
                *([] if floor is None else [at_least(*floor)]),
            ],
            options={"mip_rel_gap": 0.0, "time_limit": self.seconds},
        )
        status = STATUSES.get(result.status, "unsolved")
        if result.x is None:
            return Found("unsolved" if status == "time_limit" else status)
        chosen = np.flatnonzero(result.x[:n] > 0.5)
        return Found(status, chosen, float(result.mip_gap or 0.0))


def at_least(values: FloatArray, least: float) -> LinearConstraint:
    """That the options taken sum to so much."""
    from scipy.optimize import LinearConstraint  # noqa: PLC0415

    unit = unit_of(values)
    return LinearConstraint(np.pad(values / unit, (0, len(LIMITS))), least / unit, math.inf)


def unit_of(values: FloatArray) -> float:
    """What to divide by, so that the largest has the size that the solver is exact at."""
    largest = float(np.abs(values).max())
    return largest / LARGEST if largest > 0 else 1.0
