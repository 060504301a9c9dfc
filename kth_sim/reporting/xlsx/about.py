"""The first sheet: whose numbers these are, what they rest on, and how to use the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kth_sim.reporting.xlsx.book import Book
from kth_sim.reporting.xlsx.places import SHEETS

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FACTS = (
    "run_id",
    "scenario",
    "plan",
    "plan_label",
    "seed",
    "draws",
    "patients",
    "version",
    "evidence_hash",
)
NOTES = ("use", "means", "between", "money", "prices", "cells")
LETTERS = 125  # that fit on a line across the sheet
ASSUMPTION_COLUMNS = ("id", "label", "value", "unit", "basis")


def write_about(book: Book) -> None:
    """Write the sheet."""
    sheet = book.sheet("about", [34, 52, 16, 18, 18], upright=True)
    row = _facts(book, sheet, 3)
    row = _lines(book, sheet, row + 1, "workbook.warnings", book.content.about.warnings)
    notes = [_note(book, name) for name in NOTES]
    row = _lines(book, sheet, row + 1, "workbook.notes", notes)
    row = _sheets(book, sheet, row + 1)
    _assumptions(book, sheet, row + 1)


def _note(book: Book, name: str) -> str:
    levels = book.say.listed([book.say.percent(level) for level in book.content.levels])
    return book.say(f"workbook.note.{name}", levels=levels)


def _facts(book: Book, sheet: Worksheet, row: int) -> int:
    for name in FACTS:
        sheet.write_string(row, 0, book.say(f"workbook.about.{name}"), book.looks["text"])
        value = getattr(book.content.about, name)
        if isinstance(value, str):
            sheet.write_string(row, 1, value, book.looks["left"])
        else:
            sheet.write_number(row, 1, value, book.looks["left"])
        row += 1
    return row


def _lines(
    book: Book, sheet: Worksheet, row: int, heading: str, lines: tuple[str, ...] | list[str]
) -> int:
    """A heading and a line in each row under it; nothing where there is no line."""
    if not lines:
        return row - 1
    book.heading(sheet, row, heading)
    for line in lines:
        row += 1
        sheet.merge_range(row, 0, row, 4, "", book.looks["wrapped"])
        sheet.write_string(row, 0, line, book.looks["wrapped"])
        sheet.set_row(row, 15 * (1 + len(line) // LETTERS))
    return row + 1


def _sheets(book: Book, sheet: Worksheet, row: int) -> int:
    """What each sheet holds."""
    book.heading(sheet, row, "workbook.sheets")
    for name in SHEETS[1:]:
        row += 1
        sheet.write_string(row, 0, book.say(f"workbook.sheet.{name}"), book.looks["text"])
        sheet.write_string(row, 1, book.say(f"workbook.what.{name}"), book.looks["text"])
    return row + 1


def _assumptions(book: Book, sheet: Worksheet, row: int) -> None:
    book.heading(sheet, row, "workbook.assumptions")
    names = [book.say(f"workbook.assumption.{name}") for name in ASSUMPTION_COLUMNS]
    book.names(sheet, row + 1, 0, names)
    for place, (name, label, value, unit, basis) in enumerate(book.content.about.assumptions):
        at = row + 2 + place
        sheet.write_string(at, 0, name, book.looks["text"])
        sheet.write_string(at, 1, book.say.parameter(name, label), book.looks["wrapped"])
        sheet.write_number(at, 2, value, book.looks["any"])
        sheet.write_string(at, 3, unit, book.looks["text"])
        sheet.write_string(at, 4, book.say.named("basis_word", basis), book.looks["text"])
