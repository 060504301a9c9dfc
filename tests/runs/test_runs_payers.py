"""Who pays: transfers of the 2027 reform move money between payers and make none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from kth_sim.economics import costs_by_payer_table
from kth_sim.runs.build import make_case, make_setting, payer_schedule
from kth_sim.runs.execute import simulate

READINGS = ("by_date", "all_before", "all_after")
HORIZONS = ("3_months", "lifetime")
STRATEGIES = ("usual_care", "kth", "increment")


@pytest.fixture(scope="session")
def payers(national):
    """Mean cost by reading, horizon, strategy and payer."""
    table = pd.read_csv(national.report.folder / "costs_by_payer.csv")
    return table.set_index(["reading", "horizon", "strategy", "payer"])["mean"].sort_index()


@pytest.fixture(scope="session")
def items(national):
    """Undiscounted cost by strategy and item, of the first 3 months and of life."""
    table = pd.read_csv(national.report.folder / "costs_by_item.csv")
    table["3_months"] = table["cost_0_3_months"]
    table["lifetime"] = table["cost_0_3_months"] + table["cost_after_3_months"]
    return table.set_index(["strategy", "item"]).sort_index()


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("horizon", HORIZONS)
def test_the_public_total_is_the_same_in_every_reading(payers, items, horizon, strategy):
    totals = [payers[reading, horizon, strategy].sum() for reading in READINGS]
    assert totals == pytest.approx([items.loc[strategy][horizon].sum()] * 3, rel=1e-9)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("horizon", HORIZONS)
def test_before_the_reform_the_municipality_pays_its_own_sector(payers, items, horizon, strategy):
    of = items.loc[strategy]
    own = of.loc[of["sector"] == "municipality", horizon].sum()
    assert payers["all_before", horizon, strategy, "municipality"] == pytest.approx(own, rel=1e-9)
    assert "temporary_place" in of.index[of["sector"] == "municipality"]


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("horizon", HORIZONS)
def test_after_it_70_percent_of_temporary_places_and_all_acute_nursing_are_the_regions(
    payers, items, horizon, strategy
):
    of = items.loc[strategy, horizon]
    moved = 0.7 * of["temporary_place"] + of["kth_nurse_visits"]
    for payer, sign in (("region", 1), ("municipality", -1)):
        change = (
            payers["all_after", horizon, strategy, payer]
            - (payers["all_before", horizon, strategy, payer])
        )
        assert change == pytest.approx(sign * moved, rel=1e-9, abs=1e-6)


def test_temporary_places_are_used_in_both_strategies(items):
    """Otherwise the rules above would hold of nothing."""
    for strategy in ("usual_care", "kth"):
        assert items.loc[(strategy, "temporary_place"), "3_months"] > 0
    assert items.loc[("kth", "kth_nurse_visits"), "3_months"] > 0
    assert items.loc[("usual_care", "kth_nurse_visits"), "lifetime"] == 0


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_by_date_the_first_3_months_come_before_the_reform(payers, strategy):
    """Operated on 1 July 2026, 184 days before it."""
    for payer in ("region", "municipality"):
        assert payers["by_date", "3_months", strategy, payer] == pytest.approx(
            payers["all_before", "3_months", strategy, payer], rel=1e-12
        )


def regional(shipped, operated):
    """The region's cost a patient in the first 3 months with KTH, by reading, operated that day."""
    scenario = replace(shipped("national"), operation_date=operated)
    table = costs_by_payer_table(
        simulate(make_case(scenario, 1, 2000)),
        make_setting(scenario),
        payer_schedule(scenario),
        operated,
        scenario.bases_of_parameters(),
        1.0,
    )
    table = table[(table["horizon"] == "3_months") & (table["payer"] == "region")]
    return table[table["strategy"] == "kth"].set_index("reading")["mean"]


def test_the_date_of_operation_decides_how_much_moves(shipped):
    """Operated 92 days before the reform nothing moves within 91.3 days; from its day on, all."""
    long_before = regional(shipped, date(2026, 10, 1))
    assert long_before["by_date"] == pytest.approx(long_before["all_before"], rel=1e-12)
    shortly = regional(shipped, date(2026, 12, 12))
    assert shortly["all_before"] < shortly["by_date"] < shortly["all_after"]
    after = regional(shipped, date(2027, 1, 1))
    assert after["by_date"] == pytest.approx(after["all_after"], rel=1e-12)


def test_a_years_bill_is_for_2215_people(national):
    table = pd.read_csv(national.report.folder / "costs_by_payer.csv")
    assert (table["scaled_per_year"] / 2215).tolist() == pytest.approx(table["mean"].tolist())
