"""What each column of a budget's tables holds, against sums written out by hand."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest
from hand_made import MONTHS, intake_like, patient_like, payers_like

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
from kth_sim.economics.budget.tables import basis_of
from kth_sim.economics.registry import BASES

PROGRAMME = Programme(np.full((2, MONTHS), 7.0), np.full((2, MONTHS), 11.0))


@pytest.fixture
def made(patient, calendar, payers):
    found = budget(
        patient, intake_like(uptake=0.7), calendar, payers, PROGRAMME, "P", label="L",
        passed=np.array([True, False, True]),
    )  # fmt: skip
    own = {item: BASES[i % len(BASES)] for i, item in enumerate(found.items)}
    return dataclasses.replace(found, basis=own)


def test_the_columns_of_every_table(made):
    money = [f"{name}{end}" for name in ("cost", "today", "net") for end in ("", "_low", "_high")]
    assert list(budget_by_year(made).columns) == ["plan", "year", "payer", *money, "basis"]
    assert list(payer_shift(made).columns) == [
        "plan", "year", "payer", "today_without_reform", "shift_by_reform", "today",
        "change_by_plan", "cost", "basis",
    ]  # fmt: skip
    ends = [f"{n}{end}" for n in ("bed_days", "beds", "cost_hospital", "cash")
            for end in ("", "_low", "_high")]  # fmt: skip
    assert list(beds(made, 0.3).columns) == ["plan", "year", *ends, "basis"]
    assert list(per_draw(made, 1.0).columns) == [
        "plan", "draw", "passed", "net_cost", "peak_net_cost", "lives_saved_30d", "qalys",
        "readmissions", "bed_days", "treated", "net_benefit",
    ]  # fmt: skip
    for table in (budget_by_year(made), payer_shift(made), beds(made, 0.3), per_draw(made, 1.0)):
        assert set(table["plan"]) == {"P"}


def test_a_payers_basis_is_the_weakest_of_what_it_pays(made):
    """By going through the cells of the table that is written cell by cell."""
    table = budget_table(made)
    for payer, rows in table.groupby("payer"):
        paid = set(rows["basis"][(rows["cost"] != 0) | (rows["today"] != 0)])
        assert basis_of(made, str(payer)) == min(paid, key=BASES.index)
    assert basis_of(made) == min(table["basis"], key=BASES.index)
    said = budget_by_year(made).set_index(["year", "payer"])["basis"]
    shift = payer_shift(made).set_index(["year", "payer"])["basis"]
    for payer in made.payers:
        assert said["all", payer] == shift["all", payer] == basis_of(made, payer)


def test_what_nobody_pays_rests_on_nothing(made):
    nothing = dataclasses.replace(made, cost=0 * made.cost, today=0 * made.today)
    assert basis_of(nothing) == ""
    observed = dataclasses.replace(made, basis=dict.fromkeys(made.items, "observed"))
    assert basis_of(observed) == "observed"


def test_the_row_of_all_payers_has_no_shift(made):
    table = payer_shift(made)
    everyone = table[table["payer"] == "all"]
    assert (everyone["shift_by_reform"] == 0.0).all()
    cost, today = (array.sum(axis=(2, 3, 4)).mean(axis=0) for array in (made.cost, made.today))
    for y, year in enumerate(made.years):
        row = everyone[everyone["year"] == str(year)].iloc[0]
        assert row["today"] == pytest.approx(today[y])
        assert row["change_by_plan"] == pytest.approx(cost[y] - today[y])


def test_a_draw_keeps_its_own_sums(made):
    table = per_draw(made, 200.0)
    assert list(table["draw"]) == [0, 1, 2]
    assert list(table["passed"]) == [True, False, True]
    for d in range(3):
        row, years = table.iloc[d], made.net[d].sum(axis=(1, 2, 3))
        assert row["net_cost"] == pytest.approx(years.sum())
        assert row["peak_net_cost"] == pytest.approx(max(years))
        assert row["qalys"] == pytest.approx(made.outcome["qalys"][d].sum())
        assert row["bed_days"] == pytest.approx(made.use["bed_days_hospital"][d].sum())
        assert row["treated"] == pytest.approx(made.treated[d].sum())


def test_a_plans_row_names_every_year_and_payer(made):
    row, draws = plan_row(made, 200.0), per_draw(made, 200.0)
    assert (row["plan"], row["label"], row["wtp"]) == ("P", "L", 200.0)
    assert row["prob_passed"] == pytest.approx(2 / 3)
    assert row["prob_cost_effective"] == pytest.approx((draws["net_benefit"] > 0).mean())
    years = [row[f"net_cost_{year}"] for year in made.years]
    assert sum(years) == pytest.approx(row["net_cost"])
    assert row["peak_net_cost"] == pytest.approx(max(years))
    assert sum(row[f"net_cost_{p}"] for p in made.payers) == pytest.approx(row["net_cost"])
    assert row["basis"] == basis_of(made)
    low, high = np.quantile(draws["qalys"], [0.025, 0.975])
    assert (row["qalys_low"], row["qalys_high"]) == pytest.approx((low, high))


def test_cash_may_differ_from_draw_to_draw(made):
    """Cash is a share of what admissions are worth; in draw 0 nothing of it, in draw 2 all."""
    shares = np.array([0.0, 0.5, 1.0])
    table = beds(made, shares)
    at = [made.items.index(name) for name in ("index_admission", "readmission")]
    worth = made.net[:, :, :, at].sum(axis=(2, 3, 4))
    assert table["cash"].tolist() == pytest.approx((worth * shares[:, None]).mean(axis=0))
    assert list(table["year"]) == list(made.years)
    assert (table["basis"] == basis_of(made)).all()


def test_the_error_of_an_interpolation_by_hand():
    """Levels 0, 1/2, 1 and usual care: the inner level is foretold by the mean of the outer two.

    In a mix of destinations that differs from draw to draw; the effect is from usual care to 1.
    """
    patient = patient_like(seed=5)
    mixed = dataclasses.replace(patient, patients=np.array([[1.0, 2, 3], [4, 1, 1], [2, 2, 0.5]]))
    found = interpolation_error(mixed)
    share = mixed.patients / mixed.patients.sum(axis=1)[:, None]
    for name, values in (
        ("qalys", mixed.outcome["qalys"]),
        ("cost", mixed.cost.sum(axis=(-2, -1))),
    ):
        usual, none, half, full = (values * share[:, None]).sum(axis=2).mean(axis=0)
        expected = abs((none + full) / 2 - half) / abs(full - usual)
        assert found[name] == pytest.approx(expected)
    assert set(found) == {"cost", "lives_saved_30d", "qalys", "readmissions"}


def test_without_an_effect_an_interpolation_has_no_error():
    patient = patient_like()
    flat = {name: np.ones_like(values) for name, values in patient.outcome.items()}
    assert interpolation_error(dataclasses.replace(patient, outcome=flat))["qalys"] == 0.0


def test_many_draws_are_weighted_as_each_alone(calendar, payers):
    """More draws than are worked on together, each with people of its own."""
    draws, picked = 35, (0, 31, 32, 34)
    patient, random = patient_like(draws=draws), np.random.default_rng(4)
    one = intake_like()
    own, level = (random.uniform(low, 1.0, (draws, 1, 1, 1)) for low in (0.5, 0.0))
    intake = dataclasses.replace(
        one, people=own * one.people, treated=0.4 * own * one.people,
        fidelity=np.broadcast_to(level, (draws, *one.people.shape)),
    )  # fmt: skip
    whole = budget(patient, intake, calendar, payers, PROGRAMME, "P")
    assert whole.teams == one.teams
    for d in picked:
        alone = dataclasses.replace(
            patient, cost=patient.cost[[d]], patients=patient.patients[[d]],
            outcome={k: v[[d]] for k, v in patient.outcome.items()},
            use={k: v[[d]] for k, v in patient.use.items()},
        )  # fmt: skip
        people = (intake.people[[d]], intake.treated[[d]], intake.fidelity[[d]])
        mine = type(intake)(intake.teams, *people)
        found = budget(alone, mine, calendar, payers, PROGRAMME, "P")
        np.testing.assert_allclose(whole.cost[d], found.cost[0])
        np.testing.assert_allclose(whole.treated[d], found.treated[0])
        np.testing.assert_allclose(whole.outcome["qalys"][d], found.outcome["qalys"][0])


def test_a_reform_inside_a_year_changes_no_use(patient, calendar, payers):
    """The year then has two stretches; what is used in both is summed."""
    inside = payers_like(calendar, date(2027, 3, 11))
    at_new_year, later = (
        budget(patient, intake_like(uptake=0.7), calendar, p, PROGRAMME, "P")
        for p in (payers, inside)
    )
    for name, used in at_new_year.use.items():
        np.testing.assert_allclose(later.use[name], used)
    np.testing.assert_allclose(later.cost.sum(axis=-1), at_new_year.cost.sum(axis=-1))
