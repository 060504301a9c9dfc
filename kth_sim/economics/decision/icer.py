"""Strategies side by side: dominance, the frontier, and incremental cost-effectiveness ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.decision.outcomes import Outcomes

if TYPE_CHECKING:
    import pandas as pd

_SAME_SLOPE = 1e-9  # relative: ICERs this close are one, whatever the rounding of the means


def icer_table(outcomes: Outcomes) -> pd.DataFrame:
    """One row a strategy, by mean cost: what the next strategy of the frontier adds, and its ICER.

    Columns: `strategy, cost, effect, inc_cost, inc_effect, icer, status`. `cost` and `effect` are
    means over the draws; increments are against the strategy before it on the frontier, and nan
    off it and for the reference. `status` is

    - `reference`: the cheapest strategy that none dominates,
    - `frontier`: best at some threshold,
    - `dominated`: another costs no more and gains no less. Of strategies equal in both, the one
      that was given first stays,
    - `extendedly_dominated`: a mix of two others does that. A strategy on the line between two
      others stays on the frontier.

    Example:
        >>> three = Outcomes.from_arrays(
        ...     ["a", "b", "c"], [[0.0, 900.0, 1000.0]], [[0.0, 1.0, 2.0]]
        ... )
        >>> icer_table(three)[["strategy", "icer", "status"]].values.tolist()[1:]
        [['b', nan, 'extendedly_dominated'], ['c', 500.0, 'frontier']]
    """
    import pandas as pd  # noqa: PLC0415 - slow to import, and `kth-sim --help` must not wait

    cost, effect = outcomes.cost.mean(axis=0), outcomes.effect.mean(axis=0)
    order = np.lexsort((-effect, cost))  # stable: equals stay in the order given
    left = undominated(order, effect)
    frontier = convex(left, cost, effect)
    status = dict.fromkeys(order.tolist(), "dominated")
    status |= dict.fromkeys(left, "extendedly_dominated") | dict.fromkeys(frontier, "frontier")
    status[frontier[0]] = "reference"
    table = pd.DataFrame(
        {
            "strategy": list(outcomes.strategies),
            "cost": cost,
            "effect": effect,
            "inc_cost": added(frontier, cost),
            "inc_effect": added(frontier, effect),
        }
    )
    table["icer"] = table["inc_cost"] / table["inc_effect"]
    table["status"] = pd.Series(status)
    return table.iloc[order].reset_index(drop=True)


def added(frontier: list[int], mean: FloatArray) -> FloatArray:
    """What each strategy of the frontier adds to the one before it; nan for all others."""
    increment = np.full(mean.size, np.nan)
    increment[frontier[1:]] = np.diff(mean[frontier])
    return increment


def undominated(order: np.ndarray[tuple[int], np.dtype[np.intp]], effect: FloatArray) -> list[int]:
    """Those that gain more than every cheaper one, by rising cost.

    Args:
        order: columns by rising cost, then falling effect.
        effect: `[strategy]`.
    """
    left: list[int] = []
    for i in order.tolist():
        if not left or effect[i] > effect[left[-1]]:
            left.append(i)
    return left


def convex(left: list[int], cost: FloatArray, effect: FloatArray) -> list[int]:
    """Those of `left` (by rising cost and effect) between which ICERs never fall."""
    frontier: list[int] = []
    for i in left:
        while len(frontier) > 1 and falls(cost[[*frontier[-2:], i]], effect[[*frontier[-2:], i]]):
            frontier.pop()
        frontier.append(i)
    return frontier


def falls(cost: FloatArray, effect: FloatArray) -> bool:
    """Whether the second ICER between three strategies is below the first.

    Example:
        >>> falls(np.array([0.0, 900.0, 1000.0]), np.array([0.0, 1.0, 2.0]))
        True
    """
    first, second = np.diff(cost) * np.diff(effect)[::-1]
    return bool(first - second > _SAME_SLOPE * second)
