"""One life as it happened."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from kth_sim.model.hazards import Patient


@dataclass
class Story:
    """One life as it happened, in days since operation unless said otherwise.

    Attributes:
        number: the patient's.
        patient: who.
        strategy: 0 usual care, 1 KTH.
        bed_day: calendar day on which a ward bed was found.
        theatre_day: calendar day on which a theatre was asked for.
        operated_day: calendar day of the operation: day 0 of the life.
        hours_waiting: admission to operation, queues included.
        days_blocked: in a ward bed, ready to leave, while no temporary place was free.
        discharge: day the index stay ended; inf if by death.
        left_place: day the temporary place was given back; inf if none was used.
        kth_start: day KTH started; inf if never.
        death: day of death; inf if beyond the horizon.
        end: day of death or the horizon.
        planned: acute-nurse visits that fell due while the patient could be visited.
        delivered: of these, begun within their window.
        visit_days: waited for those, summed.
        stays: `(place, start, stop)` in order.
    """

    number: int
    patient: Patient
    strategy: int
    bed_day: float = 0.0
    theatre_day: float = 0.0
    operated_day: float = 0.0
    hours_waiting: float = 0.0
    days_blocked: float = 0.0
    discharge: float = math.inf
    left_place: float = math.inf
    kth_start: float = math.inf
    death: float = math.inf
    end: float = math.inf
    planned: int = 0
    delivered: int = 0
    visit_days: float = 0.0
    stays: list[tuple[int, float, float]] = field(default_factory=list)
