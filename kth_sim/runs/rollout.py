"""Rollout plans side by side: their budgets, from the same lives and the same draws."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.economics.budget import (
    Budget,
    PerPatient,
    budget,
    interpolation_error,
)
from kth_sim.errors import UserError
from kth_sim.evidence.schema import BASES
from kth_sim.runs.checks import unreachable_lines
from kth_sim.runs.chunks import ChunkData
from kth_sim.runs.execute import Progress
from kth_sim.runs.rollout_delivery import deliveries, said
from kth_sim.runs.rollout_intake import Numbers, intake_of, payers_of, programme_of, regions_of
from kth_sim.runs.rollout_lives import LivesAsked, priced, simulated
from kth_sim.runs.rollout_rule import passed
from kth_sim.scenarios.rollout import Plan

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.scenarios.resolve import Scenario

READINGS = ("excluded", "included")  # of the costs of care after the third month
PATIENTS = 5000
MOST_YEARS = 30


@dataclass(frozen=True)
class RolloutOptions:
    """How plans are compared.

    Attributes:
        wtp: DKK per QALY.
        seed: the key of all randomness.
        patients: simulated in each draw and level of fidelity.
        workers: chunks simulated at once; None: one for each core. It never changes a result.
        out: where folders go.
        figures: whether to draw them and write workbooks; None: each plan's own only of a few.
        language: of figures and workbooks.
        capacity: folders of capacity runs of some of the plans, whose visits are delivered.
    """

    wtp: float
    seed: int
    patients: int = PATIENTS
    workers: int | None = None
    out: Path = Path("outputs")
    figures: bool | None = None
    language: str = "en"
    capacity: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Compared:
    """Plans weighted from the same lives.

    Attributes:
        scenario: whose parameters.
        draws: one row a draw.
        numbers: by plan, in the order asked: its numbers in every draw.
        budgets: of each plan, under the scenario's reading of later care.
        other_reading: `{plan: [draw] net cost}` under the other reading.
        per_patient: under the scenario's reading.
        warnings: what a reader must know.
    """

    scenario: Scenario
    draws: pd.DataFrame
    numbers: dict[str, Numbers]
    budgets: dict[str, Budget]
    other_reading: dict[str, np.ndarray[Any, np.dtype[np.float64]]]
    per_patient: PerPatient
    warnings: tuple[str, ...]


def compare(
    plans: Sequence[Plan],
    scenario: Scenario,
    draws: pd.DataFrame,
    options: RolloutOptions,
    progress: Progress | None = None,
) -> Compared:
    """Budgets of the plans.

    Args:
        plans: with different names.
        scenario: whose parameters, structure and payers.
        draws: one row a draw.
        options: patients, seed, workers, folder.
        progress: told of chunks of lives done.

    Raises:
        UserError: two plans have one name, or a calendar is too long.
    """
    check_plans(plans)
    delivery = deliveries(options.capacity, plans)
    months = 12 * max(plan.years for plan in plans)
    asked = LivesAsked(scenario, draws, options.patients, options.seed, months)
    chunks = list(simulated(asked, options.out, options.workers or os.cpu_count() or 1, progress))
    own = scenario.structure["later_care_costs"]
    other = READINGS[1 - READINGS.index(own)]
    readings = {name: per_patient_of(asked, chunks, name, months) for name in (own, other)}
    values = {name: draws[name].to_numpy(float) for name in draws.columns}
    numbers = {plan.name: Numbers(plan, values, delivery.get(plan.name)) for plan in plans}
    budgets, others = {}, {}
    for name, one in numbers.items():
        budgets[name] = budget_of(one, scenario, readings[own], asked)
        others[name] = budget_of(one, scenario, readings[other], asked).net.sum(axis=(1, 2, 3, 4))
    return Compared(
        scenario,
        draws,
        numbers,
        budgets,
        others,
        readings[own],
        (
            *unreachable_lines(unreachable(chunks), len(draws)),
            *notes(own, readings[own]),
            *(said(name, of, treated(budgets[name])) for name, of in delivery.items()),
        ),
    )


def check_plans(plans: Sequence[Plan]) -> None:
    """Nothing, if the plans can be compared.

    Raises:
        UserError: two have one name, or a calendar is too long.
    """
    names = [plan.name for plan in plans]
    for plan in plans:
        if names.count(plan.name) > 1:
            raise UserError(f"{plan.name}: named twice: give each plan once, under its own name")
        if plan.years > MOST_YEARS:
            what = f"{plan.name}: its calendar has {plan.years} years"
            raise UserError(f"{what}: give at most {MOST_YEARS}, as with --years {MOST_YEARS}")


def per_patient_of(
    asked: LivesAsked, chunks: Sequence[ChunkData], later_care_costs: str, months: int
) -> PerPatient:
    """What one patient costs, uses and gains, in all draws."""
    parts = [priced(asked, chunk, later_care_costs, months) for chunk in chunks]
    first = parts[0]

    def joined(name: str) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        return {
            key: np.concatenate([getattr(part, name)[key] for part in parts])
            for key in getattr(first, name)
        }

    return PerPatient(
        levels=first.levels,
        destinations=first.destinations,
        items=first.items,
        sector_of=first.sector_of,
        basis=first.basis,
        cost=np.concatenate([part.cost for part in parts]),
        outcome=joined("outcome"),
        use=joined("use"),
        patients=np.concatenate([part.patients for part in parts]),
    )


def budget_of(
    numbers: Numbers, scenario: Scenario, per_patient: PerPatient, asked: LivesAsked
) -> Budget:
    """The budget of one plan, a rule decided draw by draw."""
    plan, calendar = numbers.plan, numbers.calendar
    goes_on = passed(numbers, per_patient, asked.draws.index.to_numpy(np.int64), asked.seed)
    return budget(
        per_patient,
        intake_of(numbers, plan.starts, goes_on),
        calendar,
        payers_of(numbers, scenario),
        programme_of(numbers, plan.starts, goes_on),
        plan.name,
        label=plan.label,
        regions=regions_of(plan, calendar),
        passed=goes_on,
        programme_basis=programme_basis(plan),
        interpolation_error=interpolation_error(per_patient),
    )


def notes(later_care_costs: str, per_patient: PerPatient) -> tuple[str, ...]:
    """What is left out or approximated, one line each."""
    care = f"costs of care after the third month are {later_care_costs} (the scenario says so)"
    errors = interpolation_error(per_patient)
    worst = max(errors.values(), default=float("nan"))
    return (
        f"{care}; the columns 3 months and all care give both readings",
        f"between simulated fidelities an interpolation is at most {worst:.1%} of the effect off",
    )


def treated(found: Budget) -> FloatArray:
    """People treated by each team, `[team]`: means over the draws, all years."""
    people: FloatArray = found.treated.mean(axis=0).sum(axis=0)
    return people


def programme_basis(plan: Plan) -> str:
    """What start-up and fixed costs rest on, the weakest of all starts."""
    ends = (".cost_start_up", ".cost_fixed_per_year")
    found = [basis for key, basis in plan.bases.items() if key.endswith(ends)]
    return max(found, key=BASES.index, default="assumption")


def unreachable(chunks: Sequence[ChunkData]) -> dict[str, int]:
    """`{kind: number of draws}` whose targets could not be reached."""
    kinds = [name for name in chunks[0].solved if name.endswith("unreachable")]
    return {kind: int(sum(chunk.solved[kind].sum() for chunk in chunks)) for kind in kinds}
