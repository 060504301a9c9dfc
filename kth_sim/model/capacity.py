"""What a cluster has: theatres, ward beds, temporary places, acute-nurse teams, and their hours."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kth_sim.contracts import FloatArray
from kth_sim.model.compiled import compiled

HOURS_PER_DAY = 24.0
RESOURCE_NAMES = ("theatres", "ward_beds", "temporary_places", "nurse_teams")
THEATRE, BED, PLACE, TEAM = range(len(RESOURCE_NAMES))
UNLIMITED = np.int64(2**62)
_ROUNDING = 1e-9  # days; work that ends at closing time, but for rounding, ends in time


@dataclass(frozen=True)
class Capacity:
    """How many patients each resource serves at once; infinite unless said otherwise.

    What is unlimited is open day and night.

    Attributes:
        theatres: operations at once.
        theatre_hours: how long an operation keeps its theatre.
        theatre_opens: hour of the day; an operation begins and ends within opening hours, unless
            these are the whole day.
        theatre_closes: hour of the day.
        ward_beds: orthogeriatric beds, admission to discharge (readmissions go to other wards).
        temporary_places: from the index discharge to the end of that residence.
        nurse_teams: visits at once; a team works one shift, every day.
        visits_per_team_day: that one team can make in its shift.
        team_opens: hour of the day its shift begins.
        team_closes: hour of the day it ends.
        planned_visits: of one KTH pathway, on average; evenly over the programme, the first at
            discharge. 0: visits are not modelled, and KTH is delivered in full.
        visit_window: days within which a planned visit must begin, or it is missed.

    Raises:
        ValueError: an attribute is out of range; the message names it.
    """

    theatres: float = math.inf
    theatre_hours: float = 0.0
    theatre_opens: float = 0.0
    theatre_closes: float = HOURS_PER_DAY
    ward_beds: float = math.inf
    temporary_places: float = math.inf
    nurse_teams: float = math.inf
    visits_per_team_day: float = 4.0
    team_opens: float = 8.0
    team_closes: float = 16.0
    planned_visits: float = 0.0
    visit_window: float = 1.0

    def __post_init__(self) -> None:
        for name in RESOURCE_NAMES:
            _check_units(name, getattr(self, name))
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name not in RESOURCE_NAMES and not 0.0 <= value < math.inf:
                raise ValueError(f"{field.name} {value:g}: give a number from 0 on")
        _check_hours("theatre", self.theatre_opens, self.theatre_closes)
        _check_hours("team", self.team_opens, self.team_closes)
        if self.visits_per_team_day == 0.0:
            raise ValueError("visits_per_team_day 0: a team makes some visits")
        hours = self.theatre_closes - self.theatre_opens
        if self.theatre_hours > hours and hours < HOURS_PER_DAY:
            raise ValueError(f"theatre_hours {self.theatre_hours:g}: longer than a theatre is open")


def _check_units(name: str, units: float) -> None:
    if units != math.inf and not (units >= 1 and units % 1 == 0):
        raise ValueError(f"{name} {units:g}: give a whole number from 1 on, or leave it unlimited")


def _check_hours(name: str, opens: float, closes: float) -> None:
    if not opens < closes <= HOURS_PER_DAY:
        raise ValueError(f"{name}_opens {opens:g}, {name}_closes {closes:g}: hours of one day")


class Limits(NamedTuple):
    """A `Capacity` as arrays by resource, for compiled code; times in days.

    Attributes:
        units: of each resource.
        opens: share of the day at which it opens.
        closes: share of the day at which it closes.
        length: of one piece of work; 0 where the patient decides.
        planned_visits: as in `Capacity`.
        visit_window: as in `Capacity`.
    """

    units: NDArray[np.int64]
    opens: FloatArray
    closes: FloatArray
    length: FloatArray
    planned_visits: float
    visit_window: float


def limits_of(capacity: Capacity) -> Limits:
    """The capacity's arrays."""
    units = [getattr(capacity, name) for name in RESOURCE_NAMES]
    shift = capacity.team_closes - capacity.team_opens
    lengths = (capacity.theatre_hours, 0.0, 0.0, shift / capacity.visits_per_team_day)
    return Limits(
        np.array([UNLIMITED if n == math.inf else int(n) for n in units], np.int64),
        np.array([capacity.theatre_opens, 0.0, 0.0, capacity.team_opens]) / HOURS_PER_DAY,
        np.array([capacity.theatre_closes, 24.0, 24.0, capacity.team_closes]) / HOURS_PER_DAY,
        np.array(lengths) / HOURS_PER_DAY,
        capacity.planned_visits,
        capacity.visit_window,
    )


@compiled
def next_start(limits: Limits, resource: int, now: float) -> float:
    """First moment from now on at which work can begin that ends within opening hours."""
    opens, closes = float(limits.opens[resource]), float(limits.closes[resource])
    if closes - opens == 1.0 or limits.units[resource] == UNLIMITED:
        return now
    day = float(math.floor(now))
    if now < day + opens:
        return day + opens
    in_time = now + limits.length[resource] <= day + closes + _ROUNDING
    return now if in_time else day + 1.0 + opens


@compiled
def open_days(limits: Limits, resource: int, start: float, stop: float) -> float:
    """Days of opening hours between two moments, 0 if they are the wrong way round."""
    if stop <= start:
        return 0.0
    opens = float(limits.opens[resource])
    hours = float(limits.closes[resource]) - opens
    first, last = float(math.floor(start)), float(math.floor(stop))
    before = min(max(start - first - opens, 0.0), hours)
    return (last - first) * hours + min(max(stop - last - opens, 0.0), hours) - before


@compiled
def visit_due(days_kth: float, n_visits: int, visit: int) -> float:
    """Days from discharge to a planned visit, counted from 0: the first is due at discharge."""
    return visit * days_kth / n_visits


@compiled
def visit_deadline(window: float, days_kth: float, n_visits: int, visit: int) -> float:
    """Days from discharge by which a planned visit must begin: before the next one is due."""
    last = visit_due(days_kth, n_visits, visit) + window
    if visit + 1 == n_visits:
        return last
    return min(last, visit_due(days_kth, n_visits, visit + 1))
