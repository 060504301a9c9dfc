"""One life under one strategy, as the fast engine lives it: a list of stays and a few days."""

from __future__ import annotations

import math
from typing import NamedTuple

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import compiled
from kth_sim.model.hazards import Patient
from kth_sim.model.parameters import Observed, Solved
from kth_sim.model.pathway import (
    days_readmitted,
    next_readmission,
    next_residence,
    residence_ends,
)
from kth_sim.model.patients import Tables
from kth_sim.model.randomness import Luck

# Places of stays, as columns of `contracts.PLACES`.
INDEX_STAY, AT_HOME, AT_TEMPORARY_PLACE, AT_NURSING_HOME, READMITTED = 0, 1, 2, 3, 4
MOST_READMISSIONS = 6
MOST_STAYS = 2 * MOST_READMISSIONS + 6


class Life(NamedTuple):
    """What a life is made of; its stays are in the array that `live` filled.

    Attributes:
        death: day of death, inf if beyond the horizon.
        end: day of death or the horizon.
        discharge: day the index stay ends, inf if the patient dies in it.
        kth_start: day KTH starts, inf if never.
        first_readmission: day of it, inf if none.
        n_readmissions: begun before the end.
        n_stays: rows filled.
    """

    death: float
    end: float
    discharge: float
    kth_start: float
    first_readmission: float
    n_readmissions: int
    n_stays: int


@compiled
def add_stay(stays: FloatArray, n: int, place: int, start: float, stop: float) -> int:
    """Write a stay `(place, start, stop)` in row n; return the number of rows."""
    stays[n, 0], stays[n, 1], stays[n, 2] = place, start, stop
    return n + 1


@compiled
def live(
    p: Observed,
    s: Solved,
    tables: Tables,
    luck: Luck,
    patient: Patient,
    treated: bool,
    death: float,
    horizon: float,
    stays: FloatArray,
) -> Life:
    """Live one life to death or the horizon, writing its stays in order without gap or overlap."""
    discharge = patient.days_stay
    kth_start = discharge if treated else math.inf
    end = min(death, horizon)
    if death > horizon:
        death = math.inf
    if end <= discharge:
        add_stay(stays, 0, INDEX_STAY, 0.0, end)
        return Life(death, end, math.inf, math.inf, math.inf, 0, 1)
    n = add_stay(stays, 0, INDEX_STAY, 0.0, discharge)
    place, now, count, first = patient.destination, discharge, 0, math.inf
    change = residence_ends(p, s, patient, place, now)
    readmission = next_readmission(p, s, luck, patient, kth_start, discharge, now, count)
    while True:
        stop = min(change, readmission, end)
        n = add_stay(stays, n, AT_HOME + place, now, stop)
        now = stop
        if now == end:
            break
        if readmission == now:
            first = min(first, now)
            now = min(readmission + days_readmitted(p, tables, luck, count), end)
            n = add_stay(stays, n, READMITTED, readmission, now)
            count += 1
            if now == end:
                break
            readmission = next_readmission(p, s, luck, patient, kth_start, discharge, now, count)
        while change <= now:
            place, since = next_residence(patient, place), change
            change = residence_ends(p, s, patient, place, since)
    return Life(death, end, discharge, kth_start, first, count, n)
