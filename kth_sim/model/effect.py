"""KTH's effect on one patient of the reference engine, as the nurses' visits change it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kth_sim.model.fidelity import hazard_saved, readmission_added, scaled
from kth_sim.model.readmission import KTH_REACH

if TYPE_CHECKING:
    from kth_sim.model.course import Course


class Effect:
    """KTH's effect on one patient's hazards of death and readmission, as visits change it.

    Attributes:
        fidelity: share of the visits due so far that were made.
        hr: on the conditional hazard of death, now.
        since: day of its last change; inf: no effect so far.
        saved: conditional hazard of death kept from the patient before it.
        factor: on the hazard of readmission, now.
        since_left: days from the latest discharge to the factor's last change.
        added: hazard of readmission that factors added before it.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        s = course.world.s
        acting = course.treated and s.window_from_operation == 1.0
        self.fidelity, self.factor = 1.0, 1.0
        self.hr = float(s.hr_kth_delivered) if acting else 1.0
        self.since = 0.0 if acting else math.inf
        self.saved = self.since_left = self.added = 0.0

    def begin(self) -> None:
        """KTH begins at discharge."""
        s = self.course.world.s
        self.since = min(self.since, self.course.story.discharge)
        self.hr, self.factor = float(s.hr_kth_delivered), float(s.readmission_factor_delivered)

    def change(self, fidelity: float, now: float) -> bool:
        """Act at that fidelity from day `now` on; whether that is a change."""
        if fidelity == self.fidelity:
            return False
        course = self.course
        p, s, story, patient = course.world.p, course.world.s, course.story, course.patient
        self.saved += hazard_saved(p, s, patient, story.discharge, self.hr, self.since, now)
        since_left, reach = now - course.left, KTH_REACH - (course.left - story.discharge)
        self.added += readmission_added(p, s, self.factor, self.since_left, since_left, reach)
        self.fidelity, self.since, self.since_left = fidelity, now, since_left
        self.hr = scaled(s.hr_kth_delivered, fidelity)
        self.factor = scaled(s.readmission_factor_delivered, fidelity)
        return True
