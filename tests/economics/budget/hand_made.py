"""A hand-made patient, plans of two clusters, and payers: small numbers, no evidence, no lives."""

from __future__ import annotations

from datetime import date

import numpy as np

from kth_sim.contracts import DESTINATIONS
from kth_sim.economics import ITEM_IDS, ITEMS, PAYERS, default_schedule, reform_schedule
from kth_sim.economics.budget import (
    PROGRAMME_ITEMS,
    Calendar,
    Intake,
    Payers,
    PerPatient,
    Programme,
    shares_by_month,
)

LEVELS = (0.0, 0.5, 1.0)
DRAWS, MONTHS, TEAMS = 3, 24, ("A", "B")
REFORM = date(2027, 1, 1)


def patient_like(draws: int = DRAWS, months: int = MONTHS, seed: int = 1) -> PerPatient:
    """Random costs, uses and outcomes, each its own number."""
    random = np.random.default_rng(seed)
    shape = (draws, 1 + len(LEVELS), len(DESTINATIONS))
    return PerPatient(
        levels=LEVELS,
        destinations=DESTINATIONS,
        items=ITEM_IDS,
        sector_of={item.id: item.sector for item in ITEMS},
        basis=dict.fromkeys(ITEM_IDS, "assumption"),
        cost=random.uniform(0, 1000, (*shape, months, len(ITEM_IDS))),
        outcome={
            name: random.uniform(0, 1, shape)
            for name in ("lives_saved_30d", "qalys", "readmissions", "cost_ce")
        },
        use={"bed_days_hospital": random.uniform(0, 5, (*shape, months))},
        patients=np.ones((draws, len(DESTINATIONS))),
    )


def payers_like(calendar: Calendar, reform: date = REFORM) -> Payers:
    """The reform moves all acute nursing and 70 % of temporary places."""
    items = (*ITEM_IDS, *("kth_nurse_visits" for _ in PROGRAMME_ITEMS))
    months = calendar.month_starts
    after = shares_by_month(reform_schedule(reform, 1.0, 0.7), items, months)
    return Payers(PAYERS, after, shares_by_month(default_schedule(), items, months))


def intake_like(people: float = 10.0, uptake: float = 0.5, fidelity: float = 0.8) -> Intake:
    """Two teams, B twice as large as A, the same every month."""
    size = np.array([1.0, 2.0])[:, np.newaxis, np.newaxis]
    whole = people * size * np.array([0.5, 0.3, 0.2])[:, np.newaxis] * np.ones(MONTHS)
    return Intake(TEAMS, whole, uptake * whole, np.full_like(whole, fidelity))


def nothing() -> Programme:
    """A programme without start-up and fixed costs."""
    return Programme(np.zeros((len(TEAMS), MONTHS)), np.zeros((len(TEAMS), MONTHS)))
