"""Who comes when: an open population of one cluster, Poisson with a weekly and a yearly rhythm.

How many come depends on one uniform, and when patient k comes on one of that patient's own, put
through the inverse of the cumulative intensity. Given their number, the arrivals of a Poisson
process are independent of each other, so this is one; and patient k comes at the same time
whoever else comes, in every strategy and under every capacity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from kth_sim.contracts import DAYS_PER_YEAR, FloatArray
from kth_sim.model.case import Case
from kth_sim.model.compiled import stage
from kth_sim.model.parameters import one_cluster
from kth_sim.model.patients import Room, clusters_of, draw_patients, fill_uniforms, tables_for
from kth_sim.model.randomness import (
    COUNT,
    NURSING_HOME_MOVE,
    OPERATION_DAY,
    luck_of,
    uniform,
    uniforms,
)

NOBODY = 2**32 - 1  # the patient's number that stands for the population itself
COLDEST_DAY = 15.0  # of the year, middle of January: where the yearly rhythm peaks
_WINTER_MEAN = math.sin(math.pi / 4) / (
    math.pi / 4
)  # of a cosine over the three months at its peak


@dataclass(frozen=True)
class Population:
    """One cluster's people in calendar time.

    Attributes:
        cumulative: `[day + 1]` people expected before each midnight from day 0 on.
        start_day: `[destination]` first day of KTH; inf: never.
        ramp_days: `[destination]` from then until uptake has risen to its ceiling, linearly.
        ceiling: `[destination]` share of those offered who take KTH, times the draw's uptake.
        share_own_home: discharged to their own home; nan: as the draw says.
        share_temporary_place: temporary place among the others; nan: as the draw.
    """

    cumulative: FloatArray
    start_day: FloatArray
    ramp_days: FloatArray
    ceiling: FloatArray
    share_own_home: float = math.nan
    share_temporary_place: float = math.nan

    @property
    def days(self) -> int:
        """Length of the calendar."""
        return len(self.cumulative) - 1


def rhythm(first_day: date, days: int, winter: float, weekend: float) -> FloatArray:
    """`[day]` relative intensity, 1 on average over a year and over a week.

    Args:
        first_day: of the calendar.
        days: its length.
        winter: rate in December-February over that in June-August; a cosine between.
        weekend: rate on a Saturday or Sunday over that on another day.

    Examples:
        >>> rhythm(date(2026, 1, 1), 3, winter=1.0, weekend=1.0).tolist()
        [1.0, 1.0, 1.0]
    """
    day = np.datetime64(first_day, "D") + np.arange(days)
    of_year = (day - day.astype("datetime64[Y]").astype("datetime64[D]")).astype(float)
    amplitude = (winter - 1.0) / (winter + 1.0) / _WINTER_MEAN
    season = 1.0 + amplitude * np.cos(2.0 * np.pi * (of_year - COLDEST_DAY) / DAYS_PER_YEAR)
    at_weekend = np.is_busday(day, weekmask="0000011")
    week = np.where(at_weekend, weekend, 1.0) * 7.0 / (5.0 + 2.0 * weekend)
    return np.asarray(season * week)


def cumulative_arrivals(people_per_year: FloatArray | float, relative: FloatArray) -> FloatArray:
    """`[day + 1]` people expected before each midnight, at `[day]` relative intensities."""
    per_day = np.asarray(people_per_year) / DAYS_PER_YEAR * relative
    return np.concatenate([[0.0], np.cumsum(per_day)])


def n_arrivals(population: Population, luck: tuple[int, int]) -> int:
    """How many come in the whole calendar: a Poisson number from a uniform of its own."""
    from scipy.stats import poisson  # noqa: PLC0415

    u = uniform(*luck, NOBODY, COUNT, 0)
    return int(poisson.ppf(u, population.cumulative[-1]))


def arrivals(population: Population, key: tuple[int, int, int, int]) -> FloatArray:
    """`[patient]` calendar day on which each comes; `key`: seed, draw, first and one past last."""
    n = key[3] - key[2]
    u, other = np.empty(n), np.empty(n)
    fill_uniforms(key, OPERATION_DAY, u, other)
    total, days = population.cumulative[-1], np.arange(population.days + 1.0)
    return np.asarray(np.interp(u * total, population.cumulative, days))


@stage
def fill_offered(
    uptake: float,
    start: FloatArray,
    ramp: FloatArray,
    ceiling: FloatArray,
    key: tuple[int, int, int, int],
    room: Room,
) -> None:
    """Say of each patient in the room whether KTH is offered on the day of arrival and taken."""
    for i in range(key[3] - key[2]):
        d, day = int(room.destination[i]), room.operation_day[i]
        since = day - start[d]
        risen = 1.0 if since >= ramp[d] else since / ramp[d]
        u = uniforms(luck_of(key[0], key[1], key[2] + i), NURSING_HOME_MOVE, 0)[1]
        room.offered[i] = 1.0 if since >= 0.0 and u < uptake * ceiling[d] * risen else 0.0


def fill_population(
    case: Case, draw: int, population: Population, luck: tuple[int, int], n: int, room: Room
) -> tuple[int, int, int, int]:
    """Put the population's first n patients in the room, with their days of arrival.

    Args:
        case: whose parameters.
        draw: which of its draws.
        population: who comes when.
        luck: seed and number: the key of all randomness but the patient's number.
        n: how many.
        room: filled from its beginning.

    Returns:
        The key of their luck: seed, number, first patient, one past the last.
    """
    (p,), (s,) = case.draw(draw)
    key = (*luck, 0, n)
    cohort = one_cluster(population.share_own_home, population.share_temporary_place)
    draw_patients(p, s, tables_for(p), clusters_of(cohort), key, room)
    room.operation_day[:n] = arrivals(population, key)
    offer = (population.start_day, population.ramp_days, population.ceiling)
    fill_offered(p.uptake_kth, *offer, key, room)
    return key
