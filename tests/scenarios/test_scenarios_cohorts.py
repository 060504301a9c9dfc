"""Who is operated, where and when: sums and calendar arithmetic by hand."""

from __future__ import annotations

import math
from datetime import date

import pytest

from kth_sim.runs.build import cohort_of

# Read off the slide "Antal borgere" of the webinar deck.
TEAMS = {
    "Randers": 307,
    "Gødstrup": 359,
    "SOL": 108,
    "Slagelse": 279,
    "SUH Køge-Faxe": 117,
    "Sydhavsøerne": 225,
    "Byen": 226,
    "Midt": 210,
    "Nord": 106,
    "Syd": 172,
    "Bornholm": 65,
}


def test_the_eleven_teams_are_those_of_the_slide(shipped):
    clusters = shipped("national").clusters
    assert {c.name: c.people_per_year for c in clusters} == TEAMS
    assert sum(TEAMS.values()) == 2174


def test_the_remainder_is_spread_or_left_out(shipped):
    assert shipped("national").people_per_year == 2215
    assert shipped("listed_teams").people_per_year == 2174
    volumes = {c.name: c.people_per_year for c in shipped("listed_teams").clusters}
    assert volumes == TEAMS


def test_spreading_keeps_each_teams_share(shipped):
    cohort = cohort_of(shipped("national"))
    assert cohort.weight.tolist() == pytest.approx([n / 2174 for n in TEAMS.values()], rel=1e-12)
    assert cohort.weight.sum() == pytest.approx(1.0, abs=1e-12)


def test_national_clusters_offer_kth_to_all_from_the_first_day(shipped):
    for cluster in shipped("national").clusters:
        assert cluster.start_day == 0.0
        assert cluster.target == ("own_home", "temporary_place", "nursing_home")


# From 15 September: 15 days of September, 31 of October, 30 of November, 31 of December.
SOUTH = {
    "Sønderjylland": (330, 0),
    "Sydvestjylland": (360, 15 + 1 + 31),
    "Fyn": (150, 47 + 30 + 31),
}


def test_southern_clusters_start_on_their_own_days(shipped):
    scenario = shipped("southern_clusters")
    assert scenario.intake_from == date(2023, 9, 15)
    # 16 days are left of September, with the 15th; a whole year on, 2024 being a leap year
    assert scenario.intake_days == (date(2024, 9, 15) - date(2023, 9, 15)).days == 366
    found = {c.name: (c.people_per_year, c.start_day) for c in scenario.clusters}
    assert found == SOUTH
    assert date.fromordinal(date(2023, 9, 15).toordinal() + 47) == date(2023, 11, 1)
    assert date.fromordinal(date(2023, 9, 15).toordinal() + 108) == date(2024, 1, 1)


def test_southern_clusters_are_840_a_year(shipped):
    assert shipped("southern_clusters").people_per_year == 360 + 330 + 150 == 840


def test_fyn_has_no_own_home(shipped):
    fyn = next(c for c in shipped("southern_clusters").clusters if c.name == "Fyn")
    assert fyn.target == ("temporary_place", "nursing_home")
    assert fyn.share_own_home == 0.0
    others = [c for c in shipped("southern_clusters").clusters if c.name != "Fyn"]
    assert all(math.isnan(c.share_own_home) and len(c.target) == 3 for c in others)


def test_targets_come_in_one_order_and_once(resolve):
    scenario = resolve(
        "cohort:\n  clusters:\n"
        "    A: {people_per_year: 1, target: [nursing_home, own_home, own_home]}"
    )
    assert scenario.clusters[0].target == ("own_home", "nursing_home")


def test_a_cluster_may_start_before_or_after_the_intake(resolve):
    scenario = resolve(
        "cohort:\n  clusters:\n"
        "    Early: {people_per_year: 1, kth_from: 2025-12-31}\n"
        "    Late: {people_per_year: 1, kth_from: 2027-01-01}"
    )
    assert [c.start_day for c in scenario.clusters] == [-1.0, 365.0]


def test_people_may_be_a_number_or_the_id_of_one(resolve):
    scenario = resolve(
        "cohort:\n  remainder: leave_out\n  clusters:\n"
        "    A: {people_per_year: 12.5}\n    B: {people_per_year: lkt_Nord}"
    )
    assert [c.people_per_year for c in scenario.clusters] == [12.5, 106]
    assert scenario.people_per_year == 118.5
