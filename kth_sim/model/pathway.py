"""The pathway after the index stay, written once: small pure functions that both engines call.

Nothing here keeps state. Randomness is looked up by patient and decision, so a function may be
asked in any order, any number of times, by any engine. Times are days since operation.
"""

from __future__ import annotations

import math

from kth_sim.model.compiled import compiled
from kth_sim.model.elementary import log
from kth_sim.model.hazards import NURSING_HOME, OWN_HOME, TEMPORARY_PLACE, Patient
from kth_sim.model.parameters import Observed, Solved
from kth_sim.model.patients import Tables
from kth_sim.model.quantiles import quantile
from kth_sim.model.randomness import READMISSION, Luck, uniforms
from kth_sim.model.readmission import days_to_readmission


@compiled
def residence_ends(p: Observed, s: Solved, patient: Patient, place: int, since: float) -> float:
    """Day on which a patient who came to live at `place` on day `since` moves on; inf: never."""
    if place == TEMPORARY_PLACE:
        return since + patient.days_temporary_place
    if place == OWN_HOME and s.rate_nursing_home_move > 0.0:
        days = patient.wait_nursing_home / s.rate_nursing_home_move
        return since + days if days <= p.days_nursing_home_move_window else math.inf
    return math.inf


@compiled
def next_residence(patient: Patient, place: int) -> int:
    """Where a patient who moves on from `place` goes to live.

    Those who lived in a nursing home before the fracture go back to one.
    """
    back = place == TEMPORARY_PLACE and patient.from_own_home == 1
    return OWN_HOME if back and patient.home_after_temporary_place == 1 else NURSING_HOME


@compiled
def next_readmission(
    p: Observed,
    s: Solved,
    luck: Luck,
    patient: Patient,
    kth_start: float,
    index_discharge: float,
    now: float,
    before: int,
) -> float:
    """Day of the next readmission of a patient discharged on day `now` after `before` of them.

    inf when the most that are modelled have happened, or it would come after the window.
    """
    if before >= p.n_readmissions_max:
        return math.inf
    wait = patient.wait_readmission
    if before > 0:
        wait = -log(uniforms(luck, READMISSION, before)[0])
    day = now + days_to_readmission(p, s, kth_start - now, now - index_discharge, wait)
    return day if day <= p.days_readmission_window else math.inf


@compiled
def days_readmitted(p: Observed, tables: Tables, luck: Luck, before: int) -> float:
    """Length in days of the readmission that follows `before` others, if the patient lives."""
    _, u = uniforms(luck, READMISSION, before)
    scale = p.mean_days_readmission / p.shape_days_readmission
    return scale * quantile(tables.readmission_stay, u)
