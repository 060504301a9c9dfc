"""From stories to sums in plain NumPy: the reference engine's own way of counting.

It shares no arithmetic with `tally.py`. Overlaps are clipped interval by interval, and discounted
ones are integrated by Gauss-Legendre quadrature of the discount factor.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kth_sim.contracts import (
    DAY_90_STATES,
    DAYS_PER_YEAR,
    DESTINATIONS,
    FIRST_STATES,
    OUTCOMES,
    PLACES,
    RESOURCES,
    FloatArray,
)
from kth_sim.model.case import Block, Case
from kth_sim.model.discounting import STEP_YEARS, discount_factor
from kth_sim.model.hazards import expected_frailty
from kth_sim.model.tally import Sums, curve_edges

if TYPE_CHECKING:
    from kth_sim.model.story import Story

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(12)


class Counter:
    """The reference engine's sums over stories of one block."""

    def __init__(self, case: Case, draw: int) -> None:
        self.edges, self.rates = case.period_edges, case.discount_rates
        self.p = case.draw(draw)[0][0]
        shape = (2, len(DESTINATIONS), len(self.edges) - 1, len(RESOURCES))
        self.used, self.discounted = np.zeros(shape), np.zeros(shape)
        self.counts = np.zeros((2, len(DESTINATIONS), len(OUTCOMES)))
        self.curve_edges = curve_edges(case.horizon)
        self.curves = np.zeros((2, 3, len(self.curve_edges) - 1))
        self.flow = np.zeros((2, len(FIRST_STATES), 2, len(DAY_90_STATES)))

    def factor(self, days: FloatArray) -> FloatArray:
        """Discount factors of these days."""
        years, factor = days / DAYS_PER_YEAR, np.ones(len(days))
        for start, stop, rate in zip(
            STEP_YEARS, (*STEP_YEARS[1:], np.inf), self.rates, strict=True
        ):
            factor /= (1.0 + rate) ** np.maximum(np.minimum(years, stop) - start, 0.0)
        return factor

    def add_interval(self, story: Story, resource: str, start: float, stop: float) -> None:
        """Add the time from start to stop to every period it overlaps; the moment too if alive."""
        r, d = RESOURCES.index(resource), story.patient.destination
        first = int(np.searchsorted(self.edges, start, "right")) - 1
        last = min(int(np.searchsorted(self.edges, stop, "left")), len(self.edges) - 1)
        for i in range(first, last):
            a, b = max(start, self.edges[i]), min(stop, self.edges[i + 1])
            days = a + (b - a) * (_NODES + 1) / 2
            weights = _WEIGHTS * (b - a) / 2
            since = days - self.edges[i] if resource == "moment_alive" else np.ones(len(days))
            self.used[story.strategy, d, i, r] += (weights * since).sum()
            self.discounted[story.strategy, d, i, r] += (weights * since * self.factor(days)).sum()

    def add_event(self, story: Story, resource: str, day: float, amount: float = 1.0) -> None:
        """Add an amount used at an instant."""
        i = min(int(np.searchsorted(self.edges, day, "right")) - 1, len(self.edges) - 2)
        at = (story.strategy, story.patient.destination, i, RESOURCES.index(resource))
        self.used[at] += amount
        self.discounted[at] += amount * discount_factor(day / DAYS_PER_YEAR, self.rates)

    def add_use(self, story: Story) -> None:
        """Add everything a story used."""
        self.add_event(story, "n_operations", 0.0)
        self.add_event(story, "hours_waiting", 0.0, story.hours_waiting)
        if story.kth_start < math.inf:
            self.add_event(story, "n_kth_pathways", story.kth_start)
        self.add_interval(story, "moment_alive", 0.0, story.end)
        stop_kth = story.kth_start + self.p.days_kth
        for place, start, stop in story.stays:
            self.add_interval(story, PLACES[place], start, stop)
            if PLACES[place] == "days_readmitted":
                self.add_event(story, "n_readmissions", start)
            elif place > 0 and max(start, story.kth_start) < min(stop, stop_kth):
                self.add_interval(
                    story, "days_kth", max(start, story.kth_start), min(stop, stop_kth)
                )

    def add_outcomes(self, story: Story, usual: Story) -> None:
        """Count one person's outcomes."""
        readmission = first_readmission(story) - story.discharge
        alive_30, end = story.death > 30, self.p.days_rehabilitation
        frailty = expected_frailty(self.p.frailty_variance, story.patient.limit)
        saved = alive_30 and usual.death <= 30 and story.strategy == 1
        outcomes = {
            "patients": True,
            "discharged_alive": story.discharge < math.inf,
            "treated": story.kth_start < math.inf,
            "deaths_30d": story.death <= 30,
            "deaths_30d_in_hospital": story.death <= 30 and story.discharge == math.inf,
            "deaths_90d": story.death <= 90,
            "deaths_365d": story.death <= 365,
            "readmitted_30d": readmission <= 30,
            "readmitted_120d": readmission <= 120,
            "readmitted_365d": readmission <= 365,
            "alive_end_of_rehabilitation": story.end >= end,
            "cas_regained": story.end >= end and story.patient.cas_regained,
            "nms_regained": story.end >= end and story.patient.nms_regained,
            "frailty_alive_30d": frailty * alive_30,
            "days_after_30d": (story.end - 30) * alive_30,
            "saved_30d": saved,
            "frailty_saved_30d": frailty * saved,
            "days_after_30d_saved": (story.end - 30) * saved,
        }
        for i, name in enumerate(OUTCOMES):
            self.counts[story.strategy, story.patient.destination, i] += outcomes[name]

    def add_curves(self, story: Story) -> None:
        """Add the days of death, of first readmission, or of death before any, to the curves."""
        readmission = first_readmission(story)
        if story.death < math.inf:
            self.add_to_curve(story, 0, story.death)
        if readmission < math.inf:
            self.add_to_curve(story, 1, readmission - story.discharge)
        elif max(story.discharge, story.death) < math.inf:
            self.add_to_curve(story, 2, story.death - story.discharge)

    def add_to_curve(self, story: Story, curve: int, day: float) -> None:
        """Add one event to its bin."""
        i = int(np.searchsorted(self.curve_edges, day, "right")) - 1
        self.curves[story.strategy, curve, min(i, len(self.curve_edges) - 2)] += 1

    def add_flow(self, story: Story) -> None:
        """Add one person's way through the first 90 days."""
        first = DESTINATIONS[story.patient.destination]
        if min(story.discharge, story.death) > 90:
            first = "still_in_hospital"
        elif story.discharge == math.inf:
            first = "died_in_hospital"
        there = [place for place, start, stop in story.stays if start <= 90 < stop]
        names = ("index_stay", *DESTINATIONS, "readmitted")
        last = names[there[0]] if there and story.end > 90 else "dead"
        readmitted = int(first_readmission(story) <= 90)
        self.flow[
            story.strategy, FIRST_STATES.index(first), readmitted, DAY_90_STATES.index(last)
        ] += 1


def first_readmission(story: Story) -> float:
    """Day of the first readmission, inf if none."""
    days = [start for place, start, _ in story.stays if PLACES[place] == "days_readmitted"]
    return days[0] if days else math.inf


def tally_stories(case: Case, draw: int, told: list[list[Story]]) -> Block:
    """One block's sums, from `[strategy][patient]` stories."""
    counter = Counter(case, draw)
    for usual, kth in zip(*told, strict=True):
        for story in (usual, kth):
            counter.add_use(story)
            counter.add_outcomes(story, usual)
            counter.add_curves(story)
            counter.add_flow(story)
    sums = Sums(np.zeros(0), counter.counts, counter.curves, counter.flow)
    return Block(counter.used, counter.discounted, sums)
