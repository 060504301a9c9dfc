"""What the budget workbook is filled with: plain numbers and names, no draws.

Everything is a mean over the draws. A budget is linear in what a patient uses, so the workbook's
budget is the mean of the draws' budgets, exactly, as long as a plan's own numbers are the same in
every draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from kth_sim.contracts import FloatArray

BEFORE, AFTER = 0, 1  # the reform: the axis `rule` of payer shares


@dataclass(frozen=True)
class WorkbookAbout:
    """Where the workbook's numbers come from.

    Attributes:
        run_id: of the run that made it.
        scenario: its name.
        plan: its name.
        plan_label: for people, as the plan's file says.
        seed: the key of all randomness.
        draws: how many the means are over.
        patients: simulated in each draw and strategy.
        version: of the program.
        evidence_hash: of the evidence.
        assumptions: what it rests on, rows `id, label, value, unit, basis`.
        warnings: what a reader must know, one line each.
    """

    run_id: str
    scenario: str
    plan: str
    plan_label: str
    seed: int
    draws: int
    patients: int
    version: str
    evidence_hash: str
    assumptions: tuple[tuple[str, str, float, str, str], ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class TeamInput:
    """One cluster.

    Attributes:
        name: as the plan calls it.
        people_per_year: operated in the year of the volumes, a remainder spread.
        shares: of them by discharge destination, in the order of `WorkbookContent.destinations`.
    """

    name: str
    people_per_year: float
    shares: tuple[float, ...]


@dataclass(frozen=True)
class StartInput:
    """One cluster's KTH for some destinations from one day on; see `scenarios.rollout_types.Start`.

    Attributes:
        name: of the start, such as `Randers` or `Randers.widen[0]`.
        team: its name.
        first_day: of KTH; None: never.
        target: for each destination whether it is offered KTH.
        ramp_up_months: from the first day to the ceiling, linear.
        ceiling: uptake among the target group at full ramp-up.
        fidelity: on the first day.
        turnover_per_year: rate at which trained staff leave.
        retraining_months: until a newcomer is trained.
        cost_start_up: DKK once.
        cost_fixed_per_year: DKK.
        chance: share of the draws in which it happens; below 1 only under a rule.
    """

    name: str
    team: str
    first_day: date | None
    target: tuple[bool, ...]
    ramp_up_months: float
    ceiling: float
    fidelity: float
    turnover_per_year: float
    retraining_months: float
    cost_start_up: float
    cost_fixed_per_year: float
    chance: float = 1.0


@dataclass(frozen=True)
class ItemInput:
    """One cost item of patients.

    Attributes:
        id: its name in every table.
        label: for a reader, in English.
        sector: that it belongs to.
        unit: of its amounts.
        unit_cost: DKK per unit, mean over the draws.
        basis: the weakest that its cost rests on.
        source: of the unit cost, with its date.
    """

    id: str
    label: str
    sector: str
    unit: str
    unit_cost: float
    basis: str
    source: str


@dataclass(frozen=True)
class Beds:
    """What hospital bed-days that a plan frees or takes are worth.

    Attributes:
        use: name in `WorkbookContent.use` of the hospital's bed-days.
        items: whose change in cost they are worth, at unit costs.
        share_releasable: share of that which a budget really saves or pays; the rest is capacity.
        basis: of the share.
    """

    use: str
    items: tuple[str, ...]
    share_releasable: float
    basis: str


@dataclass(frozen=True)
class Simulated:
    """What KTH adds to all payers' cost in each year, over the draws, DKK; stays as simulated.

    Attributes:
        mean: `[year, then all years]`.
        low: the same, of the interval that holds 95 % of the draws.
        high: the same.
    """

    mean: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class WorkbookContent:
    """All that the workbook says and reckons with.

    Attributes:
        about: where it comes from.
        teams: the clusters.
        starts: when each begins; of one team no destination stands in two.
        items: cost items of patients.
        destinations: discharge destinations.
        payers: who pays.
        first_year: of the budget.
        years: of the budget.
        volumes_year: of the teams' volumes.
        growth_per_year: of incidence from then on, compounding on 1 January.
        reform: the first day of the payers' second rule, a 1 January.
        payer_shares: `[rule, item, payer]`, before and from the reform; patients' items, then
            `kth_start_up` and `kth_fixed`.
        levels: fidelities simulated, ascending; between them quantities follow the polynomial
            through all.
        quantity: `[level, destination, month since operation, item]`, level 0 usual care: units
            per patient as costed, the mean over draws of the cost divided by the mean unit cost.
        outcome: `{name: [level, destination]}` per patient operated.
        use: `{name: [level, destination, month since operation]}` per patient operated.
        uptake: `[start, month]`, as the plan gives it.
        fidelity: `[start, month]`, the same, times what is delivered.
        delivered: `[start, month]` share of planned visits that nurses get to, of a capacity run;
            1 without one.
        people: `[team, month]`, operated.
        beds: what freed hospital bed-days are worth; None: not shown.
        simulated: what the draws give for the same plan; None: not shown.
        programme_basis: the weakest that start-up and fixed costs rest on.
    """

    about: WorkbookAbout
    teams: tuple[TeamInput, ...]
    starts: tuple[StartInput, ...]
    items: tuple[ItemInput, ...]
    destinations: tuple[str, ...]
    payers: tuple[str, ...]
    first_year: int
    years: int
    volumes_year: int
    growth_per_year: float
    reform: date
    payer_shares: FloatArray
    levels: tuple[float, ...]
    quantity: FloatArray
    uptake: FloatArray
    fidelity: FloatArray
    delivered: FloatArray
    people: FloatArray
    outcome: Mapping[str, FloatArray] = field(default_factory=dict)
    use: Mapping[str, FloatArray] = field(default_factory=dict)
    beds: Beds | None = None
    simulated: Simulated | None = None
    programme_basis: str = "assumption"

    def __post_init__(self) -> None:
        """Check what would otherwise give wrong money without a word.

        Raises:
            ValueError: the reform begins inside a year, or an array has another shape than the
                names beside it say.
        """
        if (self.reform.month, self.reform.day) != (1, 1):
            raise ValueError(f"reform: {self.reform} is not the first day of a year")
        care, months = 1 + len(self.levels), 12 * self.years
        to, starts = len(self.destinations), len(self.starts)
        wanted = {
            "payer_shares": (2, len(self.items) + 2, len(self.payers)),
            "quantity": (care, to, months, len(self.items)),
            "uptake": (starts, months),
            "fidelity": (starts, months),
            "delivered": (starts, months),
            "people": (len(self.teams), months),
            **{f"outcome {name}": (care, to) for name in self.outcome},
            **{f"use {name}": (care, to, months) for name in self.use},
        }
        for name, shape in wanted.items():
            array = self._array(name)
            if array.shape != shape:
                raise ValueError(f"{name}: its shape is {array.shape}, not {shape}")

    def _array(self, name: str) -> FloatArray:
        kind, _, of = name.partition(" ")
        found = getattr(self, kind)
        return np.asarray(found[of] if of else found)
