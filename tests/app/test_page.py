"""The app's part of the page in a browser: a run begun by keyboard and seen, in both languages."""

from __future__ import annotations

import pytest
from app_case import body

from kth_sim.app.asked import NewRun
from kth_sim.app.jobs import Job, JobStore

ODDS_RATIO, ALERT = "#app-set-or_death_30d_kth", "#app [role=alert]"
HOSTILE = "<img src=x onerror=alert(1)>"
GONE = "ERR_CONNECTION_REFUSED"  # what the browser says of an app that ended


@pytest.fixture
def page(browser):
    """A page of a headless browser; whatever it complains of fails the test."""
    page = browser.new_page(locale="en-GB", viewport={"width": 1000, "height": 900})
    page.set_default_timeout(60_000)
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else 0)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    yield page
    page.close()
    assert [text for text in complaints if GONE not in text] == []


@pytest.fixture
def app(serve, tmp_path):
    """An app that finds one run of before, whose name is hostile."""
    hostile = NewRun(**body(label=HOSTILE, plans=("none",)))
    JobStore(tmp_path / "out").save(Job("hostile", "2026-01-31T12:00:00Z", "running", hostile))
    return serve()


def test_a_run_is_begun_from_the_form_and_its_result_is_seen(page, app):
    """One story, for each start of app, browser and worker takes seconds."""
    page.goto(app.address)
    page.locator(ODDS_RATIO).wait_for()
    row = page.locator("tr[data-run=hostile]").inner_text()
    assert HOSTILE in row  # text, not an image
    assert "interrupted" in row
    refuses_a_wrong_number(page)
    fill_in_by_keyboard(page)
    page.get_by_role("status").filter(has_text="Færdig").wait_for()
    assert page.locator(ALERT).inner_text() == ""

    page.get_by_role("status").get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Kørsler").wait_for()
    (run,) = [row["id"] for row in app.client.get("/api/runs").json() if row["id"] != "hostile"]
    shows(page, app, run)
    page.reload()  # loses nothing
    page.locator("#provenance").filter(has_text=run).wait_for()
    fits_a_phone(page)

    says_how_far_a_run_is(page, app.client.get(f"/api/runs/{run}").json())

    app.process.kill()
    app.process.wait()
    page.locator("#app-new button[type=submit]").click()
    page.locator(ALERT).filter(has_text="svarer ikke").wait_for()


def refuses_a_wrong_number(page):
    """In words, in the reader's language, before it is sent; what was written stays."""
    page.fill(ODDS_RATIO, "-1")
    page.press(ODDS_RATIO, "Enter")
    page.locator(ALERT).filter(has_text="is not allowed (allowed above 0)").wait_for()
    assert page.evaluate("document.activeElement.id") == ODDS_RATIO[1:]
    page.get_by_role("button", name="Dansk").click()
    page.get_by_role("heading", name="Kom Trygt Hjem: start").wait_for()
    assert page.input_value(ODDS_RATIO) == "-1"
    page.press(ODDS_RATIO, "Enter")
    page.locator(ALERT).filter(has_text="er ikke tilladt").wait_for()


def fill_in_by_keyboard(page):
    """A number, another parameter (whose field has the focus at once), few draws, one plan."""
    page.fill(ODDS_RATIO, "0.75")
    page.select_option("#app-more", "uptake_kth")
    page.keyboard.type("0.5")
    page.fill("#app-draws", "6")
    page.fill("#app-patients", "30")
    for box in page.locator("input[name=plan]").all()[1:]:
        box.focus()
        page.keyboard.press("Space")
    page.locator("#app-new button[type=submit]").focus()
    page.keyboard.press("Enter")


def shows(page, app, run):
    """The explorer shows this run, in the language of before, and the list says so."""
    page.locator("#provenance").filter(has_text=run).wait_for()
    assert page.evaluate("document.documentElement.lang") == "da"
    page.locator("#app-runs summary").click()
    page.locator(f"tr[data-run={run}]").filter(has_text="vises nu").wait_for()
    given = app.client.get(f"/api/runs/{run}/payload").json()["scenarios"][0]
    assert given["label"] == "national: or_death_30d_kth = 0.75, uptake_kth = 0.5"
    assert given["run"]["draws"] == 6


def fits_a_phone(page):
    """The form at 360 pixels; the list scrolls within itself."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("#app-new summary").click()
    page.locator("#app-draws").wait_for()
    assert page.evaluate("document.querySelector('#app').scrollWidth <= window.innerWidth")


def says_how_far_a_run_is(page, row):
    """In words and as a bar; the app's answer is made up, for a real one passes too quickly."""
    half = row | {"state": "running", "stage": "run", "done": 5, "total": 10, "can": ["cancel"]}
    page.route("**/api/runs", lambda route: route.fulfill(json=[half]))
    page.route("**/api/runs/*", lambda route: route.fulfill(json=half))
    page.reload()
    page.locator(".under-way").filter(has_text="Simulerer, 5 af 10").wait_for()
    assert page.locator(".under-way progress").evaluate("bar => bar.position") == 0.5
    page.unroute_all()
    page.locator(".under-way").wait_for(state="detached")  # as the app itself says
    page.locator("#app-new summary").click()
    page.locator("#app-draws").wait_for()
