"""The figures that a decision turns on, as sensitivity analyses look at them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kth_sim.contracts import FloatArray


@dataclass(frozen=True)
class DecisionOutcome:
    """A figure of Kom Trygt Hjem against usual care.

    Attributes:
        id: its name in every table.
        label: its name for a reader.
        unit: of the figure.
        wtp: DKK per QALY that it is worked out at; nan where it has none.
    """

    id: str
    label: str
    unit: str
    wtp: float = math.nan


_FIXED = (
    DecisionOutcome("inc_cost_3m", "Incremental cost, 3 months, undiscounted", "DKK"),
    DecisionOutcome("inc_cost", "Incremental cost, headline reading", "DKK"),
    DecisionOutcome("inc_qaly", "QALYs gained", "QALY"),
    DecisionOutcome("lives_saved_per_year", "Lives saved by day 30, a year's people", "people"),
    DecisionOutcome("budget_3m_per_year", "3-month cost difference, a year's people", "DKK"),
)


def inmb_id(wtp: float) -> str:
    """The id of the incremental net monetary benefit at a threshold.

    Example:
        >>> inmb_id(200000.0), inmb_id(0.5)
        ('inmb_200000', 'inmb_0.5')
    """
    return f"inmb_{wtp:.15g}"


def outcomes_at(wtp: Sequence[float]) -> dict[str, DecisionOutcome]:
    """The outcomes by id: net benefit at each threshold, then those that need none.

    Args:
        wtp: DKK per QALY.

    Example:
        >>> list(outcomes_at([200000.0]))[:2]
        ['inmb_200000', 'inc_cost_3m']
    """
    worth = (
        DecisionOutcome(inmb_id(w), f"Incremental net benefit at {w:,.15g} DKK/QALY", "DKK", w)
        for w in wtp
    )
    return {outcome.id: outcome for outcome in (*worth, *_FIXED)}


def decision_outcomes(
    increments: Mapping[str, FloatArray], people_per_year: float, wtp: Sequence[float]
) -> dict[str, FloatArray]:
    """The value of each of `outcomes_at(wtp)`, `[...]`.

    Per operated patient, but for those of a year's people.

    Args:
        increments: Kom Trygt Hjem minus usual care of `qaly`, `cost_total`, `cost_3m` and
            `prob_death_30d`, `[...]` each.
        people_per_year: operated people of a year.
        wtp: DKK per QALY.

    Example:
        >>> import numpy as np
        >>> gain = {"qaly": 0.1, "cost_total": 5e3, "cost_3m": 4e3, "prob_death_30d": -0.04}
        >>> found = decision_outcomes({k: np.array(v) for k, v in gain.items()}, 100, [2e5])
        >>> {name: float(value) for name, value in found.items()}["inmb_200000"]
        15000.0
    """
    qaly, cost = increments["qaly"], increments["cost_total"]
    found = {inmb_id(w): w * qaly - cost for w in wtp}
    return found | {
        "inc_cost_3m": increments["cost_3m"],
        "inc_cost": cost,
        "inc_qaly": qaly,
        "lives_saved_per_year": -increments["prob_death_30d"] * people_per_year,
        "budget_3m_per_year": increments["cost_3m"] * people_per_year,
    }
