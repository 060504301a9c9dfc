"""The reference engine: SimPy, one process a patient, readable; it defines what the model means.

It asks the same pathway functions as the fast engine, but lets things happen in time and lets
patients queue for theatres, ward beds, temporary places and acute-nurse teams (`course`).
Everything is unlimited unless a `Capacity` says otherwise. The day of death is asked for again
whenever something changes the hazard: discharge, and a visit that was missed.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from kth_sim.model.arrivals import Population, fill_population
from kth_sim.model.capacity import Capacity
from kth_sim.model.case import Block, Case
from kth_sim.model.course import Course
from kth_sim.model.ledger import CAS_REGAINED, DEATH, NMS_REGAINED, STAY, ledger_frame
from kth_sim.model.patients import (
    Room,
    clusters_of,
    draw_patients,
    new_room,
    patient_at,
    tables_for,
)
from kth_sim.model.plain_tally import tally_stories
from kth_sim.model.randomness import luck_of
from kth_sim.model.story import Story
from kth_sim.model.world import World


def stories(
    case: Case, draw: int, patients: range, capacity: Capacity | None = None
) -> list[list[Story]]:
    """`[strategy][patient]` lives of these patients, who share each strategy's resources."""
    (p,), (s,) = case.draw(draw)
    key = (case.seed, case.first_draw + draw, patients.start, patients.stop)
    room = new_room(len(patients))
    draw_patients(p, s, tables_for(p), clusters_of(case.cohort), key, room)
    return [lived(case, draw, n, key, room, capacity or Capacity()) for n in range(2)]


def population_stories(
    case: Case,
    draw: int,
    population: Population,
    luck: tuple[int, int],
    n: int,
    strategy: int,
    capacity: Capacity,
) -> list[Story]:
    """`[patient]` lives of a population's first n people under one strategy.

    Arguments as for `calendar_run.simulate`.
    """
    room = new_room(n)
    key = fill_population(case, draw, population, luck, n, room)
    return lived(case, draw, strategy, key, room, capacity)


def lived(
    case: Case,
    draw: int,
    strategy: int,
    key: tuple[int, int, int, int],
    room: Room,
    capacity: Capacity,
) -> list[Story]:
    """The lives of a room's patients in one world; `key` as in `draw_patients`."""
    world, told = World(case, draw, capacity), []
    for i in range(key[3] - key[2]):
        story = Story(key[2] + i, patient_at(room, i), strategy)
        told.append(story)
        luck = luck_of(key[0], key[1], story.number)
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
