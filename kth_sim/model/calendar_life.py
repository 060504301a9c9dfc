"""The calendar's patients: from operation to death, as `course.Course` and `life.live` have it."""

from __future__ import annotations

import math

from kth_sim.model.calendar_heap import push
from kth_sim.model.calendar_state import (
    HELD,
    IN_QUEUE,
    KINDS,
    LIVE,
    LIVE_ALONE,
    NO_VISIT,
    PLANNED,
    VISIT_DUE,
    Course,
    Given,
    State,
    end_use,
    leave,
    note,
)
from kth_sim.model.capacity import BED, PLACE, TEAM, visit_deadline
from kth_sim.model.compiled import compiled, stage
from kth_sim.model.fidelity import (
    day_of_death_from,
    hazard_saved,
    next_readmission_from,
    planned_visits,
    readmission_added,
    scaled,
)
from kth_sim.model.hazards import Patient
from kth_sim.model.life import AT_HOME, INDEX_STAY, READMITTED
from kth_sim.model.pathway import days_readmitted, next_residence, residence_ends
from kth_sim.model.randomness import Luck
from kth_sim.model.readmission import KTH_REACH


@compiled
def admit(given: Given, one: Course, patient: Patient) -> None:
    """Begin a patient's record."""
    s = given.s[0]
    one.arrival, one.treated = patient.operation_day, given.strategy * patient.offered
    one.days_blocked = one.visit_days = one.since = one.left = 0.0
    one.discharge = one.left_place = one.kth_start = math.inf
    one.planned = one.delivered = one.stays = one.count = 0
    one.at_home = one.done = one.blocked = one.in_place = one.queued = 0
    one.n_visits = one.visit = one.visit_state = 0
    acting = one.treated == 1 and s.window_from_operation == 1.0
    one.fidelity, one.factor = 1.0, 1.0
    one.hr = s.hr_kth_delivered if acting else 1.0
    one.hr_since = 0.0 if acting else math.inf
    one.saved = one.since_left = one.added = 0.0


@stage
def foresee_death(given: Given, one: Course, patient: Patient) -> None:
    """Set the day of death, given what has happened so far."""
    p, s = given.p[0], given.s[0]
    day = day_of_death_from(p, s, patient, one.discharge, one.hr, one.hr_since, one.saved)
    one.end = min(day, given.horizon)
    one.death = day if day <= given.horizon else math.inf


@stage
def foresee_readmission(given: Given, luck: Luck, one: Course, patient: Patient) -> None:
    """Set the day of the next readmission, given what has happened so far."""
    one.readmission = next_readmission_from(
        given.p[0],
        given.s[0],
        luck,
        patient,
        one.factor,
        one.discharge,
        one.left,
        one.count,
        one.since_left,
        one.added,
    )


@compiled
def add_stay(state: State, i: int, place: int, start: float, stop: float) -> None:
    """Write down a stay."""
    one = state.courses[i]
    row = state.stays[i, one.stays]
    row[0], row[1], row[2] = place, start, stop
    one.stays += 1


@compiled
def die_in_index_stay(state: State, i: int, day: float) -> None:
    """The index stay ends in death, or at the horizon."""
    one = state.courses[i]
    add_stay(state, i, INDEX_STAY, 0.0, one.end)
    one.done = 1
    end_use(state, BED, day)


@stage
def be_discharged(
    given: Given, state: State, luck: Luck, patient: Patient, i: int, now: float, day: float
) -> None:
    """Leave hospital `now` days after operation; KTH begins, and the nurses' visits are planned."""
    one, p, s = state.courses[i], given.p[0], given.s[0]
    add_stay(state, i, INDEX_STAY, 0.0, now)
    end_use(state, BED, day)
    one.discharge = one.left = one.since = now
    one.at_home, one.blocked = 1, 0
    if one.treated == 1:
        one.kth_start = now
        one.hr_since = min(one.hr_since, now)
        one.hr, one.factor = s.hr_kth_delivered, s.readmission_factor_delivered
        one.n_visits = planned_visits(given.limits.planned_visits, p.days_kth, luck)
        if one.n_visits > 0:
            push(state.heap, day, i * KINDS + VISIT_DUE)
    foresee_death(given, one, patient)
    one.place = patient.destination
    one.change = residence_ends(p, s, patient, one.place, now)
    foresee_readmission(given, luck, one, patient)
    schedule_life(given, state, i, day)


@stage
def schedule_life(given: Given, state: State, i: int, day: float) -> None:
    """Schedule what comes next in a life, if it matters to anyone else; else live it alone, now."""
    one, days_kth = state.courses[i], given.p[0].days_kth
    if one.in_place == 0 and one.visit == one.n_visits and one.visit_state == NO_VISIT:
        one.next_day = math.inf
        push(state.heap, day, i * KINDS + LIVE_ALONE)
        return
    last = math.inf
    if one.in_place == 0:
        window = given.limits.visit_window
        last = one.discharge + visit_deadline(window, days_kth, one.n_visits, one.n_visits - 1)
    stop = min(one.change, one.readmission, one.end)
    if one.at_home == 0:
        stop = one.left
    one.next_day = one.operated_day + stop
    if stop <= last:  # else the last visit comes first, and asks again
        push(state.heap, one.next_day, i * KINDS + LIVE)


@stage
def cancel_visit(given: Given, state: State, i: int, day: float) -> None:
    """The nurses need not come: the patient is in hospital again, or dead."""
    one = state.courses[i]
    if one.visit_state == NO_VISIT:
        return
    if one.queued == 1:
        leave(state, TEAM, i)
    if one.visit_state == HELD:
        state.free[TEAM] += 1
    note(state, TEAM, IN_QUEUE, day, -1.0)
    one.visit_state = NO_VISIT
    one.planned -= 1
    count_visit(given, state, one.due_day, PLANNED, -1.0)


@compiled
def count_visit(given: Given, state: State, due_day: float, what: int, number: float) -> None:
    """Count visits in the month in which they fell due."""
    if int(due_day) < len(given.month_of_day):
        state.visits[given.month_of_day[int(due_day)], what] += number


@compiled
def finish(given: Given, state: State, i: int, now: float, day: float) -> None:
    """A life after the index stay ends."""
    one = state.courses[i]
    one.done = 1
    one.at_home = 0
    cancel_visit(given, state, i, day)
    leave_place(state, i, now, day)


@compiled
def leave_place(state: State, i: int, now: float, day: float) -> None:
    """Give the temporary place back, if one was used."""
    one = state.courses[i]
    if one.in_place == 1:
        one.in_place = 0
        one.left_place = now
        end_use(state, PLACE, day)


@stage
def step(given: Given, state: State, luck: Luck, patient: Patient, i: int, day: float) -> None:
    """What is next in a life after the index stay: the end of a stay and what follows it."""
    one, p, s = state.courses[i], given.p[0], given.s[0]
    if one.at_home == 1:
        now = min(one.change, one.readmission, one.end)
        add_stay(state, i, AT_HOME + one.place, one.since, now)
        if now == one.end:
            finish(given, state, i, now, day)
            return
        if now == one.readmission:
            cancel_visit(given, state, i, day)
            one.at_home = 0
            length = days_readmitted(p, given.tables, luck, one.count)
            one.left = min(now + length, one.end)
            return
    else:
        now = one.left
        add_stay(state, i, READMITTED, one.readmission, now)
        if now == one.end:
            finish(given, state, i, now, day)
            return
        one.at_home = 1
        one.count += 1
        one.since_left = one.added = 0.0
        foresee_readmission(given, luck, one, patient)
    while one.change <= now:
        leave_place(state, i, now, day)
        one.place, began = next_residence(patient, one.place), one.change
        one.change = residence_ends(p, s, patient, one.place, began)
    one.since = now


@stage
def live_on(
    given: Given, state: State, luck: Luck, patient: Patient, i: int, day: float, alone: bool
) -> None:
    """Take the next step of a life; alone: all steps to its end."""
    one = state.courses[i]
    step(given, state, luck, patient, i, day)
    while alone and one.done == 0:
        step(given, state, luck, patient, i, day)
    if one.done == 0:
        schedule_life(given, state, i, day)


@stage
def fidelity_is(given: Given, luck: Luck, one: Course, patient: Patient, day: float) -> None:
    """Let KTH act at the fidelity of the visits so far from now on."""
    p, s, now = given.p[0], given.s[0], day - one.operated_day
    one.saved += hazard_saved(p, s, patient, one.discharge, one.hr, one.hr_since, now)
    since_left, reach = now - one.left, KTH_REACH - (one.left - one.discharge)
    one.added += readmission_added(p, s, one.factor, one.since_left, since_left, reach)
    one.fidelity = one.delivered / one.planned if one.planned > 0 else 1.0
    one.hr_since, one.since_left = now, since_left
    one.hr = scaled(s.hr_kth_delivered, one.fidelity)
    one.factor = scaled(s.readmission_factor_delivered, one.fidelity)
    foresee_death(given, one, patient)
    foresee_readmission(given, luck, one, patient)
