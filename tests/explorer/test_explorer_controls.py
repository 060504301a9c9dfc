"""Every control changes what it should and nothing else; a view can be shared and downloaded."""

from __future__ import annotations

import csv

import pytest

NET = "found.key.net"
REGION, MUNICIPALITY = "found.key.byPayer[0]", "found.key.byPayer[1]"


# Each control changes what it should ------------------------------------------------------------


def test_half_the_uptake_is_half_of_everything_that_patients_bring(fresh):
    before = fresh.results("[found.key.lives, found.key.treated, found.key.readmissions]")
    fresh.page.fill("#uptake-all", "50")
    after = fresh.results("[found.key.lives, found.key.treated, found.key.readmissions]")
    assert after == pytest.approx([value / 2 for value in before])
    assert fresh.page.input_value("#uptake-3") == "50"


def test_a_unit_cost_counts_in_proportion(fresh):
    nets = []
    for price in ("0", "500", "1000"):
        fresh.page.fill("#price-cost_acute_nurse_visit", price)
        nets.append(fresh.results(NET))
    assert nets[1] - nets[0] == pytest.approx(nets[2] - nets[1], rel=1e-9)
    assert nets[1] > nets[0]


def test_a_price_that_cannot_be_says_so_and_changes_nothing(fresh):
    before = fresh.results(NET)
    fresh.page.fill("#price-cost_acute_nurse_visit", "-5")
    assert fresh.page.get_attribute("#price-cost_acute_nurse_visit", "aria-invalid") == "true"
    assert "Give a number from 0" in fresh.page.inner_text("#prices")
    assert fresh.results(NET) == before


def test_payers_share_the_same_bill(fresh):
    region, municipality = fresh.results(REGION), fresh.results(MUNICIPALITY)
    fresh.page.fill("#before-home_care", "40")
    fresh.page.fill("#after-home_care", "40")
    assert fresh.results(REGION) != pytest.approx(region)
    assert fresh.results(NET) == pytest.approx(region + municipality)


def test_a_reform_after_the_last_year_moves_nothing(fresh):
    def moved():
        return fresh.results("payerSteps(found.budget)[0].reform")

    assert moved() > 1e6
    fresh.page.fill("#reform", "2032-01-01")
    assert moved() == 0
    assert fresh.results(MUNICIPALITY) > fresh.results(REGION)


def test_a_threshold_moves_the_benefit_and_no_money(fresh):
    net, qalys = fresh.results(NET), fresh.results("found.chosen.draws.benefit[0]")
    fresh.page.fill("#wtp", "300000")
    higher = fresh.results("found.chosen.draws.benefit[0]")
    fresh.page.fill("#wtp", "400000")
    assert fresh.results("found.chosen.draws.benefit[0]") - higher == pytest.approx(higher - qalys)
    assert fresh.results(NET) == net
    assert "400,000" in fresh.page.inner_text("#figures")


def test_later_care_costs_more_and_saves_nobody_else(fresh):
    lives, net = fresh.results("found.key.lives"), fresh.results(NET)
    fresh.page.check("#later")
    assert fresh.results(NET) > net
    assert fresh.results("found.key.lives") == lives
    assert "all later care are counted" in fresh.page.inner_text("#basis")


def test_target_groups_add_up(fresh):
    whole = fresh.results("found.key.lives")
    fresh.page.uncheck("#target-plan")
    names = ("own_home", "temporary_place", "nursing_home")
    parts = []
    for name in names:
        for other in names:
            if other == name:
                fresh.page.check(f"#target-{other}")
        for other in names:
            if other != name:
                fresh.page.uncheck(f"#target-{other}")
        parts.append(fresh.results("found.key.lives"))
    assert sum(parts) == pytest.approx(whole)
    assert "your version" in fresh.page.inner_text("#rank-table")
    fresh.page.locator("#target-nursing_home").click()  # the last one stays
    assert fresh.page.is_checked("#target-nursing_home")


def test_a_cluster_that_never_starts_adds_nothing(fresh):
    fresh.page.fill("#date-0", "")
    first = fresh.results("found.budget.teams[0]")
    assert first["treated"] == first["lives"] == 0
    assert fresh.results("found.budget.teams[1].treated") > 0


def test_plan_and_scenario_change_the_answer(fresh):
    first = fresh.figure(0)
    fresh.page.select_option("#plan", "nursing_home_first")
    second = fresh.figure(0)
    assert first != second
    assert fresh.page.inner_text("#plan-note").startswith("Of 36 audited deaths")
    fresh.page.select_option("#scenario", "later_care_costs_included")
    assert fresh.page.is_checked("#later")  # as that scenario says
    assert fresh.figure(0) != second
    assert fresh.page.input_value("#plan") == "nursing_home_first"


def test_charts_draw_what_was_reckoned(fresh):
    drawn = "Object.fromEntries(Object.entries(DRAWN).map(([id, one]) => [id, one.view]))"
    page, results = fresh.page, fresh.results
    bars = page.evaluate(f"{drawn}['budget-chart'].data('bars').map((row) => row.amount)")
    assert sum(bars) * 1e6 == pytest.approx(results(NET))
    points = page.evaluate(f"{drawn}['plane-chart'].data('points').map((row) => row.cost)")
    assert points == pytest.approx(results("Array.from(found.points.cost)"))
    plans = page.evaluate(f"{drawn}['rank-chart'].data('rank').map((row) => row.mean)")
    assert plans == pytest.approx(results("found.rank.map((row) => row.benefit.mean / 1e6)"))
    page.check("#show-gross")
    page.wait_for_timeout(50)
    bars = page.evaluate(f"{drawn}['budget-chart'].data('bars').map((row) => row.amount)")
    gross = results("sum(byPayer(found.budget.today)) + found.key.net")
    assert sum(bars) * 1e6 == pytest.approx(gross)


def test_the_curve_is_marked_at_the_threshold(fresh):
    fresh.page.fill("#wtp", "250000")
    fresh.page.wait_for_timeout(50)
    mark = fresh.page.evaluate("DRAWN['curve-chart'].view.data('mark')[0]")
    assert mark["wtp"] == 250
    assert mark["share"] == fresh.results("shareWorth(found.points, 250000)")


def test_reset_gives_back_what_was(fresh):
    address, figures = fresh.page.url, fresh.page.inner_text("#figures")
    fresh.page.fill("#wtp", "500000")
    fresh.page.fill("#uptake-all", "10")
    fresh.page.check("#later")
    assert fresh.page.inner_text("#figures") != figures
    fresh.page.click("#reset")
    assert fresh.page.inner_text("#figures") == figures
    assert fresh.page.url == address


# Shared, downloaded -----------------------------------------------------------------------------


def test_an_address_holds_the_whole_view(fresh, opened):
    page = fresh.page
    page.select_option("#plan", "nursing_home_first")
    page.fill("#wtp", "320000")
    page.uncheck("#target-plan")
    page.uncheck("#target-own_home")
    page.fill("#date-2", "2026-11-05")
    page.fill("#uptake-4", "12")
    page.fill("#price-cost_readmission", "12345")
    page.fill("#after-home_care", "30")
    page.fill("#reform", "2028-02-01")
    page.check("#later")
    page.check("#show-gross")
    there = opened("#" + page.url.split("#")[1])
    assert there.page.evaluate("STATE") == page.evaluate("STATE")
    assert there.results(NET) == fresh.results(NET)
    assert there.page.inner_text("#figures") == page.inner_text("#figures")
    assert there.page.input_value("#date-2") == "2026-11-05"
    assert there.page.is_checked("#show-gross")


IMPOSSIBLE = (
    "#lang=xx&scenario=<script>&plan=../&wtp=-1&later=maybe&target=&reform=2026-02-31",
    "#lang=en&wtp=1e999&price:cost_readmission=NaN&uptake:all_at_once:Randers=7"
    "&date:all_at_once:Randers=yesterday&before:home_care=2&price:__proto__=1",
)


def test_an_address_that_cannot_be_is_passed_over(opened, fresh):
    odd = opened(IMPOSSIBLE[0])
    for address in IMPOSSIBLE:
        odd.page.evaluate("(address) => { location.hash = address; return begin(); }", address)
        for what in (NET, "found.key.lives", "found.chosen.benefit.mean", "found.plan.name"):
            assert odd.results(what) == fresh.results(what)


def test_danish_csv_is_what_a_danish_spreadsheet_opens(fresh, tmp_path):
    page = fresh
    page.page.click("#language-da")
    with page.page.expect_download() as waiting:
        page.page.click("#download")
    path = tmp_path / "tal.csv"
    waiting.value.save_as(path)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert {len(row) for row in rows} == {6}
    (net,) = (row[3] for row in rows if row[:2] == ["nøgletal", "Nettoudgift"])
    assert float(net.replace(",", ".")) == pytest.approx(page.results(NET))
    assert "," in net
    assert "." not in net
