"""What the compiled calendar remembers: one record a patient, queues, and counts day by day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from kth_sim.contracts import FloatArray
from kth_sim.model.calendar_heap import Heap, new_heap
from kth_sim.model.capacity import RESOURCE_NAMES, Limits
from kth_sim.model.compiled import compiled
from kth_sim.model.life import MOST_STAYS
from kth_sim.model.parameters import Observed, Solved
from kth_sim.model.patients import Room, Tables, new_room

# Kinds of events; an event's code is patient x KINDS + kind.
(
    AT_THEATRE, OPERATE, THEATRE_FREE, READY, PLACED, LIVE, LIVE_ALONE, VISIT_DUE, VISIT_START,
    VISIT_MISSED, VISIT_OVER,
) = range(11)  # fmt: skip
KINDS = 16
NO_VISIT, WAITING, HELD = 0, 1, 2
IN_USE, IN_QUEUE = 0, 1
LEVEL, PARTIAL = 0, 1
PLANNED, DELIVERED = 0, 1
NOBODY = -1
_MOST_EVENTS_A_PATIENT = 8  # waiting in the heap at once


class Course:
    """One patient's state in the calendar; days since operation unless said otherwise.

    The fields up to `stays` are the result, as in `story.Story`.
    """

    arrival: float  # calendar day
    bed_day: float  # calendar day
    theatre_day: float  # calendar day
    operated_day: float  # calendar day
    days_blocked: float
    discharge: float
    left_place: float
    kth_start: float
    death: float
    end: float
    planned: int
    delivered: int
    visit_days: float
    stays: int
    treated: int
    # Where the patient is and what comes next.
    at_home: int
    done: int
    blocked: int
    in_place: int
    place: int
    count: int
    since: float
    change: float
    readmission: float
    left: float
    next_day: float
    # KTH's effect, as in `course.Effect`.
    fidelity: float
    hr: float
    hr_since: float
    saved: float
    factor: float
    since_left: float
    added: float
    # The nurses' visit that is due.
    n_visits: int
    visit: int
    visit_state: int
    due_day: float  # calendar day
    deadline: float  # calendar day
    start_day: float  # calendar day
    # The queue the patient stands in.
    queued: int
    before: int
    after: int


COURSE_FIELDS = Course.__annotations__
COURSE = np.dtype(
    (
        np.record,
        [(name, np.int64 if kind == "int" else np.float64) for name, kind in COURSE_FIELDS.items()],
    )
)


class Given(NamedTuple):
    """What a run of the calendar is given, besides its people.

    Attributes:
        p: what the draw states.
        s: what was solved from it.
        tables: quantiles between patients.
        limits: of the resources.
        horizon: days since operation at which lives are cut off.
        strategy: 0 usual care, 1 KTH.
        counted: first and last calendar day that are counted.
        month_of_day: `[day]` of the calendar.
        key: seed, draw, first patient and one past the last.
    """

    p: Sequence[Observed]
    s: Sequence[Solved]
    tables: Tables
    limits: Limits
    horizon: float
    strategy: int
    counted: tuple[float, float]
    month_of_day: NDArray[np.int64]
    key: tuple[int, int, int, int]


class State(NamedTuple):
    """The calendar while it runs; `Daily` holds what is kept of it.

    Attributes:
        courses: `[patient]` records of `Course`.
        stays: `[patient, stay, (place, start, stop)]`.
        heap: events to come.
        first: `[resource]` patient at the head of the queue, or `NOBODY`.
        last: `[resource]` patient at its end.
        free: `[resource]` units that nobody holds.
        full_since: `[resource]` calendar day from which every unit is held and somebody waits.
        daily: `[resource, (in use, in queue), day, (level, partial)]`, see `note`.
        full_days: `[resource]` days of opening hours so spent.
        visits: `[month, (planned, delivered)]` by the day they were due.
    """

    courses: Sequence[Course]
    stays: FloatArray
    heap: Heap
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    free: NDArray[np.int64]
    full_since: FloatArray
    daily: FloatArray
    full_days: FloatArray
    visits: FloatArray


class Scratch(NamedTuple):
    """Room for a number of patients and days, to be used again and again by one thread."""

    room: Room
    state: State


def new_scratch(patients: int, days: int, months: int) -> Scratch:
    """Room for that many patients, calendar days and months."""
    n = len(RESOURCE_NAMES)
    state = State(
        cast("Sequence[Course]", np.zeros(patients, COURSE)),
        np.empty((patients, MOST_STAYS, 3)),
        new_heap(_MOST_EVENTS_A_PATIENT * patients + 1),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty(n),
        np.empty((n, 2, days + 1, 2)),
        np.empty(n),
        np.empty((months, 2)),
    )
    return Scratch(new_room(patients), state)


def clear(state: State, limits: Limits) -> None:
    """Empty the calendar."""
    state.heap.size[0] = 0
    state.first[:] = NOBODY
    state.last[:] = NOBODY
    state.free[:] = limits.units
    state.full_since[:] = np.inf
    state.daily[:] = 0.0
    state.full_days[:] = 0.0
    state.visits[:] = 0.0


@compiled
def note(state: State, resource: int, what: int, day: float, change: float) -> None:
    """Note that so many more are in use, or in the queue, from a calendar day on.

    `level` is what the next days gain in full, `partial` what this day gains.
    """
    n = state.daily.shape[2] - 1
    whole = int(day)
    if whole < n:
        cell = state.daily[resource, what, whole]
        cell[LEVEL] += change
        cell[PARTIAL] += change * (whole + 1.0 - day)


@compiled
def join(state: State, resource: int, i: int, day: float) -> None:
    """Stand at the end of a resource's queue."""
    one, last = state.courses[i], state.last[resource]
    one.queued, one.before, one.after = 1, last, NOBODY
    if last == NOBODY:
        state.first[resource] = i
    else:
        state.courses[last].after = i
    state.last[resource] = i
    note(state, resource, IN_QUEUE, day, 1.0)


@compiled
def leave(state: State, resource: int, i: int) -> None:
    """Step out of a resource's queue, wherever one stands in it."""
    one = state.courses[i]
    one.queued = 0
    if one.before == NOBODY:
        state.first[resource] = one.after
    else:
        state.courses[one.before].after = one.after
    if one.after == NOBODY:
        state.last[resource] = one.before
    else:
        state.courses[one.after].before = one.before


@compiled
def begin_use(state: State, resource: int, day: float) -> None:
    """From the queue into service."""
    note(state, resource, IN_QUEUE, day, -1.0)
    note(state, resource, IN_USE, day, 1.0)


@compiled
def end_use(state: State, resource: int, day: float) -> None:
    """Give a unit back."""
    note(state, resource, IN_USE, day, -1.0)
    state.free[resource] += 1
