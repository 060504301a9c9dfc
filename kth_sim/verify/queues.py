"""Queues: limited capacity by the laws of queueing, and no queue where nothing is limited."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from kth_sim.contracts import DAYS_PER_YEAR, STRATEGIES, FloatArray
from kth_sim.model.arrivals import Population, cumulative_arrivals
from kth_sim.model.calendar_run import Calendar
from kth_sim.model.calendar_state import IN_QUEUE, IN_USE
from kth_sim.model.capacity import BED, HOURS_PER_DAY, PLACE, THEATRE, Capacity
from kth_sim.model.story import Story
from kth_sim.scenarios.resolve import Cluster
from kth_sim.verify.check import Finding, check
from kth_sim.verify.findings import largest, none_of, rounding, standard_errors, z_of
from kth_sim.verify.lives import different, of, stays
from kth_sim.verify.null import NO_DEATHS, NO_EFFECT
from kth_sim.verify.subject import Subject

if TYPE_CHECKING:
    import pandas as pd

    from kth_sim.model.calendar_run import Found
    from kth_sim.model.case import Case
    from kth_sim.model.parameters import Records

SERVERS, LOAD = 3, 2.0  # beds, and the number that would be in use were there enough
UNIT = 10.0  # days: mean service
DAYS, WARM_UP, REPLICATIONS = 40_000, 1_000, 16
CLOSE = 1e-9  # days: the engines' agreement
COMPARED = 3_000  # lives of each engine: enough for what happens to one in a thousand
SHORT = 400  # days of a calendar that is only looked at
FREE = Capacity(planned_visits=5.0)
HORIZON = 20  # years: long enough for everybody's stays
EVERYWHERE = ("own_home", "temporary_place", "nursing_home")
# Everyone goes to a temporary place; both stays are exponential; nobody waits by plan or dies.
EXPONENTIAL = {
    **NO_DEATHS,
    **NO_EFFECT,
    "prob_readmission_30d": 0.0,
    "median_hours_waiting": 0.0,
    "shape_days_index_stay": 1.0,
    "mean_days_index_stay": UNIT,
    "multiplier_days_index_stay": 1.0,
    "shape_days_temporary_place": 1.0,
    "mean_days_temporary_place": UNIT,
}
TIGHT = Capacity(
    theatres=1,
    theatre_hours=72.0,
    ward_beds=6,
    temporary_places=4,
    nurse_teams=1,
    planned_visits=5.0,
    visits_per_team_day=1.0,
    visit_window=2.0,
)


def one_place(subject: Subject, changes: dict[str, float] | None = None) -> Case:
    """The scenario as one cluster that offers everyone KTH from its first day."""
    nan = math.nan
    clusters = (Cluster("all", 1.0, 0.0, EVERYWHERE, nan, nan),)
    return subject.case(
        {"uptake_kth": 1.0, **(changes or {})}, clusters=clusters, horizon_years=HORIZON
    )


def steady(days: int, per_day: float, share_own_home: float = math.nan) -> Population:
    """People who come at a constant rate, by a Poisson process, everyone offered KTH."""
    cumulative = cumulative_arrivals(DAYS_PER_YEAR * per_day, np.ones(days))
    there = 1.0 if share_own_home == 0.0 else math.nan
    return Population(cumulative, np.zeros(3), np.zeros(3), np.ones(3), share_own_home, there)


def everything_counted(days: int) -> Calendar:
    """A calendar of one month in which every day counts."""
    return Calendar(np.zeros(days, np.int64), 0)


def long_run(subject: Subject, capacity: Capacity, number: int = 0) -> Found:
    """The textbook's queue for many days: Poisson arrivals, exponential service."""
    people, case = steady(DAYS, LOAD / UNIT, 0.0), one_place(subject, EXPONENTIAL)
    return subject.calendar(case, people, number, capacity, everything_counted(DAYS))


@check("queues.no_limit_no_wait", "Without limits, does nobody wait for anything?")
def no_limit_no_wait(subject: Subject) -> Finding:
    """Beds, theatres, temporary places and visits, in the reference engine and the calendar."""
    told = subject.stories(subject.case(), range(200), FREE)
    people, days = steady(SHORT, 2.0), everything_counted(SHORT)
    courses = subject.calendar(one_place(subject), people, 0, FREE, days).courses
    every = [story for strategy in told for story in strategy]
    errors = {f"{name}, reference": wait for name, wait in longest_waits(every)}
    errors |= {f"{name}, calendar": wait for name, wait in longest_waits(courses)}
    expected = f"no wait in {len(every):,} and {len(courses):,} courses"
    # Calendar days: a wait is the difference of two of them.
    return largest(errors, rounding(2.0 * SHORT, 1.0), expected)


def longest_waits(courses: Iterable[Any]) -> Iterator[tuple[str, float]]:
    """The longest wait for each resource, days, of stories or of a calendar's courses."""
    every = list(courses)
    yield "bed", max(abs(one.bed_day - admitted(one)) for one in every)
    yield "theatre", max(abs(one.operated_day - one.theatre_day) for one in every)
    yield "temporary place", max(abs(one.days_blocked) for one in every)
    yield "visits", max(abs(one.visit_days) for one in every)


def admitted(one: Any) -> float:  # noqa: ANN401 - a `Story` or a record of `Course`
    """Calendar day of admission."""
    return float(one.patient.operation_day if isinstance(one, Story) else one.arrival)


@check("queues.no_limit_fast_engine", "Without limits, do all engines tell the same lives?")
def no_limit_fast_engine(subject: Subject) -> Finding:
    """The reference engine and the calendar against the fast engine, event by event."""
    case, who = subject.case(), range(COMPARED)
    fast, reference = (subject.ledger(case, who, engine) for engine in ("fast", "reference"))
    wrong = [
        f"patient {number} (reference, {strategy})"
        for strategy in STRATEGIES
        for number in different(of(fast, strategy), of(reference, strategy), CLOSE)
    ]
    people, one = steady(SHORT, COMPARED / SHORT), one_place(subject)
    courses = subject.calendar(one, people, 0, Capacity(), everything_counted(SHORT)).courses
    ledger = of(subject.ledger(one, range(len(courses))), "kth")
    wrong += [f"patient {number} (calendar)" for number in other_ends(ledger, courses)]
    n = 2 * len(who) + len(courses)
    return none_of(wrong, n, "lives", f"the same events, times equal to {CLOSE:g} days")


def other_ends(ledger: pd.DataFrame, courses: Records) -> list[int]:
    """Patients who leave hospital, or die, on another day in the calendar than in the ledger."""
    left = stays(ledger).groupby("patient")["stop"].first().to_numpy()
    end = stays(ledger).groupby("patient")["stop"].last().to_numpy()
    discharge = np.minimum(courses["discharge"], courses["end"])
    apart = np.maximum(np.abs(left - discharge), np.abs(end - courses["end"]))
    return [int(number) for number in np.flatnonzero(~(apart <= CLOSE))]


def erlang_c(servers: int, load: float) -> float:
    """Probability of waiting in M/M/c: Erlang's second formula (Erlang 1917).

    Example:
        >>> round(erlang_c(3, 2.0), 12) == round(4 / 9, 12)
        True
    """
    below = sum(load**k / math.factorial(k) for k in range(servers))
    top = load**servers / math.factorial(servers) * servers / (servers - load)
    return top / (below + top)


@check("queues.erlang_c", "Do three beds queue as Erlang's formula for M/M/3 says?")
def erlang(subject: Subject) -> Finding:
    """Share who wait and mean wait, for ward beds and for temporary places."""
    probability = erlang_c(SERVERS, LOAD)
    wait = probability * UNIT / (SERVERS - LOAD)
    z = {}
    for name in ("ward_beds", "temporary_places"):
        runs = [waits_for(subject, name, number) for number in range(REPLICATIONS)]
        shares, means = ([run[i] for run in runs] for i in (0, 1))
        z[f"share who wait, {name}"] = z_of_mean(shares, probability)
        z[f"mean wait, {name}"] = z_of_mean(means, wait)
    expected = f"P(wait) = {probability:.4f}, mean wait = {wait:.4f} days"
    return standard_errors(z, expected)


def waits_for(subject: Subject, name: str, number: int) -> tuple[float, float]:
    """Share who wait for that resource, and the mean wait in days, after the warm-up."""
    courses = long_run(subject, Capacity(**{name: SERVERS}), number).courses
    later = courses[courses["arrival"] > WARM_UP]
    beds = name == "ward_beds"
    waits = later["bed_day"] - later["arrival"] if beds else later["days_blocked"]
    return float((waits > CLOSE).mean()), float(waits.mean())


def z_of_mean(values: list[float], expected: float) -> float:
    """How many standard errors the mean of independent replications lies from its expectation."""
    error = np.std(values, ddof=1) / math.sqrt(len(values))
    return z_of(float(np.mean(values)), expected, float(error))


@check("queues.littles_law", "Does Little's law hold for every queue and for what is in use?")
def littles_law(subject: Subject) -> Finding:
    """Mean number there = arrivals a day x mean time there, cut at the calendar's last midnight."""
    found = long_run(subject, TIGHT)
    errors, smallest = {}, math.inf
    for name, what, resource, span in spans(found.courses):
        number = float(found.daily[resource, what].mean())
        by_law = len(span) / DAYS * float(span.mean())
        errors[name] = number / by_law - 1.0 if by_law > 0.0 else math.inf
        smallest = min(smallest, number)
    expected = f"L = lambda x W for {len(errors)} numbers, the smallest {smallest:.2g}"
    # Sums over all days of what begins and ends in them.
    return largest(errors, rounding(DAYS, float(len(found.courses))), expected)


def spans(courses: Records) -> Iterator[tuple[str, int, int, FloatArray]]:
    """Name, kind of number, resource, and `[patient]` days there inside the calendar."""

    def inside(start: FloatArray, stop: FloatArray) -> FloatArray:
        days: FloatArray = np.minimum(stop, DAYS) - np.minimum(start, DAYS)
        return days

    day = courses["operated_day"]
    ready, entered = (
        day + courses["discharge"] - courses["days_blocked"],
        day + courses["discharge"],
    )
    yield "beds, queue", IN_QUEUE, BED, inside(courses["arrival"], courses["bed_day"])
    yield "beds, in use", IN_USE, BED, inside(courses["bed_day"], entered)
    yield "theatre, queue", IN_QUEUE, THEATRE, inside(courses["theatre_day"], day)
    length = TIGHT.theatre_hours / HOURS_PER_DAY
    yield "theatre, in use", IN_USE, THEATRE, inside(day, day + length)
    yield "places, queue", IN_QUEUE, PLACE, inside(ready, entered)
    yield "places, in use", IN_USE, PLACE, inside(entered, day + courses["left_place"])
