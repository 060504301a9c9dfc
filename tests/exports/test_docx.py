"""The Word file: what stands where, marked, described, and nothing that a program carries out."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from stored_runs import HOSTILE

from kth_sim.reporting.docx import write_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@pytest.fixture(scope="module")
def path(document, tmp_path_factory):
    return write_docx(document, tmp_path_factory.mktemp("word") / "r.docx")


@pytest.fixture(scope="module")
def word(path):
    return docx.Document(str(path))


def table_with(word, text):
    return next(t for t in word.tables if any(text in c.text for c in t.rows[0].cells))


def test_the_card_has_the_first_page(word, document):
    texts = [p.text for p in word.paragraphs]
    first_break = next(
        place
        for place, p in enumerate(word.paragraphs)
        if p._p.findall(f".//{W}br[@{W}type='page']")
    )
    assert texts[0] == document.card.title
    assert texts[1] == document.card.question
    assert first_break < texts.index(document.title)
    assert [c.text for c in word.tables[0].rows[0].cells] == [
        "Meromkostning",
        "20,1 mio. DKK*",
        "+1",
    ]


def test_headings_are_as_deep_as_their_sections(word):
    headings = {p.text: p.style.name for p in word.paragraphs if p.style.name.startswith("Heading")}
    assert headings["Resultater"] == "Heading 1"
    assert headings[HOSTILE[1]] == "Heading 2"
    assert headings["Alle"] == "Heading 1"


def test_every_table_repeats_its_heading_and_keeps_rows_whole(word):
    for table in word.tables[1:]:
        head, *rows = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert len(table_with(word, "Andel").rows) == 91


def test_hostile_names_are_the_text_of_their_cells(word):
    table = table_with(word, HOSTILE[0])
    for row in table.rows:
        assert [cell.text for cell in row.cells] == [*HOSTILE]


def test_nothing_in_the_file_leads_outside_or_is_a_command(path):
    with zipfile.ZipFile(path) as file:
        relations = "".join(file.read(n).decode() for n in file.namelist() if n.endswith(".rels"))
        body = file.read("word/document.xml").decode()
    codes = [part.split("</w:instrText>")[0] for part in body.split("<w:instrText>")[1:]]
    assert 'TargetMode="External"' not in relations
    assert "<script>" not in body
    assert {code.split()[0] for code in codes} == {"SEQ", "TOC"}


def test_what_rests_on_an_assumption_is_marked_and_the_rest_is_not(word):
    values = [row.cells[1].text for row in table_with(word, "Andel").rows[:4]]
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    legend = "* hviler på en antagelse"
    assert values == ["Værdi", "0,0", "1.234,5*", "2.469,0"]
    assert "Figur 1. Overlevelse*" in captions
    assert "@x nultegn*" in [p.text for p in word.paragraphs]
    assert sum(legend in p.text for p in word.paragraphs) == 3  # card, figure, long table


def test_a_figure_has_words_for_who_cannot_see_it(word, document):
    (picture,) = word.element.body.findall(f".//{WP}docPr")
    assert picture.get("descr") == "En linje der falder"
    assert picture.get("title") == "Overlevelse"


def test_tables_and_figures_are_numbered_apart(word):
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert [c.split(".")[0] for c in captions] == ["Figur 1", "Tabel 1", "Tabel 2", "Tabel 3"]


def test_pages_are_numbered_and_the_language_is_set(word, document, tmp_path):
    footer = word.sections[0].footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer
    assert word.core_properties.language == "da-DK"
    assert {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))} == {"da-DK"}
    english = write_docx(replace(document, language="en"), tmp_path / "en.docx")
    assert docx.Document(str(english)).core_properties.language == "en-GB"


def test_contents_lead_to_headings_that_are_there(word):
    anchors = [link.get(qn("w:anchor")) for link in word.element.body.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in word.element.body.iter(qn("w:bookmarkStart"))]
    assert anchors
    assert set(anchors) <= set(marks)
    assert len(marks) == len(set(marks))


def test_the_same_document_gives_the_same_bytes_on_another_day(document, tmp_path, monkeypatch):
    first = write_docx(document, tmp_path / "a.docx").read_bytes()
    monkeypatch.setattr(time, "time", lambda: 2e9)
    assert write_docx(document, tmp_path / "b.docx").read_bytes() == first
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert {info.date_time for info in file.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_without_facts_there_is_no_card(document, tmp_path):
    plain = replace(document, card=replace(document.card, facts=(), blocks=()))
    written = docx.Document(str(write_docx(plain, tmp_path / "r.docx")))
    assert written.paragraphs[0].text == document.title


def test_a_fact_that_is_neither_better_nor_worse_has_no_colour(document, tmp_path):
    """Green and red stand for better and worse."""
    cost, lives = document.card.facts
    facts = (lives, replace(lives, tone="plain"), cost)
    only = replace(document, card=replace(document.card, facts=facts), sections=())
    table = docx.Document(str(write_docx(only, tmp_path / "r.docx"))).tables[0]
    colours = [row.cells[1].paragraphs[0].runs[0].font.color.rgb for row in table.rows]
    assert [colour and str(colour) for colour in colours] == ["1B6B3A", None, "A3201D"]


def test_a_card_may_hold_words_alone(document, tmp_path):
    only = replace(document, card=replace(document.card, facts=()), sections=())
    word = docx.Document(str(write_docx(only, tmp_path / "r.docx")))
    assert word.paragraphs[0].text == document.card.title
    assert "Svageste evidens*" in [p.text for p in word.paragraphs]
    assert not any("Meromkostning" in row.cells[0].text for t in word.tables for row in t.rows)
