import numpy as np
import pytest

from kth_sim.contracts import DAYS_3_MONTHS, STRATEGIES
from kth_sim.economics import ITEM_IDS, ITEMS, SECTORS, amounts, by_sector, costs, unit_costs
from kth_sim.errors import UserError

KTH = STRATEGIES.index("kth")
FIRST_MONTH, MONTHS_2_3, MONTH_4, REST_OF_YEAR, YEAR_2, YEAR_3 = range(6)


def amount_of(item, quantities, parameters):
    found = amounts(quantities.used, quantities.period_edges, parameters)[item]
    return found[0, 0, KTH].sum(axis=0)  # [period]


@pytest.mark.parametrize(
    ("item", "resource"),
    [
        ("index_admission", "n_operations"),
        ("readmission", "n_readmissions"),
        ("kth_hospital_responsibility", "n_kth_pathways"),
        ("nursing_home", "days_nursing_home"),
        ("temporary_place", "days_temporary_place"),
        ("kth_programme_adjustment_hospital", "n_kth_pathways"),
    ],
)
def test_amount_is_the_resource_itself(builder, parameters, item, resource):
    quantities = builder().use(resource, 7, "kth", YEAR_2).quantities()
    assert amount_of(item, quantities, parameters()).tolist() == [0, 0, 0, 0, 7, 0]


def test_home_care_changes_its_rate_at_3_months(builder, parameters):
    given = builder().use("days_own_home", 10, "kth", FIRST_MONTH)
    given.use("days_own_home", 20, "kth", MONTHS_2_3).use("days_own_home", 40, "kth", MONTH_4)
    p = parameters(hours_home_care_day=0.5, hours_home_care_day_later=0.25)
    assert amount_of("home_care", given.quantities(), p).tolist() == [5, 10, 10, 0, 0, 0]


@pytest.mark.parametrize("place", ["days_own_home", "days_temporary_place", "days_nursing_home"])
def test_rehabilitation_is_spread_over_the_days_out_of_hospital_in_3_months(
    builder, parameters, place
):
    given = builder().use(place, DAYS_3_MONTHS, "kth", MONTHS_2_3).use(place, 30, "kth", MONTH_4)
    found = amount_of("rehabilitation", given.quantities(), parameters(hours_rehabilitation_3m=12))
    assert found == pytest.approx([0, 12, 0, 0, 0, 0])


def test_gp_contacts_and_medicines_go_on_for_life(builder, parameters):
    given = builder().use("days_own_home", 2 * DAYS_3_MONTHS, "kth", YEAR_3)
    given.use("days_readmitted", 50, "kth", YEAR_3).use("days_index_stay", 9, "kth", FIRST_MONTH)
    quantities, p = given.quantities(), parameters(n_gp_contacts_3m=6, cost_medicine_3m=150)
    assert amount_of("gp_contacts", quantities, p) == pytest.approx([0, 0, 0, 0, 0, 12])
    assert amount_of("medicines", quantities, p) == pytest.approx([0, 0, 0, 0, 0, 2])


def test_a_whole_programme_delivers_its_visits_and_minutes(builder, parameters):
    quantities = builder().use("days_kth", 14, "kth", FIRST_MONTH).quantities()
    p = parameters(n_kth_nurse_visits=4, fidelity_kth=0.75, minutes_kth_programme_day=6)
    assert amount_of("kth_nurse_visits", quantities, p)[0] == pytest.approx(3.0)
    assert amount_of("kth_daily_programme", quantities, p)[0] == pytest.approx(1.4)


def test_a_programme_of_no_days_has_no_visits(builder, parameters):
    quantities = builder().quantities()
    assert amount_of("kth_nurse_visits", quantities, parameters(days_kth=0)).sum() == 0


def test_all_unit_costs_zero_means_cost_zero(random_quantities, parameters):
    free = {i.price: 0.0 for i in ITEMS if i.price}
    quantities = random_quantities()
    assert not costs(quantities.used, quantities.period_edges, parameters(2, **free)).any()


@pytest.mark.parametrize("price", sorted({i.price for i in ITEMS if i.price}))
def test_a_price_doubled_moves_only_the_items_that_pay_it(random_quantities, parameters, price):
    quantities = random_quantities()
    before = costs(quantities.used, quantities.period_edges, parameters(2))
    doubled = parameters(2, **{price: 2 * parameters()[price][0]})
    after = costs(quantities.used, quantities.period_edges, doubled)
    factor = np.array([2.0 if item.price == price else 1.0 for item in ITEMS])
    np.testing.assert_allclose(after, before * factor, rtol=1e-14)


def test_parameters_go_along_draws(random_quantities, parameters):
    quantities, p = random_quantities(draws=2), parameters(2)
    p["cost_readmission"] = np.array([1.0, 3.0])
    found = costs(quantities.used, quantities.period_edges, p)[..., ITEM_IDS.index("readmission")]
    n = amounts(quantities.used, quantities.period_edges, p)["readmission"]
    np.testing.assert_allclose(found[0], n[0])
    np.testing.assert_allclose(found[1], 3 * n[1])


def test_adjustments_cost_nothing_unless_solved(parameters):
    assert all(unit_costs(parameters())[i.id].sum() == 0 for i in ITEMS if i.solved_from)
    given = {"gp": np.array([5.0])}
    assert unit_costs(parameters(), given)["kth_programme_adjustment_gp"] == 5.0


def test_sectors_hold_every_item_once():
    one_each = np.eye(len(ITEMS))
    np.testing.assert_array_equal(by_sector(one_each).sum(axis=-1), np.ones(len(ITEMS)))
    assert [SECTORS[row.argmax()] for row in by_sector(one_each)] == [i.sector for i in ITEMS]


def test_programme_items_are_those_named_kth():
    assert [i.id for i in ITEMS if i.programme] == [i for i in ITEM_IDS if i.startswith("kth_")]


def test_missing_edge_and_parameter_are_named(builder, parameters):
    quantities = builder(edges=[0, 30, 365.25]).quantities()
    with pytest.raises(UserError, match="3 months"):
        costs(quantities.used, quantities.period_edges, parameters())
    whole = builder().quantities()
    lacking = {k: v for k, v in parameters().items() if k != "cost_gp_contact"}
    with pytest.raises(UserError, match="cost_gp_contact"):
        costs(whole.used, whole.period_edges, lacking)
