"""What a patient costs, uses and gains is written out by hand from random lives."""

from __future__ import annotations

import numpy as np
import pytest

from kth_sim.contracts import OUTCOMES, PLACES, RESOURCES
from kth_sim.economics import ITEM_IDS, ITEMS, Setting, Sums
from kth_sim.economics.budget import Lives, price
from kth_sim.economics.budget.per_patient import discounted_by_item
from kth_sim.economics.effects import qalys
from kth_sim.economics.sums import pooled

LEVELS, DRAWS, MONTHS = (0.0, 0.4, 1.0), 2, 40  # everybody is through after 36 months
SOLVED = {"hospital": 10.0, "municipality": -3.0, "gp": 2.0, "medicine": 0.5}


def at(array, resource):
    return array[..., RESOURCES.index(resource)]


@pytest.fixture(scope="module")
def lives(random_quantities):
    """Usual care and three levels, with lives of their own; draw 1 has no nursing homes."""
    runs = [pooled(random_quantities(draws=DRAWS, seed=seed)) for seed in (1, 2, 3)]
    parts = [
        np.concatenate([getattr(runs[0], name), *(getattr(r, name)[:, 1:] for r in runs[1:])], 1)
        for name in ("used", "discounted", "counts")
    ]
    parts[2][:, :, :, OUTCOMES.index("patients")] = [[[20, 10, 5]], [[7, 3, 0]]]
    solved = {sector: np.full(DRAWS, value) for sector, value in SOLVED.items()}
    return Lives(LEVELS, Sums(runs[0].period_edges, *parts), solved)


@pytest.fixture(scope="module")
def setting(parameters):
    return lambda reading: Setting(parameters(DRAWS), "bottom_up", reading)


NAMES = {name for item in ITEMS for name in item.rests_on()}
BASES_GIVEN = dict.fromkeys(NAMES, "assumption") | {
    "cost_index_admission": "literature",
    "cost_nursing_home_day": "observed",
    "cost_home_care_hour": "observed",  # but not the hours
}


@pytest.fixture(scope="module")
def found(lives, setting):
    return price(lives, setting("included"), BASES_GIVEN, MONTHS)


def per_patient(lives, array):
    """`[draw, level, destination]` by the patients there; nought where there is none."""
    n = lives.sums.counts[:, :1, :, OUTCOMES.index("patients")]
    return np.where(n > 0, array / np.where(n > 0, n, 1), 0.0)


def test_prices_times_what_was_used(lives, found, setting):
    values, used = setting("included").parameters, lives.sums.used
    level = np.array([0.0, *LEVELS])[:, None]
    expected = {
        "index_admission": 1000.0 * at(used, "n_operations").sum(-1),
        "readmission": 500.0 * at(used, "n_readmissions").sum(-1),
        "nursing_home": 20.0 * at(used, "days_nursing_home").sum(-1),
        "kth_nurse_visits": 65.0 * 4.0 / 14.0 * level * at(used, "days_kth").sum(-1),
        "kth_programme_adjustment_hospital": 10.0 * at(used, "n_kth_pathways").sum(-1),
        "kth_programme_adjustment_municipality": -3.0 * at(used, "n_kth_pathways").sum(-1),
    }
    assert values["cost_acute_nurse_visit"][0] == 65.0
    for item, total in expected.items():
        priced = found.cost[..., ITEM_IDS.index(item)].sum(axis=-1)
        np.testing.assert_allclose(priced, per_patient(lives, total), err_msg=item)


def test_without_later_care_only_periods_to_the_third_month_cost(lives, setting):
    """The first two periods end by 3 months."""
    early = price(lives, setting("excluded"), BASES_GIVEN, MONTHS)
    total = 20.0 * at(lives.sums.used, "days_nursing_home")[..., :2].sum(-1)
    priced = early.cost[..., ITEM_IDS.index("nursing_home")].sum(axis=-1)
    np.testing.assert_allclose(priced, per_patient(lives, total))
    discounted = discounted_by_item(lives, setting("excluded"))
    total = 20.0 * at(lives.sums.discounted, "days_nursing_home")[..., :2].sum(-1)
    np.testing.assert_allclose(
        discounted[..., ITEM_IDS.index("nursing_home")], per_patient(lives, total)
    )


def test_a_short_budget_ends_before_everybody_is_through(lives, setting, found):
    short = price(lives, setting("included"), BASES_GIVEN, 6)
    np.testing.assert_allclose(short.cost, found.cost[..., :6, :])
    np.testing.assert_allclose(
        short.use["bed_days_hospital"], found.use["bed_days_hospital"][..., :6]
    )


def test_outcomes_are_those_of_the_lives(lives, found, setting):
    sums = lives.sums
    for name in ("deaths_30d", "discharged_alive", "readmitted_30d"):
        counted = sums.counts[..., OUTCOMES.index(name)]
        np.testing.assert_allclose(found.outcome[name], per_patient(lives, counted))
    np.testing.assert_allclose(found.outcome["lives_saved_30d"], -found.outcome["deaths_30d"])
    days = sum(at(sums.used, place) for place in PLACES).sum(-1)
    np.testing.assert_allclose(found.outcome["life_years"], per_patient(lives, days / 365.25))
    readmitted = at(sums.used, "n_readmissions").sum(-1)
    np.testing.assert_allclose(found.outcome["readmissions"], per_patient(lives, readmitted))
    gained = qalys(sums.discounted, sums.period_edges, setting("included").parameters)
    np.testing.assert_allclose(found.outcome["qalys"], per_patient(lives, gained))


def test_what_is_used_month_by_month_adds_up(lives, found):
    used = lives.sums.used
    expected = {
        "bed_days_hospital": at(used, "days_index_stay") + at(used, "days_readmitted"),
        "days_temporary_place": at(used, "days_temporary_place"),
        "days_nursing_home": at(used, "days_nursing_home"),
        "readmissions": at(used, "n_readmissions"),
        "kth_nurse_visits": at(used, "days_kth")
        * (4.0 / 14.0 * np.array([0.0, *LEVELS]))[:, None, None],
    }
    assert set(found.use) == set(expected)
    for name, amount in expected.items():
        total = per_patient(lives, amount.sum(-1))
        np.testing.assert_allclose(found.use[name].sum(-1), total, err_msg=name)


def test_the_discounted_cost_of_a_life_is_the_sum_of_its_items(lives, found, setting):
    by_item = discounted_by_item(lives, setting("included"))
    np.testing.assert_allclose(by_item.sum(axis=-1), found.outcome["cost_ce"])
    operations = 1000.0 * at(lives.sums.discounted, "n_operations").sum(-1)
    np.testing.assert_allclose(
        by_item[..., ITEM_IDS.index("index_admission")], per_patient(lives, operations)
    )


def test_a_destination_where_nobody_went_costs_nothing(found):
    assert (found.cost[1, :, 2] == 0.0).all()
    assert (found.outcome["qalys"][1, :, 2] == 0.0).all()
    assert (found.cost[0, :, 2] != 0.0).any()


def test_an_item_rests_on_the_weakest_of_its_parameters(found):
    assert found.basis["index_admission"] == "literature"
    assert found.basis["nursing_home"] == "observed"
    assert found.basis["home_care"] == "assumption"
    assert found.sector_of == {item.id: item.sector for item in ITEMS}
    assert (found.levels, found.items) == (LEVELS, ITEM_IDS)


def test_two_windows_hold_what_the_periods_held(lives):
    cut = lives.sums.in_two_windows()
    np.testing.assert_allclose(cut.period_edges, lives.sums.period_edges[[0, 2, -1]])
    for name in ("used", "discounted"):
        array = getattr(lives.sums, name).sum(axis=2, keepdims=True)
        halves = np.stack([array[..., :2, :].sum(-2), array[..., 2:, :].sum(-2)], axis=-2)
        np.testing.assert_allclose(getattr(cut, name), halves)
    np.testing.assert_allclose(cut.counts, lives.sums.counts.sum(axis=2, keepdims=True))
