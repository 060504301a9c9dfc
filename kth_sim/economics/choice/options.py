"""What there is to choose from, and within which limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kth_sim.contracts import FloatArray
from kth_sim.errors import UserError

OBJECTIVES = ("nmb", "lives")
LIMITS = ("budget_per_year", "starts_per_quarter", "teams")


class ChoiceError(UserError, ValueError):
    """An argument of a choice that cannot be used: one line, which one, and why."""


@dataclass(frozen=True, eq=False)
class StartOptions:
    """One row a cluster, quarter of its start and target group; make it with `from_arrays`.

    What no option describes, a cluster that never starts, gains and costs nothing.

    Attributes:
        cluster: of each option.
        start: of each option, an index of `quarters`.
        target: of each option, the target group's name.
        nmb: `[option]`, expected net benefit over the calendar, DKK.
        lives: `[option]`, expected lives saved over the calendar.
        cost: `[option, year]`, expected net cost, DKK; below 0: it saves.
        teams: `[option, quarter]`, nurse teams that it needs.
        years: of the calendar.
        quarters: of the calendar, such as `2026-Q1`.
    """

    cluster: tuple[str, ...]
    start: NDArray[np.int64]
    target: tuple[str, ...]
    nmb: FloatArray
    lives: FloatArray
    cost: FloatArray
    teams: FloatArray
    years: tuple[int, ...]
    quarters: tuple[str, ...]

    @property
    def clusters(self) -> tuple[str, ...]:
        """Each cluster once, in the order of its first option."""
        return tuple(dict.fromkeys(self.cluster))

    def __len__(self) -> int:
        return len(self.cluster)

    def value(self, objective: str) -> FloatArray:
        """What is to be maximised, `[option]`.

        Raises:
            ChoiceError: it is not one of `OBJECTIVES`.
        """
        if objective not in OBJECTIVES:
            raise ChoiceError(f"objective: {objective!r} is not one of {', '.join(OBJECTIVES)}")
        return self.nmb if objective == "nmb" else self.lives

    @classmethod
    def from_arrays(
        cls,
        cluster: Sequence[str],
        start: ArrayLike,
        target: Sequence[str],
        *,
        nmb: ArrayLike,
        lives: ArrayLike,
        cost: ArrayLike,
        teams: ArrayLike,
        years: Sequence[int],
        quarters: Sequence[str],
    ) -> StartOptions:
        """Options of these arrays, copied; see the attributes for their shapes.

        Raises:
            ChoiceError: there is no option, shapes do not fit, a number is not finite, teams are
                negative, or a start is no index of `quarters`; the argument is named.

        Example:
            >>> one = StartOptions.from_arrays(
            ...     ["A"], [0], ["all"], nmb=[5.0], lives=[1.0], cost=[[2.0]], teams=[[1.0]],
            ...     years=[2026], quarters=["2026-Q1"],
            ... )
            >>> len(one), one.clusters
            (1, ('A',))
        """
        n = len(cluster)
        if not n:
            raise ChoiceError("cluster: there is no option")
        if len(target) != n:
            raise ChoiceError(f"target: has {len(target)} names for {n} options")
        found = cls(
            tuple(cluster),
            _starts(start, n, len(quarters)),
            tuple(target),
            _numbers("nmb", nmb, (n,)),
            _numbers("lives", lives, (n,)),
            _numbers("cost", cost, (n, len(years))),
            _numbers("teams", teams, (n, len(quarters))),
            tuple(years),
            tuple(quarters),
        )
        if (found.teams < 0).any():
            raise ChoiceError("teams: must not be negative")
        return found


@dataclass(frozen=True)
class Limits:
    """What a rollout must keep to; infinity is no limit.

    Attributes:
        budget_per_year: most net cost of any year, DKK, from 0.
        starts_per_quarter: most clusters that start in any quarter, from 1.
        teams: most nurse teams in any quarter, from 0.
        every_cluster: whether every cluster must start at some time.

    Raises:
        ChoiceError: a limit is below what it can be.
    """

    budget_per_year: float = math.inf
    starts_per_quarter: float = math.inf
    teams: float = math.inf
    every_cluster: bool = False

    def __post_init__(self) -> None:
        least = {"budget_per_year": 0, "starts_per_quarter": 1, "teams": 0}
        for name, at_least in least.items():
            value = getattr(self, name)
            if not value >= at_least:  # nan, too
                raise ChoiceError(f"{name}: {value:g}: must be a number from {at_least}")

    def of(self, name: str) -> float:
        """The limit of that name, one of `LIMITS`."""
        return float(getattr(self, name))

    def but(self, name: str, value: float) -> Limits:
        """The same, but for one of `LIMITS`."""
        changes: dict[str, Any] = {name: value}
        return replace(self, **changes)


def _starts(start: ArrayLike, n: int, quarters: int) -> NDArray[np.int64]:
    found = np.array(start)
    if found.shape != (n,) or found.dtype.kind not in "iu":
        raise ChoiceError(f"start: must be {n} whole numbers")
    if found.min() < 0 or found.max() >= quarters:
        raise ChoiceError(f"start: must be indices of the {quarters} quarters")
    return found.astype(np.int64)


def _numbers(argument: str, values: ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    """A read-only copy of finite numbers of that shape."""
    found: FloatArray = np.array(values, dtype=float)
    if found.shape != shape:
        raise ChoiceError(f"{argument}: has shape {found.shape}, expected {shape}")
    if not np.isfinite(found).all():
        raise ChoiceError(f"{argument}: must be finite")
    found.setflags(write=False)
    return found
