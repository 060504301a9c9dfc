"""The plans and networks shipped, against the decks: volumes, dates, order, target groups."""

from __future__ import annotations

import csv
import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kth_sim.scenarios.rollout import (
    incidence,
    load_network,
    load_plan,
    months_of,
    people_with_kth,
    plan_names,
    uptake,
)

ROOT = Path(__file__).parents[2]
PLANS = ROOT / "configs" / "rollouts"
NAMES = sorted(path.stem for path in PLANS.glob("*.yaml"))
TABLE = ROOT.parent / "shared" / "evidence" / "deck_facts.csv"
ORDERED = {
    "all_at_once",
    "staggered_two_per_quarter",
    "largest_first",
    "nursing_home_first",
    "own_home_only",
    "pilot_then_decide",
    "none",
    "southern_clusters_as_started",
}
# Typed from the slides 'Antal borgere' and 'Deltagende forbedringsteams', without the YAML.
TEAMS = {
    "Randers": (307, "Region Midtjylland", 4),
    "Gødstrup": (359, "Region Midtjylland", 6),
    "SOL": (108, "Region Syddanmark", 1),
    "Slagelse": (279, "Region Sjælland", 4),
    "SUH Køge-Faxe": (117, "Region Sjælland", 2),
    "Sydhavsøerne": (225, "Region Sjælland", 3),
    "Byen": (226, "Region Hovedstaden", 1),
    "Midt": (210, "Region Hovedstaden", 3),
    "Nord": (106, "Region Hovedstaden", 2),
    "Syd": (172, "Region Hovedstaden", 2),
    "Bornholm": (65, "Region Hovedstaden", 1),
}


@pytest.fixture(scope="module")
def plan(evidence):
    return lambda name: load_plan(PLANS / f"{name}.yaml", evidence)


@pytest.fixture(scope="module")
def national(evidence):
    return load_network(evidence, PLANS / "networks" / "national.yaml")


# Networks -----------------------------------------------------------------------------------


def test_the_eleven_teams_are_those_of_the_slides(national):
    found = {t.name: (t.people_per_year, t.region, len(t.municipalities)) for t in national.teams}
    assert found == TEAMS
    assert list(found) == list(TEAMS)
    assert all(len(team.hospitals) == 1 for team in national.teams)


def test_the_listed_volumes_sum_to_2174_and_41_remain(national, evidence):
    assert math.fsum(team.people_per_year for team in national.teams) == 2174
    assert national.remainder_people == 2215 - 2174 == 41
    assert load_network(evidence, "national", "leave_out").remainder_people == 0


def test_there_are_27_municipalities_counting_copenhagen_once_or_28_with_koege(national):
    named = {place for team in national.teams for place in team.municipalities}
    assert len(named) == 28
    assert len(named - {"Køge"}) == 27
    assert sum("København" in team.municipalities for team in national.teams) == 2


def test_two_regions_merge_in_2027(national):
    after = {team.name: team.region_from_2027 for team in national.teams}
    east = {n for n, (_, region, _) in TEAMS.items() if region.split()[1] in "Hovedstaden Sjælland"}
    assert {name for name, region in after.items() if region == "Region Østdanmark"} == east
    assert after["Randers"] == "Region Midtjylland"
    assert national.regions_merge == date(2027, 1, 1)


def test_only_goedstrup_has_its_own_mix(national):
    """481 of 1,037 discharged to a temporary place or nursing home: 46.4 %."""
    own = {team.name: 1 - team.share_own_home for team in national.teams}
    assert own.pop("Gødstrup") == pytest.approx(0.464, abs=5e-4)
    assert all(math.isnan(share) for share in own.values())
    assert national.bases["Gødstrup.share_own_home"] == "derived"  # sums of three years


def test_volumes_are_observed_and_growth_is_an_assumption(national):
    assert {national.bases[f"{name}.people_per_year"] for name in TEAMS} == {"observed"}
    assert national.bases["growth_per_year"] == "assumption"
    assert national.growth_per_year == 0.01


@pytest.mark.skipif(not TABLE.is_file(), reason="the source tables are not here")
def test_volumes_and_starts_agree_with_the_source_table(national, plan):
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    numbers = {
        name: float(row["value"])
        for name, row in rows.items()
        if name.startswith(("lkt_", "kth_vol_")) and row["value"].isdigit()
    }
    southern = plan("southern_clusters_as_started")
    for net in (national, southern.network):
        for team in net.teams:
            source = net.ids[f"{team.name}.people_per_year"]
            assert team.people_per_year == numbers.pop(source), team.name
    assert numbers == {"lkt_total": 2174 + national.remainder_people}
    for start in southern.starts:
        fact = rows[southern.network.ids[f"{start.team}.people_per_year"]]
        assert f"start {start.date}" in fact["exact_meaning"], start.team


# Plans --------------------------------------------------------------------------------------


def test_the_plans_of_the_order_are_shipped():
    assert set(NAMES) >= ORDERED
    assert plan_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_resolves_and_says_in_one_line_why(plan, name):
    found = plan(name)
    assert found.name == name
    assert found.label
    assert found.rationale
    assert "\n" not in found.rationale
    assert {start.team for start in found.starts} == set(found.network.names)


@pytest.mark.parametrize("name", NAMES)
def test_every_number_has_a_basis(plan, name):
    found = plan(name)
    numbers = {"ramp_up_months", "ceiling", "fidelity", "turnover_per_year", "retraining_months"}
    numbers |= {"cost_start_up", "cost_fixed_per_year"}
    wanted = {f"{start}.{number}" for start in found.start_names for number in numbers}
    assert wanted <= found.bases.keys()
    assert set(found.bases.values()) <= {"observed", "derived", "literature", "assumption"}


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"southern_clusters_as_started"}))
def test_its_calendar_is_2026_to_2031(plan, name):
    assert (plan(name).first_year, plan(name).years) == (2026, 6)


def dates(plan):
    return {start.team: start.date for start in plan.starts}


def test_none_starts_nobody(plan, evidence):
    found = plan("none")
    assert set(dates(found).values()) == {None}
    assert not people_with_kth(found, months_of(2026, 6), evidence.values()).any()


def test_all_at_once_starts_everyone_on_the_first_day(plan):
    assert set(dates(plan("all_at_once")).values()) == {date(2026, 1, 1)}


@pytest.mark.parametrize("name", ["staggered_two_per_quarter", "largest_first"])
def test_two_clusters_start_in_each_quarter_until_none_is_left(plan, name):
    days = sorted(dates(plan(name)).values())
    quarters = [date(2026, m, 1) for m in (1, 4, 7, 10)] + [date(2027, m, 1) for m in (1, 4)]
    assert days == sorted([*quarters, *quarters[:-1]])


def test_staggered_follows_the_order_of_the_deck(plan):
    found = dates(plan("staggered_two_per_quarter"))
    assert sorted(found, key=found.__getitem__) == list(TEAMS)


def test_largest_first_goes_by_volume(plan):
    found = dates(plan("largest_first"))
    sizes = [TEAMS[name][0] for name in sorted(found, key=lambda n: (found[n], -TEAMS[n][0]))]
    assert sizes == sorted(sizes, reverse=True)


def test_nursing_homes_come_a_year_before_everyone_else(plan):
    found = plan("nursing_home_first")
    for name in TEAMS:
        first, then = found.starts_of(name)
        assert (first.date, first.target) == (date(2026, 1, 1), ("nursing_home",))
        assert (then.date, then.target) == (date(2027, 1, 1), ("own_home", "temporary_place"))
        assert first.cost_start_up > 0
        assert then.cost_start_up == then.cost_fixed_per_year == 0


def test_own_home_only_offers_nobody_else_anything(plan):
    assert {start.target for start in plan("own_home_only").starts} == {("own_home",)}


def test_the_pilot_decides_after_a_year_and_thirty_days(plan):
    found = plan("pilot_then_decide")
    rule = found.rule
    assert len(rule.pilot) == 3
    assert rule.decided == date(2027, 1, 31)  # 12 months from 2026-01-01, and 30 days
    assert rule.threshold == pytest.approx((0.080 - 0.119) / 2, rel=1e-12)
    others = {name: day for name, day in dates(found).items() if name not in rule.pilot}
    assert min(others.values()) >= rule.decided
    assert {s.team for s in found.starts_if_failed if s.date is not None} == set(rule.pilot)
    assert found.bases["rule.threshold"] == "assumption"


# The three southern clusters ----------------------------------------------------------------


def test_the_southern_clusters_start_as_they_did(plan):
    found = plan("southern_clusters_as_started")
    assert {s.team: (s.date, s.target, found.network.team(s.team).people_per_year)
            for s in found.starts} == {
        "Sydvestjylland": (date(2023, 11, 1), ("own_home", "temporary_place", "nursing_home"), 360),
        "Sønderjylland": (date(2023, 9, 15), ("own_home", "temporary_place", "nursing_home"), 330),
        "Fyn": (date(2024, 1, 1), ("temporary_place", "nursing_home"), 150),
    }  # fmt: skip
    assert found.network.remainder_people == 0
    assert {found.bases[f"{start.team}.date"] for start in found.starts} == {"observed"}


def test_their_first_months_by_hand(plan, evidence):
    """October 2023 to September 2024, steps: all of Sønderjylland, 11 months, 9 months."""
    found = plan("southern_clusters_as_started")
    months = months_of(2023, 2)[9:21]
    steps = [uptake(start, months) for start in found.starts]
    full = np.array([uptake_of_step(start, months) for start in found.starts])
    people = incidence(found.network, months, 0.0)
    assert full.sum(axis=1).tolist() == [11, 12, 9]
    # of 2024 September ends on day 274 of 366; October to December 2023 are 92 of 365 days
    late, early = 274 / 366, 92 / 365
    by_hand = 360 * (late + 61 / 365) + 330 * (late + early) + 150 * late
    assert (people * full).sum() == pytest.approx(by_hand, rel=1e-12)
    assert (people * steps).sum() < by_hand
    with_kth = people_with_kth(found, months, evidence.values()).sum()
    assert with_kth < by_hand * 1.01


def uptake_of_step(start, months):
    from dataclasses import replace

    return uptake(replace(start, ramp_up_months=0.0), months)


def test_nobody_on_fyn_goes_home_so_its_whole_volume_is_targeted(plan, evidence):
    found = plan("southern_clusters_as_started")
    months = months_of(2024, 1)
    fyn = people_with_kth(found, months, evidence.values())[2]
    expected = incidence(found.network, months)[2] * uptake(found.starts[2], months)
    assert fyn == pytest.approx(expected, rel=1e-12)
