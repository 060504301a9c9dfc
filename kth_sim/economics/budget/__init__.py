"""Budget impact: what a rollout costs whom and when, by exact re-weighting of one simulation."""

from __future__ import annotations

from kth_sim.economics.budget.impact import budget
from kth_sim.economics.budget.interpolation import interpolation_error
from kth_sim.economics.budget.months import make_calendar, share_in_month, shares_by_month
from kth_sim.economics.budget.per_patient import Lives, discounted_by_item, price
from kth_sim.economics.budget.tables import (
    beds,
    budget_by_year,
    budget_table,
    net_benefit,
    payer_shift,
    per_draw,
    plan_row,
)
from kth_sim.economics.budget.types import (
    PROGRAMME_ITEMS,
    Budget,
    Calendar,
    Intake,
    Payers,
    PerPatient,
    Programme,
)

__all__ = [
    "PROGRAMME_ITEMS",
    "Budget",
    "Calendar",
    "Intake",
    "Lives",
    "Payers",
    "PerPatient",
    "Programme",
    "beds",
    "budget",
    "budget_by_year",
    "budget_table",
    "discounted_by_item",
    "interpolation_error",
    "make_calendar",
    "net_benefit",
    "payer_shift",
    "per_draw",
    "plan_row",
    "price",
    "share_in_month",
    "shares_by_month",
]
