"""One file that asks for nothing, that a keyboard, a phone and paper can use."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files as resources
from itertools import pairwise

import pytest
from page_reader import Page

from kth_sim.reporting.html.pictures import inline

CODES = ("en", "da")
MOST_BYTES = 4_000_000
REFERRING = ("src", "href", "xlink:href", "srcset", "action", "data", "poster", "formaction")
A4 = {"width": 688, "height": 1024}  # between the margins, at 96 dots an inch: 182 x 271 mm
PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_asked_for_from_anywhere(pages, code):
    targets = [
        value
        for one in pages[code].elements
        for name, value in one.attributes.items()
        if name in REFERRING
    ]
    assert len(targets) > 100
    assert [t for t in targets if not t.startswith(("#", "data:image/png;base64,"))] == []
    assert "@import" not in pages[code].raw
    assert re.findall(r"url\((?!#)", pages[code].raw) == []
    assert not pages[code].named("script", "link", "iframe", "object", "embed", "form", "base")


@pytest.mark.parametrize("code", CODES)
def test_a_policy_forbids_what_the_page_does_not_need(pages, code):
    policy = next(e for e in pages[code].named("meta") if "http-equiv" in e.attributes)
    assert "default-src 'none'" in policy.attributes["content"]
    assert "script" not in policy.attributes["content"]


@pytest.mark.parametrize("code", CODES)
def test_every_id_is_there_once_and_every_reference_leads_somewhere(pages, code):
    ids = Counter(e.attributes["id"] for e in pages[code].elements if "id" in e.attributes)
    assert [name for name, n in ids.items() if n > 1] == []
    inside = {
        value[1:]
        for e in pages[code].elements
        for value in e.attributes.values()
        if re.fullmatch(r"#[\w.-]+", value) and not re.fullmatch(r"#[0-9a-f]{3,6}", value)
    }
    inside |= set(re.findall(r"url\(#([^)]*)\)", pages[code].raw))
    assert inside - set(ids) == set()


@pytest.mark.parametrize("code", CODES)
def test_it_says_its_language_and_what_each_picture_shows(pages, code):
    assert pages[code].named("html")[0].attributes["lang"] == code
    pictures = pages[code].named("svg")
    assert len(pictures) > 8
    assert all(len(one.attributes["aria-label"]) > 60 for one in pictures)
    assert all(one.attributes["role"] == "img" for one in pictures)


@pytest.mark.parametrize("code", CODES)
def test_tables_have_names_and_headings_and_the_keyboard_reaches_them(pages, code):
    for table in pages[code].named("table"):
        assert table.all("caption")[0].text
        assert all(h.attributes["scope"] in ("col", "row") for h in table.all("th"))
        assert table.parent.attributes["tabindex"] == "0"


@pytest.mark.parametrize("code", CODES)
def test_headings_go_down_one_level_at_a_time(pages, code):
    levels = [int(e.name[1]) for e in pages[code].named("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_the_four_headings_come_first_in_the_councils_order(pages):
    contents = [link.text for link in pages["da"].by_id["contents"].all("a")]
    assert contents[:4] == [
        "Klinisk effekt og sikkerhed",
        "Patientperspektivet",
        "Organisatoriske implikationer",
        "Sundhedsøkonomi",
    ]


def test_it_is_small(files):
    assert all(path.stat().st_size < MOST_BYTES for path in files.values())


def test_no_number_is_typed_into_a_template():
    folder = resources("kth_sim.reporting.html") / "templates"
    templates = [path for path in folder.iterdir() if path.name.endswith(".html")]
    assert {path.name for path in templates} == {"page.html", "card.html", "blocks.html"}
    for path in templates:
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", path.read_text("utf-8"), flags=re.S)
        words = re.sub(r"<[^>]*>", "", text)
        assert not re.search(r"\d", words), path.name
        assert not re.search(r"[A-Za-zæøå]{3,}", words), path.name


def test_a_figures_ids_are_its_own_and_its_style_stays_inside():
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'width="9pt" viewBox="0 0 9 9"><!-- made by x --><metadata>m</metadata><defs>'
        '<style type="text/css">*{stroke:red}</style><path id="p"/><clipPath id="c"/></defs>'
        '<g id="idle" clip-path="url(#c)"><use xlink:href="#p"/></g></svg>'
    )
    page = Page(inline(svg, "key", 'a "quoted" <text>'))
    assert [e.name for e in page.elements] == ["svg", "defs", "path", "clippath", "g", "use"]
    assert sorted(page.by_id) == ["key-c", "key-p"]
    assert page.named("g")[0].attributes == {"clip-path": "url(#key-c)"}
    assert page.named("use")[0].attributes == {"href": "#key-p"}
    assert page.named("svg")[0].attributes["aria-label"] == 'a "quoted" <text>'
    assert "http" not in page.raw


def opened(browser, path, viewport, media="screen"):
    """The page in the browser, with what it complained of."""
    page, said = browser.new_page(viewport=viewport), []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.emulate_media(media=media)
    page.goto(path.as_uri())
    return page, said


@pytest.mark.parametrize("code", CODES)
def test_the_card_is_one_sheet_of_a4(browser, files, code):
    page, _ = opened(browser, files[code], A4, "print")
    height = page.evaluate("document.getElementById('card').getBoundingClientRect().height")
    assert 0.5 * A4["height"] < height <= A4["height"]
    assert page.evaluate("getComputedStyle(document.getElementById('card')).breakAfter") == "page"
    page.close()


@pytest.mark.parametrize("code", CODES)
def test_it_fits_a_phone_and_complains_of_nothing(browser, files, code):
    page, said = opened(browser, files[code], PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    assert said == []
    page.close()


def test_pictures_inside_are_let_through(browser, files):
    page, said = opened(browser, files["en"], A4)
    held = page.evaluate(
        "Promise.all([...document.querySelectorAll('svg image')].map(one => new Promise(done => {"
        "const copy = new Image(); copy.onload = () => done(copy.width); copy.onerror = () => "
        "done(0); copy.src = one.getAttribute('href')})))"
    )
    assert held
    assert min(held) > 0
    assert said == []
    page.close()


def test_the_keyboard_goes_to_the_contents_first(browser, files):
    page, _ = opened(browser, files["en"], A4)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(
        "document.activeElement.closest('nav') !== null || "
        "document.activeElement.getAttribute('href') === '#clinical'"
    )
    page.close()
