"""The budget of a plan: an exact re-weighting of what one patient costs, uses and gains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kth_sim.contracts import FloatArray
from kth_sim.economics.budget.care import by_care
from kth_sim.economics.budget.flows import flows
from kth_sim.economics.budget.months import stretches
from kth_sim.economics.budget.types import (
    PROGRAMME_ITEMS,
    BoolArray,
    Budget,
    Calendar,
    Intake,
    Payers,
    PerPatient,
    Programme,
)
from kth_sim.errors import UserError

BLOCK = 32  # draws weighted together
Indices = npt.NDArray[np.int64]
PROGRAMME_SECTOR = "municipality"  # paid as the acute nurses' visits are


def budget(
    per_patient: PerPatient,
    intake: Intake,
    calendar: Calendar,
    payers: Payers,
    programme: Programme,
    plan: str,
    *,
    label: str = "",
    regions: tuple[tuple[str, ...], ...] | None = None,
    passed: BoolArray | None = None,
    programme_basis: str = "assumption",
    interpolation_error: Mapping[str, float] | None = None,
) -> Budget:
    """The budget of a plan, by draw, year, team, item and payer.

    Args:
        per_patient: as long as the calendar, or longer.
        intake: people operated, month by month.
        calendar: of the budget.
        payers: who pays which item in which month.
        programme: what the plan itself costs.
        plan: its name.
        label: its name for people.
        regions: `[year][team]`; without it, empty.
        passed: `[draw]` whether the rule behind this intake passed; None: there is none.
        programme_basis: what start-up and fixed costs rest on.
        interpolation_error: to be shown with the budget.

    Raises:
        UserError: shapes do not fit, or the intake is impossible.
    """
    _check(per_patient, intake, calendar, payers)
    when = _When(stretches(calendar, payers.shares, payers.without_reform), calendar)
    sums = _summed(per_patient, intake, when)
    n_items = len(per_patient.items)
    money = _with_programme(sums.plan[..., :n_items], programme, when)
    today = _with_programme(sums.today[..., :n_items], None, when)
    use = when.by_year((sums.plan - sums.today)[..., n_items:])
    return Budget(
        plan=plan,
        label=label,
        years=calendar.years,
        teams=intake.teams,
        items=(*per_patient.items, *PROGRAMME_ITEMS),
        payers=payers.names,
        regions=regions or tuple(("",) * len(intake.teams) for _ in calendar.years),
        sector_of={**per_patient.sector_of, **dict.fromkeys(PROGRAMME_ITEMS, PROGRAMME_SECTOR)},
        basis={**per_patient.basis, **dict.fromkeys(PROGRAMME_ITEMS, programme_basis)},
        cost=_paid(money, payers.shares, when),
        today=_paid(today, payers.shares, when),
        today_without_reform=_paid(today, payers.without_reform, when),
        outcome=sums.outcome,
        use={name: use[..., i] for i, name in enumerate(per_patient.use)},
        people=sums.people,
        treated=sums.treated,
        passed=np.ones(per_patient.n_draws, dtype=bool) if passed is None else passed,
        interpolation_error=dict(interpolation_error or {}),
    )


def _check(per_patient: PerPatient, intake: Intake, calendar: Calendar, payers: Payers) -> None:
    months = len(calendar.month_starts)
    if per_patient.months < months:
        what = f"per_patient: knows {per_patient.months} months, the budget has {months}"
        raise UserError(f"{what}: simulate more")
    shape = (len(intake.teams), len(per_patient.destinations), months)
    for name in ("people", "treated", "fidelity"):
        if getattr(intake, name).shape[-3:] != shape:
            found = getattr(intake, name).shape
            raise UserError(f"intake.{name}: has shape {found}, not team x destination x month")
    items = len(per_patient.items) + len(PROGRAMME_ITEMS)
    for name in ("shares", "without_reform"):
        array = getattr(payers, name)
        if array.shape[-3:] != (months, items, len(payers.names)):
            raise UserError(f"payers.{name}: has shape {array.shape}, not month x item x payer")
        if not np.allclose(array.sum(axis=-1), 1.0):
            raise UserError(f"payers.{name}: do not sum to 1 over the payers")


@dataclass(frozen=True)
class _When:
    """Stretches of months, and the years that they lie in."""

    starts: Indices
    calendar: Calendar

    @property
    def year_of(self) -> Indices:
        """The year of each stretch."""
        return self.calendar.year_of[self.starts]

    def by_year(self, array: FloatArray) -> FloatArray:
        """From `[draw, team, stretch, ...]` to `[draw, year, team, ...]`."""
        years = len(self.calendar.years)
        out = np.zeros((array.shape[0], years, array.shape[1], *array.shape[3:]))
        for i, year in enumerate(self.year_of):
            out[:, year] += array[:, :, i]
        return out

    def of_operation(self, people: FloatArray) -> FloatArray:
        """From `[..., month]` to `[..., year]`."""
        years = np.searchsorted(self.calendar.year_of, np.arange(len(self.calendar.years)))
        summed: FloatArray = np.add.reduceat(people, years, axis=-1)
        return summed


def _with_programme(money: FloatArray, programme: Programme | None, when: _When) -> FloatArray:
    """Items of the programme after those of the patients, `[draw, team, stretch, item]`."""
    extra = np.zeros((*money.shape[:-1], len(PROGRAMME_ITEMS)))
    if programme is not None:
        for i, array in enumerate((programme.start_up, programme.fixed)):
            extra[..., i] = np.add.reduceat(array, when.starts, axis=-1)
    return np.concatenate([money, extra], axis=-1)


def _paid(money: FloatArray, shares: FloatArray, when: _When) -> FloatArray:
    """By payer, `[draw, year, team, item, payer]`."""
    draws, teams, _, items = money.shape
    out = np.zeros((draws, len(when.calendar.years), teams, items, shares.shape[-1]))
    for i, (start, year) in enumerate(zip(when.starts, when.year_of, strict=True)):
        share = shares[..., start, :, :]
        out[:, year] += money[:, :, i, :, np.newaxis] * share[..., np.newaxis, :, :]
    return out


@dataclass(frozen=True)
class _Sums:
    """Sums over people.

    Attributes:
        plan: `[draw, team, stretch, column]`, cost items and uses under the plan.
        today: the same with nobody in KTH.
        outcome: `{name: [draw, year, team]}`, plan less today.
        people: `[draw, year, team]`.
        treated: `[draw, year, team]`.
    """

    plan: FloatArray
    today: FloatArray
    outcome: dict[str, FloatArray]
    people: FloatArray
    treated: FloatArray


def _summed(per_patient: PerPatient, intake: Intake, when: _When) -> _Sums:
    """Block by block of draws, so that what is worked on stays in fast memory."""
    n = per_patient.n_draws
    blocks = [slice(start, min(start + BLOCK, n)) for start in range(0, n, BLOCK)]
    parts = [_of_block(per_patient, intake, when, block) for block in blocks]

    def joined(name: str) -> FloatArray:
        return np.concatenate([getattr(part, name) for part in parts])

    outcome = {
        name: np.concatenate([part.outcome[name] for part in parts]) for name in per_patient.outcome
    }
    names = ("plan", "today", "people", "treated")
    plan, today, people, treated = (joined(name) for name in names)
    return _Sums(plan, today, outcome, people, treated)


def _of_block(per_patient: PerPatient, intake: Intake, when: _When, block: slice) -> _Sums:
    n = block.stop - block.start
    care = by_care(_only(intake, block), per_patient.levels)
    nobody = care.sum(axis=2, keepdims=True)  # everybody in usual care
    columns = per_patient.columns[block, :, :, : len(when.calendar.month_starts)]
    by_year = when.of_operation(care)
    treated, people = by_year[:, :, 1:].sum(axis=(2, 3)), by_year.sum(axis=(2, 3))
    by_year[:, :, 0] -= by_year.sum(axis=2)  # what KTH takes out of usual care
    weights = np.broadcast_to(by_year, (n, *by_year.shape[1:]))
    return _Sums(
        plan=flows(care, columns, when.starts),
        today=flows(nobody, columns[:, :1], when.starts),
        outcome={
            name: np.einsum("dtlpy,dlp->dyt", weights, values[block], optimize=True)
            for name, values in per_patient.outcome.items()
        },
        people=_each_draw(people, n),
        treated=_each_draw(treated, n),
    )


def _only(intake: Intake, block: slice) -> Intake:
    """The intake of some draws; what is the same in every draw stays as it is."""
    arrays = (intake.people, intake.treated, intake.fidelity)
    own = (a[block] if a.ndim == 4 and len(a) > 1 else a for a in arrays)
    return Intake(intake.teams, *own)


def _each_draw(by_year: FloatArray, n_draws: int) -> FloatArray:
    """`[draw, year, team]` out of `[draw or 1, team, year]`."""
    turned = by_year.transpose(0, 2, 1)
    return np.array(np.broadcast_to(turned, (n_draws, *turned.shape[1:])))
