"""Plans as people, programme and payers; rules; a closed year; the observed first year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from rollout_case import (
    DRAWS,
    MONTHS,
    PATIENTS,
    SEED,
    asked,
    draws,
    numbers,
    plan,
    register,
    scenario,
)
from scipy.stats import binom

from kth_sim.contracts import DESTINATIONS
from kth_sim.economics import ITEM_IDS, reform_schedule
from kth_sim.economics.budget import Intake, PerPatient, Programme, budget, shares_by_month
from kth_sim.errors import UserError
from kth_sim.runs.in_memory import panel_of
from kth_sim.runs.psa import PsaOptions
from kth_sim.runs.rollout import RolloutOptions, compare, per_patient_of
from kth_sim.runs.rollout_intake import (
    Numbers,
    intake_of,
    payers_of,
    programme_of,
    regions_of,
)
from kth_sim.runs.rollout_lives import simulated
from kth_sim.runs.rollout_observed import observed_row
from kth_sim.runs.rollout_rule import passed, pilot_people

PEOPLE = 2215


def with_starts(given: Numbers, **changes) -> Numbers:
    """The same plan with these numbers typed out in every start."""
    starts = tuple(replace(start, **changes) for start in given.plan.starts)
    ids = {k: v for k, v in given.plan.ids.items() if k.rsplit(".", 1)[-1] not in changes}
    return Numbers(replace(given.plan, starts=starts, ids=ids), given.values)


def risks(kth: float, before: float, n_draws: int) -> PerPatient:
    """Patients of whom so many die in 30 days."""
    shape = (n_draws, 3, 3)
    deaths = np.full(shape, before)
    deaths[:, 1:] = kth
    return PerPatient(
        (0.0, 1.0), ("own_home", "temporary_place", "nursing_home"), (), {}, {},
        np.zeros((*shape, 1, 0)), {"deaths_30d": deaths}, {}, np.ones((n_draws, 3)),
    )  # fmt: skip


def test_everybody_is_somewhere():
    given = numbers("all_at_once", point=True)
    intake = intake_of(given, given.plan.starts)
    year = intake.people[0].reshape(11, 3, -1, 12).sum(axis=-1).sum(axis=(0, 1))
    network = given.plan.network
    since = 2026 - network.volumes_year
    growth = (1 + network.growth_per_year) ** np.arange(since, since + 6)
    np.testing.assert_allclose(year, PEOPLE * growth, rtol=1e-9)
    np.testing.assert_allclose(given.mix.sum(axis=-1), 1.0)


def test_a_cluster_with_its_own_mix_keeps_it():
    given = numbers("all_at_once", point=True)
    at = given.plan.network.names.index("Gødstrup")
    own = 1 - given.plan.network.team("Gødstrup").share_own_home
    np.testing.assert_allclose(given.mix[0, at, 1:].sum(), own)


def test_growth_and_mix_follow_the_draw():
    given = numbers("all_at_once")
    values = draws()
    share = given.mix[:, 0, 0]
    np.testing.assert_allclose(share, values["prob_destination_own_home"])
    grown = given.operated[:, 0].reshape(DRAWS, -1, 12).sum(axis=-1)
    rate = 1 + values["incidence_growth"].to_numpy()
    np.testing.assert_allclose(grown[:, 1] / grown[:, 0], rate, rtol=1e-9)


def test_without_a_ramp_uptake_is_a_step():
    given = with_starts(numbers("largest_first"), ramp_up_months=0.0, ceiling=0.8)
    intake = intake_of(given, given.plan.starts)
    share = intake.treated.sum(axis=2) / intake.people.sum(axis=2)
    for start in given.plan.starts:
        team = given.plan.network.names.index(start.team)
        since = given.months >= np.datetime64(start.date, "M")
        assert start.date.day == 1
        expected = np.tile(np.where(since, 0.8, 0.0), (DRAWS, 1))
        np.testing.assert_allclose(share[:, team], expected, atol=1e-12)


def test_only_the_target_group_is_treated():
    given = numbers("own_home_only")
    intake = intake_of(given, given.plan.starts)
    assert intake.treated[:, :, 0].any()
    assert not intake.treated[:, :, 1:].any()


def test_the_programme_is_paid_once_and_then_every_year():
    given = with_starts(numbers("largest_first"), cost_start_up=1000.0, cost_fixed_per_year=120.0)
    programme = programme_of(given, given.plan.starts)
    starting = [s for s in given.plan.starts if s.date is not None]
    np.testing.assert_allclose(programme.start_up.sum(axis=(1, 2)), 1000.0 * len(starting))
    days = [(date(2032, 1, 1) - s.date).days / 365.25 for s in starting]
    total = programme.fixed.sum(axis=(1, 2))
    np.testing.assert_allclose(total, 120.0 * sum(days), rtol=0.01)


def test_payers_of_a_draw_are_those_of_its_shares():
    given = numbers("all_at_once", years=2)
    values = {**given.values}
    values["share_temporary_places_to_region"] = np.linspace(0.2, 0.9, DRAWS)
    values["share_acute_nursing_to_region"] = np.linspace(1.0, 0.4, DRAWS)
    found = payers_of(Numbers(given.plan, values), scenario())
    for d in range(DRAWS):
        schedule = reform_schedule(
            scenario().reform_date,
            float(values["share_acute_nursing_to_region"][d]),
            float(values["share_temporary_places_to_region"][d]),
        )
        own = shares_by_month(schedule, ITEM_IDS, given.calendar.month_starts)
        np.testing.assert_allclose(found.shares[d, :, : len(ITEM_IDS)], own, atol=1e-12)


def test_regions_merge_on_their_day():
    given = numbers("all_at_once")
    regions = regions_of(given.plan, given.calendar)
    teams = given.plan.network.teams
    assert regions[0] == tuple(team.region for team in teams)
    assert regions[1] == tuple(team.region_from_2027 for team in teams)


def test_a_closed_year_agrees_with_the_cost_effectiveness_run(tmp_path):
    """Everybody of one year in KTH at full fidelity: only the mix of destinations is luck."""
    what = asked()
    per = per_patient_of(what, list(simulated(what, tmp_path, 2)), "excluded", MONTHS)
    given = with_starts(
        numbers("all_at_once", years=2),
        ramp_up_months=0.0, turnover_per_year=0.0, ceiling=1.0, fidelity=1.0,
    )  # fmt: skip
    intake = intake_of(given, given.plan.starts)
    closed = np.arange(MONTHS) < 12
    intake = Intake(intake.teams, intake.people * closed, intake.treated * closed, intake.fidelity)
    zero = np.zeros((11, MONTHS))
    nothing = Programme(zero, zero)
    made = budget(per, intake, given.calendar, payers_of(given, scenario()), nothing, "closed")
    people = made.people.sum(axis=(1, 2))
    np.testing.assert_allclose(made.treated.sum(axis=(1, 2)), people)
    panel = panel_of(scenario(), draws(), PsaOptions(PATIENTS, SEED, workers=2))
    for name, found in (
        ("cost_3m", made.net.sum(axis=(1, 2, 3, 4))),
        ("qaly", made.outcome["qalys"].sum(axis=(1, 2))),
        ("readmissions", made.outcome["readmissions"].sum(axis=(1, 2))),
    ):
        run = panel.whole[name][:, 1] - panel.whole[name][:, 0]
        apart = found / people - run
        error = apart.std(ddof=1) / np.sqrt(DRAWS)
        assert abs(apart.mean()) < 4 * error
        assert abs(apart.mean()) < 0.1 * abs(run.mean())


def test_a_rule_that_cannot_pass_stops_the_others_and_one_that_must_does_not():
    given = numbers("pilot_then_decide")
    index = np.arange(DRAWS)
    assert passed(given, risks(0.0, 0.2, DRAWS), index, SEED).all()
    assert not passed(given, risks(0.2, 0.0, DRAWS), index, SEED).any()


def test_how_often_a_rule_passes_is_two_binomials():
    n_draws = 4000
    point = numbers("pilot_then_decide", point=True)
    one = {key: np.full(n_draws, values[0]) for key, values in point.values.items()}
    given = Numbers(point.plan, one)
    rule = given.plan.rule
    groups = pilot_people(point, rule)
    n_kth, n_before = (
        int(np.round(group.sum(axis=(1, 2, 3))[0]))
        for group in (groups[0].treated, groups[1].people)
    )
    assert n_kth > 100
    assert n_before > n_kth  # a year without a ramp
    kth, before = np.arange(n_kth + 1), np.arange(n_before + 1)
    joint = np.outer(binom.pmf(kth, n_kth, 0.10), binom.pmf(before, n_before, 0.12))
    differ = kth[:, np.newaxis] / n_kth - before / n_before
    expected = joint[differ <= rule.threshold + 1e-12].sum()
    found = passed(given, risks(0.10, 0.12, n_draws), np.arange(n_draws), SEED).mean()
    assert 0.2 < expected < 0.8
    assert abs(found - expected) < 4 * np.sqrt(expected * (1 - expected) / n_draws)


def test_where_a_rule_fails_only_the_pilot_starts():
    given = numbers("pilot_then_decide")
    goes_on = np.arange(DRAWS) % 2 == 0
    found, programme = (
        intake_of(given, given.plan.starts, goes_on),
        programme_of(given, given.plan.starts, goes_on),
    )
    whole = intake_of(given, given.plan.starts)
    pilot = [name in given.plan.rule.pilot for name in given.plan.network.names]
    np.testing.assert_array_equal(found.treated[goes_on], whole.treated[goes_on])
    np.testing.assert_array_equal(found.treated[:, pilot], whole.treated[:, pilot])
    others = [not name for name in pilot]
    assert whole.treated[:, others].any()
    assert not found.treated[~goes_on][:, others].any()
    assert not programme.fixed[~goes_on][:, others].any()
    assert programme.start_up[goes_on][:, others].any()


def test_a_draws_luck_hangs_on_its_number_alone():
    given = numbers("pilot_then_decide")
    per = risks(0.10, 0.12, DRAWS)
    whole = passed(given, per, np.arange(DRAWS), SEED)
    assert 0 < whole.sum() < DRAWS
    point = numbers("pilot_then_decide", point=True)
    same = Numbers(point.plan, {k: np.full(DRAWS, v[0]) for k, v in point.values.items()})
    one = passed(same, per, np.arange(DRAWS), SEED)
    other = passed(same, per, np.arange(DRAWS)[::-1], SEED)
    np.testing.assert_array_equal(one, other[::-1])


def test_the_southern_plans_first_year_counted_day_by_day():
    given = numbers("southern_clusters_as_started", point=True)
    per = replace(risks(0.1, 0.1, 2), outcome={"discharged_alive": np.full((2, 3, 3), 0.9)})
    row = observed_row(given, per, {"n_kth": 524.0})
    first = min(start.date for start in given.plan.starts)
    expected = 0.0
    for start in given.plan.starts:
        team = given.plan.network.team(start.team)
        shares = given.mix[0, given.plan.network.names.index(start.team)]
        own = sum(shares[DESTINATIONS.index(d)] for d in start.target)
        for later in range(366):
            day = first + timedelta(days=later)
            if day >= date(first.year + 1, first.month, first.day) or day < start.date:
                continue
            grown = (1 + given.plan.network.growth_per_year) ** (
                day.year - given.plan.network.volumes_year
            )
            year = 366 if day.year == 2024 else 365
            ramp = min(1.0, ((day - start.date).days + 0.5) / (start.ramp_up_months * 365.25 / 12))
            expected += team.people_per_year / year * grown * own * start.ceiling * ramp
    assert row["observed"] == 524.0
    # a month's uptake is spread over its days, which the window cuts twice
    assert row["expected"] == pytest.approx(expected, rel=0.01)
    assert row["expected_discharged"] == pytest.approx(0.9 * row["expected"])
    assert row["difference"] == pytest.approx(row["expected"] - 524)


def test_nothing_was_observed_of_other_plans():
    given = numbers("all_at_once", point=True)
    assert observed_row(given, risks(0.1, 0.1, 2), {"n_kth": 524.0}) is None


def test_plans_side_by_side_share_their_lives(tmp_path):
    plans = [plan(name, 2) for name in ("all_at_once", "none", "pilot_then_decide")]
    options = RolloutOptions(2e5, SEED, 400, 2, tmp_path)
    found = compare(plans, scenario(), draws(), options)
    assert list(found.budgets) == ["all_at_once", "none", "pilot_then_decide"]
    np.testing.assert_allclose(found.budgets["none"].net, 0.0, atol=1e-6)
    np.testing.assert_array_equal(found.other_reading["none"], 0.0)
    one, other = found.budgets["all_at_once"], found.budgets["pilot_then_decide"]
    np.testing.assert_allclose(one.today, other.today, rtol=1e-12)
    treated = [b.treated.sum(axis=(1, 2)) for b in (one, other)]
    assert np.all(treated[0] > treated[1])
    assert len(list(tmp_path.iterdir())) == 1


def test_a_plan_named_twice_is_refused(tmp_path):
    twice = [plan("none", 1), plan("none", 1)]
    with pytest.raises(UserError, match="none: named twice"):
        compare(twice, scenario(), draws(), RolloutOptions(2e5, SEED, 100, 1, tmp_path))


def test_the_share_of_hospital_cost_that_can_be_released_is_an_assumption():
    entry = register().entries["share_hospital_cost_releasable"]
    assert entry.unit == "share"
    assert register().basis_of("share_hospital_cost_releasable") == "assumption"
