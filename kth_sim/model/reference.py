"""The reference engine: SimPy, one process a patient, readable; it defines what the model means.

It asks the same pathway functions as the fast engine, but lets things happen in time and lets
patients queue for theatres, ward beds, temporary places and a place on the acute nurses' list.
Everything is unlimited unless a `Capacity` says otherwise. The day of death is asked for again
whenever something changes the hazard: discharge, and the start of KTH.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import simpy
from simpy.events import Event
from simpy.resources.resource import Request

from kth_sim.model.case import Block, Case
from kth_sim.model.hazards import TEMPORARY_PLACE, Patient, day_of_death
from kth_sim.model.ledger import CAS_REGAINED, DEATH, NMS_REGAINED, STAY, ledger_frame
from kth_sim.model.life import AT_HOME, INDEX_STAY, READMITTED
from kth_sim.model.pathway import (
    days_readmitted,
    next_readmission,
    next_residence,
    residence_ends,
)
from kth_sim.model.patients import clusters_of, draw_patients, new_room, patient_at, tables_for
from kth_sim.model.plain_tally import tally_stories
from kth_sim.model.randomness import Luck, luck_of

Happenings = Generator[Event, object, None]
HOURS_PER_DAY = 24.0


@dataclass(frozen=True)
class Capacity:
    """How many patients each resource serves at once; infinite unless said otherwise.

    Attributes:
        theatres: operations at once.
        theatre_hours: how long an operation keeps its theatre.
        ward_beds: orthogeriatric beds, admission to discharge (readmissions go to other wards).
        temporary_places: from the index discharge to the end of that residence.
        nurse_places: patients the acute nurses follow at once, each for the programme's length.
    """

    theatres: float = math.inf
    theatre_hours: float = 0.0
    ward_beds: float = math.inf
    temporary_places: float = math.inf
    nurse_places: float = math.inf


@dataclass
class Story:
    """One life as it happened, in days since operation.

    Attributes:
        number: the patient's.
        patient: who.
        strategy: 0 usual care, 1 KTH.
        hours_waiting: admission to operation, queues included.
        days_blocked: in a ward bed, ready to leave, while no temporary place was free.
        discharge: day the index stay ended; inf if by death.
        kth_start: day KTH started; inf if never.
        death: day of death; inf if beyond the horizon.
        end: day of death or the horizon.
        stays: `(place, start, stop)` in order.
    """

    number: int
    patient: Patient
    strategy: int
    hours_waiting: float = 0.0
    days_blocked: float = 0.0
    discharge: float = math.inf
    kth_start: float = math.inf
    death: float = math.inf
    end: float = math.inf
    stays: list[tuple[int, float, float]] = field(default_factory=list)


class World:
    """One strategy's hospital and municipalities in calendar time, with their queues."""

    def __init__(self, case: Case, draw: int, capacity: Capacity) -> None:
        self.env = simpy.Environment()
        (self.p,), (self.s,) = case.draw(draw)
        self.tables = tables_for(self.p)
        self.horizon = case.horizon
        self.days_kth = float(self.p.days_kth)  # reading a record's field is slow
        self.theatre_days = capacity.theatre_hours / HOURS_PER_DAY
        self.theatres = self.resource(capacity.theatres)
        self.ward_beds = self.resource(capacity.ward_beds)
        self.temporary_places = self.resource(capacity.temporary_places)
        self.nurse_places = self.resource(capacity.nurse_places)

    def resource(self, capacity: float) -> simpy.Resource:
        """A first-come, first-served resource; SimPy compares capacities, so inf will do."""
        return simpy.Resource(self.env, capacity)  # type: ignore[arg-type]


class Course:
    """One patient's course through one world: a SimPy process that writes a `Story`."""

    def __init__(self, world: World, luck: Luck, story: Story) -> None:
        self.world, self.luck, self.story = world, luck, story
        self.patient = story.patient
        self.treated = story.strategy == 1 and story.patient.offered == 1
        self.origin = 0.0  # calendar day of the operation
        self.now = 0.0  # days since operation
        self.left = 0.0  # hospital, last: day of the latest discharge
        self.nurse: Request | None = None  # the nurses' place this patient still waits for

    def run(self) -> Happenings:
        """From admission to death or the horizon."""
        yield self.world.env.timeout(self.patient.operation_day)
        bed, place = self.world.ward_beds.request(), None
        yield from self.come_to_operation(bed)
        if self.patient.destination == TEMPORARY_PLACE:
            place = self.world.temporary_places
        request = yield from self.index_stay(place)
        self.world.ward_beds.release(bed)
        if self.story.discharge < math.inf:
            yield from self.live_on(request)

    def come_to_operation(self, bed: Request) -> Happenings:
        """Admission, a bed, the planned wait, a theatre; operation is day 0."""
        env, world = self.world.env, self.world
        yield bed
        yield env.timeout(self.patient.hours_waiting / HOURS_PER_DAY)
        theatre = world.theatres.request()
        yield theatre
        self.origin = env.now
        waited = (env.now - self.patient.operation_day) * HOURS_PER_DAY
        self.story.hours_waiting = max(waited, self.patient.hours_waiting)
        self.foresee()
        if world.theatre_days > 0.0:
            env.process(self.leave_after(world.theatre_days, world.theatres, theatre))
        else:
            world.theatres.release(theatre)

    def leave_after(self, days: float, resource: simpy.Resource, request: Request) -> Happenings:
        """Give a resource back after that many days."""
        yield self.world.env.timeout(days)
        resource.release(request)

    def foresee(self) -> None:
        """Ask for the day of death, given what has happened so far."""
        story, world = self.story, self.world
        day = day_of_death(
            world.p, world.s, self.patient, story.discharge, self.treated, story.kth_start
        )
        story.end = min(day, world.horizon)
        story.death = day if day <= world.horizon else math.inf

    def at(self, day: float) -> Event:
        """The event that it is `day` days since operation."""
        return self.world.env.timeout(max(self.origin + day - self.world.env.now, 0.0))

    def index_stay(self, place: simpy.Resource | None) -> Generator[Event, object, Request | None]:
        """The stay after operation; it lasts longer while no temporary place is free."""
        story, planned = self.story, self.patient.days_stay
        request = None
        self.now = min(planned, story.end)
        yield self.at(self.now)
        if self.now < story.end and place is not None:
            request = place.request()
            yield from self.wait_in_bed(request)
        story.stays.append((INDEX_STAY, 0.0, self.now))
        if self.now < story.end:
            story.discharge = self.left = self.now
            self.ask_for_kth()
            self.foresee()
        elif request is not None:
            request.cancel()
        return request

    def wait_in_bed(self, request: Request) -> Happenings:
        """Ready to leave: wait for the place or for death, whichever comes first."""
        if request.triggered:
            return
        yield request | self.at(self.story.end)
        ready = self.now
        self.now = self.story.end
        if request.triggered:
            self.now = min(self.world.env.now - self.origin, self.story.end)
        self.story.days_blocked = self.now - ready

    def ask_for_kth(self) -> None:
        """Ask the acute nurses for a place; KTH starts when there is one."""
        if self.treated:
            self.nurse = self.world.nurse_places.request()
            if self.nurse.triggered:
                self.start_kth(self.nurse)

    def start_kth(self, nurse: Request) -> None:
        """KTH starts now, for the programme's length."""
        self.story.kth_start = self.now
        self.nurse = None
        places = self.world.nurse_places
        if places.capacity < math.inf:  # else nobody waits for it to be given back
            self.world.env.process(self.leave_after(self.world.days_kth, places, nurse))

    def reach(self, day: float) -> Generator[Event, object, bool]:
        """Let time pass to `day`; False if KTH started on the way and changed what is to come."""
        while self.nurse is not None:
            last = self.story.discharge + self.world.days_kth
            yield self.nurse | self.at(min(day, last))
            if self.nurse.triggered:
                self.now = min(self.world.env.now - self.origin, day)
                self.start_kth(self.nurse)
                self.foresee()
                return False
            if last <= day:
                self.nurse.cancel()
                self.nurse = None
            else:
                break
        yield self.at(day)
        self.now = day
        return True

    def live_on(self, request: Request | None) -> Happenings:
        """From discharge on: residences, readmissions, death."""
        world, story, p, s = self.world, self.story, self.world.p, self.world.s
        place, since, count = self.patient.destination, self.now, 0
        change = residence_ends(p, s, self.patient, place, since)
        readmission = self.readmission_after(count)
        while True:
            stop = min(change, readmission, story.end)
            reached = yield from self.reach(stop)
            if not reached:  # KTH started, which changes what is to come
                readmission = self.readmission_after(count)
                continue
            story.stays.append((AT_HOME + place, since, stop))
            if stop == story.end:
                break
            if stop == readmission:
                yield from self.be_readmitted(readmission, count)
                if self.now == story.end:
                    break
                count += 1
                readmission = self.readmission_after(count)
            while change <= self.now:
                if request is not None:
                    world.temporary_places.release(request)
                    request = None
                place, began = next_residence(self.patient, place), change
                change = residence_ends(p, s, self.patient, place, began)
            since = self.now
        if request is not None:
            world.temporary_places.release(request)
        if self.nurse is not None:
            self.nurse.cancel()

    def readmission_after(self, count: int) -> float:
        """Day of the next readmission after `count` of them, from the latest discharge."""
        world, story = self.world, self.story
        return next_readmission(
            world.p,
            world.s,
            self.luck,
            self.patient,
            story.kth_start,
            story.discharge,
            self.left,
            count,
        )

    def be_readmitted(self, start: float, count: int) -> Happenings:
        """In hospital again, until well or dead."""
        length = days_readmitted(self.world.p, self.world.tables, self.luck, count)
        while not (yield from self.reach(min(start + length, self.story.end))):
            pass
        self.story.stays.append((READMITTED, start, self.now))
        self.left = self.now


def stories(
    case: Case, draw: int, patients: range, capacity: Capacity | None = None
) -> list[list[Story]]:
    """`[strategy][patient]` lives of these patients, who share each strategy's resources."""
    told: list[list[Story]] = []
    clusters, room, number = (
        clusters_of(case.cohort),
        new_room(len(patients)),
        case.first_draw + draw,
    )
    key = (case.seed, number, patients.start, patients.stop)
    for strategy in range(2):
        world = World(case, draw, capacity or Capacity())
        told.append([])
        draw_patients(world.p, world.s, world.tables, clusters, key, room)
        for i, patient in enumerate(patients):
            story = Story(patient, patient_at(room, i), strategy)
            told[strategy].append(story)
            luck = luck_of(case.seed, number, patient)
            world.env.process(Course(world, luck, story).run())
        world.env.run()
    return told


def run_block(case: Case, draw: int, patients: range) -> Block:
    """One block of one draw, without limits of capacity."""
    return tally_stories(case, draw, stories(case, draw, patients))


def story_rows(story: Story, day: float) -> list[tuple[float, ...]]:
    """A story's events in order, as rows of `ledger_frame`; rehabilitation ends on `day`."""
    rows: list[tuple[float, ...]] = []
    for place, start, stop in story.stays:
        if start < day <= stop:
            if story.patient.cas_regained:
                rows.append((story.strategy, story.number, CAS_REGAINED, day, day, place))
            if story.patient.nms_regained:
                rows.append((story.strategy, story.number, NMS_REGAINED, day, day, place))
        rows.append((story.strategy, story.number, STAY, start, stop, place))
    if story.death < math.inf:
        last = story.stays[-1][0]
        rows.append((story.strategy, story.number, DEATH, story.death, story.death, last))
    return rows


def ledger(
    case: Case, draw: int, patients: range, capacity: Capacity | None = None
) -> pd.DataFrame:
    """The lives of these patients, event by event (`ledger_frame` names the columns)."""
    day = case.draw(draw)[0][0].days_rehabilitation
    pairs = zip(*stories(case, draw, patients, capacity), strict=True)
    rows = [row for pair in pairs for story in pair for row in story_rows(story, day)]
    return ledger_frame(case.first_draw + draw, np.array(rows))
