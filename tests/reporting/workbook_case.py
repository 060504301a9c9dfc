"""A plan, what patients use at random, and Python's own budget of the same, changed or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from kth_sim.contracts import DESTINATIONS
from kth_sim.economics import ITEM_IDS, ITEMS
from kth_sim.economics.budget import (
    Budget,
    PerPatient,
    budget,
)
from kth_sim.economics.budget.tables import BED_DAYS
from kth_sim.reporting.xlsx import WorkbookAbout
from kth_sim.runs.rollout_delivery import Delivery
from kth_sim.runs.rollout_intake import Numbers, intake_of, payers_of, programme_of
from kth_sim.runs.rollout_workbook import Made, content_of
from kth_sim.scenarios.rollout import load_plan, months_of

ROOT = Path(__file__).parents[2]
LEVELS = (0.0, 0.5, 0.75, 1.0)
YEARS = 3
MONTHS = 12 * YEARS
ABOUT = WorkbookAbout(
    run_id="two_starts-1a2b3c4d",
    scenario="national",
    plan="two_starts",
    plan_label='=HYPERLINK("http://example.org","two starts")',
    seed=7,
    draws=1,
    patients=5_000,
    version="0.0",
    evidence_hash="0123abcd",
    assumptions=(
        ("frailty_variance", "Frailty variance", 0.5, "variance", "assumption"),
        ("note", '=HYPERLINK("http://example.org","click")', 1.0, "count", "assumption"),
        ("plus", "+1+1", 1.0, "@SUM(1)", "assumption"),
    ),
    warnings=("=1+1 draws could not be reached",),
)


def per_patient(scenario, draws=1):
    """Quantities at random, falling with time; KTH uses more of some items and less of others."""
    rng = np.random.default_rng(20260101)
    shape = (draws, 1 + len(LEVELS), len(DESTINATIONS), MONTHS)
    fading = np.exp(-np.arange(MONTHS) / 5.0)[:, np.newaxis]
    used = rng.gamma(2.0, 0.5, (*shape, len(ITEM_IDS))) * fading
    prices = [scenario.value(item.price) if item.price else 0.0 for item in ITEMS]
    return PerPatient(
        levels=LEVELS,
        destinations=DESTINATIONS,
        items=ITEM_IDS,
        sector_of={item.id: item.sector for item in ITEMS},
        basis={item.id: "assumption" for item in ITEMS},
        cost=used * np.array(prices),
        outcome={
            name: rng.normal(0.1, 0.02, shape[:3])
            for name in ("lives_saved_30d", "qalys", "life_years", "readmissions", "cost_ce")
        },
        use={name: rng.gamma(2.0, 1.0, shape) for name in (BED_DAYS, "days_temporary_place")},
        patients=np.full((draws, len(DESTINATIONS)), 1_000.0),
    )


@dataclass(frozen=True)
class World:
    """Everything that a budget is made of, as Python has it."""

    scenario: object
    plan: object
    values: dict
    per_patient: PerPatient
    delivery: Delivery

    def numbers(self) -> Numbers:
        values = {name: np.array([v]) for name, v in self.values.items()}
        return Numbers(self.plan, values, self.delivery)

    def budget(self) -> Budget:
        numbers = self.numbers()
        return budget(
            self.per_patient,
            intake_of(numbers, self.plan.starts),
            numbers.calendar,
            payers_of(numbers, self.scenario),
            programme_of(numbers, self.plan.starts),
            self.plan.name,
        )

    def content(self):
        made = Made(self.scenario, self.numbers(), self.per_patient, self.budget())
        return content_of(made, ABOUT)


def world(register, scenario) -> World:
    """Nursing homes first in eleven clusters, ramping up, the fidelity wearing off."""
    plan = load_plan(ROOT / "configs/rollouts/nursing_home_first.yaml", register, years=YEARS)
    starts = list(plan.starts)
    starts[0] = replace(starts[0], date=date(2025, 3, 10), ramp_up_months=18.0, ceiling=0.9)
    starts[2] = replace(starts[2], date=date(2026, 11, 17), fidelity=0.85, turnover_per_year=0.0)
    starts[4] = replace(starts[4], date=None)
    starts[6] = replace(starts[6], ramp_up_months=0.0, retraining_months=0.0, ceiling=0.5)
    network = replace(plan.network, ids={})  # no number follows a draw
    plan = replace(plan, starts=tuple(starts), network=network, ids={})
    values = {name: given.value for name, given in scenario.parameters.items()}
    months = months_of(plan.first_year, YEARS)
    share = np.random.default_rng(7).uniform(0.8, 1.0, (len(network.names), len(months)))
    delivery = Delivery("two_starts-capacity-5e6f7a8b", "5e6f7a8b", months, share)
    return World(scenario, plan, values, per_patient(scenario), delivery)
