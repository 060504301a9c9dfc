"""The compiled calendar against the reference engine, patient by patient, with and without limits.

Arrivals, waits, stays, visits and deaths agree to 1e-9 days; and what the calendar counts day by
day is counted again here from the reference's stories.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kth_sim.contracts import STRATEGIES
from kth_sim.model import fast, reference
from kth_sim.model.arrivals import Population, cumulative_arrivals, rhythm
from kth_sim.model.calendar_run import Calendar, Found, simulate
from kth_sim.model.calendar_state import new_scratch
from kth_sim.model.capacity import BED, PLACE, TEAM, THEATRE, Capacity
from kth_sim.model.case import Case
from kth_sim.model.parameters import Structure, one_cluster
from kth_sim.model.story import Story

CaseOf = Callable[..., Case]
CLOSE = 1e-9  # days, DESIGN section 3
KTH = 1
TIMES = (
    "bed_day", "theatre_day", "operated_day", "days_blocked", "discharge", "left_place",
    "kth_start", "death", "end", "planned", "delivered", "visit_days",
)  # fmt: skip
ROOMY = st.sampled_from([2, 6, 20, math.inf])

capacities = st.builds(
    Capacity,
    theatres=st.sampled_from([1, 2, math.inf]),
    theatre_hours=st.floats(0, 8),
    theatre_opens=st.sampled_from([0.0, 7.5]),
    theatre_closes=st.sampled_from([16.0, 24.0]),
    ward_beds=ROOMY,
    temporary_places=ROOMY,
    nurse_teams=st.sampled_from([1, 2, 5, math.inf]),
    visits_per_team_day=st.sampled_from([1, 3, 7]),
    team_opens=st.sampled_from([0.0, 8.0]),
    team_closes=st.sampled_from([9.5, 24.0]),
    planned_visits=st.sampled_from([0.0, 1.0, 3.5, 12.0]),
    visit_window=st.floats(0, 10),
)


def population_of(days: int, people_per_year: float, start: float = 0.0) -> Population:
    relative = rhythm(date(2026, 1, 1), days, winter=1.3, weekend=0.8)
    cumulative = cumulative_arrivals(people_per_year, relative)
    return Population(cumulative, np.full(3, start), np.full(3, 60.0), np.array([1, 0.7, 1.0]))


def calendar_of(days: int, counted_from: int = 0) -> Calendar:
    return Calendar(np.arange(days) // 30, counted_from)


def values(found: Found, name: str) -> np.ndarray:
    return np.asarray(found.courses[name], float)


def differences(found: Found, stays: np.ndarray, told: list[Story]) -> list[str]:
    """What the two engines disagree about, in words."""
    wrong = []
    arrival = [story.patient.operation_day for story in told]
    pairs = {"arrival": np.array(arrival)} | {
        name: np.array([getattr(story, name) for story in told], float) for name in TIMES
    }
    for name, expected in pairs.items():
        seen = values(found, name)
        if not np.allclose(seen, expected, rtol=0, atol=CLOSE):
            wrong.append(name)
    if list(found.courses["stays"]) != [len(story.stays) for story in told]:
        return [*wrong, "stays"]
    for story, rows in zip(told, stays, strict=True):
        if not np.allclose(rows[: len(story.stays)], story.stays, rtol=0, atol=CLOSE):
            wrong.append(f"stays of patient {story.number}")
    return wrong


def both(
    case: Case, population: Population, capacity: Capacity, strategy: int, n: int
) -> tuple[Found, np.ndarray, list[Story]]:
    scratch = new_scratch(n, population.days, population.days // 30 + 1)
    calendar = calendar_of(population.days)
    luck = (case.seed, 0)
    found = simulate(case, 0, population, luck, n, strategy, capacity, calendar, scratch)
    told = reference.population_stories(case, 0, population, luck, n, strategy, capacity)
    return found, scratch.state.stays, told


@settings(max_examples=60)
@given(
    data=st.data(),
    capacity=capacities,
    seed=st.integers(0, 2**63 - 1),
    strategy=st.sampled_from([0, 1]),
    per_day=st.sampled_from([0.3, 1.0, 4.0]),
)
def test_any_world_under_any_capacity(
    data: st.DataObject,
    capacity: Capacity,
    seed: int,
    strategy: int,
    per_day: float,
    worlds: st.SearchStrategy[dict[str, float]],
    structures: st.SearchStrategy[Structure],
    case_of: CaseOf,
) -> None:
    horizon = data.draw(st.sampled_from([20.0, 365.25, 730.5]))
    case = case_of(
        structure=data.draw(structures),
        edges=np.array([0.0, horizon]),
        seed=seed,
        **data.draw(worlds),
    )
    n = 150
    population = population_of(int(n / per_day), 365.25 * per_day, start=20.0)
    assert differences(*both(case, population, capacity, strategy, n)) == []


TIGHT = Capacity(
    theatres=1,
    theatre_hours=3.0,
    theatre_opens=8.0,
    theatre_closes=18.0,
    ward_beds=13,
    temporary_places=8,
    nurse_teams=2,
    visits_per_team_day=2.0,
    planned_visits=3.5,
)


@pytest.fixture(scope="module")
def tight(shipped_case: CaseOf) -> tuple[Found, np.ndarray, list[Story]]:
    """Two years of the national base case where everything is scarce."""
    return both(shipped_case("national"), population_of(730, 400.0), TIGHT, KTH, 800)


def test_two_years_of_the_base_case(tight: tuple[Found, np.ndarray, list[Story]]) -> None:
    assert differences(*tight) == []
    _, _, told = tight
    assert sum(story.days_blocked > 0 for story in told) > 20
    assert sum(story.delivered < story.planned for story in told) > 100
    assert sum(story.hours_waiting > story.patient.hours_waiting + 1 for story in told) > 100


def daily_mean(intervals: list[tuple[float, float]], days: int) -> np.ndarray:
    """Mean number of intervals that hold at each day, clipped day by day."""
    start, stop = np.array(intervals).T[:, :, None]
    day = np.arange(days)
    return np.maximum(np.minimum(stop, day + 1) - np.maximum(start, day), 0.0).sum(axis=0)


def test_what_is_in_use_day_by_day(tight: tuple[Found, np.ndarray, list[Story]]) -> None:
    found, _, told = tight
    left = [min(s.discharge, s.end) for s in told]
    beds = [(s.bed_day, s.operated_day + stop) for s, stop in zip(told, left, strict=True)]
    theatres = [(s.operated_day, s.operated_day + 3 / 24) for s in told]
    places = [
        (s.operated_day + s.discharge, s.operated_day + s.left_place)
        for s in told
        if s.left_place < math.inf
    ]
    for resource, intervals in ((BED, beds), (THEATRE, theatres), (PLACE, places)):
        expected = daily_mean(intervals, 730)
        assert np.allclose(found.daily[resource, 0], expected, rtol=0, atol=1e-8)


def test_who_waits_day_by_day(tight: tuple[Found, np.ndarray, list[Story]]) -> None:
    found, _, told = tight
    for_bed = [(s.patient.operation_day, s.bed_day) for s in told]
    for_theatre = [(s.theatre_day, s.operated_day) for s in told]
    ready = [s.operated_day + s.patient.days_stay for s in told]
    for_place = [(a, a + s.days_blocked) for s, a in zip(told, ready, strict=True)]
    for resource, waits in ((BED, for_bed), (THEATRE, for_theatre), (PLACE, for_place)):
        expected = daily_mean(waits, 730)
        assert np.allclose(found.daily[resource, 1], expected, rtol=0, atol=1e-8)


def test_visits_by_month(tight: tuple[Found, np.ndarray, list[Story]]) -> None:
    """All that are counted are the stories', but for those due after the calendar's last day."""
    found, _, told = tight
    early = [s for s in told if s.operated_day + s.discharge + 20 < 730]
    late = [s for s in told if 700 < s.operated_day + s.discharge + 20 < math.inf]
    assert found.visits[:, 0].sum() >= sum(s.planned for s in early)
    assert found.visits[:, 0].sum() <= sum(s.planned for s in early) + sum(s.planned for s in late)
    assert np.all(found.visits[:, 1] <= found.visits[:, 0])
    in_use = found.daily[TEAM, 0].sum() / (8 / 24 / 2)  # visits of four hours
    assert abs(in_use - found.visits[:, 1].sum()) < 4


def test_scratch_that_was_used_changes_nothing(shipped_case: CaseOf) -> None:
    case, population = shipped_case("national"), population_of(365, 300.0)
    calendar, scratch = calendar_of(365), new_scratch(500, 365, 13)
    simulate(case, 0, population, (1, 0), 500, KTH, Capacity(), calendar, scratch)
    again = simulate(case, 0, population, (1, 0), 300, KTH, TIGHT, calendar, scratch)
    fresh = simulate(case, 0, population, (1, 0), 300, KTH, TIGHT, calendar)
    assert np.array_equal(again.daily, fresh.daily)
    assert np.array_equal(again.visits, fresh.visits)
    assert all(np.array_equal(again.courses[f], fresh.courses[f]) for f in TIMES)


@pytest.mark.parametrize("planned_visits", [0.0, 3.5])
def test_without_limits_it_is_the_fast_engine(planned_visits: float, case_of: CaseOf) -> None:
    """The same patients' lives, both strategies, for life; everyone comes while KTH is offered."""
    n = 3000
    case = case_of(one_cluster(), n_patients=n)
    expected: pd.DataFrame = fast.ledger(case, 0, range(n))
    population = Population(
        cumulative_arrivals(365.25, np.ones(365)), np.zeros(3), np.zeros(3), np.ones(3)
    )
    for strategy in (0, 1):
        scratch = new_scratch(n, 365, 13)
        capacity = Capacity(planned_visits=planned_visits)
        luck, calendar = (case.seed, 0), calendar_of(365)
        found = simulate(case, 0, population, luck, n, strategy, capacity, calendar, scratch)
        ours = np.concatenate(
            [rows[:k] for rows, k in zip(scratch.state.stays, found.courses["stays"], strict=True)]
        )
        theirs = expected[expected["strategy"] == STRATEGIES[strategy]]
        stays = theirs[theirs["event"] == "stay"]
        assert len(ours) == len(stays)
        assert np.array_equal(ours[:, 0], stays["place"].cat.codes)
        for column, name in enumerate(("start", "stop"), start=1):
            assert np.abs(ours[:, column] - stays[name].to_numpy()).max() <= CLOSE
        assert np.array_equal(values(found, "planned"), values(found, "delivered"))
