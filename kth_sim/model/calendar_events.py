"""The compiled calendar: what happens at each event, and who is served next."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kth_sim.model.calendar_heap import drop_first, push
from kth_sim.model.calendar_life import (
    admit,
    be_discharged,
    count_visit,
    die_in_index_stay,
    fidelity_is,
    foresee_death,
    live_on,
    schedule_life,
)
from kth_sim.model.calendar_state import (
    AT_THEATRE,
    DELIVERED,
    HELD,
    IN_QUEUE,
    KINDS,
    LIVE,
    LIVE_ALONE,
    NO_VISIT,
    NOBODY,
    OPERATE,
    PLACED,
    PLANNED,
    READY,
    THEATRE_FREE,
    VISIT_DUE,
    VISIT_MISSED,
    VISIT_OVER,
    VISIT_START,
    WAITING,
    Given,
    State,
    begin_use,
    end_use,
    join,
    leave,
    note,
)
from kth_sim.model.capacity import (
    BED,
    HOURS_PER_DAY,
    PLACE,
    RESOURCE_NAMES,
    TEAM,
    THEATRE,
    next_start,
    open_days,
    visit_deadline,
    visit_due,
)
from kth_sim.model.compiled import compiled, stage
from kth_sim.model.hazards import TEMPORARY_PLACE
from kth_sim.model.patients import Room, patient_at
from kth_sim.model.randomness import luck_of

N_RESOURCES = len(RESOURCE_NAMES)


@compiled
def grant(given: Given, state: State, room: Room, resource: int, i: int, day: float) -> None:
    """Give a unit to the patient who was first in its queue."""
    one = state.courses[i]
    if resource == BED:
        begin_use(state, BED, day)
        one.bed_day = day
        push(state.heap, day + room.hours_waiting[i] / HOURS_PER_DAY, i * KINDS + AT_THEATRE)
    elif resource == PLACE:
        push(state.heap, day, i * KINDS + PLACED)
    else:
        start = next_start(given.limits, resource, day)
        if resource == THEATRE:
            push(state.heap, start, i * KINDS + OPERATE)
        elif start <= one.deadline:
            one.visit_state, one.start_day = HELD, start
            push(state.heap, start, i * KINDS + VISIT_START)
        else:  # the next in line may have longer
            state.free[TEAM] += 1


@stage
def hand_out(given: Given, state: State, room: Room, day: float) -> None:
    """Give every free unit to whoever has waited longest for it."""
    for resource in range(N_RESOURCES):
        while state.free[resource] > 0 and state.first[resource] != NOBODY:
            i = state.first[resource]
            leave(state, resource, i)
            state.free[resource] -= 1
            grant(given, state, room, resource, i, day)
        full = state.first[resource] != NOBODY
        if full != (state.full_since[resource] < math.inf):
            note_full(given, state, resource, day)


@compiled
def note_full(given: Given, state: State, resource: int, day: float) -> None:
    """A queue has formed or dissolved: count the opening hours between."""
    since = state.full_since[resource]
    if since == math.inf:
        state.full_since[resource] = day
        return
    start, stop = max(since, given.counted[0]), min(day, given.counted[1])
    state.full_days[resource] += open_days(given.limits, resource, start, stop)
    state.full_since[resource] = math.inf


@stage
def operate(given: Given, state: State, room: Room, i: int, day: float) -> None:
    """The operation begins: day 0."""
    one, patient = state.courses[i], patient_at(room, i)
    begin_use(state, THEATRE, day)
    one.operated_day = day
    push(state.heap, day + given.limits.length[THEATRE], i * KINDS + THEATRE_FREE)
    foresee_death(given, one, patient)
    push(state.heap, day + min(patient.days_stay, one.end), i * KINDS + READY)


@stage
def visit_falls_due(given: Given, state: State, i: int, day: float) -> None:
    """A visit falls due: ask for a team, unless the patient is in hospital again."""
    one, days_kth = state.courses[i], given.p[0].days_kth
    visit = one.visit
    one.visit += 1
    if one.visit < one.n_visits:
        due = one.discharge + visit_due(days_kth, one.n_visits, one.visit)
        push(state.heap, one.operated_day + due, i * KINDS + VISIT_DUE)
    if one.at_home == 0:
        return
    last = visit_deadline(given.limits.visit_window, days_kth, one.n_visits, visit)
    one.deadline = one.operated_day + (one.discharge + last)
    one.visit_state, one.due_day = WAITING, day
    one.planned += 1
    count_visit(given, state, day, PLANNED, 1.0)
    join(state, TEAM, i, day)
    if state.free[TEAM] == 0 or next_start(given.limits, TEAM, day) > one.deadline:
        push(state.heap, one.deadline, i * KINDS + VISIT_MISSED)


@stage
def visit_ends(given: Given, state: State, i: int, day: float, made: bool) -> None:
    """A visit begins, or its window closes."""
    one = state.courses[i]
    if made:
        begin_use(state, TEAM, day)
        push(state.heap, day + given.limits.length[TEAM], i * KINDS + VISIT_OVER)
        one.delivered += 1
        one.visit_days += day - one.due_day
        count_visit(given, state, one.due_day, DELIVERED, 1.0)
    else:
        note(state, TEAM, IN_QUEUE, day, -1.0)
        if one.queued == 1:
            leave(state, TEAM, i)
    one.visit_state = NO_VISIT


@stage
def visit_event(given: Given, state: State, room: Room, i: int, kind: int, day: float) -> None:
    """A visit falls due, begins, or is missed; perhaps it was the last."""
    one = state.courses[i]
    if one.done == 1:
        return
    changed = False
    if kind == VISIT_DUE and one.visit_state != NO_VISIT:  # the one before ends at this moment
        push(state.heap, day, i * KINDS + VISIT_DUE)
        kind = VISIT_MISSED if one.visit_state == WAITING else VISIT_START
    if kind == VISIT_DUE:
        visit_falls_due(given, state, i, day)
    else:
        due = one.start_day if kind == VISIT_START else one.deadline
        if due != day or one.visit_state != (HELD if kind == VISIT_START else WAITING):
            return  # the patient was gone before
        visit_ends(given, state, i, day, kind == VISIT_START)
        changed = one.delivered != one.fidelity * one.planned
        if changed:
            luck = luck_of(given.key[0], given.key[1], given.key[2] + i)
            fidelity_is(given, luck, one, patient_at(room, i), day)
    over = one.visit == one.n_visits and one.visit_state == NO_VISIT and one.in_place == 0
    if changed or over:
        schedule_life(given, state, i, day)


@compiled
def ready(given: Given, state: State, i: int, days_stay: float, to_place: bool, day: float) -> int:
    """The end of the planned stay: what follows at once, as the kind of event, or -1."""
    one = state.courses[i]
    if one.end <= days_stay:
        die_in_index_stay(state, i, day)
        return -1
    if not to_place:
        return READY
    one.blocked = 1
    join(state, PLACE, i, day)
    if state.free[PLACE] == 0:
        one.next_day = one.operated_day + one.end
        push(state.heap, one.next_day, i * KINDS + LIVE)
    return -1


@stage
def life_event(given: Given, state: State, room: Room, i: int, kind: int, day: float) -> None:
    """The end of the planned stay, a temporary place, or whatever is next in a life."""
    one, patient = state.courses[i], patient_at(room, i)
    luck = luck_of(given.key[0], given.key[1], given.key[2] + i)
    if kind == READY:
        kind = ready(
            given, state, i, patient.days_stay, patient.destination == TEMPORARY_PLACE, day
        )
    if kind == PLACED:
        begin_use(state, PLACE, day)
        one.in_place = 1
    if kind in (READY, PLACED):
        at_once = day == one.operated_day + patient.days_stay
        now = patient.days_stay if at_once else min(day - one.operated_day, one.end)
        one.days_blocked = now - patient.days_stay
        be_discharged(given, state, luck, patient, i, now, day)
    elif one.done == 1 or (kind == LIVE and one.next_day != day) or kind < 0:
        return
    elif one.blocked == 1:
        one.days_blocked = one.end - patient.days_stay
        leave(state, PLACE, i)
        note(state, PLACE, IN_QUEUE, day, -1.0)
        die_in_index_stay(state, i, day)
    else:
        live_on(given, state, luck, patient, i, day, kind == LIVE_ALONE)


@compiled
def happen(given: Given, state: State, room: Room, code: int, day: float) -> None:
    """What happens at one event."""
    i, kind = code // KINDS, code % KINDS
    if kind == AT_THEATRE:
        state.courses[i].theatre_day = day
        join(state, THEATRE, i, day)
    elif kind == OPERATE:
        operate(given, state, room, i, day)
    elif kind == THEATRE_FREE:
        end_use(state, THEATRE, day)
    elif kind == VISIT_OVER:
        end_use(state, TEAM, day)
    elif kind in (VISIT_DUE, VISIT_START, VISIT_MISSED):
        visit_event(given, state, room, i, kind, day)
    else:
        life_event(given, state, room, i, kind, day)


@stage
def run(given: Given, state: State, room: Room, order: NDArray[np.int64]) -> None:
    """Run the calendar until every life has been lived.

    Args:
        given: what is asked.
        state: empty, with room for all; what is found is left in it.
        room: the patients, with their days of arrival.
        order: patients in order of arrival.
    """
    arrived = 0
    while arrived < len(order) or state.heap.size[0] > 0:
        coming = math.inf
        if arrived < len(order):
            coming = room.operation_day[order[arrived]]
        if state.heap.size[0] == 0 or coming <= state.heap.days[0]:
            day, i = coming, order[arrived]
            arrived += 1
            admit(given, state.courses[i], patient_at(room, i))
            join(state, BED, i, day)
        else:
            day, code = state.heap.days[0], state.heap.codes[0]
            drop_first(state.heap)
            happen(given, state, room, code, day)
        hand_out(given, state, room, day)
    for resource in range(N_RESOURCES):
        if state.full_since[resource] < math.inf:
            note_full(given, state, resource, day)
