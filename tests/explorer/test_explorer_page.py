"""What a reader meets: controls that do what they say, two languages, keyboard, zoom, phone."""

from __future__ import annotations

import copy
import csv
import json

import pytest

from kth_sim.reporting.page import write_page

PHONE = {"width": 360, "height": 740}
ZOOMED = {"width": 640, "height": 480}  # a window of 1280 x 960 at 200 %
GROUPS = ("starts", "prices", "payers")
NET = "found.key.net"
REGION, MUNICIPALITY = "found.key.byPayer[0]", "found.key.byPayer[1]"


# Each control changes what it should ------------------------------------------------------------


@pytest.fixture(scope="module")
def shared(open_page):
    """One page for many questions; each begins with a reset."""
    page = open_page()
    yield page
    assert not page.said
    assert not page.asked
    page.page.context.close()


@pytest.fixture
def fresh(shared):
    """The page after `reset`, with a plan of every cluster and the language English."""
    shared.page.click("#language-en")
    shared.page.select_option("#scenario", "national")
    shared.page.select_option("#plan", "all_at_once")
    shared.open(*GROUPS)
    shared.page.click("#reset")
    return shared


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
    page.fill("#date-2", "2026-11-05")
    page.fill("#uptake-5", "12")
    page.fill("#price-cost_readmission", "12345")
    page.fill("#after-home_care", "30")
    page.fill("#reform", "2028-02-01")
    page.check("#later")
    page.check("#show-gross")
    there = opened("#" + page.url.split("#")[1])
    assert there.results(NET) == fresh.results(NET)
    assert there.page.inner_text("main") == page.inner_text("main").replace("\u25bc", "\u25b6") or (
        there.page.inner_text("#figures") == page.inner_text("#figures")
    )
    assert there.page.is_checked("#show-gross")


@pytest.mark.parametrize(
    "hash_",
    [
        "#lang=xx&scenario=<script>&plan=../&wtp=-1&later=maybe&target=&reform=2026-02-31",
        "#lang=en&wtp=1e999&price:cost_readmission=NaN&uptake:all_at_once:Randers=7"
        "&date:all_at_once:Randers=yesterday&before:home_care=2&price:__proto__=1",
    ],
)
def test_an_address_that_cannot_be_is_passed_over(opened, fresh, hash_):
    odd = opened(hash_)
    for what in (NET, "found.key.lives", "found.chosen.benefit.mean", "found.plan.name"):
        assert odd.results(what) == fresh.results(what)
    assert not odd.said


def test_danish_csv_is_what_a_danish_spreadsheet_opens(opened, tmp_path):
    page = opened("#lang=da&wtp=250000")
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


# Two languages ----------------------------------------------------------------------------------


def test_every_word_changes_with_the_language(fresh):
    page = fresh.page

    def words():
        shown = "[data-word], label, legend, summary, th[scope=col]"
        return page.evaluate(
            "(shown) => [...document.querySelectorAll(shown)].map((one) => one.textContent)",
            shown,
        )

    english = words()
    page.click("#language-da")
    assert page.evaluate("document.documentElement.lang") == "da"
    assert page.get_attribute("#language-da", "aria-pressed") == "true"
    danish = words()
    same = {"Region", "QALY", "Dansk", "English", "Plan", "Scenarie"}
    kept = {a for a, b in zip(english, danish, strict=True) if a == b and a} - same
    teams = {team["name"] for team in fresh.results("found.plan.teams")}
    assert kept <= teams
    assert "mio. DKK" in page.inner_text("#figures")
    assert page.inner_text("#provenance").startswith("Kørsel ")


def test_numbers_are_written_as_their_readers_do(fresh):
    fresh.page.click("#language-da")
    net = fresh.results("payerSteps(found.budget)[0].without") / 1e6
    thousands, decimals = f"{net:,.1f}".split(".")
    assert f"{thousands.replace(',', '.')},{decimals}" in fresh.page.inner_text("#steps")


# Everybody can use it ---------------------------------------------------------------------------


def test_everything_that_is_changed_has_a_name(fresh):
    nameless = fresh.page.evaluate(
        "() => [...document.querySelectorAll('input, select, button')].filter((one) =>"
        " !(one.labels?.length || one.getAttribute('aria-label') || one.textContent))"
        ".map((one) => one.outerHTML)"
    )
    assert nameless == []
    charts = fresh.page.locator("[role=img]")
    assert charts.count() == 4
    for i in range(4):
        assert len(charts.nth(i).get_attribute("aria-label")) > 20


def test_a_keyboard_is_enough(opened):
    """From the first Tab: skip link, language, plan, threshold, a part opened, reset pressed."""
    page = opened("#lang=en").page

    def tab_to(name):
        for _ in range(120):
            page.keyboard.press("Tab")
            focused, outline = page.evaluate(
                "() => [document.activeElement.id || document.activeElement.className,"
                " getComputedStyle(document.activeElement).outlineStyle]"
            )
            assert outline != "none", f"{focused} has the focus, and nobody sees it"
            if focused == name:
                return
        pytest.fail(f"Tab never came to {name}")

    tab_to("skip")
    tab_to("language-da")
    page.keyboard.press("Enter")
    assert page.inner_text("h1").startswith("Hvad koster")
    assert page.evaluate("document.activeElement.id") == "language-da"  # the focus stays
    tab_to("plan")
    before = page.inner_text("#figures")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("STATE.plan") == "nursing_home_first"
    assert page.inner_text("#figures") != before
    tab_to("wtp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("STATE.wtp") == 210_000
    tab_to("starts-title")
    page.keyboard.press("Enter")
    tab_to("uptake-all")
    page.keyboard.type("40")
    assert page.evaluate("Object.values(STATE.starts.nursing_home_first)[0].ceiling") == 0.4
    tab_to("reset")
    page.keyboard.press("Space")
    assert page.evaluate("STATE.starts") == {}


@pytest.mark.parametrize("code", ["da", "en"])
@pytest.mark.parametrize("viewport", [PHONE, ZOOMED], ids=["phone", "zoomed"])
def test_nothing_runs_out_of_a_narrow_window(opened, code, viewport):
    page = opened(f"#lang={code}&plan=nursing_home_first", viewport=viewport)
    page.open(*GROUPS)
    page.page.wait_for_timeout(100)
    wide = page.page.evaluate(
        "() => [...document.querySelectorAll('body *')].filter((one) => !one.closest('.scroll')"
        " && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML)"
    )
    assert wide == []
    assert page.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert not page.said


# Names are text ---------------------------------------------------------------------------------

HOSTILE = '</script><script>window.bad = 1</script><img src=x onerror="window.bad = 1">'


def test_hostile_names_stay_text(payload, tmp_path, opened):
    odd = copy.deepcopy(payload)
    scenario = odd["scenarios"][0]
    scenario["label"] = scenario["rationale"] = HOSTILE
    scenario["run"]["id"] = HOSTILE
    scenario["prices"][0]["label"] = scenario["prices"][0]["source"] = HOSTILE
    scenario["prices"][0]["id"] = "odd"
    scenario["items"][0]["price"] = "odd"
    plan = scenario["plans"][0]
    plan["name"], plan["label"], plan["rationale"] = "odd", HOSTILE, "=1+1"
    plan["teams"][0]["name"] = '=HYPERLINK("http://example.org")'
    plan["teams"][1]["name"] = HOSTILE
    page = opened(path=write_page(odd, tmp_path / "odd.html"))
    page.open(*GROUPS)
    assert page.page.evaluate("window.bad") is None
    assert HOSTILE in page.page.inner_text("#provenance")
    assert HOSTILE in page.page.inner_text("#cluster-table")
    assert HOSTILE in page.page.inner_text("#rank-table")
    text = page.page.evaluate("csvText(shownRows(STATE, resultsOf(STATE)), 'da')")
    cells = [cell for row in csv.reader(text.splitlines(), delimiter=";") for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "@"))]
    assert not page.said
    assert not page.asked


def test_the_policy_lets_nothing_else_run(opened):
    page = opened("#lang=en")
    page.page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent ="
        " 'window.bad = 1'; document.body.append(script); }"
    )
    assert page.page.evaluate("window.bad") is None
    assert any("Content Security Policy" in line for line in page.said)
    page.page.evaluate("() => fetch('http://example.org').catch(() => null)")
    assert any("connect-src" in line for line in page.said)


def test_the_data_block_is_the_payload(opened, payload):
    page = opened("#lang=en")
    said = json.loads(page.page.evaluate("document.getElementById('payload').textContent"))
    assert {key: said[key] for key in payload} == payload
