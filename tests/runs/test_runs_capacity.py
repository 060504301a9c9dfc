"""Clusters in calendar time: what replications are, and what is made of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kth_sim.errors import UserError
from kth_sim.model.calendar_state import COURSE
from kth_sim.runs import capacity as capacity_run
from kth_sim.runs.build import make_case
from kth_sim.runs.capacity import CapacityOptions, case_of_draws, run_capacity
from kth_sim.runs.capacity_cluster import (
    WARM_UP,
    calendar_of,
    clusters_of_plan,
    clusters_of_scenario,
    seed_of,
)
from kth_sim.runs.capacity_replications import (
    Asked,
    blocked_measures,
    mean_fidelity,
    ratio_of_means,
    replicate,
)
from kth_sim.runs.capacity_staffing import Staffing
from kth_sim.runs.capacity_tables import binding, capacity_table, fidelity_table, transfers
from kth_sim.scenarios.rollout import load_plan

KTH = 1
FEES = {"region": 1000.0, "state_day12": 100.0, "state_day3plus": 10.0}


@pytest.fixture(scope="module")
def national(scenario):
    return scenario("national")


@pytest.fixture(scope="module")
def case(national):
    return make_case(national, 1, 1)


@pytest.fixture(scope="module")
def clusters(national):
    return clusters_of_scenario(national, 1)


@pytest.fixture(scope="module")
def busy(clusters):
    """Gødstrup, with too little of everything."""
    return clusters["Gødstrup"].with_capacity(nurse_teams=1, temporary_places=7, ward_beds=11)


@pytest.fixture(scope="module")
def found(case, busy):
    return replicate(Asked(case, busy, 1, 12))


def frames(case, cluster, found):
    return [capacity_table(cluster, found, FEES), fidelity_table(cluster, found["kth"])]


@pytest.mark.parametrize("workers", [2, 5, 40])
def test_the_number_of_workers_changes_nothing(case, busy, found, workers):
    again = replicate(Asked(case, busy, 1, 12), workers)
    for ours, theirs in zip(frames(case, busy, again), frames(case, busy, found), strict=True):
        pd.testing.assert_frame_equal(ours, theirs, check_exact=True)


def test_more_replications_add_to_those_there_are(case, busy, found):
    few = replicate(Asked(case, busy, 1, 3))
    for strategy in ("usual_care", "kth"):
        assert [one.measures for one in few[strategy]] == [
            one.measures for one in found[strategy][:3]
        ]


def test_strategies_share_their_patients_and_what_is_before_kth(found):
    for usual, kth in zip(found["usual_care"], found["kth"], strict=True):
        same = usual.measures["", "people_per_year"] == kth.measures["", "people_per_year"]
        assert same
        assert usual.visits.sum() == 0.0
    assert any(
        usual.measures["", "prob_death_30d"] > kth.measures["", "prob_death_30d"]
        for usual, kth in zip(found["usual_care"], found["kth"], strict=True)
    )


def test_teams_do_not_change_usual_care(case, busy, found):
    more = replicate(Asked(case, busy.with_capacity(nurse_teams=9), 1, 12, (0,)))
    for ours, theirs in zip(more["usual_care"], found["usual_care"], strict=True):
        of_teams = [key for key in ours.measures if key[0] == "nurse_teams"]
        assert of_teams
        rest = ours.measures.keys() - set(of_teams)
        assert all(ours.measures[key] == theirs.measures[key] for key in rest)


def test_clusters_have_luck_of_their_own(clusters):
    seeds = {seed_of(1, name) for name in clusters}
    assert len(seeds) == 11
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert seed_of(1, "Nord") != seed_of(2, "Nord")


def test_people_come_as_the_volume_says(case, clusters, national):
    """359 of 2,174 listed, with the remainder of 41 spread: 365.8 a year, within 4 errors.

    Over a year from 1 January the rhythm's mean is 1 but for the odd quarter of a day.
    """
    expected = 359 * 2215 / 2174
    assert clusters["Gødstrup"].people_per_year == pytest.approx(expected)
    found = replicate(Asked(case, clusters["Gødstrup"], 1, 40, (0,)))["usual_care"]
    people = np.array([one.measures["", "people_per_year"] for one in found])
    assert abs(people.mean() - expected) < 4 * people.std(ddof=1) / np.sqrt(40)
    assert people.std(ddof=1) == pytest.approx(np.sqrt(expected), rel=0.5)


def test_a_draw_at_the_base_values_is_the_base_case(case, busy, national, found):
    values = {name: given.value for name, given in national.parameters.items()}
    draws = pd.DataFrame([values] * 4)
    again = replicate(Asked(case_of_draws(case, draws), busy, 1, 4))
    for strategy in ("usual_care", "kth"):
        for ours, theirs in zip(again[strategy], found[strategy], strict=False):
            assert ours.measures == theirs.measures


def test_more_of_a_resource_helps_with_what_it_is_for(case, busy, found):
    roomy = replicate(Asked(case, busy.with_capacity(temporary_places=40), 1, 12))
    blocked = ("temporary_places", "days_blocked_per_year")
    assert all(one.measures[blocked] == 0.0 for one in roomy["kth"])
    assert np.mean([one.measures[blocked] for one in found["kth"]]) > 100


def test_units_that_cannot_be_name_the_cluster(busy):
    with pytest.raises(UserError, match="Gødstrup: ward_beds 0"):
        busy.with_capacity(ward_beds=0)


def test_usual_capacity_is_the_load_and_a_margin(clusters, national):
    """By hand: 365.8 people a year, 20 hours and 8.568 x 0.85 days in bed, 27.8 % x 28 days."""
    per_day = 359 * 2215 / 2174 / 365.25
    sigma = national.value("sigma_hours_waiting")
    beds = per_day * (20 * np.exp(sigma**2 / 2) / 24 + 8.568 * 0.85)
    places = per_day * (1 - 556 / 1037) * 0.6 * 28
    has = clusters["Gødstrup"].capacity
    assert has.ward_beds == np.ceil(beds + 1.3 * np.sqrt(beds))
    assert has.temporary_places == np.ceil(places + 1.3 * np.sqrt(places))
    assert (has.theatres, has.nurse_teams) == (1, 3)  # 0.08 + 1.3 x 0.29; 0.88 + 1.3 x 0.94
    assert has.planned_visits == 3.5


# --- plans ---


def test_nobody_is_visited_before_a_cluster_starts(case, national, register):
    plan = load_plan("staggered_two_per_quarter", register)
    start = plan.starts_of("Nord")[0].date
    cluster = clusters_of_plan(plan, national, 3)["Nord"]
    found = replicate(Asked(case, cluster, 1, 10))["kth"]
    table = fidelity_table(cluster, found)
    months = pd.to_datetime(table["month"])
    before = months < pd.Timestamp(start).replace(day=1)
    assert before.sum() > 2
    assert (table.loc[before, "visits_planned"] == 0).all()
    assert table.loc[before, "fidelity"].isna().all()
    assert (table.loc[~before, "visits_planned"].iloc[2:] > 0).all()
    # A linear ramp: in its first quarter fewer visits than a year later.
    after = table.loc[~before, "visits_planned"].to_numpy()
    assert after[1:4].sum() < 0.8 * after[12:15].sum()


def test_a_plan_grows_with_incidence(national, register):
    cluster = clusters_of_plan(load_plan("all_at_once", register), national, 3)["Randers"]
    yearly = np.diff(cluster.population.cumulative[[WARM_UP, WARM_UP + 365, WARM_UP + 730]])
    assert yearly[1] / yearly[0] == pytest.approx(1.01, abs=1e-3)
    assert cluster.month_starts[:2] == [date(2026, 1, 1), date(2026, 2, 1)]
    assert len(cluster.month_starts) == 36


def test_own_homes_only_has_no_visits_to_temporary_places(national, register):
    population = clusters_of_plan(load_plan("own_home_only", register), national, 1)[
        "Nord"
    ].population
    assert np.isfinite(population.start_day).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("first", "years", "days", "months"),
    [
        (date(2026, 1, 1), 1, 365, 12),
        (date(2024, 2, 29), 1, 366, 13),  # up to 28 February 2025, the last that counts
        (date(2023, 9, 15), 2, 731, 25),
    ],
)
def test_years_from_any_day(first, years, days, months):
    calendar = calendar_of(first, years)
    assert calendar.days == WARM_UP + days
    assert calendar.months == months + 1  # the warm-up is a month of its own
    assert (calendar.month_of_day[:WARM_UP] == months).all()


# --- sums ---


def test_the_law_charges_midnights_and_more_from_the_third_day():
    """Ready 10.9, gone 14.1: midnights of 11, 12, 13 and 14, so 4 days, two of them dear."""
    courses = np.zeros(3, COURSE)
    courses["operated_day"] = [0.9, 5.0, 5.0]
    courses["discharge"] = [13.2, 9.4, np.inf]
    courses["end"] = [500.0, 500.0, 4.0]
    courses["left_place"] = [60.0, 60.0, np.inf]
    courses["days_blocked"] = [3.2, 0.0, 0.5]  # the third died on calendar day 9.0, ready at 8.5
    found = dict(blocked_measures(courses, years=2.0))
    place = "temporary_places"
    assert found[place, "days_blocked_per_year"] == pytest.approx(1.85)
    assert found[place, "days_charged_per_year"] == (4 + 1) / 2
    assert found[place, "days_charged_from_day_3_per_year"] == 1.0
    assert found[place, "share_late"] == pytest.approx(2 / 3)
    samples = {key: np.array([value]) for key, value in found.items()}
    paid = transfers(samples, FEES)
    assert paid[place, "transfer_to_region_per_year"] == 2500.0
    assert paid[place, "transfer_to_state_per_year"] == 1.5 * 100 + 1.0 * 10


def test_a_ratio_of_means_has_the_error_of_its_residuals():
    """Against a bootstrap of the same pairs, which knows no formula."""
    rng = np.random.default_rng(1)
    below = rng.poisson(200, 400).astype(float)
    top = rng.binomial(below.astype(int), 0.8).astype(float)
    ratio, error = ratio_of_means(top, below)
    picks = rng.integers(0, 400, (2000, 400))
    again = top[picks].sum(axis=1) / below[picks].sum(axis=1)
    assert ratio == pytest.approx(top.sum() / below.sum())
    assert error == pytest.approx(again.std(), rel=0.1)


def test_the_least_teams_are_those_of_trying_them_all(case, busy):
    few = busy.with_capacity(nurse_teams=1)
    asked = Asked(case, few, 1, 4)
    for target in (0.5, 0.93, 0.999):
        by_search = Staffing(asked).least_teams(target)
        shares = []
        for teams in range(1, 6):
            again = Asked(case, busy.with_capacity(nurse_teams=teams), 1, 4, (KTH,))
            shares.append(mean_fidelity(replicate(again)["kth"])[0])
        assert by_search == next(i for i, s in enumerate(shares, start=1) if s >= target)


def test_what_binds_is_what_keeps_most_waiting(case, clusters):
    cluster = clusters["Gødstrup"]
    asked = Asked(case, cluster.with_capacity(temporary_places=5, ward_beds=60), 1, 5)
    assert binding(capacity_table(asked.cluster, replicate(asked), FEES)) == {
        "Gødstrup": "temporary_places"
    }
    plenty = cluster.with_capacity(theatres=9, ward_beds=99, temporary_places=99, nurse_teams=99)
    assert binding(capacity_table(plenty, replicate(Asked(case, plenty, 1, 5)), FEES)) == {
        "Gødstrup": "none"
    }


# --- the folder ---


@pytest.fixture
def plain(monkeypatch):
    """Folders without figures, which take most of the time."""
    monkeypatch.setattr("kth_sim.runs.capacity.draw", lambda *_: None)


@pytest.mark.usefixtures("plain")
def test_the_same_question_leaves_the_same_bytes(national, tmp_path):
    def options(out: Path, workers: int) -> CapacityOptions:
        return CapacityOptions(("Nord", "Syd"), replications=4, workers=workers, out=tmp_path / out)

    one = run_capacity(national, None, None, options("a", 1))
    two = run_capacity(national, None, None, options("b", 3))
    names = sorted(path.name for path in one.folder.glob("*.*"))
    assert names == [
        "assumptions.csv", "capacity.csv", "fidelity_by_month.csv", "fidelity_by_teams.csv",
        "occupancy.csv", "run.json",
    ]  # fmt: skip
    for name in names:
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes()


@pytest.mark.usefixtures("plain")
def test_a_cluster_is_the_same_beside_others_in_any_order(national, tmp_path):
    def table(*names: str) -> pd.DataFrame:
        options = CapacityOptions(names, replications=3, out=tmp_path)
        return run_capacity(national, None, None, options).tables["capacity"]

    alone, first, last = table("Nord"), table("Nord", "Syd"), table("Syd", "Nord")
    for beside in (first, last):
        rows = beside[beside["cluster"] == "Nord"].reset_index(drop=True)
        pd.testing.assert_frame_equal(rows, alone, check_exact=True)


@pytest.mark.usefixtures("plain")
def test_a_plan_without_kth_has_no_visits(national, register, tmp_path):
    plan = load_plan("none", register, years=1)
    options = CapacityOptions(("Nord",), replications=3, out=tmp_path)
    result = run_capacity(national, plan, None, options)
    assert "fidelity_by_teams" not in result.tables
    assert result.payload["least_nurse_teams"] == {}
    json.dumps(result.payload, allow_nan=False)
    table = result.tables["capacity"].set_index(["strategy", "resource", "measure"])["mean"]
    assert table["kth", "", "prob_death_30d"] == table["usual_care", "", "prob_death_30d"]


def test_figures_are_drawn_for_those_named(national, tmp_path):
    options = CapacityOptions(("Nord",), replications=3, fidelity_target=0.9, out=tmp_path)
    result = run_capacity(national, None, None, options)
    pictures = sorted(path.name for path in (result.folder / "figures").glob("*.png"))
    assert pictures == ["fidelity_by_teams.png", "occupancy_Nord.png"]
    assert capacity_run.FEES.keys() == FEES.keys()
