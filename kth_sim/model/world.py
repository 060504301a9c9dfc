"""The reference engine's world: a SimPy clock and the resources that patients queue for."""

from __future__ import annotations

from collections.abc import Generator

import simpy
from simpy.events import Event
from simpy.resources.resource import Request

from kth_sim.model.capacity import RESOURCE_NAMES, Capacity, limits_of, next_start
from kth_sim.model.case import Case
from kth_sim.model.patients import tables_for

Happenings = Generator[Event, object, None]


class World:
    """One strategy's hospital and municipalities in calendar time, with their queues."""

    def __init__(self, case: Case, draw: int, capacity: Capacity) -> None:
        self.env = simpy.Environment()
        (self.p,), (self.s,) = case.draw(draw)
        self.tables = tables_for(self.p)
        self.horizon = case.horizon
        self.days_kth = float(self.p.days_kth)  # reading a record's field is slow
        self.limits = limits_of(capacity)
        # SimPy compares capacities, so inf will do.
        self.theatres, self.ward_beds, self.temporary_places, self.teams = (
            simpy.Resource(self.env, getattr(capacity, name)) for name in RESOURCE_NAMES
        )

    def opening(self, resource: int) -> float:
        """Calendar day from which work on that resource can begin."""
        return next_start(self.limits, resource, self.env.now)

    def at(self, day: float) -> Event:
        """The event that it is that calendar day."""
        return self.env.timeout(max(day - self.env.now, 0.0))

    def leave_after(self, days: float, resource: simpy.Resource, request: Request) -> Happenings:
        """Give a resource back after that many days."""
        yield self.env.timeout(days)
        resource.release(request)
