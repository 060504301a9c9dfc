"""Clusters in calendar time where there is little: nobody, no visits, one replication."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kth_sim.errors import UserError
from kth_sim.model.calendar_run import Found
from kth_sim.model.calendar_state import COURSE
from kth_sim.runs.capacity_cluster import (
    WARM_UP,
    clusters_of_plan,
    clusters_of_scenario,
    mean_loads,
)
from kth_sim.runs.capacity_figures import MOST_CLUSTERS, draw
from kth_sim.runs.capacity_replications import (
    Asked,
    Replication,
    blocked_measures,
    mean_fidelity,
    people_measures,
    ratio_of_means,
)
from kth_sim.runs.capacity_staffing import Staffing
from kth_sim.runs.capacity_tables import transfers
from kth_sim.scenarios.rollout import load_plan


@pytest.fixture(scope="module")
def national(scenario):
    return scenario("national")


@pytest.fixture(scope="module")
def cluster(national):
    return clusters_of_scenario(national, 1)["Nord"]


@pytest.fixture
def asked(cluster):
    """A question of which nothing is simulated."""
    return Asked(None, cluster, 1, 1)


def replication(planned, delivered):
    return Replication({}, np.zeros((4, 2, 0)), np.array([[planned, delivered]]))


def test_a_cluster_where_nobody_is_operated_has_no_calendar(national):
    first, *others = national.clusters
    empty = replace(national, clusters=(replace(first, people_per_year=0.0), *others))
    assert list(clusters_of_scenario(empty, 1)) == [one.name for one in others]


def test_a_team_where_nobody_is_operated_has_no_calendar(national, register):
    plan = load_plan("all_at_once", register)
    first, *others = plan.network.teams
    teams = (replace(first, people_per_year=0.0), *others)
    empty = replace(plan, network=replace(plan.network, teams=teams))
    assert list(clusters_of_plan(empty, national, 1)) == [one.name for one in others]


def test_a_clusters_own_mix_of_destinations_is_used(national, cluster):
    """By hand: 1 patient a day, half not home, 0.2 of them to a temporary place: 0.1 a day."""
    population = replace(cluster.population, share_own_home=0.5, share_temporary_place=0.2)
    loads = mean_loads(national, population, 365.25)
    days = national.value("mean_days_temporary_place")
    assert loads["temporary_places"] == pytest.approx(0.1 * days)


def test_where_nobody_comes_after_the_warm_up_there_are_no_waits(cluster):
    courses = np.zeros(3, COURSE)
    courses["arrival"] = WARM_UP - 1.0
    nothing = np.zeros((0, 2))
    found = dict(people_measures(Found(courses, nothing, nothing, nothing), cluster))
    assert found == {("", "people_per_year"): 0.0}
    assert transfers({key: np.array([value]) for key, value in found.items()}, {}) == {}


def test_where_nobody_needs_a_place_there_is_no_share_that_waited():
    courses = np.zeros(2, COURSE)
    courses["left_place"] = math.inf
    found = dict(blocked_measures(courses, years=1.0))
    assert ("temporary_places", "share_late") not in found
    assert set(found.values()) == {0.0}


def test_fidelity_of_no_visits_is_unknown_and_one_replication_has_no_error():
    assert np.isnan(mean_fidelity([replication(0.0, 0.0), replication(0.0, 0.0)])).all()
    fidelity, error = mean_fidelity([replication(8.0, 6.0)])
    assert fidelity == 0.75
    assert math.isnan(error)
    assert ratio_of_means(np.array([1.0, 3.0]), np.array([4.0, 4.0]))[0] == 0.5


@pytest.mark.parametrize(("target", "least"), [(0.125, 1), (0.7, 6), (0.875, 7), (1.0, 8)])
def test_the_least_teams_are_found_between_doublings(asked, target, least):
    """Fidelity n/8 with n teams: the least that meets the target is 8 x target, rounded up."""
    known = {n: (n / 8, 0.0) for n in range(1, 9)}
    assert Staffing(asked, found=known).least_teams(target) == least


def test_a_fidelity_that_no_number_of_teams_reaches_is_said(asked):
    """Doublings up to 512 are tried: the next, 1024, is more than the most."""
    known = {2**k: (0.9 - 0.5 / 2**k, 0.0) for k in range(10)}
    with pytest.raises(UserError, match=r"Nord: no number of teams .* 0.95; with 512 it is 0\.899"):
        Staffing(asked, found=known).least_teams(0.95)


def test_many_clusters_without_kth_have_no_figures(national, tmp_path):
    names = [str(n) for n in range(MOST_CLUSTERS + 1)]
    tables = {"occupancy": pd.DataFrame({"cluster": names})}
    draw(national, tables, 3, 1, tmp_path)
    assert list(tmp_path.iterdir()) == []
