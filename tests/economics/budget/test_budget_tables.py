"""Tables of a budget: every margin is the total, and the reform's shift nets to nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hand_made import MONTHS, intake_like, patient_like

from kth_sim.economics.budget import (
    Programme,
    beds,
    budget,
    budget_by_year,
    budget_table,
    interpolation_error,
    payer_shift,
    per_draw,
    plan_row,
)

PROGRAMME = Programme(np.full((2, MONTHS), 7.0), np.full((2, MONTHS), 11.0))
REGIONS = (("North", "South"), ("One", "One"))


@pytest.fixture
def made(patient, calendar, payers):
    intake = intake_like(uptake=0.7)
    return budget(patient, intake, calendar, payers, PROGRAMME, "plan", regions=REGIONS)


@pytest.mark.parametrize("axis", ["year", "team", "region", "item", "sector", "payer", "basis"])
def test_every_margin_of_the_cube_is_the_total(made, axis):
    table = budget_table(made)
    for column, cells in (("cost", made.cost), ("today", made.today), ("net", made.net)):
        total = cells.mean(axis=0).sum()
        assert table.groupby(axis)[column].sum().sum() == pytest.approx(total, rel=1e-9)


def test_margins_by_year_and_payer_are_the_cubes(made):
    table = budget_table(made).groupby(["year", "payer"])["net"].sum()
    by_year = budget_by_year(made).set_index(["year", "payer"])["net"]
    for (year, payer), value in table.items():
        assert by_year[str(year), payer] == pytest.approx(value)
    assert by_year["all", "all"] == pytest.approx(made.net.sum(axis=(1, 2, 3, 4)).mean())


def test_regions_follow_the_year(made):
    table = budget_table(made)
    assert set(table.loc[table.year == 2026, "region"]) == {"North", "South"}
    assert set(table.loc[table.year == 2027, "region"]) == {"One"}


def test_the_shift_nets_to_nothing_and_the_change_to_the_net_cost(made):
    table = payer_shift(made)
    payers = table[table.payer != "all"]
    sums = payers.groupby("year")["shift_by_reform"].sum()
    np.testing.assert_allclose(sums, 0.0, atol=1e-6)
    assert (payers["shift_by_reform"].abs() > 1.0).any()
    whole = table[table.payer == "all"].set_index("year")
    assert whole.loc["all", "change_by_plan"] == pytest.approx(made.net.sum() / made.n_draws)
    steps = table.today_without_reform + table.shift_by_reform + table.change_by_plan
    np.testing.assert_allclose(steps, table.cost, rtol=1e-9)


def test_beds_are_split_into_capacity_and_cash(made):
    share = np.array([0.0, 0.5, 1.0])
    table = beds(made, share)
    days = made.use["bed_days_hospital"].sum(axis=2)
    np.testing.assert_allclose(table.bed_days, days.mean(axis=0))
    np.testing.assert_allclose(table.beds, days.mean(axis=0) / 365.25)
    at = [made.items.index(item) for item in ("index_admission", "readmission")]
    worth = made.net[:, :, :, at].sum(axis=(2, 3, 4))
    np.testing.assert_allclose(table.cost_hospital, worth.mean(axis=0))
    np.testing.assert_allclose(table.cash, (0.5 * worth[1] + worth[2]) / 3)


def test_a_plans_row_holds_the_means_and_the_share_of_draws(made):
    frame, row = per_draw(made, 1e4), plan_row(made, 1e4)
    net = made.net.sum(axis=(1, 2, 3, 4))
    np.testing.assert_allclose(frame.net_cost, net)
    assert row["net_cost"] == pytest.approx(net.mean())
    assert row["net_cost_2026"] + row["net_cost_2027"] == pytest.approx(net.mean())
    payers = [row[f"net_cost_{payer}"] for payer in ("region", "municipality", "state")]
    assert sum(payers) == pytest.approx(net.mean())
    gain = made.outcome["qalys"].sum(axis=(1, 2)) * 1e4
    cost = made.outcome["cost_ce"].sum(axis=(1, 2))
    programme = 2 * MONTHS * (7.0 + 11.0)
    assert row["prob_cost_effective"] == pytest.approx(np.mean(gain - cost - programme > 0))


def test_interpolation_is_measured_by_foretelling_the_inner_level():
    patient = patient_like()
    patient.patients[:] = [3.0, 1.0, 0.0]
    for k, value in enumerate((0.0, 1.0, 1.5, 4.0)):  # usual care, then 0, 0.5 and 1
        patient.outcome["qalys"][:, k] = value
    # the line through 1 and 4 foretells 2.5 at 0.5; it is 1.5; KTH's effect is 4
    assert interpolation_error(patient)["qalys"] == pytest.approx(0.25)
