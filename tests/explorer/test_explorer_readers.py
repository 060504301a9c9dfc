"""Every reader: two languages, keyboard alone, zoom, phone; and names that stay text."""

from __future__ import annotations

import copy
import csv
import json

import pytest

from kth_sim.reporting.page import write_page

PHONE = {"width": 360, "height": 740}
ZOOMED = {"width": 640, "height": 480}  # a window of 1280 x 960 at 200 %
GROUPS = ("starts", "prices", "payers")


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


def test_nothing_runs_out_of_a_narrow_window(opened):
    page = opened("#lang=en&plan=nursing_home_first", viewport=PHONE)
    page.open(*GROUPS)
    for viewport in (PHONE, ZOOMED):
        page.page.set_viewport_size(viewport)
        for code in ("da", "en"):
            page.page.click(f"#language-{code}")
            page.page.wait_for_timeout(100)
            wide = page.page.evaluate(
                "() => [...document.querySelectorAll('body *')].filter((one) =>"
                " !one.closest('.scroll') && one.getBoundingClientRect().right > innerWidth + 1)"
                ".map((one) => one.outerHTML)"
            )
            assert wide == [], (viewport, code)
            assert page.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


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


def test_the_policy_lets_nothing_else_run(opened):
    page = opened("#lang=en", complains=True)
    page.page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent ="
        " 'window.bad = 1'; document.body.append(script); }"
    )
    assert page.page.evaluate("window.bad") is None
    assert any("Content Security Policy" in line for line in page.said)
    page.page.evaluate("() => fetch('http://example.org').catch(() => null)")
    assert any("connect-src" in line for line in page.said)


def test_the_data_block_is_the_payload(shared, payload):
    page = shared
    said = json.loads(page.page.evaluate("document.getElementById('payload').textContent"))
    assert {key: said[key] for key in payload} == payload
