"""Text stays text whatever is in it, and every word is there in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from page_reader import Page

from kth_sim.evidence.audit import audit
from kth_sim.reporting.document import (
    Card,
    Cell,
    Document,
    Fact,
    Figure,
    Paragraph,
    Section,
    Table,
)
from kth_sim.reporting.html import to_html
from kth_sim.reporting.language import language
from kth_sim.reporting.language.danish_texts import CONTRADICTIONS
from kth_sim.runs.report import build_document
from kth_sim.runs.report_runs import open_sources
from kth_sim.runs.run import Options, run_scenario
from kth_sim.scenarios.resolve import load_scenario

ROOT = Path(__file__).parents[2]
HOSTILE = (
    '=HYPERLINK("http://x.example";"y")',
    "<script>alert(1)</script>",
    "+1",
    "@x",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }} & {% raw %}",
    "</svg></style><!--",
)
SVG = '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'


def document_of(text: str) -> Document:
    """A document that says the text in every place."""
    cells = ((Cell(text, text, assumed=True), Cell(1.0, text)),)
    blocks = (
        Paragraph(text, assumed=True),
        Paragraph(text, kind="command"),
        Table("t", text, (text, text), cells, text),
        Figure("f", text, SVG, b"", text, text),
    )
    fact = Fact("k", text, Cell(text, text), text)
    card = Card(text, text, (fact,), (blocks[0],))
    return Document(text, "en", card, (Section("s", text, blocks),), {text: text})


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_it_is_and_does_nothing(text):
    page = Page(to_html(document_of(text)))
    whole = " ".join(text.split())
    for name in ("title", "h1", "h2", "th", "td", "caption", "code", "dt", "dd", "figcaption"):
        assert any(whole in one.text for one in page.named(name)), name
    assert page.named("svg")[0].attributes["aria-label"] == text
    assert not page.named("script", "img")
    assert [e for e in page.elements if any(n.startswith("on") for n in e.attributes)] == []


def test_a_scenarios_own_words_stay_text(register, tmp_path):
    path = tmp_path / "mine.yaml"
    label = '<script>alert(1)</script> =HYPERLINK("x")'
    path.write_text(
        f"label: '{label}'\nrationale: '@x <b>'\n"
        f"base: {ROOT / 'configs' / 'scenarios' / 'national.yaml'}\n",
        encoding="utf-8",
    )
    options = Options(tmp_path / "out", patients=100, workers=1, figures=False)
    folder = run_scenario(load_scenario(path, register), options).report.folder
    page = Page(to_html(build_document(open_sources([folder]), register, "da")))
    assert page.named("h1")[0].text == f"Kom Trygt Hjem efter hoftebrud: {label}"
    assert not page.named("script")


@pytest.mark.parametrize("code", ["en", "da"])
def test_no_name_of_the_program_stands_where_a_word_should(pages, code):
    headings = [cell.text for cell in pages[code].named("th") if cell.parent.parent.name == "thead"]
    assert len(headings) > 100
    assert [text for text in headings if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", text)] == []


def test_every_sentence_that_the_report_asks_for_is_in_both_catalogues():
    source = "\n".join(
        path.read_text("utf-8")
        for path in (
            *(ROOT / "kth_sim" / "runs").glob("report*.py"),
            *(ROOT / "kth_sim" / "reporting" / "html" / "templates").glob("*.html"),
        )
    )
    asked = set(re.findall(r'"(report\.[a-zA-Z_0-9.]*[a-zA-Z0-9])"', source))
    assert len(asked) > 60
    for code in ("en", "da"):
        assert {key for key in asked if key not in language(code).words} - {
            "report.column",
            "report.unit",
        } == set()


def test_what_the_evidence_contradicts_is_said_in_danish(register):
    texts = {
        text
        for row in audit(register)
        for text in (row.label, row.arithmetic, row.base_case, *(c.label for c in row.claims))
    }
    assert texts - CONTRADICTIONS.keys() == set()
    assert CONTRADICTIONS.keys() - texts == set()


def test_what_tables_say_in_english_is_said_in_danish(folders):
    base, bias = folders["base"], folders["bias"]
    calibration, observed = (
        pd.read_csv(base / f"{name}.csv").fillna("")
        for name in ("calibration", "observed_vs_simulated")
    )
    e_values, tipping = (pd.read_csv(bias / f"{n}.csv") for n in ("e_values", "tipping_points"))
    columns = (
        calibration["quantity"],
        calibration["denominator"],
        observed["label"],
        observed["comment"].astype(str),
        e_values["effect"],
        e_values["of"],
        tipping[tipping["parameter"].isna()]["what"],
        tipping[~tipping["goal"].str.startswith("inmb")]["goal"],
    )
    texts = {text for column in columns for text in column if text}
    assert texts - language("da").texts.keys() == set()


def test_every_scenario_and_parameter_has_a_danish_name(scenario, register):
    paths = (ROOT / "configs" / "scenarios").glob("*.yaml")
    labels = {scenario(path.stem).label for path in paths}
    assert labels - language("da").texts.keys() == set()
    assert scenario("national").parameters.keys() - language("da").names.keys() == set()


def test_units_have_words(folders):
    units = set(pd.read_csv(folders["base"] / "parameters.csv")["unit"])
    for code in ("en", "da"):
        words = language(code).words
        known = {u for u in units if f"value_unit.{u}" in words or f"report.unit.{u}" in words}
        assert units - known == set()
