"""The report's workbook: numbers as numbers, text as text, and LibreOffice agrees."""

from __future__ import annotations

import time
from dataclasses import replace

import openpyxl
import pytest
from stored_runs import HOSTILE

from kth_sim.reporting.document import Cell, Section, Table
from kth_sim.reporting.xlsx_report import write_xlsx
from kth_sim.reporting.xlsx_report.formats import shown
from kth_sim.reporting.xlsx_report.sheets import HEAD_ROW

FIRST = HEAD_ROW + 2  # the first row under a heading, as openpyxl counts


@pytest.fixture(scope="module")
def path(document, tmp_path_factory):
    return write_xlsx(document, tmp_path_factory.mktemp("book") / "r.xlsx")


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)


def row(sheet, number):
    return [cell.value for cell in sheet[number]]


def test_the_first_sheet_says_whose_numbers_these_are_and_leads_to_the_others(book):
    assert book.sheetnames == ["Om", "Beslutningskort", "hostile", "long one"]
    about = {a: b for a, b in book["Om"].iter_rows(max_col=2, values_only=True) if a}
    assert about["Kørsel"] == "national-1a2b3c4d"
    assert about["Kommando"] == HOSTILE[0]
    links = [
        cell.hyperlink.location for (cell,) in book["Om"].iter_rows(max_col=1) if cell.hyperlink
    ]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_no_cell_has_a_formula_or_a_link_outside(book):
    for sheet in book:
        for cells in sheet.iter_rows():
            assert [cell.value for cell in cells if cell.data_type == "f"] == []
            assert [c.hyperlink.target for c in cells if c.hyperlink and c.hyperlink.target] == []


def test_hostile_names_are_text(book):
    assert row(book["hostile"], FIRST - 1) == [*HOSTILE]
    assert row(book["hostile"], FIRST) == [*HOSTILE]
    assert {cell.data_type for cell in book["hostile"][FIRST]} == {"s"}


def test_numbers_are_numbers_at_full_precision_that_look_as_in_the_report(book):
    _, value, share = book["long one"][FIRST + 3]
    assert (value.value, share.value) == (1234.5 * 3, 3 / 1000)
    assert (value.number_format, share.number_format) == ("#,##0.0", "0.0%")


def test_what_rests_on_an_assumption_is_coloured_and_marked_and_still_a_number(book):
    assumed, known = book["long one"][FIRST + 1][1], book["long one"][FIRST + 2][1]
    assert assumed.number_format == '#,##0.0"*"'
    assert assumed.value == 1234.5
    assert assumed.fill.fgColor.rgb != known.fill.fgColor.rgb
    assert book["Beslutningskort"].cell(FIRST, 2).value == pytest.approx(20.123)  # million


@pytest.mark.parametrize(
    ("cell", "comma", "wanted"),
    [
        (Cell(0.0799, "8,0 %"), True, (0.0799, "0.0%")),
        (Cell(-0.0443, "\N{MINUS SIGN}4.43 pp"), False, (-0.0443, "0.00%")),
        (Cell(-8477.2, "\N{MINUS SIGN}8.477"), True, (-8477.2, "#,##0")),
        (Cell(161060.4, "DKK\xa0161,060"), False, (161060.4, "#,##0")),
        (Cell(0.056, "+0,056"), True, (0.056, "+#,##0.000;-#,##0.000")),
        (Cell(2026, "2026"), True, (2026, "0")),
        (Cell(1e-7, "1e-07"), False, (1e-7, "General")),
        (Cell(2.01e7, "20,1 mio. DKK"), True, (20.1, '#,##0.0" mio. DKK"')),
        (Cell(4.1e6, "4.1", True), False, (4.1, '#,##0.0"*"')),
        (Cell(0.5, "50"), True, (0.5, "General")),
        (Cell(0.0, "0"), True, (0.0, "#,##0")),
        (Cell(1.5, "1.2.3"), False, (1.5, "#,##0.####")),
    ],
)
def test_a_number_is_shown_as_its_text_shows_it_or_plainly(cell, comma, wanted):
    assert shown(cell, comma) == wanted


def test_a_table_of_one_column_or_no_row_is_written_as_it_is(document, tmp_path):
    """A note over one column is not merged; a table without rows has nothing to filter."""
    note = "A note that is longer than the column under it is wide."
    one = Table("one", "One", ("n",), ((Cell(1, "1"),),), note)
    none = Table("none", "None", ("n", "m"), (), note)
    less = replace(document, sections=(Section("s", "S", (one, none)),))
    sheets = openpyxl.load_workbook(write_xlsx(less, tmp_path / "r.xlsx"))
    assert [sheets[name].cell(2, 1).value for name in ("one", "none")] == [note, note]
    assert [len(sheets[name].merged_cells.ranges) for name in ("one", "none")] == [0, 1]
    found = [sheets[name].auto_filter.ref for name in ("one", "none")]
    assert found == [f"A{FIRST - 1}:A{FIRST}", None]
    assert row(sheets["none"], FIRST - 1) == ["n", "m"]


def test_sheets_of_like_names_stay_apart(document, tmp_path):
    keys = ["Om", "x" * 40, "x" * 41, "a[b]:c"]
    tables = tuple(Table(key, key, ("n",), ((Cell(1, "1"),),)) for key in keys)
    many = replace(document, sections=(Section("s", "S", tables),))
    names = openpyxl.load_workbook(write_xlsx(many, tmp_path / "r.xlsx")).sheetnames
    assert names[2:] == ["Om 2", "x" * 31, "x" * 29 + " 2", "a b  c"]


def test_the_same_document_gives_the_same_bytes_on_another_day(
    document, path, tmp_path, monkeypatch
):
    monkeypatch.setattr(time, "time", lambda: 2e9)
    assert write_xlsx(document, tmp_path / "b.xlsx").read_bytes() == path.read_bytes()


@pytest.fixture(scope="module")
def reckoned(path, recalculated, tmp_path_factory):
    """LibreOffice's copy of the workbook, everything reckoned anew."""
    (copy,) = recalculated([path], tmp_path_factory.mktemp("office")).values()
    return openpyxl.load_workbook(copy)


def test_libreoffice_finds_the_same_text_and_numbers_and_no_formula(book, reckoned):
    for name in book.sheetnames:
        for mine, theirs in zip(book[name].iter_rows(), reckoned[name].iter_rows(), strict=False):
            texts = [(c.value, c.data_type) for c in mine if c.data_type == "s"]
            assert texts == [(c.value, c.data_type) for c in theirs if c.data_type == "s"]
            numbers = [c.value for c in mine if c.data_type == "n" and c.value is not None]
            found = [c.value for c in theirs if c.data_type == "n" and c.value is not None]
            assert found == pytest.approx(numbers, rel=1e-14)
            assert [c.value for c in theirs if c.data_type == "f"] == []
