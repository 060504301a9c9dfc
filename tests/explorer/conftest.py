"""A small run as a page, a browser that opens it, and Python's own reckoning beside it."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from explorer_case import OPTIONS, PLANS, carry_out, lives_of

from kth_sim.reporting.page import write_page
from kth_sim.runs.explore import payload_of
from kth_sim.runs.library import load_run

DESKTOP = {"width": 1280, "height": 720}
GROUPS = ("starts", "prices", "payers")


@pytest.fixture(scope="session")
def runs(scenario, register, tmp_path_factory):
    """Two stored runs of few draws: the base case, and one that counts later care."""
    folder = tmp_path_factory.mktemp("runs")
    names = ("national", "later_care_costs_included")
    return [load_run(carry_out(scenario(name), register, folder / name)) for name in names]


@pytest.fixture(scope="session")
def payload(runs):
    """What the page knows."""
    return payload_of(runs, PLANS, OPTIONS)


@pytest.fixture(scope="session")
def page_file(payload, tmp_path_factory):
    """The page on disk."""
    return write_page(payload, tmp_path_factory.mktemp("page") / "explorer.html")


@pytest.fixture(scope="session")
def lives(runs):
    """`lives[scenario]`: what was simulated for the budgets, read again from where it is kept."""
    return {run.record["scenario"]["name"]: lives_of(run) for run in runs}


class Opened:
    """The page as a reader has it, and all that it complained of or asked for.

    Attributes:
        page: Playwright's.
        said: what it wrote to the console, and errors.
        asked: addresses it asked for, but for its own file.
    """

    def __init__(self, context, address):
        self.page, self.said, self.asked = context.new_page(), [], []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", self._note)
        self._own = address.split("#")[0]
        self.page.goto(address)
        self.page.wait_for_selector("#rank-chart svg")

    def _note(self, request):
        if request.url.split("#")[0] != self._own and not request.url.startswith(
            ("data:", "blob:")
        ):
            self.asked.append(request.url)

    def open(self, *groups):
        """Open the parts in which things are changed."""
        for group in groups:
            if not self.page.locator(f"#{group}").evaluate("one => one.open"):
                self.page.click(f"#{group} > summary")

    def results(self, what):
        """A part of what the page has reckoned."""
        return self.page.evaluate(f"() => {{ const found = resultsOf(STATE); return {what}; }}")

    def figure(self, place):
        """The text of a key figure, by its place."""
        return self.page.locator("#figures .value").nth(place).inner_text()


@pytest.fixture(scope="module")
def open_page(browser, page_file):
    """`open_page(hash="", path=None, **context)`: the page, opened anew; the caller closes it."""

    def _open(hash_="#lang=en", path=None, **context):
        made = browser.new_context(**{"viewport": DESKTOP, "accept_downloads": True, **context})
        return Opened(made, (path or page_file).as_uri() + hash_)

    return _open


@pytest.fixture
def opened(open_page):
    """The same, closed when the test ends; it complains of nothing and asks for nothing."""
    with ExitStack() as stack:

        def _opened(*arguments, complains=False, **context):
            page = open_page(*arguments, **context)
            stack.callback(page.page.context.close)
            if not complains:
                pages.append(page)
            return page

        pages: list[Opened] = []
        yield _opened
        for page in pages:
            assert not page.said
            assert not page.asked


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
