"""Who is operated: patients drawn a block at a time, attribute by attribute.

Each attribute is one small scalar function applied to all patients of the block in a loop of its
own, which the compiler turns into instructions for several patients at once. A patient does not
depend on who else is in the block.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import compiled, stage
from kth_sim.model.elementary import exp, log
from kth_sim.model.hazards import (
    NURSING_HOME,
    OWN_HOME,
    TEMPORARY_PLACE,
    Patient,
    conditional,
    late_rate,
    population_log_rate,
    relative_hazard,
    relative_late,
)
from kth_sim.model.parameters import Cohort, Observed, Solved
from kth_sim.model.quadrature import destination_probs
from kth_sim.model.quantiles import gamma_table, normal_table, place_in_table, value_in_table
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
    luck_of,
    uniforms,
)

BLOCK = 256  # patients drawn together: all their attributes stay in the fastest memory


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


class Room(NamedTuple):
    """Room for a block of patients: `[patient]` of each attribute, and of luck still to be used."""

    age: FloatArray
    female: FloatArray
    relative_hazard: FloatArray
    late_rate: FloatArray
    destination: FloatArray
    from_own_home: FloatArray
    cluster: FloatArray
    operation_day: FloatArray
    hours_waiting: FloatArray
    days_stay: FloatArray
    threshold: FloatArray
    limit: FloatArray
    wait_readmission: FloatArray
    wait_nursing_home: FloatArray
    days_temporary_place: FloatArray
    home_after_temporary_place: FloatArray
    offered: FloatArray
    cas_regained: FloatArray
    nms_regained: FloatArray


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


def new_room(size: int = BLOCK) -> Room:
    """Room for that many patients."""
    return Room(*np.empty((len(Room._fields), size)))


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
def age_prob(s: Solved, u: float) -> float:
    """Normal probability of an age, none below the youngest or above the oldest."""
    return s.prob_normal_low + u * (s.prob_normal_high - s.prob_normal_low)


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


@stage
def fill_uniforms(
    key: tuple[int, int, int, int], decision: int, first: FloatArray, second: FloatArray
) -> None:
    """Look up one pair of uniforms of every patient; `key` as in `draw_patients`."""
    for i in range(key[3] - key[2]):
        luck = luck_of(key[0], key[1], key[2] + i)
        first[i], second[i] = uniforms(luck, decision, 0)


@stage
def look_up_luck(key: tuple[int, int, int, int], room: Room) -> None:
    """Put every uniform where the attribute that it decides will be."""
    fill_uniforms(key, AGE, room.age, room.female)
    fill_uniforms(key, OPERATION_DAY, room.operation_day, room.cluster)
    fill_uniforms(key, DESTINATION, room.destination, room.from_own_home)
    fill_uniforms(key, INDEX_STAY, room.days_stay, room.hours_waiting)
    fill_uniforms(key, DEATH, room.threshold, room.limit)
    fill_uniforms(key, NURSING_HOME_MOVE, room.wait_nursing_home, room.offered)
    fill_uniforms(key, READMISSION, room.wait_readmission, room.limit)
    fill_uniforms(key, TEMPORARY_STAY, room.days_temporary_place, room.home_after_temporary_place)
    fill_uniforms(key, CAS, room.cas_regained, room.nms_regained)


@stage
def fill_places(s: Solved, n: int, room: Room) -> None:
    """Turn uniforms into places in the tables of quantiles."""
    for i in range(n):
        room.age[i] = place_in_table(age_prob(s, room.age[i]))
    for i in range(n):
        room.hours_waiting[i] = place_in_table(room.hours_waiting[i])
    for i in range(n):
        room.days_stay[i] = place_in_table(room.days_stay[i])
    for i in range(n):
        room.days_temporary_place[i] = place_in_table(room.days_temporary_place[i])


@stage
def fill_tabulated(p: Observed, tables: Tables, n: int, room: Room) -> None:
    """Turn places in the tables into age (normal), log waiting time (normal) and stays (gamma)."""
    stay = p.mean_days_index_stay * p.multiplier_days_index_stay / p.shape_days_index_stay
    temporary = p.mean_days_temporary_place / p.shape_days_temporary_place
    for i in range(n):
        room.age[i] = p.mean_age + p.sd_age * value_in_table(tables.normal, room.age[i])
        room.hours_waiting[i] = value_in_table(tables.normal, room.hours_waiting[i])
        room.days_stay[i] = stay * value_in_table(tables.index_stay, room.days_stay[i])
        days = temporary * value_in_table(tables.temporary_stay, room.days_temporary_place[i])
        room.days_temporary_place[i] = days


@stage
def fill_numbers(p: Observed, s: Solved, n: int, room: Room) -> None:
    """Turn what is left into hours of waiting (log-normal), thresholds (exponential), hazards."""
    for i in range(n):
        factor = exp(p.sigma_hours_waiting * room.hours_waiting[i])
        room.hours_waiting[i] = p.median_hours_waiting * factor
    for i in range(n):
        room.threshold[i] = -log(room.threshold[i])
        room.limit[i] = conditional(p.frailty_variance, room.threshold[i])
    for i in range(n):
        room.wait_readmission[i] = -log(room.wait_readmission[i])
        room.wait_nursing_home[i] = -log(room.wait_nursing_home[i])
    for i in range(n):
        female = 1 if room.female[i] < p.share_female else 0
        log_rate = population_log_rate(p, s, female, room.age[i])
        room.female[i] = female
        room.relative_hazard[i] = relative_hazard(p, s, log_rate)
        room.late_rate[i] = late_rate(p, female, log_rate)


@stage
def fill_kinds(p: Observed, s: Solved, clusters: Clusters, n: int, room: Room) -> None:
    """Turn uniforms into the attributes that are choices, and what follows from them."""
    for i in range(n):
        cluster = choose(clusters.weight, room.cluster[i])
        destination = discharge_destination(p, clusters, cluster, room.destination[i])
        day = clusters.intake_days * room.operation_day[i]
        offered = clusters.target[cluster, destination] > 0.0 and day >= clusters.start_day[cluster]
        room.cluster[i], room.destination[i], room.operation_day[i] = cluster, destination, day
        room.from_own_home[i] = lived_in_own_home(p, destination, room.from_own_home[i])
        room.offered[i] = 1.0 if offered and room.offered[i] < p.uptake_kth else 0.0
        home = room.home_after_temporary_place[i] < p.prob_home_after_temporary_place
        room.home_after_temporary_place[i] = 1.0 if home else 0.0
        room.late_rate[i] *= relative_late(s, destination)
        room.cas_regained[i] = 1.0 if room.cas_regained[i] < p.prob_cas_regained else 0.0
        room.nms_regained[i] = 1.0 if room.nms_regained[i] < p.prob_nms_regained else 0.0


@stage
def draw_patients(
    p: Observed,
    s: Solved,
    tables: Tables,
    clusters: Clusters,
    key: tuple[int, int, int, int],
    room: Room,
) -> None:
    """Fill the room with patients, the same in every strategy.

    Args:
        p: what the draw states.
        s: what was solved from it.
        tables: quantiles between patients.
        clusters: the cohort.
        key: seed, draw number, first patient and one past the last.
        room: filled from its beginning.
    """
    n = key[3] - key[2]
    look_up_luck(key, room)
    fill_places(s, n, room)
    fill_tabulated(p, tables, n, room)
    fill_numbers(p, s, n, room)
    fill_kinds(p, s, clusters, n, room)


@compiled
def patient_at(room: Room, i: int) -> Patient:
    """One patient of the room."""
    return Patient(
        room.age[i],
        int(room.female[i]),
        room.relative_hazard[i],
        room.late_rate[i],
        int(room.destination[i]),
        int(room.from_own_home[i]),
        int(room.cluster[i]),
        room.operation_day[i],
        room.hours_waiting[i],
        room.days_stay[i],
        room.threshold[i],
        room.limit[i],
        room.wait_readmission[i],
        room.wait_nursing_home[i],
        room.days_temporary_place[i],
        int(room.home_after_temporary_place[i]),
        int(room.offered[i]),
        int(room.cas_regained[i]),
        int(room.nms_regained[i]),
    )


def draw_patient(
    p: Observed, s: Solved, tables: Tables, clusters: Clusters, key: tuple[int, int, int]
) -> Patient:
    """One patient; `key` is seed, draw number and the patient's."""
    room = new_room(1)
    draw_patients(p, s, tables, clusters, (*key, key[2] + 1), room)
    return patient_at(room, 0)
