"""Costs by item and sector of a run of many draws, against its panel and the run of one draw."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kth_sim.contracts import Quantities
from kth_sim.economics import Setting, costs_by_item_table, pooled
from kth_sim.runs.build import make_setting
from kth_sim.runs.store import read_chunk, read_draws, read_plan


@pytest.fixture(scope="module")
def tables(undisturbed) -> dict[str, pd.DataFrame]:
    return {
        name: pd.read_csv(undisturbed.folder / f"{name}.csv")
        for name in ("costs_by_item", "costs_by_sector")
    }


@pytest.fixture(scope="module")
def outcomes(undisturbed) -> pd.DataFrame:
    return pd.read_parquet(undisturbed.folder / "outcomes.parquet")


def increment(outcomes: pd.DataFrame, measure: str) -> pd.Series:
    wide = outcomes.pivot(index="draw", columns="strategy", values=measure)
    return wide["kth"] - wide["usual_care"]


@pytest.mark.parametrize("strategy", ["usual_care", "kth"])
def test_the_items_of_a_sector_add_up_to_the_panels_cost(tables, outcomes, strategy):
    items = tables["costs_by_item"].query("strategy == @strategy").groupby("sector")
    panel = outcomes.query("strategy == @strategy")
    for sector, rows in items:
        early = panel[f"cost_3m_{sector}"].mean()
        assert rows["cost_0_3_months"].sum() == pytest.approx(early, rel=1e-9)
    lifetime = items["cost_discounted"].sum().sum()
    assert lifetime == pytest.approx(panel["cost_total_with_later"].mean(), rel=1e-9)


def test_amounts_of_a_draw_are_those_of_the_run_of_one_draw(undisturbed, national):
    """Through the periods, block by block, as the base case adds up; here in two windows."""
    from kth_sim.economics import costs_of_items

    plan, setting = read_plan(undisturbed.folder), make_setting(national)
    chunk, draws = read_chunk(undisturbed.folder, plan, 1), read_draws(undisturbed.folder, plan)
    here = draws.loc[chunk.draws]
    own = Setting({n: here[n].to_numpy(float) for n in here.columns}, setting.cost_anchor)
    quantities: Quantities = chunk.quantities()
    found = costs_of_items(pooled(quantities).in_two_windows(), own)
    for draw in range(len(chunk.draws)):
        table = costs_by_item_table(quantities, own, national.bases_of_parameters(), draw)
        for column, values in found.items():
            expected = table[column].to_numpy().reshape(3, -1)
            np.testing.assert_allclose(values[draw][:, : expected.shape[1]], expected, atol=1e-8)


def test_the_interval_and_error_of_a_sector_are_those_of_the_draws(tables, outcomes):
    rows = tables["costs_by_sector"].query("strategy == 'increment' and sector == 'all'")
    for horizon, measure in (
        ("first_3_months", "cost_total_3m_only"),
        ("lifetime", "cost_total_with_later"),
    ):
        row = rows.set_index("horizon").loc[horizon]
        draws = increment(outcomes, measure)
        assert row["cost"] == pytest.approx(draws.mean(), rel=1e-9)
        assert row["mcse"] == pytest.approx(draws.sem(), rel=1e-9)
        expected = draws.quantile([0.025, 0.975]).to_numpy()
        np.testing.assert_allclose(row[["low", "high"]].to_numpy(float), expected, rtol=1e-9)


def test_horizons_add_up_and_the_increment_is_a_difference(tables):
    wide = tables["costs_by_sector"].pivot(
        index=["sector", "horizon"], columns="strategy", values="cost"
    )
    np.testing.assert_allclose(wide["increment"], wide["kth"] - wide["usual_care"], atol=1e-6)
    total = wide.xs("lifetime", level="horizon")
    parts = wide.xs("first_3_months", level="horizon") + wide.xs("later", level="horizon")
    np.testing.assert_allclose(total, parts, rtol=1e-12)


def test_the_table_has_the_columns_of_the_run_of_one_draw_and_intervals(tables):
    money = ("cost_0_3_months", "cost_after_3_months", "cost_discounted")
    named = [f"{name}_{end}" for name in money for end in ("mcse", "low", "high")]
    assert list(tables["costs_by_item"]) == [
        *("strategy", "sector", "item", "label", "programme", "unit"),
        *("amount_0_3_months", "amount_after_3_months", *money, *named, "basis"),
    ]
