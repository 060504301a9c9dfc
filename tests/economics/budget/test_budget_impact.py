"""Budgets against closed forms and against people counted one month after the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hand_made import DRAWS, LEVELS, MONTHS, TEAMS, intake_like, nothing, patient_like, payers_like

from kth_sim.economics.budget import Intake, Programme, budget, make_calendar
from kth_sim.economics.budget.care import level_weights
from kth_sim.errors import UserError


def weighted(patient, intake, calendar, payers, programme=None):
    return budget(patient, intake, calendar, payers, programme or nothing(), "plan")


def counted(patient, intake, calendar, shares, *, plan=True):
    """`[draw, year, team, item, payer]` by going through months of operation and months after."""
    years = [month.year - calendar.years[0] for month in calendar.month_starts]
    items = len(patient.items)
    out = np.zeros((patient.n_draws, len(calendar.years), len(intake.teams), items, 3))
    for team in range(len(intake.teams)):
        for to in range(len(patient.destinations)):
            for month in range(len(years)):
                people = intake.people[team, to, month]
                treated = intake.treated[team, to, month] if plan else 0.0
                w = level_weights(patient.levels, np.array(intake.fidelity[team, to, month]))
                for later in range(len(years) - month):
                    each = (people - treated) * patient.cost[:, 0, to, later]
                    for k, part in enumerate(w):
                        each = each + treated * part * patient.cost[:, 1 + k, to, later]
                    paid = each[:, :, np.newaxis] * shares[month + later, :items]
                    out[:, years[month + later], team] += paid
    return out


def random_intake(seed=5):
    random = np.random.default_rng(seed)
    shape = (len(TEAMS), 3, MONTHS)
    people = random.uniform(0, 20, shape)
    return Intake(TEAMS, people, people * random.uniform(0, 1, shape), random.uniform(0, 1, shape))


def test_the_matrix_product_equals_going_through_the_months(patient, calendar, payers):
    intake, n = random_intake(), len(patient.items)
    fast = weighted(patient, intake, calendar, payers)
    slow = counted(patient, intake, calendar, payers.shares)
    np.testing.assert_allclose(fast.cost[:, :, :, :n], slow, rtol=1e-9)
    before = counted(patient, intake, calendar, payers.shares, plan=False)
    np.testing.assert_allclose(fast.today[:, :, :, :n], before, rtol=1e-9)
    unmoved = counted(patient, intake, calendar, payers.without_reform, plan=False)
    np.testing.assert_allclose(fast.today_without_reform[:, :, :, :n], unmoved, rtol=1e-9)


def test_draws_may_differ_in_their_people(patient, calendar, payers):
    parts = [random_intake(seed) for seed in range(DRAWS)]
    stacked = Intake(
        TEAMS,
        *(
            np.stack([getattr(p, name) for p in parts])
            for name in ("people", "treated", "fidelity")
        ),
    )
    together = weighted(patient, stacked, calendar, payers)
    for d, part in enumerate(parts):
        alone = weighted(patient, part, calendar, payers)
        np.testing.assert_allclose(together.cost[d], alone.cost[d], rtol=1e-9)
        np.testing.assert_allclose(together.outcome["qalys"][d], alone.outcome["qalys"][d])


def test_nobody_operated_costs_nothing(patient, calendar, payers):
    found = weighted(patient, intake_like(people=0.0), calendar, payers)
    assert not found.cost.any()
    assert not found.today.any()
    assert not found.outcome["qalys"].any()


def test_nobody_in_kth_changes_nothing(patient, calendar, payers):
    found = weighted(patient, intake_like(uptake=0.0), calendar, payers)
    assert found.today.any()
    np.testing.assert_array_equal(found.net, 0.0)
    assert not any(values.any() for values in (*found.outcome.values(), *found.use.values()))


def test_all_in_january_costs_volume_times_a_patient(patient, calendar, payers):
    people = np.zeros((2, 3, MONTHS))
    people[:, :, 0] = [[5, 3, 2], [10, 6, 4]]
    intake = Intake(TEAMS, people, people, np.ones_like(people))
    found = weighted(patient, intake, calendar, payers)
    expected = np.einsum("tp,dp->dt", people[:, :, 0], patient.cost[:, -1].sum(axis=(2, 3)))
    np.testing.assert_allclose(found.cost.sum(axis=(1, 3, 4)), expected, rtol=1e-9)
    gained = patient.outcome["qalys"][:, -1] - patient.outcome["qalys"][:, 0]
    np.testing.assert_allclose(found.outcome["qalys"][:, 0], gained @ people[:, :, 0].T)
    np.testing.assert_array_equal(found.outcome["qalys"][:, 1], 0.0)


def test_twice_the_people_cost_twice(patient, calendar, payers):
    once = weighted(patient, intake_like(10.0), calendar, payers)
    twice = weighted(patient, intake_like(20.0), calendar, payers)
    np.testing.assert_allclose(twice.cost, 2 * once.cost, rtol=1e-12)
    np.testing.assert_allclose(twice.outcome["qalys"], 2 * once.outcome["qalys"], rtol=1e-9)


def test_the_order_of_teams_changes_nothing_in_the_total(patient, calendar, payers):
    intake = random_intake()
    turned = Intake(
        TEAMS[::-1], *(getattr(intake, n)[::-1] for n in ("people", "treated", "fidelity"))
    )
    one, other = (weighted(patient, i, calendar, payers) for i in (intake, turned))
    np.testing.assert_allclose(one.cost.sum(axis=2), other.cost.sum(axis=2), rtol=1e-12)
    np.testing.assert_allclose(one.cost, other.cost[:, :, ::-1], rtol=1e-12)


def test_the_reform_moves_money_and_changes_no_total(patient, calendar, payers):
    found = weighted(patient, random_intake(), calendar, payers)
    moved = found.today - found.today_without_reform
    assert np.abs(moved[:, 1]).sum() > 0
    np.testing.assert_array_equal(moved[:, 0], 0.0)  # 2026 lies before it
    np.testing.assert_allclose(moved.sum(axis=-1), 0.0, atol=1e-6)


def test_a_reform_inside_a_year_takes_part_of_it(patient, calendar):
    payers = payers_like(calendar, date(2027, 3, 11))
    intake = random_intake()
    found = weighted(patient, intake, calendar, payers)
    slow = counted(patient, intake, calendar, payers.shares)
    np.testing.assert_allclose(found.cost[:, :, :, : len(patient.items)], slow, rtol=1e-9)
    at = patient.items.index("kth_nurse_visits")
    # ten of March's 31 days come before it
    np.testing.assert_allclose(payers.shares[14, at], [21 / 31, 10 / 31, 0.0])


def test_start_up_and_fixed_costs_are_paid_as_nurse_visits(patient, calendar, payers):
    start_up, fixed = np.zeros((2, MONTHS)), np.zeros((2, MONTHS))
    start_up[1, 3], fixed[1, 3:] = 600.0, 10.0
    programme = Programme(start_up, fixed)
    found = weighted(patient, intake_like(uptake=0.0), calendar, payers, programme)
    by_payer = found.net.sum(axis=3)[0, :, 1]
    np.testing.assert_allclose(by_payer, [[0, 600 + 90, 0], [120, 0, 0]])


def test_interpolation_is_exact_where_cost_is_quadratic_in_fidelity(calendar, payers):
    patient = patient_like()
    for k, level in enumerate(LEVELS):
        patient.cost[:, 1 + k] = 7.0 + 3.0 * level - 2.0 * level**2
    intake = intake_like(uptake=1.0, fidelity=0.83)
    january = replace(
        intake,
        people=intake.people * (np.arange(MONTHS) == 0),
        treated=intake.treated * (np.arange(MONTHS) == 0),
    )
    found = weighted(patient, january, calendar, payers)
    each = (7.0 + 3.0 * 0.83 - 2.0 * 0.83**2) * MONTHS * len(patient.items)
    np.testing.assert_allclose(found.cost.sum(axis=(1, 2, 3, 4)), 30 * each, rtol=1e-12)


def test_people_add_up(patient, calendar, payers):
    found = weighted(patient, intake_like(10.0, uptake=0.25), calendar, payers)
    np.testing.assert_allclose(found.people, np.tile([120.0, 240.0], (DRAWS, 2, 1)))
    np.testing.assert_allclose(found.treated, found.people / 4)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"people": -np.ones((2, 3, MONTHS))}, "0 or more"),
        ({"treated": np.full((2, 3, MONTHS), 1e6)}, "uptake must be at most 1"),
        ({"fidelity": np.full((2, 3, MONTHS), 1.2)}, "fidelity must lie within 0 to 1"),
        ({"people": np.ones((2, 3, 5))}, "not team x destination x month"),
    ],
)
def test_an_impossible_intake_is_refused(patient, calendar, payers, change, words):
    with pytest.raises(UserError, match=words):
        weighted(patient, replace(intake_like(), **change), calendar, payers)


def test_a_calendar_longer_than_what_is_known_is_refused(patient):
    longer = make_calendar(2026, 3)
    with pytest.raises(UserError, match="knows 24 months, the budget has 36"):
        weighted(patient, intake_like(), longer, payers_like(longer))


def test_payers_that_do_not_pay_all_are_refused(patient, calendar, payers):
    short = replace(payers, shares=payers.shares * 0.9)
    with pytest.raises(UserError, match="do not sum to 1"):
        weighted(patient, intake_like(), calendar, short)
