"""What a budget is made of and what comes out: per patient, calendar, intake, programme, budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kth_sim.contracts import FloatArray

BoolArray = npt.NDArray[np.bool_]
MONTHS_IN_YEAR = 12
PROGRAMME_ITEMS = ("kth_start_up", "kth_fixed")  # of a plan, not of its patients


@dataclass(frozen=True)
class PerPatient:
    """What one patient costs, uses and gains, by calendar month and destination.

    Month 0 is the calendar month of the operation, on any of its days alike; so people operated
    in one month need only be multiplied and shifted, and the sum over months is what a patient
    costs from the operation on.

    The axis `level` has usual care at 0, then KTH at each of `levels`. All levels share draws and
    luck, so that they differ by fidelity only.

    Attributes:
        levels: fidelity levels simulated, ascending.
        destinations: discharge destinations, the axis `destination`.
        items: cost items.
        sector_of: `{item: sector}`.
        basis: `{item: basis}`, the weakest of what its cost rests on.
        cost: `[draw, level, destination, month, item]`, DKK in that month, undiscounted.
        outcome: `{name: [draw, level, destination]}` per patient operated.
        use: `{name: [draw, level, destination, month]}` per patient operated.
        patients: simulated per draw and destination, `[draw, destination]`.
    """

    levels: tuple[float, ...]
    destinations: tuple[str, ...]
    items: tuple[str, ...]
    sector_of: Mapping[str, str]
    basis: Mapping[str, str]
    cost: FloatArray
    outcome: Mapping[str, FloatArray]
    use: Mapping[str, FloatArray]
    patients: FloatArray

    @property
    def n_draws(self) -> int:
        """How many draws."""
        return int(self.cost.shape[0])

    @property
    def months(self) -> int:
        """How many months since operation are known."""
        return int(self.cost.shape[3])

    @cached_property
    def cost_in_all(self) -> FloatArray:
        """Over all months and items, `[draw, level, destination]`."""
        total: FloatArray = self.cost.sum(axis=(-2, -1))
        return total

    @cached_property
    def columns(self) -> FloatArray:
        """Cost by item, then each use, `[draw, level, destination, month, column]`.

        Ends with the last month in which there is anything.
        """
        uses = [array[..., np.newaxis] for array in self.use.values()]
        whole = np.concatenate([self.cost, *uses], axis=-1)
        used = np.flatnonzero(np.any(whole != 0, axis=(0, 1, 2, 4)))
        last = int(used[-1]) + 1 if used.size else 1
        return np.ascontiguousarray(whole[:, :, :, :last])


@dataclass(frozen=True)
class Calendar:
    """The budget's calendar: whole years, month by month.

    Attributes:
        month_starts: the first day of every month.
        years: each calendar year, in order.
    """

    month_starts: tuple[date, ...]
    years: tuple[int, ...]

    @property
    def year_of(self) -> npt.NDArray[np.int64]:
        """Index into `years` of each month, `[month]`."""
        return np.array([month.year - self.years[0] for month in self.month_starts])


@dataclass(frozen=True)
class Intake:
    """People operated in each calendar month.

    Each array is `[team, destination, month]`, or `[draw, team, destination, month]` where draws
    differ in growth, ramp-up, mix or fidelity.

    Attributes:
        teams: the axis `team`.
        people: all operated.
        treated: of them with KTH.
        fidelity: of those treated.
    """

    teams: tuple[str, ...]
    people: FloatArray
    treated: FloatArray
    fidelity: FloatArray


@dataclass(frozen=True)
class Programme:
    """What a plan pays for the programme itself, apart from its patients.

    Each array is `[team, month]`, or `[draw, team, month]` where draws differ.

    Attributes:
        start_up: DKK in the month of the start.
        fixed: DKK in each month from the start on.
    """

    start_up: FloatArray
    fixed: FloatArray


@dataclass(frozen=True)
class Payers:
    """Who pays what share of each item, month by month.

    Each array is `[month, item, payer]`, or `[draw, month, item, payer]` where draws differ. The
    items are the patients', then `PROGRAMME_ITEMS`.

    Attributes:
        names: the axis `payer`.
        shares: under the rules in force at each date; they sum to 1 over the payers.
        without_reform: had the rules of before the reform gone on.
    """

    names: tuple[str, ...]
    shares: FloatArray
    without_reform: FloatArray


@dataclass(frozen=True)
class Budget:
    """A plan's budget, DKK of the price year, undiscounted.

    Attributes:
        plan: its name.
        label: its name for people.
        years: calendar years, the axis `year`.
        teams: the axis `team`.
        items: the axis `item`: the patients' cost items, then `kth_start_up` and `kth_fixed`.
        payers: the axis `payer`.
        regions: `[year][team]`, the team's region on 1 January of that year.
        sector_of: `{item: sector}`.
        basis: `{item: basis}`.
        cost: `[draw, year, team, item, payer]` under the plan.
        today: the same with nobody in KTH, under the payer rules in force at each date.
        today_without_reform: as `today`, had the payers of before the reform gone on paying.
        outcome: `{name: [draw, year of operation, team]}`, plan less today.
        use: `{name: [draw, year, team]}`, plan less today.
        people: operated, `[draw, year, team]`.
        treated: of them with KTH, `[draw, year, team]`.
        passed: `[draw]` whether the rule let the plan go on; all true without a rule.
        interpolation_error: `{name: largest relative error of interpolating between fidelities}`.
    """

    plan: str
    label: str
    years: tuple[int, ...]
    teams: tuple[str, ...]
    items: tuple[str, ...]
    payers: tuple[str, ...]
    regions: tuple[tuple[str, ...], ...]
    sector_of: Mapping[str, str]
    basis: Mapping[str, str]
    cost: FloatArray
    today: FloatArray
    today_without_reform: FloatArray
    outcome: Mapping[str, FloatArray]
    use: Mapping[str, FloatArray]
    people: FloatArray
    treated: FloatArray
    passed: BoolArray
    interpolation_error: Mapping[str, float] = field(default_factory=dict)

    @property
    def net(self) -> FloatArray:
        """Plan less today, `[draw, year, team, item, payer]`."""
        return self.cost - self.today

    @property
    def n_draws(self) -> int:
        """How many draws."""
        return int(self.cost.shape[0])
