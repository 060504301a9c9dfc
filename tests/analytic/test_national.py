"""The national base case at 1,000,000 patients gives back what the decks print (issue 2).

Monte-Carlo errors are binomial, sqrt(p (1 - p) / n), from the expected value; four of them allowed.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from kth_sim.contracts import OUTCOMES
from kth_sim.model.case import Case
from kth_sim.runs.execute import simulate

CaseOf = Callable[..., Case]
N = 1_000_000
USUAL, KTH = 0, 1


def counted(case: Case) -> list[dict[str, float]]:
    """Persons by outcome, for each strategy."""
    totals = simulate(case).counts[0].sum(axis=(0, 2))
    return [dict(zip(OUTCOMES, row, strict=True)) for row in totals]


@pytest.fixture(scope="module")
def national(shipped_case: CaseOf) -> list[dict[str, float]]:
    return counted(shipped_case("national", n_patients=N))


def check(events: float, people: float, expected: float) -> None:
    assert abs(events / people - expected) < 4 * math.sqrt(expected * (1 - expected) / people)


def after_odds_ratio(risk: float, ratio: float) -> float:
    odds = ratio * risk / (1 - risk)
    return odds / (1 + odds)


def test_usual_care_30_day_mortality_is_11_9_percent(national: list[dict[str, float]]) -> None:
    check(national[USUAL]["deaths_30d"], N, 0.119)


def test_kth_30_day_mortality_is_the_odds_ratio_0_60_on_it(
    national: list[dict[str, float]],
) -> None:
    check(national[KTH]["deaths_30d"], N, after_odds_ratio(0.119, 0.60))  # 7.50 %


def test_readmission_is_13_6_percent_and_1_28_times_that(
    national: list[dict[str, float]],
) -> None:
    for strategy, expected in ((USUAL, 0.136), (KTH, 1.28 * 0.136)):
        persons = national[strategy]
        check(persons["readmitted_30d"], persons["discharged_alive"], expected)


def test_15_of_51_deaths_fall_before_discharge(national: list[dict[str, float]]) -> None:
    persons = national[USUAL]
    check(persons["deaths_30d_in_hospital"], persons["deaths_30d"], 15 / 51)


def test_kth_saves_nobody_in_hospital(national: list[dict[str, float]]) -> None:
    inside = [persons["deaths_30d_in_hospital"] for persons in national]
    assert inside[USUAL] == inside[KTH]
    assert national[USUAL]["discharged_alive"] == national[KTH]["discharged_alive"]


def test_saved_is_the_difference_in_deaths(national: list[dict[str, float]]) -> None:
    # The same luck in both strategies and a hazard ratio below 1: nobody is lost, so net is gross.
    fewer = national[USUAL]["deaths_30d"] - national[KTH]["deaths_30d"]
    assert national[KTH]["saved_30d"] == fewer
    assert national[USUAL]["saved_30d"] == 0


def test_one_year_mortality_is_25_percent_or_so(national: list[dict[str, float]]) -> None:
    # 1 - (1 - p30) (1 - p31-90) (1 - p91-365), each as the evidence states it.
    alive = 0.881 * (1 - 0.07079646017699115) * (1 - 0.130952380952381)
    check(national[USUAL]["deaths_365d"], N, 1 - alive)


def test_effect_from_operation_leaves_usual_care_alone(shipped_case: CaseOf) -> None:
    usual, kth = counted(shipped_case("effect_from_operation", n_patients=N))
    check(usual["deaths_30d"], N, 0.119)
    check(kth["deaths_30d"], N, after_odds_ratio(0.119, 0.60))


def test_as_presented_saves_one_in_19(shipped_case: CaseOf) -> None:
    usual, kth = counted(shipped_case("as_presented", n_patients=N))
    # Issue 2: NNT 19.0 +- 0.1 beyond Monte-Carlo error. Under the same luck the difference is a
    # count of those saved, so its error is that of one proportion, 1 / 19.
    saved = (usual["deaths_30d"] - kth["deaths_30d"]) / N
    assert abs(saved - 1 / 19) < 4 * math.sqrt(1 / 19 * 18 / 19 / N)


def test_immortal_time_gives_eight_percent_of_those_discharged(shipped_case: CaseOf) -> None:
    _, kth = counted(shipped_case("immortal_time", n_patients=N))
    later = kth["deaths_30d"] - kth["deaths_30d_in_hospital"]
    # A few are still in hospital at day 30 and are at no risk of dying out of it: allow the 0.04
    # points to which the printed OR 0.91 and 8.0 % agree (tests/model/test_calibration.py).
    left = N - kth["deaths_30d_in_hospital"]
    assert abs(later / left - 0.080) < 4 * math.sqrt(0.08 * 0.92 / left) + 0.0004
