"""Who the patients are: simulated means and shares against the distributions they come from."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from kth_sim.contracts import OUTCOMES, RESOURCES
from kth_sim.model.case import Case
from kth_sim.model.hazards import Patient
from kth_sim.model.parameters import Cohort
from kth_sim.runs.execute import simulate

CaseOf = Callable[..., Case]
N = 100_000


@pytest.fixture(scope="module")
def case(shipped_case: CaseOf) -> Case:
    return shipped_case("national", n_patients=N)


@pytest.fixture(scope="module")
def patients(case: Case, people: Callable[[Case, range], list[Patient]]) -> list[Patient]:
    return people(case, range(N))


def column(patients: list[Patient], name: str) -> np.ndarray:
    return np.array([getattr(patient, name) for patient in patients], float)


def check_mean(values: np.ndarray, expected: float) -> None:
    assert abs(values.mean() - expected) < 4 * values.std() / math.sqrt(len(values))


def check_share(events: np.ndarray, expected: float) -> None:
    error = math.sqrt(expected * (1 - expected) / len(events))
    assert abs(events.mean() - expected) <= 4 * error


def test_age_is_a_truncated_normal(case: Case, patients: list[Patient]) -> None:
    (p,), _ = case.draw(0)
    low, high = ((x - p.mean_age) / p.sd_age for x in (p.age_min, p.age_max))
    law, age = stats.truncnorm(low, high, p.mean_age, p.sd_age), column(patients, "age")
    assert stats.kstest(age, law.cdf).pvalue > 0.001
    check_mean(age, law.mean())
    # Variance of a sample variance: (fourth central moment - sd^4) / n.
    fourth = law.expect(lambda x: (x - law.mean()) ** 4)
    assert abs(age.var() - law.var()) < 4 * math.sqrt((fourth - law.var() ** 2) / N)
    assert p.age_min <= age.min() <= age.max() <= p.age_max


def test_sex(case: Case, patients: list[Patient]) -> None:
    check_share(column(patients, "female"), case.draw(0)[0][0].share_female)


def test_stay_is_a_gamma(case: Case, patients: list[Patient]) -> None:
    (p,), _ = case.draw(0)
    mean = p.mean_days_index_stay * p.multiplier_days_index_stay
    stay = column(patients, "days_stay")
    check_mean(stay, mean)
    law = stats.gamma(p.shape_days_index_stay, scale=mean / p.shape_days_index_stay)
    assert stats.kstest(stay, law.cdf).pvalue > 0.001


def test_waiting_is_log_normal(case: Case, patients: list[Patient]) -> None:
    (p,), _ = case.draw(0)
    hours = column(patients, "hours_waiting")
    check_share(hours < p.median_hours_waiting, 0.5)
    law = stats.lognorm(p.sigma_hours_waiting, scale=p.median_hours_waiting)
    assert stats.kstest(hours, law.cdf).pvalue > 0.001


def test_destinations_and_residence_before(case: Case, patients: list[Patient]) -> None:
    (p,), _ = case.draw(0)
    home, there = p.prob_destination_own_home, p.prob_temporary_place_given_institution
    destination = column(patients, "destination")
    before = column(patients, "from_own_home")
    for place, share in enumerate([home, (1 - home) * there, (1 - home) * (1 - there)]):
        check_share(destination == place, share)
    # The two senses of "own home" are kept apart (DESIGN section 4).
    assert np.all(before[destination == 0] == 1)
    check_share(before[destination == 1], p.prob_from_own_home_given_temporary_place)
    check_share(before[destination == 2], p.prob_from_own_home_given_nursing_home)


def test_clusters_and_days_of_operation(case: Case, patients: list[Patient]) -> None:
    cluster, day = column(patients, "cluster"), column(patients, "operation_day")
    for number, weight in enumerate(case.cohort.weight):
        check_share(cluster == number, weight)
    assert stats.kstest(day / case.cohort.intake_days, "uniform").pvalue > 0.001


def test_attributes_are_independent(patients: list[Patient]) -> None:
    names = ("age", "female", "days_stay", "hours_waiting", "threshold", "operation_day", "cluster")
    r = np.corrcoef([column(patients, name) for name in names])
    # The correlation of n independent pairs has standard error 1 / sqrt(n); 21 pairs.
    assert np.abs(r - np.eye(len(names))).max() < 4 / math.sqrt(N)


def test_kth_is_offered_where_when_and_to_whom_the_cohort_says(
    case_of: CaseOf, people: Callable[[Case, range], list[Patient]]
) -> None:
    cohort = Cohort(
        clusters=("early", "late"),
        weight=np.array([0.25, 0.75]),
        share_own_home=np.array([np.nan, 0.0]),
        share_temporary_place=np.array([np.nan, 1.0]),
        target=np.array([[1.0, 1.0, 1.0], [0.0, 1.0, 0.0]]),
        start_day=np.array([0.0, 100.0]),
        intake_days=400.0,
    )
    there = people(case_of(cohort, uptake_kth=0.6), range(20_000))
    early = [x for x in there if x.cluster == 0]
    late = [x for x in there if x.cluster == 1]
    check_share(np.array([x.cluster for x in there]), 0.75)
    check_share(np.array([x.offered for x in early]), 0.6)
    assert {x.destination for x in late} == {1}
    assert not any(x.offered for x in late if x.operation_day < 100)
    check_share(np.array([x.offered for x in late if x.operation_day >= 100]), 0.6)


def test_sums_over_the_patients(case: Case, patients: list[Patient]) -> None:
    """Quantities count these very patients: hours waited, operations, persons by destination."""
    quantities = simulate(case)
    used = quantities.used[0].sum(axis=(0, 3))  # strategy, destination, resource
    hours = column(patients, "hours_waiting")
    destination = column(patients, "destination")
    persons = quantities.counts[0, :, :, :, OUTCOMES.index("patients")].sum(axis=0)
    for strategy in range(2):
        for place in range(3):
            here = destination == place
            assert persons[strategy, place] == here.sum()
            assert used[strategy, place, RESOURCES.index("n_operations")] == here.sum()
            assert used[strategy, place, RESOURCES.index("hours_waiting")] == pytest.approx(
                hours[here].sum(), rel=1e-12
            )
