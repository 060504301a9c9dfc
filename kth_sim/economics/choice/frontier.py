"""Lives saved against the peak yearly budget: what more money buys."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.economics.choice.best import needed, tie, total
from kth_sim.economics.choice.options import Limits, StartOptions
from kth_sim.economics.choice.programme import SECONDS, Found, Programme

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["peak_budget", "lives", "nmb", "clusters", "options", "exact"]


def frontier(
    options: StartOptions,
    limits: Limits,
    budgets: Sequence[float],
    objective: str = "lives",
    *,
    seconds: float = SECONDS,
) -> pd.DataFrame:
    """Rollouts that no other beats both in the objective and in peak yearly net cost.

    Columns: `peak_budget` (highest net cost of a year, DKK), `lives`, `nmb`, `clusters` (that
    start), `options` (indices of those taken) and `exact` (false if a search ran out of time), by
    rising peak. For each budget the most that it buys, at the least budget that buys it: the exact
    point at which the frontier steps up. Without a limit on the budget, too, so the last point is
    the most there is.

    Args:
        options: to choose from.
        limits: the others; what they say of the budget does not count.
        budgets: highest net cost of any year, DKK, from 0.
        objective: `lives` or `nmb`.
        seconds: after which each search stops with the best it has.

    Raises:
        ChoiceError: a budget is negative, or there is no such objective.
    """
    import pandas as pd  # noqa: PLC0415 - slow to import

    programme, value = Programme(options, seconds), options.value(objective)
    rows = []
    for budget in dict.fromkeys([*map(float, budgets), math.inf]):
        most = programme.best(value, limits.but("budget_per_year", budget))
        if most.fits:
            least = programme.least("budget_per_year", limits, (value, total(value, most)))
            exact = most.status == least.status == "optimal"
            rows.append((*_row(options, least if least.fits else most), exact))
    return _undominated(pd.DataFrame(rows, columns=COLUMNS), options, objective)


def _row(options: StartOptions, found: Found) -> tuple[object, ...]:
    return (
        needed(options, found, "budget_per_year"),
        total(options.lives, found),
        total(options.nmb, found),
        len(found.chosen),
        tuple(found.chosen.tolist()),
    )


def _undominated(points: pd.DataFrame, options: StartOptions, objective: str) -> pd.DataFrame:
    """The points that gain more than every cheaper one, by rising peak."""
    ordered = points.sort_values(["peak_budget", objective], ascending=[True, False])
    gained = ordered[objective].to_numpy(float)
    before = np.maximum.accumulate(np.concatenate([[-math.inf], gained]))[:-1]
    return ordered[gained > before + tie(options.value(objective))].reset_index(drop=True)
