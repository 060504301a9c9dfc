"""One cluster in calendar time, run by the compiled calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kth_sim.contracts import FloatArray
from kth_sim.model.arrivals import Population, fill_population
from kth_sim.model.calendar_events import run
from kth_sim.model.calendar_state import LEVEL, PARTIAL, Given, Scratch, clear, new_scratch
from kth_sim.model.capacity import Capacity, limits_of
from kth_sim.model.case import Case
from kth_sim.model.parameters import Records
from kth_sim.model.patients import tables_for


@dataclass(frozen=True)
class Calendar:
    """Which days are simulated, and which of them are counted.

    Attributes:
        month_of_day: `[day]` index of the month; its length is the calendar's.
        counted_from: first day that is counted: before it the cluster fills.
    """

    month_of_day: NDArray[np.int64]
    counted_from: int

    @property
    def days(self) -> int:
        """Its length."""
        return len(self.month_of_day)

    @property
    def months(self) -> int:
        """One more than the last month's index."""
        return int(self.month_of_day.max()) + 1


@dataclass(frozen=True)
class Found:
    """What a run of the calendar found.

    Attributes:
        courses: `[patient]` records of `calendar_state.Course`.
        daily: `[resource, (in use, in queue), day]` means over each day.
        full_days: `[resource]` days of opening hours counted with every unit held and a queue.
        visits: `[month, (planned, delivered)]` by the day they were due.
    """

    courses: Records
    daily: FloatArray
    full_days: FloatArray
    visits: FloatArray


def simulate(
    case: Case,
    draw: int,
    population: Population,
    luck: tuple[int, int],
    n: int,
    strategy: int,
    capacity: Capacity,
    calendar: Calendar,
    scratch: Scratch | None = None,
) -> Found:
    """One cluster's people in one draw, from the first day of the calendar to the last death.

    Args:
        case: whose parameters and horizon.
        draw: which of its draws.
        population: who comes when.
        luck: seed and number: the key of all randomness but the patient's number.
        n: how many come, such as `n_arrivals(population, luck)`.
        strategy: 0 usual care, 1 KTH.
        capacity: what the cluster has.
        calendar: days and months.
        scratch: room to use again; its arrays are in the result.
    """
    room, state = scratch or new_scratch(n, calendar.days, calendar.months)
    key = fill_population(case, draw, population, luck, n, room)
    p, s = case.draw(draw)
    limits = limits_of(capacity)
    given = Given(
        p,
        s,
        tables_for(p[0]),
        limits,
        case.horizon,
        strategy,
        (float(calendar.counted_from), float(calendar.days)),
        calendar.month_of_day,
        key,
    )
    clear(state, limits)
    run(given, state, room, np.argsort(room.operation_day[:n], kind="stable"))
    level = np.cumsum(state.daily[..., LEVEL], axis=-1) - state.daily[..., LEVEL]
    daily = (level + state.daily[..., PARTIAL])[..., :-1]
    return Found(cast("Records", state.courses)[:n], daily, state.full_days, state.visits)
