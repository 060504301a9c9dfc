"""What one patient uses and gains, for the page: means by month, and increments draw by draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics import ITEMS
from kth_sim.economics.budget import PerPatient, discounted_by_item
from kth_sim.economics.budget.tables import BED_DAYS
from kth_sim.reporting.page.packing import packed
from kth_sim.runs.chunks import ChunkData
from kth_sim.runs.rollout import READINGS, per_patient_of
from kth_sim.runs.rollout_lives import LivesAsked, lives_of, setting_of
from kth_sim.scenarios.resolve import Scenario

GAINS = ("lives_saved_30d", "qalys", "life_years", "readmissions", "readmitted_30d")
IN_DKK = "DKK"  # unit of an item without a unit cost of its own


@dataclass(frozen=True)
class PricedLives:
    """Lives of one scenario, priced under both readings of later care.

    Attributes:
        asked: what was simulated.
        readings: per patient, by reading.
        cost_ce: by reading, discounted DKK a patient, `[draw, level, destination, item]`.
    """

    asked: LivesAsked
    readings: dict[str, PerPatient]
    cost_ce: dict[str, FloatArray]


def priced_lives(asked: LivesAsked, chunks: Sequence[ChunkData], months: int) -> PricedLives:
    """Lives priced under both readings of later care."""
    readings = {name: per_patient_of(asked, chunks, name, months) for name in READINGS}
    return PricedLives(asked, readings, {name: _by_item(asked, chunks, name) for name in READINGS})


def _by_item(asked: LivesAsked, chunks: Sequence[ChunkData], reading: str) -> FloatArray:
    parts = []
    for chunk in chunks:
        setting = setting_of(asked, chunk, reading)
        parts.append(discounted_by_item(lives_of(asked, chunk, setting), setting))
    return np.concatenate(parts)


def items_used(lives: PricedLives) -> list[int]:
    """Places of the items that cost anything in some draw."""
    cost = lives.readings["included"].cost
    return [i for i in range(len(ITEMS)) if np.any(cost[..., i])]


def item_rows(lives: PricedLives, kept: Sequence[int]) -> list[dict[str, Any]]:
    """What the page knows of each item; `price` is the parameter that is its unit cost."""
    basis, scenario = lives.readings["included"].basis, lives.asked.scenario
    return [
        {
            "id": ITEMS[i].id,
            "label": ITEMS[i].label,
            "sector": ITEMS[i].sector,
            "price": ITEMS[i].price if price_of(scenario, i) else None,
            "basis": basis[ITEMS[i].id],
        }
        for i in kept
    ]


def price_of(scenario: Scenario, item: int) -> float:
    """The item's unit cost in the scenario, DKK; 0 where there is none that can be changed."""
    name = ITEMS[item].price
    return scenario.value(name) if name else 0.0


def units_of(scenario: Scenario, kept: Sequence[int]) -> FloatArray:
    """DKK by which an amount of each item is counted: its unit cost, or 1, `[item]`."""
    return np.array([price_of(scenario, i) or 1.0 for i in kept])


def means(lives: PricedLives, kept: Sequence[int]) -> dict[str, Any]:
    """Means over the draws, a patient: amounts by month, gains, hospital bed-days.

    An amount is the mean cost divided by the unit cost of the scenario, so that at that unit cost
    it is the mean of the draws' costs.
    """
    units = units_of(lives.asked.scenario, kept)
    amounts = {}
    for reading, per in lives.readings.items():
        amounts[reading] = packed(_trimmed(per.cost[..., kept].mean(axis=0) / units, axis=2))
    own = lives.readings["included"]
    return {
        "amounts": amounts,
        "gains": {name: packed(own.outcome[name].mean(axis=0)) for name in GAINS},
        "bed_days": packed(_trimmed(own.use[BED_DAYS].mean(axis=0), axis=2)),
    }


def by_draw(lives: PricedLives, kept: Sequence[int]) -> dict[str, Any]:
    """What KTH adds to a patient in each draw, `[draw, level, destination, ...]`, discounted.

    Amounts as in `means`, at each draw's own unit cost.
    """
    units = units_of(lives.asked.scenario, kept)
    qalys, saved = (
        lives.readings["included"].outcome[name] for name in ("qalys", "lives_saved_30d")
    )
    return {
        "n": len(qalys),
        "amounts": {
            name: packed(increments(cost[..., kept]) / units)
            for name, cost in lives.cost_ce.items()
        },
        "qalys": packed(increments(qalys)),
        "lives_saved_30d": packed(increments(saved)),
    }


def increments(values: FloatArray) -> FloatArray:
    """Each level of KTH less usual care, `[draw, level of KTH, ...]`."""
    more: FloatArray = values[:, 1:] - values[:, :1]
    return more


def _trimmed(values: FloatArray, axis: int) -> FloatArray:
    """Without the months after the last in which there is anything."""
    others = tuple(a for a in range(values.ndim) if a != axis)
    used = np.flatnonzero(np.any(values != 0, axis=others))
    last = int(used[-1]) + 1 if used.size else 1
    return np.take(values, range(last), axis=axis)
