"""Limited capacity in the reference engine: queues by their own laws, and luck left alone.

Queues are worked out again here from the patients' arrivals alone: first come, first served.
Calendar days: a patient is admitted on `operation_day`, operated `hours_waiting` later.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kth_sim.model.capacity import Capacity
from kth_sim.model.case import Case
from kth_sim.model.hazards import conditional, hazard_to
from kth_sim.model.parameters import one_cluster
from kth_sim.model.reference import stories
from kth_sim.model.story import Story

CaseOf = Callable[..., Case]
USUAL, KTH = 0, 1
INDEX_STAY, AT_TEMPORARY_PLACE, READMITTED = 0, 2, 4
PATIENTS = range(300)
TWO_YEARS = 365.25 * np.arange(3.0)
CLOSE = 1e-6  # days; calendar times of a year are added and taken away again


@pytest.fixture(scope="module")
def case(case_of: CaseOf) -> Case:
    return case_of(edges=TWO_YEARS)


@pytest.fixture(scope="module")
def unlimited(case: Case) -> list[list[Story]]:
    return stories(case, 0, PATIENTS)


def operated(story: Story) -> float:
    """Calendar day of the operation."""
    return story.patient.operation_day + story.hours_waiting / 24


def planned(story: Story) -> float:
    """Calendar day of the operation, had nobody queued."""
    return story.patient.operation_day + story.patient.hours_waiting / 24


def first_come(arrivals: Iterable[float], services: Iterable[float], servers: int) -> list[float]:
    """Starts of service of a queue in order of arrival with that many servers."""
    free, starts = [-math.inf] * servers, []
    for arrival, service in zip(arrivals, services, strict=True):
        start = max(arrival, heapq.heappop(free))
        heapq.heappush(free, start + service)
        starts.append(start)
    return starts


def in_place(story: Story) -> tuple[float, float]:
    """Calendar days between which a patient keeps a temporary place, readmissions included."""
    origin, stop = operated(story), story.discharge
    for place, _, end in story.stays[1:]:
        if place not in (AT_TEMPORARY_PLACE, READMITTED):
            break
        stop = end
    return origin + story.discharge, origin + stop


def overlaps(intervals: Iterable[tuple[float, float]], at_once: int = 1) -> float:
    """Most days by which an interval begins before one of those places is free again."""
    free, worst = [-math.inf] * at_once, 0.0
    for start, stop in sorted(intervals):
        worst = max(worst, heapq.heappop(free) - start)
        heapq.heappush(free, stop)
    return worst


# --- no limits ---


def test_unlimited_is_the_default(case: Case, unlimited: list[list[Story]]) -> None:
    assert stories(case, 0, PATIENTS, Capacity()) == unlimited


def test_more_than_enough_is_unlimited(case: Case, unlimited: list[list[Story]]) -> None:
    n = len(PATIENTS)
    plenty = Capacity(theatres=n, theatre_hours=2, ward_beds=n, temporary_places=n)
    assert stories(case, 0, PATIENTS, plenty) == unlimited


def test_enough_teams_is_unlimited_but_for_the_visits(
    case: Case, unlimited: list[list[Story]]
) -> None:
    """Teams that sleep at night come within the window, so no life changes."""
    told = stories(case, 0, PATIENTS, Capacity(nurse_teams=len(PATIENTS), planned_visits=3.5))
    assert sum(story.planned for story in told[KTH]) > 900
    for limited, free in zip(told[KTH], unlimited[KTH], strict=True):
        assert limited.planned == limited.delivered
        assert np.allclose(limited.stays, free.stays, rtol=0, atol=CLOSE)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"theatres": -1}, "theatres -1: give a whole number from 1 on"),
        ({"ward_beds": 0}, "ward_beds 0"),
        ({"nurse_teams": 1.5}, "nurse_teams 1.5"),
        ({"temporary_places": math.nan}, "temporary_places nan"),
        ({"theatre_hours": -2.0}, "theatre_hours -2"),
        ({"planned_visits": math.inf}, "planned_visits inf"),
        ({"visits_per_team_day": 0.0}, "visits_per_team_day 0"),
        ({"team_opens": 16.0, "team_closes": 8.0}, "team_opens 16, team_closes 8"),
        ({"theatre_closes": 25.0}, "theatre_closes 25"),
        ({"theatre_hours": 12.0, "theatre_opens": 8.0, "theatre_closes": 16.0}, "longer than"),
    ],
)
def test_a_capacity_that_cannot_be_is_named(wrong: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Capacity(**wrong)


def test_without_limits_nobody_waits_longer_than_planned(unlimited: list[list[Story]]) -> None:
    for story in unlimited[KTH]:
        assert story.hours_waiting == pytest.approx(story.patient.hours_waiting, abs=1e-9)
        assert story.days_blocked == 0.0
        assert story.kth_start == story.discharge


# --- theatres ---


@pytest.mark.parametrize("theatres", [1, 2])
def test_theatres_are_a_first_come_first_served_queue(theatres: int, case: Case) -> None:
    # 300 operations a year, 30 hours each: one theatre is busy all the time.
    hours = 30.0
    told = stories(case, 0, PATIENTS, Capacity(theatres=theatres, theatre_hours=hours))
    for strategy in (USUAL, KTH):
        queue = sorted(told[strategy], key=planned)
        expected = first_come(map(planned, queue), [hours / 24] * len(queue), theatres)
        found = [operated(story) for story in queue]
        assert np.allclose(found, expected, rtol=0, atol=CLOSE)
        assert sum(a - planned(s) > 1 for a, s in zip(found, queue, strict=True)) > 10


def test_one_theatre_waits_as_pollaczek_and_khinchine_say(case_of: CaseOf) -> None:
    """M/D/1 at half load: mean time in queue is rho / (1 - rho) x service / 2.

    Arrivals are uniform over the year, Poisson given their number; planned waits only shift them.
    """
    n, seeds, load = 600, range(12), 0.5
    service = load * 365 / n
    waits = []
    for seed in seeds:
        case = case_of(edges=np.array([0.0, 31.0]), seed=seed)
        told = stories(case, 0, range(n), Capacity(theatres=1, theatre_hours=24 * service))
        waits.append(np.mean([operated(story) - planned(story) for story in told[USUAL]]))
    expected = load / (1 - load) * service / 2
    se = np.std(waits, ddof=1) / math.sqrt(len(waits))
    assert abs(np.mean(waits) - expected) < 4 * se
    assert se < expected / 10


# --- ward beds ---


@pytest.mark.parametrize("beds", [1, 6])
def test_ward_beds_are_a_first_come_first_served_queue_from_admission(
    beds: int, case: Case
) -> None:
    """A bed is kept from admission to the end of the index stay; then the next admitted gets it."""
    n = 300 if beds > 1 else 40
    told = stories(case, 0, range(n), Capacity(ward_beds=beds))
    queue = sorted(told[USUAL], key=lambda story: story.patient.operation_day)
    kept = [story.patient.hours_waiting / 24 + story.stays[0][2] for story in queue]
    admitted = [story.patient.operation_day for story in queue]
    in_bed = [operated(story) - story.patient.hours_waiting / 24 for story in queue]
    assert np.allclose(in_bed, first_come(admitted, kept, beds), rtol=0, atol=CLOSE)


def test_nobody_keeps_a_bed_before_admission(case: Case) -> None:
    """The first of the year to be admitted finds the ward empty."""
    told = stories(case, 0, range(40), Capacity(ward_beds=1))[USUAL]
    first = min(told, key=lambda story: story.patient.operation_day)
    assert operated(first) == pytest.approx(planned(first), abs=CLOSE)


# --- temporary places ---


@pytest.fixture(scope="module", params=[1, 4])
def blocked(case: Case, request: pytest.FixtureRequest) -> tuple[int, list[Story]]:
    """Too few temporary places: about six are in use in a world without limits."""
    places: int = request.param
    return places, stories(case, 0, PATIENTS, Capacity(temporary_places=places))[KTH]


def to_a_temporary_place(told: list[Story]) -> list[Story]:
    return [s for s in told if s.patient.destination == 1 and s.discharge < math.inf]


def test_patients_are_blocked_and_stay_in_their_ward_beds(
    blocked: tuple[int, list[Story]],
) -> None:
    _, told = blocked
    assert sum(story.days_blocked > 0 for story in told) > 10
    for story in told:
        assert story.days_blocked >= 0.0
        place, start, stop = story.stays[0]
        assert (place, start) == (INDEX_STAY, 0.0)
        if story.days_blocked > 0:
            assert story.patient.destination == 1
            assert stop == pytest.approx(story.patient.days_stay + story.days_blocked, abs=CLOSE)


def test_never_more_patients_than_temporary_places(blocked: tuple[int, list[Story]]) -> None:
    places, told = blocked
    assert overlaps(map(in_place, to_a_temporary_place(told)), places) < CLOSE


def test_a_place_goes_to_whoever_has_been_ready_longest(
    blocked: tuple[int, list[Story]],
) -> None:
    _, told = blocked
    there = to_a_temporary_place(told)
    ready = sorted(there, key=lambda s: operated(s) + s.patient.days_stay)
    entered = [operated(story) + story.discharge for story in ready]
    assert all(b > a - CLOSE for a, b in pairwise(entered))


def test_nobody_is_blocked_while_a_place_is_free(blocked: tuple[int, list[Story]]) -> None:
    """Whoever was blocked leaves at the very moment somebody gives a place back."""
    _, told = blocked
    given_back = np.array([in_place(story)[1] for story in to_a_temporary_place(told)])
    for story in to_a_temporary_place(told):
        if story.days_blocked > 0:
            left = operated(story) + story.discharge
            assert np.abs(given_back - left).min() < CLOSE


def test_some_die_waiting_for_a_place(case_of: CaseOf) -> None:
    """One place, kept for years by whoever gets it first: the others never leave the ward."""
    case = case_of(
        one_cluster(0.0, 1.0),
        edges=TWO_YEARS,
        mean_days_temporary_place=1e5,
        prob_death_91_365=0.0,
        prob_death_31_90=0.0,
    )
    told = stories(case, 0, range(60), Capacity(temporary_places=1))[USUAL]
    early = [story for story in told if story.discharge < 300]
    dead = [story for story in told if story.discharge == math.inf and story.death < math.inf]
    assert len(early) < 10  # the first, and the heirs of those who died in the place
    assert len(dead) > 2
    for story in told:
        if story.discharge == math.inf:
            assert story.stays == [(INDEX_STAY, 0.0, story.end)]
            assert story.kth_start == math.inf


# --- theatres with opening hours ---


def test_operations_begin_and_end_within_opening_hours(case: Case) -> None:
    capacity = Capacity(theatres=1, theatre_hours=3, theatre_opens=8, theatre_closes=15)
    told = stories(case, 0, PATIENTS, capacity)[USUAL]
    hour = np.array([operated(story) % 1 * 24 for story in told])
    assert hour.min() > 8 - CLOSE
    assert hour.max() < 12 + CLOSE
    # Two operations of three hours fit into seven: never more on one day.
    assert np.bincount([int(operated(story) + CLOSE) for story in told]).max() == 2


def test_an_operation_waits_no_longer_than_the_queue_and_the_hours_ask(case: Case) -> None:
    """First come, first served, by hand: each starts when the last is over and the doors open."""
    capacity = Capacity(theatres=1, theatre_hours=3, theatre_opens=8, theatre_closes=15)
    told = stories(case, 0, PATIENTS, capacity)[USUAL]
    free = 0.0
    for story in sorted(told, key=planned):
        start = max(free, planned(story))
        while not (8 - CLOSE <= (start % 1) * 24 <= 12 + CLOSE):
            day = math.floor(start)
            start = day + 8 / 24 if start < day + 8 / 24 else day + 1 + 8 / 24
        assert operated(story) == pytest.approx(start, abs=CLOSE)
        free = start + 3 / 24


# --- acute-nurse teams ---


@pytest.fixture(scope="module")
def healthy(case_of: CaseOf) -> Case:
    """Nobody dies or is readmitted, so nobody leaves a queue."""
    none = dict.fromkeys(("prob_death_31_90", "prob_death_91_365", "prob_readmission_30d"), 0.0)
    rates = ("rate_population_death_65_male", "rate_population_death_65_female")
    return case_of(
        edges=np.array([0.0, 200.0]),
        prob_death_30d=1e-9,
        or_death_30d_kth=1.0,
        rr_readmission_30d_kth=1.0,
        **none,
        **dict.fromkeys(rates, 1e-12),
    )


@pytest.mark.parametrize("teams", [1, 2])
def test_visits_are_a_first_come_first_served_queue(teams: int, healthy: Case) -> None:
    """One visit each, due at discharge, of a day's length, and nobody too late for it."""
    capacity = Capacity(
        nurse_teams=teams,
        planned_visits=1.0,
        visits_per_team_day=1.0,
        team_opens=0.0,
        team_closes=24.0,
        visit_window=500.0,
    )
    told = stories(healthy, 0, PATIENTS, capacity)[KTH]
    queue = sorted(told, key=lambda story: operated(story) + story.discharge)
    due = [operated(story) + story.discharge for story in queue]
    starts = first_come(due, [1.0] * len(queue), teams)
    found = [a + story.visit_days for a, story in zip(due, queue, strict=True)]
    assert all(story.planned == story.delivered == 1 for story in told)
    assert np.allclose(found, starts, rtol=0, atol=CLOSE)
    assert max(story.visit_days for story in told) > 0.5


def test_a_team_makes_no_more_visits_than_its_shift_holds(healthy: Case) -> None:
    """Visits are planned as often as their mean says, and one team cannot make all of them."""
    capacity = Capacity(nurse_teams=1, planned_visits=3.5, visits_per_team_day=2.0)
    told = stories(healthy, 0, PATIENTS, capacity)[KTH]
    planned_visits = np.array([story.planned for story in told])
    assert set(planned_visits) == {3, 4}
    se = planned_visits.std(ddof=1) / math.sqrt(len(told))
    assert abs(planned_visits.mean() - 3.5) < 4 * se
    first = min(operated(s) + s.discharge for s in told)
    last = max(operated(s) + s.discharge for s in told) + 15
    delivered = sum(story.delivered for story in told)
    assert delivered <= 2 * (math.floor(last) - math.floor(first) + 1)
    assert delivered < planned_visits.sum()


@pytest.fixture(scope="module")
def hardly_visited(case_of: CaseOf) -> tuple[Case, list[list[Story]]]:
    """One team that makes one visit a day in a shift of 36 seconds: most visits are missed."""
    case = case_of(edges=TWO_YEARS, rr_readmission_30d_kth=2.0, prob_death_30d=0.2)
    capacity = Capacity(
        nurse_teams=1,
        planned_visits=2.0,
        visits_per_team_day=1.0,
        team_opens=8.0,
        team_closes=8.01,
        visit_window=0.25,
    )
    return case, stories(case, 0, range(1500), capacity)


def never_visited(told: list[Story]) -> list[Story]:
    return [s for s in told if s.planned == 2 and s.delivered == 0]


def test_without_a_visit_kth_acts_until_the_first_is_missed_on_death(
    hardly_visited: tuple[Case, list[list[Story]]],
) -> None:
    """The conditional hazard accumulated at death is the patient's limit, added up by hand."""
    case, told = hardly_visited
    (p,), (s,) = case.draw(0)
    seen = 0
    for story in never_visited(told[KTH]):
        missed = story.discharge + 0.25

        def reached(t: float, story: Story = story) -> float:
            return conditional(p.frailty_variance, hazard_to(s, story.patient, story.discharge, t))

        if not missed < story.death < 365.0 or story.discharge > 29:
            continue
        kept = (1 - s.hr_kth_delivered) * (reached(missed) - reached(story.discharge))
        assert reached(story.death) - kept == pytest.approx(story.patient.limit, rel=1e-9)
        seen += 1
    assert seen > 50


def test_without_a_visit_kth_acts_until_the_first_is_missed_on_readmission(
    hardly_visited: tuple[Case, list[list[Story]]],
) -> None:
    """A hazard that changes changes the rate of accumulation, never the luck (DESIGN section 3).

    t days after discharge the hazard of the first readmission is (t / scale)^k, times the factor
    for what is gained until the first visit is missed; it is the patient's exponential then.
    """
    case, told = hardly_visited
    (p,), (s,) = case.draw(0)
    k, scale = p.shape_time_to_readmission, s.readmission_scale
    factor, seen = s.readmission_factor_delivered, 0
    for story in never_visited(told[KTH]):
        starts = [start for place, start, _ in story.stays if place == READMITTED]
        if not starts or starts[0] - story.discharge < 7.25:  # before the second was missed, too
            continue
        t = starts[0] - story.discharge
        hazard = (t / scale) ** k + (factor - 1) * (0.25 / scale) ** k
        assert hazard == pytest.approx(story.patient.wait_readmission, rel=1e-9)
        seen += 1
    assert seen > 50


def test_one_visit_of_two_is_half_the_log_hazard(
    hardly_visited: tuple[Case, list[list[Story]]],
) -> None:
    """The first made and the second missed, or the other way round: HR, HR to 1/2 and 1, by hand.

    Both begin at 8, so the story does not say which was made; one of the two accounts must hold.
    """
    case, told = hardly_visited
    (p,), (s,) = case.draw(0)
    hr, stop = float(s.hr_kth_delivered), min(30.0, p.days_effect_window)
    seen = 0
    for story in told[KTH]:
        if (story.planned, story.delivered) != (2, 1) or not story.death < 365.0:
            continue
        start = story.discharge
        if start + 7.25 > min(stop, story.death):
            continue

        def kept(steps: list[tuple[float, float]], story: Story = story) -> float:
            """What ratios from one day to the next keep of the conditional hazard."""
            days = [day for day, _ in steps] + [min(story.death, stop)]
            at = [
                conditional(p.frailty_variance, hazard_to(s, story.patient, story.discharge, day))
                for day in days
            ]
            return sum(
                (1 - r) * (b - a) for (_, r), (a, b) in zip(steps, pairwise(at), strict=True)
            )

        first_made = kept([(start, hr), (start + 7.25, hr**0.5)])
        made = start + 7 + story.visit_days
        second_made = kept([(start, hr), (start + 0.25, 1.0), (made, hr**0.5)])
        reached = conditional(p.frailty_variance, hazard_to(s, story.patient, start, story.death))
        errors = [abs(reached - k - story.patient.limit) for k in (first_made, second_made)]
        assert min(errors) < 1e-9 * story.patient.limit
        assert max(errors) > 1e-6 * story.patient.limit
        seen += 1
    assert seen > 20


def test_usual_care_has_no_visits(hardly_visited: tuple[Case, list[list[Story]]]) -> None:
    case, told = hardly_visited
    assert all(story.planned == 0 for story in told[USUAL])
    assert told[USUAL] == stories(case, 0, range(1500))[USUAL]


def test_visits_are_neither_planned_nor_missed_for_those_who_are_gone(
    hardly_visited: tuple[Case, list[list[Story]]],
) -> None:
    """Readmitted for the whole programme but its first moment, or dead: not the nurses' failure."""
    _, told = hardly_visited
    gone = [s for s in told[KTH] if s.kth_start < math.inf and s.death < s.discharge + 7]
    assert len(gone) > 20
    assert all(story.planned <= 1 for story in gone)


# --- what limits never change ---

capacities = st.builds(
    Capacity,
    theatres=st.sampled_from([1, 2, math.inf]),
    theatre_hours=st.floats(0.5, 40),
    ward_beds=st.sampled_from([3, 10, math.inf]),
    temporary_places=st.sampled_from([1, 3, 8, math.inf]),
    nurse_teams=st.sampled_from([1, 2, math.inf]),
    visits_per_team_day=st.sampled_from([1, 3]),
    planned_visits=st.sampled_from([0.0, 2.5, 6.0]),
    visit_window=st.floats(0.1, 5),
)


@settings(max_examples=15)
@given(capacity=capacities)
def test_limits_never_change_a_patients_luck(
    capacity: Capacity, case: Case, unlimited: list[list[Story]]
) -> None:
    limited = stories(case, 0, range(100), capacity)
    for strategy in (USUAL, KTH):
        for here, there in zip(limited[strategy], unlimited[strategy], strict=False):
            assert here.patient == there.patient
            same = (here.discharge, here.kth_start) == (there.discharge, there.kth_start)
            if (
                same and here.planned == here.delivered
            ):  # not delayed by anyone: the same life, to rounding of calendar days
                assert [s[0] for s in here.stays] == [s[0] for s in there.stays]
                assert np.allclose(here.stays, there.stays, rtol=0, atol=CLOSE)


@settings(max_examples=15)
@given(capacity=capacities, data=st.data())
def test_every_life_is_whole_in_a_limited_world(
    capacity: Capacity,
    data: st.DataObject,
    worlds: st.SearchStrategy[dict[str, float]],
    case_of: CaseOf,
) -> None:
    case = case_of(edges=TWO_YEARS, **data.draw(worlds))
    for told in stories(case, 0, range(60), capacity):
        for story in told:
            assert story.stays[0][:2] == (INDEX_STAY, 0.0)
            assert all(b[1] == a[2] for a, b in pairwise(story.stays))
            assert all(start <= stop for _, start, stop in story.stays)
            assert story.stays[-1][2] == story.end == min(story.death, case.horizon)
            assert story.hours_waiting >= story.patient.hours_waiting
            if story.kth_start < math.inf:
                assert story.discharge == story.kth_start < story.end
            assert 0 <= story.delivered <= story.planned
