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

from kth_sim.model.case import Case
from kth_sim.model.parameters import one_cluster
from kth_sim.model.reference import Capacity, Story, stories

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
    plenty = Capacity(theatres=n, theatre_hours=2, ward_beds=n, temporary_places=n, nurse_places=n)
    assert stories(case, 0, PATIENTS, plenty) == unlimited


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


# --- acute nurses ---


@pytest.fixture(scope="module")
def one_nurse(case: Case) -> list[list[Story]]:
    return stories(case, 0, PATIENTS, Capacity(nurse_places=1))


def test_with_one_nurses_place_some_never_start_kth(
    case: Case, one_nurse: list[list[Story]]
) -> None:
    started = [story for story in one_nurse[KTH] if story.kth_start < math.inf]
    late = [story for story in started if story.kth_start > story.discharge]
    never = [s for s in one_nurse[KTH] if s.kth_start == math.inf and s.discharge < math.inf]
    assert started
    assert late
    assert never
    # 365 days hold 26 programmes of 14 days, and a few start after the last admission.
    days = case.draw(0)[0][0].days_kth
    assert len(started) <= (365 + 40) / days
    for story in started:
        assert story.discharge <= story.kth_start <= story.discharge + days + CLOSE


def test_the_nurses_follow_one_patient_at_a_time(case: Case, one_nurse: list[list[Story]]) -> None:
    days = case.draw(0)[0][0].days_kth
    starts = [operated(s) + s.kth_start for s in one_nurse[KTH] if s.kth_start < math.inf]
    assert overlaps((start, start + days) for start in starts) < CLOSE


def test_whoever_never_starts_kth_lives_as_in_usual_care(one_nurse: list[list[Story]]) -> None:
    for usual, kth in zip(*one_nurse, strict=True):
        if kth.kth_start == math.inf:
            assert kth.stays == usual.stays
            assert kth.death == usual.death


def test_kth_that_starts_late_acts_on_readmission_from_then_on(case_of: CaseOf) -> None:
    """A hazard that changes changes the rate of accumulation, never the luck (DESIGN section 3).

    t days after discharge the hazard of the first readmission is (t / scale)^k, times the factor
    for what is gained between KTH's first day and day 30; it is the patient's exponential then.
    """
    case = case_of(edges=TWO_YEARS, rr_readmission_30d_kth=2.0)
    (p,), (s,) = case.draw(0)
    told = stories(case, 0, PATIENTS, Capacity(nurse_places=3))[KTH]
    k, scale = p.shape_time_to_readmission, s.readmission_scale
    factor = s.readmission_factor_delivered
    seen = 0
    for story in told:
        starts = [start for place, start, _ in story.stays if place == READMITTED]
        late = story.kth_start - story.discharge
        if not starts or not 0.5 < late < math.inf or starts[0] < story.kth_start:
            continue
        t = starts[0] - story.discharge
        inside = max((min(t, 30.0) / scale) ** k - (late / scale) ** k, 0.0)
        hazard = (t / scale) ** k + (factor - 1) * inside
        assert hazard == pytest.approx(story.patient.wait_readmission, rel=1e-6)
        seen += 1
    assert seen > 3


def test_usual_care_does_not_queue_for_nurses(
    unlimited: list[list[Story]], one_nurse: list[list[Story]]
) -> None:
    assert one_nurse[USUAL] == unlimited[USUAL]


# --- what limits never change ---

capacities = st.builds(
    Capacity,
    theatres=st.sampled_from([1, 2, math.inf]),
    theatre_hours=st.floats(0.5, 40),
    ward_beds=st.sampled_from([3, 10, math.inf]),
    temporary_places=st.sampled_from([1, 3, 8, math.inf]),
    nurse_places=st.sampled_from([1, 5, math.inf]),
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
            if same:  # not delayed by anyone: the same life, to rounding of calendar days
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
                assert story.discharge <= story.kth_start < story.end
