"""What starting in a given quarter is worth, by cluster and destination: a re-weighting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kth_sim.contracts import FloatArray
from kth_sim.economics.budget.care import by_care
from kth_sim.economics.budget.types import Calendar, Intake, PerPatient

MONTHS_IN_QUARTER = 3
VISITS = "kth_nurse_visits"


@dataclass(frozen=True)
class Worth:
    """What KTH changes for the people treated, means over draws; programme costs are not in it.

    Attributes:
        cost: `[team, destination, year]`, DKK, undiscounted.
        visits: `[team, destination, quarter]`, acute-nurse visits.
        lives: `[team, destination]`, lives saved to day 30.
        nmb: `[team, destination]`, DKK: QALYs gained at the threshold less the cost of each
            patient's whole reckoning, as in `budget.net_benefit`.
    """

    cost: FloatArray
    visits: FloatArray
    lives: FloatArray
    nmb: FloatArray


@dataclass(frozen=True)
class Responses:
    """What a person operated in each month costs, uses and gains, whatever the plan.

    Attributes:
        levels: fidelity levels simulated.
        cost: `[draw, destination, level x month of operation, year]`, DKK.
        visits: `[draw, destination, level x month of operation, quarter]`.
        lives: `[draw, level, destination]`, lives saved to day 30.
        nmb: `[draw, level, destination]`, DKK.
    """

    levels: tuple[float, ...]
    cost: FloatArray
    visits: FloatArray
    lives: FloatArray
    nmb: FloatArray


def responses(per_patient: PerPatient, calendar: Calendar, wtp: float) -> Responses:
    """What a person operated in each month of a calendar costs, uses and gains.

    Args:
        per_patient: as long as the calendar, or longer.
        calendar: of whole years.
        wtp: DKK per QALY.
    """
    months = len(calendar.month_starts)
    years = np.searchsorted(calendar.year_of, np.arange(len(calendar.years)))
    quarters = np.arange(0, months, MONTHS_IN_QUARTER)
    return Responses(
        levels=per_patient.levels,
        cost=in_stretches(per_patient.cost.sum(axis=-1), years, months),
        visits=in_stretches(per_patient.use[VISITS], quarters, months),
        lives=per_patient.outcome["lives_saved_30d"],
        nmb=wtp * per_patient.outcome["qalys"] - per_patient.outcome["cost_ce"],
    )


def in_stretches(per_month: FloatArray, starts: npt.NDArray[np.int64], months: int) -> FloatArray:
    """What a person operated in each month uses in each stretch of the calendar.

    `[draw, destination, level x month, stretch]`.

    Args:
        per_month: `[draw, level, destination, month since operation]`, `months` long or longer.
        starts: month in which each stretch begins.
        months: of the calendar.
    """
    until = np.zeros((*per_month.shape[:-1], per_month.shape[-1] + 1))
    np.cumsum(per_month, axis=-1, out=until[..., 1:])
    operated = np.arange(months)[:, np.newaxis]
    first = np.maximum(starts - operated, 0)
    last = np.maximum(np.append(starts[1:], months) - operated, 0)
    found = np.moveaxis(until[..., last] - until[..., first], 2, 1)
    return found.reshape(*found.shape[:2], -1, len(starts))


def worth(known: Responses, intake: Intake) -> Worth:
    """What the people of an intake gain and cost, against usual care for all.

    The same sums as in `budget.budget`, but with destinations kept apart (a target group is a sum
    over some of them), payers and items together, and draws averaged.

    Args:
        known: for the intake's calendar.
        intake: people operated and treated, month by month.

    Raises:
        UserError: the intake is impossible.
    """
    change = by_care(intake, known.levels)  # [draw, team, level, destination, month]
    change[:, :, 0] -= change.sum(axis=2)  # those treated, taken out of usual care
    people = change.sum(axis=-1)
    flat = np.moveaxis(change, 3, 1).reshape(len(change), change.shape[3], change.shape[1], -1)
    return Worth(
        cost=_mean_flows(flat, known.cost),
        visits=_mean_flows(flat, known.visits),
        lives=_mean_sums(people, known.lives),
        nmb=_mean_sums(people, known.nmb),
    )


def _mean_flows(change: FloatArray, used: FloatArray) -> FloatArray:
    """`[team, destination, stretch]`, of `[draw, destination, team, level x month]` people."""
    total = np.zeros((*change.shape[1:3], used.shape[-1]))
    for d, each in enumerate(used):
        total += change[min(d, len(change) - 1)] @ each
    return total.swapaxes(0, 1) / len(used)


def _mean_sums(people: FloatArray, per_person: FloatArray) -> FloatArray:
    """`[team, destination]`, summed over levels."""
    whole = np.broadcast_to(people, (len(per_person), *people.shape[1:]))
    return np.asarray(np.einsum("dtlp,dlp->tp", whole, per_person) / len(per_person))
