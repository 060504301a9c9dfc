"""One patient's course through the reference engine's world: SimPy processes with their queues."""

from __future__ import annotations

import math
from collections.abc import Generator

from simpy.events import Event
from simpy.resources.resource import Request

from kth_sim.model.capacity import HOURS_PER_DAY, TEAM, THEATRE, visit_deadline, visit_due
from kth_sim.model.effect import Effect
from kth_sim.model.fidelity import day_of_death_from, next_readmission_from, planned_visits
from kth_sim.model.hazards import TEMPORARY_PLACE
from kth_sim.model.life import AT_HOME, INDEX_STAY, READMITTED
from kth_sim.model.pathway import days_readmitted, next_residence, residence_ends
from kth_sim.model.randomness import Luck
from kth_sim.model.story import Story
from kth_sim.model.world import Happenings, World


class Course:
    """One patient's course through one world: a SimPy process that writes a `Story`."""

    def __init__(self, world: World, luck: Luck, story: Story) -> None:
        self.world, self.luck, self.story = world, luck, story
        self.patient = story.patient
        self.treated = story.strategy == 1 and story.patient.offered == 1
        self.now = 0.0  # days since operation
        self.left = 0.0  # hospital, last: day of the latest discharge
        self.at_home = False  # out of hospital, wherever that is
        self.effect = Effect(self)
        self.news: Event | None = None  # happens when a visit changes what is to come
        self.gone: Event = world.env.event()  # happens at readmission and at the end

    def run(self) -> Happenings:
        """From admission to death or the horizon."""
        yield self.world.env.timeout(self.patient.operation_day)
        bed = self.world.ward_beds.request()
        yield from self.come_to_operation(bed)
        request = yield from self.index_stay()
        self.world.ward_beds.release(bed)
        if self.story.discharge < math.inf:
            yield from self.live_on(request)

    def come_to_operation(self, bed: Request) -> Happenings:
        """Admission, a bed, the planned wait, a theatre; operation is day 0."""
        env, world, story = self.world.env, self.world, self.story
        yield bed
        story.bed_day = env.now
        yield env.timeout(self.patient.hours_waiting / HOURS_PER_DAY)
        story.theatre_day = env.now
        theatre = world.theatres.request()
        yield theatre
        start = world.opening(THEATRE)
        if start > env.now:
            yield world.at(start)
        story.operated_day = env.now
        waited = (env.now - self.patient.operation_day) * HOURS_PER_DAY
        story.hours_waiting = max(waited, self.patient.hours_waiting)
        self.foresee()
        length = float(world.limits.length[THEATRE])
        if length > 0.0:
            env.process(world.leave_after(length, world.theatres, theatre))
        else:
            world.theatres.release(theatre)

    def foresee(self) -> None:
        """Ask for the day of death, given what has happened so far."""
        story, effect, world = self.story, self.effect, self.world
        day = day_of_death_from(
            world.p, world.s, self.patient, story.discharge, effect.hr, effect.since, effect.saved
        )
        story.end = min(day, world.horizon)
        story.death = day if day <= world.horizon else math.inf

    def at(self, day: float) -> Event:
        """The event that it is `day` days since operation."""
        return self.world.at(self.story.operated_day + day)

    def index_stay(self) -> Generator[Event, object, Request | None]:
        """The stay after operation; it lasts longer while no temporary place is free."""
        story, planned = self.story, self.patient.days_stay
        request = None
        self.now = min(planned, story.end)
        yield self.at(self.now)
        if self.now < story.end and self.patient.destination == TEMPORARY_PLACE:
            request = self.world.temporary_places.request()
            yield from self.wait_in_bed(request)
        story.stays.append((INDEX_STAY, 0.0, self.now))
        if self.now < story.end:
            self.be_discharged()
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
            self.now = min(self.world.env.now - self.story.operated_day, self.story.end)
        self.story.days_blocked = self.now - ready

    def be_discharged(self) -> None:
        """Leave hospital; KTH begins, and the nurses' visits are planned."""
        story, world = self.story, self.world
        story.discharge = self.left = self.now
        self.at_home = True
        if self.treated:
            story.kth_start = self.now
            self.effect.begin()
            mean = world.limits.planned_visits
            n = planned_visits(mean, world.days_kth, self.luck)
            if n > 0:
                self.news = world.env.event()
                world.env.process(self.be_visited(n))
        self.foresee()

    def reach(self, day: float) -> Generator[Event, object, bool]:
        """Let time pass to `day`; False if visits changed what is to come on the way."""
        if self.news is None:
            yield self.at(day)
        else:
            news = self.news
            yield self.at(day) | news
            if news.triggered:
                return False
        self.now = day
        return True

    def live_on(self, request: Request | None) -> Happenings:
        """From discharge on: residences, readmissions, death."""
        story, p, s = self.story, self.world.p, self.world.s
        place, since, count = self.patient.destination, self.now, 0
        change = residence_ends(p, s, self.patient, place, since)
        readmission = self.readmission_after(count)
        while True:
            stop = min(change, readmission, story.end)
            reached = yield from self.reach(stop)
            if not reached:
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
                    self.leave_place(request)
                    request = None
                place, began = next_residence(self.patient, place), change
                change = residence_ends(p, s, self.patient, place, began)
            since = self.now
        self.go()
        if request is not None:
            self.leave_place(request)

    def leave_place(self, request: Request) -> None:
        """Give the temporary place back."""
        self.story.left_place = self.now
        self.world.temporary_places.release(request)

    def readmission_after(self, count: int) -> float:
        """Day of the next readmission after `count` of them, from the latest discharge."""
        world, effect = self.world, self.effect
        return next_readmission_from(
            world.p,
            world.s,
            self.luck,
            self.patient,
            effect.factor,
            self.story.discharge,
            self.left,
            count,
            effect.since_left,
            effect.added,
        )

    def be_readmitted(self, start: float, count: int) -> Happenings:
        """In hospital again, until well or dead."""
        self.go()
        length = days_readmitted(self.world.p, self.world.tables, self.luck, count)
        self.now = min(start + length, self.story.end)
        yield self.at(self.now)
        self.story.stays.append((READMITTED, start, self.now))
        self.left = self.now
        self.effect.since_left = self.effect.added = 0.0
        self.at_home = self.now < self.story.end

    def go(self) -> None:
        """Be away from wherever the nurses would come to."""
        self.at_home = False
        self.gone.succeed()
        self.gone = self.world.env.event()

    def be_visited(self, n: int) -> Happenings:
        """The nurses' planned visits, one after another, while the patient can be visited."""
        story, world = self.story, self.world
        for visit in range(n):
            yield self.at(story.discharge + visit_due(world.days_kth, n, visit))
            if self.at_home:
                window = world.limits.visit_window
                last = visit_deadline(window, world.days_kth, n, visit)
                yield from self.wait_for_visit(story.discharge + last)
                self.fidelity_is(story.delivered / story.planned if story.planned else 1.0)
        self.news = None

    def wait_for_visit(self, last: float) -> Happenings:
        """A visit that is due: made, missed on day `last`, or not needed if the patient leaves."""
        story, teams = self.story, self.world.teams
        due, gone, late = self.world.env.now, self.gone, self.at(last)
        request = teams.request()
        story.planned += 1
        yield request | late | gone
        if not request.triggered:
            request.cancel()
        else:
            start = self.world.opening(TEAM)
            in_time = start <= story.operated_day + last
            if not in_time:  # the next in line may have longer
                teams.release(request)
            yield (self.world.at(start) if in_time else late) | gone
            if in_time and gone.triggered:
                teams.release(request)
            elif in_time:
                story.delivered += 1
                story.visit_days += start - due
                length = float(self.world.limits.length[TEAM])
                self.world.env.process(self.world.leave_after(length, teams, request))
        if gone.triggered:
            story.planned -= 1

    def fidelity_is(self, fidelity: float) -> None:
        """Let KTH act at that fidelity from now on."""
        now = self.world.env.now - self.story.operated_day
        if self.at_home and self.effect.change(fidelity, now) and self.news is not None:
            self.foresee()
            news, self.news = self.news, self.world.env.event()
            news.succeed()
