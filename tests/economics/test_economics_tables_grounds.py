"""What tables say beside their means: names, errors, grounds, and which draw they are of."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kth_sim.economics import (
    Setting,
    costs_by_item_table,
    costs_by_payer_table,
    costs_by_sector_table,
    evaluate,
    incremental_table,
    reform_schedule,
    summary_table,
)
from kth_sim.errors import UserError

SCHEDULE = reform_schedule(date(2027, 1, 1), 1.0, 0.7)
BEFORE = date(2020, 1, 1)
FREE = dict.fromkeys(("cost_gp_contact", "cost_medicine_3m", "cost_rehabilitation_hour"), 0.0)


@pytest.fixture
def bases(parameters):
    """All observed, but for what the anchor solves for and what later home care rests on."""
    given = dict.fromkeys(parameters(), "observed")
    reform = ("share_acute_nursing_to_region", "share_temporary_places_to_region")
    return (
        given
        | {"cost_increment_3m": "assumption", "hours_home_care_day_later": "literature"}
        | dict.fromkeys(reform, "derived")
    )


@pytest.fixture
def uneven(builder):
    """Two blocks of five: 4 and 8 temporary days with KTH, 30 DKK each; every one of ten treated.

    A mean over two equal blocks errs by half their difference: s / sqrt(2) with s of two values.
    """
    given = builder(blocks=2)
    for block, days in enumerate((4, 8)):
        given.count("patients", 5, 5, block=block)
        given.use("days_temporary_place", days, "kth", 1, block=block)
        given.use("n_kth_pathways", 5, "kth", 0, block=block)
    return given.quantities()


def payers(quantities, setting, bases, draw=0):
    table = costs_by_payer_table(quantities, setting, SCHEDULE, BEFORE, bases, 50, draw)
    return table.set_index(["reading", "horizon", "strategy", "payer"]).sort_index()


def test_columns_are_those_of_the_docstrings(uneven, parameters, bases):
    setting = Setting(parameters())
    made = evaluate(uneven, setting)
    found = {
        "summary": summary_table(made, setting, bases, 100),
        "incremental": incremental_table(made, setting, bases, 100),
        "item": costs_by_item_table(uneven, setting, bases),
        "sector": costs_by_sector_table(uneven, setting, bases),
        "payer": costs_by_payer_table(uneven, setting, SCHEDULE, BEFORE, bases, 50),
    }
    common = "measure label unit mean mcse scaled_per_year scaled_unit"
    costs = "cost_0_3_months cost_after_3_months cost_discounted"
    errors = " ".join(f"{name}_mcse" for name in costs.split())
    amounts = "amount_0_3_months amount_after_3_months"
    assert {name: " ".join(table.columns) for name, table in found.items()} == {
        "summary": f"strategy {common} basis",
        "incremental": f"{common} wanted basis",
        "item": f"strategy sector item label programme unit {amounts} {costs} {errors} basis",
        "sector": "strategy sector horizon cost mcse basis",
        "payer": "reading horizon strategy payer mean mcse scaled_per_year basis",
    }


def test_names_and_units_are_the_registers(uneven, parameters, bases):
    setting = Setting(parameters())
    made = evaluate(uneven, setting)
    for table in (summary_table, incremental_table):
        row = table(made, setting, bases, 100).set_index("measure").loc["qaly"]
        row = row.iloc[0] if row.ndim == 2 else row
        assert (row.label, row.unit, row.scaled_unit) == ("QALYs, discounted", "QALY", "QALY")
    items = costs_by_item_table(uneven, setting, bases).set_index(["strategy", "item"])
    assert items.loc[("kth", "temporary_place"), "label"] == "Temporary place"
    assert items.loc[("kth", "temporary_place"), "basis"] == "observed"
    assert items.loc[("kth", "home_care"), "basis"] == "literature"


def test_errors_by_hand(uneven, parameters, bases):
    """24 and 48 DKK a patient in the two blocks: 36 with an error of 12."""
    setting = Setting(parameters(**FREE))
    sector = costs_by_sector_table(uneven, setting, bases).set_index(
        ["strategy", "horizon", "sector"]
    )
    found = sector.loc[("kth", "first_3_months", "municipality")]
    assert (found.cost, found.mcse) == pytest.approx((36.0, 12.0))
    found = payers(uneven, setting, bases).loc[("by_date", "3_months", "increment", "municipality")]
    assert (found["mean"], found.mcse) == pytest.approx((36.0, 12.0))
    items = costs_by_item_table(uneven, setting, bases).set_index(["strategy", "item"])
    found = items.loc[("kth", "temporary_place")]
    assert (found.cost_0_3_months, found.cost_0_3_months_mcse) == pytest.approx((36.0, 12.0))


def test_errors_of_days_and_events_by_hand(builder, parameters):
    """5 and 15 days, 1 and 2 readmissions in two blocks of five: means 2 and 0.3, errors 1, 0.1."""
    given = builder(blocks=2)
    for block, (days, events) in enumerate(((5, 1), (15, 2))):
        given.count("patients", 5, 5, block=block)
        given.use("days_index_stay", days, "kth", 0, block=block)
        given.use("n_readmissions", events, "kth", 1, block=block)
    made = evaluate(given.quantities(), Setting(parameters()))
    for name, mean, error in (("days_hospital", 2.0, 1.0), ("readmissions", 0.3, 0.1)):
        assert made.strategies[name].shape == made.strategies_mcse[name].shape == (1, 2)
        assert made.strategies[name][0, 1] == pytest.approx(mean)
        assert made.strategies_mcse[name][0, 1] == pytest.approx(error)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"cost_anchor": "x"}, "cost_anchor: 'x' is not one of bottom_up, observed"),
        ({"later_care_costs": "x"}, "later_care_costs: 'x' is not one of excluded, included"),
    ],
)
def test_a_switch_that_is_none_is_named(wrong, words, parameters):
    with pytest.raises(UserError, match=f"^{words}$"):
        Setting(parameters(), **wrong)


def test_the_first_draw_unless_another_is_asked(random_quantities, parameters, bases):
    quantities, setting = random_quantities(draws=2), Setting(parameters(2))
    made = evaluate(quantities, setting)
    for table in (summary_table, incremental_table):
        asked = [table(made, setting, bases, 100, draw)["mean"].to_numpy() for draw in (0, 1)]
        np.testing.assert_array_equal(table(made, setting, bases, 100)["mean"], asked[0])
        assert not np.allclose(asked[0], asked[1])


def test_under_the_observed_anchor_payers_pay_the_evaluations_difference(uneven, parameters, bases):
    """847 DKK a patient by construction, whoever pays; without the anchor, what was used."""
    observed = payers(uneven, Setting(parameters(), "observed"), bases)["mean"]
    for reading in ("by_date", "all_before", "all_after"):
        assert observed[reading, "3_months", "increment"].sum() == pytest.approx(847.0)
    used = payers(uneven, Setting(parameters(**FREE)), bases)["mean"]
    assert used["by_date", "3_months", "increment"].sum() == pytest.approx(36.0 + 40.0)


@pytest.mark.parametrize(("anchor", "expected"), [("bottom_up", False), ("observed", True)])
def test_what_rests_on_the_evaluations_figure_says_so(anchor, expected, uneven, parameters, bases):
    """`cost_increment_3m` is the only assumption here, and only that anchor uses it."""
    setting = Setting(parameters(), anchor)
    made = evaluate(uneven, setting)
    sector = costs_by_sector_table(uneven, setting, bases)
    early = sector[sector.horizon == "first_3_months"].basis
    region = payers(uneven, setting, bases).loc[
        ("all_before", "3_months", "kth", "region"), "basis"
    ]
    total = incremental_table(made, setting, bases, 100).set_index("measure").basis["cost_3m"]
    assert [set(early) == {"assumption"}, region == "assumption", total == "assumption"] == (
        [expected] * 3
    )


@pytest.mark.parametrize(
    ("switch", "expected"), [("excluded", "observed"), ("included", "literature")]
)
def test_later_care_brings_its_grounds(switch, expected, uneven, parameters, bases):
    setting = Setting(parameters(), later_care_costs=switch)
    table = summary_table(evaluate(uneven, setting), setting, bases, 100)
    rows = table.set_index(["strategy", "measure"]).basis
    assert rows["kth", "cost_municipality"] == expected


def test_an_evaluation_warns_where_the_anchor_finds_no_pathway(builder, parameters):
    nobody = builder()
    nobody.count("patients", 10, 10)
    (warning,) = evaluate(nobody.quantities(), Setting(parameters(), "observed")).warnings
    assert "no patient received Kom Trygt Hjem" in warning
    assert evaluate(nobody.quantities(), Setting(parameters())).warnings == ()
