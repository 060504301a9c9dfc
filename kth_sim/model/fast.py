"""The fast engine: compiled, patient by patient, over one block of one draw at a time."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from kth_sim.contracts import FloatArray
from kth_sim.model.case import Block, Case
from kth_sim.model.compiled import compiled
from kth_sim.model.discounting import Periods
from kth_sim.model.ledger import CAS_REGAINED, DEATH, EVENTS, NMS_REGAINED, STAY, ledger_frame
from kth_sim.model.life import MOST_STAYS, Life, live
from kth_sim.model.parameters import Draws
from kth_sim.model.pathway import (
    Clusters,
    Tables,
    clusters_of,
    draw_patient,
    regains,
    tables_for,
)
from kth_sim.model.randomness import luck_of
from kth_sim.model.tally import Sums, close, curve_edges, new_sums, tally

_ROWS_A_LIFE = MOST_STAYS + len(EVENTS)


@compiled
def fill_block(
    draw: Draws,
    tables: Tables,
    clusters: Clusters,
    periods: Periods,
    key: tuple[int, int, int, int],
    sums: Sums,
) -> None:
    """Simulate patients of one draw in both strategies and add them to the sums.

    Args:
        draw: one `OBSERVED` and one `SOLVED` record, each as an array of length 1.
        tables: quantiles between patients.
        clusters: the cohort.
        periods: of the quantities.
        key: seed, draw number, first patient and one past the last.
        sums: added to.
    """
    p, s = draw[0][0], draw[1][0]
    seed, number, first, stop = key
    horizon = periods.edges[-1]
    stays = np.empty((MOST_STAYS, 3))
    for patient_number in range(first, stop):
        luck = luck_of(seed, number, patient_number)
        patient = draw_patient(p, s, tables, clusters, luck)
        regained = regains(p, luck)
        usual_death = math.inf
        for strategy in range(2):
            treated = strategy == 1 and patient.offered == 1
            life = live(p, s, tables, luck, patient, treated, horizon, stays)
            tally(p, periods, patient, life, stays, strategy, usual_death, regained, sums)
            usual_death = life.death


def run_block(case: Case, draw: int, patients: range) -> Block:
    """One block of one draw."""
    periods = case.periods
    sums = new_sums(len(periods.factor), len(curve_edges(case.horizon)) - 1)
    fill_block(
        case.draw(draw),
        tables_for(case.draw(draw)[0][0]),
        clusters_of(case.cohort),
        periods,
        (case.seed, draw, patients.start, patients.stop),
        sums,
    )
    used, discounted = np.empty(sums.ends.shape[:-1]), np.empty(sums.ends.shape[:-1])
    close(sums.ends, periods, used, discounted)
    return Block(used, discounted, sums)


@compiled
def add_row(rows: FloatArray, n: int, event: int, start: float, stop: float, place: int) -> int:
    """Write one event in row n, leaving its first two columns; return the number of rows."""
    rows[n, 2], rows[n, 3], rows[n, 4], rows[n, 5] = event, start, stop, place
    return n + 1


@compiled
def write_life(
    rows: FloatArray, n: int, day: float, life: Life, stays: FloatArray, regained: tuple[bool, bool]
) -> int:
    """Write what happened to a life, in order, from row n on; return the number of rows.

    `day` is the end of rehabilitation.
    """
    for i in range(life.n_stays):
        place, start, stop = int(stays[i, 0]), stays[i, 1], stays[i, 2]
        if start < day <= stop and regained[0]:
            n = add_row(rows, n, CAS_REGAINED, day, day, place)
        if start < day <= stop and regained[1]:
            n = add_row(rows, n, NMS_REGAINED, day, day, place)
        n = add_row(rows, n, STAY, start, stop, place)
    if life.death < math.inf:
        n = add_row(rows, n, DEATH, life.death, life.death, int(stays[life.n_stays - 1, 0]))
    return n


@compiled
def fill_ledger(
    draw: Draws,
    tables: Tables,
    clusters: Clusters,
    horizon: float,
    key: tuple[int, int, int, int],
    rows: FloatArray,
) -> int:
    """Write the lives of the patients in both strategies; return the number of rows."""
    p, s = draw[0][0], draw[1][0]
    seed, number, first, stop = key
    stays = np.empty((MOST_STAYS, 3))
    n = 0
    for patient_number in range(first, stop):
        luck = luck_of(seed, number, patient_number)
        patient = draw_patient(p, s, tables, clusters, luck)
        regained = regains(p, luck)
        for strategy in range(2):
            treated = strategy == 1 and patient.offered == 1
            life = live(p, s, tables, luck, patient, treated, horizon, stays)
            begin = n
            n = write_life(rows, n, p.days_rehabilitation, life, stays, regained)
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
        (case.seed, draw, patients.start, patients.stop),
        rows,
    )
    return ledger_frame(draw, rows[:n])
