"""The pathway, written once: small pure functions that both engines call.

Nothing here keeps state. Randomness is looked up by patient and decision, so a function may be
asked in any order, any number of times, by any engine. Times are days since operation.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import compiled
from kth_sim.model.hazards import (
    NURSING_HOME,
    OWN_HOME,
    TEMPORARY_PLACE,
    Patient,
    conditional,
    relative_hazard,
)
from kth_sim.model.parameters import Cohort, Observed, Solved
from kth_sim.model.quadrature import destination_probs
from kth_sim.model.quantiles import gamma_table, normal_table, quantile
from kth_sim.model.randomness import (
    AGE,
    CAS,
    DEATH,
    DESTINATION,
    INDEX_STAY,
    NURSING_HOME_MOVE,
    OPERATION_DAY,
    READMISSION,
    TEMPORARY_STAY,
    Luck,
    uniforms,
)
from kth_sim.model.readmission import days_to_readmission


class Tables(NamedTuple):
    """Quantile tables of the distributions between patients."""

    normal: FloatArray
    index_stay: FloatArray
    temporary_stay: FloatArray
    readmission_stay: FloatArray


class Clusters(NamedTuple):
    """A `Cohort` as arrays for compiled code."""

    weight: FloatArray
    share_own_home: FloatArray
    share_temporary_place: FloatArray
    target: FloatArray
    start_day: FloatArray
    intake_days: float


def tables_for(p: Observed) -> Tables:
    """The quantile tables that a draw's shapes ask for."""
    return Tables(
        normal_table(),
        gamma_table(float(p.shape_days_index_stay)),
        gamma_table(float(p.shape_days_temporary_place)),
        gamma_table(float(p.shape_days_readmission)),
    )


def clusters_of(cohort: Cohort) -> Clusters:
    """The cohort's arrays, without its names."""
    return Clusters(
        cohort.weight,
        cohort.share_own_home,
        cohort.share_temporary_place,
        cohort.target,
        cohort.start_day,
        cohort.intake_days,
    )


@compiled
def choose(weight: FloatArray, u: float) -> int:
    """Index whose cumulative weight first exceeds u."""
    reached = 0.0
    for i in range(len(weight) - 1):
        reached += weight[i]
        if u < reached:
            return i
    return len(weight) - 1


@compiled
def age_at_operation(p: Observed, s: Solved, tables: Tables, u: float) -> float:
    """Age in years: normal, cut off below the youngest and above the oldest."""
    prob = s.prob_normal_low + u * (s.prob_normal_high - s.prob_normal_low)
    return p.mean_age + p.sd_age * quantile(tables.normal, prob)


@compiled
def discharge_destination(p: Observed, clusters: Clusters, cluster: int, u: float) -> int:
    """Own home, temporary place or nursing home: where the patient goes after the index stay."""
    home, temporary, _ = destination_probs(
        p, clusters.share_own_home[cluster], clusters.share_temporary_place[cluster]
    )
    if u < home:
        return OWN_HOME
    return TEMPORARY_PLACE if u < home + temporary else NURSING_HOME


@compiled
def lived_in_own_home(p: Observed, destination: int, u: float) -> int:
    """1 if the patient lived in their own home before the fracture, given the destination."""
    if destination == OWN_HOME:
        return 1
    if destination == TEMPORARY_PLACE:
        return 1 if u < p.prob_from_own_home_given_temporary_place else 0
    return 1 if u < p.prob_from_own_home_given_nursing_home else 0


@compiled
def gamma_days(table: FloatArray, mean: float, shape: float, u: float) -> float:
    """A gamma stay in days with that mean and shape."""
    return mean / shape * quantile(table, u)


@compiled
def days_index_stay(p: Observed, tables: Tables, u: float) -> float:
    """Days from operation to discharge, if the patient lives."""
    mean = p.mean_days_index_stay * p.multiplier_days_index_stay
    return gamma_days(tables.index_stay, mean, p.shape_days_index_stay, u)


@compiled
def draw_patient(p: Observed, s: Solved, tables: Tables, clusters: Clusters, luck: Luck) -> Patient:
    """The patient: who they are at operation, the same in every strategy."""
    u_age, u_sex = uniforms(luck, AGE, 0)
    u_day, u_cluster = uniforms(luck, OPERATION_DAY, 0)
    u_destination, u_before = uniforms(luck, DESTINATION, 0)
    u_stay, u_wait = uniforms(luck, INDEX_STAY, 0)
    u_death, _ = uniforms(luck, DEATH, 0)
    u_move, u_uptake = uniforms(luck, NURSING_HOME_MOVE, 0)
    u_readmission, _ = uniforms(luck, READMISSION, 0)
    threshold = -math.log(u_death)
    age = age_at_operation(p, s, tables, u_age)
    female = 1 if u_sex < p.share_female else 0
    cluster = choose(clusters.weight, u_cluster)
    destination = discharge_destination(p, clusters, cluster, u_destination)
    day = clusters.intake_days * u_day
    offered = clusters.target[cluster, destination] > 0.0 and day >= clusters.start_day[cluster]
    return Patient(
        age,
        female,
        relative_hazard(p, s, female, age),
        destination,
        lived_in_own_home(p, destination, u_before),
        cluster,
        day,
        p.median_hours_waiting * math.exp(p.sigma_hours_waiting * quantile(tables.normal, u_wait)),
        days_index_stay(p, tables, u_stay),
        threshold,
        conditional(p.frailty_variance, threshold),
        -math.log(u_readmission),
        -math.log(u_move),
        1 if offered and u_uptake < p.uptake_kth else 0,
    )


@compiled
def residence_ends(
    p: Observed,
    s: Solved,
    tables: Tables,
    luck: Luck,
    patient: Patient,
    place: int,
    since: float,
) -> float:
    """Day on which a patient who came to live at `place` on day `since` moves on; inf: never."""
    if place == TEMPORARY_PLACE:
        u, _ = uniforms(luck, TEMPORARY_STAY, 0)
        mean, shape = p.mean_days_temporary_place, p.shape_days_temporary_place
        return since + gamma_days(tables.temporary_stay, mean, shape, u)
    if place == OWN_HOME and s.rate_nursing_home_move > 0.0:
        days = patient.wait_nursing_home / s.rate_nursing_home_move
        return since + days if days <= p.days_nursing_home_move_window else math.inf
    return math.inf


@compiled
def next_residence(p: Observed, luck: Luck, patient: Patient, place: int) -> int:
    """Where a patient who moves on from `place` goes to live.

    Those who lived in a nursing home before the fracture go back to one.
    """
    if place == OWN_HOME or not patient.from_own_home:
        return NURSING_HOME
    _, u = uniforms(luck, TEMPORARY_STAY, 0)
    return OWN_HOME if u < p.prob_home_after_temporary_place else NURSING_HOME


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
        wait = -math.log(uniforms(luck, READMISSION, before)[0])
    day = now + days_to_readmission(p, s, kth_start - now, now - index_discharge, wait)
    return day if day <= p.days_readmission_window else math.inf


@compiled
def days_readmitted(p: Observed, tables: Tables, luck: Luck, before: int) -> float:
    """Length in days of the readmission that follows `before` others, if the patient lives."""
    _, u = uniforms(luck, READMISSION, before)
    return gamma_days(tables.readmission_stay, p.mean_days_readmission, p.shape_days_readmission, u)


@compiled
def regains(p: Observed, luck: Luck) -> tuple[bool, bool]:
    """Whether CAS and NMS are regained at the end of rehabilitation (indicators only)."""
    u_cas, u_nms = uniforms(luck, CAS, 0)
    return u_cas < p.prob_cas_regained, u_nms < p.prob_nms_regained
