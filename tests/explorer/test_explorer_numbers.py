"""The page reckons what Python does, to 1 DKK, whatever its reader changes by hand."""

from __future__ import annotations

import csv
from datetime import date

import numpy as np
import pytest
from explorer_case import Asked, World

from kth_sim.economics import Outcomes, ceac
from kth_sim.economics.budget import net_benefit

DKK = 1.0


def set_prices(opened, prices):
    opened.open("prices")
    for name, price in prices.items():
        opened.page.fill(f"#price-{name}", str(price))


def set_starts(opened, starts, plan):
    opened.open("starts")
    for name, (day, share) in starts.items():
        place = [start["name"] for start in plan["starts"]].index(name)
        opened.page.fill(f"#date-{place}", "" if day is None else day.isoformat())
        opened.page.fill(f"#uptake-{place}", f"{100 * share:g}")


def set_payers(opened, asked):
    opened.open("payers")
    if asked.reform is not None:
        opened.page.fill("#reform", asked.reform.isoformat())
    for item, shares in asked.shares.items():
        for when, share in zip(("before", "after"), shares, strict=True):
            opened.page.fill(f"#{when}-{item}", f"{100 * share:g}")


def by_hand(opened, asked, payload):
    """Change everything that is asked in the way a reader does."""
    page = opened.page
    page.select_option("#scenario", asked.scenario)
    page.select_option("#plan", asked.plan)
    page.fill("#wtp", f"{asked.wtp:g}")
    page.set_checked("#later", asked.reading == "included")
    if asked.target is not None:
        page.uncheck("#target-plan")
        for name in payload["destinations"]:
            page.set_checked(f"#target-{name}", name in asked.target)
    (scenario,) = (one for one in payload["scenarios"] if one["name"] == asked.scenario)
    (plan,) = (one for one in scenario["plans"] if one["name"] == asked.plan)
    if asked.prices:
        set_prices(opened, asked.prices)
    if asked.starts:
        set_starts(opened, asked.starts, plan)
    set_payers(opened, asked)


CASES = {
    "as it is": Asked(),
    "all care": Asked(
        scenario="later_care_costs_included", plan="nursing_home_first", reading="included"
    ),
    "a rule": Asked(
        plan="pilot_then_decide",
        starts={"Randers": (date(2026, 3, 17), 0.35), "Bornholm": (None, 0.7)},
    ),
    "another network": Asked(plan="southern_clusters_as_started"),
    "a target group": Asked(plan="nursing_home_first", target=("own_home", "nursing_home")),
    "prices and payers": Asked(
        prices={"cost_home_care_hour": 612.5, "cost_readmission": 20_000},
        reform=date(2028, 5, 20),
        shares={"home_care": (0.1, 0.45), "kth_fixed": (0.2, 0.9), "readmission": (1.0, 0.6)},
    ),
    "everything": Asked(
        scenario="later_care_costs_included",
        plan="pilot_then_decide",
        reading="included",
        wtp=350_000,
        target=("nursing_home",),
        reform=date(2027, 3, 15),
        prices={"cost_nursing_home_day": 2_000, "cost_acute_nurse_visit": 0},
        starts={"Slagelse": (date(2026, 6, 30), 0.9), "Syd": (date(2029, 2, 1), 1.0)},
        shares={"temporary_place": (0.25, 0.5)},
    ),
}


@pytest.fixture(scope="module", params=CASES)
def name(request):
    """What is asked."""
    return request.param


@pytest.fixture(scope="module")
def one_page(open_page):
    """The page, for case after case."""
    page = open_page()
    yield page
    page.page.context.close()


@pytest.fixture(scope="module")
def asked(one_page, payload, name):
    """The page after a reader took back what was, and changed it anew."""
    one_page.page.click("#reset")
    by_hand(one_page, CASES[name], payload)
    return one_page


@pytest.fixture(scope="module")
def python(lives, register, name):
    """Python's answer to the same."""
    return World(lives[CASES[name].scenario], register, CASES[name])


@pytest.fixture(scope="module")
def ours(python):
    """Python's budget of the same, at the means over the draws."""
    return python.budget_at_means()


def downloaded(opened, tmp_path):
    """`{(table, row, column): value}` of the csv that a reader gets."""
    with opened.page.expect_download() as waiting:
        opened.page.click("#download")
    path = tmp_path / "shown.csv"
    waiting.value.save_as(path)
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    return {tuple(row[:3]): row[3] for row in rows[1:]}


def test_payers_pay_what_pythons_budget_says(asked, ours, tmp_path):
    """To 1 DKK in each year, for each payer: without the reform, today, added, with the plan."""
    said = downloaded(asked, tmp_path)
    names = {"Region": 0, "Municipality": 1}
    parts = {
        "Today, no reform": ours.today_without_reform,
        "Today, with the reform": ours.today,
        "Added by KTH": ours.net,
        "With the plan": ours.cost,
    }
    for column, array in parts.items():
        for payer, p in names.items():
            expected = array[0].sum(axis=(1, 2))[:, p]
            found = [float(said["budget", str(y), f"{payer}: {column}"]) for y in ours.years]
            np.testing.assert_allclose(found, expected, rtol=0, atol=DKK)


def test_what_is_gained_and_each_clusters_share_is_pythons(asked, ours):
    for measure, by_year in asked.results("found.budget.gains").items():
        np.testing.assert_allclose(by_year, ours.outcome[measure][0].sum(axis=1), atol=1e-6)
    beds = asked.results("found.budget.bedDays")
    np.testing.assert_allclose(beds, ours.use["bed_days_hospital"][0].sum(axis=1), atol=1e-6)
    nets = asked.results("found.budget.teams.map((team) => sum(team.net))")
    np.testing.assert_allclose(nets, ours.net[0].sum(axis=(0, 2, 3)), atol=DKK)
    treated = asked.results("found.budget.teams.map((team) => team.treated)")
    np.testing.assert_allclose(treated, ours.treated[0].sum(axis=0), atol=1e-6)


def test_net_benefit_of_every_draw_is_pythons(asked, python, ours, name):
    chosen = asked.results("Array.from(found.chosen.draws.benefit)")
    expected = net_benefit(python.budget_by_draw(), CASES[name].wtp)
    np.testing.assert_allclose(chosen, expected, rtol=0, atol=DKK)
    assert asked.results("found.chosen.net") == pytest.approx(ours.net.sum(), abs=DKK)


def test_the_plane_and_the_curve_are_the_repriced_runs(asked, python, runs, name):
    """The stored chunks, priced anew by the measures of the run; a target group by its sums."""
    (run,) = (one for one in runs if one.record["scenario"]["name"] == CASES[name].scenario)
    cost, qaly = python.plane(run)
    points = asked.results(
        "({cost: Array.from(found.points.cost), qaly: Array.from(found.points.qaly)})"
    )
    np.testing.assert_allclose(points["cost"], cost, rtol=0, atol=0.05)  # kept to seven digits
    np.testing.assert_allclose(points["qaly"], qaly, rtol=0, atol=1e-7)
    curve = asked.results("found.curve")
    at = [point["wtp"] for point in curve]
    both = Outcomes.from_arrays(
        ["none", "kth"],
        np.stack([0 * cost, cost], axis=1),
        np.stack([0 * qaly, qaly], axis=1),
    )
    expected = ceac(both, at)["kth"]
    off = np.abs([point["share"] for point in curve] - expected)
    assert off.max() <= 1 / len(cost) + 1e-9  # a draw on the very edge may fall either way
    assert (off < 1e-9).mean() > 0.95
