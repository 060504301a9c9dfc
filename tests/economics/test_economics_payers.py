from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kth_sim.economics import (
    ITEM_IDS,
    ITEMS,
    PAYERS,
    PayerRule,
    PayerSchedule,
    boundaries,
    cost_by_payer,
    default_schedule,
    reform_schedule,
    shares_by_period,
)
from kth_sim.errors import UserError

REFORM = date(2027, 1, 1)
REGION, MUNICIPALITY, STATE = range(3)
dates = st.dates(date(2020, 1, 1), date(2035, 1, 1))
unit = st.floats(0, 1)


def item(shares, name):
    return shares[:, ITEM_IDS.index(name)]


@st.composite
def schedules(draw):
    """The default schedule with any number of dated rules on top."""
    keys = st.tuples(st.sampled_from(ITEM_IDS), dates)
    rules = list(default_schedule().rules)
    for name, since in draw(st.lists(keys, unique=True, max_size=8)):
        region = draw(unit)
        state = draw(unit) * (1 - region)
        shares = {"region": region, "state": state, "municipality": 1 - region - state}
        rules.append(PayerRule(name, since, {k: max(v, 0.0) for k, v in shares.items()}))
    return PayerSchedule(tuple(rules))


def edges_with(schedule, operation_date):
    marks = {0.0, 91.3125, 365.25, 7305.0, *boundaries(schedule, operation_date)}
    return np.array(sorted(marks))


@given(schedules(), dates, st.integers(0, 2**32 - 1))
def test_the_public_total_does_not_change_under_any_payer_rule(schedule, operated, seed):
    edges = edges_with(schedule, operated)
    item_costs = np.random.default_rng(seed).gamma(1, 1e4, (2, edges.size - 1, len(ITEMS)))
    shares = shares_by_period(schedule, ITEM_IDS, operated, edges)
    paid = cost_by_payer(item_costs, shares)
    np.testing.assert_allclose(paid.sum(axis=-1), item_costs.sum(axis=(-2, -1)), rtol=1e-12)


@given(unit, unit, dates)
def test_a_reform_only_moves_money_from_municipality_to_region(nursing, places, operated):
    schedule = reform_schedule(REFORM, nursing, places)
    edges = edges_with(schedule, operated)
    before = shares_by_period(default_schedule(), ITEM_IDS, operated, edges)
    moved = shares_by_period(schedule, ITEM_IDS, operated, edges) - before
    assert (moved[..., REGION] >= 0).all()
    np.testing.assert_allclose(moved[..., REGION], -moved[..., MUNICIPALITY], atol=1e-15)
    others = [i for i, n in enumerate(ITEM_IDS) if n not in ("kth_nurse_visits", "temporary_place")]
    assert not moved[:, others].any()


def test_default_payers_follow_the_sector():
    shares = shares_by_period(default_schedule(), ITEM_IDS, REFORM, np.array([0.0, 1.0]))
    for index, which in enumerate(ITEMS):
        payer = MUNICIPALITY if which.sector == "municipality" else REGION
        assert shares[0, index].tolist() == [float(p == payer) for p in range(len(PAYERS))]


def test_reform_by_hand():
    """Operated on 2 December 2026: the reform begins 30 days later, at the second period."""
    schedule = reform_schedule(REFORM, 1.0, 0.7)
    operated = date(2026, 12, 2)
    assert boundaries(schedule, operated) == (30.0,)
    shares = shares_by_period(schedule, ITEM_IDS, operated, np.array([0.0, 30.0, 91.3125]))
    assert item(shares, "kth_nurse_visits").tolist() == [[0, 1, 0], [1, 0, 0]]
    assert item(shares, "temporary_place")[0].tolist() == [0, 1, 0]
    assert item(shares, "temporary_place")[1] == pytest.approx([0.7, 0.3, 0.0])
    assert item(shares, "kth_daily_programme").tolist() == [[0, 1, 0]] * 2
    # 100 DKK of each in each period: the visits' and 0.7 of the place's in the second move.
    money = np.zeros((2, len(ITEM_IDS)))
    money[:, [ITEM_IDS.index("kth_nurse_visits"), ITEM_IDS.index("temporary_place")]] = 100
    assert cost_by_payer(money, shares) == pytest.approx([170, 230, 0])


@pytest.mark.parametrize(("days", "after"), [(-1, False), (0, True), (400, True)])
def test_the_rule_of_the_first_day_holds_without_a_boundary(days, after):
    operated = REFORM + timedelta(days=days)
    schedule = reform_schedule(REFORM, 1.0, 0.7)
    edges = np.array([0.0, 1.0, 50.0])
    shares = shares_by_period(schedule, ITEM_IDS, operated, edges)
    assert item(shares, "kth_nurse_visits")[0, REGION] == float(after)
    assert boundaries(schedule, operated) == ((1.0,) if days == -1 else ())


def test_an_edge_beside_the_boundary_is_not_enough():
    with pytest.raises(UserError, match="day 30"):
        shares_by_period(
            reform_schedule(REFORM, 1.0, 0.7),
            ITEM_IDS,
            date(2026, 12, 2),
            np.array([0, 30.4375, 91.3125]),
        )


def test_a_boundary_beyond_the_horizon_needs_no_edge():
    schedule = reform_schedule(REFORM, 1.0, 0.7)
    shares = shares_by_period(schedule, ITEM_IDS, date(2026, 1, 1), np.array([0.0, 91.3125]))
    assert item(shares, "kth_nurse_visits").tolist() == [[0, 1, 0]]


def test_frozen_schedules_never_change():
    schedule = reform_schedule(REFORM, 1.0, 0.7)
    assert schedule.frozen_at(REFORM - timedelta(days=1)).rules == default_schedule().rules
    after = schedule.frozen_at(REFORM)
    assert boundaries(after, date(2000, 1, 1)) == ()
    shares = shares_by_period(after, ITEM_IDS, date(2000, 1, 1), np.array([0.0, 9.0]))
    assert item(shares, "temporary_place")[0] == pytest.approx([0.7, 0.3, 0])


def test_medicine_to_the_region_is_labelled_an_assumption():
    (rule,) = default_schedule().of_item("medicines")
    assert rule.note.startswith("assumption")


@pytest.mark.parametrize(
    ("shares", "what"),
    [
        ({"region": 0.5, "municipality": 0.4}, "sum to 0.9"),
        ({"region": 1.5, "municipality": -0.5}, "between 0 and 1"),
        ({"regoin": 1.0}, "'regoin' is not one of"),
        ({"region": float("nan")}, "between 0 and 1"),
    ],
)
def test_shares_must_be_shares(shares, what):
    with pytest.raises(UserError, match=what):
        PayerRule("home_care", None, shares)


def test_every_date_needs_exactly_one_rule():
    late = PayerRule("home_care", REFORM, {"region": 1.0})
    with pytest.raises(UserError, match="from the beginning"):
        PayerSchedule((late,)).of_item("home_care")
    with pytest.raises(UserError, match="same day"):
        PayerSchedule((late, late))


def test_only_medicines_carry_a_note_and_only_reformed_items_rest_on_parameters():
    schedule = reform_schedule(REFORM, 1.0, 0.7)
    first = {rule.item: rule for rule in schedule.rules if rule.since is None}
    assert {name for name, rule in first.items() if rule.note} == {
        one.id for one in ITEMS if one.sector == "medicine"
    }
    rests = {rule.item: rule.rests_on for rule in schedule.rules if rule.since == REFORM}
    assert rests == {
        "kth_nurse_visits": ("share_acute_nursing_to_region",),
        "temporary_place": ("share_temporary_places_to_region",),
    }


@pytest.mark.parametrize(
    ("since", "shares", "words"),
    [
        (None, {"region": 2.0, "municipality": -1.0}, "'x' since the beginning: every share"),
        (REFORM, {"region": 0.5}, "'x' since 2027-01-01: shares sum to 0.5"),
        (None, {"king": 1.0}, f"'king' is not one of {', '.join(PAYERS)}"),
    ],
)
def test_a_rule_that_cannot_be_says_which_and_since_when(since, shares, words):
    with pytest.raises(UserError, match=words):
        PayerRule("x", since, shares)
