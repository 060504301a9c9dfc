import json
import subprocess
import sys
from datetime import date

import numpy as np
import pytest

from kth_sim.economics import (
    ITEM_IDS,
    MEASURES,
    RATIOS,
    Setting,
    boundaries,
    costs_by_item_table,
    costs_by_payer_table,
    costs_by_sector_table,
    evaluate,
    incremental_table,
    reform_schedule,
    summary_table,
)

REFORM = date(2027, 1, 1)
SCHEDULE = reform_schedule(REFORM, 1.0, 0.7)


@pytest.fixture
def bases(parameters):
    given = dict.fromkeys(parameters(), "observed")
    given["cost_gp_contact"] = "literature"
    given["hours_home_care_day_later"] = "assumption"
    reform = ("share_acute_nursing_to_region", "share_temporary_places_to_region")
    return given | dict.fromkeys(reform, "derived")


def ten(builder):
    """Ten patients, in two blocks of five: KTH has ten temporary days now and twenty in year 3."""
    given = builder(blocks=2)
    for block in range(2):
        given.count("patients", 5, 5, block=block)
        given.use("days_temporary_place", 5, "kth", 1, block=block, discounted=4)
        given.use("days_temporary_place", 10, "kth", 5, block=block, discounted=6)
    return given.quantities()


def test_summary_has_a_row_per_strategy_and_measure(random_quantities, parameters, bases):
    setting = Setting(parameters(2))
    evaluation = evaluate(random_quantities(), setting)
    table = summary_table(evaluation, setting, bases, people_per_year=2000, draw=1)
    assert list(table.strategy) == ["usual_care"] * len(MEASURES) + ["kth"] * len(MEASURES)
    rows = table.set_index(["strategy", "measure"])
    row = rows.loc[("kth", "prob_death_30d")]
    assert row["mean"] == evaluation.strategies["prob_death_30d"][1, 1]
    assert row.mcse == evaluation.strategies_mcse["prob_death_30d"][1, 1]
    assert row.scaled_per_year == pytest.approx(2000 * row["mean"])
    assert row.scaled_unit == "deaths"
    assert row.basis == "simulated"
    assert np.isnan(rows.loc[("kth", "share_deaths_30d_in_hospital")].scaled_per_year)
    readmitted = 2000 * evaluation.strategies["readmitted_30d"][1, 1]
    assert rows.loc[("kth", "prob_readmission_30d")].scaled_per_year == pytest.approx(readmitted)
    assert rows.loc[("kth", "cost_3m_gp")].basis == "literature"
    assert rows.loc[("kth", "cost_3m_hospital")].basis == "observed"
    assert rows.loc[("kth", "cost_total_with_later")].basis == "assumption"


def test_incremental_has_a_row_per_measure_and_ratio(random_quantities, parameters, bases):
    setting = Setting(parameters(2))
    evaluation = evaluate(random_quantities(), setting)
    table = incremental_table(evaluation, setting, bases, people_per_year=100)
    assert list(table.measure) == [*MEASURES, *RATIOS]
    rows = table.set_index("measure")
    assert rows["mean"]["nnt"] == pytest.approx(-1 / rows["mean"]["prob_death_30d"])
    assert rows.scaled_per_year["qaly"] == pytest.approx(100 * rows["mean"]["qaly"])
    assert np.isnan(rows.scaled_per_year["nnt"])
    assert rows.wanted["qaly"] == "higher"


def test_costs_by_item_by_hand(builder, parameters, bases):
    table = costs_by_item_table(ten(builder), Setting(parameters()), bases)
    row = table.set_index(["strategy", "item"]).loc[("kth", "temporary_place")]
    # 10 and 20 days over ten patients at 30 DKK; discounted 8 + 12 days.
    assert (row.amount_0_3_months, row.amount_after_3_months, row.unit) == (1, 2, "days")
    assert row.cost_0_3_months == pytest.approx(30)
    assert row.cost_after_3_months == pytest.approx(60)
    assert row.cost_discounted == pytest.approx(60)
    assert row.cost_discounted_mcse == pytest.approx(0)  # two equal blocks
    assert row.sector == "municipality"
    assert not row.programme


def test_items_add_up_to_the_measures(random_quantities, parameters, bases):
    quantities = random_quantities()
    for anchor in ("bottom_up", "observed"):
        setting = Setting(parameters(2), anchor)
        table = costs_by_item_table(quantities, setting, bases, draw=1)
        sums = table.groupby("strategy")[["cost_0_3_months", "cost_discounted"]].sum()
        found = evaluate(quantities, setting)
        for index, strategy in enumerate(("usual_care", "kth")):
            expected = [found.strategies[m][1, index] for m in ("cost_3m", "cost_total_with_later")]
            assert sums.loc[strategy].tolist() == pytest.approx(expected)
        expected = [found.increments[m][1] for m in ("cost_3m", "cost_total_with_later")]
        assert sums.loc["increment"].tolist() == pytest.approx(expected)
        adjusted = [i for i in ITEM_IDS if "adjustment" in i]
        assert set(adjusted).issubset(table.item) is (anchor == "observed")


def test_costs_by_sector_by_hand(builder, parameters, bases):
    free = dict.fromkeys(("cost_gp_contact", "cost_medicine_3m", "cost_rehabilitation_hour"), 0.0)
    table = costs_by_sector_table(ten(builder), Setting(parameters(**free)), bases)
    rows = table.set_index(["strategy", "horizon", "sector"])
    # Discounted: 8 days in the first 3 months and 12 after, over ten patients at 30 DKK.
    assert rows.loc[("kth", "first_3_months", "municipality"), "cost"] == pytest.approx(24)
    assert rows.loc[("kth", "later", "municipality"), "cost"] == pytest.approx(36)
    assert rows.loc[("kth", "later", "gp"), "basis"] == "literature"
    assert rows.loc[("kth", "later", "municipality"), "basis"] == "assumption"
    assert rows.loc[("kth", "first_3_months", "municipality"), "basis"] == "observed"
    assert len(rows) == 2 * 2 * 4
    assert table.cost.sum() == pytest.approx(60)


def test_sector_costs_add_up_to_the_measures(random_quantities, parameters, bases):
    quantities, p = random_quantities(), parameters(2)
    table = costs_by_sector_table(quantities, Setting(p, "observed"), bases, draw=1)
    kth = table[table.strategy == "kth"].groupby("horizon").cost.sum()
    found = evaluate(quantities, Setting(p, "observed")).strategies
    assert kth["first_3_months"] == pytest.approx(found["cost_total_3m_only"][1, 1])
    assert kth.sum() == pytest.approx(found["cost_total_with_later"][1, 1])


def payer_table(builder, parameters, bases, operated):
    setting = Setting(parameters())
    return costs_by_payer_table(
        ten(builder), setting, SCHEDULE, operated, bases, people_per_year=50
    ).set_index(["reading", "horizon", "strategy", "payer"])


def test_costs_by_payer_by_hand(builder, parameters, bases):
    """Operated two years before the reform: 30 DKK a patient before it, 60 after."""
    edges = builder().edges
    operated = date(2024, 12, 31)
    assert boundaries(SCHEDULE, operated) == (731.0,)
    given = builder(edges=[*edges[:6], 731.0, *edges[6:]])
    given.count("patients", 10, 10)
    given.use("days_temporary_place", 10, "kth", 1).use("days_temporary_place", 20, "kth", 6)
    free = dict.fromkeys(("cost_gp_contact", "cost_medicine_3m", "cost_rehabilitation_hour"), 0.0)
    table = costs_by_payer_table(
        given.quantities(), Setting(parameters(**free)), SCHEDULE, operated, bases, 50
    ).set_index(["reading", "horizon", "strategy", "payer"])
    expected = {
        ("by_date", "3_months"): (0, 30),
        ("by_date", "lifetime"): (42, 48),
        ("all_before", "3_months"): (0, 30),
        ("all_before", "lifetime"): (0, 90),
        ("all_after", "3_months"): (21, 9),
        ("all_after", "lifetime"): (63, 27),
    }
    for key, (region, municipality) in expected.items():
        for strategy in ("kth", "increment"):
            assert table.loc[(*key, strategy, "region"), "mean"] == pytest.approx(region)
            found = table.loc[(*key, strategy, "municipality")]
            assert found["mean"] == pytest.approx(municipality)
            assert found.scaled_per_year == pytest.approx(50 * municipality)
    assert set(table.index.get_level_values("payer")) == {"region", "municipality"}


def test_every_reading_has_the_same_total(builder, parameters, bases):
    table = payer_table(builder, parameters, bases, REFORM)
    totals = table.groupby(["horizon", "strategy", "reading"])["mean"].sum().unstack()
    np.testing.assert_allclose(totals.by_date, totals.all_before)
    np.testing.assert_allclose(totals.by_date, totals.all_after)


def test_payers_ground_is_that_of_what_they_pay(builder, parameters, bases):
    table = payer_table(builder, parameters, bases, REFORM)
    key = ("lifetime", "kth")
    assert table.loc[("all_before", *key, "municipality"), "basis"] == "assumption"
    assert table.loc[("all_before", *key, "region"), "basis"] == "literature"  # general practice


def test_the_room_is_quick_to_import():
    code = (
        "import sys, json, kth_sim.economics;"
        "print(json.dumps([m for m in ('pandas', 'scipy', 'numba') if m in sys.modules]))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(found.stdout) == []
