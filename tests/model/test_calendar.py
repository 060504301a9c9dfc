"""The compiled calendar's queues by their laws: Erlang's formula and Little's.

Theoretical values are computed here from the textbook's formulas. A resource's service is made
exponential by gamma shapes of 1, and nobody dies or is readmitted.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from kth_sim.model.arrivals import Population, cumulative_arrivals, n_arrivals
from kth_sim.model.calendar_run import Calendar, Found, simulate
from kth_sim.model.capacity import BED, PLACE, TEAM, THEATRE, Capacity, limits_of, open_days
from kth_sim.model.case import Case
from kth_sim.model.parameters import one_cluster

CaseOf = Callable[..., Case]
UNIT = 10.0  # days: the unit of time in which arrivals come at rate 2 and service has rate 1
MIX = (0.0, 1.0)  # everyone goes to a temporary place
DAYS, WARM_UP = 160_000, 1_000
HEALTHY: dict[str, float] = {
    "prob_death_30d": 1e-12,
    "prob_death_31_90": 0.0,
    "prob_death_91_365": 0.0,
    "prob_readmission_30d": 0.0,
    "or_death_30d_kth": 1.0,
    "rr_readmission_30d_kth": 1.0,
    "rate_population_death_65_male": 1e-15,
    "rate_population_death_65_female": 1e-15,
}


def erlang_c(servers: int, load: float) -> float:
    """Probability of waiting in M/M/c: Erlang's second formula (Erlang 1917)."""
    below = sum(load**k / math.factorial(k) for k in range(servers))
    top = load**servers / math.factorial(servers) * servers / (servers - load)
    return top / (below + top)


def test_the_formula_itself() -> None:
    assert erlang_c(3, 2.0) == pytest.approx(4 / 9)
    assert erlang_c(1, 0.3) == pytest.approx(0.3)


@pytest.fixture(scope="module")
def exponential(case_of: CaseOf) -> Case:
    """Everyone goes to a temporary place; both stays are exponential, the second of mean UNIT."""
    return case_of(
        one_cluster(0.0, 1.0),
        edges=np.array([0.0, 5000.0]),
        shape_days_index_stay=1.0,
        mean_days_index_stay=UNIT,
        multiplier_days_index_stay=1.0,
        median_hours_waiting=1e-9,
        shape_days_temporary_place=1.0,
        mean_days_temporary_place=UNIT,
        **HEALTHY,
    )


def flat(per_day: float, days: int) -> Population:
    cumulative = cumulative_arrivals(365.25 * per_day, np.ones(days))
    return Population(cumulative, np.zeros(3), np.zeros(3), np.ones(3), *MIX)


def long_run(case: Case, capacity: Capacity, draw: int) -> Found:
    calendar, population = Calendar(np.zeros(DAYS, np.int64), WARM_UP), flat(2.0 / UNIT, DAYS)
    n = n_arrivals(population, (1, draw))
    return simulate(case, 0, population, (1, draw), n, 1, capacity, calendar)


@pytest.mark.parametrize("resource", ["ward_beds", "temporary_places"])
def test_three_servers_wait_as_erlang_says(resource: str, exponential: Case) -> None:
    """M/M/3, arrivals 2, service 1: P(wait) = mean wait = 4/9.

    For temporary places the arrivals are the departures of M/M/infinity, Poisson again (Burke).
    """
    waited, mean = [], []
    for draw in range(20):
        found = long_run(exponential, Capacity(**{resource: 3}), draw).courses
        later = found[found["arrival"] > WARM_UP]
        wait = later["days_blocked"]
        if resource == "ward_beds":
            wait = later["bed_day"] - later["arrival"]
        waited.append((wait > 1e-9).mean())
        mean.append(wait.mean() / UNIT)
    expected = erlang_c(3, 2.0)
    for values in (waited, mean):
        se = np.std(values, ddof=1) / math.sqrt(len(values))
        assert abs(np.mean(values) - expected) < 4 * se
        assert se < 0.03 * expected


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


def test_littles_law_on_every_resource(exponential: Case) -> None:
    """L = lambda W: mean number from the day-by-day counts, waits from the patients' records.

    Over the whole calendar and all who came, so but for those still there at its end it is exact.
    """
    found = long_run(exponential, TIGHT, 0)
    one = found.courses
    calendar_end = one["arrival"] < DAYS - 400  # everyone else's story is inside the calendar
    assert calendar_end.mean() > 0.98
    out = one["operated_day"] + one["discharge"]
    waits = {
        BED: one["bed_day"] - one["arrival"],
        THEATRE: one["operated_day"] - one["theatre_day"],
        PLACE: one["days_blocked"],
    }
    uses = {
        BED: out - one["bed_day"],
        THEATRE: np.full(len(one), 3.0),
        PLACE: one["left_place"] - one["discharge"],
        TEAM: one["delivered"] * (8 / 24),
    }
    for what, spans in ((1, waits), (0, uses)):
        for resource, span in spans.items():
            number = found.daily[resource, what].mean()
            by_little = len(one) / DAYS * span.mean()
            assert number == pytest.approx(by_little, rel=0.03), (resource, what)
            assert number > 0.05


def test_the_nurses_queue_is_the_wait_of_visits_made_and_of_those_missed(
    exponential: Case,
) -> None:
    """Nobody leaves this queue but by a visit or by missing it after the window."""
    found = long_run(exponential, TIGHT, 0)
    one = found.courses
    missed = one["planned"] - one["delivered"]
    assert missed.sum() > 1000
    waited = one["visit_days"].sum() + 2.0 * missed.sum()
    assert found.daily[TEAM, 1].sum() == pytest.approx(waited, rel=0.02)


def test_a_full_resource_with_a_queue_is_erlangs_share_of_time(exponential: Case) -> None:
    """P(all servers busy and somebody waits) in M/M/3 = C(3, 2) x load / servers (PASTA)."""
    shares = [
        long_run(exponential, Capacity(ward_beds=3), draw).full_days[BED] / (DAYS - WARM_UP)
        for draw in range(20)
    ]
    se = np.std(shares, ddof=1) / math.sqrt(len(shares))
    assert abs(np.mean(shares) - erlang_c(3, 2.0) * 2 / 3) < 4 * se


@pytest.mark.parametrize(
    ("start", "stop", "hours"),
    [
        (0.0, 1.0, 8.0),
        (0.25, 0.5, 4.0),  # 6 to 12, open from 8
        (0.75, 1.25, 0.0),  # 18 to 6
        (0.5, 3.5, 24.0),
        (2.0, 1.0, 0.0),
    ],
)
def test_open_hours_between_two_moments(start: float, stop: float, hours: float) -> None:
    limits = limits_of(Capacity(team_opens=8.0, team_closes=16.0))
    assert open_days(limits, TEAM, start, stop) * 24 == pytest.approx(hours)
