"""The best rollout within limits: which cluster starts when, with which target group."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kth_sim.contracts import FloatArray
from kth_sim.economics.choice.options import LIMITS, ChoiceError, Limits, StartOptions
from kth_sim.economics.choice.programme import SECONDS, Found, Programme

if TYPE_CHECKING:
    import pandas as pd

# What a limit is loosened by, to see what it is worth.
UNITS: Mapping[str, float] = {"budget_per_year": 1e6, "starts_per_quarter": 1.0, "teams": 1.0}
SAME = 1e-8  # of the largest value of an option: nearer than that, two sums are equal


@dataclass(frozen=True, eq=False)
class Choice:
    """What to do, and what it leaves.

    Attributes:
        status: `optimal`; `time_limit`: the best found in time; `infeasible`: nothing fits.
        chosen: indices of the options taken, ascending; empty: no cluster starts.
        objective: sum of what was maximised; nan if infeasible.
        nmb: expected net benefit of the chosen together, DKK.
        lives: expected lives saved.
        slack: what each limit leaves where it is tightest; infinite where there is no limit.
        shadow: `limit, loosened_by, objective, gain`: what a little more of each finite limit
            would bring.
        remedies: if infeasible, the least that each limit must be for something to fit while the
            others stay; nan where it alone cannot help.
        gap: how far, as a share, the objective may be from the best there is; 0 if optimal.
    """

    status: str
    chosen: NDArray[np.int64]
    objective: float
    nmb: float
    lives: float
    slack: Mapping[str, float]
    shadow: pd.DataFrame
    remedies: Mapping[str, float]
    gap: float

    @property
    def advice(self) -> str:
        """One line: nothing fits, and which limit to loosen how far; empty if something does."""
        if self.status != "infeasible":
            return ""
        helping = [f"{n} to {v:,.0f}" for n, v in self.remedies.items() if math.isfinite(v)]
        what = f"raise {', or '.join(helping)}" if helping else "raise more than one of them"
        return f"no rollout in which every cluster starts keeps all limits: {what}"


def best_rollout(
    options: StartOptions,
    limits: Limits,
    objective: str = "nmb",
    *,
    units: Mapping[str, float] = UNITS,
    seconds: float = SECONDS,
) -> Choice:
    """The rollout of the highest expected net benefit, or lives saved, within limits.

    At most one option a cluster (exactly one if every cluster must start), found by
    `scipy.optimize.milp` to the optimum.

    Args:
        options: to choose from.
        limits: to keep.
        objective: `nmb` or `lives`.
        units: by how much each limit is loosened for `Choice.shadow`; one left out is not.
        seconds: after which each search stops with the best it has.

    Raises:
        ChoiceError: there is no such objective, or a search found nothing in time.

    Example:
        >>> two = StartOptions.from_arrays(
        ...     ["A", "B"], [0, 0], ["all", "all"], nmb=[5.0, 3.0], lives=[1.0, 2.0],
        ...     cost=[[2e6], [1e6]], teams=[[1.0], [1.0]], years=[2026], quarters=["2026-Q1"],
        ... )
        >>> best = best_rollout(two, Limits(budget_per_year=2e6))
        >>> [two.cluster[i] for i in best.chosen], best.objective, best.shadow["gain"].tolist()
        (['A'], 5.0, [3.0])
    """
    programme, value = Programme(options, seconds), options.value(objective)
    found = programme.best(value, limits)
    if found.status == "infeasible":
        return _none(programme, limits)
    if not found.fits:
        raise ChoiceError(f"options: nothing found in {seconds:g} seconds: offer fewer of them")
    objective_value = total(value, found)
    return Choice(
        status=found.status,
        chosen=found.chosen,
        objective=objective_value,
        nmb=total(options.nmb, found),
        lives=total(options.lives, found),
        slack={n: limits.of(n) - needed(options, found, n) for n in LIMITS},
        shadow=_shadow(programme, value, limits, objective_value, units),
        remedies={},
        gap=found.gap,
    )


def total(values: FloatArray, found: Found) -> float:
    """Sum of `[option]` over those taken."""
    return math.fsum(values[found.chosen])


def tie(values: FloatArray) -> float:
    """How far two sums over `[option]` may be apart and count as equal."""
    return SAME * float(np.abs(values).max())


def needed(options: StartOptions, found: Found, limit: str) -> float:
    """The least that a limit must be for these options: their highest sum in a year or quarter."""
    chosen = found.chosen
    if limit == "starts_per_quarter":
        counts = np.bincount(options.start[chosen], minlength=len(options.quarters))
        return float(counts.max())
    use = options.cost if limit == "budget_per_year" else options.teams
    return max(math.fsum(column) for column in use[chosen].T)


def _none(programme: Programme, limits: Limits) -> Choice:
    remedies = {}
    for name in LIMITS:
        found = programme.least(name, limits)
        remedies[name] = needed(programme.options, found, name) if found.fits else math.nan
    return Choice(
        status="infeasible",
        chosen=np.array([], np.int64),
        objective=math.nan,
        nmb=math.nan,
        lives=math.nan,
        slack=dict.fromkeys(LIMITS, math.nan),
        shadow=_shadow_frame([]),
        remedies=remedies,
        gap=math.nan,
    )


def _shadow(
    programme: Programme,
    value: FloatArray,
    limits: Limits,
    objective: float,
    units: Mapping[str, float],
) -> pd.DataFrame:
    rows = []
    for name in LIMITS:
        if name not in units or not math.isfinite(limits.of(name)):
            continue
        looser = limits.but(name, limits.of(name) + units[name])
        reached = total(value, programme.best(value, looser))
        gain = reached - objective  # below 0 only if a search ran out of time
        rows.append((name, units[name], reached, gain if gain > tie(value) else 0.0))
    return _shadow_frame(rows)


def _shadow_frame(rows: list[tuple[str, float, float, float]]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - slow to import

    return pd.DataFrame(rows, columns=["limit", "loosened_by", "objective", "gain"])
