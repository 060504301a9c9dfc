"""The fast engine: compiled, patient by patient, over one block of one draw at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kth_sim.contracts import FloatArray
from kth_sim.model.case import Block, Case, DrawSums
from kth_sim.model.compiled import compiled, stage
from kth_sim.model.discounting import Periods
from kth_sim.model.hazards import Patient, day_of_death
from kth_sim.model.ledger import CAS_REGAINED, DEATH, EVENTS, NMS_REGAINED, STAY, ledger_frame
from kth_sim.model.life import MOST_STAYS, Life, live
from kth_sim.model.parameters import Draws, Observed, Solved, as_draws
from kth_sim.model.patients import (
    BLOCK,
    Clusters,
    Room,
    Tables,
    clusters_of,
    draw_patients,
    new_room,
    patient_at,
    tables_for,
)
from kth_sim.model.randomness import luck_of
from kth_sim.model.tally import Sums, close, curve_edges, new_sums, tally

_ROWS_A_LIFE = MOST_STAYS + len(EVENTS)


class Scratch(NamedTuple):
    """Room to work in: a block of patients, their days of death, and one life's stays."""

    room: Room
    deaths: FloatArray
    stays: FloatArray


def new_scratch(patients: int) -> Scratch:
    """Room to work in for that many patients at once."""
    return Scratch(new_room(patients), np.empty((2, patients)), np.empty((MOST_STAYS, 3)))


@stage
def foresee(p: Observed, s: Solved, room: Room, n: int, deaths: FloatArray) -> None:
    """Fill `[strategy, patient]` days of death of the room's patients."""
    for i in range(n):
        patient = patient_at(room, i)
        deaths[0, i] = day_of_death(p, s, patient, patient.days_stay, False, math.inf)
    for i in range(n):
        patient = patient_at(room, i)
        treated = patient.offered == 1
        kth_start = patient.days_stay if treated else math.inf
        deaths[1, i] = day_of_death(p, s, patient, patient.days_stay, treated, kth_start)


@stage
def add_patients(
    p: Observed,
    s: Solved,
    tables: Tables,
    clusters: Clusters,
    periods: Periods,
    key: tuple[int, int, int, int],
    scratch: Scratch,
    sums: Sums,
) -> None:
    """Simulate patients of one draw in both strategies and add them to the sums.

    Args:
        p: what the draw states.
        s: what was solved from it.
        tables: quantiles between patients.
        clusters: the cohort.
        periods: of the quantities.
        key: seed, draw number, first patient and one past the last.
        scratch: room to work in.
        sums: added to.
    """
    seed, number, first, stop = key
    room, deaths, stays = scratch
    horizon = periods.edges[-1]
    for begin in range(first, stop, BLOCK):
        n = min(BLOCK, stop - begin)
        draw_patients(p, s, tables, clusters, (seed, number, begin, begin + n), room)
        foresee(p, s, room, n, deaths)
        for i in range(n):
            luck, patient = luck_of(seed, number, begin + i), patient_at(room, i)
            usual_death = math.inf
            for strategy in range(2):
                treated = strategy == 1 and patient.offered == 1
                death = deaths[strategy, i]
                life = live(p, s, tables, luck, patient, treated, death, horizon, stays)
                tally(p, periods, patient, life, stays, strategy, usual_death, sums)
                usual_death = life.death


@stage
def put(target: FloatArray, counts: FloatArray) -> None:
    """Write one block's counts to where they are kept."""
    for s in range(counts.shape[0]):
        for d in range(counts.shape[1]):
            for k in range(counts.shape[2]):
                target[s, d, k] = counts[s, d, k]


@stage
def fill_draws(
    draws: Draws,
    tables: Tables,
    clusters: Clusters,
    periods: Periods,
    key: tuple[int, int],
    edges: NDArray[np.int64],
    out: tuple[FloatArray, FloatArray, FloatArray],
    scratch: Scratch,
    sums: Sums,
) -> None:
    """Simulate every block of every draw.

    Args:
        draws: `OBSERVED` and `SOLVED` records of draws that share these tables.
        tables: quantiles between patients.
        clusters: the cohort.
        periods: of the quantities.
        key: seed and number of the first draw.
        edges: `[block + 1]` patients at which blocks begin and end.
        out: used, discounted `[draw, block, strategy, destination, period, resource]` and counts
            `[draw, block, strategy, destination, outcome]`, filled.
        scratch: room to work in.
        sums: room for one block; its curves and flow add up over all.
    """
    for i in range(len(draws[0])):
        for b in range(len(edges) - 1):
            sums.ends[:] = 0.0
            sums.counts[:] = 0.0
            who = (key[0], key[1] + i, edges[b], edges[b + 1])
            add_patients(draws[0][i], draws[1][i], tables, clusters, periods, who, scratch, sums)
            close(sums.ends, periods, out[0][i, b], out[1][i, b])
            put(out[2][i, b], sums.counts)


def run_draws(case: Case, edges: Sequence[int]) -> DrawSums:
    """All draws of a case, their patients in blocks that begin and end at these numbers."""
    periods, n_blocks = case.periods, len(edges) - 1
    sums = new_sums(len(periods.factor), len(curve_edges(case.horizon)) - 1)
    shape = (len(case.observed), n_blocks)
    found = DrawSums(
        np.zeros(shape + sums.ends.shape[:-1]),
        np.zeros(shape + sums.ends.shape[:-1]),
        np.zeros(shape + sums.counts.shape),
        sums,
    )
    for part in case.alike():
        fill_draws(
            as_draws(case.observed[part], case.solved[part]),
            tables_for(case.draw(part.start)[0][0]),
            clusters_of(case.cohort),
            periods,
            (case.seed, case.first_draw + part.start),
            np.array(edges, np.int64),
            (found.used[part], found.discounted[part], found.counts[part]),
            new_scratch(BLOCK),
            sums,
        )
    return found


def run_block(case: Case, draw: int, patients: range) -> Block:
    """One block of one draw."""
    found = run_draws(case.only(draw), (patients.start, patients.stop))
    sums = found.sums._replace(counts=found.counts[0, 0])
    return Block(found.used[0, 0], found.discounted[0, 0], sums)


@compiled
def add_row(rows: FloatArray, n: int, event: int, start: float, stop: float, place: int) -> int:
    """Write one event in row n, leaving its first two columns; return the number of rows."""
    rows[n, 2], rows[n, 3], rows[n, 4], rows[n, 5] = event, start, stop, place
    return n + 1


@compiled
def write_life(
    rows: FloatArray, n: int, day: float, life: Life, stays: FloatArray, patient: Patient
) -> int:
    """Write what happened to a life, in order, from row n on; return the number of rows.

    `day` is the end of rehabilitation.
    """
    for i in range(life.n_stays):
        place, start, stop = int(stays[i, 0]), stays[i, 1], stays[i, 2]
        if start < day <= stop and patient.cas_regained:
            n = add_row(rows, n, CAS_REGAINED, day, day, place)
        if start < day <= stop and patient.nms_regained:
            n = add_row(rows, n, NMS_REGAINED, day, day, place)
        n = add_row(rows, n, STAY, start, stop, place)
    if life.death < math.inf:
        n = add_row(rows, n, DEATH, life.death, life.death, int(stays[life.n_stays - 1, 0]))
    return n


@stage
def fill_ledger(
    draw: Draws,
    tables: Tables,
    clusters: Clusters,
    horizon: float,
    key: tuple[int, int, int, int],
    scratch: Scratch,
    rows: FloatArray,
) -> int:
    """Write the lives of the patients in both strategies; return the number of rows.

    The scratch has room for them all.
    """
    p, s = draw[0][0], draw[1][0]
    seed, number, first, stop = key
    room, deaths, stays = scratch
    n = 0
    draw_patients(p, s, tables, clusters, key, room)
    foresee(p, s, room, stop - first, deaths)
    for patient_number in range(first, stop):
        luck = luck_of(seed, number, patient_number)
        patient = patient_at(room, patient_number - first)
        for strategy in range(2):
            treated = strategy == 1 and patient.offered == 1
            death = deaths[strategy, patient_number - first]
            life = live(p, s, tables, luck, patient, treated, death, horizon, stays)
            begin = n
            n = write_life(rows, n, p.days_rehabilitation, life, stays, patient)
            for i in range(begin, n):
                rows[i, 0], rows[i, 1] = strategy, patient_number
    return n


def ledger(case: Case, draw: int, patients: range) -> pd.DataFrame:
    """The lives of these patients, event by event (`ledger_frame` names the columns)."""
    rows = np.empty((2 * len(patients) * _ROWS_A_LIFE, 6))
    n = fill_ledger(
        case.draw(draw),
        tables_for(case.draw(draw)[0][0]),
        clusters_of(case.cohort),
        case.horizon,
        (case.seed, case.first_draw + draw, patients.start, patients.stop),
        new_scratch(len(patients)),
        rows,
    )
    return ledger_frame(case.first_draw + draw, rows[:n])
