"""Word, Excel and figures say what the report says, cell by cell; the page is held to the store."""

from __future__ import annotations

import re

import docx
import openpyxl
import pandas as pd
import pytest

from kth_sim.reporting.document import Cell, Table
from kth_sim.reporting.docx import write_docx
from kth_sim.reporting.xlsx_report import write_xlsx
from kth_sim.runs.redraw import DrawOptions, redraw

CODES = ("en", "da")
HEADING = 4  # row of a sheet's headings, counted from 1
MILLION = 1e6


def tables_in(sections):
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Table))
        yield from tables_in(section.sections)


def is_number(cell):
    return isinstance(cell.value, int | float)


def decimals_in(text, code):
    """Decimals of the first number of a text."""
    found = re.search(r"\d[\d.,]*", text.replace("\xa0", " ")).group().rstrip(".,")
    return len(found.partition("," if code == "da" else ".")[2])


@pytest.fixture(scope="session")
def books(documents, tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    written = {c: write_xlsx(one, folder / f"{c}.xlsx") for c, one in documents.items()}
    return {code: openpyxl.load_workbook(path) for code, path in written.items()}


@pytest.fixture(scope="session")
def words(documents, tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    written = {c: write_docx(one, folder / f"{c}.docx") for c, one in documents.items()}
    return {code: docx.Document(str(path)) for code, path in written.items()}


@pytest.fixture(scope="session")
def shown(documents):
    """Every table of the report, by language: the decision card's facts first."""

    def _shown(code):
        card = documents[code].card
        facts = tuple(
            (Cell(f.label, f.label), f.value, Cell(f.remark, f.remark)) for f in card.facts
        )
        card_table = Table("card", card.title, ("", "", ""), facts)
        return [card_table, *tables_in(documents[code].sections)]

    return _shown


@pytest.mark.parametrize("code", CODES)
def test_every_cell_of_the_workbook_is_the_reports(books, shown, code):
    sheets = books[code].worksheets[1:]
    tables = shown(code)
    assert len(sheets) == len(tables) > 15
    numbers = 0
    for sheet, table in zip(sheets, tables, strict=True):
        rows = sheet.iter_rows(min_row=HEADING + 1, max_col=len(table.columns))
        for found, row in zip(rows, table.rows, strict=True):
            for place, cell in zip(found, row, strict=True):
                numbers += is_number(cell)
                assert_same(place, cell, code)
    assert numbers > 400


def assert_same(place, cell, code):
    if not is_number(cell):
        marked = f"{cell.text}*" if cell.assumed and cell.text else cell.text
        assert (place.value or "") == marked
        return
    in_millions = place.value != pytest.approx(cell.value, rel=1e-14, abs=1e-300)
    scale = MILLION if in_millions else 1.0
    assert place.value == pytest.approx(cell.value / scale, rel=1e-14, abs=1e-300)
    assert ("*" in place.number_format) is cell.assumed
    decimals = re.search(r"0\.(0+)", place.number_format)
    if place.number_format.strip('"*') not in {"General", "#,##0.####"}:
        assert len(decimals.group(1) if decimals else "") == decimals_in(cell.text, code)


@pytest.mark.parametrize("code", CODES)
def test_numbers_of_the_workbook_look_as_in_the_report(books, shown, code):
    """A plain format is for what no other fits: a text that is more than its number."""
    plain = [
        cell.text
        for sheet, table in zip(books[code].worksheets[1:], shown(code), strict=True)
        for found, row in zip(sheet.iter_rows(min_row=HEADING + 1), table.rows, strict=True)
        for place, cell in zip(found, row, strict=False)
        if is_number(cell) and place.number_format.strip('"*') in {"General", "#,##0.####"}
    ]
    assert len(plain) < 10, plain


@pytest.mark.parametrize("code", CODES)
def test_every_cell_of_the_word_file_is_the_reports(words, documents, shown, code):
    card, *tables = shown(code)
    in_card = [block for block in documents[code].card.blocks if isinstance(block, Table)]
    written = words[code].tables
    assert len(written) == 1 + len(in_card) + len(tables) + 1  # the card's facts; how it was made
    pairs = zip(written[1:], [*in_card, *tables], strict=False)
    for found, table in [(written[0], card), *pairs]:
        texts = [[plain(cell.text) for cell in row.cells] for row in found.rows]
        expected = [[plain(marked(cell)) for cell in row] for row in table.rows]
        assert texts[len(texts) - len(expected) :] == expected
        assert len(texts) - len(expected) == (0 if table is card else 1)


def plain(text):
    """Plain spaces: an interval may be broken over lines."""
    return text.replace("\xa0", " ")


def marked(cell):
    return f"{cell.text}*" if cell.assumed and cell.text else cell.text


def test_the_card_and_the_curve_have_the_same_probabilities(folders, documents, tmp_path):
    redraw(folders["psa"], DrawOptions(only=("ceac",), formats=("svg",), out=tmp_path))
    curve = pd.read_csv(tmp_path / "ceac.csv").query("reading == '3m_only'").set_index("wtp")["kth"]
    facts = {fact.key: fact.value.value for fact in documents["en"].card.facts}
    for wtp in (200_000, 500_000):
        assert facts[f"prob-cost-effective-{wtp}"] == curve[wtp]


def test_the_checklist_and_the_card_have_the_same_probabilities(documents):
    cheers = next(t for t in tables_in(documents["en"].sections) if t.key == "cheers")
    answer = next(row[4].text for row in cheers.rows if row[0].text.startswith("24."))
    for fact in documents["en"].card.facts:
        if fact.key.startswith("prob-cost-effective"):
            assert fact.value.text in answer
