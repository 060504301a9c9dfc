"""From lives to sums, at a cost that does not grow with the length of a life.

The time spent somewhere between days a and b adds, to every period, the overlap of [0, b) with the
period less that of [0, a). Each end is therefore noted once, in its own period: `level` counts ends
that lie in it, `partial` and `discounted` what they overlap of it. Summed backwards at the close,
the levels give the full periods. A boundary between two stays is one end of each.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from kth_sim.contracts import (
    DAY_90_STATES,
    DAYS_PER_MONTH,
    FIRST_STATES,
    OUTCOMES,
    RESOURCES,
    FloatArray,
)
from kth_sim.model.compiled import compiled, stage
from kth_sim.model.discounting import Periods, flow, flow_and_moment, period_of
from kth_sim.model.hazards import DAY_30, DAY_90, DAY_365, Patient, expected_frailty
from kth_sim.model.life import READMITTED, Life
from kth_sim.model.parameters import Observed

LEVEL, PARTIAL, DISCOUNTED = 0, 1, 2
DAYS_KTH = RESOURCES.index("days_kth")
MOMENT_ALIVE = RESOURCES.index("moment_alive")
N_OPERATIONS = RESOURCES.index("n_operations")
N_READMISSIONS = RESOURCES.index("n_readmissions")
N_KTH_PATHWAYS = RESOURCES.index("n_kth_pathways")
HOURS_WAITING = RESOURCES.index("hours_waiting")

DAILY = 120  # the curves are daily to here, then monthly
N_OUTCOMES = len(OUTCOMES)
(
    PATIENTS, DISCHARGED, TREATED, DEATHS_30, DEATHS_30_IN_HOSPITAL, DEATHS_90, DEATHS_365,
    READMITTED_30, READMITTED_120, READMITTED_365, END_OF_REHABILITATION, CAS_REGAINED,
    NMS_REGAINED, FRAILTY_ALIVE, DAYS_AFTER, SAVED, FRAILTY_SAVED, DAYS_AFTER_SAVED,
) = range(N_OUTCOMES)  # fmt: skip
DIED_IN_HOSPITAL = FIRST_STATES.index("died_in_hospital")
STILL_IN_HOSPITAL = FIRST_STATES.index("still_in_hospital")
IN_READMISSION = DAY_90_STATES.index("readmitted")
IN_INDEX_STAY = DAY_90_STATES.index("index_stay")
DEAD = DAY_90_STATES.index("dead")


class Sums(NamedTuple):
    """One block's sums, filled in place.

    Attributes:
        ends: `[strategy, destination, period, resource, (level, partial, discounted)]`.
        counts: `[strategy, destination, outcome]`.
        curves: `[strategy, curve, bin]`.
        flow: `[strategy, first state, readmitted, day-90 state]`.
    """

    ends: FloatArray
    counts: FloatArray
    curves: FloatArray
    flow: FloatArray


def curve_edges(horizon: float) -> FloatArray:
    """Edges of the curves' bins in days: daily to day 120, then monthly past the horizon."""
    months = np.arange(1, math.ceil((horizon - DAILY) / DAYS_PER_MONTH) + 1)
    return np.concatenate([np.arange(DAILY + 1.0), DAILY + months * DAYS_PER_MONTH])


def new_sums(n_periods: int, n_bins: int) -> Sums:
    """Sums of nothing."""
    return Sums(
        np.zeros((2, 3, n_periods, len(RESOURCES), 3)),
        np.zeros((2, 3, N_OUTCOMES)),
        np.zeros((2, 3, n_bins)),
        np.zeros((2, len(FIRST_STATES), 2, len(DAY_90_STATES))),
    )


@compiled
def note_end(cell: FloatArray, sign: float, days: float, discounted_days: float) -> None:
    """Note one end of an interval in its period's cell of one resource."""
    cell[LEVEL] += sign
    cell[PARTIAL] += sign * days
    cell[DISCOUNTED] += sign * discounted_days


@compiled
def note_boundary(
    ends: FloatArray, periods: Periods, day: float, stopping: int, starting: int
) -> None:
    """Note that at `day` the resource `stopping` ends and `starting` begins; -1: none."""
    i = period_of(periods, day)
    days = day - periods.edges[i]
    discounted = periods.factor[i] * flow(periods.force[i], days)
    if stopping >= 0:
        note_end(ends[i, stopping], 1.0, days, discounted)
    if starting >= 0:
        note_end(ends[i, starting], -1.0, days, discounted)


@compiled
def note_last_day(ends: FloatArray, periods: Periods, day: float, place: int) -> None:
    """Note the end of a life at a place, and of the first moment of time alive in each period."""
    i = period_of(periods, day)
    days = day - periods.edges[i]
    present, moment = flow_and_moment(periods.force[i], days)
    note_end(ends[i, place], 1.0, days, periods.factor[i] * present)
    note_end(ends[i, MOMENT_ALIVE], 1.0, 0.5 * days * days, periods.factor[i] * moment)


@compiled
def note_event(
    ends: FloatArray, periods: Periods, day: float, resource: int, amount: float
) -> None:
    """Note an amount used at an instant."""
    i = period_of(periods, day)
    cell = ends[i, resource]
    cell[PARTIAL] += amount
    force = periods.force[i]
    factor = periods.factor[i] * (1.0 - force * flow(force, day - periods.edges[i]))
    cell[DISCOUNTED] += amount * factor


@compiled
def note_at_operation(ends: FloatArray, resource: int, amount: float) -> None:
    """Note an amount used on day 0, where discounting begins."""
    ends[0, resource, PARTIAL] += amount
    ends[0, resource, DISCOUNTED] += amount


@compiled
def tally_stays(
    p: Observed, periods: Periods, life: Life, stays: FloatArray, ends: FloatArray
) -> None:
    """Add the days of a life's stays, its readmissions and its days in the programme."""
    kth_stop = life.kth_start + p.days_kth
    for n in range(life.n_stays):
        place, start, stop = int(stays[n, 0]), stays[n, 1], stays[n, 2]
        if n + 1 < life.n_stays:
            note_boundary(ends, periods, stop, place, int(stays[n + 1, 0]))
        else:
            note_last_day(ends, periods, stop, place)
        if place == READMITTED:
            note_event(ends, periods, start, N_READMISSIONS, 1.0)
        elif max(start, life.kth_start) < min(stop, kth_stop):
            note_boundary(ends, periods, max(start, life.kth_start), -1, DAYS_KTH)
            note_boundary(ends, periods, min(stop, kth_stop), DAYS_KTH, -1)


@compiled
def tally_use(
    p: Observed, periods: Periods, patient: Patient, life: Life, stays: FloatArray, ends: FloatArray
) -> None:
    """Add everything a life used."""
    note_at_operation(ends, N_OPERATIONS, 1.0)
    note_at_operation(ends, HOURS_WAITING, patient.hours_waiting)
    if life.kth_start < life.end:
        note_event(ends, periods, life.kth_start, N_KTH_PATHWAYS, 1.0)
    tally_stays(p, periods, life, stays, ends)


@compiled
def tally_survival(
    p: Observed, patient: Patient, life: Life, usual_death: float, counts: FloatArray
) -> None:
    """Count deaths, and the frailty and later days of those alive at day 30 and of those saved."""
    if life.death <= DAY_30:
        counts[DEATHS_30] += 1.0
        counts[DEATHS_30_IN_HOSPITAL] += 1.0 if life.discharge == math.inf else 0.0
    else:
        frailty = expected_frailty(p.frailty_variance, patient.limit)
        counts[FRAILTY_ALIVE] += frailty
        counts[DAYS_AFTER] += life.end - DAY_30
        if usual_death <= DAY_30:
            counts[SAVED] += 1.0
            counts[FRAILTY_SAVED] += frailty
            counts[DAYS_AFTER_SAVED] += life.end - DAY_30
    counts[DEATHS_90] += 1.0 if life.death <= DAY_90 else 0.0
    counts[DEATHS_365] += 1.0 if life.death <= DAY_365 else 0.0


@compiled
def tally_outcomes(
    p: Observed,
    patient: Patient,
    life: Life,
    usual_death: float,
    counts: FloatArray,
) -> None:
    """Count one person's outcomes."""
    counts[PATIENTS] += 1.0
    counts[DISCHARGED] += 1.0 if life.discharge < math.inf else 0.0
    counts[TREATED] += 1.0 if life.kth_start < math.inf else 0.0
    tally_survival(p, patient, life, usual_death, counts)
    wait = life.first_readmission - life.discharge if life.n_readmissions > 0 else math.inf
    counts[READMITTED_30] += 1.0 if wait <= 30.0 else 0.0
    counts[READMITTED_120] += 1.0 if wait <= 120.0 else 0.0
    counts[READMITTED_365] += 1.0 if wait <= 365.0 else 0.0
    if life.end >= p.days_rehabilitation:
        counts[END_OF_REHABILITATION] += 1.0
        counts[CAS_REGAINED] += patient.cas_regained
        counts[NMS_REGAINED] += patient.nms_regained


@compiled
def curve_bin(day: float, n_bins: int) -> int:
    """The curves' bin of a day."""
    i = int(day) if day < DAILY else DAILY + int((day - DAILY) / DAYS_PER_MONTH)
    return min(i, n_bins - 1)


@compiled
def tally_curves(life: Life, curves: FloatArray) -> None:
    """Add one person's death, first readmission, or death before any, to its bin."""
    n = curves.shape[1]
    if life.death < math.inf:
        curves[0, curve_bin(life.death, n)] += 1.0
    if life.n_readmissions > 0:
        curves[1, curve_bin(life.first_readmission - life.discharge, n)] += 1.0
    elif life.discharge < math.inf and life.death < math.inf:
        curves[2, curve_bin(life.death - life.discharge, n)] += 1.0


@compiled
def first_state(patient: Patient, life: Life) -> int:
    """Where the index stay led, by day 90."""
    if min(life.discharge, life.death) > DAY_90:
        return STILL_IN_HOSPITAL
    return patient.destination if life.discharge < math.inf else DIED_IN_HOSPITAL


@compiled
def state_at_90(life: Life, stays: FloatArray) -> int:
    """Where the patient is on day 90."""
    if life.end <= DAY_90:
        return DEAD
    for n in range(life.n_stays):
        if stays[n, 2] > DAY_90:
            place = int(stays[n, 0])
            if place == READMITTED:
                return IN_READMISSION
            return IN_INDEX_STAY if place == 0 else place - 1
    return DEAD


@compiled
def tally(
    p: Observed, periods: Periods, patient: Patient, life: Life, stays: FloatArray,
    strategy: int, usual_death: float, sums: Sums,
) -> None:  # fmt: skip
    """Add one life to a block's sums."""
    d = patient.destination
    tally_use(p, periods, patient, life, stays, sums.ends[strategy, d])
    tally_outcomes(p, patient, life, usual_death, sums.counts[strategy, d])
    tally_curves(life, sums.curves[strategy])
    readmitted = 1 if life.first_readmission <= DAY_90 else 0
    sums.flow[strategy, first_state(patient, life), readmitted, state_at_90(life, stays)] += 1.0


@stage
def close(ends: FloatArray, periods: Periods, used: FloatArray, discounted: FloatArray) -> None:
    """Turn noted ends into sums `[strategy, destination, period, resource]`."""
    n_periods = len(periods.factor)
    for s in range(ends.shape[0]):
        for d in range(ends.shape[1]):
            for r in range(ends.shape[3]):
                through = 0.0
                for i in range(n_periods - 1, -1, -1):
                    length = periods.edges[i + 1] - periods.edges[i]
                    whole, present = length, periods.flow[i]
                    if r == MOMENT_ALIVE:
                        whole, present = 0.5 * length**2, periods.moment[i]
                    cell = ends[s, d, i, r]
                    used[s, d, i, r] = cell[PARTIAL] + through * whole
                    discounted[s, d, i, r] = (
                        cell[DISCOUNTED] + through * periods.factor[i] * present
                    )
                    through += cell[LEVEL]
